#include "special.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reactivation::special {
namespace {
/// ½ ln 2π.
constexpr double half_log_two_pi = 0.91893853320467274178;
/// Below this the series of Stirling is not exact enough, and the argument is raised first.
constexpr double stirling_from = 10;
/// exp of less is 0.
constexpr double log_smallest = -700;

/// ln Γ(x) - ((x - ½) ln x - x + ½ ln 2π) for x ≥ 10: Abramowitz and Stegun 6.1.41.
double stirling_rest(double x) noexcept {
  const double u = 1 / (x * x);
  return (1.0 / 12 -
          u * (1.0 / 360 -
               u * (1.0 / 1260 - u * (1.0 / 1680 - u * (1.0 / 1188 - u * 691.0 / 360360))))) /
         x;
}
}  // namespace

double log_gamma(double x) noexcept {
  double product = 1;
  while (x < stirling_from) {
    product *= x;
    x += 1;
  }
  return (x - 0.5) * std::log(x) - x + half_log_two_pi + stirling_rest(x) - std::log(product);
}

double digamma(double x) noexcept {
  double below = 0;
  while (x < stirling_from) {
    below += 1 / x;
    x += 1;
  }
  const double u = 1 / (x * x);  // Abramowitz and Stegun 6.3.18
  return std::log(x) - 0.5 / x - below -
         u * (1.0 / 12 -
              u * (1.0 / 120 -
                   u * (1.0 / 252 - u * (1.0 / 240 - u * (1.0 / 132 - u * 691.0 / 32760)))));
}

double log_beta(double x, double y) noexcept {
  const double small = std::min(x, y);
  const double large = std::max(x, y);
  if (large < stirling_from) return log_gamma(x) + log_gamma(y) - log_gamma(x + y);
  // Γ(large)/Γ(large+small) without the difference of two large numbers.
  const double sum = large + small;
  return log_gamma(small) + small - small * std::log(sum) -
         (large - 0.5) * std::log1p(small / large) + stirling_rest(large) - stirling_rest(sum);
}

namespace {
/// The continued fraction of the incomplete beta function, by Lentz's method (Numerical Recipes
/// 6.4); quick for x < (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) noexcept {
  static constexpr double tiny = 1e-300;
  constexpr double enough = 1e-15;
  const auto away_from_zero = [](double value) {
    return std::copysign(std::max(std::abs(value), tiny), value);
  };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double out = d;
  for (int m = 1; m <= 10'000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    out *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    out *= d * c;
    if (std::abs(d * c - 1) < enough) break;
  }
  return out;
}
}  // namespace

double beta_share_below(double x, double a, double b) noexcept {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(a * std::log(x) + b * std::log1p(-x) - log_beta(a, b));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(x, a, b) / a;
  return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double log_add(double x, double y) noexcept {
  const double high = std::max(x, y);
  const double low = std::min(x, y);
  if (low == -std::numeric_limits<double>::infinity()) return high;
  return high + std::log1p(std::exp(low - high));
}

NegativeBinomial::NegativeBinomial(double size, double q) noexcept
    : size_(size), q_(q), log_pmf_(size * std::log1p(-q)), pmf_(std::exp(log_pmf_)) {}

double NegativeBinomial::pmf() const noexcept { return pmf_; }

double NegativeBinomial::tail() const noexcept {
  const double rest = 1 - below_;
  // Far out the difference is rounding alone; what is left is below a geometric series.
  const double ratio = std::max(q_, q_ * (size_ + i_) / (i_ + 1));
  return ratio < 1 ? std::clamp(pmf_ / (1 - ratio), 0.0, std::max(0.0, rest)) : rest;
}

void NegativeBinomial::advance() noexcept {
  below_ += pmf_;
  const double ratio = q_ * (size_ + i_) / (i_ + 1);
  i_ += 1;
  if (log_pmf_ > log_smallest) {
    pmf_ *= ratio;
  } else {
    log_pmf_ += std::log(ratio);
    pmf_ = std::exp(log_pmf_);
  }
}

}  // namespace reactivation::special
