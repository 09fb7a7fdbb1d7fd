// When schedules fire, and what clock changes do to them.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "core_cron/known_zones.hpp"
#include "reactivation/core/cron.hpp"

using namespace known_zones;

namespace {

std::string next(const char* line, const TimeZone& zone, const char* after) {
  const auto fire = next_fire(parse_cron(line).value(), zone, at(after));
  return fire ? to_rfc3339(*fire) : "never";
}

/// All fires in (after, until], as local times.
std::vector<std::string> fires(const char* line, const TimeZone& zone, const char* after,
                               const char* until) {
  std::vector<std::string> out;
  const CronSchedule schedule = parse_cron(line).value();
  auto fire = next_fire(schedule, zone, at(after));
  while (fire && *fire <= at(until)) {
    out.push_back(to_iso_local(zone.to_local(*fire)));
    fire = next_fire(schedule, zone, *fire);
  }
  return out;
}

using Times = std::vector<std::string>;
const TimeZone utc = TimeZone::utc();

}  // namespace

TEST_CASE("the next fire lies strictly after the instant given") {
  CHECK(next("0 10 * * *", utc, "2026-03-01T09:59:59Z") == "2026-03-01T10:00:00Z");
  CHECK(next("0 10 * * *", utc, "2026-03-01T10:00:00Z") == "2026-03-02T10:00:00Z");
  CHECK(next("0 10 * * *", utc, "2026-02-28T23:00:00Z") == "2026-03-01T10:00:00Z");
  CHECK(next("30 9,14 * * *", utc, "2026-03-01T09:31:00Z") == "2026-03-01T14:30:00Z");
  CHECK(next("15,45 9-10 * * *", utc, "2026-03-01T09:45:00Z") == "2026-03-01T10:15:00Z");
  CHECK(next("* * * * *", utc, "2026-03-01T09:31:00Z") == "2026-03-01T09:32:00Z");
  CHECK(next("* * * * *", utc, "2026-03-01T09:31:01Z") == "2026-03-01T09:32:00Z");
  CHECK(next("59 23 31 12 *", utc, "2026-03-01T00:00:00Z") == "2026-12-31T23:59:00Z");
  CHECK(next("0 10 * * mon-fri", utc, "2026-03-06T10:00:00Z") == "2026-03-09T10:00:00Z");
  CHECK(next("0 0 1 1 *", utc, "2026-01-01T00:00:00Z") == "2027-01-01T00:00:00Z");
}

TEST_CASE("leap days are waited for, also over a century without one") {
  CHECK(next("0 10 29 2 *", utc, "2026-01-01T00:00:00Z") == "2028-02-29T10:00:00Z");
  CHECK(next("0 10 29 2 *", utc, "2096-02-29T10:00:00Z") == "2104-02-29T10:00:00Z");
  // 29 February is a Sunday in 2004, 2032, 2060, 2088 and then in 2128.
  CHECK(next("0 10 29 2 */7", utc, "2060-03-01T00:00:00Z") == "2088-02-29T10:00:00Z");
  CHECK(next("0 10 29 2 */7", utc, "2088-02-29T10:00:00Z") == "2128-02-29T10:00:00Z");
  CHECK(next("0 10 29 2 *", utc, "2196-02-29T10:00:00Z") == "never");
  CHECK(next("0 * 29 2 *", utc, "2096-03-01T00:00:00Z") == "2104-02-29T00:00:00Z");
}

TEST_CASE("dates that no calendar has never fire, and that is soon found out") {
  for (const char* line : {"0 10 30 2 *", "0 10 31 2,4,6,9,11 *", "*/5 * 30 2 *"}) {
    CHECK(next(line, utc, "2026-01-01T00:00:00Z") == "never");
    CHECK(next(line, berlin_2026(), "2026-01-01T00:00:00Z") == "never");
  }
}

TEST_CASE("the search for a date that never comes ends before later changes of the zone") {
  const TimeZone far =
      zone("Far/Away", 60, {{"2030-03-29T01:00:00Z", 120}, {"2150-10-25T01:00:00Z", 60}});
  CHECK(next("0 * 30 2 *", far, "2026-01-01T00:00:00Z") == "never");
  CHECK(next("0 * 29 2 *", far, "2148-03-01T00:00:00Z") == "2152-02-28T23:00:00Z");
}

