// When messages are answered: shares of hours and weekdays, each leaning on all of them as far as
// they are alike, and never without how sure they are. Pure; docs/results.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reactivation/core/proportion.hpp"

namespace reactivation {

/// How much cells have in common: shares drawn from Beta(mean · strength, (1 - mean) · strength).
struct CellModel {
  double mean = 0.5;    ///< 0 < mean < 1
  double strength = 1;  ///< > 0; large: the cells are alike
};
/// Beyond it cells are alike for all that can be said.
inline constexpr double cell_strength_max = 500;

/// ln of how probable the counts are: Σ ln B(ms + x, (1-m)s + n - x) - ln B(ms, (1-m)s).
[[nodiscard]] double log_likelihood(const CellModel& model,
                                    std::span<const Proportion> cells) noexcept;

struct CellFit {
  CellModel model;
  double log_likelihood = 0;
  bool is_capped = false;  ///< the cells do not differ: `cell_strength_max`
};
/// The model under which the counts are most probable. Cells that all have the same outcome, or
/// nothing, are capped.
[[nodiscard]] CellFit fit_cells(std::span<const Proportion> cells);

/// The share of a cell, with its own count and what all have in common.
struct PooledShare {
  double share = 0;
  ConfidenceInterval interval;  ///< 95 %
};
[[nodiscard]] PooledShare pooled_share(const CellModel& model, const Proportion& cell) noexcept;

/// An hour (0 to 23) or a weekday (Monday = 1) of the company's clock.
struct TimeShare {
  int cell = 0;
  Proportion count;
  PooledShare pooled;
  bool stands_out = false;  ///< its interval lies above what all have in common
};
inline constexpr std::int64_t sends_of_a_time_min = 5;
/// Of the cells with at least `sends_of_a_time_min` sends, in their order; `first_cell` names the
/// first of them all. Never a bare share.
[[nodiscard]] std::vector<TimeShare> time_shares(std::span<const Proportion> cells, int first_cell);

}  // namespace reactivation
