// What a message may say, from the facts of one client. Private to the engine.
#pragma once

#include <span>
#include <vector>

#include "reactivation/core/message.hpp"
#include "reactivation/core/plan_facts.hpp"

namespace reactivation::detail {

/// Whether its member of staff works here now.
[[nodiscard]] bool is_staffed(const OfferedSlot& offered, std::span<const Staff> staff) noexcept;
/// The offered slots that are still free, far enough ahead and staffed.
[[nodiscard]] std::vector<OfferedSlot> still_free(std::span<const OfferedSlot> offered,
                                                  std::span<const Slot> free,
                                                  std::span<const Staff> staff, Instant now);

/// What the text may say. `visits`: of this client.
[[nodiscard]] MessageFacts message_facts(const PlanFacts& facts, const PlannedAttempt& attempt,
                                         const Client& client, const VisitColumns& visits,
                                         std::span<const OfferedSlot> slots, Instant now);

}  // namespace reactivation::detail
