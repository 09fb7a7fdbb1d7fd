// What a message may say, from the facts of one client. Private to the engine.
#pragma once

#include <span>
#include <vector>

#include "reactivation/core/message.hpp"
#include "reactivation/core/plan_facts.hpp"

namespace reactivation::detail {

/// The offered slots that are still free and far enough ahead.
[[nodiscard]] std::vector<OfferedSlot> still_free(std::span<const OfferedSlot> offered,
                                                  std::span<const Slot> free, Instant now);

/// What the text may say. `visits`: of this client.
[[nodiscard]] MessageFacts message_facts(const PlanFacts& facts, const PlannedAttempt& attempt,
                                         const Client& client, const VisitColumns& visits,
                                         std::span<const OfferedSlot> slots, Instant now);

}  // namespace reactivation::detail
