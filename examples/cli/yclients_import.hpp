// `import --from yclients:SALON`: reads a salon at YClients and takes it over.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"
#include "reactivation/engine/import_plan.hpp"
#include "reactivation/engine/import_summary.hpp"

namespace cli {

struct YclientsImport {
  std::string spec;                ///< `--from`
  std::vector<std::string> hooks;  ///< `--hook`: bodies of webhooks, in files
  bool is_refresh = false;         ///< `--refresh`
};

struct YclientsResult {
  reactivation::ImportSummary summary;
  std::string told;  ///< one line on what was read
};

/// `plan` says company, zone, country and whether anything is stored. `is_new`: the database knows
/// nothing of the company yet, so that changes alone would not do. The command ends when YClients
/// or the store does.
[[nodiscard]] YclientsResult import_from_yclients(Database& database, const std::string& db_path,
                                                  const YclientsImport& from,
                                                  reactivation::ImportPlan plan, bool is_new);

}  // namespace cli
