// The document reactivation.event/1: what comes in from outside, and what a messenger did to an
// account. docs/c-api.md describes the fields.
#pragma once

#include <string_view>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/json/read.hpp"
#include "reactivation/ports/inbox.hpp"

namespace reactivation {

/// Instants without an offset are UTC. `now`: for `received_at`, when the document names none. What
/// the engine refuses of an event (`errc::invalid_argument`) may still be a right document.
[[nodiscard]] ReadDocument<InboundEvent> read_event(std::string_view bytes, Instant now,
                                                    const ReadLimits& limits = {});

/// {"kind" or "code", "at", "until"}: `at` absent is `now`. A word or code that means nothing for
/// an account is an error.
[[nodiscard]] ReadDocument<AccountSignal> read_account_signal(std::string_view bytes, Instant now,
                                                              const ReadLimits& limits = {});

}  // namespace reactivation
