// Port: what the host's assistant must know when a client answers: the offer made, and what the
// client has asked for since.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/core/attempt.hpp"
#include "reactivation/core/error.hpp"
#include "reactivation/core/lifecycle.hpp"
#include "reactivation/core/slot.hpp"

namespace reactivation {

struct DialogueWish {
  ReplyType kind = ReplyType::other_time;
  Wished wished;
  Instant at;

  friend bool operator==(const DialogueWish&, const DialogueWish&) = default;
};

inline constexpr std::size_t dialogue_wishes_max = 20;

/// One dialogue: a client of a company. Wishes are oldest first; of more, the latest are kept.
struct Dialogue {
  CompanyId company_id;
  ClientId client_id;
  std::optional<AttemptId> attempt_id;  ///< whose offer is on the table
  ServiceId service_id;
  int discount_percent = 0;
  std::optional<LocalDate> offer_valid_until;
  std::vector<Slot> slots;
  std::vector<DialogueWish> wishes;
  ReplyType last_reply = ReplyType::none;
  Instant updated_at;

  friend bool operator==(const Dialogue&, const Dialogue&) = default;
};

struct DialogueKey {
  CompanyId company_id;
  ClientId client_id;

  friend bool operator==(const DialogueKey&, const DialogueKey&) = default;
};

class DialogueMemory {
public:
  virtual ~DialogueMemory() = default;
  /// Nothing when nothing was said. Losing a dialogue costs convenience, never a send.
  [[nodiscard]] virtual result<std::optional<Dialogue>> load_dialogue(CompanyId company,
                                                                      ClientId client) = 0;
  /// Replaces what was known of the dialogue.
  [[nodiscard]] virtual result<void> save_dialogue(const Dialogue& dialogue) = 0;
  /// Before a person is erased: nothing is known of the dialogue any more, wherever else it stands.
  /// An error keeps the person from being erased, so that it is tried again. A memory that lies in
  /// the store needs nothing: erasing takes it along.
  [[nodiscard]] virtual result<void> forget_dialogue(CompanyId company, ClientId client) {
    (void)company;
    (void)client;
    return boost::outcome_v2::success();
  }
  /// Whose dialogues were saved at `since` or later, the latest first. A memory that cannot tell
  /// gives none.
  [[nodiscard]] virtual result<std::vector<DialogueKey>> list_dialogues(Instant since,
                                                                        int rows_max) {
    (void)since;
    (void)rows_max;
    return std::vector<DialogueKey>{};
  }
};

}  // namespace reactivation
