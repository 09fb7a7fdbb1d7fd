// What a text claims of days and slots, as the final check collects it. Private to the core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/language.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// One day as the text names it: "tomorrow", "on Friday", "March 6", or all of them together.
struct DayClaim {
  std::size_t at = 0;
  std::optional<int> weekday;         ///< 1 … 7
  std::optional<LocalDate> relative;  ///< today, tomorrow
  std::optional<int> month;           ///< 1 … 12
  std::optional<int> day;
  bool has_time = false;
  bool is_broken = false;  ///< named a thing twice

  [[nodiscard]] bool is_empty() const noexcept { return !weekday && !relative && !month; }
  [[nodiscard]] bool fits(LocalDate date) const noexcept {
    const date::year_month_day ymd{date};
    return !is_broken && (!weekday || *weekday == iso_weekday(date)) &&
           (!relative || *relative == date) &&
           (!month || (static_cast<unsigned>(*month) == static_cast<unsigned>(ymd.month()) &&
                       static_cast<unsigned>(*day) == static_cast<unsigned>(ymd.day())));
  }
};

/// The time since the visit, as it must be said: read from the literal table; the renderer counts
/// and declines instead.
[[nodiscard]] inline std::string_view expected_since(const CheckWords& words, std::int64_t days) {
  if (days < 1) return {};
  if (days > 366) return words.over_a_year;
  if (days < 14) return words.days[static_cast<std::size_t>(days - 1)];
  if (days < 63) return words.weeks[static_cast<std::size_t>(days / 7 - 2)];
  std::size_t months = 12;
  while (static_cast<std::int64_t>(months) * 30 > days) --months;
  return words.months_passed[months - 2];
}

struct ExpectedSlot {
  LocalTime starts_at;
  std::string staff;  ///< empty: not named
  std::vector<std::string> staff_words;
  bool is_seen = false;
  bool is_bound = false;  ///< its staff member stands behind it
};

}  // namespace reactivation
