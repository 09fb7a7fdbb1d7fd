// The caps of today: what the governor makes of an account's history. Private.
#pragma once

#include "reactivation/core/account.hpp"
#include "session.hpp"

namespace reactivation::sqlite {

/// The account with the caps in force now.
[[nodiscard]] Account governed(Session& session, const Account& account, const TimeZone& zone,
                               Instant now);

}  // namespace reactivation::sqlite
