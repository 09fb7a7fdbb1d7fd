// Answers that may be looked at every day. An ordinary interval that is looked at until it excludes
// zero is wrong about a third of the time; these are right however often one looks. Pure.
// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
// asymptotic confidence sequences", 2021; Johari, Pekelis and Walsh, "Always valid inference",
// 2015.
#pragma once

#include <cstdint>

#include "reactivation/core/proportion.hpp"

namespace reactivation {

/// The mixture's parameter under which the sequence is narrowest after `expected` values. 0 < alpha
/// < 1, expected ≥ 1.
[[nodiscard]] double sequence_rho(double expected, double alpha) noexcept;

/// Half the width of the sequence after `count` values with that deviation; infinity below one.
[[nodiscard]] double sequence_radius(double deviation, double count, double rho,
                                     double alpha) noexcept;

/// The mixture's likelihood ratio for a difference d of two shares after n in each group; reject
/// "no difference" when it reaches 1/alpha. V is 2 p (1 - p), tau2 the variance of the differences
/// that are expected.
struct LikelihoodRatioInput {
  double difference = 0;
  double per_group = 0;
  double variance = 0;
  double tau2 = 0.0025;
};
[[nodiscard]] double mixture_likelihood_ratio(const LikelihoodRatioInput& input) noexcept;

/// The effect of belonging to one of two groups, from counts alone: the difference of their shares,
/// which is the mean of every client's score A(Y - p1)/e - (1 - A)(Y - p0)/(1 - e) and of p1 - p0,
/// e being the designed share of the first group. The variance of the scores is taken as it is
/// found or as it would be without any effect, whichever is larger: while a small group has hardly
/// seen a visit, the former is far too small (28 % false alarms with a tenth held out;
/// docs/results.md).
struct EffectSequence {
  double effect = 0;
  ConfidenceInterval interval;  ///< [-1, 1] before the first look
  /// Enough for a look (`sequence_looks_from`, `sequence_successes_min`).
  bool is_open = false;
};
inline constexpr std::int64_t sequence_looks_from = 100;
/// With fewer the deviation is not known yet, and nothing of nothing would look certain.
inline constexpr std::int64_t sequence_successes_min = 10;

struct SequenceOptions {
  double first_share = 0.5;  ///< the designed share of the first group, 0 < share < 1
  double alpha = 0.05;
  double expected = 1000;  ///< clients in all when an answer is hoped for, ≥ 1
};
[[nodiscard]] EffectSequence effect_sequence(const Proportion& first, const Proportion& second,
                                             const SequenceOptions& options) noexcept;

}  // namespace reactivation
