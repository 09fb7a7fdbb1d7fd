#include "reactivation/engine/rehearsal.hpp"

#include <catch2/catch.hpp>

#include "memory_world.hpp"

using namespace world;

namespace {

const Instant ten = at("2026-03-03T10:00:00Z");

Snapshot salon_with_due(int clients) {
  Snapshot snapshot = empty_salon();
  for (int i = 1; i <= clients; ++i) add_client(snapshot, i, 40 + i, ten);
  snapshot.slots = {{haircut, StaffId{1}, at("2026-03-05T12:00:00Z"), 60}};
  return snapshot;
}

/// A whole day on a rehearsal over the store.
std::vector<OutgoingMessage> rehearse(Store& store, Instant now) {
  Rehearsal rehearsal(store, store);
  Mailbag mailbag;
  VirtualClock clock(now);
  const DayRunPorts ports{rehearsal, rehearsal, store, mailbag, clock};
  REQUIRE(run_day(ports, salon));
  REQUIRE(dispatch_day(ports, salon));
  return mailbag.messages;
}

}  // namespace

TEST_CASE("a rehearsal writes the very messages of the run that follows") {
  Store store(salon_with_due(14));
  const auto rehearsed = rehearse(store, ten);
  CHECK(rehearsed.size() == 14);
  CHECK(store.snapshot.attempts.empty());
  CHECK(store.snapshot.account->sends.empty());
  Mailbag mailbag;
  Run(store, mailbag, ten).day();
  REQUIRE(mailbag.messages.size() == rehearsed.size());
  for (std::size_t i = 0; i < rehearsed.size(); ++i) {
    CHECK(mailbag.messages[i].attempt_id == rehearsed[i].attempt_id);
    CHECK(mailbag.messages[i].text == rehearsed[i].text);
    CHECK(mailbag.messages[i].sent_at == rehearsed[i].sent_at);
  }
}

TEST_CASE("a rehearsal counts what a real run has sent") {
  Store store(salon_with_due(5));
  Mailbag mailbag;
  Run(store, mailbag, ten).day();
  CHECK(rehearse(store, ten + Seconds{3600}).empty());
}

TEST_CASE("a rehearsal takes up what an interrupted run left, and leaves it") {
  Store store(salon_with_due(4));
  Mailbag mailbag;
  Run stopped(store, mailbag, ten);
  REQUIRE(stopped.plan());
  (void)stopped.dispatch(
      [](std::string_view, std::int64_t done, std::int64_t) { return done < 1; });
  Attempt& lost = store.snapshot.attempts[3];
  lost.state = AttemptState::dispatching;
  lost.sent_at = ten;
  const auto before = store.snapshot.attempts.size();
  CHECK(rehearse(store, ten).size() == 2);
  CHECK(store.snapshot.attempts.size() == before);
  CHECK(store.count(AttemptState::dispatching) == 1);
  CHECK(store.count(AttemptState::planned) == 2);
}

TEST_CASE("in a rehearsal a refused message leaves the ledger and a second run adds nothing") {
  Store store(salon_with_due(3));
  Rehearsal rehearsal(store, store);
  Mailbag mailbag;
  mailbag.on_send = [](const OutgoingMessage&) { return SendOutcome::rejected; };
  VirtualClock clock(ten);
  const DayRunPorts ports{rehearsal, rehearsal, store, mailbag, clock};
  REQUIRE(run_day(ports, salon));
  REQUIRE(dispatch_day(ports, salon));
  const auto facts = rehearsal.load_plan_facts(salon, ten, PlanScope::due_only);
  REQUIRE(facts);
  CHECK(facts.value().account->sends.empty());
  CHECK(facts.value().attempts.size() == 3);
  const auto again = run_day(ports, salon);
  REQUIRE(again);
  CHECK(again.value().attempts_new == 0);
  const auto snapshot = rehearsal.load_snapshot(salon, ten);
  REQUIRE(snapshot);
  CHECK(snapshot.value().attempts.size() == 3);
}
