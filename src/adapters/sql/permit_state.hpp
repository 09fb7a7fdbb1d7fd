// The reading behind a permit, and its commit. Private.
#pragma once

#include <string_view>

#include "reactivation/ports/attempt_store.hpp"
#include "session.hpp"

namespace reactivation::sql {

[[nodiscard]] PermitState read_permit_state(Session& session, const AttemptId& attempt,
                                            std::string_view here, Instant at);
/// The same, remembered for the commit that may follow.
[[nodiscard]] PermitState keep_permit_state(Session& session, const AttemptId& attempt,
                                            std::string_view here, Instant at);
[[nodiscard]] AccountGate read_gate(Session& session, AccountId account, std::string_view here);

/// Inside a write transaction: false when a reading now is not what was decided upon.
bool write_permit(Session& session, const PermitState& seen, std::string_view here,
                  const OutgoingMessage& message);

}  // namespace reactivation::sql
