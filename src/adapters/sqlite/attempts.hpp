// Attempts from the plan to the outcome, and persons who opted out. Private.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "reactivation/ports/attempt_store.hpp"
#include "session.hpp"

namespace reactivation::sqlite {

std::int64_t write_plan(Session& session, const Plan& plan);
[[nodiscard]] std::vector<PlannedAttempt> read_waiting(Session& session, CompanyId company,
                                                       Instant now);
void write_dispatch(Session& session, const OutgoingMessage& message);
void write_outcome(Session& session, const OutgoingMessage& message, SendOutcome outcome);
void write_cancelled(Session& session, const AttemptId& attempt, Instant now, std::string_view why);

struct OptOutOf {
  CompanyId company_id;
  std::int64_t client_id;
  std::string_view reason;
  std::optional<Instant> at;
};
/// Marks the client and everybody of the company with the same number, remembers number and code,
/// and cancels what waits to be sent to them. True when the client was not opted out before.
bool opt_out_person(Session& session, const OptOutOf& opt_out);

/// True when the number or the code is remembered as opted out.
[[nodiscard]] bool is_suppressed(Session& session, CompanyId company, std::string_view kind,
                                 std::string_view value);

}  // namespace reactivation::sqlite
