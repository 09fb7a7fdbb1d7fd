// What ports that speak JSON are asked, and what they answer (docs/c-api.md). One line, without a
// line feed. Instants without an offset are UTC.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/slot.hpp"
#include "reactivation/json/read.hpp"
#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation {

/// {"outcome", "provider_id", "is_number_unknown", "person_fault", "signal"}. `now`: for a signal
/// without a time.
[[nodiscard]] ReadDocument<SendReceipt> read_send_receipt(std::string_view bytes, Instant now,
                                                          const ReadLimits& limits = {});

struct SlotQuestionDocument {
  CompanyId company_id;
  std::span<const ServiceId> services;
  Instant from;
  Instant until;
};
[[nodiscard]] std::string write_slot_question(const SlotQuestionDocument& question);
/// {"slots": [{"service_id", "staff_id", "datetime", "duration_minutes"}]}.
[[nodiscard]] ReadDocument<std::vector<Slot>> read_slots(std::string_view bytes,
                                                         const ReadLimits& limits = {});

/// The document reactivation.dialogue/1, both ways.
[[nodiscard]] std::string write_dialogue(const Dialogue& dialogue);
[[nodiscard]] ReadDocument<Dialogue> read_dialogue(std::string_view bytes,
                                                   const ReadLimits& limits = {});

}  // namespace reactivation
