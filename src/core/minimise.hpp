// Private: the lowest point of a smooth function of a few variables.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace reactivation::detail {

struct Minimum {
  std::vector<double> at;
  double value = 0;
  int steps = 0;
  bool converged = false;
  std::vector<double> inverse;  ///< of the second derivatives there, as far as it is known
};

struct MinimiseOptions {
  int steps_max = 400;
  double step_longest = 1;         ///< of any one variable
  double slope_negligible = 1e-7;  ///< of every variable
  double progress_negligible =
      1e-12;                    ///< of the value; three steps in a row that bring less end it
  std::vector<double> inverse;  ///< to begin with, of a function much like it; empty: unknown
};

/// BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 2006, 6.1). `f(at, slope)`
/// returns the value at a point and writes the derivatives; it may return NaN or infinity anywhere
/// but at `from`.
template <class Function>
[[nodiscard]] Minimum minimise(std::span<const double> from, Function f,
                               const MinimiseOptions& options) {
  const std::size_t n = from.size();
  Minimum best;
  best.at.assign(from.begin(), from.end());
  best.inverse = options.inverse;
  std::vector<double> slope(n);
  best.value = f(std::span<const double>(best.at), std::span<double>(slope));
  std::vector<double>& inverse = best.inverse;
  bool is_fresh = inverse.empty();
  inverse.resize(n * n);
  for (std::size_t i = 0; i < n && is_fresh; ++i) inverse[i * n + i] = 1;
  int idle = 0;
  std::vector<double> step(n), trial(n), trial_slope(n), change(n), product(n);
  for (; best.steps < options.steps_max; ++best.steps) {
    const double steepest = std::abs(*std::max_element(
        slope.begin(), slope.end(), [](double x, double y) { return std::abs(x) < std::abs(y); }));
    if (steepest <= options.slope_negligible || idle >= 3) {
      best.converged = true;
      return best;
    }
    double longest = 0;
    double descent = 0;
    for (std::size_t i = 0; i < n; ++i) {
      step[i] = 0;
      for (std::size_t j = 0; j < n; ++j) step[i] -= inverse[i * n + j] * slope[j];
      descent += step[i] * slope[i];
      longest = std::max(longest, std::abs(step[i]));
    }
    double length = std::min(1.0, options.step_longest / longest);
    double value = 0;
    bool is_lower = false;
    for (int halving = 0; halving < 40 && !is_lower; ++halving, length /= 2) {
      for (std::size_t i = 0; i < n; ++i) trial[i] = best.at[i] + length * step[i];
      value = f(std::span<const double>(trial), std::span<double>(trial_slope));
      is_lower = value <= best.value + 1e-4 * length * descent;
    }
    if (!is_lower) {  // the matrix always leads down: rounding hides what is left
      best.converged = true;
      return best;
    }
    idle = best.value - value <= options.progress_negligible ? idle + 1 : 0;
    double curvature = 0;
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      step[i] = trial[i] - best.at[i];
      change[i] = trial_slope[i] - slope[i];
      curvature += step[i] * change[i];
      squares += change[i] * change[i];
    }
    best.at.swap(trial);
    best.value = value;
    slope.swap(trial_slope);
    if (curvature <= 1e-12 * squares) continue;
    if (is_fresh) {  // the first guess of the size of the second derivatives
      for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] = curvature / squares;
      is_fresh = false;
    }
    double twice = 0;
    for (std::size_t i = 0; i < n; ++i) {
      product[i] = 0;
      for (std::size_t j = 0; j < n; ++j) product[i] += inverse[i * n + j] * change[j];
      twice += product[i] * change[i];
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        inverse[i * n + j] += (1 + twice / curvature) * step[i] * step[j] / curvature -
                              (product[i] * step[j] + step[i] * product[j]) / curvature;
      }
    }
  }
  return best;
}

}  // namespace reactivation::detail
