// Zones with the clock changes that tzdata has for the years named, written down by hand.
#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "reactivation/core/time.hpp"

namespace known_zones {

using namespace reactivation;

inline Instant at(const std::string& text) {
  const auto parsed = parse_time(text);
  if (!parsed) throw std::invalid_argument(text);
  return parsed->instant_in(TimeZone::utc());
}

inline LocalDate on(const std::string& text) { return parse_iso_date(text).value(); }

/// From `first` on the offset in minutes, then each change with the offset that it brings.
inline TimeZone zone(const char* name, int first_minutes,
                     std::initializer_list<std::pair<const char*, int>> changes) {
  std::vector<ZonePeriod> periods{{min_instant, std::chrono::minutes{first_minutes}}};
  for (const auto& [begin, offset] : changes) {
    periods.push_back({at(begin), std::chrono::minutes{offset}});
  }
  return TimeZone{name, periods};
}

inline TimeZone berlin_2026() {
  return zone("Europe/Berlin", 60, {{"2026-03-29T01:00:00Z", 120}, {"2026-10-25T01:00:00Z", 60}});
}
inline TimeZone moscow_2014() {
  return zone("Europe/Moscow", 240, {{"2014-10-25T22:00:00Z", 180}});
}
/// Half an hour: 02:00 → 01:30 in April, 02:00 → 02:30 in October.
inline TimeZone lord_howe_2026() {
  return zone("Australia/Lord_Howe", 660,
              {{"2026-04-04T15:00:00Z", 630}, {"2026-10-03T15:30:00Z", 660}});
}
/// There was no 30 December.
inline TimeZone apia_2011() { return zone("Pacific/Apia", -600, {{"2011-12-30T10:00:00Z", 840}}); }
/// 03:00 → 02:00 for Ramadan, 02:00 → 03:00 after it.
inline TimeZone casablanca_2026() {
  return zone("Africa/Casablanca", 60, {{"2026-02-15T02:00:00Z", 0}, {"2026-03-22T02:00:00Z", 60}});
}
/// 28 April begins at 01:00; 26 October has the hour before midnight twice.
inline TimeZone cairo_2023() {
  return zone("Africa/Cairo", 120, {{"2023-04-27T22:00:00Z", 180}, {"2023-10-26T21:00:00Z", 120}});
}
inline TimeZone asuncion_2024() {
  return zone("America/Asuncion", -180,
              {{"2024-03-24T03:00:00Z", -240}, {"2024-10-06T04:00:00Z", -180}});
}
/// 25 March 2023 22:00 → 23:00; 30 March 2024 23:00 → midnight; 27 October 2024 00:00 → 23:00.
inline TimeZone nuuk_2023() {
  return zone("America/Nuuk", -180,
              {{"2023-03-26T01:00:00Z", -120},
               {"2024-03-31T01:00:00Z", -60},
               {"2024-10-27T01:00:00Z", -120}});
}
/// 18 February: midnight → 23:00; 4 November begins at 01:00.
inline TimeZone sao_paulo_2018() {
  return zone("America/Sao_Paulo", -120,
              {{"2018-02-18T02:00:00Z", -180}, {"2018-11-04T03:00:00Z", -120}});
}
/// 29 March begins at 01:00; the evening of 24 October has 23:00 to midnight twice.
inline TimeZone beirut_2026() {
  return zone("Asia/Beirut", 120, {{"2026-03-28T22:00:00Z", 180}, {"2026-10-24T21:00:00Z", 120}});
}
/// 4 May 2018 ended at 23:30.
inline TimeZone pyongyang_2018() {
  return zone("Asia/Pyongyang", 510, {{"2018-05-04T15:00:00Z", 540}});
}

}  // namespace known_zones
