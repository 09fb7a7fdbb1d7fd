// What a worker outside asks and is told before and after he sends (docs/listener.md). Instants
// without an offset are UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/json/read.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation {

/// {"company_id"} asks for a message; {"attempt_id", "epoch"} whether that one may still leave.
struct WorkerQuestion {
  CompanyId company_id;
  std::optional<AttemptId> attempt_id;
  std::int64_t epoch = 0;
};
[[nodiscard]] ReadDocument<WorkerQuestion> read_worker_question(std::string_view bytes,
                                                                const ReadLimits& limits = {});

/// {"attempt_id", "epoch", "receipt"}; `receipt` as `read_send_receipt` takes it. `now`: for a
/// signal without a time.
struct OutcomeReport {
  AttemptId attempt_id;
  std::int64_t epoch = 0;
  SendReceipt receipt;
};
[[nodiscard]] ReadDocument<OutcomeReport> read_outcome_report(std::string_view bytes, Instant now,
                                                              const ReadLimits& limits = {});

/// {"allowed", "epoch", "outcome_until", "reason", "not_before", "message"}, on one line.
struct PermitDocument {
  bool is_allowed = false;
  std::optional<OutgoingMessage> message;  ///< what may leave, when a message was asked for
  std::int64_t epoch = 0;                  ///< with `message`
  std::optional<Instant> outcome_until;    ///< with `message`
  std::string_view reason;                 ///< against it, when there is one
  std::optional<Instant> not_before;       ///< when it is worth asking again
};
[[nodiscard]] std::string write_permit(const PermitDocument& permit);

}  // namespace reactivation
