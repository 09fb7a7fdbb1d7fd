#include "reactivation/core/draw.hpp"

#include <cmath>

#include "reactivation/core/holdout.hpp"
#include "reactivation/core/proportion.hpp"

namespace reactivation {

double Draw::uniform() noexcept {
  const std::uint64_t bits = splitmix64(state_);
  state_ += 0x9e3779b97f4a7c15ULL;
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

double Draw::normal() noexcept {
  // Never exactly 0, so the quantile is finite.
  return normal_quantile(uniform() + 0x1p-54);
}

double Draw::gamma(double shape) noexcept {
  if (shape < 1) {
    const double raised = gamma(shape + 1);
    return raised * std::pow(uniform() + 0x1p-54, 1 / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double v = std::pow(1 + c * x, 3);
    const double u = uniform() + 0x1p-54;
    if (v > 0 && std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double Draw::beta(double a, double b) noexcept {
  const double x = gamma(a);
  const double y = gamma(b);
  const double sum = x + y;
  return sum > 0 ? x / sum : a / (a + b);
}

}  // namespace reactivation
