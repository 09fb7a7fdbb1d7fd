// Instants, civil time, and the one value that joins them: the time zone.
#pragma once

#include <date/date.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation {

/// A point on the UTC time line, in whole seconds since 1970-01-01T00:00:00Z.
using Instant = date::sys_seconds;
/// A civil date, counted in days since 1970-01-01. It says nothing without a zone.
using LocalDate = date::local_days;
/// A civil date and time of day, in whole seconds. It says nothing without a zone.
using LocalTime = date::local_seconds;
using Seconds = std::chrono::seconds;
using Days = date::days;

/// Stands for "no instant" in columns; earlier than every instant that can be read.
inline constexpr Instant no_instant{Seconds{std::numeric_limits<std::int64_t>::min()}};

/// Everything outside [min_instant, max_instant) is rejected when read, so sums cannot overflow.
inline constexpr Instant min_instant{date::sys_days{date::year{1970} / 1 / 1}};
inline constexpr Instant max_instant{date::sys_days{date::year{2200} / 1 / 1}};

/// The nearest instant that arithmetic can bear: about a thousand years to both sides of those that
/// can be read. What a host passes in columns may be any number.
[[nodiscard]] constexpr Instant within_reach(Instant at) noexcept {
  constexpr Days margin{400'000};
  return std::clamp(at, Instant{min_instant - margin}, Instant{max_instant + margin});
}

[[nodiscard]] constexpr LocalDate date_of(LocalTime local) noexcept {
  return date::floor<Days>(local);
}
/// Monday = 1 … Sunday = 7.
[[nodiscard]] constexpr int iso_weekday(LocalDate date) noexcept {
  return static_cast<int>(date::weekday{date}.iso_encoding());
}
[[nodiscard]] constexpr int hour_of_day(LocalTime local) noexcept {
  return static_cast<int>(date::floor<std::chrono::hours>(local - date_of(local)).count());
}

/// From `begin` until the next period's begin, local time = UTC + `utc_offset`.
struct ZonePeriod {
  Instant begin;
  Seconds utc_offset;

  friend constexpr bool operator==(const ZonePeriod&, const ZonePeriod&) noexcept = default;
};

/// What one IANA zone did and will do, as a plain value: the rules of a zone are input, looked up
/// by an adapter (adapters/tz.hpp) and handed to the pure functions. A zone without periods is
/// unknown
/// (`is_known` is false) and reads as UTC; nothing is ever sent in an unknown zone.
///
/// Civil times that a clock change skips map to the first instant after the gap; civil times that
/// occur twice map to the earlier instant.
class TimeZone {
public:
  TimeZone() = default;
  /// `periods` in ascending order of `begin`; the first one also counts before its begin. Offsets
  /// are clamped to 24 hours.
  TimeZone(std::string name, std::vector<ZonePeriod> periods);

  [[nodiscard]] static TimeZone utc();

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool is_known() const noexcept { return !periods_.empty(); }
  [[nodiscard]] std::span<const ZonePeriod> periods() const noexcept { return periods_; }

  [[nodiscard]] LocalTime to_local(Instant at) const noexcept {
    const Instant near = within_reach(at);
    const Seconds offset = is_known() ? periods_[period_of(near)].utc_offset : Seconds{0};
    return LocalTime{(near + offset).time_since_epoch()};
  }
  [[nodiscard]] LocalDate local_date(Instant at) const noexcept { return date_of(to_local(at)); }
  [[nodiscard]] Instant to_instant(LocalTime local) const noexcept;
  /// The first instant of that civil day (of the next existing day, when the zone skipped it).
  [[nodiscard]] Instant start_of(LocalDate date) const noexcept { return to_instant(date); }
  /// True when no clock ever showed `local` (it lies in the gap of a clock change).
  [[nodiscard]] bool is_skipped(LocalTime local) const noexcept;

  friend bool operator==(const TimeZone&, const TimeZone&) = default;

private:
  [[nodiscard]] std::size_t period_of(Instant at) const noexcept;

  std::string name_;
  std::vector<ZonePeriod> periods_;
};

/// RFC 3339 in UTC: `2026-03-01T09:30:00Z`.
[[nodiscard]] std::string to_rfc3339(Instant at);
/// `2026-03-01`.
[[nodiscard]] std::string to_iso_date(LocalDate date);
/// `2026-03-01T12:30:00`.
[[nodiscard]] std::string to_iso_local(LocalTime local);
/// Exactly `YYYY-MM-DD` of a day that exists in the calendar, 1970 to 2199.
[[nodiscard]] std::optional<LocalDate> parse_iso_date(std::string_view text) noexcept;

/// What a document or a command line may say for a time.
struct ParsedTime {
  LocalTime local;                    ///< the civil reading
  std::optional<Seconds> utc_offset;  ///< present when the text carried `Z` or `±HH:MM`
  bool has_time = false;              ///< false for a bare date

  /// The instant meant: by its own offset, else as a civil time of `zone`.
  [[nodiscard]] Instant instant_in(const TimeZone& zone) const noexcept;
};
/// `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM[:SS[.fraction]][Z|±HH:MM]` (a space may stand for the `T`). A
/// fraction is cut off. Years 1970 to 2199; hours 0 to 23; nothing else parses.
[[nodiscard]] std::optional<ParsedTime> parse_time(std::string_view text) noexcept;

}  // namespace reactivation
