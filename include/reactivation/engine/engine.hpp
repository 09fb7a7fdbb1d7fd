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

#include "reactivation/core/message.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/engine/engine_ports.hpp"
#include "reactivation/engine/engine_reports.hpp"
#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/messenger.hpp"
#include "reactivation/ports/progress.hpp"

namespace reactivation {

namespace detail {
class ReplyReader;
}

/// What the store fails to take of `opt_out`, `on_event`, `on_signal`, `disarm` and
/// `stop_everything` (a full disk, say) is kept in memory, and the engine is disarmed: whose
/// numbers an opt-out covers is only known to the store, so nobody is written to. `dispatch` and
/// `sweep` store it first; while they cannot they return the store's error, and a dispatch under
/// way stops before its next message.
/// Other engines do not know of it, nor does the next process: an error of these calls must be
/// repeated by the caller all the same.
///
/// Exceptions: none of the library's own leave it. One of a port's, an observer's or a progress
/// function's that is a `std::exception` ends the call with `errc::port_failed`, want of memory
/// with `errc::out_of_memory`; the next call goes on from what was committed. Anything else that is
/// thrown passes through.
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
  /// What the plan of `clock.now()` says about one client, with the text they would get: the same
  /// plan, the same words and the same checks as a run's. Effect: none. `errc::not_found` for an
  /// unknown client.
  struct Preview {
    std::optional<PlannedAttempt> planned;
    std::optional<SkippedClient> skipped;  ///< why not; neither: they are not due
    std::optional<Draft> draft;            ///< of `planned`
    std::string problem;                   ///< of `planned`, when no text can be sent
    std::optional<MessageFacts> said;      ///< of `planned`: what its text may say
    std::int64_t visits = 0;               ///< of the client, that have taken place
  };
  [[nodiscard]] result<Preview> preview(const PersonKey& who, const Progress& progress = {});
  /// `plan`, by `PlanScope::all` with everybody, and a text for each of its messages. Effect: none.
  [[nodiscard]] result<DayPreview> preview_day(CompanyId company, PlanScope scope,
                                               const Progress& progress = {});
  /// Those of the company's attempts that wait, in this order, with the text of each. Effect: none.
  [[nodiscard]] result<std::vector<WaitingPreview>> preview_waiting(
      CompanyId company, std::span<const AttemptId> attempts);
  /// Asks the model for a service's interval, with numbers of the salon and no client's. Effect:
  /// none; whoever stores `rule` keeps the suggestion, and a person puts it into force.
  /// `errc::not_found` for a service that the company does not have, `errc::unsupported` without a
  /// model. What the model fails with is in the answer.
  [[nodiscard]] result<IntervalAdvice> suggest_interval(CompanyId company, ServiceId service,
                                                        const Progress& progress = {});
  /// Takes the company's waiting attempts, one at a time, in the order of their turns. Each is
  /// looked at again (opt-outs, inbox, bookings, consent, limits, free times), written, verified,
  /// permitted and handed over at most once. An error of storage, and `errc::cancelled`, end it
  /// between two messages; called again, it goes on with the rest. `progress` is asked before each
  /// message, every second while it waits for a turn, and at the end, with the number done as the
  /// total. Any number of engines may dispatch one company at the same time. With a model its texts
  /// are asked for first, all together (`EnginePorts::model`); what fails there costs the texts,
  /// never the messages. `errc::invariant_broken`: right before a message left, the store's answers
  /// contradicted what the protocol guarantees (core/invariant.hpp). It did not leave, the account
  /// is disarmed on every installation, and somebody is told.
  [[nodiscard]] result<DispatchCounts> dispatch(CompanyId company, DispatchUntil until,
                                                const MessageObserver& observer = {},
                                                const Progress& progress = {});
  /// What time alone makes of all companies' attempts at `clock.now()`: lost hand-overs settled,
  /// deadlines, expiries; and events whose effect was not written yet. What the governor finds
  /// about accounts is told to the notifier, each thing once a day. One event that fails stops
  /// nothing else; its error comes back when all is done. Run it every few minutes.
  [[nodiscard]] result<SweepCounts> sweep(const Progress& progress = {});

  /// Takes in what stands in the store's bookings and nobody has told of: a client who was written
  /// to has booked or been in, or the booking that converted a campaign fell through
  /// (core/booking_news.hpp). Each is an event of the provider `store`, once. For hosts whose
  /// bookings are written into the store, or imported: call it afterwards, or every few minutes.
  /// How many there were. `errc::not_found` for an unknown company; called again it goes on.
  [[nodiscard]] result<std::int64_t> read_bookings(CompanyId company,
                                                   const Progress& progress = {});

