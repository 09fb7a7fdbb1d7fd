// Cycles: which attempts count, and when a new one starts.
#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {
/// One due client, last in on 1 November.
Snapshot winter() {
  Snapshot s = salon_with_due_client();
  s.visits[0].starts_at = at("2025-11-01T12:00:00Z");
  return s;
}
const PlannedAttempt& next_of(const Plan& plan) { return plan.planned.at(0); }
}  // namespace

TEST_CASE("the second attempt keeps the cycle's key and takes the next number and discount") {
  Snapshot s = winter();
  s.attempts = {attempt(1, "2025-11-01", "2025-12-10T12:00:00Z")};
  const Plan plan = plan_day(s, noon);
  CHECK(next_of(plan).attempt_number == 2);
  CHECK(next_of(plan).discount_percent == 15);
  CHECK(next_of(plan).cycle_key == on("2025-11-01"));
}

TEST_CASE("a later visit of the service starts a new cycle") {
  Snapshot s = winter();
  s.attempts = {attempt(1, "2025-11-01", "2025-12-10T12:00:00Z", 1),
                attempt(1, "2025-11-01", "2025-12-26T12:00:00Z", 2),
                attempt(1, "2025-11-01", "2026-01-12T12:00:00Z", 3)};
  CHECK(reason(s) == SkipReason::max_attempts);
  s.visits.push_back(visit(1, {1}, "2026-01-20T12:00:00Z"));
  const Plan plan = plan_day(s, noon);
  CHECK(next_of(plan).attempt_number == 1);
  CHECK(next_of(plan).cycle_key == on("2026-01-20"));
}

TEST_CASE("a visit on the day of the message starts a new cycle too") {
  Snapshot s = winter();
  s.attempts = {attempt(1, "2025-11-01", "2026-01-20T10:00:00Z")};
  s.visits.push_back(visit(1, {1}, "2026-01-20T16:00:00Z"));
  CHECK(next_of(plan_day(s, noon)).attempt_number == 1);
  CHECK(next_of(plan_day(s, noon)).cycle_key == on("2026-01-20"));
}

TEST_CASE("a visit that becomes known later does not make messages after it uncounted") {
  Snapshot s = winter();
  s.attempts = {attempt(1, "2025-11-01", "2025-12-10T12:00:00Z")};
  s.visits.push_back(visit(1, {1}, "2025-11-20T12:00:00Z"));  // imported after the message
  const Plan plan = plan_day(s, noon);
  CHECK(next_of(plan).attempt_number == 2);
  CHECK(next_of(plan).cycle_key == on("2025-11-01"));
}

TEST_CASE("attempts of other services, of other clients and those that never left do not count") {
  Snapshot s = winter();
  s.clients.push_back(client(2));
  s.attempts = {attempt(1, "2025-11-01", "2025-12-10T12:00:00Z"),
                attempt(1, "2025-11-01", "2025-12-11T12:00:00Z"),
                attempt(2, "2025-11-01", "2025-12-12T12:00:00Z"),
                attempt(77, "2025-11-01", "2025-12-12T12:00:00Z")};
  s.attempts[0].service_id = ServiceId{2};
  s.attempts[1].state = AttemptState::rejected;
  CHECK(next_of(plan_day(s, noon)).attempt_number == 1);
}

TEST_CASE("numbers never go back, and the earliest key names the cycle") {
  Snapshot s = winter();
  s.attempts = {attempt(1, "2025-11-03", "2025-12-20T12:00:00Z", 5),
                attempt(1, "2025-11-02", "2025-12-01T12:00:00Z", 1)};
  s.rules[0].max_attempts = 10;
  const Plan plan = plan_day(s, noon);
  CHECK(next_of(plan).attempt_number == 6);
  CHECK(next_of(plan).cycle_key == on("2025-11-02"));
}

TEST_CASE("an attempt of the cycle without a send time still counts") {
  Snapshot s = winter();
  s.attempts = {attempt(1, "2025-11-01", "2025-12-10T12:00:00Z"),
                attempt(1, "2025-10-01", "2025-10-10T12:00:00Z")};
  s.attempts[0].sent_at.reset();
  s.attempts[1].sent_at.reset();
  CHECK(next_of(plan_day(s, noon)).attempt_number == 2);
}

TEST_CASE("a campaign called off by hand before its message left ends the cycle") {
  Snapshot s = winter();
  s.attempts = {attempt(1, "2025-11-01", "2025-12-10T12:00:00Z")};
  s.attempts[0].state = AttemptState::cancelled;
  s.attempts[0].sent_at.reset();
  CHECK(reason(s) == SkipReason::none);  // cancelled by circumstances
  s.attempts[0].completion_reason = CompletionReason::cancelled;
  CHECK(reason(s) == SkipReason::max_attempts);
  s.attempts[0].cycle_key = on("2025-10-01");  // of an older cycle
  CHECK(reason(s) == SkipReason::none);
}
