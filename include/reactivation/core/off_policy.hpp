// What another way of choosing would have brought, from what was chosen and how probable that was.
// Pure. Dudík, Langford and Li, "Doubly robust policy evaluation and learning", 2011; Swaminathan
// and Joachims, "The self-normalized estimator", 2015.
#pragma once

#include <cstdint>
#include <span>

namespace reactivation {

/// One message that was sent.
struct LoggedChoice {
  double reward = 0;
  double chosen_with = 1;  ///< the probability with which it was chosen, > 0
  double would_with = 0;   ///< the probability with which the other way would have chosen it
  double predicted = 0;    ///< the reward that a model expects of it
  /// What the model expects of the other way as a whole: Σ would(a) · predicted(a).
  double predicted_of_other = 0;
};

struct OffPolicyValue {
  std::int64_t choices = 0;
  double ips = 0;    ///< inverse propensity
  double snips = 0;  ///< the same, divided by the sum of the weights
  double dm = 0;     ///< the model alone
  double dr = 0;     ///< the model, corrected by what it was wrong by
  double sndr = 0;
  double ips_error = 0;       ///< standard error of `ips`
  double effective_size = 0;  ///< how many equally weighted choices this is worth
  double weight_max = 0;      ///< before clipping
  /// Too little overlap: no number of these is worth a decision.
  bool is_refused = true;
};

struct OffPolicyOptions {
  double weight_clip = 10;
  double effective_size_min = 100;
  double weight_refused = 50;
};
/// Choices with `chosen_with` ≤ 0 are left out.
[[nodiscard]] OffPolicyValue off_policy_value(std::span<const LoggedChoice> choices,
                                              const OffPolicyOptions& options = {}) noexcept;

}  // namespace reactivation
