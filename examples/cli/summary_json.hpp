// The summary of an import as a document.
#pragma once

#include <string>

#include "reactivation/engine/import_summary.hpp"

namespace cli {

[[nodiscard]] std::string summary_json(const reactivation::ImportSummary& summary);

}  // namespace cli
