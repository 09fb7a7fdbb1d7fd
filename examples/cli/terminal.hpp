// What the terminal can show: colours, a progress line, its width.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/ports/progress.hpp"

namespace cli {

enum class Style : std::uint8_t { plain, bold, dim, good, warning, bad };

/// The text in that style when standard output is a terminal and NO_COLOR is not set; else as is.
[[nodiscard]] std::string styled(std::string_view text, Style style);
/// Columns of the terminal behind standard output; nothing when it is none.
[[nodiscard]] std::optional<int> terminal_width();

/// A line on standard error that is redrawn as work goes on, on a terminal only. It also turns
/// Ctrl-C into the question "stop?" that the library asks at a safe point.
class ProgressLine {
public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  [[nodiscard]] reactivation::Progress callback();
  void clear();

private:
  bool is_drawn_ = false;
};

}  // namespace cli
