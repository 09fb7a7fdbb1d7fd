// The engine: the order of steps between the core's decisions and the ports that touch the world.
//
//   run_day   plan ─► store
//   dispatch  claim ─► permit? ─► draft ─► verify ─► permit ─► last look ─► send ─► record
//   on_…      store the event ─► understand ─► decide ─► write its changes, once
//   sweep     what time alone makes of attempts; events left behind
//
// Each step is safe to stop after, at any instruction: what was committed is gone on with, what was
// not is done again, and a message that may have left is never sent again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/clock.hpp"
#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/ports/notifier.hpp"
#include "reactivation/ports/office.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation {

/// What an engine works with; all of it must outlive the engine.
struct EnginePorts {
  SnapshotSource& snapshots;
  AttemptStore& attempts;
  Inbox& inbox;
  Office& office;
  SlotSource& slots;
  Messenger& messenger;
  Clock& clock;
  DialogueMemory* dialogues = nullptr;
  Notifier* notifier = nullptr;
};

/// Whether other engines may dispatch the same company at the same time.
enum class Sharing : std::uint8_t {
  shared,
  alone,  ///< the caller knows that nobody else does: hand-overs left open are settled at once
};

struct EngineOptions {
  std::string owner = "engine";  ///< names this worker among all that share the store
  std::string here;              ///< names this installation: see `Office::arm`
  /// How long a worker may hold one attempt; never less than twice the messenger's `send_max`.
  Seconds lease{300};
  Sharing sharing = Sharing::shared;
};

struct StoredDay {
  Plan plan;                      ///< without the clients who are not due
  std::int64_t attempts_new = 0;  ///< of its attempts, those that were not stored before
};

/// What became of one waiting attempt.
enum class MessageFate : std::uint8_t {
  sent,
  uncertain,    ///< handed over, outcome unknown: counts as sent, is never sent again
  rejected,     ///< the messenger refused it, proven unsent
  not_started,  ///< nothing left: the messenger could not be reached, or the last look said no
  cancelled,    ///< the facts have changed since the plan: `skip_reason`, or `problem`
  waiting,      ///< the limits do not let it go now: `permit_reason`
  held,         ///< its text waits for a person's approval
  lost,         ///< another worker has it
};

struct MessageReport {
  PlannedAttempt attempt;
  MessageFate fate = MessageFate::waiting;
  SkipReason skip_reason = SkipReason::none;
  PermitReason permit_reason = PermitReason::approved;
  /// `text_not_sound: <what>`, `client_not_found`; empty otherwise.
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
  std::int64_t held = 0;
  std::int64_t lost = 0;
  /// Hand-overs whose outcome an earlier run did not live to record, now settled.
  std::int64_t settled = 0;
};

/// Called after each attempt is done with.
using MessageObserver = std::function<void(const MessageReport&)>;

/// How far `dispatch` goes.
enum class DispatchUntil : std::uint8_t {
  now,     ///< what may leave at this moment, then return
  window,  ///< waits for every turn of the day (a virtual clock walks through them in no time)
};

struct SweepCounts {
  std::int64_t settled = 0;    ///< lost hand-overs
  std::int64_t changed = 0;    ///< attempts that time alone changed
  std::int64_t processed = 0;  ///< events that had been left behind
};

/// What people said and the store would not take.
struct Unstored {
  struct OptOut {
    PersonKey who;
    std::string why;
  };
  std::vector<OptOut> opt_outs;
  std::vector<InboundEvent> events;  ///< each once, whatever their senders repeat
  bool is_full = false;              ///< more than can be kept: nothing leaves this engine any more
  std::error_code why;               ///< what the store said last

  [[nodiscard]] bool is_empty() const noexcept {
    return opt_outs.empty() && events.empty() && !is_full;
  }
};
/// That many of each are kept.
inline constexpr std::size_t unstored_max = 10'000;

