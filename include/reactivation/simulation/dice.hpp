// Chance that repeats itself: the same seed gives the same numbers on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reactivation::simulation {

/// SplitMix64 (Steele, Lea, Flood 2014). One for each part of a world, so that what is drawn in one
/// shifts nothing in another.
class Dice {
public:
  explicit constexpr Dice(std::uint64_t seed) noexcept : state_(seed) {}
  /// Dice of their own for that part.
  [[nodiscard]] constexpr Dice of(std::string_view part) const noexcept {
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
    for (const char c : part) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    Dice out{state_ ^ hash};
    out.next();
    return out;
  }

  constexpr std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// One of 0 … count - 1; 0 for a count of 0.
  constexpr std::uint64_t below(std::uint64_t count) noexcept {
    return count == 0 ? 0 : next() % count;
  }
  /// [low, high].
  constexpr std::int64_t between(std::int64_t low, std::int64_t high) noexcept {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  /// That many times out of a thousand.
  constexpr bool per_mille(std::uint64_t times) noexcept { return below(1000) < times; }
  /// An element of something that is not empty.
  template <class Range>
  constexpr const auto& pick(const Range& range) noexcept {
    return range[static_cast<std::size_t>(below(range.size()))];
  }

private:
  std::uint64_t state_;
};

}  // namespace reactivation::simulation
