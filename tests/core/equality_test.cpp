// Values that compare member by member must see a difference in every member.
#include <catch2/catch.hpp>

#include "core/world.hpp"
#include "reactivation/core/interval_suggestion.hpp"

using namespace world;

namespace {
template <class Value>
void check_sees_each(const Value& value, const std::vector<Value>& others) {
  CHECK(value == Value{value});
  for (const Value& other : others) {
    CHECK_FALSE(value == other);
    CHECK(other != value);
  }
}
}  // namespace

TEST_CASE("limits differ when one of their four numbers does") {
  check_sees_each<AccountLimits>(
      {1, 2, 3, Seconds{4}},
      {{9, 2, 3, Seconds{4}}, {1, 9, 3, Seconds{4}}, {1, 2, 9, Seconds{4}}, {1, 2, 3, Seconds{9}}});
}

TEST_CASE("intervals differ by their days or by their source") {
  check_sees_each<Interval>({28, IntervalSource::manual},
                            {{29, IntervalSource::manual}, {28, IntervalSource::ai}});
}

TEST_CASE("windows differ by either end, and contain their opening but not their closing") {
  const SendWindow window{noon, noon + Seconds{60}};
  check_sees_each<SendWindow>(
      window, {{noon + Seconds{1}, noon + Seconds{60}}, {noon, noon + Seconds{61}}});
  CHECK(window.contains(noon));
  CHECK_FALSE(window.contains(noon - Seconds{1}));
  CHECK_FALSE(window.contains(noon + Seconds{60}));
}

TEST_CASE("hours differ by either end") {
  check_sees_each<HourRange>({10, 19}, {{9, 19}, {10, 18}});
}

TEST_CASE("counts of a plan differ when one of them does") {
  check_sees_each<PlanCounts>({1, 2, 3, 4},
                              {{9, 2, 3, 4}, {1, 9, 3, 4}, {1, 2, 9, 4}, {1, 2, 3, 9}});
}

TEST_CASE("slots differ by service, staff, time or duration") {
  const Slot slot{ServiceId{1}, StaffId{2}, noon, 60};
  check_sees_each<Slot>(slot, {{ServiceId{9}, StaffId{2}, noon, 60},
                               {ServiceId{1}, StaffId{9}, noon, 60},
                               {ServiceId{1}, StaffId{2}, noon + Seconds{1}, 60},
                               {ServiceId{1}, StaffId{2}, noon, 61},
                               {ServiceId{1}, StaffId{2}, noon, {}}});
}

TEST_CASE("periods of a zone differ by their begin or their offset") {
  check_sees_each<ZonePeriod>({noon, Seconds{0}},
                              {{noon + Seconds{1}, Seconds{0}}, {noon, Seconds{1}}});
}

TEST_CASE("sets of weekdays are equal when they hold the same days, whatever was refused") {
  WeekdaySet set;
  for (const int day : {-2147483647, -1, 0, 1, 7, 8, 64}) set.insert(day);
  CHECK(set == WeekdaySet::of(7, 1));
  CHECK_FALSE(set == WeekdaySet::of(1, 2, 7));
  for (const int day : {-2147483647, -1, 0, 2, 6, 8, 33, 64}) CHECK_FALSE(set.contains(day));
  CHECK(set.contains(1));
  CHECK(set.contains(7));
}

TEST_CASE("faults of columns differ by kind or by either row") {
  using Kind = ColumnFault::Kind;
  check_sees_each<ColumnFault>(
      {1, Kind::client_twice, 2},
      {{0, Kind::client_twice, 2}, {1, Kind::history_apart, 2}, {1, Kind::client_twice, 3}});
}

TEST_CASE("bounds of an interval differ by either end") {
  check_sees_each<IntervalBounds>({7, 30}, {{8, 30}, {7, 31}});
}

TEST_CASE("rules differ when one of their ten members does") {
  const Rule rule;
  std::vector<Rule> others(10, rule);
  others[0].service_id = ServiceId{9};
  others[1].is_active = false;
  others[2].reactivation_interval_days = 1;
  others[3].manual_interval = 1;
  others[4].calculated_avg_interval = 1;
  others[5].ai_suggested_interval = 1;
  others[6].active_interval_source = IntervalSource::ai;
  others[7].retry_interval_days = 15;
  others[8].max_attempts = 4;
  others[9].discount_progression = {10};
  check_sees_each<Rule>(rule, others);
}
