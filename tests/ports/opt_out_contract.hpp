// The contract of opt-outs: of the person, by every identity, on the account and in the company,
// now and later; and the one way back.
#pragma once

#include "inbound.hpp"

namespace reactivation::contract {

/// Stores the event and applies an opt-out for it.
inline Applied opt_out_by(World& world, const InboundEvent& event) {
  Inbox& inbox = world.fixture->inbox();
  Changes changes;
  changes.at = noon;
  changes.opt_out = OptOutChange{"reply", false};
  return get(inbox.apply({get(inbox.receive(event)).row, event}, changes, EventMark::done));
}

TEST_CASE("an opt-out by order covers the number on the account, and lasts") {
  World world;
  world.opt_out(lily, 1);
  world.opt_out(lily, 1);  // and again, which is no error
  world.fixture->reopen();
  CHECK(world.is_opted_out(lily, 1));
  CHECK(world.is_opted_out(rose, 1));
  CHECK(world.person(rose, 1).clients.at(0).is_opted_out);
  CHECK_FALSE(world.is_opted_out(lily, 2));
  CHECK_FALSE(world.is_opted_out(tulip, 1));
  const std::vector asked{client_id(lily, 1)};
  CHECK(get(world.fixture->snapshots().load_clients(lily, asked)).at(0).reactivation_opt_out);
}

TEST_CASE("131050: an opt-out that a delivery tells is of the client whom it names") {
  World world;
  const AttemptId id = world.send_one(lily, "m-1");
  Inbox& inbox = world.fixture->inbox();
  const ClientId who = world.attempt(id).client_id;
  const int number = static_cast<int>(who.value - client_id(lily, 0).value);
  InboundEvent event = delivery("d-1", "m-1");
  auto& report = std::get<InboundDelivery>(event.what).report;
  report = {Delivery::failed, noon, false, PersonFault::opted_out};
  const InboundReceipt receipt = get(inbox.receive(event));
  world.fixture->reopen();
  const auto stored = get(world.fixture->inbox().load_unprocessed(noon, 10));
  REQUIRE(stored.size() == 1);
  CHECK(std::get<InboundDelivery>(stored[0].event.what).report.person_fault ==
        PersonFault::opted_out);
  Changes changes;
  changes.at = noon;
  changes.opt_out = OptOutChange{"messenger", false, lily, who};
  get(world.fixture->inbox().apply({receipt.row, stored[0].event}, changes, EventMark::done));
  CHECK(world.is_opted_out(lily, number));
  CHECK(world.is_opted_out(rose, number));
  CHECK_FALSE(world.is_opted_out(tulip, number));
  changes.opt_out->client_id = ClientId{987654};
  const InboundEvent other = delivery("d-2", "m-1");
  const std::int64_t row = get(world.fixture->inbox().receive(other)).row;
  CHECK_FALSE(world.fixture->inbox().apply({row, other}, changes, EventMark::done));
}

TEST_CASE("an opt-out in a message covers every identity of those it names") {
  World world;
  const Identity lid{IdentityKind::lid, "4711"};
  check(world.fixture->office().add_identity({lily, client_id(lily, 1)}, lid));
  opt_out_by(world, message("e-1", lid));
  CHECK(world.is_opted_out(lily, 1));
  CHECK(world.is_opted_out(rose, 1));  // by the phone that the client named is known by
  CHECK_FALSE(world.is_opted_out(lily, 2));
  world.fixture->put_client(rose, client(rose, 3, 1));
  CHECK(world.is_opted_out(rose, 3));
  world.fixture->put_client(rose, client(rose, 4, 44));
  check(world.fixture->office().add_identity({rose, client_id(rose, 4)}, lid));
  CHECK(world.is_opted_out(rose, 4));
}

TEST_CASE("an opt-out of somebody who is no client yet holds when they become one") {
  World world;
  opt_out_by(world, message("e-1", phone_identity(50)));
  world.fixture->reopen();
  world.fixture->put_client(lily, client(lily, 5, 50));
  world.fixture->put_client(tulip, client(tulip, 5, 50));
  CHECK(world.is_opted_out(lily, 5));
  CHECK_FALSE(world.is_opted_out(tulip, 5));
}

TEST_CASE("an opt-out said to a company covers its account too") {
  World world;
  InboundEvent event = message("e-1", phone_identity(1));
  event.account_id = {};
  event.company_id = lily;
  opt_out_by(world, event);
  CHECK(world.is_opted_out(lily, 1));
  CHECK(world.is_opted_out(rose, 1));
  CHECK_FALSE(world.is_opted_out(tulip, 1));
}

TEST_CASE("a host's code opts out in its own company, and the person behind it on the account") {
  World world;
  const Identity code{IdentityKind::external_id, "c-1"};
  check(world.fixture->office().add_identity({lily, client_id(lily, 1)}, code));
  check(world.fixture->office().add_identity({rose, client_id(rose, 2)}, code));
  InboundEvent event = message("e-1", code);
  event.company_id = lily;
  opt_out_by(world, event);
  CHECK(world.is_opted_out(lily, 1));
  CHECK(world.is_opted_out(rose, 1));
  CHECK_FALSE(world.is_opted_out(rose, 2));
}

TEST_CASE("a client whom the host has marked bars the number on the whole account") {
  auto companies = three_salons();
  companies[1].clients[0].reactivation_opt_out = true;
  World world{companies};
  CHECK(world.is_opted_out(rose, 1));
  CHECK(world.is_opted_out(lily, 1));
  CHECK_FALSE(world.is_opted_out(tulip, 1));
}

TEST_CASE("an opt-out ends what waits for the person and tells what is leaving") {
  World world;
  world.store_day(lily);
  world.store_day(rose);
  const AttemptId leaving = world.hand_over(lily).planned.attempt_id;
  REQUIRE(world.attempt(leaving).client_id == client_id(lily, 1));
  const AttemptId waiting = world.claim(rose).planned.attempt_id;
  REQUIRE(world.attempt(waiting).client_id == client_id(rose, 1));
  const Applied applied = opt_out_by(world, message("e-1", phone_identity(1), "stop"));
  CHECK(applied.in_flight == std::vector{leaving});
  CHECK(world.attempt(waiting).state == AttemptState::cancelled);
  CHECK(world.attempt(leaving).state == AttemptState::dispatching);
  CHECK(world.try_claim(lily, noon + Seconds{60}, "other").attempt);  // the others' turns stay
}

TEST_CASE("an opt-out ends the campaigns of what was sent, so that no opt-in takes them up again") {
  World world;
  world.store_day(lily);
  const AttemptId sent = world.hand_over(lily).planned.attempt_id;
  SendReceipt receipt{SendOutcome::accepted};
  receipt.provider_id = "m-1";
  get(world.fixture->attempts().record_outcome(sent, receipt, noon));
  REQUIRE(world.attempt(sent).client_id == client_id(lily, 1));
  world.opt_out(lily, 1);
  CHECK(world.attempt(sent).completion_reason == CompletionReason::opted_out);
}

TEST_CASE("nothing but an audited opt-in takes an opt-out back") {
  World world;
  const Identity lid{IdentityKind::lid, "4711"};
  check(world.fixture->office().add_identity({rose, client_id(rose, 1)}, lid));
  opt_out_by(world, message("e-1", lid));
  Client again = client(lily, 1, 1);
  again.consent = Consent::granted;
  world.fixture->put_client(lily, again);
  CHECK(world.is_opted_out(lily, 1));
  world.change_client(lily, 1, ClientChangeKind::cleared);
  world.change_client(lily, 1, ClientChangeKind::wrote);
  CHECK(world.is_opted_out(lily, 1));
  Changes changes;
  changes.at = noon;
  for (const PersonClient& known : world.person(lily, 1).clients) {
    changes.clients.push_back({known.company_id,
                               known.client_id,
                               ClientChangeKind::consented,
                               std::nullopt,
                               {},
                               "signed at the desk"});
  }
  REQUIRE(changes.clients.size() == 2);
  get(world.fixture->inbox().apply_order({lily, client_id(lily, 1)}, changes));
  world.fixture->reopen();
  CHECK_FALSE(world.is_opted_out(lily, 1));
  CHECK_FALSE(world.is_opted_out(rose, 1));
  const PlanFacts facts =
      get(world.fixture->snapshots().load_person_facts(lily, client_id(lily, 1), noon));
  CHECK(facts.clients.consent.at(0) == Consent::granted);
  world.opt_out(lily, 1);
  CHECK(world.is_opted_out(lily, 1));
}

TEST_CASE("an order about nobody is not found") {
  World world;
  Changes changes;
  changes.at = noon;
  changes.opt_out = OptOutChange{"by hand", false};
  CHECK(failed_with(world.fixture->inbox().apply_order({lily, ClientId{99}}, changes),
                    errc::not_found));
}

}  // namespace reactivation::contract
