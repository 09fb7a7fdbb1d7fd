#include "reactivation/core/priority.hpp"

#include <algorithm>
#include <cmath>

namespace reactivation {
namespace {

constexpr double amount_max = 1e12;

double loyalty_score(LoyaltyLevel level, const PriorityWeights& weights) noexcept {
  switch (level) {
    case LoyaltyLevel::vip:
      return weights.score_vip;
    case LoyaltyLevel::gold:
      return weights.score_gold;
    case LoyaltyLevel::silver:
      return weights.score_silver;
    case LoyaltyLevel::bronze:
      return weights.score_bronze;
    default:
      return weights.score_other;
  }
}

}  // namespace

double priority_score(const PriorityFacts& facts, const PriorityWeights& weights) noexcept {
  // A NaN compares false with everything, so it ends as 0.
  const double spent = facts.total_spent > 0 ? std::min(facts.total_spent, amount_max) : 0;
  const double visits = std::clamp(static_cast<double>(facts.visit_count), 0.0, amount_max);
  const double days = std::clamp(static_cast<double>(facts.days_since_visit), 0.0, amount_max);
  const double score = weights.loyalty * loyalty_score(facts.loyalty_level, weights) +
                       weights.spent * (spent / 1000) + weights.visits * (visits * 2) +
                       weights.days_since * (days / 10);
  return std::isfinite(score) ? score : 0;
}

}  // namespace reactivation
