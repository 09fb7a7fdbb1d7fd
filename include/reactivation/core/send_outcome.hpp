// What became of a hand-over, and what it makes of the attempt (safety.md §2).
#pragma once

#include <cstdint>

#include "reactivation/core/attempt.hpp"

namespace reactivation {

enum class SendOutcome : std::uint8_t {
  not_started,  ///< no byte left
  rejected,     ///< proven unsent
  accepted,
  uncertain,  ///< counts as sent, never sent again by itself
};

/// An attempt whose message did not even start gets so many more tries.
inline constexpr int requeues_max = 1;

/// The state of a dispatching attempt after its outcome. `requeues`: how often it was tried again.
[[nodiscard]] AttemptState state_after(SendOutcome outcome, int requeues) noexcept;

/// Whether that outcome may be what led to this state: recording it twice changes nothing.
[[nodiscard]] bool is_recorded(SendOutcome outcome, AttemptState state) noexcept;

}  // namespace reactivation
