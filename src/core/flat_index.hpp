// Private: from a 64-bit key to a row number, in a few bytes a row.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace reactivation::detail {

inline constexpr std::uint32_t no_row = 0xFFFFFFFF;

/// Rows by their positive key. Keys that lie close together get a table by value, others a hash
/// table that holds row numbers only. Of equal keys the first row is found.
class FlatIndex {
public:
  FlatIndex() : rows_(1, no_row) {}
  /// The keys must stay where they are for as long as the index lives.
  explicit FlatIndex(std::span<const std::int64_t> keys) : keys_(keys) {
    std::int64_t largest = 0;
    for (const std::int64_t key : keys) largest = std::max(largest, key);
    is_direct_ = largest <= static_cast<std::int64_t>(keys.size()) * 3 + 1024;
    const std::size_t hashed = std::bit_ceil(keys.size() + keys.size() / 2 + 1);
    rows_.assign(is_direct_ ? static_cast<std::size_t>(largest) + 1 : hashed, no_row);
    for (std::size_t row = 0; row < keys.size(); ++row) {
      if (keys[row] <= 0) continue;
      std::uint32_t& cell = rows_[is_direct_ ? static_cast<std::size_t>(keys[row])
                                             : cell_of(keys[row])];
      if (cell == no_row) cell = static_cast<std::uint32_t>(row);
    }
  }

  [[nodiscard]] std::uint32_t find(std::int64_t key) const noexcept {
    if (key <= 0) return no_row;
    if (!is_direct_) return rows_[cell_of(key)];
    return key < static_cast<std::int64_t>(rows_.size()) ? rows_[static_cast<std::size_t>(key)]
                                                         : no_row;
  }

private:
  /// The cell that holds the key, or the free one where it would stand.
  [[nodiscard]] std::size_t cell_of(std::int64_t key) const noexcept {
    const std::size_t mask = rows_.size() - 1;
    std::size_t cell = (static_cast<std::uint64_t>(key) * 0x9e3779b97f4a7c15ULL >> 20) & mask;
    while (rows_[cell] != no_row && keys_[rows_[cell]] != key) cell = (cell + 1) & mask;
    return cell;
  }

  std::span<const std::int64_t> keys_;
  std::vector<std::uint32_t> rows_;
  bool is_direct_ = true;
};

}  // namespace reactivation::detail
