// The caps of today: what the governor makes of an account's history. Private.
#pragma once

#include "reactivation/core/governor.hpp"
#include "session.hpp"

namespace reactivation::sql {

/// What is in force for the account, which is given as it is stored.
[[nodiscard]] Governed govern_now(Session& session, const Account& account, const TimeZone& zone,
                                  Instant now);

}  // namespace reactivation::sql
