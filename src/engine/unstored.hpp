// What must be known before anything leaves, and the store would not take. Private to the engine.
#pragma once

#include <string_view>
#include <system_error>

#include "reactivation/engine/engine.hpp"

namespace reactivation::detail {

/// Whether a call that failed so may do better later. A person whom nobody knows, and what makes no
/// sense, will not.
[[nodiscard]] bool is_to_be_repeated(std::error_code failure) noexcept;

/// Keeps what failed, and forgets what did not.
void remember_opt_out(Unstored& unstored, const PersonKey& who, std::string_view why,
                      std::error_code failure);
void remember_event(Unstored& unstored, const InboundEvent& event, std::error_code failure);
void remember_signal(Unstored& unstored, AccountId account, const AccountSignal& signal,
                     std::error_code failure);
void remember_disarm(Unstored& unstored, AccountId account, std::string_view why,
                     std::error_code failure);
void remember_stop(Unstored& unstored, std::string_view why, std::error_code failure);

}  // namespace reactivation::detail
