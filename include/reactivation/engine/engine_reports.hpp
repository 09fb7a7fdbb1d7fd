// What an engine says about its work, and what it keeps when the store does not take it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/interval_suggestion.hpp"
#include "reactivation/core/invariant.hpp"
#include "reactivation/core/message_check.hpp"
#include "reactivation/core/permit.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/run_report.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/ports/text_model.hpp"

namespace reactivation {

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
  /// What the last look found broken: then the message did not leave, and dispatch ends.
  BrokenInvariant broken = BrokenInvariant::none;
  /// `text_not_sound: <what>`, `client_not_found`; empty otherwise.
  std::string problem;
  std::optional<OutgoingMessage> message;  ///< set once it was drafted
};

/// Called after each attempt is done with.
using MessageObserver = std::function<void(const MessageReport&)>;

/// How far `dispatch` goes.
enum class DispatchUntil : std::uint8_t {
  now,     ///< what may leave at this moment, then return
  window,  ///< waits for every turn of the day (a virtual clock walks through them in no time)
};

/// The text of a message: the one that is kept, or the one that would be written now.
struct PreviewedText {
  std::string text;     ///< empty: `problem` says why there is none
  std::string problem;  ///< `client_not_found`, `text_not_sound: …`, a reason of the plan
};
struct DayPreview {
  Plan plan;
  std::vector<PreviewedText> texts;  ///< in the order of `plan.planned`
};

/// A stored attempt that waits, with its text.
struct WaitingPreview {
  PlannedAttempt planned;
  PreviewedText text;
  /// What it would be cancelled for, were its turn now (core/permit.hpp).
  SkipReason binding_reason = SkipReason::none;
};

/// What became of a person's own text for an attempt.
struct TextEdit {
  std::vector<MessageDefect> defects;  ///< empty: it is kept
};

struct SweepCounts {
  std::int64_t settled = 0;    ///< lost hand-overs
  std::int64_t changed = 0;    ///< attempts that time alone changed
  std::int64_t processed = 0;  ///< events that had been left behind
};

/// What a language model suggests for a service's interval, and what that rests on.
struct IntervalAdvice {
  IntervalEvidence evidence;
  IntervalSuggestion suggestion;       ///< with the bounds, also when nothing was answered
  ModelEnd end = ModelEnd::malformed;  ///< of the question
  std::string model;                   ///< `TextModel::name`
  Rule rule;  ///< with the suggestion beside its other numbers, none of them in force: to be stored
};

/// What must be known before anything else leaves, and the store would not take.
struct Unstored {
  struct OptOut {
    PersonKey who;
    std::string why;
  };
  struct Signal {
    AccountId account_id;
    AccountSignal signal;
  };
  struct Disarm {
    AccountId account_id;
    std::string why;
  };
  std::vector<OptOut> opt_outs;
  std::vector<InboundEvent> events;  ///< each once, whatever their senders repeat
  std::vector<Signal> signals;
  std::vector<Disarm> disarms;
  std::optional<std::string> stop;  ///< of everything, and why
  bool is_full = false;             ///< more than can be kept: nothing leaves this engine any more
  std::error_code why;              ///< what the store said last

  [[nodiscard]] bool is_empty() const noexcept {
    return opt_outs.empty() && events.empty() && signals.empty() && disarms.empty() && !stop &&
           !is_full;
  }
};
/// That many of each are kept.
inline constexpr std::size_t unstored_max = 10'000;

}  // namespace reactivation
