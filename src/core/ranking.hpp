// Private: the order of those who pass.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reactivation/core/columns.hpp"

namespace reactivation::detail {

/// A client who passes reasons 1 to 16.
struct Passing {
  double score;
  std::int32_t days;
  std::uint32_t client_row;
};

/// Indices into `passing`, best first (requirements §4.4): score descending, then days descending,
/// then client id ascending. Linear but for ties: a radix sort by the leading bits of the score.
[[nodiscard]] std::vector<std::uint32_t> ranked(std::span<const Passing> passing,
                                                Column<std::int64_t> client_ids);

}  // namespace reactivation::detail
