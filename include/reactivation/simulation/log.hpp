// What happened in a simulated world, in order. It is all that the oracle reads, and it is written
// as text, so that equal runs can be compared by their bytes.
//
// An entry is written when the call that it tells of has returned: what it says was in force then
// was committed before every later entry. Entries of other workers may stand before it although the
// call began earlier.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "reactivation/core/snapshot.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation::simulation {

// --- What the host and the people of the world do ------------------------------------------------

/// The company as it stands from here on. `facts` has no clients, visits, attempts or slots; its
/// account is the one the company sends through, without sends.
struct CompanyStated {
  Snapshot facts;
};
/// The host wrote the client's row. A row may say `reactivation_opt_out` false for somebody who is
/// opted out: that takes nothing back.
struct ClientStated {
  CompanyId company_id;
  Client client;
};
/// The client is also known by this identity from here on.
struct IdentityStated {
  CompanyId company_id;
  ClientId client_id;
  Identity identity;
};
/// The host wrote the visit's row; the same id replaces.
struct VisitStated {
  CompanyId company_id;
  Visit visit;
};
/// All free times of the company.
struct SlotsStated {
  CompanyId company_id;
  std::vector<Slot> slots;
};

/// What a call to the engine or the store came to.
enum class CallEnd : std::uint8_t {
  done,
  refused,  ///< it said that there is nothing to do (not found, invalid): nothing has changed
  failed,   ///< an error of storage: it may have happened or not
  /// It has begun, and its end is told by an entry of its own. Written of orders that permit
  /// something: other workers may act upon it before the call returns.
  begun,
};

enum class OrderKind : std::uint8_t {
  opt_out,
  opt_in,  ///< with evidence
  pause,
  clear,
  cancel,
  hold,
  approve,
  send_manual,
  arm,
  disarm,
  confirm,
  stop_everything,
  ban,  ///< the messenger says that the account is banned for a time
};
/// A person's order, or the messenger's word about the account. Ids that do not apply are unset.
struct Ordered {
  int worker = 0;
  OrderKind kind = OrderKind::opt_out;
  CallEnd end = CallEnd::done;
  CompanyId company_id;
  ClientId client_id;
  AccountId account_id;
  std::optional<AttemptId> attempt_id;
  std::optional<Instant> until;  ///< of a pause
  Force force = Force::no;
};

/// What the person who wrote means, as the world knows it.
enum class Intention : std::uint8_t {
  none,       ///< not a client's message
  opt_out,    ///< do not write to me
  complaint,  ///< the same, with a threat
  refusal,    ///< not this time
  agreement,
  question,
  away,        ///< not before a date
  other_wish,  ///< another time, service or member of staff
  unreadable,  ///< a picture, nonsense, not a text
};
/// An event was given to `Engine::on_event`.
struct EventGiven {
  int worker = 0;
  InboundEvent event;
  Intention intention = Intention::none;
  CallEnd end = CallEnd::done;
  ReceiptState receipt = ReceiptState::stored;  ///< when done
  bool is_processed = false;                    ///< its effect was written, too
};

// --- What the engines do -------------------------------------------------------------------------

/// `Engine::sweep` returned; `done` says that every stored event that can be understood now was.
struct Swept {
  int worker = 0;
  CallEnd end = CallEnd::done;
};
/// `Engine::run_day` returned.
struct DayPlanned {
  int worker = 0;
  CompanyId company_id;
  CallEnd end = CallEnd::done;
  Plan plan;  ///< when done
  std::int64_t attempts_new = 0;
};
/// The messenger asked for the last look.
struct Looked {
  int worker = 0;
  AttemptId attempt_id;
  bool is_allowed = false;
};
/// The first byte was written.
struct Wired {
  int worker = 0;
  OutgoingMessage message;
  PlannedAttempt planned;  ///< the attempt as its plan had it
};
/// What the messenger did, whatever it answered.
struct Answered {
  int worker = 0;
  AttemptId attempt_id;
  SendOutcome outcome = SendOutcome::uncertain;  ///< as answered; `uncertain` also for no answer
  bool has_reached = false;                      ///< whether the person has got the message
};
/// An engine is done with an attempt for now.
struct Reported {
  int worker = 0;
  AttemptId attempt_id;
  MessageFate fate = MessageFate::waiting;
  SkipReason skip_reason = SkipReason::none;
  PermitReason permit_reason = PermitReason::approved;
  std::string problem;
  BrokenInvariant broken = BrokenInvariant::none;  ///< what the engine's own assertion found
};

/// The worker died in the middle of a call; what it had committed stays. It starts again later as
/// another one, which remembers nothing.
struct Crashed {
  int worker = 0;
  std::string place;
};
struct Faulted {
  int worker = 0;
  std::string_view kind;
  std::string place;
};
/// What the workers' clocks show from here on: the true instant + `ahead`.
struct ClockSet {
  Seconds ahead{0};
  bool is_trusted = true;
};

// --- What the store holds ------------------------------------------------------------------------

struct StoredAttempt {
  CompanyId company_id;
  Attempt attempt;
  Lease lease;
};
/// One change of an attempt's state as the store's own append-only events tell it, oldest first.
struct StoredEventStep {
  AttemptId attempt_id;
  std::string from;  ///< empty: it was made
  std::string to;
};
/// The store was read from outside, at the end of a day and of the world.
struct Audited {
  bool is_end = false;  ///< the faults have ended, and two windows have passed
  std::vector<StoredAttempt> attempts;
  std::vector<StoredEventStep> steps;  ///< new since the audit before
  std::int64_t unprocessed = 0;        ///< events that are stored and wait for their effect
  std::int64_t lost_hand_overs = 0;    ///< whose lease is over
  struct Opted {
    CompanyId company_id;
    ClientId client_id;
  };
  std::vector<Opted> opted_out;  ///< clients whom the store holds to be opted out
};

using Happening = std::variant<CompanyStated, ClientStated, IdentityStated, VisitStated,
                               SlotsStated, Ordered, EventGiven, Swept, DayPlanned, Looked, Wired,
                               Answered, Reported, Crashed, Faulted, ClockSet, Audited>;

struct LogEntry {
  Instant at;  ///< the true instant, never going back
  Happening what;
};

/// One line without its end: the same for the same entry on every machine and compiler.
[[nodiscard]] std::string to_line(const LogEntry& entry);

}  // namespace reactivation::simulation