TEST_CASE("schedules made by hand that name nothing never fire") {
  CronSchedule no_minute;
  no_minute.minutes = 0;
  CHECK_FALSE(next_fire(no_minute, utc, at("2026-01-01T00:00:00Z")));
  CronSchedule no_hour;
  no_hour.hours = 0xFF00'0000;
  CHECK_FALSE(next_fire(no_hour, utc, at("2026-01-01T00:00:00Z")));
  CronSchedule no_month;
  no_month.months = 0;
  CHECK_FALSE(next_fire(no_month, utc, at("2026-01-01T00:00:00Z")));
  CronSchedule stray;
  stray.minutes = std::uint64_t{1} << 63;
  CHECK_FALSE(next_fire(stray, utc, at("2026-01-01T00:00:00Z")));
}

TEST_CASE("nothing fires in an unknown zone, nor beyond the instants that can be read") {
  CHECK_FALSE(next_fire({}, TimeZone{}, at("2026-01-01T00:00:00Z")));
  CHECK(next("0 10 * * *", utc, "2199-12-31T09:00:00Z") == "2199-12-31T10:00:00Z");
  CHECK(next("0 10 * * *", utc, "2199-12-31T10:00:00Z") == "never");
  CHECK(next("* * * * *", utc, "2199-12-31T23:59:00Z") == "never");
  CHECK_FALSE(next_fire({}, utc, max_instant));
  CHECK_FALSE(next_fire({}, utc, Instant::max()));
  CHECK(next_fire({}, utc, no_instant) == at("1970-01-01T10:00:00Z"));
  CHECK(next_fire(parse_cron("@hourly").value(), utc, no_instant) == at("1970-01-01T00:00:00Z"));
}

TEST_CASE("2038 is a year like any other") {
  CHECK(next("14 3 19 1 *", utc, "2038-01-18T00:00:00Z") == "2038-01-19T03:14:00Z");
  CHECK(next("* * * * *", utc, "2038-01-19T03:14:07Z") == "2038-01-19T03:15:00Z");
}

TEST_CASE("a day's time is the company's, whatever the offset of the season") {
  CHECK(fires("0 10 * * *", berlin_2026(), "2026-03-28T00:00:00Z", "2026-03-30T23:00:00Z") ==
        Times{"2026-03-28T10:00:00", "2026-03-29T10:00:00", "2026-03-30T10:00:00"});
  CHECK(next("0 10 * * *", berlin_2026(), "2026-03-28T10:00:00Z") == "2026-03-29T08:00:00Z");
  CHECK(next("0 10 * * *", berlin_2026(), "2026-10-24T10:00:00Z") == "2026-10-25T09:00:00Z");
}

TEST_CASE("minutes that the clock skips fire once, at the first instant after the gap") {
  CHECK(fires("30 2 * * *", berlin_2026(), "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z") ==
        Times{"2026-03-28T02:30:00", "2026-03-29T03:00:00", "2026-03-30T02:30:00"});
  CHECK(fires("0,30 2,3 * * *", berlin_2026(), "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z") ==
        Times{"2026-03-29T03:00:00", "2026-03-29T03:30:00"});
  CHECK(fires("15 2 * * *", lord_howe_2026(), "2026-10-03T00:00:00Z", "2026-10-04T20:00:00Z") ==
        Times{"2026-10-04T02:30:00", "2026-10-05T02:15:00"});
  CHECK(fires("0 0 * * *", cairo_2023(), "2023-04-27T00:00:00Z", "2023-04-28T23:00:00Z") ==
        Times{"2023-04-28T01:00:00", "2023-04-29T00:00:00"});
  CHECK(fires("30 0 * * *", asuncion_2024(), "2024-10-05T12:00:00Z", "2024-10-07T12:00:00Z") ==
        Times{"2024-10-06T01:00:00", "2024-10-07T00:30:00"});
  CHECK(fires("@daily", sao_paulo_2018(), "2018-11-03T12:00:00Z", "2018-11-05T12:00:00Z") ==
        Times{"2018-11-04T01:00:00", "2018-11-05T00:00:00"});
  CHECK(fires("0 0 * * *", beirut_2026(), "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z") ==
        Times{"2026-03-29T01:00:00", "2026-03-30T00:00:00"});
  CHECK(fires("15 2 * * *", casablanca_2026(), "2026-03-21T12:00:00Z", "2026-03-23T12:00:00Z") ==
        Times{"2026-03-22T03:00:00", "2026-03-23T02:15:00"});
  CHECK(fires("5 22 * * *", nuuk_2023(), "2023-03-25T12:00:00Z", "2023-03-27T12:00:00Z") ==
        Times{"2023-03-25T23:00:00", "2023-03-26T22:05:00"});
}

