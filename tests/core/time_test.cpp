#include <catch2/catch.hpp>

#include "core/world.hpp"
#include "reactivation/core/eligibility.hpp"

using namespace world;
using std::chrono::hours;
using std::chrono::minutes;

namespace {
LocalTime local(std::string_view text) { return parse_time(text).value().local; }

/// A zone that went from +10 to +11 by half an hour (and back), as Lord Howe does.
TimeZone half_hour_zone() {
  return {"Half",
          {{at("2025-04-05T15:00:00Z"), minutes{630}},
           {at("2025-10-04T15:30:00Z"), minutes{660}},
           {at("2026-04-04T15:00:00Z"), minutes{630}}}};
}
/// A zone that had no 30 December 2011 (UTC-10 to UTC+14), as Apia.
TimeZone skipping_zone() {
  return {"Skip",
          {{at("2011-09-24T14:00:00Z"), -hours{10}}, {at("2011-12-30T10:00:00Z"), hours{14}}}};
}
}  // namespace

TEST_CASE("civil time and instants agree on both sides of a clock change") {
  const TimeZone zone = berlin();
  CHECK(zone.name() == "Europe/Berlin");
  CHECK(zone.periods().size() == 3);
  CHECK(to_iso_local(zone.to_local(at("2026-03-29T00:59:59Z"))) == "2026-03-29T01:59:59");
  CHECK(to_iso_local(zone.to_local(at("2026-03-29T01:00:00Z"))) == "2026-03-29T03:00:00");
  CHECK(zone.to_instant(local("2026-03-29T01:59:59")) == at("2026-03-29T00:59:59Z"));
  CHECK(zone.to_instant(local("2026-03-29T03:00:00")) == at("2026-03-29T01:00:00Z"));
  CHECK(zone.to_instant(local("2026-07-01T12:00:00")) == at("2026-07-01T10:00:00Z"));
  CHECK(zone.to_instant(local("2026-12-01T12:00:00")) == at("2026-12-01T11:00:00Z"));
}

TEST_CASE("a skipped civil time is the first instant after the gap") {
  const TimeZone zone = berlin();
  for (const char* skipped :
       {"2026-03-29T02:00:00", "2026-03-29T02:30:00", "2026-03-29T02:59:59"}) {
    CHECK(zone.to_instant(local(skipped)) == at("2026-03-29T01:00:00Z"));
    CHECK(zone.is_skipped(local(skipped)));
  }
  CHECK_FALSE(zone.is_skipped(local("2026-03-29T03:00:00")));
  CHECK_FALSE(zone.is_skipped(local("2026-03-29T01:59:59")));
}

TEST_CASE("a civil time that occurs twice is the earlier instant") {
  const TimeZone zone = berlin();
  CHECK(zone.to_instant(local("2026-10-25T02:00:00")) == at("2026-10-25T00:00:00Z"));
  CHECK(zone.to_instant(local("2026-10-25T02:59:59")) == at("2026-10-25T00:59:59Z"));
  CHECK(zone.to_instant(local("2026-10-25T03:00:00")) == at("2026-10-25T02:00:00Z"));
}

TEST_CASE("clock changes of half an hour and of a whole day are read right") {
  const TimeZone half = half_hour_zone();
  CHECK(half.to_instant(local("2025-10-05T02:15:00")) == at("2025-10-04T15:30:00Z"));
  CHECK(half.to_instant(local("2026-04-05T01:45:00")) == at("2026-04-04T14:45:00Z"));
  CHECK(half.to_instant(local("2026-04-05T02:00:00")) == at("2026-04-04T15:30:00Z"));
  const TimeZone skip = skipping_zone();
  CHECK(skip.local_date(at("2011-12-30T09:59:59Z")) == on("2011-12-29"));
  CHECK(skip.local_date(at("2011-12-30T10:00:00Z")) == on("2011-12-31"));
  CHECK(skip.start_of(on("2011-12-30")) == at("2011-12-30T10:00:00Z"));
  CHECK(skip.is_skipped(local("2011-12-30T12:00:00")));
}

TEST_CASE("the first period also counts before its begin, the last for ever") {
  const TimeZone zone = berlin();
  CHECK(to_iso_local(zone.to_local(at("1999-07-01T12:00:00Z"))) == "1999-07-01T13:00:00");
  CHECK(zone.to_instant(local("1999-07-01T13:00:00")) == at("1999-07-01T12:00:00Z"));
  CHECK(zone.to_instant(local("2199-07-01T13:00:00")) == at("2199-07-01T12:00:00Z"));
  CHECK_FALSE(TimeZone{}.is_known());
  CHECK(TimeZone::utc().is_known());
  CHECK(TimeZone::utc().to_instant(local("2026-01-01T00:00:00")) == at("2026-01-01T00:00:00Z"));
}

