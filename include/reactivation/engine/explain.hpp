// "Why not me, and when?" for one client: every reason in order, and what would be offered.
#pragma once

#include <optional>

#include "reactivation/core/explanation.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/core/snapshot.hpp"

namespace reactivation {

/// Pure: the plan's own judgement with all of its reasons. Nothing for a client that the snapshot
/// does not contain.
[[nodiscard]] std::optional<Explanation> explain_client(const Snapshot& snapshot, ClientId client,
                                                        Instant now);
/// The same by the policy `rhythm`.
[[nodiscard]] std::optional<Explanation> explain_client(const Snapshot& snapshot, ClientId client,
                                                        Instant now, const RhythmKnowledge& known);

}  // namespace reactivation
