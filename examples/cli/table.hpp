// Tables for people: columns aligned by what the eye sees, whatever the script.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// Columns of a terminal that a UTF-8 text takes: 2 for wide characters and emoji, 0 for marks.
[[nodiscard]] int display_width(std::string_view text);
/// At most that wide, with … where something was cut off.
[[nodiscard]] std::string shortened(std::string_view text, int width);
/// Without control and direction characters: what a stored name cannot do to a terminal.
[[nodiscard]] std::string harmless(std::string_view text);

/// UTF-8 without control characters.
[[nodiscard]] bool is_readable(std::string_view text);

enum class Align : std::uint8_t { left, right };

struct TableColumn {
  std::string heading;
  Align align = Align::left;
  int width_max = 0;  ///< 0 = as wide as its cells
};

class Table {
public:
  explicit Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool is_empty() const noexcept { return rows_.empty(); }
  /// Every line with `indent` blanks before it, the last column cut to the terminal's width.
  [[nodiscard]] std::string text(int indent = 1) const;

private:
  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace cli
