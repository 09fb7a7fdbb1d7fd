// What a text claims of days and slots, as the final check collects it. Private to the core.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

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

struct ExpectedSlot {
  LocalTime starts_at;
  std::string staff;  ///< empty: not named
  std::vector<std::string> staff_words;
  bool is_seen = false;
  bool is_bound = false;  ///< its staff member stands behind it
};

}  // namespace reactivation
