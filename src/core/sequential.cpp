#include "reactivation/core/sequential.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reactivation {

double sequence_rho(double expected, double alpha) noexcept {
  const double twice = -2 * std::log(alpha);
  return std::sqrt((twice + std::log(twice + 1)) / expected);
}

double sequence_radius(double deviation, double count, double rho, double alpha) noexcept {
  if (count < 1) return std::numeric_limits<double>::infinity();
  const double grown = count * rho * rho + 1;
  return deviation *
         std::sqrt(2 * grown / (count * count * rho * rho) * std::log(std::sqrt(grown) / alpha));
}

double mixture_likelihood_ratio(const LikelihoodRatioInput& input) noexcept {
  if (!(input.variance > 0)) return 1;
  const double spread = input.variance + input.per_group * input.tau2;
  const double d = input.difference;
  return std::sqrt(input.variance / spread) *
         std::exp(input.per_group * input.per_group * input.tau2 * d * d /
                  (2 * input.variance * spread));
}

EffectSequence effect_sequence(const Proportion& first, const Proportion& second,
                               const SequenceOptions& options) noexcept {
  const auto n = static_cast<double>(first.of + second.of);
  EffectSequence out;
  out.interval = {-1, 1};
  if (first.of + second.of < sequence_looks_from ||
      first.successes + second.successes < sequence_successes_min) {
    return out;
  }
  out.is_open = true;
  const double e = std::clamp(options.first_share, 1e-6, 1 - 1e-6);
  const auto variance = [e](double one, double two) {
    return one * (1 - one) / e + two * (1 - two) / (1 - e);
  };
  const double one = first.share();
  const double two = second.share();
  const double all = Proportion{first.successes + second.successes, first.of + second.of}.share();
  out.effect = one - two;
  const double deviation = std::sqrt(std::max(variance(one, two), variance(all, all)));
  const double rho = sequence_rho(std::max(1.0, options.expected), options.alpha);
  const double radius = sequence_radius(deviation, n, rho, options.alpha);
  out.interval = {std::max(-1.0, out.effect - radius), std::min(1.0, out.effect + radius)};
  return out;
}

}  // namespace reactivation
