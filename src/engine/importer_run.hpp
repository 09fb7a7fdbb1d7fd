// Private: one import under way.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "importer_findings.hpp"
#include "importer_groups.hpp"
#include "importer_mapping.hpp"
#include "reactivation/engine/importer.hpp"

namespace reactivation::importing {

inline constexpr std::size_t code_bytes_max = 200;
inline constexpr std::size_t text_code_points_max = 200;

/// A cell that names something: without control characters and without what spreadsheets put
/// around text to keep it (`="007"`, a leading apostrophe); empty for NULL and the like.
[[nodiscard]] std::string code_of(std::string_view cell);

inline void count(ImportChange change, RecordCounts& counts) noexcept {
  if (change == ImportChange::created) ++counts.created;
  if (change == ImportChange::changed) ++counts.changed;
  if (change == ImportChange::unchanged) ++counts.unchanged;
}

/// What the parts of one import share.
struct Run {
  const ImportPlan& plan;
  const PhoneReader& phones;
  ImportStore& store;
  const Progress& progress;
  ImportSummary& summary;
  std::unordered_set<std::string> clients;
  std::unordered_set<std::string> services;
  std::unordered_set<std::string> staff;
  enum class PhoneUse : std::uint8_t { once, shared };
  std::unordered_map<std::uint64_t, PhoneUse> use_of_phone;

  /// Puts what only visits name, once each.
  [[nodiscard]] result<void> need_client(const std::string& code, Findings& findings,
                                         std::int64_t line);
  [[nodiscard]] result<void> need_service(const std::string& code);
  [[nodiscard]] result<void> need_staff(const std::string& code);
};

/// Reads every row of the file that is not damaged and not excluded. `findings` is null on the
/// first pass, which only looks; then nothing is counted.
using RowHandler = std::function<result<void>(const TableRow&)>;
[[nodiscard]] result<void> for_each_row(MappedFile& file, const Progress& progress,
                                        Findings* findings, const RowHandler& handle);

[[nodiscard]] result<void> import_services(Run& run, MappedFile& file);
[[nodiscard]] result<void> import_clients(Run& run, MappedFile& file);
[[nodiscard]] result<void> import_visits(Run& run, MappedFile& file);

}  // namespace reactivation::importing
