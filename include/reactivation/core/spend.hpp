// What a client's visits bring on average: the Gamma-Gamma model.
// Fader and Hardie, "The Gamma-Gamma model of monetary value", note 025, 2013.
// Money is in any one unit; pure.
#pragma once

#include <cstdint>
#include <span>

namespace reactivation {

/// A client's paid visits: how many, and what they brought on average.
struct SpendSummary {
  std::int32_t visits = 0;
  double mean = 0;  ///< > 0 with visits
};

struct SpendModel {
  double p = 1;  ///< > 0
  double q = 2;  ///< > 0; > 1 for a mean to exist
  double v = 1;  ///< > 0, in the unit of money
};

/// ln of the density of the client's mean; needs a visit.
[[nodiscard]] double log_likelihood(const SpendModel& model, const SpendSummary& client) noexcept;

/// What a further visit brings on average; without a visit the mean over all clients. Needs
/// p · visits + q > 1.
[[nodiscard]] double expected_spend(const SpendModel& model, const SpendSummary& client) noexcept;

struct SpendFit {
  SpendModel model;
  double log_likelihood = 0;
  bool has_converged = false;
};
/// The model under which the means are most probable; clients without a positive mean are left out.
/// Nobody left: not converged.
[[nodiscard]] SpendFit fit_spend(std::span<const SpendSummary> clients);

}  // namespace reactivation
