// The permit: may this attempt leave now? Everything is decided here, from one consistent reading;
// a store only guards that nothing of it has changed, and writes (safety.md §2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reactivation/core/acknowledgement.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/eligibility.hpp"
#include "reactivation/core/limits.hpp"
#include "reactivation/core/plan_facts.hpp"

namespace reactivation {

/// A worker's hold on one attempt. Each new holder has a higher epoch; whoever comes back with an
/// older one has lost it, whatever the clock says.
struct Lease {
  std::string owner;  ///< empty: nobody
  std::int64_t epoch = 0;
  Instant until = no_instant;

  friend bool operator==(const Lease&, const Lease&) = default;
};

/// What people have decided about the account on this installation.
struct AccountGate {
  bool is_armed = false;             ///< here, not on the machine a copy was made from (I31)
  bool awaits_confirmation = false;  ///< after a ban: a person must confirm
  bool is_stopped = false;           ///< "stop everything now"
  Acknowledgements acknowledged{};   ///< with the arming here; nothing when it is not armed here

  friend bool operator==(const AccountGate&, const AccountGate&) = default;
};

/// The reading that a permit is decided from.
struct PermitState {
  Instant at;  ///< when it was read; the ledger's windows count back from here
  Attempt attempt;
  Lease lease;
  bool is_forced = false;  ///< sent by hand, past cadence and the cycle's attempts
  /// Planned by a policy beside `spec`: so many days after the last visit the plan had the client
  /// due. The client is judged by it instead of the rule's interval; a visit since then counts.
  std::optional<int> due_days;
  /// Of the attempt's company, about its client and everybody who shares the number. Unprocessed
  /// messages and opt-outs by every identity, in every scope that counts, are in its clients.
  PlanFacts facts;
  int open = 0;                  ///< attempts of the account between permit and outcome
  int first_contacts_today = 0;  ///< sends of the account's local day to people without a history
  AccountGate gate;

  friend bool operator==(const PermitState&, const PermitState&) = default;
};

/// Whether the messenger reaches people: one that reaches nobody needs no arming.
enum class Reach : std::uint8_t { nobody, people };

/// Whether the wall clock runs as the monotonic one does (I19).
enum class ClockTrust : std::uint8_t { trusted, jumped };

/// Who asks, and with what.
struct PermitClaim {
  std::string owner;
  std::int64_t epoch = 0;
  Reach reach = Reach::people;
  ClockTrust clock = ClockTrust::trusted;
  Seconds send_max{30};  ///< the longest a hand-over may take; it must end within the window (I18)
};

/// What is to be done with the attempt.
enum class PermitVerdict : std::uint8_t {
  send,
  wait,    ///< not before `not_before`; without one: not today, as far as is known
  cancel,  ///< it will not be sent: `reason`, and `skip_reason` when the facts have changed
  leave,   ///< it is somebody else's, or a person's, now
};

struct PermitDecision {
  PermitVerdict verdict = PermitVerdict::leave;
  PermitReason reason = PermitReason::approved;
  SkipReason skip_reason = SkipReason::none;
  std::optional<Instant> not_before;
};

/// Reasons that whoever sends by hand may pass over: cadence and the cycle's attempts, never
/// opt-out, consent, limits or hours.
[[nodiscard]] bool is_passed_over_by_force(SkipReason reason) noexcept;

/// In this order: lease and state → the person (opt-outs, inbox, consent) and their bookings and
/// visits, judged like a plan → the account's gate → windows, quota, gap with jitter
/// (permit_to_send) → first contacts. What is not known is refused.
[[nodiscard]] PermitDecision permit_for(const PermitState& state, const PermitClaim& claim,
                                        Instant now);

/// What about its client a waiting attempt would be cancelled for, were its turn now: by the rule
/// of `permit_for`, whoever holds the attempt and whether or not a person keeps it back. One
/// written to today is `contacted_recently`. `none`: nothing of the plan's reasons is against it.
[[nodiscard]] SkipReason binding_reason(const PermitState& state, Instant now);

/// Whether a waiting attempt's text is worth being asked for ahead of its turn: what goes into the
/// question must not leave the machine for nothing.
enum class TextNeed : std::uint8_t {
  needed,
  not_this_one,  ///< it is held, ended or will be cancelled, or cannot leave in its time
  nobody,        ///< nothing of this account leaves before somebody or something lets it
};
/// By the reasons of `permit_for`, whoever holds the attempt; `claim.owner` and `epoch` play no
/// part.
[[nodiscard]] TextNeed text_need(const PermitState& state, const PermitClaim& claim, Instant now);

/// The last look, after the permit and right before the first byte (I1, I15, I17): whether anything
/// has been committed since that forbids it. `approved` or the first reason against it.
[[nodiscard]] PermitReason last_look(const PermitState& state, const PermitClaim& claim,
                                     Instant now);

/// Extra seconds after the minimum gap, from 0 to a fifth of it: the same for the same attempt, so
/// that a run can be repeated, and different between attempts, so that sends do not tick.
[[nodiscard]] Seconds gap_jitter(const AttemptId& attempt, Seconds gap_min) noexcept;

/// The latest a send of the ledger may lie ahead of the clock before the clock is not believed.
inline constexpr Seconds clock_slack{120};

}  // namespace reactivation