TEST_CASE("times are written as RFC 3339 and read back") {
  CHECK(to_rfc3339(at("2026-03-01T09:05:07Z")) == "2026-03-01T09:05:07Z");
  CHECK(to_iso_date(on("2024-02-29")) == "2024-02-29");
  CHECK(parse_time("2026-03-01T09:30:00+03:00")->instant_in(berlin()) ==
        at("2026-03-01T06:30:00Z"));
  CHECK(parse_time("2026-03-01t09:30:00-0330")->instant_in(berlin()) == at("2026-03-01T13:00:00Z"));
  CHECK(parse_time("2026-03-01 09:30")->instant_in(berlin()) == at("2026-03-01T08:30:00Z"));
  CHECK(parse_time("2026-03-01T09:30:15.987654z")->instant_in(berlin()) ==
        at("2026-03-01T09:30:15Z"));
  CHECK_FALSE(parse_time("2026-03-01")->has_time);
  CHECK(parse_time("2026-03-01")->instant_in(berlin()) == at("2026-02-28T23:00:00Z"));
}

TEST_CASE("what is not a time is not read as one") {
  using namespace std::string_view_literals;
  for (const std::string_view bad : {""sv,
                                     "2026"sv,
                                     "2026-3-01"sv,
                                     "2026-03"sv,
                                     "2026-03-"sv,
                                     "2026-03-1"sv,
                                     "2026-02-30"sv,
                                     "2025-02-29"sv,
                                     "2026-13-01"sv,
                                     "2026-00-10"sv,
                                     "1969-12-31"sv,
                                     "2200-01-01"sv,
                                     "0001-01-01"sv,
                                     "2026/03/01"sv,
                                     "2026-03/01"sv,
                                     "20x6-03-01"sv,
                                     "2026-03-01X09:30"sv,
                                     "2026-03-01T"sv,
                                     "2026-03-01T9:30"sv,
                                     "2026-03-01T24:00"sv,
                                     "2026-03-01T09"sv,
                                     "2026-03-01T09:60"sv,
                                     "2026-03-01T09:3"sv,
                                     "2026-03-01T09:30:60"sv,
                                     "2026-03-01T09:30:"sv,
                                     "2026-03-01T09:30:00."sv,
                                     "2026-03-01T09:30:00+"sv,
                                     "2026-03-01T09:30:00+19:00"sv,
                                     "2026-03-01T09:30:00+03:60"sv,
                                     "2026-03-01T09:30:00+03:0"sv,
                                     "2026-03-01T09:30:00Zjunk"sv,
                                     "2026-03-01T09:30:00 UTC"sv,
                                     "2026-03-01T09:30:00\0Z"sv}) {
    INFO(bad);
    CHECK_FALSE(parse_time(bad).has_value());
  }
  CHECK_FALSE(parse_iso_date("2026-03-01T00:00:00").has_value());
  CHECK_FALSE(parse_iso_date("2026-02-30").has_value());
  CHECK(parse_iso_date("2028-02-29").has_value());
}

TEST_CASE("a service is due at the same clock time, the interval later, whatever the clocks did") {
  // 28 days that contain the change to summer time: still 15:30 on the clock.
  CHECK(due_at(at("2026-03-10T14:30:00Z"), 28, berlin()) == at("2026-04-07T13:30:00Z"));
  // 02:30 does not exist on that day: the first instant after the gap.
  CHECK(due_at(at("2026-03-01T01:30:00Z"), 28, berlin()) == at("2026-03-29T01:00:00Z"));
  // 02:30 occurs twice: the earlier one.
  CHECK(due_at(at("2026-09-27T00:30:00Z"), 28, berlin()) == at("2026-10-25T00:30:00Z"));
  CHECK(days_since(at("2026-03-01T12:00:00Z"), at("2026-03-02T11:59:59Z")) == 0);
  CHECK(days_since(at("2026-03-01T12:00:00Z"), at("2026-03-02T12:00:00Z")) == 1);
  CHECK(days_since(at("2026-03-02T12:00:00Z"), at("2026-03-01T12:00:00Z")) == 0);
}
