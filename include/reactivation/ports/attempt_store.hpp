// Port: where attempts live from the moment they are planned.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/plan.hpp"

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

/// What became of a hand-over.
enum class SendOutcome : std::uint8_t {
  not_started,  ///< no byte left
  rejected,     ///< proven unsent
  accepted,
  uncertain,  ///< counts as sent, never sent again by itself
};

class AttemptStore {
public:
  virtual ~AttemptStore() = default;

  /// Stores the planned attempts in one transaction; those already stored stay as they are. Returns
  /// how many are new.
  [[nodiscard]] virtual result<std::int64_t> store_plan(const Plan& plan) = 0;
  /// The attempts of the company that wait to be sent and are not void at `now`, by not_before.
  [[nodiscard]] virtual result<std::vector<PlannedAttempt>> load_waiting(CompanyId company,
                                                                         Instant now) = 0;
  /// Before the hand-over, in one transaction: the attempt must still wait, its client must not be
  /// opted out; the ledger row is written, the attempt is `dispatching`, its text is stored.
  /// `errc::not_found` when the attempt does not wait any more or the client opted out.
  [[nodiscard]] virtual result<void> begin_dispatch(const OutgoingMessage& message) = 0;
  /// After it: the state, and for what counts as sent the row in `reactivation_campaigns` and the
  /// client's `last_reactivation_sent`. A rejected attempt leaves the ledger again.
  [[nodiscard]] virtual result<void> record_outcome(const OutgoingMessage& message,
                                                    SendOutcome outcome) = 0;
  /// Ends a waiting attempt that will not be sent.
  [[nodiscard]] virtual result<void> cancel_waiting(const AttemptId& attempt, Instant now,
                                                    std::string_view why) = 0;
};

}  // namespace reactivation
