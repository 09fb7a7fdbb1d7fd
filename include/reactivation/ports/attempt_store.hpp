// Port: where attempts live, from the moment they are planned to the outcome of their send.
//
//   store_plan → claim_next → load_permit_state → save_draft → commit_permit → record_outcome
//
// Every method is one transaction: it has happened as a whole or not at all, and what was returned
// as done survives a crash. Threads: one call at a time for each store; any number of stores and
// processes may share the data. Decisions are made by the core; a store guards and writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/lifecycle.hpp"
#include "reactivation/core/permit.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation {

/// A text written for an attempt, kept with the offer it makes.
struct Draft {
  std::string text;
  std::string template_id;
  std::vector<OfferedSlot> slots;
  Instant drafted_at;

  friend bool operator==(const Draft&, const Draft&) = default;
};

/// An attempt as its holder gets it.
struct ClaimedAttempt {
  PlannedAttempt planned;
  Lease lease;
  std::optional<Draft> draft;  ///< from an earlier holder, or approved by a person
};

struct ClaimQuestion {
  CompanyId company_id;
  std::string owner;  ///< names this worker among all others, not empty
  Instant now;
  Instant lease_until;
};

struct Claim {
  std::optional<ClaimedAttempt> attempt;
  std::optional<Instant> next_turn_at;  ///< without an attempt: when the next one's turn comes
};

/// The name of an attempt and of the hold on it.
struct HeldAttempt {
  AttemptId attempt_id;
  std::string owner;
  std::int64_t epoch = 0;
};

enum class DraftMark : std::uint8_t {
  ready,
  held,  ///< waits for a person's approval; the lease is given back
};

/// A hand-over that nobody closed.
struct LostHandOver {
  CompanyId company_id;
  AttemptId attempt_id;
};

enum class Force : std::uint8_t {
  no,
  past_cadence,  ///< never past opt-out, consent, limits or hours
};
struct ManualAttempt {
  CompanyId company_id;
  PlannedAttempt planned;
  LocalDate local_date;
  Force force = Force::no;
};

class AttemptStore {
public:
  virtual ~AttemptStore() = default;

  /// Stores the planned attempts; those already stored stay as they are, unless a later day's plan
  /// takes up one that is void, cancelled by circumstances or proven unsent. Nobody gets a second
  /// live attempt. Returns how many are new.
  [[nodiscard]] virtual result<std::int64_t> store_plan(const Plan& plan) = 0;
  /// Gives the waiting attempt with the earliest turn that has come to this owner, with an epoch
  /// higher than any before. Left out: attempts that are held, void, or leased to somebody else.
  [[nodiscard]] virtual result<Claim> claim_next(const ClaimQuestion& question) = 0;
  /// One consistent reading of everything that the permit is decided from. `here` names the
  /// installation that asks: an account armed elsewhere is not armed. `errc::not_found` for an
  /// unknown attempt.
  [[nodiscard]] virtual result<PermitState> load_permit_state(const AttemptId& attempt,
                                                              std::string_view here,
                                                              Instant at) = 0;
  /// Keeps the text. False: the attempt is not this holder's any more.
  [[nodiscard]] virtual result<bool> save_draft(const HeldAttempt& held, const Draft& draft,
                                                DraftMark mark, Instant now) = 0;
  /// The permit: if a reading at `seen.at` still gives `seen`, the ledger row is written and the
  /// attempt is `dispatching` at `message.sent_at`. False: something has changed; read again. When
  /// an error leaves it open whether this was committed, reading again tells.
  [[nodiscard]] virtual result<bool> commit_permit(const PermitState& seen, std::string_view here,
                                                   const OutgoingMessage& message) = 0;
  /// Closes the hand-over: the state, and for what counts as sent the row in
  /// `reactivation_campaigns` and the client's `last_reactivation_sent`. What is proven unsent
  /// leaves the limits' counts, not the ledger; `not_started` gets one more try. What the receipt
  /// says about the account is written with it (`Office::record_signal`), and so is the pause of a
  /// client whose number the messenger does not know (`unreachable`), and the opt-out or pause of
  /// the person (`changes_of_person_fault`): `Applied::in_flight` then names what else was leaving
  /// to them. Recording the same again changes nothing (`has_changed` is false), save that its
  /// signal is not lost; `errc::not_found` when the attempt is not being handed over.
  [[nodiscard]] virtual result<Applied> record_outcome(const AttemptId& attempt,
                                                       const SendReceipt& receipt, Instant now) = 0;
  /// Gives the lease back; the turn comes again at `not_before` when it is given. Whoever has lost
  /// it gives nothing back, and that is no error.
  [[nodiscard]] virtual result<void> release(const HeldAttempt& held,
                                             std::optional<Instant> not_before) = 0;
  /// Ends a waiting attempt that will not be sent. `errc::not_found` when it does not wait.
  [[nodiscard]] virtual result<void> cancel_waiting(const AttemptId& attempt, Instant now,
                                                    std::string_view why) = 0;
  /// A person's word about a waiting attempt: `held` stays until it is approved or void; an
  /// approved one is `ready`, with its text as it stands, or `planned` when it has none yet.
  /// `errc::not_found` when it does not wait.
  [[nodiscard]] virtual result<void> hold(const AttemptId& attempt, Instant now) = 0;
  [[nodiscard]] virtual result<void> approve(const AttemptId& attempt, Instant now) = 0;
  /// A waiting attempt, whoever holds it, with its text when there is one. `errc::not_found` when
  /// it does not wait, `errc::unsupported` from a store that does not tell.
  [[nodiscard]] virtual result<ClaimedAttempt> find_waiting(const AttemptId& attempt, Instant now) {
    (void)attempt, (void)now;
    return make_error_code(errc::unsupported);
  }
  /// A person's own text for a waiting attempt, instead of the one there is. Whoever holds the
  /// attempt loses it; it is `ready`, or `held` when it was held or `mark` says so.
  /// `errc::not_found` when it does not wait, `errc::unsupported` from a store that keeps none.
  [[nodiscard]] virtual result<void> set_text(const AttemptId& attempt, const Draft& draft,
                                              DraftMark mark, Instant now) {
    (void)attempt, (void)draft, (void)mark, (void)now;
    return make_error_code(errc::unsupported);
  }
  /// One attempt sent by hand: stored like a plan's, marked as forced when it is.
  [[nodiscard]] virtual result<void> store_manual(const ManualAttempt& manual, Instant now) = 0;
  /// Hand-overs whose holder's lease is over at `now`, oldest first.
  [[nodiscard]] virtual result<std::vector<LostHandOver>> load_lost_hand_overs(Instant now) = 0;
  /// Up to `rows_max` attempts of all companies for which `change_of_time` has something at `now`;
  /// it may name more.
  [[nodiscard]] virtual result<std::vector<PersonAttempt>> load_overdue(Instant now,
                                                                        int rows_max) = 0;
};

}  // namespace reactivation
