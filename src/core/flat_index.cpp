#include "flat_index.hpp"

#include <algorithm>

namespace reactivation::detail {

FlatIndex::FlatIndex(std::span<const std::int64_t> keys) : keys_(keys) {
  std::int64_t largest = 0;
  for (const std::int64_t key : keys) largest = std::max(largest, key);
  is_direct_ = largest <= static_cast<std::int64_t>(keys.size()) * 3 + 1024;
  const std::size_t hashed = std::bit_ceil(keys.size() + keys.size() / 2 + 1);
  const std::size_t cells = is_direct_ ? static_cast<std::size_t>(largest) + 1 : hashed;
  rows_.assign(cells, no_row);
  for (std::size_t row = 0; row < keys.size(); ++row) {
    if (keys[row] <= 0) continue;
    std::uint32_t& cell =
        rows_[is_direct_ ? static_cast<std::size_t>(keys[row]) : cell_of(keys[row])];
    if (cell == no_row) {
      cell = static_cast<std::uint32_t>(row);
    } else if (!twice_) {
      twice_ = Twice{cell, static_cast<std::uint32_t>(row)};
    }
  }
}

}  // namespace reactivation::detail
