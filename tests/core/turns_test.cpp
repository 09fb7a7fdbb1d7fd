// Quota, turns and people.
#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {
Snapshot salon_with_due_clients(int count) {
  Snapshot s = salon();
  for (int id = 1; id <= count; ++id) {
    s.clients.push_back(client(id));
    s.visits.push_back(visit(id, {1}, "2026-01-29T12:00:00Z"));
  }
  return s;
}
}  // namespace

TEST_CASE("turns keep the gap and the rolling hour, counting what was sent before") {
  Snapshot s = salon_with_due_clients(4);
  s.account->hourly_outbound_limit = 3;
  s.account->min_interval_seconds = 60;
  s.account->sends = {at("2026-03-10T11:30:00Z"), at("2026-03-10T11:59:30Z")};
  const Plan plan = plan_day(s, noon);
  REQUIRE(plan.planned.size() == 4);
  CHECK(plan.planned[0].not_before == at("2026-03-10T12:00:30Z"));
  CHECK(plan.planned[1].not_before == at("2026-03-10T12:30:00Z"));
  CHECK(plan.planned[2].not_before == at("2026-03-10T12:59:30Z"));
  CHECK(plan.planned[3].not_before == at("2026-03-10T13:00:30Z"));
}

TEST_CASE("whose turn falls past the window has no quota today") {
  Snapshot s = salon_with_due_clients(5);
  s.account->min_interval_seconds = 3600;
  const Plan plan = plan_day(s, at("2026-03-10T16:30:00Z"));
  CHECK(plan.planned.size() == 3);  // 16:30, 17:30, 18:30
  CHECK(plan.planned.back().not_before == at("2026-03-10T18:30:00Z"));
  CHECK(skipped(plan, 4)->reason == SkipReason::no_quota);
  CHECK(skipped(plan, 5)->rank == 5);
}

TEST_CASE("over the limit nobody is planned, whoever counts") {
  Snapshot s = salon_with_due_clients(3);
  s.account->daily_outbound_limit = 2;
  s.account->sends = {at("2026-03-10T10:00:00Z"), at("2026-03-10T10:10:00Z"),
                      at("2026-03-10T10:20:00Z")};
  CHECK(plan_day(s, noon).planned.empty());
  CHECK(skipped(plan_day(s, noon), 3)->until == at("2026-03-11T10:00:00Z"));
}

TEST_CASE("attempts that wait today use up quota, those of other days do not") {
  Snapshot s = salon_with_due_clients(3);
  s.account->daily_outbound_limit = 3;
  Attempt waiting = attempt(50, "2026-01-01", "2026-03-10T10:00:00Z");
  waiting.state = AttemptState::ready;
  waiting.sent_at.reset();
  s.attempts = {waiting};
  CHECK(plan_day(s, noon).planned.size() == 2);
  s.attempts[0].not_before = at("2026-03-10T15:00:00Z");
  CHECK(plan_day(s, noon).planned.size() == 2);
  s.attempts[0].not_before = at("2026-03-11T15:00:00Z");
  CHECK(plan_day(s, noon).planned.size() == 3);
  s.attempts[0].not_before = at("2026-03-10T10:00:00Z");
  s.attempts[0].not_after = at("2026-03-10T11:00:00Z");
  CHECK(plan_day(s, noon).planned.size() == 3);
}

TEST_CASE("turns that an earlier run of the day has given are taken") {
  Snapshot s = salon_with_due_clients(6);
  s.account->min_interval_seconds = 3600;
  const Instant late = at("2026-03-10T15:30:00Z");
  for (const char* turn : {"2026-03-10T15:30:00Z", "2026-03-10T17:30:00Z"}) {
    Attempt waiting = attempt(turn[12] - '4', "2026-01-29", turn);  // clients 1 and 3
    waiting.state = AttemptState::ready;
    waiting.sent_at.reset();
    waiting.not_before = at(turn);
    waiting.not_after = at("2026-03-10T19:00:00Z");
    s.attempts.push_back(waiting);
  }
  Plan plan = plan_day(s, late);
  REQUIRE(plan.planned.size() == 2);
  CHECK(plan.planned[0].not_before == at("2026-03-10T16:30:00Z"));
  CHECK(plan.planned[1].not_before == at("2026-03-10T18:30:00Z"));
  // One that is late goes as soon as it may; one that is over takes nothing.
  s.attempts[0].not_before = at("2026-03-10T12:00:00Z");
  s.attempts[1].not_before.reset();
  plan = plan_day(s, late);
  REQUIRE(plan.planned.size() == 2);
  CHECK(plan.planned[0].not_before == at("2026-03-10T17:30:00Z"));
  s.attempts[1].not_after = at("2026-03-10T15:00:00Z");
  CHECK(plan_day(s, late).planned.size() == 3);
}

