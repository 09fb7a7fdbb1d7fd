// Private: a snapshot in which one reason after the other is made not to hold.
#pragma once

#include "reactivation/core/plan.hpp"
#include "reactivation/core/snapshot.hpp"

namespace reactivation::detail {

/// Changes as little as makes `reason` go away for that client and service at `now`. False for
/// reasons that no change of facts takes away: no visit, no quota.
bool take_away(SkipReason reason, Snapshot& snapshot, ClientId client, ServiceId service,
               Instant now);

}  // namespace reactivation::detail
