// Who comes first when not everybody can be written to today.
#pragma once

#include <cstdint>

#include "reactivation/core/client.hpp"

namespace reactivation {

/// What a priority may look at.
struct PriorityFacts {
  LoyaltyLevel loyalty_level = LoyaltyLevel::unknown;
  double total_spent = 0;  ///< in major units, >= 0
  std::int64_t visit_count = 0;
  std::int64_t days_since_visit = 0;
};

/// The numbers of the `spec` policy (requirements §4.4).
struct PriorityWeights {
  double loyalty = 0.4;
  double spent = 0.3;
  double visits = 0.2;
  double days_since = 0.1;
  double score_vip = 5;
  double score_gold = 4;
  double score_silver = 3;
  double score_bronze = 2;
  double score_other = 1;  ///< New, unknown
};

/// 0.4·loyalty + 0.3·(spent/1000) + 0.2·(2·visits) + 0.1·(days/10), finite for every input: amounts
/// and counts are clamped to [0, 1e12], and weights that leave no finite sum give 0.
[[nodiscard]] double priority_score(const PriorityFacts& facts,
                                    const PriorityWeights& weights = {}) noexcept;

}  // namespace reactivation
