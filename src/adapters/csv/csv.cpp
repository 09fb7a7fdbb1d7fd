#include "reactivation/adapters/csv.hpp"

#include <algorithm>
#include <array>

#include "bytes.hpp"
#include "encoding.hpp"
#include "row_scan.hpp"

namespace reactivation {
namespace {

using namespace csv;

constexpr std::size_t chunk_bytes = std::size_t{1} << 18;
constexpr std::string_view candidate_delimiters = ",;\t|";

/// Blanks that exports put around cells: space, tab, no-break space, byte order mark.
std::string_view trimmed(std::string_view text) noexcept {
  static constexpr std::array<std::string_view, 4> blanks{" ", "\t", "\xC2\xA0", "\xEF\xBB\xBF"};
  for (bool is_changed = true; is_changed && !text.empty();) {
    is_changed = false;
    for (const std::string_view blank : blanks) {
      if (text.substr(0, blank.size()) == blank) {
        text.remove_prefix(blank.size());
        is_changed = true;
      }
      if (text.size() >= blank.size() && text.substr(text.size() - blank.size()) == blank) {
        text.remove_suffix(blank.size());
        is_changed = true;
      }
    }
  }
  return text;
}

class CsvRows final : public RowSource {
public:
  CsvRows(std::unique_ptr<Bytes> bytes, CsvOptions options)
      : bytes_(std::move(bytes)), options_(std::move(options)) {}

  /// Finds encoding, delimiter and header. An error has its issue.
  result<void> open(std::vector<Issue>& issues);

  std::string_view name() const noexcept override { return options_.name; }
  TableFormat format() const override {
    const std::string delimiter =
        rules_.delimiter == '\t' ? "tab" : std::string(1, rules_.delimiter);
    return {std::string(encoding_name(encoding_)), header_.size() > 1 ? delimiter : ""};
  }
  std::span<const std::string> header() const noexcept override { return header_; }
  result<std::optional<TableRow>> next() override;
  result<void> rewind() override;
  std::int64_t bytes_done() const noexcept override { return bytes_done_; }
  std::int64_t bytes_total() const noexcept override { return bytes_->total(); }

private:
  result<void> find_encoding(std::vector<Issue>& issues);
  result<void> read_header(std::vector<Issue>& issues);
  char find_delimiter();
  void take_delimiter_line();
  bool restart();
  bool fill();
  result<bool> scan_next();
  bool skip_oversized();
  TableRow make_row(std::int64_t line);
  RowProblem problem_of_row(std::string_view raw);
  std::string_view cell_text(const CellRange& range);
  result<void> refused(std::vector<Issue>& issues, errc code, std::string_view name,
                       std::string message) const;

  std::unique_ptr<Bytes> bytes_;
  CsvOptions options_;
  CsvEncoding encoding_ = CsvEncoding::utf8;
  std::size_t mark_bytes_ = 0;
  std::optional<Decoder> decoder_;
  ScanRules rules_;
  std::vector<std::string> header_;

