#include "row_scan.hpp"

namespace reactivation::csv {
namespace {

constexpr std::size_t npos = std::string_view::npos;

class RowScanner {
public:
  RowScanner(std::string_view text, std::size_t from, const ScanRules& rules, ScannedRow& row)
      : text_(text), from_(from), at_(from), rules_(rules), row_(row) {
    row_.cells.clear();
    row_.end = from;
    row_.lines = 0;
    row_.problem = RowProblem::none;
    row_.is_quote_open = false;
  }

  ScanEnd scan() {
    for (;;) {
      const Step step = stands_before_quote() ? quoted_cell() : bare_cell();
      switch (step) {
        case Step::next_cell:
          break;
        case Step::row_done:
          return ScanEnd::complete;
        case Step::out_of_text:
          return ScanEnd::need_more;
        case Step::broken_quote:
          return end_at_first_line();
      }
    }
  }

private:
  enum class Step : std::uint8_t { next_cell, row_done, out_of_text, broken_quote };

  /// Moves over blanks before a quotation mark, which some exports put behind a delimiter.
  bool stands_before_quote() noexcept {
    std::size_t at = at_;
    while (at < text_.size() && text_[at] == ' ') ++at;
    if (at >= text_.size() || text_[at] != '"') return false;
    at_ = at;
    return true;
  }

  Step bare_cell() {
    const std::size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == rules_.delimiter || c == '\n' || c == '\r') break;
      if (c == '\0') row_.problem = RowProblem::control_character;
    }
    return end_cell({begin, at_, false});
  }

  Step quoted_cell() {
    CellRange cell{at_ + 1, at_ + 1, false};
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) return open_end();
      const char c = text_[at_];
      if (c == '\0') row_.problem = RowProblem::control_character;
      if (c != '"') continue;
      if (at_ + 1 >= text_.size() && !rules_.is_last) return open_end();
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell.has_doubled_quotes = true;
        ++at_;
        continue;
      }
      cell.end = at_++;
      break;
    }
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    const bool is_closed_well = at_ >= text_.size() || text_[at_] == rules_.delimiter ||
                                text_[at_] == '\n' || text_[at_] == '\r';
    if (!is_closed_well) {
      row_.problem = RowProblem::text_after_quote;
      return Step::broken_quote;
    }
    return end_cell(cell);
  }

  Step open_end() {
    row_.is_quote_open = true;
    if (!rules_.is_last) return Step::out_of_text;
    row_.problem = RowProblem::unclosed_quote;
    return Step::broken_quote;
  }

  /// `at_` stands behind the cell: at a delimiter, at a line break or at the end of the text.
  Step end_cell(CellRange cell) {
    if (at_ >= text_.size() && !rules_.is_last) return Step::out_of_text;
    if (row_.cells.size() <= rules_.cells_max) row_.cells.push_back(cell);
    if (at_ < text_.size() && text_[at_] == rules_.delimiter) {
      ++at_;
      return Step::next_cell;
    }
    row_.end = end_of_line(text_, at_, rules_.is_last);
    if (row_.end == npos) return Step::out_of_text;
    count_lines();
    return Step::row_done;
  }

  ScanEnd end_at_first_line() {
    row_.end = end_of_line(text_, from_, rules_.is_last);
    if (row_.end == npos) return ScanEnd::need_more;
    row_.lines = row_.end > from_ ? 1 : 0;
    return ScanEnd::complete;
  }

  void count_lines() noexcept {
    // Only quotation marks let a row have more than one line.
    for (std::size_t at = from_; at < row_.end; ++at) {
      if (text_[at] == '\n' ||
          (text_[at] == '\r' && (at + 1 >= text_.size() || text_[at + 1] != '\n'))) {
        ++row_.lines;
      }
    }
  }

  std::string_view text_;
  std::size_t from_;
  std::size_t at_;
  const ScanRules& rules_;
  ScannedRow& row_;
};

}  // namespace

ScanEnd scan_row(std::string_view text, std::size_t from, const ScanRules& rules, ScannedRow& row) {
  return RowScanner(text, from, rules, row).scan();
}

std::size_t end_of_line(std::string_view text, std::size_t from, bool is_last) noexcept {
  const std::size_t at = text.find_first_of("\r\n", from);
  if (at == npos) return is_last ? text.size() : npos;
  if (text[at] == '\n') return at + 1;
  if (at + 1 < text.size()) return text[at + 1] == '\n' ? at + 2 : at + 1;
  return is_last ? at + 1 : npos;  // a line feed may follow
}

}  // namespace reactivation::csv