TEST_CASE("a gap that ends at midnight fires then, on the next date") {
  CHECK(fires("30 23 * * *", nuuk_2023(), "2024-03-29T12:00:00Z", "2024-04-01T12:00:00Z") ==
        Times{"2024-03-29T23:30:00", "2024-03-31T00:00:00", "2024-03-31T23:30:00"});
  CHECK(fires("45 23 * * *", pyongyang_2018(), "2018-05-04T00:00:00Z", "2018-05-05T23:00:00Z") ==
        Times{"2018-05-05T00:00:00", "2018-05-05T23:45:00"});
}

TEST_CASE("minutes that occur twice fire the first time only") {
  CHECK(next("30 2 * * *", berlin_2026(), "2026-10-25T00:00:00Z") == "2026-10-25T00:30:00Z");
  CHECK(next("30 2 * * *", berlin_2026(), "2026-10-25T00:30:00Z") == "2026-10-26T01:30:00Z");
  // From within the second pass the first is over.
  CHECK(next("30 2 * * *", berlin_2026(), "2026-10-25T01:10:00Z") == "2026-10-26T01:30:00Z");
  CHECK(fires("45 1 * * *", lord_howe_2026(), "2026-04-04T00:00:00Z", "2026-04-05T20:00:00Z") ==
        Times{"2026-04-05T01:45:00", "2026-04-06T01:45:00"});
  CHECK(fires("30 1 * * *", moscow_2014(), "2014-10-25T12:00:00Z", "2014-10-27T12:00:00Z") ==
        Times{"2014-10-26T01:30:00", "2014-10-27T01:30:00"});
  CHECK(fires("30 2 * * *", casablanca_2026(), "2026-02-14T12:00:00Z", "2026-02-16T12:00:00Z") ==
        Times{"2026-02-15T02:30:00", "2026-02-16T02:30:00"});
  CHECK(fires("30 23 * * *", cairo_2023(), "2023-10-26T00:00:00Z", "2023-10-27T23:00:00Z") ==
        Times{"2023-10-26T23:30:00", "2023-10-27T23:30:00"});
  CHECK(fires("30 23 * * *", asuncion_2024(), "2024-03-23T12:00:00Z", "2024-03-25T12:00:00Z") ==
        Times{"2024-03-23T23:30:00", "2024-03-24T23:30:00"});
  CHECK(fires("30 23 * * *", sao_paulo_2018(), "2018-02-17T12:00:00Z", "2018-02-19T12:00:00Z") ==
        Times{"2018-02-17T23:30:00", "2018-02-18T23:30:00"});
  // Midnight is reached once: before it the clock goes back to 23:00.
  CHECK(fires("0 0 * * *", beirut_2026(), "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z") ==
        Times{"2026-10-25T00:00:00", "2026-10-26T00:00:00"});
  CHECK(next("0 0 * * *", beirut_2026(), "2026-10-24T12:00:00Z") == "2026-10-24T22:00:00Z");
  CHECK(fires("30 23 * * *", nuuk_2023(), "2024-10-26T12:00:00Z", "2024-10-28T12:00:00Z") ==
        Times{"2024-10-26T23:30:00", "2024-10-27T23:30:00"});
}

