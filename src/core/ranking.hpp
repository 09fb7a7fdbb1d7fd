// Private: the order of those who pass.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace reactivation::detail {

/// The leading bits of a score, so that a larger score is a smaller number, and a row below them.
[[nodiscard]] inline std::uint64_t rank_word(double score, std::uint32_t row) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(score + 0.0);  // no negative zero
  const bool is_negative = bits >> 63 != 0;
  const std::uint64_t ascending = is_negative ? ~bits : bits | std::uint64_t{1} << 63;
  return (~ascending >> 32) << 32 | row;
}

/// Stable, by the upper half of the words, in linear time.
void sort_by_upper_half(std::vector<std::uint64_t>& words);

/// Sorts rank words; `is_before` (of two rows) decides between equal leading bits.
template <class IsBefore>
void sort_by_rank(std::vector<std::uint64_t>& words, IsBefore is_before) {
  sort_by_upper_half(words);
  const auto row_of = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
  for (auto first = words.begin(); first != words.end();) {
    auto last = first + 1;
    while (last != words.end() && *last >> 32 == *first >> 32) ++last;
    if (last - first > 1) {
      std::sort(first, last,
                [&](std::uint64_t a, std::uint64_t b) { return is_before(row_of(a), row_of(b)); });
    }
    first = last;
  }
}

}  // namespace reactivation::detail
