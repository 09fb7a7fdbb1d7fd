// Private: the page while it is written, section by section.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "chart.hpp"
#include "reactivation/report/report.hpp"
#include "text.hpp"
#include "words.hpp"

namespace reactivation::report {

/// A text with values for what stands between braces; not escaped.
[[nodiscard]] std::string filled(std::string_view text,
                                 std::span<const std::pair<std::string_view, std::string>> values);

enum class Cell : std::uint8_t { text, number };
struct Column {
  std::string heading;
  Cell kind = Cell::number;
};

class Page {
public:
  explicit Page(const Report& shown)
      : report(shown), words(words_of(shown.language)), numbers(words, shown.currency) {}

  const Report& report;
  const Words& words;
  const Numbers numbers;

  void heading(std::string_view text);
  void paragraph(std::string_view text, const char* kind = "");
  /// A chart with its figures behind it. Cells are not escaped yet.
  void figure(const std::string& chart, const std::string& title, std::vector<Column> columns,
              const std::vector<std::vector<std::string>>& rows);
  void table(const std::string& caption, const std::vector<Column>& columns,
             const std::vector<std::vector<std::string>>& rows);
  void raw(std::string_view html) { out_ += html; }
  [[nodiscard]] int next_id() noexcept { return ++charts_; }
  [[nodiscard]] std::string&& take() noexcept { return std::move(out_); }

  [[nodiscard]] std::string text_of(
      std::string_view text, std::vector<std::pair<std::string_view, std::string>> values) const {
    return filled(text, values);
  }

private:
  std::string out_;
  int charts_ = 0;
};

/// The table's columns and row of counts that all groups of messages share.
[[nodiscard]] std::vector<Column> count_columns(const Page& page, std::string_view first);
[[nodiscard]] std::vector<std::string> count_row(const Page& page, std::string first,
                                                 const ResultCounts& counts);

void add_figures(Page& page);
void add_insights(Page& page);
void add_effect(Page& page);
void add_groups(Page& page);
void add_curves(Page& page);
void add_rhythm(Page& page);
void add_times(Page& page);
void add_account(Page& page);
void add_replay(Page& page);

}  // namespace reactivation::report