/// What the store fails to take of `opt_out` and `on_event` (a full disk, say) is kept in memory,
/// and the engine is disarmed: whose numbers an opt-out covers is only known to the store, so
/// nobody is written to. `dispatch` and `sweep` store it first; while they cannot they return the
/// store's error, and a dispatch under way stops before its next message. Other engines do not know
/// of it, nor does the next process: an error of these two calls must be repeated by the caller all
/// the same.
///
/// Threads: one call at a time for each engine. Ports and observers may call back: while `dispatch`
/// or `sweep` is under way, everything below "What comes in"; anything else, and those from inside
/// each other, is `errc::busy` and has no effect, save that `on_event` and `opt_out` are kept like
/// what the store does not take (B115).
class Engine {
public:
  Engine(const EnginePorts& ports, EngineOptions options);

  // --- The day ----------------------------------------------------------------------------------
  /// The plan of `clock.now()`, as `run_day` would store it. Effect: none.
  [[nodiscard]] result<Plan> plan(CompanyId company, const Progress& progress = {});
  /// Plans the company's day and stores its attempts. Running it again, also in another process,
  /// stores nothing twice. Sends nothing. Cancelled by `progress` it has stored nothing.
  [[nodiscard]] result<StoredDay> run_day(CompanyId company, const Progress& progress = {});
  /// Takes the company's waiting attempts, one at a time, in the order of their turns. Each is
  /// looked at again (opt-outs, inbox, bookings, consent, limits, free times), written, verified,
  /// permitted and handed over at most once. An error of storage, and `errc::cancelled`, end it
  /// between two messages; called again, it goes on with the rest. Any number of engines may
  /// dispatch one company at the same time.
  [[nodiscard]] result<DispatchCounts> dispatch(CompanyId company, DispatchUntil until,
                                                const MessageObserver& observer = {},
                                                const Progress& progress = {});
  /// What time alone makes of all companies' attempts at `clock.now()`: lost hand-overs settled,
  /// deadlines, expiries; and events whose effect was not written yet. What the governor finds
  /// about accounts is told to the notifier, each thing once a day. One event that fails stops
  /// nothing else; its error comes back when all is done. Run it every few minutes.
  [[nodiscard]] result<SweepCounts> sweep(const Progress& progress = {});

  // --- What comes in ----------------------------------------------------------------------------
  /// Stores the event, then writes its effect. `errc` only when it could not be stored: then the
  /// sender must repeat it, and nothing is sent until it was. What was stored and not understood is
  /// left to `sweep`, and blocks sends to its sender until then. The same event again has no
  /// further effect. `errc::invalid_argument`, without any: it comes from nowhere, or something in
  /// it has no form or size that can be kept (core/event_name.hpp).
  [[nodiscard]] result<InboundReceipt> on_event(const InboundEvent& event);

  // --- Orders of people -------------------------------------------------------------------------
  /// Opts out the person, on the account and in their companies, by every identity, now and later.
  /// After an error of storage nothing is sent until it was stored.
  [[nodiscard]] result<Applied> opt_out(const PersonKey& who, std::string_view why);
  /// The one way back: needs evidence, and is written down with it. `errc::invalid_argument`
  /// without.
  [[nodiscard]] result<Applied> opt_in(const PersonKey& who, std::string_view evidence);
  [[nodiscard]] result<Applied> pause(const PersonKey& who, Instant until);
  /// A person has looked at the client's reply: they may be written to again.
  [[nodiscard]] result<Applied> clear(const PersonKey& who);
  /// Ends the campaign of that attempt.
  [[nodiscard]] result<Applied> cancel(const AttemptId& attempt);
  /// One message by hand, now or at the next turn that the limits allow today. Nothing in the
  /// answer's `attempt`: the reasons against it.
  struct Manual {
    std::optional<AttemptId> attempt_id;
    SkipReason skip_reason = SkipReason::none;
    PermitReason permit_reason = PermitReason::approved;
  };
  [[nodiscard]] result<Manual> send_manual(const PersonKey& who, ServiceId service, Force force);

private:
  enum class Call : std::uint8_t { none, day, inner };
  class Under;

  result<void> store_unstored();
  result<InboundReceipt> take_in(const InboundEvent& event);
  result<Applied> store_opt_out(const PersonKey& who, std::string_view why);

  EnginePorts ports_;
  EngineOptions options_;
  Unstored unstored_;
  Call under_way_ = Call::none;
};

}  // namespace reactivation
