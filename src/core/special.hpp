// Private: the few special functions that the statistics need; pure, without the global state of
// std::lgamma.
#pragma once

namespace reactivation::special {

/// ln Γ(x) for x > 0; relative error below 1e-14 away from the zeros at 1 and 2.
[[nodiscard]] double log_gamma(double x) noexcept;

/// The derivative of ln Γ(x) for x > 0.
[[nodiscard]] double digamma(double x) noexcept;

/// ln B(x, y) for x, y > 0.
[[nodiscard]] double log_beta(double x, double y) noexcept;

/// The share of Beta(a, b) below x in [0, 1], a and b > 0: the regularised incomplete beta
/// function.
[[nodiscard]] double beta_share_below(double x, double a, double b) noexcept;

/// ln(eˣ + eʸ); either may be -infinity.
[[nodiscard]] double log_add(double x, double y) noexcept;

/// The negative binomial distribution P(i) = Γ(size+i)/(Γ(size) i!) (1-q)^size qⁱ, one i after the
/// other.
class NegativeBinomial {
public:
  /// size > 0, q in [0, 1).
  NegativeBinomial(double size, double q) noexcept;
  /// P(i) of the i it stands at, 0 at first.
  [[nodiscard]] double pmf() const noexcept;
  /// P(N ≥ i) of that i: 1 at first.
  [[nodiscard]] double tail() const noexcept;
  void advance() noexcept;

private:
  double size_;
  double q_;
  double log_pmf_;  ///< carried only while the probability itself would underflow
  double pmf_ = 0;
  double below_ = 0;  ///< P(N < i)
  double i_ = 0;
};

}  // namespace reactivation::special
