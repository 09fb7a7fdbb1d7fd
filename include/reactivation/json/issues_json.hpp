// What is wrong with a document, as a document.
#pragma once

#include <span>
#include <string>

#include "reactivation/core/error.hpp"

namespace reactivation {

/// The document reactivation.issues/1: is_valid (no issue is an error), and the issues in their
/// order, one a line. Ends with a line feed.
[[nodiscard]] std::string write_issues(std::span<const Issue> issues);

}  // namespace reactivation
