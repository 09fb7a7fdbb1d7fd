#include "reactivation/core/habits.hpp"

#include <catch2/catch.hpp>

#include "core/world.hpp"
#include "reactivation/core/rhythm_policy.hpp"

using namespace world;

namespace {

PastVisit past(std::string_view when, int staff = 0) {
  PastVisit out;
  out.starts_at = at(when);
  out.staff_id = StaffId{staff};
  out.service_ids = {ServiceId{1}};
  return out;
}

const ShopHabits even{{{1, 0.5}, {2, 0.5}},
                      {{-1, 0.1}, {0, 0.3}, {1, 0.3}, {2, 0.3}},
                      {{1, 0.2}, {2, 0.2}, {3, 0.2}, {4, 0.2}, {5, 0.2}}};

Preferences liked(const std::vector<PastVisit>& visits) {
  return calibrated_preferences(visits, TimeZone::utc(), even, noon);
}

}  // namespace

TEST_CASE("shares, visits and certainty are the science's to their digits") {
  const std::vector<AgedChoice> own{{1, 10}, {1, 40}, {1, 100}, {2, 200}};
  const std::vector<ChoiceShare> shop{{1, 0.4}, {2, 0.35}, {3, 0.25}};
  const LikedChoices found = liked_choices(own, shop, {120, 1});
  REQUIRE(found.shares.size() == 3);
  CHECK(found.shares[0].value == 1);
  CHECK(found.shares[0].share == Approx(.7468084079272318).epsilon(1e-14));
  CHECK(found.shares[1].share == Approx(.18401206917567162).epsilon(1e-14));
  CHECK(found.shares[2].share == Approx(.06917952289709661).epsilon(1e-14));
  CHECK(found.visits == Approx(2.613786125294198).epsilon(1e-14));
  CHECK(found.certainty() == Approx(.3498185546134073).epsilon(1e-12));
}

TEST_CASE("certainty is 1 with one choice and 0 with none; a share of nothing adds nothing") {
  CHECK(LikedChoices{}.certainty() == 0);
  CHECK(LikedChoices{{{1, 1.0}}, 3}.certainty() == 1);
  CHECK(LikedChoices{{{1, 1.0}, {2, 0.0}}, 3}.certainty() == 1);
  CHECK(liked_choices({}, {}, {}).shares.empty());
  CHECK(liked_choices(std::vector<AgedChoice>{{9, 1}}, even.staff, {}).visits == 0);
}

TEST_CASE("a favourite is named only when it is likely to be one") {
  // One visit says little: nobody is named, and they stand among the others.
  const Preferences one = liked({past("2026-03-02T10:00:00Z", 1)});
  CHECK_FALSE(one.favourite_staff);
  REQUIRE(one.other_staff.size() == 1);
  CHECK(one.other_staff[0].staff_id == StaffId{1});
  CHECK_FALSE(one.day_part);
  CHECK(one.days.empty());
  CHECK(one.days_confidence == 0);
  // Six Mondays in the morning with one person say a lot.
  std::vector<PastVisit> many;
  for (const char* day :
       {"2026-01-26", "2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02"}) {
    many.push_back(past(std::string(day) + "T10:00:00Z", 1));
  }
  const Preferences sure = liked(many);
  REQUIRE(sure.favourite_staff);
  CHECK(sure.favourite_staff->visits == 6);
  CHECK(sure.favourite_staff->share > 0.9);
  CHECK(sure.day_part == DayPart::morning);
  CHECK(sure.day_part_confidence >= 0.7);
  CHECK(sure.days == std::vector<int>{1});
  CHECK(sure.confidence > one.confidence);
  CHECK(sure.confidence < 0.9);
  // Long ago they went to somebody else: it hardly counts.
  many.push_back(past("2024-01-01T10:00:00Z", 2));
  many.push_back(past("2024-02-01T10:00:00Z", 3));
  many.push_back(past("2026-03-03T00:00:00Z", 1));
  many.back().is_time_known = false;
  const Preferences still = liked(many);
  REQUIRE(still.favourite_staff);
  CHECK(still.favourite_staff->staff_id == StaffId{1});
  REQUIRE(still.other_staff.size() == 1);  // the third one has left
  CHECK(still.other_staff[0].staff_id == StaffId{2});
  CHECK(still.services == std::vector<ServiceId>{ServiceId{1}});
}

