#include "reactivation/core/off_policy.hpp"

#include <algorithm>
#include <cmath>

namespace reactivation {

OffPolicyValue off_policy_value(std::span<const LoggedChoice> choices,
                                const OffPolicyOptions& options) noexcept {
  OffPolicyValue out;
  double weights = 0;
  double squares = 0;
  double rewards = 0;
  double reward_squares = 0;
  double model = 0;
  double corrections = 0;
  for (const LoggedChoice& choice : choices) {
    if (!(choice.chosen_with > 0)) continue;
    const double plain = choice.would_with / choice.chosen_with;
    out.weight_max = std::max(out.weight_max, plain);
    const double weight = std::min(plain, options.weight_clip);
    ++out.choices;
    weights += weight;
    squares += weight * weight;
    rewards += weight * choice.reward;
    reward_squares += weight * choice.reward * weight * choice.reward;
    model += choice.predicted_of_other;
    corrections += weight * (choice.reward - choice.predicted);
  }
  if (out.choices == 0) return out;
  const auto n = static_cast<double>(out.choices);
  out.ips = rewards / n;
  out.dm = model / n;
  out.dr = out.dm + corrections / n;
  out.sndr = out.dm;
  out.ips_error = std::sqrt(std::max(0.0, reward_squares / n - out.ips * out.ips) / n);
  if (weights > 0) {
    out.snips = rewards / weights;
    out.sndr += corrections / weights;
    out.effective_size = weights * weights / squares;
  }
  out.is_refused =
      out.effective_size < options.effective_size_min || out.weight_max > options.weight_refused;
  return out;
}

}  // namespace reactivation
