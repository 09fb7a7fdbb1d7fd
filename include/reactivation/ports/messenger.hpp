// Port: what carries a message to a person.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/error.hpp"
#include "reactivation/core/permit.hpp"
#include "reactivation/core/send_outcome.hpp"
#include "reactivation/core/slot_ranking.hpp"

namespace reactivation {

/// A text ready for the messenger, with the offer it makes.
struct OutgoingMessage {
  AttemptId attempt_id;
  CompanyId company_id;
  ClientId client_id;
  ServiceId service_id;
  PhoneNumber phone;
  std::string text;
  std::string template_id;
  int discount_percent = 0;
  std::vector<OfferedSlot> slots;
  Instant sent_at;
};

/// The messenger's answer to a hand-over.
struct SendReceipt {
  SendOutcome outcome = SendOutcome::uncertain;
  /// The messenger's own name for the message. Without one nothing that reaches people was accepted
  /// (`proven_outcome`); one that is no name of an event (core/event_name.hpp) is none.
  std::string provider_id;
  std::string_view why;  ///< a word of the messenger's adapter for what was refused; static text
  bool is_number_unknown = false;  ///< rejected: the messenger does not know the number (B20)
  /// What the answer says about the person alone, whatever became of the message.
  PersonFault person_fault = PersonFault::none;
  std::optional<AccountSignal> signal;  ///< what the answer says about the account itself

  SendReceipt() = default;
  SendReceipt(SendOutcome what) : outcome(what) {}  // NOLINT(google-explicit-constructor)
};

/// The last look before the first byte. A messenger calls it once it can write at once (a
/// connection stands), and writes nothing unless the answer is true.
class LastLook {
public:
  virtual ~LastLook() = default;
  [[nodiscard]] virtual bool still_allowed() = 0;
};

class Messenger {
public:
  virtual ~Messenger() = default;

  /// `nobody`: an outbox or a memory; only those take +999 numbers, and only those need no arming.
  [[nodiscard]] virtual Reach reach() const noexcept = 0;
  /// The longest that `send` takes; a message leaves only when this still fits into its window.
  [[nodiscard]] virtual Seconds send_max() const noexcept { return Seconds{30}; }
  /// Hands the message over, at most once for an attempt id. An error means that no byte left;
  /// everything unclear is `SendOutcome::uncertain`. When the last look says no, nothing is written
  /// and the answer is `not_started`. Blocks; never repeats by itself.
  [[nodiscard]] virtual result<SendReceipt> send(const OutgoingMessage& message,
                                                 LastLook& look) = 0;
  /// What became of a hand-over whose answer was lost, where the messenger can tell; else nothing.
  /// Effect: none.
  [[nodiscard]] virtual result<std::optional<SendReceipt>> find_outcome(
      const AttemptId& /*attempt*/) {
    return std::optional<SendReceipt>{};
  }
};

}  // namespace reactivation
