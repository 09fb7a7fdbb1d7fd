// The lines by which a host's program says what its messenger did to the account, or
// says about the person. Private.
#pragma once

#include <optional>
#include <string_view>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/send_outcome.hpp"

namespace reactivation::program {

/// `signal NAME` or `signal NAME UNTIL` (json/signal_words.hpp, RFC 3339); the first one counts. An
/// end that cannot be read is not known; a name that cannot be read is a kind that nobody knows,
/// which stops the account: what a messenger says about it is never passed over.
[[nodiscard]] std::optional<AccountSignal> signal_in(std::string_view output, Instant at);

/// What the same lines say of the person and their number, by a code of the official API; of
/// several the strongest counts.
struct PersonWord {
  PersonFault fault = PersonFault::none;
  bool is_number_unknown = false;
};
[[nodiscard]] PersonWord person_word_in(std::string_view output) noexcept;

/// Such a line is no name of a message.
[[nodiscard]] bool is_signal_line(std::string_view line) noexcept;

}  // namespace reactivation::program
