#include "ranking.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace reactivation::detail {
namespace {

constexpr int leading_bits = 32;
constexpr int digit_bits = 11;  // three digits cover the leading bits
constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;

/// The leading bits of the score so that a larger score is a smaller number.
std::uint64_t descending_bits(double score) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(score + 0.0);  // no negative zero
  const bool is_negative = bits >> 63 != 0;
  const std::uint64_t ascending = is_negative ? ~bits : bits | std::uint64_t{1} << 63;
  return ~ascending >> (64 - leading_bits);
}

/// Stable, by the upper half of the words.
void sort_by_upper_half(std::vector<std::uint64_t>& words) {
  std::vector<std::uint64_t> sorted(words.size());
  for (int shift = 64 - leading_bits; shift < 64; shift += digit_bits) {
    std::array<std::uint32_t, digit_mask + 2> place{};
    for (const std::uint64_t word : words) ++place[(word >> shift & digit_mask) + 1];
    for (std::size_t digit = 1; digit < place.size(); ++digit) place[digit] += place[digit - 1];
    for (const std::uint64_t word : words) sorted[place[word >> shift & digit_mask]++] = word;
    words.swap(sorted);
  }
}

}  // namespace

std::vector<std::uint32_t> ranked(std::span<const Passing> passing,
                                  Column<std::int64_t> client_ids) {
  std::vector<std::uint64_t> words;
  words.reserve(passing.size());
  for (std::size_t i = 0; i < passing.size(); ++i) {
    words.push_back(descending_bits(passing[i].score) << leading_bits | i);
  }
  sort_by_upper_half(words);
  std::vector<std::uint32_t> order(words.size());
  std::transform(words.begin(), words.end(), order.begin(),
                 [](std::uint64_t word) { return static_cast<std::uint32_t>(word); });

  const auto is_before = [&](std::uint32_t a, std::uint32_t b) {
    const Passing& x = passing[a];
    const Passing& y = passing[b];
    if (x.score != y.score) return x.score > y.score;
    if (x.days != y.days) return x.days > y.days;
    return client_ids[x.client_row] < client_ids[y.client_row];
  };
  for (std::size_t first = 0; first < words.size();) {
    std::size_t last = first + 1;
    while (last < words.size() && words[last] >> leading_bits == words[first] >> leading_bits) {
      ++last;
    }
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(first),
              order.begin() + static_cast<std::ptrdiff_t>(last), is_before);
    first = last;
  }
  return order;
}

}  // namespace reactivation::detail
