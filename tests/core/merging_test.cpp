// Records of one visit: what of them is kept, in whichever order they come.
#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {
Visit record(int staff) {
  Visit out = visit(1, {1}, "2026-01-01T10:00:00Z");
  out.staff_id = StaffId{staff};
  return out;
}
Visit merged(const Visit& one, const Visit& other) {
  const std::vector<Visit> there = merged_visits(std::vector{one, other});
  const std::vector<Visit> back = merged_visits(std::vector{other, one});
  REQUIRE(there.size() == 1);
  REQUIRE(back.size() == 1);
  CHECK(there[0].staff_id == back[0].staff_id);
  CHECK(there[0].is_time_known == back[0].is_time_known);
  CHECK(there[0].created_at == back[0].created_at);
  CHECK(there[0].cost_minor == back[0].cost_minor);
  return there[0];
}
}  // namespace

TEST_CASE("of two staff members the smaller id stays, and a known one before an unknown one") {
  CHECK(merged(record(3), record(5)).staff_id == StaffId{3});
  CHECK(merged(record(0), record(5)).staff_id == StaffId{5});
  CHECK_FALSE(merged(record(0), record(0)).staff_id.is_set());
}

TEST_CASE("the larger cost stays, also below zero") {
  Visit one = record(1);
  Visit other = record(1);
  one.cost_minor = -5;
  other.cost_minor = -7;
  CHECK(merged(one, other).cost_minor == -5);
}

TEST_CASE("the earliest note of when a visit was booked stays") {
  Visit early = record(1);
  Visit late = record(1);
  Visit silent = record(1);
  early.created_at = at("2025-12-01T00:00:00Z");
  late.created_at = at("2025-12-02T00:00:00Z");
  CHECK(merged(early, late).created_at == early.created_at);
  CHECK(merged(silent, late).created_at == late.created_at);
  CHECK_FALSE(merged(silent, silent).created_at);
}

TEST_CASE("a time is known when a record of that very time knows it") {
  Visit timed = record(1);
  Visit dated = record(1);
  dated.is_time_known = false;
  CHECK(merged(timed, timed).is_time_known);
  CHECK(merged(timed, dated).is_time_known);
  CHECK_FALSE(merged(dated, dated).is_time_known);
  // The later record is believed; that the earlier one had a time says nothing about it.
  timed.id = dated.id = VisitId{4};
  dated.starts_at = at("2026-01-02T00:00:00Z");
  CHECK_FALSE(merged(timed, dated).is_time_known);
}
