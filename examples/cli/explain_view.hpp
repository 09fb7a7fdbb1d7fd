// What is known and decided about one client, for people.
#pragma once

#include <string>

#include "names.hpp"
#include "reactivation/engine/explain.hpp"

namespace cli {

[[nodiscard]] std::string explain_text(const reactivation::Explanation& explanation,
                                       const reactivation::Snapshot& snapshot,
                                       reactivation::Instant now);

}  // namespace cli
