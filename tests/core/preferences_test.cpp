#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {
PastVisit past(std::string_view when, int staff = 0, std::vector<int> services = {1}) {
  PastVisit out;
  out.starts_at = at(when);
  out.staff_id = StaffId{staff};
  for (const int service : services) out.service_ids.push_back(ServiceId{service});
  return out;
}
Preferences of(std::vector<PastVisit> visits) { return preferences_of(visits, TimeZone::utc()); }
}  // namespace

TEST_CASE("the parts of a day are 9 to 12, 12 to 17 and 17 to 21") {
  CHECK_FALSE(day_part_of(8));
  CHECK(day_part_of(9) == DayPart::morning);
  CHECK(day_part_of(11) == DayPart::morning);
  CHECK(day_part_of(12) == DayPart::afternoon);
  CHECK(day_part_of(16) == DayPart::afternoon);
  CHECK(day_part_of(17) == DayPart::evening);
  CHECK(day_part_of(20) == DayPart::evening);
  CHECK_FALSE(day_part_of(21));
}

TEST_CASE("nobody is said to like anything without a visit") {
  const Preferences none = of({});
  CHECK_FALSE(none.day_part);
  CHECK(none.days.empty());
  CHECK_FALSE(none.favourite_staff);
  CHECK(none.services.empty());
  CHECK_FALSE(none.pattern);
  CHECK(none.confidence == 0);
}

TEST_CASE("the preferred part of the day needs more than 40 percent") {
  // 2 of 5 in the morning: exactly 40 %, not more.
  const std::vector<PastVisit> five{past("2026-01-01T10:00:00Z"), past("2026-01-02T11:00:00Z"),
                                    past("2026-01-03T13:00:00Z"), past("2026-01-04T18:00:00Z"),
                                    past("2026-01-05T22:00:00Z")};
  CHECK_FALSE(of(five).day_part);
  std::vector<PastVisit> six = five;
  six.push_back(past("2026-01-06T09:00:00Z"));
  CHECK(of(six).day_part == DayPart::morning);
  CHECK(of(six).day_part_confidence == Approx(0.5));
}

TEST_CASE("hours outside the parts count, visits without a time do not") {
  std::vector<PastVisit> visits{past("2026-01-01T10:00:00Z"), past("2026-01-02T22:00:00Z"),
                                past("2026-01-03T23:00:00Z")};
  CHECK_FALSE(of(visits).day_part);  // one of three
  visits[1].is_time_known = false;
  visits[2].is_time_known = false;
  CHECK(of(visits).day_part == DayPart::morning);
  CHECK(of(visits).day_part_confidence == Approx(1));
  visits[0].is_time_known = false;
  CHECK_FALSE(of(visits).day_part);
  // The most frequent hours lie outside every part: the best part still stands.
  CHECK(of({past("2026-01-01T22:00:00Z"), past("2026-01-02T10:00:00Z"),
            past("2026-01-03T10:00:00Z"), past("2026-01-04T22:30:00Z")})
            .day_part == DayPart::morning);
}

TEST_CASE("ties go to the most recent") {
  const Preferences tied = of({past("2026-01-05T10:00:00Z", 1), past("2026-01-06T18:00:00Z", 2)});
  CHECK(tied.day_part == DayPart::evening);
  CHECK(tied.favourite_staff->staff_id == StaffId{2});
  CHECK(tied.days == std::vector{2, 1});
}

TEST_CASE("days are the three most frequent, with the share of the first") {
  const Preferences out =
      of({past("2026-01-05T10:00:00Z"), past("2026-01-12T10:00:00Z"), past("2026-01-06T10:00:00Z"),
          past("2026-01-07T10:00:00Z"), past("2026-01-01T10:00:00Z")});
  CHECK(out.days == std::vector{1, 3, 2});
  CHECK(out.days_confidence == Approx(0.4));
}

TEST_CASE("the favourite comes with a share of the visits whose staff is known, and two others") {
  const Preferences out = of({past("2026-01-01T10:00:00Z", 1), past("2026-01-02T10:00:00Z", 1),
                              past("2026-01-03T10:00:00Z", 2), past("2026-01-04T10:00:00Z", 3),
                              past("2026-01-05T10:00:00Z", 4), past("2026-01-06T10:00:00Z")});
  CHECK(out.favourite_staff->staff_id == StaffId{1});
  CHECK(out.favourite_staff->visits == 2);
  CHECK(out.favourite_staff->share == Approx(0.4));
  REQUIRE(out.other_staff.size() == 2);
  CHECK(out.other_staff[0].staff_id == StaffId{4});
  CHECK(out.other_staff[1].staff_id == StaffId{3});
}

TEST_CASE("services are the three most frequent") {
  const Preferences out =
      of({past("2026-01-01T10:00:00Z", 1, {5, 6}), past("2026-01-02T10:00:00Z", 1, {6, 7}),
          past("2026-01-03T10:00:00Z", 1, {8}), past("2026-01-04T10:00:00Z", 1, {8})});
  CHECK(out.services == std::vector{ServiceId{8}, ServiceId{6}, ServiceId{7}});
}

