// Which alert what happened to a messaging account is worth (safety.md §8): the messenger's own
// signals, and what the governor finds in the sends by itself.
#pragma once

#include <optional>
#include <vector>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/governor.hpp"
#include "reactivation/core/lifecycle.hpp"

namespace reactivation {

/// To be told when the signal is written: `account_limited` for less an hour, `list_quality` for
/// complaints of the messenger about the numbers, `account_stopped` for everything else that it
/// says, also for what this version does not know. Nothing for what people decide.
[[nodiscard]] std::optional<AlertKind> alert_of(AccountSignalKind kind) noexcept;

/// What no signal has told: `account_stopped` while the computed spam score stops the account,
/// `list_quality` while the sends themselves forbid first contacts, in this order, each once.
[[nodiscard]] std::vector<AlertKind> alerts_of(const Governed& governed);

/// An alert of the second sort that still stands is told again after this.
inline constexpr Seconds account_alert_again{86400};

}  // namespace reactivation
