#include "zones.hpp"

#include <algorithm>

namespace properties {

using namespace reactivation;

namespace {

struct Change {
  int year;
  unsigned month;
  unsigned day;
  int utc_minute;  ///< of the change
  int offset_minutes;
};

TimeZone zone(const char* name, int first_offset_minutes, const std::vector<Change>& changes) {
  std::vector<ZonePeriod> periods{{min_instant, std::chrono::minutes{first_offset_minutes}}};
  for (const Change& c : changes) {
    const date::sys_days day{date::year{c.year} / date::month{c.month} / date::day{c.day}};
    periods.push_back(
        {day + std::chrono::minutes{c.utc_minute}, std::chrono::minutes{c.offset_minutes}});
  }
  return {name, periods};
}

}  // namespace

const std::vector<TimeZone>& hand_made_zones() {
  static const std::vector<TimeZone> zones{
      TimeZone::utc(),
      zone("Fixed/Plus3", 180, {}),
      zone("Hour/Spring", 60,
           {{2025, 3, 30, 60, 120},
            {2025, 10, 26, 60, 60},
            {2026, 3, 29, 60, 120},
            {2026, 10, 25, 60, 60}}),
      zone("Half/Hour", 630,
           {{2025, 10, 4, 15 * 60 + 30, 660},
            {2026, 4, 4, 15 * 60, 630},
            {2026, 10, 3, 15 * 60 + 30, 660}}),
      // Clocks go forward at midnight and back from midnight to eleven.
      zone("Midnight/Change", -240,
           {{2025, 9, 7, 240, -180}, {2026, 4, 5, 180, -240}, {2026, 9, 6, 240, -180}}),
      // 30 December 2025 does not exist.
      zone("Skipped/Day", -600, {{2025, 12, 30, 600, 840}}),
      // Two bases, as when a country moves by an hour for good.
      zone("Moved/Base", 360, {{2026, 2, 28, 18 * 60, 300}}),
      zone("West/Twelve", -720, {{2026, 1, 11, 13 * 60, -660}}),
  };
  return zones;
}

namespace {

Seconds offset_at(const TimeZone& zone, Instant at) {
  Seconds offset = zone.periods().front().utc_offset;
  for (const ZonePeriod& period : zone.periods()) {
    if (period.begin <= at) offset = period.utc_offset;
  }
  return offset;
}

}  // namespace

LocalTime local_time(const TimeZone& zone, Instant at) {
  return LocalTime{(at + offset_at(zone, at)).time_since_epoch()};
}

LocalDate local_date(const TimeZone& zone, Instant at) {
  return date::floor<Days>(local_time(zone, at));
}

Instant instant_of(const TimeZone& zone, LocalTime local) {
  std::vector<Instant> readings;
  for (const ZonePeriod& period : zone.periods()) {
    const Instant at{(local - period.utc_offset).time_since_epoch()};
    if (local_time(zone, at) == local) readings.push_back(at);
  }
  if (!readings.empty()) return *std::min_element(readings.begin(), readings.end());
  for (std::size_t i = 1; i < zone.periods().size(); ++i) {
    const Instant change = zone.periods()[i].begin;
    if (local_time(zone, change) > local && local_time(zone, change - Seconds{1}) < local) {
      return change;
    }
  }
  return max_instant;
}

}  // namespace properties
