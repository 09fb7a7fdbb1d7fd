// How a program without this library names what a messenger did to an account: by a word of
// docs/governor.md, or by the messenger's own code and where it was given.
#pragma once

#include <optional>
#include <string_view>

#include "reactivation/core/messenger_codes.hpp"

namespace reactivation {

struct SignalReading {
  std::optional<AccountSignalKind> kind;  ///< absent: the code means nothing for the account
  /// What the code means for one message and its person.
  SendFault fault = SendFault::unknown;
  bool is_readable = true;  ///< false: neither such a word nor such a code
};

/// `temporary_ban` · `131048` or `cloud:131048` (official API) · `connection:402` (a gateway's
/// connection was closed) · `message:463` (one message was refused) · `ban:101` (the reason inside
/// a ban) · `http:429` (a gateway's HTTP interface). A code means something only where it was given
/// (core/messenger_codes.hpp). The official rating of a number: `quality_red` is taken as a
/// `yellow_card`, `quality_yellow` as `undelivered_high`, `quality_green` as nothing. `blocked` and
/// `reported`: the person has blocked the account, or reported its message. What people decide
/// (`person_confirmed`, `operator_…`) is no word of a messenger.
[[nodiscard]] SignalReading read_signal(std::string_view text) noexcept;

}  // namespace reactivation