TEST_CASE("without an account, with a stopped one or with limits of 0 there is no quota at all") {
  Snapshot s = salon_with_due_client();
  const auto check = [](const Snapshot& snapshot) {
    const Plan plan = plan_day(snapshot, noon);
    REQUIRE(plan.skipped.size() == 1);
    CHECK(plan.skipped[0].reason == SkipReason::no_quota);
    CHECK_FALSE(plan.skipped[0].until);
    CHECK(plan.skipped[0].rank == 1);
  };
  s.account->daily_outbound_limit = 0;
  check(s);
  s.account->daily_outbound_limit = 5;
  s.account->hourly_outbound_limit = 0;
  check(s);
  s.account->hourly_outbound_limit.reset();
  s.account->spam_score = 0.8;
  check(s);
  s.account.reset();
  check(s);
}

TEST_CASE("a paused account sends nothing before its pause is over") {
  Snapshot s = salon_with_due_client();
  s.account->paused_until = at("2026-03-10T15:00:00Z");
  CHECK(plan_day(s, noon).planned.at(0).not_before == at("2026-03-10T15:00:00Z"));
  const auto until = [&s](std::string_view pause) {
    s.account->paused_until = at(pause);
    const Plan plan = plan_day(s, noon);
    CHECK(plan.planned.empty());
    return to_rfc3339(plan.skipped.at(0).until.value());
  };
  CHECK(until("2026-03-10T19:00:00Z") == "2026-03-11T10:00:00Z");
  CHECK(until("2026-03-13T15:00:00Z") == "2026-03-13T15:00:00Z");
  CHECK(until("2026-03-13T20:00:00Z") == "2026-03-14T10:00:00Z");
  s.settings.sending_days = WeekdaySet::of(2);  // the 13th is a Friday
  CHECK(until("2026-03-20T15:00:00Z") == "2026-03-24T10:00:00Z");
  s.settings.holidays = {};
  for (int week = 1; week < 60; ++week) {
    s.settings.holidays.push_back(on("2026-03-10") + Days{7 * week});
  }
  s.account->paused_until = at("2026-03-20T15:00:00Z");
  CHECK_FALSE(plan_day(s, noon).skipped.at(0).until);
}

TEST_CASE("two clients with one phone are one person a day") {
  Snapshot s = salon_with_due_clients(3);
  s.clients[1].phone = s.clients[0].phone;
  const Plan plan = plan_day(s, noon);
  CHECK(planned(plan, 1));
  CHECK(skipped(plan, 2)->reason == SkipReason::no_quota);
  CHECK(planned(plan, 3)->rank == 3);
}

TEST_CASE("first contacts have a cap of their own") {
  Snapshot s = salon_with_due_clients(4);
  for (Client& c : s.clients) c.has_chat_history = false;
  s.clients[3].has_chat_history = true;
  s.account->first_contact_daily_limit = 2;
  const Plan plan = plan_day(s, noon);
  CHECK(planned(plan, 1));
  CHECK(planned(plan, 2));
  CHECK(skipped(plan, 3)->reason == SkipReason::no_quota);
  CHECK(planned(plan, 4));
  // One went out today already, to somebody without a chat; one to somebody with a chat.
  s.clients.push_back(client(8));
  s.clients.back().has_chat_history = false;
  s.clients.push_back(client(9));
  s.attempts = {attempt(8, "2026-01-01", "2026-03-10T10:30:00Z"),
                attempt(9, "2026-01-01", "2026-03-10T10:40:00Z"),
                attempt(8, "2026-01-01", "2026-03-09T10:30:00Z"),
                attempt(99, "2026-01-01", "2026-03-10T10:50:00Z")};
  CHECK(plan_day(s, noon).planned.size() == 2);
  // One that waits for its turn today counts as well.
  s.attempts.resize(1);
  s.attempts[0].state = AttemptState::ready;
  s.attempts[0].sent_at.reset();
  CHECK(plan_day(s, noon).planned.size() == 2);
  s.attempts[0].not_before = at("2026-03-11T12:00:00Z");
  CHECK(plan_day(s, noon).planned.size() == 3);
}

