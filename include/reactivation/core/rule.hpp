// Rule: when and how often a company reminds its clients of one service.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reactivation/core/ids.hpp"

namespace reactivation {

/// Where an interval came from, in falling order of trust.
enum class IntervalSource : std::uint8_t { manual, historical, ai, table };

struct Rule {
  ServiceId service_id;
  bool is_active = true;
  std::optional<int> reactivation_interval_days;  ///< the number in force, 1 to 3650
  std::optional<int> manual_interval;
  std::optional<int> calculated_avg_interval;
  std::optional<int> ai_suggested_interval;
  std::optional<IntervalSource> active_interval_source;
  int retry_interval_days = 14;                       ///< never counts as less than 7
  int max_attempts = 3;                               ///< of one cycle, 0 to 10
  std::vector<int> discount_progression{10, 15, 20};  ///< percent, by attempt number

  friend bool operator==(const Rule&, const Rule&) = default;
};

inline constexpr int min_retry_interval_days = 7;
inline constexpr int max_interval_days = 3650;
inline constexpr int max_attempts_ceiling = 10;

}  // namespace reactivation