TEST_CASE("a day that the zone skipped as a whole fires nothing") {
  CHECK(fires("0 10 * * *", apia_2011(), "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z") ==
        Times{"2011-12-29T10:00:00", "2011-12-31T10:00:00", "2012-01-01T10:00:00"});
  CHECK(
      fires("0 */2 30 12 *", apia_2011(), "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z").empty());
  CHECK(next("0 0 30 12 *", apia_2011(), "2011-12-29T00:00:00Z") == "2012-12-29T10:00:00Z");
  CHECK(fires("0 * * * *", apia_2011(), "2011-12-30T08:30:00Z", "2011-12-30T11:00:00Z") ==
        Times{"2011-12-29T23:00:00", "2011-12-31T00:00:00", "2011-12-31T01:00:00"});
}

TEST_CASE("a schedule of every hour keeps its pace in real time") {
  CHECK(fires("0 * * * *", berlin_2026(), "2026-10-24T22:30:00Z", "2026-10-25T02:00:00Z") ==
        Times{"2026-10-25T01:00:00", "2026-10-25T02:00:00", "2026-10-25T02:00:00",
              "2026-10-25T03:00:00"});
  CHECK(fires("*/30 * * * *", berlin_2026(), "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z") ==
        Times{"2026-03-29T01:30:00", "2026-03-29T03:00:00", "2026-03-29T03:30:00"});
  CHECK(fires("15 0-23 * * *", lord_howe_2026(), "2026-10-03T14:00:00Z", "2026-10-03T17:00:00Z") ==
        Times{"2026-10-04T01:15:00", "2026-10-04T03:15:00"});
  CHECK(fires("45 * * * *", lord_howe_2026(), "2026-04-04T14:00:00Z", "2026-04-04T16:20:00Z") ==
        Times{"2026-04-05T01:45:00", "2026-04-05T01:45:00", "2026-04-05T02:45:00"});
}

TEST_CASE("every second hour is a schedule of named hours: nothing is lost, nothing is doubled") {
  CHECK(fires("0 */2 * * *", berlin_2026(), "2026-03-28T23:30:00Z", "2026-03-29T03:00:00Z") ==
        Times{"2026-03-29T03:00:00", "2026-03-29T04:00:00"});
  CHECK(fires("0 */2 * * *", berlin_2026(), "2026-10-24T22:30:00Z", "2026-10-25T04:00:00Z") ==
        Times{"2026-10-25T02:00:00", "2026-10-25T04:00:00"});
}

TEST_CASE("offsets with seconds, as old clocks had them, keep fires on whole local minutes") {
  const TimeZone odd{"Africa/Monrovia", {{min_instant, Seconds{-2670}}}};
  const auto fixed = next_fire({}, odd, at("1971-05-01T00:00:00Z"));
  CHECK(fixed == at("1971-05-01T10:44:30Z"));
  const auto often = next_fire(parse_cron("* * * * *").value(), odd, at("1971-05-01T00:00:00Z"));
  CHECK(often == at("1971-05-01T00:00:30Z"));
}

TEST_CASE("however little a zone makes sense, the next fire comes later") {
  std::mt19937 random(7);
  const std::vector<CronSchedule> schedules{CronSchedule{}, parse_cron("*/7 * * * *").value(),
                                            parse_cron("5,50 0-22 * * *").value()};
  for (int round = 0; round < 500; ++round) {
    std::vector<ZonePeriod> periods;
    Instant begin = at("2026-03-01T00:00:00Z");
    for (int i = 0; i < 6; ++i) {
      begin += std::chrono::hours{random() % 40};
      periods.push_back({begin, std::chrono::hours{static_cast<int>(random() % 49) - 24}});
    }
    const TimeZone zone{"Nonsense", periods};
    for (const CronSchedule& schedule : schedules) {
      Instant now = at("2026-02-27T00:00:00Z");
      for (int step = 0; step < 20; ++step) {
        const auto fire = next_fire(schedule, zone, now);
        REQUIRE(fire);
        REQUIRE(*fire > now);
        now = *fire;
      }
    }
  }
}
