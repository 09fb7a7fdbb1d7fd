#include "reactivation/core/discount.hpp"

#include <algorithm>

namespace reactivation {

int discount_percent_max(const Settings& settings) noexcept {
  return std::clamp(settings.max_discount_percent, 0, 100);
}

Discount discount_for_attempt(const Rule& rule, const Settings& settings,
                              int attempt_number) noexcept {
  if (attempt_number < settings.discount_from_attempt || rule.discount_progression.empty()) {
    return {};
  }
  const auto last = static_cast<int>(rule.discount_progression.size());
  const int entry = std::clamp(attempt_number, 1, last);
  const int wanted = rule.discount_progression[static_cast<std::size_t>(entry - 1)];
  const int allowed = std::clamp(wanted, 0, discount_percent_max(settings));
  return {allowed, allowed != wanted};
}

}  // namespace reactivation
