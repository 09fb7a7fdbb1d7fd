// Single fields of a document, changed from the command line.
#pragma once

#include <string>
#include <vector>

namespace cli {

/// The document with `key=value` for each of `changes`; a key may be a path (`holdout.percent`), a
/// value is JSON, or else a text.
[[nodiscard]] std::string patched(const std::string& document,
                                  const std::vector<std::string>& changes);
/// `key` and value of every field, one a line, aligned.
[[nodiscard]] std::string fields_text(const std::string& document);

}  // namespace cli
