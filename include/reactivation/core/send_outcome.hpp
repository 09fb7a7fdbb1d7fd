// What became of a hand-over, and what it makes of the attempt (safety.md §2).
#pragma once

#include <cstdint>
#include <string_view>

#include "reactivation/core/attempt.hpp"
#include "reactivation/core/permit.hpp"

namespace reactivation {

enum class SendOutcome : std::uint8_t {
  not_started,  ///< no byte left
  rejected,     ///< proven unsent
  accepted,
  uncertain,  ///< counts as sent, never sent again by itself
};

/// What a messenger's answer or a later word says about the person alone, the weaker first.
enum class PersonFault : std::uint8_t {
  none,
  wait,       ///< too much to this one person: not before `person_wait` is over
  not_today,  ///< the person's own cap for marketing: not before `person_rest` is over
  opted_out,  ///< the person has stopped marketing there
  blocked,    ///< the person has blocked the account
  reported,   ///< the person has reported a message of the account
};
/// Whoever has stopped, blocked or reported us is not written to again. What no version knows is
/// taken for the worst.
[[nodiscard]] constexpr bool opts_out(PersonFault fault) noexcept {
  return fault >= PersonFault::opted_out;
}
/// 45 messages in a burst cost 4.5 minutes (the official API's rate for a pair, 131056); an hour is
/// beyond all of it.
inline constexpr Seconds person_wait{3600};
inline constexpr Seconds person_rest{86400};  ///< 131049: no retry within 24 hours

/// What a messenger's answer proves. One that reaches people has accepted a message only when it
/// gives it a name: a proxy's page with status 200 has none, and nobody knows what became of the
/// message (B114).
[[nodiscard]] SendOutcome proven_outcome(SendOutcome answered, Reach reach,
                                         std::string_view provider_id) noexcept;

/// An attempt whose message did not even start gets so many more tries.
inline constexpr int requeues_max = 1;

/// The state of a dispatching attempt after its outcome. `requeues`: how often it was tried again.
[[nodiscard]] AttemptState state_after(SendOutcome outcome, int requeues) noexcept;

/// Whether that outcome may be what led to this state: recording it twice changes nothing.
[[nodiscard]] bool is_recorded(SendOutcome outcome, AttemptState state) noexcept;

}  // namespace reactivation
