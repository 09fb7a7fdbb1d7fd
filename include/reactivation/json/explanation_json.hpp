// The document reactivation.explanation/1: why one client is written to or not, and when next.
#pragma once

#include <string>

#include "reactivation/core/explanation.hpp"

namespace reactivation {

/// Indented, ends with a line feed; `company` and `now` are those that it was made for.
[[nodiscard]] std::string write_explanation(const Explanation& explanation, CompanyId company,
                                            Instant now);

}  // namespace reactivation
