// Rows of the list of bad input that concern decisions alone.
#include <catch2/catch.hpp>

#include "core/world.hpp"
#include "reactivation/core/event_name.hpp"

using namespace world;

namespace {
Permit permit_of(const Snapshot& s, Instant now, std::optional<Instant> not_after = {}) {
  const SendCalendar calendar{s.settings, &*s.account, s.company.time_zone};
  return permit_to_send({calendar, now, not_after, 0});
}
}  // namespace

TEST_CASE("B32 a run that goes on past midnight is asked again for each message") {
  Snapshot s = salon_with_due_client();
  s.settings.sending_hours = {20, 24};
  const Instant planned_at = at("2026-03-10T23:59:59Z");
  const Plan plan = plan_day(s, planned_at);
  const Instant not_after = planned(plan, 1)->not_after;
  CHECK(not_after == at("2026-03-11T00:00:00Z"));
  CHECK(permit_of(s, planned_at, not_after).is_approved());
  CHECK(permit_of(s, planned_at + Seconds{1}, not_after).reason == PermitReason::expired);
  CHECK(permit_of(s, planned_at + Seconds{1}).reason == PermitReason::outside_sending_hours);
}

TEST_CASE("B33 a run in the skipped or the repeated hour plans each attempt once") {
  Snapshot s = salon_with_due_client();
  s.company.time_zone = berlin();
  s.settings.sending_hours = {0, 24};
  s.visits[0].starts_at = at("2025-12-01T12:00:00Z");
  for (const char* day : {"2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z"}) {
    Snapshot stored = s;
    stored.visits[0].starts_at = at(day) - Days{60};
    const Plan first = plan_day(stored, at(day));
    REQUIRE(first.planned.size() == 1);
    Attempt waiting;
    waiting.id = first.planned[0].attempt_id;
    waiting.client_id = ClientId{1};
    waiting.service_id = ServiceId{1};
    waiting.cycle_key = first.planned[0].cycle_key;
    waiting.not_before = first.planned[0].not_before;
    waiting.not_after = first.planned[0].not_after;
    // The same clock reading comes again an hour later, or the hour is gone: same attempt.
    const Plan again = plan_day(stored, at(day) + Seconds{3600});
    CHECK(again.planned.at(0).attempt_id == waiting.id);
    stored.attempts.push_back(waiting);
    CHECK(plan_day(stored, at(day) + Seconds{3600}).planned.empty());
  }
}

TEST_CASE(
    "B34 a clock that went back finds its own sends ahead of it and sends nothing near them") {
  Snapshot s = salon_with_due_client();
  s.account->sends = {noon + Seconds{20}};
  const Permit permit = permit_of(s, noon);
  CHECK(permit.reason == PermitReason::gap);
  CHECK(permit.not_before == noon + Seconds{50});
  s.account->hourly_outbound_limit = 1;
  CHECK(permit_of(s, noon - Seconds{3000}).reason == PermitReason::hourly_limit);
  CHECK_FALSE(parse_time("1969-12-31T23:59:59Z"));
  CHECK_FALSE(parse_time("-2026-03-10T12:00:00Z"));
  CHECK(parse_time("2038-01-19T03:14:08Z")->instant_in(TimeZone::utc()) ==
        Instant{Seconds{2147483648}});
}

TEST_CASE("B67 a booking that was cancelled or missed is no visit") {
  Snapshot s = salon_with_due_client();
  s.visits.push_back(visit(1, {1}, "2026-03-09T12:00:00Z", VisitStatus::cancelled));
  s.visits.push_back(visit(1, {1}, "2026-03-08T12:00:00Z", VisitStatus::no_show));
  CHECK(planned(plan_day(s, noon), 1)->days_since_visit == 40);
  s.visits.erase(s.visits.begin());
  CHECK(reason(s) == SkipReason::no_visit);
}

TEST_CASE("B68 a client with a booking ahead, for whatever service, is not written to") {
  Snapshot s = salon_with_due_client();
  s.visits.push_back(visit(1, {99}, "2026-04-20T12:00:00Z", VisitStatus::booked));
  CHECK(reason(s) == SkipReason::upcoming_booking);
  s.visits.back().status = VisitStatus::cancelled;
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("B69 a time outside the hours of messages is offered: they are not the salon's own") {
  Snapshot s = salon_with_due_client();
  s.staff = {{StaffId{1}, "Anna", true}};
  REQUIRE(s.settings.sending_hours.end < 20);
  s.slots = {Slot{ServiceId{1}, StaffId{1}, at("2026-03-12T20:30:00Z"), 60}};
  CHECK(planned(plan_day(s, noon), 1)->slots.size() == 1);
}

TEST_CASE("B69 slots that are past, doubled, of other services or of staff who left are dropped") {
  Snapshot s = salon_with_due_client();
  s.staff = {{StaffId{1}, "Anna", true}, {StaffId{2}, "Gone", false}};
  const auto slot = [](std::string_view when, int staff, int service) {
    return Slot{ServiceId{service}, StaffId{staff}, at(when), 60};
  };
  s.slots = {slot("2026-03-09T12:00:00Z", 1, 1), slot("2026-03-12T12:00:00Z", 2, 1),
             slot("2026-03-12T12:00:00Z", 7, 1), slot("2026-03-12T12:00:00Z", 1, 2),
             slot("2026-03-10T18:00:00Z", 1, 1), slot("2026-03-18T00:00:00Z", 1, 1)};
  CHECK(planned(plan_day(s, noon), 1)->slots.empty());  // and is written to without times
  s.slots.push_back(slot("2026-03-12T12:00:00Z", 1, 1));
  s.slots.push_back(slot("2026-03-12T12:00:00Z", 1, 1));
  CHECK(planned(plan_day(s, noon), 1)->slots.size() == 1);
}

TEST_CASE("B74 B90 a name of an event is bounded, well-formed and without control characters") {
  for (const char* name : {"1", "wamid.HBgL", "+79001234567", "RU.1502", "имя", "a b"}) {
    CHECK(is_event_name(name));
  }
  CHECK(is_event_name(std::string(512, 'x')));
  CHECK_FALSE(is_event_name(std::string(513, 'x')));
  for (const char* name :
       {"", "a\nb", "\x1b[2J", "\x7f", "\xC2\x85", "\xFF", "\xC3", "\xED\xA0\x80"}) {
    CHECK_FALSE(is_event_name(name));
  }
  CHECK_FALSE(is_event_name(std::string("a\0b", 3)));
}
