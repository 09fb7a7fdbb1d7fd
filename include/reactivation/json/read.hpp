// What every reading of a document has in common: its limits, and a value or a list of issues.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "reactivation/core/error.hpp"

namespace reactivation {

/// What a document may cost before it is refused unread. Memory stays below about 25 times
/// `bytes_max`, time is linear in it.
struct ReadLimits {
  std::size_t bytes_max = std::size_t{64} * 1024 * 1024;
  int depth_max = 32;
  /// More findings than this are counted in one last issue, not listed.
  std::size_t issues_max = 200;
};

/// A value is present exactly when no issue is an error. Warnings say what was clamped or left out.
/// Issues name their place by a JSON pointer (RFC 6901) and never repeat a text of the document.
template <class T>
struct ReadDocument {
  std::optional<T> value;
  std::vector<Issue> issues;
};

}  // namespace reactivation
