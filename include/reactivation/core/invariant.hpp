// What the protocol guarantees, looked at once more right before a message leaves. Nothing here can
// happen while a store does what its contract says: when it does, the store has lied, was restored
// from an old copy, or was written to from outside, and nothing more may leave (safety.md §1).
#pragma once

#include <cstdint>
#include <string_view>

#include "reactivation/core/permit.hpp"

namespace reactivation {

/// An invariant that a reading contradicts.
enum class BrokenInvariant : std::uint8_t {
  none,
  handed_over_twice,   ///< I7: the attempt was permitted once more, under the same hold
  second_of_cycle,     ///< I8: another message of the same service, cycle and number has left
  second_of_day,       ///< I8: another message has left to this client on this local day
  past_attempts_max,   ///< I9: more messages in the cycle than the rule allows
  not_in_ledger,       ///< I12: the account's ledger does not know of this send
  past_hourly_limit,   ///< I12
  past_daily_limit,    ///< I12: of the rolling 24 hours
  past_open_max,       ///< I12: more hand-overs at a time than the account may have
  gap_too_short,       ///< I14: another send lies nearer than the account's gap
  of_another_company,  ///< I24: the reading is about another company or client
};

/// A word for programs: `past_hourly_limit`.
[[nodiscard]] std::string_view to_string(BrokenInvariant invariant) noexcept;

/// Compares the reading that the permit was committed against with the one of the last look. The
/// send stands in the ledger at `permitted.at`. Limits are those of the permit, so that a limit
/// lowered since then breaks nothing; what the look itself refuses (`last_look`) is not judged.
[[nodiscard]] BrokenInvariant broken_invariant(const PermitState& permitted,
                                               const PermitState& at_look);

}  // namespace reactivation
