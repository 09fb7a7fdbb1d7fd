// One row of a CSV text: where its cells are and where it ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "reactivation/ports/row_source.hpp"

namespace reactivation::csv {

struct CellRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool has_doubled_quotes = false;  ///< `""` inside stands for one quotation mark
};

enum class ScanEnd : std::uint8_t {
  complete,   ///< a whole row, good or damaged
  need_more,  ///< the text ends inside the row, and it is not the end of the file
};

struct ScannedRow {
  std::vector<CellRange> cells;  ///< offsets into the text; at most `cells_max + 1`
  std::size_t end = 0;           ///< behind the row's line break
  std::int64_t lines = 0;        ///< line breaks up to `end`
  RowProblem problem = RowProblem::none;
  bool is_quote_open = false;  ///< with need_more: the text ended inside quotation marks
};

struct ScanRules {
  char delimiter = ',';
  std::size_t cells_max = 1000;
  bool is_last = false;  ///< nothing follows the text
};

/// Scans one row from `from`. A row with a broken quotation ends at its first line break, whatever
/// the quotation would have swallowed, so that one bad row costs one row.
[[nodiscard]] ScanEnd scan_row(std::string_view text, std::size_t from, const ScanRules& rules,
                               ScannedRow& row);

/// Offset behind the first line break at or after `from`, or npos when there is none.
[[nodiscard]] std::size_t end_of_line(std::string_view text, std::size_t from,
                                      bool is_last) noexcept;

}  // namespace reactivation::csv
