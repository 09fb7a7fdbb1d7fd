// Progress and cancellation of everything that can last.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace reactivation {

/// Called now and then with what is being done, how much is done and how much there is (0 = not
/// known). Returning false asks to stop: the call then ends with `errc::cancelled`, and what was
/// not committed is undone. An empty function means neither.
using Progress = std::function<bool(std::string_view what, std::int64_t done, std::int64_t total)>;

}  // namespace reactivation
