// Port: rows of a table that somebody exported, one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reactivation/core/error.hpp"

namespace reactivation {

/// Why a row could not be read as cells. `none` goes with a readable row.
enum class RowProblem : std::uint8_t {
  none,
  unclosed_quote,     ///< a quotation mark is opened and never closed
  text_after_quote,   ///< something other than a delimiter follows a closing quotation mark
  too_few_cells,      ///< fewer cells than the header has
  too_many_cells,     ///< more cells than the header has
  too_large,          ///< a cell or a row beyond the limits of the source
  undecodable,        ///< bytes that are no text in the file's encoding
  control_character,  ///< NUL or the like: the file is damaged or is no text
};

/// One row. The cells are valid until the next call of `next`; each is valid UTF-8 without outer
/// blanks. With a problem there are no cells.
struct TableRow {
  std::int64_t line = 0;  ///< where the row begins in the file; the header's first line is 1
  RowProblem problem = RowProblem::none;
  std::span<const std::string_view> cells;
};

/// What a source found out about its file, for the summary.
struct TableFormat {
  std::string encoding;   ///< `UTF-8`, `UTF-16LE`, `windows-1251` …
  std::string delimiter;  ///< `,` `;` `tab` `|`; empty where there is none
};

/// Threads: one at a time.
class RowSource {
public:
  virtual ~RowSource() = default;

  /// What places are named by: `visits.csv`.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  [[nodiscard]] virtual TableFormat format() const = 0;
  /// The header's cells as they stand, outer blanks cut off. Valid as long as the source.
  [[nodiscard]] virtual std::span<const std::string> header() const noexcept = 0;
  /// The next row, blank lines left out; nothing after the last one. `errc::io_failed` when the
  /// file cannot be read any further. One bad row never ends the file.
  [[nodiscard]] virtual result<std::optional<TableRow>> next() = 0;
  /// Back to the first row behind the header.
  [[nodiscard]] virtual result<void> rewind() = 0;
  /// Bytes read so far and bytes there are (0 = not known), for the progress.
  [[nodiscard]] virtual std::int64_t bytes_done() const noexcept = 0;
  [[nodiscard]] virtual std::int64_t bytes_total() const noexcept = 0;
};

}  // namespace reactivation
