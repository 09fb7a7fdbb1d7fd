// What a message may say, from the facts of one client, and its text. Private to the engine.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reactivation/core/message.hpp"
#include "reactivation/core/plan_facts.hpp"
#include "reactivation/engine/engine.hpp"

namespace reactivation::detail {

/// Whether its member of staff works here now.
[[nodiscard]] bool is_staffed(const OfferedSlot& offered, std::span<const Staff> staff) noexcept;

/// What the text may say. `visits`: of this client.
[[nodiscard]] MessageFacts message_facts(const PlanFacts& facts, const PlannedAttempt& attempt,
                                         const Client& client, const VisitColumns& visits,
                                         std::span<const OfferedSlot> slots, Instant now);

/// What is read for one text.
struct ReadFacts {
  Client client;
  MessageFacts said;
  std::int64_t visits = 0;  ///< that have taken place
};
/// Nothing when the client is gone.
[[nodiscard]] result<std::optional<ReadFacts>> read_message_facts(
    const EnginePorts& ports, const PlanFacts& facts, const PlannedAttempt& attempt,
    std::span<const OfferedSlot> slots);

/// The offered times of a service that are free and can be booked now. None when their source
/// cannot say: then the message names no times (B70).
[[nodiscard]] std::vector<OfferedSlot> offered_now(const EnginePorts& ports, const PlanFacts& facts,
                                                   ServiceId service,
                                                   std::span<const OfferedSlot> offered);

/// A text with what it offers, or why there is none.
struct Written {
  std::optional<Draft> draft;
  std::optional<DraftRecord> record;  ///< why a model's text is not used, to be kept
  std::optional<MessageFacts> said;   ///< what the text may say
  std::int64_t visits = 0;
  SkipReason skip_reason = SkipReason::none;
  std::string problem;
};
/// Writes the attempt's text with the times that are free now, and verifies it.
[[nodiscard]] result<Written> write_draft(const EnginePorts& ports, const PlanFacts& facts,
                                          const PlannedAttempt& attempt);
/// Whether a text that was written earlier says today's facts: a client may have another name by
/// now, and what is kept may not be what was written (I21 to I23).
[[nodiscard]] result<bool> says_the_facts(const EnginePorts& ports, const PlanFacts& facts,
                                          const PlannedAttempt& attempt, const Draft& draft);

}  // namespace reactivation::detail
