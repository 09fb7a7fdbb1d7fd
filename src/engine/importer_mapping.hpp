// Private: which column of a file is which field.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/engine/import_plan.hpp"
#include "reactivation/engine/import_summary.hpp"
#include "reactivation/ports/row_source.hpp"

namespace reactivation::importing {

inline constexpr std::size_t field_count =
    static_cast<std::size_t>(ImportField::visit_created_at) + 1;

class Mapping {
public:
  /// The cell or the constant of a field; empty when the file has neither.
  [[nodiscard]] std::string_view cell(ImportField field, const TableRow& row) const noexcept {
    const auto at = static_cast<std::size_t>(field);
    if (columns_[at]) return row.cells[*columns_[at]];
    return values_[at] ? std::string_view(*values_[at]) : std::string_view{};
  }
  [[nodiscard]] bool has(ImportField field) const noexcept {
    const auto at = static_cast<std::size_t>(field);
    return columns_[at].has_value() || values_[at].has_value();
  }
  [[nodiscard]] bool is_excluded(const TableRow& row) const noexcept;
  [[nodiscard]] const std::vector<std::size_t>& group_columns() const noexcept { return groups_; }
  [[nodiscard]] bool is_id_part_of_group() const noexcept;

private:
  friend class MappingBuilder;
  struct Excluded {
    std::size_t column;
    std::string value;
  };

  std::array<std::optional<std::size_t>, field_count> columns_;
  std::array<std::optional<std::string>, field_count> values_;
  std::vector<Excluded> excluded_;
  std::vector<std::size_t> groups_;
};

/// One file with its mapping.
struct MappedFile {
  RowSource* source = nullptr;
  Mapping mapping;
  FileSummary summary;
};

/// Fits the plan to the headers of the files. What does not fit is added to `errors`.
[[nodiscard]] std::vector<MappedFile> map_files(const ImportPlan& plan,
                                                const std::array<RowSource*, file_kinds>& sources,
                                                std::vector<Issue>& errors);

}  // namespace reactivation::importing
