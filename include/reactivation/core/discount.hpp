// How much an attempt offers.
#pragma once

#include "reactivation/core/rule.hpp"
#include "reactivation/core/settings.hpp"

namespace reactivation {

struct Discount {
  int percent = 0;          ///< 0 to 100; 0 = the message says nothing of a discount
  bool is_clamped = false;  ///< the progression said more (or less) than is allowed
};

/// Percent that no message may offer more than: `max_discount_percent`, 0 to 100.
[[nodiscard]] int discount_percent_max(const Settings& settings) noexcept;

/// The progression's entry for `attempt_number` (1-based), past its end the last one, empty 0;
/// 0 before `discount_from_attempt`; never above `discount_percent_max` (requirements §4.6).
[[nodiscard]] Discount discount_for_attempt(const Rule& rule, const Settings& settings,
                                            int attempt_number) noexcept;

}  // namespace reactivation
