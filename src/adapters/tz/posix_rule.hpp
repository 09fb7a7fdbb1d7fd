// The rule behind a zone's last stored change: the POSIX TZ text at the end of a TZif file
// (RFC 9636 §3.3), which date-tz does not read.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "reactivation/core/time.hpp"

namespace reactivation::tz {

/// The day of a year on which the clocks change, and the second of that civil day.
struct ChangeDay {
  enum class Kind { month_week_day, julian, zero_based };
  Kind kind = Kind::zero_based;
  int month = 0;  ///< 1 to 12
  int week = 0;   ///< 1 to 5, 5 = the last
  int day = 0;    ///< weekday 0 to 6 from Sunday, or the day of the year
  Seconds at{7200};

  [[nodiscard]] LocalTime in_year(date::year year) const noexcept;
};

struct PosixRule {
  Seconds standard_offset{0};
  Seconds summer_offset{0};
  std::optional<std::array<ChangeDay, 2>> changes;  ///< to summer time, and back

  /// Every change of those years, ascending; none for a zone without summer time.
  [[nodiscard]] std::vector<ZonePeriod> periods(date::year first, date::year last) const;
};

[[nodiscard]] std::optional<PosixRule> parse_posix_rule(std::string_view text) noexcept;

}  // namespace reactivation::tz
