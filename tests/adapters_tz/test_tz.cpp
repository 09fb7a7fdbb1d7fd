#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "../../src/adapters/tz/posix_rule.hpp"
#include "reactivation/adapters/tz.hpp"

using namespace reactivation;

TEST_CASE("B28: a name that is no zone has no zone") {
  const SystemTimeZones zones;
  const std::string too_long(100'000, 'x');
  const char with_zero[] = "Europe/Moscow\0x";
  for (const std::string_view name :
       {std::string_view{""}, std::string_view{" "}, std::string_view{"Europe/Kyivv"},
        std::string_view{"europe/moscow"}, std::string_view{"Europe/Moscow "},
        std::string_view{"Europe"}, std::string_view{"MSK-3"}, std::string_view{"+03:00"},
        std::string_view{"../../../etc/passwd"}, std::string_view{"/usr/share/zoneinfo/UTC"},
        std::string_view{"right/Europe/Moscow"}, std::string_view{"posix/Europe/Moscow"},
        std::string_view{"posixrules"}, std::string_view{"localtime"}, std::string_view{"Factory"},
        std::string_view{"zone.tab"}, std::string_view{"tzdata.zi"}, std::string_view{too_long},
        std::string_view{with_zero, sizeof with_zero - 1}}) {
    CAPTURE(std::string{name.substr(0, 40)});
    const auto zone = zones.find(name);
    REQUIRE_FALSE(zone);
    CHECK(zone.error() == errc::time_zone_unknown);
  }
}

TEST_CASE("B29: an old alias is the zone under today's name") {
  const SystemTimeZones zones;
  const auto kiev = zones.find("Europe/Kiev");
  const auto kyiv = zones.find("Europe/Kyiv");
  REQUIRE(kiev);
  // tzdata before 2022b knows only the old spelling.
  CHECK(kiev.value().name() == (kyiv ? "Europe/Kyiv" : "Europe/Kiev"));
  CHECK(zones.find("America/Buenos_Aires").value().name() == "America/Argentina/Buenos_Aires");
  CHECK(zones.find("Asia/Calcutta").value().name() == "Asia/Kolkata");
  CHECK(zones.find("US/Pacific").value().name() == "America/Los_Angeles");
  CHECK(zones.find("W-SU").value().name() == "Europe/Moscow");
}

TEST_CASE("a city that shares its rules with another one keeps its own name") {
  const SystemTimeZones zones;
  for (const char* name : {"Europe/Oslo", "Europe/Amsterdam", "Europe/Bratislava", "Asia/Kuwait",
                           "America/Argentina/Buenos_Aires", "Europe/Volgograd"}) {
    CHECK(zones.find(name).value().name() == name);
  }
}

TEST_CASE("the periods of a zone ascend, differ from their neighbours and start in 1970") {
  const SystemTimeZones zones;
  for (const char* name : {"Europe/Berlin", "Africa/Casablanca", "Asia/Gaza", "Etc/UTC",
                           "Asia/Kolkata", "America/Nuuk", "Europe/Dublin", "America/Santiago"}) {
    CAPTURE(name);
    const TimeZone zone = zones.find(name).value();
    REQUIRE(zone.is_known());
    const auto periods = zone.periods();
    CHECK(periods.front().begin == min_instant);
    CHECK(periods.back().begin < max_instant);
    for (std::size_t i = 1; i < periods.size(); ++i) {
      CHECK(periods[i - 1].begin < periods[i].begin);
      CHECK(periods[i - 1].utc_offset != periods[i].utc_offset);
    }
  }
  CHECK(zones.find("Etc/UTC").value().periods().size() == 1);
  // Two changes a year until the end of 2199.
  CHECK(zones.find("Europe/Berlin").value().periods().back().begin > max_instant - Days{100});
}

TEST_CASE("many threads may ask one source at once") {
  const SystemTimeZones zones;
  std::vector<std::thread> threads;
  std::vector<int> found(8, 0);
  for (std::size_t t = 0; t < found.size(); ++t) {
    threads.emplace_back([&zones, &found, t] {
      for (int round = 0; round < 50; ++round) {
        for (const char* name : {"Europe/Berlin", "Europe/Kiev", "Asia/Tokyo", "Nowhere/Here"}) {
          const auto zone = zones.find(name);
          if (zone && zone.value().is_known()) ++found[t];
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const int count : found) CHECK(count == 150);
}

TEST_CASE("the rule at the end of a zone file is read as RFC 9636 has it") {
  using tz::parse_posix_rule;
  const auto fixed = parse_posix_rule("<+0530>-5:30");
  REQUIRE(fixed);
  CHECK(fixed->standard_offset == Seconds{19800});
  CHECK_FALSE(fixed->changes);

  const auto before_midnight = parse_posix_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  REQUIRE(before_midnight);
  const auto periods = before_midnight->periods(date::year{2026}, date::year{2026});
  REQUIRE(periods.size() == 2);
  CHECK(to_rfc3339(periods[0].begin) == "2026-03-29T01:00:00Z");
  CHECK(periods[0].utc_offset == Seconds{-3600});
  CHECK(to_rfc3339(periods[1].begin) == "2026-10-25T01:00:00Z");

  const auto by_day_of_year = parse_posix_rule("AAA3BBB2:30,J60/0,59/0");
  REQUIRE(by_day_of_year);
  CHECK(by_day_of_year->summer_offset == Seconds{-9000});
  // Day J60 is 1 March in every year; day 59 counts 29 February.
  const auto leap = by_day_of_year->periods(date::year{2028}, date::year{2028});
  CHECK(to_rfc3339(leap[0].begin) == "2028-02-29T02:30:00Z");
  CHECK(to_rfc3339(leap[1].begin) == "2028-03-01T03:00:00Z");
}

TEST_CASE("a broken rule at the end of a zone file is no rule") {
  for (const char* text :
       {"", "EE-2", "EET", "EET-", "EET-2EEST", "EET-2EEST,", "EET-2EEST,M3.5.0",
        "EET-2EEST,M13.5.0,M10.5.0", "EET-2EEST,M3.6.0,M10.5.0", "EET-2EEST,M3.5.7,M10.5.0",
        "EET-2EEST,J0,J365", "EET-2EEST,J1,J366", "EET-2EEST,M3.5.0,M10.5.0x", "<+03-3", "EET-2:60",
        "EET-168", "EET-2EEST,M3.5.0/1:,M10.5.0", "EET-2EEST-3;M3.5.0,M10.5.0"}) {
    CAPTURE(text);
    CHECK_FALSE(tz::parse_posix_rule(text));
  }
}
