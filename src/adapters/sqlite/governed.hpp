// The caps of today: what the governor makes of an account's history. Private.
#pragma once

#include "reactivation/core/account.hpp"
#include "session.hpp"

namespace reactivation::sqlite {

/// The account with the caps in force now. Unchanged where nobody has armed it for people: what
/// reaches nobody needs no governor.
[[nodiscard]] Account governed(Session& session, Account account, const TimeZone& zone,
                               Instant now);

}  // namespace reactivation::sqlite
