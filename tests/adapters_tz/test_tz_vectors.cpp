// The clock changes of safety.md §3. Expected values come from `zdump -v -c YEAR,YEAR+1 ZONE` of
// glibc over tzdata 2026f; a machine whose tzdata is older than an event prints so and passes over
// that row, since nothing but an update of tzdata would help.
#include <catch2/catch.hpp>
#include <string>

#include "reactivation/adapters/tz.hpp"

using namespace reactivation;

namespace {

Instant utc(const char* text) { return parse_time(text).value().instant_in(TimeZone::utc()); }
LocalTime local(const char* text) { return parse_time(text).value().local; }

TimeZone zone_of(const char* name) {
  static const SystemTimeZones zones;
  return zones.find(name).value();
}

struct Change {
  const char* zone;
  const char* at;            ///< the first instant of the new offset
  const char* local_before;  ///< the clock one second earlier
  const char* local_after;   ///< the clock at that instant
};

constexpr Change changes[] = {
    {"Europe/Moscow", "2014-10-25T22:00:00Z", "2014-10-26T01:59:59", "2014-10-26T01:00:00"},
    {"Europe/Volgograd", "2018-10-27T23:00:00Z", "2018-10-28T01:59:59", "2018-10-28T03:00:00"},
    {"Europe/Volgograd", "2020-12-26T22:00:00Z", "2020-12-27T01:59:59", "2020-12-27T01:00:00"},
    {"Asia/Almaty", "2024-02-29T18:00:00Z", "2024-02-29T23:59:59", "2024-02-29T23:00:00"},
    {"Africa/Casablanca", "2026-02-15T02:00:00Z", "2026-02-15T02:59:59", "2026-02-15T02:00:00"},
    {"Africa/Casablanca", "2026-03-22T02:00:00Z", "2026-03-22T01:59:59", "2026-03-22T03:00:00"},
    {"Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05T01:59:59", "2026-04-05T01:30:00"},
    {"Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-04T01:59:59", "2026-10-04T02:30:00"},
    {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-29T23:59:59", "2011-12-31T00:00:00"},
    {"Africa/Cairo", "2023-04-27T22:00:00Z", "2023-04-27T23:59:59", "2023-04-28T01:00:00"},
    {"Africa/Cairo", "2023-10-26T21:00:00Z", "2023-10-26T23:59:59", "2023-10-26T23:00:00"},
    {"America/Asuncion", "2024-03-24T03:00:00Z", "2024-03-23T23:59:59", "2024-03-23T23:00:00"},
    {"America/Asuncion", "2024-10-06T04:00:00Z", "2024-10-05T23:59:59", "2024-10-06T01:00:00"},
    {"America/Nuuk", "2023-03-26T01:00:00Z", "2023-03-25T21:59:59", "2023-03-25T23:00:00"},
    {"Asia/Gaza", "2026-03-28T00:00:00Z", "2026-03-28T01:59:59", "2026-03-28T03:00:00"},
    {"Asia/Gaza", "2026-10-23T23:00:00Z", "2026-10-24T01:59:59", "2026-10-24T01:00:00"},
    {"Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:59:59", "2026-03-29T03:00:00"},
    {"Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T02:59:59", "2026-10-25T02:00:00"},
    // Beyond 2037 the stored changes end and the rule at the end of the file takes over.
    {"Europe/Berlin", "2150-03-29T01:00:00Z", "2150-03-29T01:59:59", "2150-03-29T03:00:00"},
    {"Europe/Berlin", "2150-10-25T01:00:00Z", "2150-10-25T02:59:59", "2150-10-25T02:00:00"},
};

/// Changes that governments announced late; a machine may not have them yet.
bool is_known_here(const Change& change) {
  const TimeZone zone = zone_of(change.zone);
  const bool is_known = zone.to_local(utc(change.at)) == local(change.local_after) &&
                        zone.to_local(utc(change.at) - Seconds{1}) == local(change.local_before);
  const bool is_recent = utc(change.at) >= utc("2023-01-01T00:00:00Z");
  if (!is_known && is_recent) {
    WARN("the tzdata of this machine is older than " << change.zone << ' ' << change.at);
  }
  return is_known || !is_recent;
}

}  // namespace

TEST_CASE("the clocks of awkward zones change when and as zdump says") {
  for (const auto& change : changes) {
    if (!is_known_here(change)) continue;
    CAPTURE(change.zone, change.at);
    const TimeZone zone = zone_of(change.zone);
    CHECK(zone.to_local(utc(change.at) - Seconds{1}) == local(change.local_before));
    CHECK(zone.to_local(utc(change.at)) == local(change.local_after));
  }
}

TEST_CASE("a civil time in a gap is the first instant after it, one in a fold the earlier one") {
  for (const auto& change : changes) {
    if (!is_known_here(change)) continue;
    CAPTURE(change.zone, change.at);
    const TimeZone zone = zone_of(change.zone);
    const Instant at = utc(change.at);
    const LocalTime would_be = local(change.local_before) + Seconds{1};
    const LocalTime is = local(change.local_after);
    if (is > would_be) {  // the clock jumped ahead
      for (const LocalTime skipped : {would_be, would_be + (is - would_be) / 2, is - Seconds{1}}) {
        CHECK(zone.is_skipped(skipped));
        CHECK(zone.to_instant(skipped) == at);
      }
      CHECK_FALSE(zone.is_skipped(is));
      CHECK(zone.to_instant(is) == at);
      CHECK(zone.to_instant(would_be - Seconds{1}) == at - Seconds{1});
    } else {  // it was set back
      const Seconds twice = would_be - is;
      CHECK_FALSE(zone.is_skipped(is));
      CHECK(zone.to_instant(is) == at - twice);
      CHECK(zone.to_instant(would_be - Seconds{1}) == at - Seconds{1});
      CHECK(zone.to_instant(would_be) == at + twice);
      CHECK(zone.to_instant(is - Seconds{1}) == at - twice - Seconds{1});
    }
  }
}

TEST_CASE("every instant around a change is the same or an earlier one after going to local time") {
  for (const auto& change : changes) {
    const TimeZone zone = zone_of(change.zone);
    for (Seconds away{-3 * 86400}; away <= Seconds{3 * 86400}; away += Seconds{900}) {
      const Instant at = utc(change.at) + away;
      const Instant back = zone.to_instant(zone.to_local(at));
      CAPTURE(change.zone, change.at, away.count());
      CHECK(back <= at);
      CHECK(zone.to_local(back) == zone.to_local(at));
    }
  }
}

TEST_CASE("days of a clock change have 23, 25, 24 and a half or no hours") {
  struct Day {
    const char* zone;
    const char* date;
    int minutes;
  };
  constexpr Day days[] = {
      {"Europe/Berlin", "2026-03-29", 23 * 60},
      {"Europe/Berlin", "2026-10-25", 25 * 60},
      {"Australia/Lord_Howe", "2026-04-05", 24 * 60 + 30},
      {"Australia/Lord_Howe", "2026-10-04", 23 * 60 + 30},
      {"Pacific/Apia", "2011-12-29", 24 * 60},
      {"Pacific/Apia", "2011-12-30", 0},
      {"Pacific/Apia", "2011-12-31", 24 * 60},
      {"Africa/Cairo", "2023-04-28", 23 * 60},
      {"Africa/Cairo", "2023-10-26", 25 * 60},
      {"America/Asuncion", "2024-10-06", 23 * 60},
      {"Asia/Almaty", "2024-02-29", 25 * 60},
      {"Europe/Berlin", "2024-02-29", 24 * 60},
      {"Europe/Berlin", "2026-12-31", 24 * 60},
      {"Europe/Berlin", "2100-02-28", 24 * 60},
  };
  for (const auto& day : days) {
    CAPTURE(day.zone, day.date);
    const TimeZone zone = zone_of(day.zone);
    const LocalDate date = parse_iso_date(day.date).value();
    CHECK(zone.start_of(date + Days{1}) - zone.start_of(date) == std::chrono::minutes{day.minutes});
  }
}

TEST_CASE("a leap day, a year's end and midnight on the date line fall on the right civil date") {
  const auto date_at = [](const char* zone, const char* at) {
    return to_iso_date(zone_of(zone).local_date(utc(at)));
  };
  CHECK(date_at("Asia/Tokyo", "2024-02-28T15:00:00Z") == "2024-02-29");
  CHECK(date_at("Asia/Tokyo", "2024-02-29T15:00:00Z") == "2024-03-01");
  CHECK(date_at("Asia/Tokyo", "2023-02-28T15:00:00Z") == "2023-03-01");
  CHECK(date_at("America/New_York", "2027-01-01T04:59:59Z") == "2026-12-31");
  CHECK(date_at("America/New_York", "2027-01-01T05:00:00Z") == "2027-01-01");
  CHECK(date_at("Pacific/Kiritimati", "2026-12-31T10:00:00Z") == "2027-01-01");
  CHECK(date_at("Pacific/Apia", "2011-12-30T09:59:59Z") == "2011-12-29");
  CHECK(date_at("Pacific/Apia", "2011-12-30T10:00:00Z") == "2011-12-31");
}
