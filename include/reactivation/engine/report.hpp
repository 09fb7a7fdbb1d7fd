// The words of a report on one message, for documents and logs.
#pragma once

#include <string>
#include <string_view>

#include "reactivation/engine/engine.hpp"

namespace reactivation {

/// `sent`, `uncertain`, …; empty for a value outside the list.
[[nodiscard]] std::string_view word_of(MessageFate fate) noexcept;

/// Why it was not sent: a word of the plan's reasons or of the permit, or what is wrong with its
/// text; empty when it was.
[[nodiscard]] std::string why_not(const MessageReport& report);

/// The message's row in the document of the run.
[[nodiscard]] RunMessageRow run_row_of(const MessageReport& report);

}  // namespace reactivation
