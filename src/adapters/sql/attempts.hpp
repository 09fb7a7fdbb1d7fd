// Attempts from the plan to the outcome. Private.
#pragma once

#include <string_view>
#include <vector>

#include "reactivation/ports/attempt_store.hpp"
#include "session.hpp"

namespace reactivation::sql {

std::int64_t write_plan(Session& session, const Plan& plan);
void write_manual(Session& session, const ManualAttempt& manual, Instant now);
void write_cancelled(Session& session, const AttemptId& attempt, Instant now, std::string_view why);

/// Reads only: what could be claimed, or when something can be.
/// See `DraftLog::load_undrafted`.
[[nodiscard]] std::vector<PlannedAttempt> read_undrafted(Session& session, CompanyId company,
                                                         Instant now, int rows_max);
[[nodiscard]] Claim read_claim(Session& session, const ClaimQuestion& question);
/// Takes the lease on what `read_claim` finds now.
[[nodiscard]] Claim write_claim(Session& session, const ClaimQuestion& question);
[[nodiscard]] bool write_draft(Session& session, const HeldAttempt& held, const Draft& draft,
                               DraftMark mark, Instant now);
void write_release(Session& session, const HeldAttempt& held, std::optional<Instant> not_before);
void write_hold(Session& session, const AttemptId& attempt, Instant now);
void write_approval(Session& session, const AttemptId& attempt, Instant now);
[[nodiscard]] ClaimedAttempt read_waiting_attempt(Session& session, const AttemptId& attempt,
                                                  Instant now);
void write_text(Session& session, const AttemptId& attempt, const Draft& draft, DraftMark mark,
                Instant now);

[[nodiscard]] Applied write_outcome(Session& session, const AttemptId& attempt,
                                    const SendReceipt& receipt, Instant now);
[[nodiscard]] std::vector<LostHandOver> read_lost_hand_overs(Session& session, Instant now);
[[nodiscard]] std::vector<PersonAttempt> read_overdue(Session& session, Instant now, int rows_max);

}  // namespace reactivation::sql
