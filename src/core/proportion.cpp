#include "reactivation/core/proportion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "special.hpp"

namespace reactivation {
namespace {

constexpr double sqrt_two = 1.4142135623730950488;
constexpr double pi = 3.14159265358979323846;

Proportion within_reason(const Proportion& proportion) noexcept {
  const std::int64_t of = std::max<std::int64_t>(proportion.of, 0);
  return {std::clamp<std::int64_t>(proportion.successes, 0, of), of};
}

template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) noexcept {
  double out = 0;
  for (const double each : coefficients) out = out * x + each;
  return out;
}

/// Acklam's rational approximation, relative error 1.15e-9.
double rough_quantile(double share) noexcept {
  constexpr std::array a{-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                         1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr std::array b{-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                         6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
  constexpr std::array c{-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                         -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr std::array d{7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                         3.754408661907416e+00, 1.0};
  constexpr double tail = 0.02425;
  if (share < tail) {
    const double q = std::sqrt(-2 * std::log(share));
    return polynomial(c, q) / polynomial(d, q);
  }
  if (share > 1 - tail) return -rough_quantile(1 - share);
  const double q = share - 0.5;
  const double r = q * q;
  return q * polynomial(a, r) / polynomial(b, r);
}

/// P(first > second) for Beta(a1, b1) and Beta(a0, b0), a1 a whole number: a sum of a1 terms.
double beta_beats(std::int64_t a1, double b1, double a0, double b0) noexcept {
  double sum = 0;
  for (std::int64_t i = 0; i < a1; ++i) {
    const auto x = static_cast<double>(i);
    sum += std::exp(special::log_beta(a0 + x, b0 + b1) - std::log(b1 + x) -
                    special::log_beta(1 + x, b1) - special::log_beta(a0, b0));
  }
  return std::clamp(sum, 0.0, 1.0);
}

/// P(first > second), each Beta taken as a normal distribution.
double normal_beats(double a1, double b1, double a0, double b0) noexcept {
  const auto variance = [](double a, double b) {
    return a * b / ((a + b) * (a + b) * (a + b + 1));
  };
  return normal_share_below((a1 / (a1 + b1) - a0 / (a0 + b0)) /
                            std::sqrt(variance(a1, b1) + variance(a0, b0)));
}

}  // namespace

double Proportion::share() const noexcept {
  const Proportion read = within_reason(*this);
  return read.of > 0 ? static_cast<double>(read.successes) / static_cast<double>(read.of) : 0.0;
}

double normal_share_below(double z) noexcept { return 0.5 * std::erfc(-z / sqrt_two); }

double normal_quantile(double share) noexcept {
  if (!(share > 0)) return -std::numeric_limits<double>::infinity();
  if (!(share < 1)) return std::numeric_limits<double>::infinity();
  const double z = rough_quantile(share);
  // One step of Halley's takes it to the last digits.
  const double error = normal_share_below(z) - share;
  const double u = error * std::sqrt(2 * pi) * std::exp(z * z / 2);
  return z - u / (1 + z * u / 2);
}

ConfidenceInterval wilson_interval(const Proportion& proportion, double z) noexcept {
  const Proportion read = within_reason(proportion);
  if (read.of == 0) return {0, 1};
  const auto n = static_cast<double>(read.of);
  const double p = read.share();
  const double z2 = z * z;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  // At the ends the two sides are equal but for rounding.
  return {read.successes == 0 ? 0.0 : centre - half,
          read.successes == read.of ? 1.0 : centre + half};
}

ConfidenceInterval difference_interval(const Proportion& first, const Proportion& second,
                                       double z) noexcept {
  const ConfidenceInterval one = wilson_interval(first, z);
  const ConfidenceInterval two = wilson_interval(second, z);
  const Proportion a = within_reason(first);
  const Proportion b = within_reason(second);
  if (a.of == 0 || b.of == 0) return {one.low - two.high, one.high - two.low};
  const double p = a.share();
  const double q = b.share();
  const double d = p - q;
  return {d - std::hypot(p - one.low, two.high - q), d + std::hypot(one.high - p, q - two.low)};
}

double difference_z(const Proportion& first, const Proportion& second) noexcept {
  const Proportion a = within_reason(first);
  const Proportion b = within_reason(second);
  if (a.of == 0 || b.of == 0) return 0;
  const double all = Proportion{a.successes + b.successes, a.of + b.of}.share();
  const double error =
      std::sqrt(all * (1 - all) * (1 / static_cast<double>(a.of) + 1 / static_cast<double>(b.of)));
  return error > 0 ? (a.share() - b.share()) / error : 0.0;
}

double chance_first_is_higher(const Proportion& first, const Proportion& second) noexcept {
  const Proportion one = within_reason(first);
  const Proportion two = within_reason(second);
  const std::int64_t a1 = one.successes + 1;
  const std::int64_t b1 = one.of - one.successes + 1;
  const std::int64_t a0 = two.successes + 1;
  const std::int64_t b0 = two.of - two.successes + 1;
  const auto real = [](std::int64_t value) { return static_cast<double>(value); };
  // The same number in four ways, by exchanging the two and by counting failures: the shortest.
  const std::int64_t fewest = std::min({a1, b1, a0, b0});
  if (fewest > exact_terms_max) return normal_beats(real(a1), real(b1), real(a0), real(b0));
  if (fewest == a1) return beta_beats(a1, real(b1), real(a0), real(b0));
  if (fewest == a0) return 1 - beta_beats(a0, real(b0), real(a1), real(b1));
  if (fewest == b0) return beta_beats(b0, real(a0), real(b1), real(a1));
  return 1 - beta_beats(b1, real(a1), real(b0), real(a0));
}

double ValueSum::mean() const noexcept {
  return count > 0 ? sum / static_cast<double>(count) : 0.0;
}

double ValueSum::variance() const noexcept {
  if (count < 2) return 0;
  const auto n = static_cast<double>(count);
  return std::max(0.0, (squares - sum * sum / n) / (n - 1));
}

MeanDifference mean_difference(const ValueSum& first, const ValueSum& second, double z) noexcept {
  const auto error = [](const ValueSum& of) {
    return of.count > 0 ? of.variance() / static_cast<double>(of.count) : 0.0;
  };
  const double difference = first.mean() - second.mean();
  const double half = z * std::sqrt(error(first) + error(second));
  return {difference, {difference - half, difference + half}};
}

double chi_square_tail(double value, int freedom) noexcept {
  if (!(value > 0)) return 1;
  const double x = value / 2;
  const bool is_even = freedom % 2 == 0;
  // Q(a + 1, x) = Q(a, x) + xᵃ e⁻ˣ / Γ(a + 1), from Q(½) or Q(1) upwards.
  double a = is_even ? 1.0 : 0.5;
  double tail = is_even ? std::exp(-x) : std::erfc(std::sqrt(x));
  for (; a + 0.5 < freedom / 2.0; a += 1) {
    tail += std::exp(a * std::log(x) - x - special::log_gamma(a + 1));
  }
  return std::min(tail, 1.0);
}

}  // namespace reactivation