  // --- What comes in ----------------------------------------------------------------------------
  /// Stores the event, then writes its effect. `errc` only when it could not be stored: then the
  /// sender must repeat it, and nothing is sent until it was. What was stored and not understood is
  /// left to `sweep`, and blocks sends to its sender until then. The same event again has no
  /// further effect. `errc::invalid_argument`, without any: it comes from nowhere, or something in
  /// it has no form or size that can be kept (core/event_name.hpp).
  [[nodiscard]] result<InboundReceipt> on_event(const InboundEvent& event);
  /// What the messenger did to the account: obeyed before anything else is sent, and told. The same
  /// signal again changes nothing.
  [[nodiscard]] result<void> on_signal(AccountId account, const AccountSignal& signal);

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
  /// A waiting attempt stays until it is approved, or its day is over: then the next plan's attempt
  /// is held in its place. `errc::not_found` when it does not wait.
  [[nodiscard]] result<void> hold(const AttemptId& attempt);
  [[nodiscard]] result<void> approve(const AttemptId& attempt);
  /// A person's own text for a waiting attempt: checked like a generated one, and kept when nothing
  /// is wrong with it. Before it leaves it is checked again, unless the company approves each text:
  /// then it waits for approval. `errc::not_found` for an attempt that does not wait.
  [[nodiscard]] result<TextEdit> edit_text(const AttemptId& attempt, std::string_view text);
  /// What the client was promised and holds at `clock.now()`, latest first, for the desk.
  [[nodiscard]] result<std::vector<Offer>> find_offers(CompanyId company,
                                                       std::optional<ClientId> client,
                                                       std::optional<PhoneNumber> phone = {});
  /// Everything that is stored about the client, as one JSON document.
  [[nodiscard]] result<std::string> export_person(const PersonKey& who);
  /// See `Office::erase_person`. It cannot be undone.
  [[nodiscard]] result<void> erase_person(const PersonKey& who);

  // --- Workers outside --------------------------------------------------------------------------
  /// One message for a worker who hands it over by himself: chosen, written, checked, permitted and
  /// looked at like those of `dispatch`. `EnginePorts::messenger` stands for him: its `reach` and
  /// its `send_max`, within which he begins; it is never sent to. From the answer on the message
  /// counts as sent, whether the answer arrives or not: a worker who dies has sent it
  /// (`uncertain`), once `EngineOptions::lease` is over and somebody sweeps. Everything that fails
  /// means no.
  struct HandedOut {
    std::optional<OutgoingMessage> message;  ///< may leave now, once
    std::int64_t epoch = 0;                  ///< with `message`: names this permit
    Instant outcome_until;                   ///< with `message`: later it counts as uncertain
    /// Without: the reason of the last attempt looked at; `approved` when none waits.
    PermitReason permit_reason = PermitReason::approved;
    SkipReason skip_reason = SkipReason::none;
    std::optional<Instant> not_before;  ///< without: when it is worth asking again
  };
  [[nodiscard]] result<HandedOut> hand_out(CompanyId company);
  /// The last look, for a worker who has let time pass since: whether what was handed out may still
  /// leave. He asks right before the first byte, sends nothing after a no, and reports
  /// `not_started`. `errc::not_found` for an attempt or an epoch that was not handed out.
  [[nodiscard]] result<bool> still_allowed(const AttemptId& attempt, std::int64_t epoch);
  /// What became of it. The same again, and what comes after the time, changes nothing but what the
  /// receipt says about the account and the person. `errc::not_found` as above.
  [[nodiscard]] result<Applied> report_outcome(const AttemptId& attempt, std::int64_t epoch,
                                               const SendReceipt& receipt);

  // --- Accounts ---------------------------------------------------------------------------------
  /// Sends to people become possible from the installation that the options name, and only there.
  [[nodiscard]] result<void> arm(AccountId account);
  [[nodiscard]] result<void> disarm(AccountId account, std::string_view why);
  /// A person has looked after a ban or a stop: see `Office::confirm`.
  [[nodiscard]] result<void> confirm(AccountId account);
  /// Every account of the store stops at once; each starts again by `confirm`.
  [[nodiscard]] result<void> stop_everything(std::string_view why);

private:
  enum class Call : std::uint8_t { none, day, inner };
  class Under;

  template <class Work>
  auto guarded(Call call, Work work) -> decltype(work());
  result<Plan> plan_now(CompanyId company, const Progress& progress,
                        PlanScope scope = PlanScope::due_only);
  result<SweepCounts> sweep_now(const Progress& progress);
  result<void> store_unstored();
  result<void> store_signal(AccountId account, const AccountSignal& signal);
  result<void> store_disarm(AccountId account, std::string_view why);
  result<void> store_stop(std::string_view why);
  result<InboundReceipt> take_in(const InboundEvent& event, detail::ReplyReader& reader);
  result<Applied> store_opt_out(const PersonKey& who, std::string_view why);

  EnginePorts ports_;
  EngineOptions options_;
  Unstored unstored_;
  std::vector<OutgoingMessage> handed_out_;  ///< whose outcome is not known: for the dialogues
  Call under_way_ = Call::none;
};

}  // namespace reactivation
