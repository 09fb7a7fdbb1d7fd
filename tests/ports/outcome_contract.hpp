// The contract of outcomes: what a hand-over leaves behind.
#pragma once

#include "inbound.hpp"

namespace reactivation::contract {

TEST_CASE("an accepted message is written, and recording it again changes nothing") {
  World world;
  world.store_day(lily);
  const AttemptId id = world.hand_over(lily).planned.attempt_id;
  world.record(id, SendOutcome::accepted, "m-1");
  world.record(id, SendOutcome::accepted, "m-1");
  world.fixture->reopen();
  const PermitState state = world.look(id);
  CHECK(state.attempt.state == AttemptState::accepted);
  CHECK(state.open == 0);
  CHECK(state.lease.owner.empty());
  CHECK(state.facts.account->sends.size() == 1);
  CHECK(state.facts.clients.last_reactivation_sent == std::vector{noon});
  CHECK(get(world.fixture->inbox().find_attempt(delivery("d-1", "m-1"))) == id);
  SendReceipt other{SendOutcome::rejected};
  CHECK(failed_with(world.fixture->attempts().record_outcome(id, other, noon), errc::not_found));
}

TEST_CASE("the messenger's name may come later than the outcome") {
  World world;
  world.store_day(lily);
  const AttemptId id = world.hand_over(lily).planned.attempt_id;
  world.record(id, SendOutcome::accepted);
  CHECK_FALSE(get(world.fixture->inbox().find_attempt(delivery("d-1", "m-1"))));
  world.record(id, SendOutcome::accepted, "m-1");
  CHECK(get(world.fixture->inbox().find_attempt(delivery("d-1", "m-1"))) == id);
}

TEST_CASE("an uncertain message counts as sent and has no turn any more") {
  World world;
  Plan plan = world.plan(lily);
  plan.planned.resize(1);
  get(world.fixture->attempts().store_plan(plan));
  const AttemptId id = world.hand_over(lily).planned.attempt_id;
  world.record(id, SendOutcome::uncertain);
  world.record(id, SendOutcome::uncertain);
  const PermitState state = world.look(id);
  CHECK(state.attempt.state == AttemptState::uncertain);
  CHECK(state.facts.account->sends.size() == 1);
  CHECK(state.facts.clients.last_reactivation_sent == std::vector{noon});
  CHECK_FALSE(world.try_claim(lily, noon + Seconds{3600}, "other").attempt);
}

TEST_CASE("what did not start gets one more try, and then it is rejected") {
  World world;
  Plan plan = world.plan(lily);
  plan.planned.resize(1);
  get(world.fixture->attempts().store_plan(plan));
  const AttemptId id = world.hand_over(lily).planned.attempt_id;
  world.record(id, SendOutcome::not_started);
  world.record(id, SendOutcome::not_started);
  PermitState state = world.look(id);
  CHECK(state.attempt.state == AttemptState::deferred);
  CHECK_FALSE(state.attempt.sent_at);
  CHECK(state.facts.account->sends.empty());
  CHECK(state.facts.clients.last_reactivation_sent == std::vector{no_instant});
  const Instant later = noon + Seconds{60};
  CHECK(world.hand_over(lily, later).planned.attempt_id == id);
  CHECK(world.look(id, later).facts.account->sends == std::vector{later});
  world.record(id, SendOutcome::not_started, {}, later);
  state = world.look(id, later);
  CHECK(state.attempt.state == AttemptState::rejected);
  CHECK(state.open == 0);
  CHECK(state.facts.account->sends.empty());
  CHECK_FALSE(world.try_claim(lily, later).attempt);
}

TEST_CASE("a rejected message is out of the counts") {
  World world;
  world.store_day(lily);
  const AttemptId id = world.hand_over(lily).planned.attempt_id;
  world.record(id, SendOutcome::rejected);
  const PermitState state = world.look(id);
  CHECK(state.attempt.state == AttemptState::rejected);
  CHECK(state.facts.account->sends.empty());
  CHECK(state.first_contacts_today == 0);
}

TEST_CASE("B20: a number that the messenger does not know is paused with the refusal") {
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.hand_over(lily);
  const AttemptId& id = held.planned.attempt_id;
  const int number = static_cast<int>(held.planned.client_id.value - client_id(lily, 0).value);
  SendReceipt receipt{SendOutcome::rejected};
  receipt.is_number_unknown = true;
  get(world.fixture->attempts().record_outcome(id, receipt, noon));
  get(world.fixture->attempts().record_outcome(id, receipt, noon + Days{1}));
  world.fixture->reopen();
  CHECK(world.attempt(id).state == AttemptState::rejected);
  CHECK(world.person(lily, number).clients.at(0).paused_until == noon + Days{90});
}

inline int number_of(const ClaimedAttempt& held) {
  return static_cast<int>(held.planned.client_id.value - client_id(lily, 0).value);
}

TEST_CASE("131050: a refusal because the person has stopped is their opt-out, on the account") {
  World world;
  world.store_day(lily);
  world.store_day(rose);
  const ClaimedAttempt held = world.hand_over(lily);
  const int number = number_of(held);
  REQUIRE_FALSE(world.is_opted_out(lily, number));
  SendReceipt receipt{GENERATE(SendOutcome::rejected, SendOutcome::uncertain)};
  receipt.person_fault = PersonFault::opted_out;
  get(world.fixture->attempts().record_outcome(held.planned.attempt_id, receipt, noon));
  world.fixture->reopen();
  CHECK(world.is_opted_out(lily, number));
  CHECK(world.is_opted_out(rose, number));
  CHECK_FALSE(world.is_opted_out(tulip, number));
  CHECK(world.attempt(held.planned.attempt_id).state == state_after(receipt.outcome, 0));
  for (const PersonAttempt& known : world.person(rose, number).attempts) {
    CHECK_FALSE(is_waiting_to_be_sent(known.attempt.state));
  }
  // Whoever comes back by evidence is not put out again by the same outcome.
  world.change_client(lily, number, ClientChangeKind::consented);
  world.change_client(rose, number, ClientChangeKind::consented);
  get(world.fixture->attempts().record_outcome(held.planned.attempt_id, receipt, noon));
  CHECK_FALSE(world.is_opted_out(lily, number));
}

TEST_CASE("an outcome that opts somebody out names what else is leaving to them") {
  World world;
  world.store_day(lily);
  world.store_day(rose);
  const ClaimedAttempt first = world.hand_over(lily);
  REQUIRE(number_of(first) == 1);
  const AttemptId other = world.hand_over(rose).planned.attempt_id;  // to the same number
  SendReceipt receipt{SendOutcome::rejected};
  receipt.person_fault =
      GENERATE(PersonFault::opted_out, PersonFault::blocked, PersonFault::reported);
  AttemptStore& store = world.fixture->attempts();
  const AttemptId& id = first.planned.attempt_id;
  const Applied applied = get(store.record_outcome(id, receipt, noon));
  CHECK(applied.has_changed);
  CHECK(applied.in_flight == std::vector{other});
  const Applied again = get(store.record_outcome(id, receipt, noon));
  CHECK_FALSE(again.has_changed);
  CHECK(again.in_flight.empty());
}

TEST_CASE("a signal that comes with an outcome which is recorded already is not lost") {
  World world;
  const AttemptId id = world.send_one(lily, "m-1");
  SendReceipt receipt{SendOutcome::accepted};
  receipt.provider_id = "m-1";
  receipt.signal = AccountSignal{AccountSignalKind::logged_out, noon, {}};
  get(world.fixture->attempts().record_outcome(id, receipt, noon));
  CHECK(get(world.fixture->office().load_gate(shared_account, here)).awaits_confirmation);
}

TEST_CASE("131049, 131056: a refusal of the day pauses the person, and no longer pause is cut") {
  const auto [fault, pause] = GENERATE(table<PersonFault, Seconds>(
      {{PersonFault::not_today, Seconds{86400}}, {PersonFault::wait, Seconds{3600}}}));
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.hand_over(lily);
  const int number = number_of(held);
  const bool is_paused_longer = GENERATE(false, true);
  const Instant later = noon + Days{400};
  if (is_paused_longer) {
    world.change_client(lily, number, ClientChangeKind::paused, later);
  }
  SendReceipt receipt{SendOutcome::rejected};
  receipt.person_fault = fault;
  get(world.fixture->attempts().record_outcome(held.planned.attempt_id, receipt, noon));
  get(world.fixture->attempts().record_outcome(held.planned.attempt_id, receipt, noon + Days{1}));
  world.fixture->reopen();
  const Instant until = is_paused_longer ? later : noon + pause;
  CHECK(world.person(lily, number).clients.at(0).paused_until == until);
  CHECK_FALSE(world.is_opted_out(lily, number));
}

TEST_CASE("an outcome of what is not being handed over is not found") {
  World world;
  world.store_day(lily);
  const AttemptId id = world.claim(lily).planned.attempt_id;
  const SendReceipt accepted{SendOutcome::accepted};
  AttemptStore& store = world.fixture->attempts();
  CHECK(failed_with(store.record_outcome(id, accepted, noon), errc::not_found));
  CHECK(failed_with(store.record_outcome({}, accepted, noon), errc::not_found));
}

}  // namespace reactivation::contract
