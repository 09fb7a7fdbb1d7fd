#include "ranking.hpp"

#include <array>

namespace reactivation::detail {

void sort_by_upper_half(std::vector<std::uint64_t>& words) {
  constexpr int digit_bits = 11;  // three digits cover 32 bits
  constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;
  std::vector<std::uint64_t> sorted(words.size());
  for (int shift = 32; shift < 64; shift += digit_bits) {
    std::array<std::uint32_t, digit_mask + 2> place{};
    for (const std::uint64_t word : words) ++place[(word >> shift & digit_mask) + 1];
    for (std::size_t digit = 1; digit < place.size(); ++digit) place[digit] += place[digit - 1];
    for (const std::uint64_t word : words) sorted[place[word >> shift & digit_mask]++] = word;
    words.swap(sorted);
  }
}

}  // namespace reactivation::detail
