// Private: from a 64-bit key to a row number, in a few bytes a row.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace reactivation::detail {

inline constexpr std::uint32_t no_row = 0xFFFFFFFF;

/// Rows by their positive key. Keys that lie close together get a table by value, others a hash
/// table that holds row numbers only. Of equal keys the first row is found.
class FlatIndex {
public:
  static constexpr std::size_t no_place = static_cast<std::size_t>(-1);

  FlatIndex() : rows_(1, no_row) {}
  /// The keys must stay where they are for as long as the index lives.
  explicit FlatIndex(std::span<const std::int64_t> keys);

  [[nodiscard]] std::uint32_t find(std::int64_t key) const noexcept {
    if (is_direct_) {
      return static_cast<std::uint64_t>(key) < rows_.size() ? rows_[static_cast<std::size_t>(key)]
                                                            : no_row;
    }
    return key > 0 ? rows_[cell_of(key)] : no_row;
  }

  /// The first row whose key an earlier row has too, after that earlier row.
  struct Twice {
    std::uint32_t first_row;
    std::uint32_t row;
  };
  [[nodiscard]] const std::optional<Twice>& twice() const noexcept { return twice_; }

  /// A place is a number below `places()` that each known key has for itself; it costs less than
  /// the row, which `row_at` tells.
  [[nodiscard]] std::size_t places() const noexcept {
    return is_direct_ ? rows_.size() : keys_.size();
  }
  [[nodiscard]] std::uint32_t row_at(std::size_t place) const noexcept {
    if (place >= places()) return no_row;
    return is_direct_ ? rows_[place] : static_cast<std::uint32_t>(place);
  }
  void find_places(std::span<const std::int64_t> keys, std::size_t* places) const noexcept {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (is_direct_) {
        const auto key = static_cast<std::size_t>(keys[i]);
        places[i] = key < rows_.size() ? key : no_place;
      } else {
        places[i] = first_cell_of(keys[i]);
        __builtin_prefetch(rows_.data() + places[i]);
      }
    }
    if (is_direct_) return;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::uint32_t row = rows_[places[i]];
      if (row != no_row) __builtin_prefetch(keys_.data() + row);
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::uint32_t row = find(keys[i]);
      places[i] = row == no_row ? no_place : row;
    }
  }

private:
  [[nodiscard]] std::size_t first_cell_of(std::int64_t key) const noexcept {
    return (static_cast<std::uint64_t>(key) * 0x9e3779b97f4a7c15ULL >> 20) & (rows_.size() - 1);
  }
  /// The cell that holds the key, or the free one where it would stand.
  [[nodiscard]] std::size_t cell_of(std::int64_t key) const noexcept {
    const std::size_t mask = rows_.size() - 1;
    std::size_t cell = first_cell_of(key);
    while (rows_[cell] != no_row && keys_[rows_[cell]] != key) cell = (cell + 1) & mask;
    return cell;
  }

  std::span<const std::int64_t> keys_;
  std::vector<std::uint32_t> rows_;
  bool is_direct_ = true;
  std::optional<Twice> twice_;
};

}  // namespace reactivation::detail