  std::string text_;       ///< decoded, from a little before `at_` on
  std::size_t at_ = 0;     ///< the next row begins here
  std::int64_t line_ = 1;  ///< number of the line at `at_`
  std::int64_t bytes_done_ = 0;
  bool has_failed_ = false;
  ScannedRow scanned_;
  std::vector<char> chunk_ = std::vector<char>(chunk_bytes);
  std::vector<std::string> unquoted_;  ///< cells whose doubled quotation marks were resolved
  std::size_t unquoted_count_ = 0;
  std::vector<std::string_view> cells_;
};

result<void> CsvRows::refused(std::vector<Issue>& issues, errc code, std::string_view name,
                              std::string message) const {
  issues.push_back({Issue::Severity::error, std::string(name), options_.name, std::move(message)});
  return make_error_code(code);
}

result<void> CsvRows::open(std::vector<Issue>& issues) {
  if (auto found = find_encoding(issues); !found) return found;
  if (!restart()) {
    return refused(issues, errc::io_failed, "unreadable", "the file cannot be read to its end");
  }
  take_delimiter_line();
  if (options_.delimiter) {
    rules_.delimiter = *options_.delimiter;
  } else if (rules_.delimiter == '\0') {
    rules_.delimiter = find_delimiter();
  }
  rules_.cells_max = options_.columns_max;
  return read_header(issues);
}

result<void> CsvRows::find_encoding(std::vector<Issue>& issues) {
  const Detected found = detect_encoding(*bytes_, options_.encoding);
  if (!found.is_readable) {
    return refused(issues, errc::io_failed, "unreadable", "the file cannot be read to its end");
  }
  if (!found.file_type.empty()) {
    return refused(issues, errc::unsupported, "no_text_table",
                   "the file is " + std::string(found.file_type) +
                       ", not a table of text; save it as CSV, in UTF-8");
  }
  if (!found.encoding) {
    return refused(issues, errc::unsupported, "unknown_encoding",
                   "the file is neither UTF-8 nor UTF-16 nor windows-1251; save it as UTF-8, or "
                   "name its encoding with --encoding (windows-1252 for western Europe)");
  }
  encoding_ = *found.encoding;
  mark_bytes_ = found.mark_bytes;
  return boost::outcome_v2::success();
}

bool CsvRows::restart() {
  text_.clear();
  at_ = 0;
  line_ = 1;
  bytes_done_ = 0;
  decoder_.emplace(encoding_);
  rules_.is_last = false;
  has_failed_ = !bytes_->rewind();
  if (has_failed_ || !fill()) return !has_failed_;
  return true;
}

/// More text behind what is there; false at the end of the file, or when reading failed.
bool CsvRows::fill() {
  if (rules_.is_last) return false;
  text_.erase(0, at_);
  at_ = 0;
  const auto count = bytes_->read(chunk_.data(), chunk_.size());
  has_failed_ = !count.has_value();
  if (count.value_or(0) == 0) {
    decoder_->finish(text_);
    rules_.is_last = true;
    return false;
  }
  std::string_view chunk(chunk_.data(), *count);
  if (bytes_done_ == 0) chunk.remove_prefix(std::min(mark_bytes_, chunk.size()));
  bytes_done_ += static_cast<std::int64_t>(*count);
  decoder_->append(chunk, text_);
  return true;
}

/// A first line `sep=;`, which spreadsheets write and read.
void CsvRows::take_delimiter_line() {
  rules_.delimiter = '\0';
  const std::size_t end = end_of_line(text_, 0, true);
  const std::string_view line = trimmed(std::string_view(text_).substr(0, end));
  if (line.size() < 5 || line.substr(0, 4) != "sep=") return;
  rules_.delimiter = line[4];
  at_ = end;
  line_ = 2;
}

/// The delimiter under which most of the first rows have as many cells as the header, and more than
/// one; among equals the one with more cells.
char CsvRows::find_delimiter() {
  constexpr int rows_max = 50;
  char best = ',';
  double best_share = 0;
  std::size_t best_cells = 1;
  for (const char delimiter : candidate_delimiters) {
    ScanRules rules{delimiter, options_.columns_max, true};
    ScannedRow row;
    std::size_t header_cells = 0;
    int rows = 0;
    int fitting = 0;
    for (std::size_t from = at_; from < text_.size() && rows < rows_max; from = row.end) {
      if (scan_row(text_, from, rules, row) != ScanEnd::complete || row.end <= from) break;
      if (row.cells.size() == 1 && row.cells[0].begin == row.cells[0].end) continue;
      if (rows == 0) header_cells = row.cells.size();
      ++rows;
      if (row.cells.size() == header_cells) ++fitting;
    }
    if (header_cells < 2) continue;
    const double share = static_cast<double>(fitting) / rows;
    if (share > best_share || (share == best_share && header_cells > best_cells)) {
      best = delimiter;
      best_share = share;
      best_cells = header_cells;
    }
  }
  return best;
}

result<void> CsvRows::read_header(std::vector<Issue>& issues) {
  for (;;) {
    const std::int64_t line = line_;
    auto found = scan_next();
    if (!found) {
      return refused(issues, errc::io_failed, "unreadable", "the file cannot be read to its end");
    }
    if (!found.value()) {
      return refused(issues, errc::invalid_document, "no_header",
                     "the file is empty; its first row must name the columns");
    }
    if (scanned_.problem != RowProblem::none || scanned_.cells.size() > options_.columns_max) {
      return refused(issues, errc::invalid_document, "bad_header",
                     "the first row (line " + std::to_string(line) +
                         ") cannot be read as names of columns: a broken quotation, an unknown "
                         "character, or more than " +
                         std::to_string(options_.columns_max) + " columns");
    }
    for (const CellRange& range : scanned_.cells) header_.emplace_back(cell_text(range));
    const bool is_blank = std::all_of(header_.begin(), header_.end(),
                                      [](const std::string& cell) { return cell.empty(); });
    if (!is_blank) break;
    header_.clear();
  }
  // Spreadsheets put delimiters behind the last used column.
  while (header_.back().empty()) header_.pop_back();
  return boost::outcome_v2::success();
}

/// Scans the row at `at_` into `scanned_` and moves behind it; false at the end of the file. The
/// cells stay valid until the next call.
result<bool> CsvRows::scan_next() {
  for (;;) {
    if (at_ >= text_.size() && !fill()) {
      if (has_failed_) return make_error_code(errc::io_failed);
      if (at_ >= text_.size()) return false;
    }
    if (scan_row(text_, at_, rules_, scanned_) == ScanEnd::complete) break;
    if (text_.size() - at_ > options_.row_bytes_max) {
      if (!skip_oversized()) return make_error_code(errc::io_failed);
      return true;
    }
    if (!fill() && has_failed_) return make_error_code(errc::io_failed);
  }
  if (scanned_.problem == RowProblem::none) {
    scanned_.problem = problem_of_row(std::string_view(text_).substr(at_, scanned_.end - at_));
  }
  at_ = scanned_.end;
  line_ += scanned_.lines;
  return true;
}

/// A row longer than any row may be: an open quotation is given up at its first line, anything else
/// is skipped to its line break without being kept.
bool CsvRows::skip_oversized() {
  scanned_.problem = scanned_.is_quote_open ? RowProblem::unclosed_quote : RowProblem::too_large;
  scanned_.cells.clear();
  ++line_;
  for (;;) {
    const std::size_t end = end_of_line(text_, at_, rules_.is_last);
    if (end != std::string_view::npos) {
      at_ = end;
      return true;
    }
    at_ = text_.empty() || text_.back() != '\r' ? text_.size() : text_.size() - 1;
    if (!fill() && has_failed_) return false;
  }
}

RowProblem CsvRows::problem_of_row(std::string_view raw) {
  if (raw.size() > options_.row_bytes_max) return RowProblem::too_large;
  if (find_invalid_utf8(raw) != std::string_view::npos) return RowProblem::undecodable;
  return RowProblem::none;
}

std::string_view CsvRows::cell_text(const CellRange& range) {
  const std::string_view raw = std::string_view(text_).substr(range.begin, range.end - range.begin);
  if (!range.has_doubled_quotes) return trimmed(raw);
  if (unquoted_count_ == unquoted_.size()) unquoted_.emplace_back();
  std::string& cell = unquoted_[unquoted_count_++];
  cell.clear();
  for (std::size_t at = 0; at < raw.size(); ++at) {
    cell.push_back(raw[at]);
    if (raw[at] == '"') ++at;
  }
  return trimmed(cell);
}

TableRow CsvRows::make_row(std::int64_t line) {
  TableRow row;
  row.line = line;
  row.problem = scanned_.problem;
  cells_.clear();
  if (scanned_.cells.size() > options_.columns_max) row.problem = RowProblem::too_many_cells;
  if (row.problem != RowProblem::none) return row;
  unquoted_count_ = 0;
  // Views into short strings move with the vector: room for all of them comes first.
  if (unquoted_.size() < scanned_.cells.size()) unquoted_.resize(scanned_.cells.size());
  for (const CellRange& range : scanned_.cells) cells_.push_back(cell_text(range));
  const bool is_blank =
      std::all_of(cells_.begin(), cells_.end(), [](std::string_view cell) { return cell.empty(); });
  if (is_blank) {
    cells_.clear();
    return row;
  }
  while (cells_.size() > header_.size() && cells_.back().empty()) cells_.pop_back();
  if (cells_.size() < header_.size()) row.problem = RowProblem::too_few_cells;
  if (cells_.size() > header_.size()) row.problem = RowProblem::too_many_cells;
  if (row.problem == RowProblem::none) row.cells = cells_;
  return row;
}

result<std::optional<TableRow>> CsvRows::next() {
  for (;;) {
    const std::int64_t line = line_;
    auto found = scan_next();
    if (!found) return found.as_failure();
    if (!found.value()) return std::optional<TableRow>{};
    const TableRow row = make_row(line);
    if (row.problem != RowProblem::none || !row.cells.empty()) return std::optional<TableRow>{row};
  }
}

result<void> CsvRows::rewind() {
  if (!restart()) return make_error_code(errc::io_failed);
  const ScanRules rules = rules_;
  take_delimiter_line();
  rules_ = rules;
  for (;;) {
    auto found = scan_next();
    if (!found) return found.as_failure();
    if (!found.value()) return boost::outcome_v2::success();
    for (const CellRange& range : scanned_.cells) {
      if (!cell_text(range).empty()) {
        unquoted_count_ = 0;
        return boost::outcome_v2::success();
      }
    }
    unquoted_count_ = 0;
  }
}

result<std::unique_ptr<RowSource>> open_rows(std::unique_ptr<Bytes> bytes, CsvOptions options,
                                             std::vector<Issue>& issues) {
  auto rows = std::make_unique<CsvRows>(std::move(bytes), std::move(options));
  if (auto opened = rows->open(issues); !opened) return opened.as_failure();
  return std::unique_ptr<RowSource>(std::move(rows));
}

}  // namespace

result<std::unique_ptr<RowSource>> open_csv_file(const std::string& path, const CsvOptions& options,
                                                 std::vector<Issue>& issues) {
  CsvOptions named = options;
  if (named.name.empty()) named.name = path.substr(path.find_last_of("/\\") + 1);
  auto bytes = open_file(path);
  if (bytes == nullptr) {
    issues.push_back({Issue::Severity::error, "no_such_file", path,
                      "there is no such file, or it may not be read; check the path"});
    return make_error_code(errc::io_failed);
  }
  return open_rows(std::move(bytes), std::move(named), issues);
}

result<std::unique_ptr<RowSource>> open_csv_text(std::string bytes, const CsvOptions& options,
                                                 std::vector<Issue>& issues) {
  CsvOptions named = options;
  if (named.name.empty()) named.name = "text";
  return open_rows(open_memory(std::move(bytes)), std::move(named), issues);
}

std::optional<CsvEncoding> parse_csv_encoding(std::string_view text) noexcept {
  static constexpr std::array<std::pair<std::string_view, CsvEncoding>, 10> names{{
      {"auto", CsvEncoding::automatic},
      {"utf8", CsvEncoding::utf8},
      {"utf16le", CsvEncoding::utf16le},
      {"utf16be", CsvEncoding::utf16be},
      {"windows1251", CsvEncoding::windows1251},
      {"cp1251", CsvEncoding::windows1251},
      {"windows1252", CsvEncoding::windows1252},
      {"cp1252", CsvEncoding::windows1252},
      {"latin1", CsvEncoding::windows1252},
      {"iso88591", CsvEncoding::windows1252},
  }};
  for (const auto& [name, encoding] : names) {
    std::size_t at = 0;
    bool is_equal = true;
    for (const char c : text) {
      if (c == '-' || c == '_' || c == ' ') continue;
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      is_equal = is_equal && at < name.size() && name[at] == lower;
      ++at;
    }
    if (is_equal && at == name.size()) return encoding;
  }
  return std::nullopt;
}

}  // namespace reactivation