TEST_CASE("two others are named at the most, hours outside the parts of a day never") {
  ShopHabits shop = even;
  shop.staff = {{1, 0.25}, {2, 0.25}, {3, 0.25}, {4, 0.25}};
  std::vector<PastVisit> visits;
  for (int i = 0; i < 4; ++i) {
    visits.push_back(past("2026-03-0" + std::to_string(i + 1) + "T22:00:00Z", i + 1));
    visits.push_back(past("2026-02-1" + std::to_string(i + 1) + "T23:00:00Z"));
  }
  const Preferences found = calibrated_preferences(visits, TimeZone::utc(), shop, noon);
  CHECK_FALSE(found.favourite_staff);
  CHECK(found.other_staff.size() == 2);
  CHECK_FALSE(found.day_part);
  // A shop of which nothing is known names nobody.
  const Preferences bare = calibrated_preferences(visits, TimeZone::utc(), {}, noon);
  CHECK(bare.other_staff.empty());
  CHECK(bare.confidence == 0);
}

TEST_CASE("the shop's habits are those of completed visits with members who are there") {
  VisitTable visits;
  const auto add = [&visits](Visit each, int staff, bool is_time_known = true) {
    each.staff_id = StaffId{staff};
    each.is_time_known = is_time_known;
    visits.add(each);
  };
  add(visit(1, {1}, "2026-03-02T10:00:00Z"), 1);
  add(visit(1, {1}, "2026-03-03T13:00:00Z"), 1);
  add(visit(1, {1}, "2026-03-04T00:00:00Z"), 2, false);
  add(visit(1, {1}, "2026-03-05T18:00:00Z"), 3);
  add(visit(1, {1}, "2026-03-06T18:00:00Z", VisitStatus::no_show), 1);
  add(visit(1, {1}, "2026-03-20T18:00:00Z"), 1);
  add(visit(1, {2}, "2026-03-02T10:00:00Z"), 1);  // another service of the first visit
  const std::vector<Staff> staff{{StaffId{1}, "Anna", true},
                                 {StaffId{2}, "Boris", true},
                                 {StaffId{3}, "Clara", false},
                                 {StaffId{4}, "Dora", true}};
  const ShopHabits found = shop_habits(visits.columns(), staff, TimeZone::utc(), noon);
  REQUIRE(found.staff.size() == 2);
  CHECK(found.staff[0].share == Approx(2 / 3.0));
  CHECK(found.day_parts.size() == 3);
  CHECK(found.weekdays.size() == 4);
  VisitColumns bare = visits.columns();
  bare.status = {};
  bare.staff_id = {};
  bare.is_time_known = {};
  const ShopHabits unknown = shop_habits(bare, staff, TimeZone::utc(), noon);
  CHECK(unknown.staff.empty());
  CHECK(unknown.day_parts.size() == 4);
}

TEST_CASE("a plan by rhythm names calibrated favourites") {
  Snapshot snapshot = salon_with_due_client();
  snapshot.staff.push_back({StaffId{1}, "Anna", true});
  snapshot.staff.push_back({StaffId{2}, "Boris", true});
  snapshot.visits[0].staff_id = StaffId{1};
  snapshot.clients.push_back(client(2));
  Visit other = visit(2, {1}, "2026-03-08T12:00:00Z");
  other.staff_id = StaffId{2};
  snapshot.visits.push_back(other);
  CHECK(planned(plan_day(snapshot, noon), 1)->preferences.favourite_staff);
  RhythmKnowledge known = learn_rhythm(snapshot, noon);
  const Plan plan = plan_day(snapshot, noon, known);
  REQUIRE(planned(plan, 1));
  CHECK_FALSE(planned(plan, 1)->preferences.favourite_staff);
}
