// Private: one attempt looked at again, and put into words.
#pragma once

#include <span>
#include <vector>

#include "reactivation/core/message.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation::detail {

/// Why the attempt must not go out now after all: the planner's own judgement on today's facts,
/// with only this service's rule and without anything that waits. `none`: it may. Limits and hours
/// are the permit's business and are left out here.
[[nodiscard]] SkipReason reason_against(const PlanFacts& facts, const PlannedAttempt& attempt,
                                        Instant now);

/// The offered slots that are still free and far enough ahead.
[[nodiscard]] std::vector<OfferedSlot> still_free(std::span<const OfferedSlot> offered,
                                                  std::span<const Slot> free, Instant now);

/// What the text may say. `visits`: of this client.
[[nodiscard]] MessageFacts message_facts(const PlanFacts& facts, const PlannedAttempt& attempt,
                                         const Client& client, const VisitColumns& visits,
                                         std::span<const OfferedSlot> slots, Instant now);

/// The zone on the client's own clock, when it is known; else null.
[[nodiscard]] const TimeZone* client_zone_of(const PlanFacts& facts, ClientId client);

}  // namespace reactivation::detail
