// Numbers drawn by a seed that is passed in: the same seed gives the same numbers on every machine,
// which the distributions of the standard library do not promise. Pure.
#pragma once

#include <cstdint>

namespace reactivation {

/// SplitMix64 (Steele, Lea and Flood 2014) and what is made of it.
class Draw {
public:
  explicit constexpr Draw(std::uint64_t seed) noexcept : state_(seed) {}

  /// [0, 1), with 53 bits.
  [[nodiscard]] double uniform() noexcept;
  [[nodiscard]] double normal() noexcept;
  /// Gamma with that shape > 0 and scale 1 (Marsaglia and Tsang 2000).
  [[nodiscard]] double gamma(double shape) noexcept;
  /// Beta, a and b > 0.
  [[nodiscard]] double beta(double a, double b) noexcept;

private:
  std::uint64_t state_;
};

}  // namespace reactivation
