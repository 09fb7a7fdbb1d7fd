// ImportSummary: what an import took, changed, left out and why.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/engine/import_plan.hpp"
#include "reactivation/ports/row_source.hpp"

namespace reactivation {

/// What became of the rows or cells that a finding counts.
enum class FindingKind : std::uint8_t {
  excluded,  ///< left out as asked
  dropped,   ///< cannot be used
  held,      ///< could mean two things: not taken, a person has to look
  warning,   ///< taken, but not as it stands
};

/// One reason and how often it occurred. It never carries the content of a cell.
struct ImportFinding {
  FindingKind kind = FindingKind::dropped;
  std::string code;     ///< stable, for programs: `date_format_needed`
  std::string message;  ///< for people: what is wrong and what helps
  std::int64_t count = 0;
  std::vector<std::string> places;  ///< the first few: `visits.csv:12`
};

struct RecordCounts {
  std::int64_t created = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;

  [[nodiscard]] std::int64_t total() const noexcept { return created + changed + unchanged; }
};

/// One file. rows_read = rows_taken + rows excluded + rows dropped + rows held.
struct FileSummary {
  FileKind kind = FileKind::visits;
  std::string name;
  TableFormat format;
  std::vector<std::pair<std::string, std::string>> mapping;  ///< field, column
  std::vector<std::pair<std::string, std::string>> values;   ///< field, constant
  std::vector<std::string> unused_columns;
  std::int64_t rows_read = 0;
  std::int64_t rows_taken = 0;
  RecordCounts records;                 ///< fewer than rows_taken when rows are lines of one visit
  std::vector<ImportFinding> findings;  ///< by kind, then most frequent first

  [[nodiscard]] std::int64_t count_of(FindingKind kind_wanted) const noexcept;
  /// How often a reason occurred; 0 when it did not.
  [[nodiscard]] std::int64_t count_of(std::string_view code) const noexcept;
};

struct ImportSummary {
  /// Present when the plan does not fit the files: nothing was read or stored then.
  std::vector<Issue> errors;
  std::vector<FileSummary> files;    ///< services, clients, visits; those given
  RecordCounts clients_from_visits;  ///< codes that occur only in visits
  RecordCounts services_from_visits;
  RecordCounts staff_from_visits;
  std::int64_t clients_opted_out = 0;  ///< by column, name or tag, in this import
  std::int64_t phones_usable = 0;
  std::int64_t phones_synthetic = 0;
  std::int64_t phones_shared = 0;  ///< numbers that two or more clients have
  bool is_dry_run = false;

  [[nodiscard]] bool is_refused() const noexcept { return !errors.empty(); }
  /// The file of that kind; null when none was given.
  [[nodiscard]] const FileSummary* find_file(FileKind kind) const noexcept;
};

/// The summary for people: plain text, a block for each file, no colours.
[[nodiscard]] std::string to_text(const ImportSummary& summary);
/// Everything that went wrong or was changed, as data: one issue for each finding.
[[nodiscard]] std::vector<Issue> issues_of(const ImportSummary& summary);

}  // namespace reactivation
