// The day's run: plan and store, then one message after another under every limit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "reactivation/core/limits.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/clock.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation {

/// What a run works with; all of it must outlive the call.
struct DayRunPorts {
  SnapshotSource& snapshots;
  AttemptStore& attempts;
  SlotSource& slots;
  Messenger& messenger;
  Clock& clock;
};

struct StoredDay {
  Plan plan;                      ///< without the clients who are not due
  std::int64_t attempts_new = 0;  ///< of its attempts, those that were not stored before
};

/// Plans the company's day at `clock.now()` and stores the plan's attempts. Running it again, also
/// in another process, stores nothing twice. Sends nothing.
[[nodiscard]] result<StoredDay> run_day(const DayRunPorts& ports, CompanyId company);

/// What became of one waiting attempt.
enum class MessageFate : std::uint8_t {
  sent,
  uncertain,    ///< handed over, outcome unknown: counts as sent, is never sent again
  rejected,     ///< the messenger refused it, proven unsent
  not_started,  ///< the messenger could not be reached; nothing left
  cancelled,    ///< the facts have changed since the plan: `skip_reason`, or `problem`
  waiting,      ///< the limits do not let it go today: `permit_reason`
};

struct MessageReport {
  PlannedAttempt attempt;
  MessageFate fate = MessageFate::waiting;
  SkipReason skip_reason = SkipReason::none;
  PermitReason permit_reason = PermitReason::approved;
  /// `text_not_sound: <what>`, `client_not_found`, `taken_elsewhere`; empty otherwise.
  std::string problem;
  std::optional<OutgoingMessage> message;  ///< set once it was drafted
};

struct DispatchCounts {
  std::int64_t sent = 0;
  std::int64_t uncertain = 0;
  std::int64_t rejected = 0;
  std::int64_t not_started = 0;
  std::int64_t cancelled = 0;
  std::int64_t waiting = 0;
  /// Hand-overs whose outcome an earlier run did not live to record, now settled.
  std::int64_t settled = 0;
};

/// Called after each attempt is done with.
using MessageObserver = std::function<void(const MessageReport&)>;

/// Takes the company's waiting attempts in the order of their turns; for each waits for its turn,
/// looks at everything again (opt-outs, bookings, consent, limits, free times), writes the text,
/// proves that it says nothing but the offer, and hands it over at most once.
///
/// Attempts that an earlier run left between hand-over and outcome are settled first: by the
/// messenger's own word, else as uncertain. So no other run of the company may be going on; the
/// caller sees to that. Stopped at any point and called again, it goes on with the rest. An error
/// of storage, and `errc::cancelled`, end it between two messages.
[[nodiscard]] result<DispatchCounts> dispatch_day(const DayRunPorts& ports, CompanyId company,
                                                  const MessageObserver& observer = {},
                                                  const Progress& progress = {});

}  // namespace reactivation
