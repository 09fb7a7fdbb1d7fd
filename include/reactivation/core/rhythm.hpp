// A business's rhythm: the visit model with regular and erratic clients beside each other, fitted
// to its history, and what it says of each client (docs/rhythm.md).
//
// The model is a mixture over k of MBG/CNBD-k (visit_model.hpp): the mean gap has one distribution,
// and a client's own gaps tell how regular they are. Pure; time in weeks; threads: any number.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reactivation/core/visit_model.hpp"

namespace reactivation {

/// A share of clients whose gaps are as regular as `k` says.
struct RegularityShare {
  int k = 1;
  double share = 1;
};

struct RhythmModel {
  double r = 1.5;           ///< > 0: shape of the rates
  double scale_weeks = 12;  ///< > 0: k · alpha, one for all k; the mean gap is about scale / r
  double a = 0.35;          ///< > 0
  double b = 0.8;           ///< > 0
  Leaving leaving = Leaving::after_any_visit;
  std::vector<RegularityShare> regularity{{1, 1.0}};  ///< shares ≥ 0 that add up to 1

  /// The model of one share.
  [[nodiscard]] VisitModel of_share(std::size_t index) const noexcept;
};

/// What the model says of one client.
struct ClientScore {
  double p_alive = 0;  ///< has not left for good
  double p_visit = 0;  ///< comes within the asked weeks; ≤ p_alive
};

/// ln of the density of the client's visits.
[[nodiscard]] double log_likelihood(const RhythmModel& model, const VisitSummary& client);

/// How probable each share is for this client, after what they have done; adds up to 1.
[[nodiscard]] std::vector<double> shares_of(const RhythmModel& model, const VisitSummary& client);

/// The questions of visit_model.hpp, over all shares.
[[nodiscard]] double p_alive(const RhythmModel& model, const VisitSummary& client);
[[nodiscard]] double p_gap_longer(const RhythmModel& model, const VisitSummary& client,
                                  double weeks);
[[nodiscard]] double p_visit(const RhythmModel& model, const VisitSummary& client, double weeks);
[[nodiscard]] double expected_visits(const RhythmModel& model, const VisitSummary& client,
                                     double weeks);
[[nodiscard]] double weeks_until_return(const RhythmModel& model, const VisitSummary& client,
                                        double p);

/// `p_alive` and `p_visit` within `weeks` of many clients at once; `out` has a place for each.
/// A client without a visit, or with over `repeats_max` of them, gets zeros.
void score_clients(const RhythmModel& model, std::span<const VisitSummary> clients, double weeks,
                   std::span<ClientScore> out);

/// More days with visits than a hundred years have are no history.
inline constexpr std::int32_t repeats_max = 36'525;

/// What is believed before a history is seen: the logarithms of r, scale_weeks, a and b are normal
/// around these with this deviation (science: fits of short histories degenerate without).
struct RhythmPrior {
  double r = 1.5;
  double scale_weeks = 12;
  double a = 0.35;
  double b = 0.8;
  double log_deviation = 0.7;
};

struct RhythmFitOptions {
  std::vector<int> regularities{1, 2, 3, 4, 6, 8, 12};  ///< the k that shares are looked for of
  Leaving leaving = Leaving::after_any_visit;
  std::optional<RhythmPrior> prior = RhythmPrior{};  ///< none: maximum likelihood alone
  int steps_max = 400;
};

enum class FitEnd : std::uint8_t {
  converged,
  no_clients,     ///< nobody has a visit
  not_converged,  ///< steps_max was reached: the best model so far
};
/// `converged`, for logs and documents.
[[nodiscard]] std::string_view to_string(FitEnd end) noexcept;

struct RhythmFit {
  RhythmModel model;
  double log_likelihood = 0;  ///< without the prior
  FitEnd end = FitEnd::no_clients;
  int steps = 0;
};

/// The model under which the history is most probable, together with the prior.
[[nodiscard]] RhythmFit fit_rhythm(std::span<const VisitSummary> clients,
                                   const RhythmFitOptions& options = {});

/// Whether a history says enough for a fit of its own.
struct HistorySize {
  std::int64_t clients = 0;
  std::int64_t gaps = 0;
  double observed_weeks = 0;    ///< of the longest-known client
  double median_gap_weeks = 0;  ///< 0: no gap
};
[[nodiscard]] HistorySize size_of(std::span<const VisitSummary> clients,
                                  std::span<const double> gaps_weeks);
/// ≥ 200 clients, ≥ 150 gaps, observed over ≥ 4 median gaps.
[[nodiscard]] bool is_enough_for_a_fit(const HistorySize& size) noexcept;
/// What to go by until it is: the prior, its scale at 1.5 times the median gap (of the business, or
/// of its kind).
[[nodiscard]] RhythmModel model_without_a_fit(double median_gap_weeks);

}  // namespace reactivation
