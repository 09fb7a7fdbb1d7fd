// Private: which rows of a copy count.
#pragma once

#include <string>
#include <unordered_map>

#include "copy.hpp"

namespace reactivation::yclients {

/// The line of each id's last version, by kind.
struct CopyIndex {
  using Lines = std::unordered_map<std::int64_t, std::int64_t>;
  std::array<Lines, row_kinds.size()> last;
  std::unordered_map<std::int64_t, std::string> staff_names;
  std::int64_t deleted = 0;
  std::int64_t walk_ins = 0;

  [[nodiscard]] const Lines& lines_of(char kind) const;
};
/// `errc::io_failed` when there is no whole copy.
[[nodiscard]] result<CopyIndex> index_copy(const std::string& file);
/// The rows that count, in `counts`.
void count_rows(const CopyIndex& index, YclientsCounts& counts);

}  // namespace reactivation::yclients
