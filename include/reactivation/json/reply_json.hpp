// How a client's answer is understood, as a JSON object.
#pragma once

#include <string>
#include <string_view>

#include "reactivation/core/reply.hpp"

namespace reactivation {

/// text, type, opt_out, pause_until, needs_person, on one line without a line feed. Bytes that are
/// no UTF-8 become U+FFFD.
[[nodiscard]] std::string write_reply(std::string_view text, const Reply& reply);

}  // namespace reactivation
