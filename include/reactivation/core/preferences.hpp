// What a client likes: times, days, staff and services, from their last completed visits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// Morning [9,12), afternoon [12,17), evening [17,21), in company time.
enum class DayPart : std::uint8_t { morning, afternoon, evening };
[[nodiscard]] std::optional<DayPart> day_part_of(int hour) noexcept;
/// A word for programs: `morning`.
[[nodiscard]] std::string_view to_string(DayPart part) noexcept;
[[nodiscard]] std::optional<DayPart> day_part_of_word(std::string_view word) noexcept;

/// One completed visit, its records merged.
struct PastVisit {
  Instant starts_at;
  bool is_time_known = true;
  StaffId staff_id;  ///< unset when not known
  std::vector<ServiceId> service_ids;
};

struct StaffPreference {
  StaffId staff_id;
  int visits = 0;
  double share = 0;  ///< of the visits with a known staff member
};

struct VisitPattern {
  double mean_gap_days = 0;
  double regularity = 0;  ///< 1 − min(sd/mean, 1); 0 when all gaps are 0
  bool is_regular = false;
};

/// Requirements §4.7. Every list is in falling order of count; ties go to the most recent.
struct Preferences {
  std::optional<DayPart> day_part;  ///< the largest share, when above 40 %
  double day_part_confidence = 0;   ///< that share
  std::vector<int> days;            ///< up to 3 weekdays, Monday = 1
  double days_confidence = 0;       ///< share of the first
  std::optional<StaffPreference> favourite_staff;
  std::vector<StaffPreference> other_staff;  ///< up to 2
  std::vector<ServiceId> services;           ///< up to 3
  std::optional<VisitPattern> pattern;       ///< from 3 gaps on
  double confidence = 0;                     ///< by number of visits: 0, .3, .5, .7, .9
};

inline constexpr int preference_visits_max = 20;
inline constexpr double regular_above = 0.7;

/// `visits` in any order; the last 20 count.
[[nodiscard]] Preferences preferences_of(std::span<const PastVisit> visits, const TimeZone& zone);

}  // namespace reactivation