TEST_CASE("a client whose hours fall in two parts of the day gets the first part that has room") {
  Snapshot s = salon_with_due_clients(2);
  s.settings.sending_hours = {6, 23};
  s.client_zones = {TimeZone{"Auckland", {{min_instant, std::chrono::hours{13}}}}};
  for (Client& c : s.clients) c.zone = 0;
  s.account->min_interval_seconds = 3 * 3600;
  s.account->sends = {at("2026-03-10T06:59:00Z")};
  // Their evening ends at 10:00Z, their morning begins at 17:00Z.
  const Plan plan = plan_day(s, at("2026-03-10T07:00:00Z"));
  CHECK(planned(plan, 1)->not_before == at("2026-03-10T09:59:00Z"));
  CHECK(planned(plan, 1)->not_after == at("2026-03-10T10:00:00Z"));
  CHECK(planned(plan, 2)->not_before == at("2026-03-10T17:00:00Z"));
  CHECK(planned(plan, 2)->not_after == at("2026-03-10T23:00:00Z"));
}

TEST_CASE("a client's own zone narrows the turn, and others go on") {
  Snapshot s = salon_with_due_clients(3);
  s.client_zones = {TimeZone{"Azores", {{min_instant, -std::chrono::hours{5}}}},
                    TimeZone{"Far", {{min_instant, std::chrono::hours{9}}}}, TimeZone{}};
  s.clients[0].zone = 0;
  s.clients[1].zone = 1;
  s.clients[2].zone = 2;  // not known: the company's
  const Plan plan = plan_day(s, noon);
  CHECK(planned(plan, 1)->not_before == at("2026-03-10T15:00:00Z"));
  CHECK(planned(plan, 1)->not_after == at("2026-03-10T19:00:00Z"));
  CHECK(skipped(plan, 2)->reason == SkipReason::outside_sending_hours);
  CHECK_FALSE(skipped(plan, 2)->until);  // their 10 to 19 never meets the company's
  CHECK(planned(plan, 3)->not_before == noon);
  // The day is full for the company's clock, but not for the client who comes earlier on theirs.
  s.account->min_interval_seconds = 7 * 3600;
  const Plan sparse = plan_day(s, noon);
  CHECK(sparse.planned.size() == 1);
}

TEST_CASE("slots are given over the run, higher priority first") {
  Snapshot s = salon_with_due_clients(2);
  s.clients[1].loyalty_level = LoyaltyLevel::vip;
  s.staff = {{StaffId{1}, "Anna", true}};
  s.slots = {{ServiceId{1}, StaffId{1}, at("2026-03-12T10:00:00Z"), 60}};
  Plan plan = plan_day(s, noon);
  CHECK(planned(plan, 2)->slots.size() == 1);
  CHECK(planned(plan, 1)->slots.empty());
  s.settings.max_offers_per_slot = 2;
  CHECK(planned(plan_day(s, noon), 1)->slots.size() == 1);
  s.settings.max_offers_per_slot = 0;
  CHECK(planned(plan_day(s, noon), 2)->slots.size() == 1);
  s.settings.include_slots_in_message = false;
  CHECK(planned(plan_day(s, noon), 2)->slots.empty());
}

TEST_CASE("preferences come from the client's completed visits, joined by instant") {
  Snapshot s = salon_with_due_client();
  s.visits[0].staff_id = StaffId{2};
  Visit same = visit(1, {2, 1}, "2026-01-29T12:00:00Z");
  same.id = VisitId{3};
  same.is_time_known = false;
  s.visits.push_back(same);
  Visit other = visit(1, {3}, "2026-01-29T12:00:00Z");
  other.id = VisitId{4};
  other.staff_id = StaffId{1};
  s.visits.push_back(other);
  s.visits.push_back(visit(1, {}, "2026-01-10T12:00:00Z"));
  s.visits.push_back(visit(1, {1}, "2026-01-05T12:00:00Z", VisitStatus::no_show));
  const Preferences likes = planned(plan_day(s, noon), 1)->preferences;
  CHECK(likes.confidence == Approx(0.3));
  CHECK(likes.favourite_staff->visits == 1);
  CHECK(likes.services.size() == 3);
}
