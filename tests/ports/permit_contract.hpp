// The contract of the permit: one consistent reading, committed only while nothing has changed; the
// ledger and the gate.
#pragma once

#include <functional>

#include "inbound.hpp"

namespace reactivation::contract {

TEST_CASE("an unchanged reading is committed: state, ledger row, text") {
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  const AttemptId& id = held.planned.attempt_id;
  const PermitState seen = world.look(id);
  CHECK(seen.at == noon);
  CHECK(seen.attempt.id == id);
  CHECK(seen.attempt.state == AttemptState::planned);
  CHECK(seen.lease == held.lease);
  CHECK_FALSE(seen.is_forced);
  CHECK(seen.open == 0);
  CHECK(seen == world.look(id));
  const Instant sent_at = noon + Seconds{2};
  REQUIRE(world.commit(seen, held.planned, sent_at));
  world.fixture->reopen();
  const PermitState after = world.look(id, noon + Seconds{3});
  CHECK(after.attempt.state == AttemptState::dispatching);
  CHECK(after.attempt.sent_at == sent_at);
  CHECK(after.lease == held.lease);
  CHECK(after.open == 1);
  REQUIRE(after.facts.account);
  CHECK(after.facts.account->sends == std::vector{sent_at});
}

TEST_CASE("open hand-overs are counted over all companies on the account") {
  World world;
  world.store_day(lily);
  world.store_day(rose);
  world.store_day(tulip);
  const AttemptId of_rose = world.claim(rose).planned.attempt_id;
  const AttemptId of_tulip = world.claim(tulip).planned.attempt_id;
  const AttemptId leaving = world.hand_over(lily).planned.attempt_id;
  CHECK(world.look(of_rose).open == 1);
  CHECK(world.look(of_tulip).open == 0);
  world.record(leaving, SendOutcome::accepted);
  CHECK(world.look(of_rose).open == 0);
}

TEST_CASE("B107: a permit is given once") {
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  const PermitState seen = world.look(held.planned.attempt_id);
  REQUIRE(world.commit(seen, held.planned, noon));
  CHECK_FALSE(world.commit(seen, held.planned, noon));
  CHECK_FALSE(world.commit(world.look(held.planned.attempt_id), held.planned, noon));
  CHECK(world.look(held.planned.attempt_id).facts.account->sends.size() == 1);
}

TEST_CASE("whatever changes between the reading and the commit is noticed") {
  struct Change {
    const char* what;
    std::function<void(World&)> make;
  };
  const std::vector<Change> changes{
      {"an opt-out", [](World& w) { w.opt_out(lily, 1); }},
      {"an opt-out of the same number in another company on the account",
       [](World& w) { w.opt_out(rose, 1); }},
      {"a message in the inbox",
       [](World& w) { get(w.fixture->inbox().receive(message("e-1", phone_identity(1)))); }},
      {"a booking",
       [](World& w) {
         w.fixture->put_visit(lily, visit(lily, 1, noon + Days{2}, VisitStatus::booked));
       }},
      {"a visit", [](World& w) { w.fixture->put_visit(lily, visit(lily, 1, noon - Seconds{60})); }},
      {"a pause of the client",
       [](World& w) { w.change_client(lily, 1, ClientChangeKind::paused, noon + Days{30}); }},
      {"a reply that waits for a person",
       [](World& w) { w.change_client(lily, 1, ClientChangeKind::frozen); }},
      {"consent denied",
       [](World& w) {
         Client denied = client(lily, 1, 1);
         denied.consent = Consent::denied;
         w.fixture->put_client(lily, denied);
       }},
      {"another phone", [](World& w) { w.fixture->put_client(lily, client(lily, 1, 77)); }},
      {"the account disarmed",
       [](World& w) { check(w.fixture->office().disarm(shared_account, "test", noon)); }},
      {"the account armed elsewhere",
       [](World& w) { check(w.fixture->office().arm(shared_account, "machine-b", noon)); }},
      {"everything stopped",
       [](World& w) { check(w.fixture->office().stop_everything("test", noon)); }},
      {"a ban", [](World& w) { w.fixture->ban_account(lily); }},
      {"the account paused", [](World& w) { w.fixture->pause_account(lily, noon + Days{1}); }},
      {"the company switched off", [](World& w) { w.fixture->set_enabled(lily, Switch::off); }},
      {"a send of another company on the account", [](World& w) { w.send_one(rose, "m-rose"); }},
      {"a hand-over of another company on the account",
       [](World& w) {
         w.store_day(rose);
         w.hand_over(rose);
       }},
      {"the lease taken over", [](World& w) { (void)w.claim(lily, noon + Seconds{300}, "other"); }},
      {"the attempt cancelled",
       [](World& w) {
         const Person person = w.person(lily, 1);
         Changes order = changes_of_own_message(person, noon);
         get(w.fixture->inbox().apply_order({lily, client_id(lily, 1)}, order));
       }},
  };
  for (const Change& change : changes) {
    INFO(change.what);
    World world;
    check(world.fixture->office().arm(shared_account, here, noon));
    world.store_day(lily);
    const ClaimedAttempt held = world.claim(lily);
    REQUIRE(held.planned.client_id == client_id(lily, 1));
    const AttemptId& id = held.planned.attempt_id;
    const PermitState seen = world.look(id);
    change.make(world);
    CHECK_FALSE(world.look(id) == seen);
    CHECK_FALSE(world.commit(seen, held.planned, noon));
    CHECK(world.attempt(id).state != AttemptState::dispatching);
  }
}

TEST_CASE("what happens beyond the account and the person changes nothing") {
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  const PermitState seen = world.look(held.planned.attempt_id);
  world.send_one(tulip, "m-tulip");
  world.opt_out(tulip, 1);
  world.opt_out(lily, 2);
  get(world.fixture->inbox().receive(message("e-1", phone_identity(3))));
  CHECK(world.look(held.planned.attempt_id) == seen);
  CHECK(world.commit(seen, held.planned, noon));
}

TEST_CASE("a reading holds what counts at its own time") {
  World world;
  world.send_one(lily, "m-1");
  const ClaimedAttempt held = world.claim(lily, noon + Seconds{60});
  const AttemptId& id = held.planned.attempt_id;
  CHECK(world.look(id, noon + Days{1}).facts.account->sends.size() == 1);
  CHECK(world.look(id, noon + Days{1} + Seconds{1}).facts.account->sends.empty());
}

TEST_CASE("first contacts of the local day are sends to people without a history") {
  auto companies = three_salons();
  companies[0].company.time_zone = TimeZone{"Europe/Moscow", {{min_instant, Seconds{3 * 3600}}}};
  companies[0].clients[1].has_chat_history = true;
  World world{companies};
  world.store_day(lily);
  std::vector<AttemptId> ids;
  for (int i = 0; i < 3; ++i) {
    const Instant now = noon + Seconds{60 * i};
    const ClaimedAttempt held = world.hand_over(lily, now);
    ids.push_back(held.planned.attempt_id);
    world.record(ids.back(), SendOutcome::accepted, {}, now);
  }
  const Instant midnight = at("2026-03-10T21:00:00Z");  // in Moscow
  CHECK(world.look(ids[0], noon).first_contacts_today == 2);
  CHECK(world.look(ids[0], midnight - Seconds{1}).first_contacts_today == 2);
  CHECK(world.look(ids[0], midnight).first_contacts_today == 0);
}

TEST_CASE("B111: the account is armed for one installation only") {
  World world;
  world.store_day(lily);
  const AttemptId id = world.claim(lily).planned.attempt_id;
  const auto is_armed = [&](std::string_view where) {
    return get(world.fixture->attempts().load_permit_state(id, where, noon)).gate.is_armed;
  };
  CHECK_FALSE(is_armed(here));
  check(world.fixture->office().arm(shared_account, here, noon));
  world.fixture->reopen();
  CHECK(is_armed(here));
  CHECK_FALSE(is_armed("machine-b"));
  CHECK_FALSE(is_armed(""));
}

}  // namespace reactivation::contract
