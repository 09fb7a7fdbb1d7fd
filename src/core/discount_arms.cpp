#include "reactivation/core/discount_arms.hpp"

#include <algorithm>

namespace reactivation {
namespace {

/// What a message with this arm earns on average, drawn from what is believed of it.
double drawn_value(const DiscountArm& arm, const DiscountEconomics& economics,
                   const ArmPrior& prior, Draw& draw) noexcept {
  const auto booked = static_cast<double>(std::clamp<std::int64_t>(arm.booked, 0, arm.sent));
  const double left = static_cast<double>(arm.sent) - booked;
  return draw.beta(prior.booked + booked, prior.not_booked + left) *
         (economics.margin_share - arm.percent / 100.0) * economics.visit_value;
}

}  // namespace

std::vector<double> arm_probabilities(std::span<const DiscountArm> arms,
                                      const DiscountEconomics& economics, const ArmOptions& options,
                                      Draw& draw) {
  std::vector<double> out(arms.size());
  if (arms.empty()) return out;
  for (int i = 0; i < options.draws; ++i) {
    std::size_t best = 0;
    double most = 0;
    for (std::size_t arm = 0; arm < arms.size(); ++arm) {
      const double value = drawn_value(arms[arm], economics, options.prior, draw);
      if (arm == 0 || value > most) {
        best = arm;
        most = value;
      }
    }
    out[best] += 1.0 / options.draws;
  }
  const auto count = static_cast<double>(arms.size());
  const double floor = std::clamp(options.floor, 0.0, 1 / count);
  for (double& each : out) each = floor + (1 - count * floor) * each;
  return out;
}

std::size_t chosen_arm(std::span<const double> probabilities, double uniform) noexcept {
  double below = 0;
  for (std::size_t arm = 0; arm + 1 < probabilities.size(); ++arm) {
    below += probabilities[arm];
    if (uniform < below) return arm;
  }
  return probabilities.empty() ? 0 : probabilities.size() - 1;
}

int percent_within(const DiscountBudget& budget, std::int64_t price_minor) noexcept {
  const double left = static_cast<double>(budget.month_minor) -
                      static_cast<double>(budget.given_minor) -
                      static_cast<double>(budget.offered_minor);
  if (left <= 0) return 0;
  if (price_minor <= 0) return 100;
  return static_cast<int>(std::min(100.0, left * 100 / static_cast<double>(price_minor)));
}

SmallestStep smallest_step(std::span<const DiscountArm> arms, const DiscountEconomics& economics,
                           const ArmOptions& options, Draw& draw) {
  std::vector<DiscountArm> judged;
  SmallestStep out;
  for (const DiscountArm& arm : arms) {
    if (arm.sent >= sends_of_an_arm_min) {
      judged.push_back(arm);
    } else {
      out.sends_needed = std::max(out.sends_needed, sends_of_an_arm_min - arm.sent);
    }
  }
  if (judged.size() < 2) return out;
  std::stable_sort(judged.begin(), judged.end(), [](const DiscountArm& x, const DiscountArm& y) {
    return x.percent < y.percent;
  });
  const std::size_t n = judged.size();
  std::vector<double> earns_more(n * n);  // row: the smaller step, column: the larger one
  std::vector<double> values(n);
  for (int i = 0; i < options.draws; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      values[k] = drawn_value(judged[k], economics, options.prior, draw);
    }
    for (std::size_t small = 0; small < n; ++small) {
      for (std::size_t large = small + 1; large < n; ++large) {
        if (values[large] > values[small]) earns_more[small * n + large] += 1.0 / options.draws;
      }
    }
  }
  for (std::size_t small = 0; !out.percent; ++small) {  // the largest step has no rival
    const auto row = earns_more.begin() + static_cast<std::ptrdiff_t>(small * n);
    const double rival = *std::max_element(row, row + static_cast<std::ptrdiff_t>(n));
    if (rival >= beaten_from) continue;
    out.percent = judged[small].percent;
    out.best_rival_chance = rival;
  }
  return out;
}

void SecondMessageClients::add(const Cycle& cycle) {
  if (cycle.booked_with >= 1) cycles_.push_back(cycle);
}

std::vector<ClientId> SecondMessageClients::found() const {
  std::vector<Cycle> sorted = cycles_;
  std::sort(sorted.begin(), sorted.end(), [](const Cycle& x, const Cycle& y) {
    return x.client_id < y.client_id ||
           (x.client_id == y.client_id && x.booked_with < y.booked_with);
  });
  std::vector<ClientId> out;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end].client_id == sorted[i].client_id) ++end;
    if (end - i >= 2 && sorted[i].booked_with >= 2) out.push_back(sorted[i].client_id);
    i = end;
  }
  return out;
}

}  // namespace reactivation
