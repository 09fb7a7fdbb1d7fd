// What can be said of a program before it is started. Private to the adapter.
#pragma once

#include <string>

namespace reactivation::program {

/// 0, or the errno for which this user cannot start it.
[[nodiscard]] int why_not_startable(const std::string& path) noexcept;
/// One sentence with the path and the remedy.
[[nodiscard]] std::string sentence_of(const std::string& path, int error_number);

}  // namespace reactivation::program
