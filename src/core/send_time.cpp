#include "reactivation/core/send_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "minimise.hpp"
#include "special.hpp"

namespace reactivation {
namespace {

struct Slopes {
  double by_mean = 0;
  double by_strength = 0;
};

double real(std::int64_t value) noexcept { return static_cast<double>(value); }

/// The derivatives of the log likelihood.
Slopes slopes_of(const CellModel& model, std::span<const Proportion> cells) noexcept {
  const double a = model.mean * model.strength;
  const double b = model.strength - a;
  Slopes out;
  for (const Proportion& cell : cells) {
    const double x = real(cell.successes);
    const double n = real(cell.of);
    const double up = special::digamma(a + x) - special::digamma(a);
    const double down = special::digamma(b + n - x) - special::digamma(b);
    const double all = special::digamma(model.strength + n) - special::digamma(model.strength);
    out.by_mean += model.strength * (up - down);
    out.by_strength += model.mean * up + (1 - model.mean) * down - all;
  }
  return out;
}

double logistic(double x) noexcept { return 1 / (1 + std::exp(-x)); }

/// The value that a Beta variable stays below with that chance, by bisection.
double beta_quantile(double chance, double a, double b) noexcept {
  double low = 0;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (special::beta_share_below(middle, a, b) < chance ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

double log_likelihood(const CellModel& model, std::span<const Proportion> cells) noexcept {
  const double a = model.mean * model.strength;
  const double b = model.strength - a;
  double sum = 0;
  for (const Proportion& cell : cells) {
    sum += special::log_beta(a + real(cell.successes), b + real(cell.of - cell.successes)) -
           special::log_beta(a, b);
  }
  return sum;
}

CellFit fit_cells(std::span<const Proportion> cells) {
  Proportion all;
  for (const Proportion& cell : cells) {
    all.successes += cell.successes;
    all.of += cell.of;
  }
  CellFit out;
  out.is_capped = true;
  if (all.successes <= 0 || all.successes >= all.of) {
    // Half a case of each outcome keeps the share inside (0, 1).
    out.model = {(real(all.successes) + 0.5) / (real(all.of) + 1), cell_strength_max};
    out.log_likelihood = log_likelihood(out.model, cells);
    return out;
  }
  const auto model_at = [](std::span<const double> at) {
    return CellModel{logistic(at[0]), std::exp(at[1])};
  };
  const std::array<double, 2> from{std::log(real(all.successes) / real(all.of - all.successes)),
                                   std::log(20.0)};
  // Above the cap the likelihood is carried on flat in the strength, so that the search ends there.
  const detail::Minimum lowest =
      detail::minimise(std::span<const double>(from),
                       [&](std::span<const double> at, std::span<double> slope) {
                         CellModel model = model_at(at);
                         const bool is_beyond = model.strength >= cell_strength_max;
                         model.strength = std::min(model.strength, cell_strength_max);
                         const Slopes slopes = slopes_of(model, cells);
                         slope[0] = -slopes.by_mean * model.mean * (1 - model.mean);
                         slope[1] = is_beyond ? 0 : -slopes.by_strength * model.strength;
                         return -log_likelihood(model, cells);
                       },
                       {});
  out.model = model_at(lowest.at);
  out.is_capped = out.model.strength >= cell_strength_max;
  // Alike: the mean is that of all of them together.
  if (out.is_capped) out.model = {real(all.successes) / real(all.of), cell_strength_max};
  out.log_likelihood = log_likelihood(out.model, cells);
  return out;
}

PooledShare pooled_share(const CellModel& model, const Proportion& cell) noexcept {
  const double a = model.mean * model.strength + real(cell.successes);
  const double b = (1 - model.mean) * model.strength + real(cell.of - cell.successes);
  return {a / (a + b), {beta_quantile(0.025, a, b), beta_quantile(0.975, a, b)}};
}

std::vector<TimeShare> time_shares(std::span<const Proportion> cells, int first_cell) {
  const CellModel model = fit_cells(cells).model;
  std::vector<TimeShare> out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].of < sends_of_a_time_min) continue;
    const PooledShare pooled = pooled_share(model, cells[i]);
    out.push_back(
        {first_cell + static_cast<int>(i), cells[i], pooled, pooled.interval.low > model.mean});
  }
  return out;
}

}  // namespace reactivation