TEST_CASE("a pattern needs three gaps, and only even gaps are regular") {
  const auto three = of(
      {past("2026-01-01T10:00:00Z"), past("2026-01-29T10:00:00Z"), past("2026-02-26T10:00:00Z")});
  CHECK_FALSE(three.pattern);
  const auto even = of({past("2026-01-01T10:00:00Z"), past("2026-01-29T18:00:00Z"),
                        past("2026-02-26T10:00:00Z"), past("2026-03-26T10:00:00Z")});
  REQUIRE(even.pattern);
  CHECK(even.pattern->mean_gap_days == Approx(28));
  CHECK(even.pattern->regularity == Approx(1));
  CHECK(even.pattern->is_regular);
  // Gaps 10, 20, 30: mean 20, deviation of the population sqrt(200/3) = 8.165.
  const auto uneven = of({past("2026-01-01T10:00:00Z"), past("2026-01-11T10:00:00Z"),
                          past("2026-01-31T10:00:00Z"), past("2026-03-02T10:00:00Z")});
  CHECK(uneven.pattern->regularity == Approx(0.5917517095));
  CHECK_FALSE(uneven.pattern->is_regular);
  // Gaps 1, 1, 100: the deviation is larger than the mean.
  const auto wild = of({past("2026-01-01T10:00:00Z"), past("2026-01-02T10:00:00Z"),
                        past("2026-01-03T10:00:00Z"), past("2026-04-13T10:00:00Z")});
  CHECK(wild.pattern->regularity == 0);
}

TEST_CASE("visits of one day are no gap") {
  CHECK_FALSE(of({past("2026-01-01T10:00:00Z"), past("2026-01-01T12:00:00Z"),
                  past("2026-01-01T14:00:00Z"), past("2026-01-29T10:00:00Z")})
                  .pattern);
}

TEST_CASE("only the last 20 visits count, and more visits are more certain") {
  std::vector<PastVisit> visits;
  for (int day = 0; day < 20; ++day) {
    visits.push_back(past("2026-01-01T10:00:00Z", 1));
    visits.back().starts_at += Days{day};
  }
  for (int day = 0; day < 30; ++day) {
    visits.push_back(past("2025-01-01T18:00:00Z", 2));
    visits.back().starts_at += Days{day};
  }
  const Preferences out = of(visits);
  CHECK(out.favourite_staff->staff_id == StaffId{1});
  CHECK(out.favourite_staff->visits == 20);
  CHECK(out.other_staff.empty());
  CHECK(out.day_part == DayPart::morning);
  CHECK(out.confidence == Approx(0.9));
  const auto confidence = [&visits](std::size_t count) {
    return preferences_of(std::span(visits).first(count), TimeZone::utc()).confidence;
  };
  CHECK(confidence(9) == Approx(0.7));
  CHECK(confidence(10) == Approx(0.9));
  CHECK(confidence(5) == Approx(0.7));
  CHECK(confidence(4) == Approx(0.5));
  CHECK(confidence(3) == Approx(0.5));
  CHECK(confidence(2) == Approx(0.3));
  CHECK(confidence(1) == Approx(0.3));
}

TEST_CASE("two visits at one instant are read in order of staff") {
  const auto a = of({past("2026-01-01T10:00:00Z", 2), past("2026-01-01T10:00:00Z", 1)});
  const auto b = of({past("2026-01-01T10:00:00Z", 1), past("2026-01-01T10:00:00Z", 2)});
  CHECK(a.favourite_staff->staff_id == b.favourite_staff->staff_id);
}

TEST_CASE("a member of staff asked for twice is the favourite, whoever did the last visits") {
  Snapshot s = salon_with_due_client();
  s.staff = {{StaffId{1}, "Grace", true}, {StaffId{2}, "Ruby", true}, {StaffId{3}, "Tom", false}};
  s.visits[0].staff_id = StaffId{1};
  s.visits.push_back(visit(1, {1}, "2025-12-01T12:00:00Z"));
  s.visits.back().staff_id = StaffId{2};
  s.visits.push_back(visit(1, {1}, "2025-11-01T12:00:00Z"));
  s.visits.back().staff_id = StaffId{1};
  const auto favourite = [&s](int asked) {
    s.clients[0].preferred_staff_id = StaffId{asked};
    return planned(plan_day(s, noon), 1)->preferences.favourite_staff.value();
  };
  CHECK(favourite(0).staff_id == StaffId{1});
  CHECK(favourite(3).staff_id == StaffId{1});  // has left
  CHECK(favourite(9).staff_id == StaffId{1});  // unknown
  CHECK(favourite(2).staff_id == StaffId{2});
  CHECK(favourite(2).visits == 1);
  CHECK(favourite(2).share == 1.0);
  CHECK(favourite(1).visits == 2);
  s.staff.push_back({StaffId{4}, "Nina", true});
  CHECK(favourite(4).visits == 0);
  for (Visit& past : s.visits) past.staff_id = {};
  CHECK(favourite(4).staff_id == StaffId{4});
}
