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
  second_of_cycle,     ///< I8: another message of the same service, cycle and number leaves
  second_of_day,       ///< I8, I9: another message leaves to this client on this local day
  not_in_ledger,       ///< I12: the account's ledger does not know of this send
  past_hourly_limit,   ///< I12
  past_daily_limit,    ///< I12: of the rolling 24 hours
  gap_too_short,       ///< I14: another send lies nearer than any gap
  of_another_company,  ///< I24: the reading is about another company or client
};

/// A word for programs: `past_hourly_limit`.
[[nodiscard]] std::string_view to_string(BrokenInvariant invariant) noexcept;

/// Its number in docs/safety.md: `I12`; empty for none.
[[nodiscard]] std::string_view promise_of(BrokenInvariant invariant) noexcept;

/// Compares the reading that the permit was committed against with the one of the last look. The
/// send stands in the ledger at `permitted.at`. What the permit has seen it has judged: only what
/// is new since then can break a promise. What the look itself refuses (`last_look`) is not judged,
/// and neither is what others with a clock up to `clock_slack` behind, or under limits of their
/// own, may lawfully have added.
[[nodiscard]] BrokenInvariant broken_invariant(const PermitState& permitted,
                                               const PermitState& at_look);

}  // namespace reactivation
