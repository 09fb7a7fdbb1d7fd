// The day's runs: begun, ended, looked up. Private to the adapter.
#pragma once

#include <optional>
#include <vector>

#include "reactivation/ports/run_store.hpp"
#include "session.hpp"

namespace reactivation::sql {

[[nodiscard]] RunAnswer write_run_begun(Session& session, const RunClaim& claim);
void write_run_ended(Session& session, const RunTicket& ticket, const RunOutcome& outcome);
[[nodiscard]] std::optional<RunRecord> read_run(Session& session, const RunKey& key);
[[nodiscard]] std::vector<ScheduledCompany> read_scheduled(Session& session);

}  // namespace reactivation::sql
