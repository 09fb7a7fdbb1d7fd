// Known clock changes (tzdata's NEWS and the laws it cites), read by the oracle's own reader.
#include "oracle_zone.hpp"

#include <catch2/catch.hpp>

using namespace reactivation;
using namespace reactivation::simulation::oracle;

namespace {

Instant utc(int year, int month, int day, int hour = 0, int minute = 0) {
  return Instant{Seconds{days_of(year, month, day) * 86'400 + hour * 3600 + minute * 60}};
}

const OracleZone& zone(const std::string& name) {
  static ZoneShelf shelf;
  const OracleZone* found = shelf.find(name);
  INFO(name);
  REQUIRE(found != nullptr);
  return *found;
}

struct ChangeVector {
  const char* zone;
  Instant at;
  int before_minutes;
  int after_minutes;
};

}  // namespace

TEST_CASE("the oracle's zones change their clocks at the known instants") {
  const std::vector<ChangeVector> vectors{
      {"Europe/Moscow", utc(2014, 10, 25, 22), 240, 180},
      {"Europe/Volgograd", utc(2018, 10, 27, 23), 180, 240},
      {"Europe/Volgograd", utc(2020, 12, 26, 22), 240, 180},
      {"Asia/Almaty", utc(2024, 2, 29, 18), 360, 300},
      {"Africa/Casablanca", utc(2026, 2, 15, 2), 60, 0},
      {"Africa/Casablanca", utc(2026, 3, 22, 2), 0, 60},
      {"Australia/Lord_Howe", utc(2026, 4, 4, 15), 660, 630},
      {"Australia/Lord_Howe", utc(2026, 10, 3, 15, 30), 630, 660},
      {"Pacific/Apia", utc(2011, 12, 30, 10), -600, 840},
      {"Africa/Cairo", utc(2023, 4, 27, 22), 120, 180},
      {"Africa/Cairo", utc(2023, 10, 26, 21), 180, 120},
      {"America/Asuncion", utc(2024, 10, 6, 4), -240, -180},
      {"America/Nuuk", utc(2023, 3, 26, 1), -180, -120},
      {"America/Nuuk", utc(2024, 3, 31, 1), -120, -60},
      {"Asia/Gaza", utc(2026, 3, 28), 120, 180},
      {"Europe/Berlin", utc(2150, 3, 29, 1), 60, 120},  // by the footer: the last Sunday
      {"America/New_York", utc(2199, 11, 3, 6), -240, -300},
  };
  for (const ChangeVector& change : vectors) {
    INFO(change.zone << " " << change.at.time_since_epoch().count());
    CHECK(zone(change.zone).offset_at(change.at - Seconds{1}) == change.before_minutes * 60);
    CHECK(zone(change.zone).offset_at(change.at) == change.after_minutes * 60);
  }
  CHECK(zone("America/Asuncion").offset_at(utc(2025, 7, 1)) == -180 * 60);  // no winter any more
}

TEST_CASE("the oracle reads dates, hours and weekdays of a zone") {
  const LocalReading leap_day = zone("Europe/Berlin").read(utc(2028, 2, 28, 23, 30));
  CHECK(leap_day.day == days_of(2028, 2, 29));
  CHECK(leap_day.hour() == 0);
  CHECK(leap_day.minute() == 30);
  CHECK(leap_day.weekday == 2);  // a Tuesday
  const LocalReading new_year = zone("Pacific/Kiritimati").read(utc(2026, 12, 31, 10));
  CHECK(new_year.day == days_of(2027, 1, 1));
  CHECK(new_year.weekday == 5);
  CHECK(zone("UTC").read(utc(1970, 1, 1)).weekday == 4);
  // There was no 30th of December 2011 in Apia.
  CHECK(zone("Pacific/Apia").read(utc(2011, 12, 30, 9, 59)).day == days_of(2011, 12, 29));
  CHECK(zone("Pacific/Apia").read(utc(2011, 12, 30, 10)).day == days_of(2011, 12, 31));
}

TEST_CASE("a skipped local time means the end of the gap, a repeated one the first time") {
  const auto wall = [](int year, int month, int day, int hour, int minute) {
    return days_of(year, month, day) * 86'400 + hour * 3600 + minute * 60;
  };
  const OracleZone& berlin = zone("Europe/Berlin");
  CHECK(berlin.instant_of(wall(2026, 3, 29, 2, 30)) == utc(2026, 3, 29, 1));
  CHECK(berlin.instant_of(wall(2026, 3, 29, 3, 0)) == utc(2026, 3, 29, 1));
  CHECK(berlin.instant_of(wall(2026, 10, 25, 2, 30)) == utc(2026, 10, 25, 0, 30));
  CHECK(berlin.instant_of(wall(2026, 10, 25, 3, 0)) == utc(2026, 10, 25, 2));
  CHECK(zone("Australia/Lord_Howe").instant_of(wall(2026, 10, 4, 2, 15)) ==
        utc(2026, 10, 3, 15, 30));
  CHECK(zone("Pacific/Apia").instant_of(wall(2011, 12, 30, 12, 0)) == utc(2011, 12, 30, 10));
  // A day of 23 hours and one of 25.
  CHECK(berlin.instant_of(wall(2026, 3, 30, 0, 0)) - berlin.instant_of(wall(2026, 3, 29, 0, 0)) ==
        Seconds{23 * 3600});
  CHECK(berlin.instant_of(wall(2026, 10, 26, 0, 0)) - berlin.instant_of(wall(2026, 10, 25, 0, 0)) ==
        Seconds{25 * 3600});
}

TEST_CASE("civil dates and days since 1970 are one another's inverse") {
  CHECK(days_of(1970, 1, 1) == 0);
  CHECK(days_of(2000, 3, 1) == 11'017);
  CHECK(days_of(1969, 12, 31) == -1);
  for (std::int64_t day = -100'000; day < 100'000; day += 13) {
    const Civil civil = civil_of(day);
    REQUIRE(days_of(civil.year, civil.month, civil.day) == day);
  }
}

TEST_CASE("what is no zone file is no zone") {
  ZoneShelf shelf;
  CHECK(shelf.find("Mars/Olympus") == nullptr);
  CHECK(shelf.find("Europe") == nullptr);
  CHECK(shelf.find("zone.tab") == nullptr);
  CHECK(shelf.find("../zoneinfo/UTC") == nullptr);
  CHECK(shelf.find("") == nullptr);
  CHECK_FALSE(OracleZone::parse("TZif2"));
  CHECK_FALSE(OracleZone::parse(""));
}
