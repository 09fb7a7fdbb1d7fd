// Shares and their differences, never without how sure they are. Pure.
// Wilson 1927; Newcombe, "ConfidenceInterval estimation for the difference between independent
// proportions", Statistics in Medicine 17, 1998, method 10.
#pragma once

#include <cstdint>

namespace reactivation {

/// So many out of so many: 0 ≤ successes ≤ of. What lies outside is read as the nearest that does
/// not.
struct Proportion {
  std::int64_t successes = 0;
  std::int64_t of = 0;

  /// 0 of nothing.
  [[nodiscard]] double share() const noexcept;
  friend bool operator==(const Proportion&, const Proportion&) = default;
};

/// Both ends belong to it.
struct ConfidenceInterval {
  double low = 0;
  double high = 0;

  [[nodiscard]] bool contains(double value) const noexcept { return low <= value && value <= high; }
  friend bool operator==(const ConfidenceInterval&, const ConfidenceInterval&) = default;
};

/// Of intervals that hold the truth 19 times out of 20.
inline constexpr double z_of_95_percent = 1.959963984540054;

/// The point below which the standard normal distribution has this share, 0 < share < 1; outside
/// minus and plus infinity.
[[nodiscard]] double normal_quantile(double share) noexcept;
/// The share of the standard normal distribution below `z`.
[[nodiscard]] double normal_share_below(double z) noexcept;

/// Wilson's interval; of nothing [0, 1].
[[nodiscard]] ConfidenceInterval wilson_interval(const Proportion& proportion,
                                                 double z = z_of_95_percent) noexcept;

/// Newcombe's interval of `first` minus `second`; where one is of nothing, what the other leaves
/// possible.
[[nodiscard]] ConfidenceInterval difference_interval(const Proportion& first,
                                                     const Proportion& second,
                                                     double z = z_of_95_percent) noexcept;

/// How many standard errors, as they are without any difference (pooled), lie between the two; 0
/// where there is no error to count in.
[[nodiscard]] double difference_z(const Proportion& first, const Proportion& second) noexcept;

/// How probable it is that the share behind `first` is the higher one, when every share was equally
/// likely before: exact, a sum of as many terms as the rarest outcome has cases. Beyond
/// `exact_terms_max` both are taken as normal, which at such counts is the same to five digits.
inline constexpr std::int64_t exact_terms_max = 1'000'000;
[[nodiscard]] double chance_first_is_higher(const Proportion& first,
                                            const Proportion& second) noexcept;

/// What somebody brought, summed: enough for a mean and its error.
struct ValueSum {
  std::int64_t count = 0;
  double sum = 0;
  double squares = 0;  ///< the sum of the values' squares

  void add(double value) noexcept {
    ++count;
    sum += value;
    squares += value * value;
  }
  [[nodiscard]] double mean() const noexcept;      ///< 0 of nothing
  [[nodiscard]] double variance() const noexcept;  ///< of the sample, n - 1; 0 below two
  friend bool operator==(const ValueSum&, const ValueSum&) = default;
};

/// The difference of two means with Welch's error and the normal quantile: for hundreds of values.
struct MeanDifference {
  double difference = 0;
  ConfidenceInterval interval;
};
[[nodiscard]] MeanDifference mean_difference(const ValueSum& first, const ValueSum& second,
                                             double z = z_of_95_percent) noexcept;

/// The chance that chi-square with `freedom` ≥ 1 degrees of freedom exceeds `value`.
[[nodiscard]] double chi_square_tail(double value, int freedom) noexcept;

}  // namespace reactivation
