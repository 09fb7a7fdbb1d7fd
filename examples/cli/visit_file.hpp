// A file of visits, read by the importer into memory: what commands without a database work on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "context.hpp"
#include "reactivation/core/snapshot.hpp"

namespace cli {

/// How a file of visits is to be understood, as typed.
struct VisitFileOptions {
  std::string visits;
  std::vector<std::string> maps;
  std::vector<std::string> sets;
  std::vector<std::string> exclusions;
  std::vector<std::string> group_by;
  std::string date_format;
};
void add_visit_file_options(CLI::App& command, VisitFileOptions& options);

/// The visits as a snapshot of one company in UTC; a client's name is their code.
struct VisitFile {
  reactivation::Snapshot snapshot;
  reactivation::LocalDate last_visit_on{};  ///< of the completed ones
};
/// Says on standard error what was left out. The command ends when nothing can be read of it.
[[nodiscard]] VisitFile read_visit_file(const VisitFileOptions& options);

/// `2018-12-31`; empty: `otherwise`.
[[nodiscard]] reactivation::LocalDate read_until(const std::string& text,
                                                 reactivation::LocalDate otherwise);

/// Each client's days with a completed visit until that day, in the order of the snapshot's
/// clients; those without any are left out.
struct ClientHistory {
  std::string code;
  std::vector<reactivation::LocalDate> days;
};
[[nodiscard]] std::vector<ClientHistory> histories_of(const VisitFile& file,
                                                      reactivation::LocalDate until);

}  // namespace cli
