#include "dispatch.hpp"

#include <algorithm>
#include <utility>

#include "call_guard.hpp"
#include "drafter.hpp"
#include "inbound.hpp"
#include "message_draft.hpp"
#include "reactivation/core/account_alert.hpp"
#include "reactivation/core/event_name.hpp"
#include "reactivation/core/invariant.hpp"
#include "unstored.hpp"

namespace reactivation::detail {
namespace {

using boost::outcome_v2::success;

/// Offered times are looked up again when the text is older (safety.md I20).
constexpr Seconds slots_fresh_for{15 * 60};
/// How often a decision is repeated because something changed under it, before somebody else's
/// turn.
constexpr int tries_max = 20;
/// When nothing says how long to wait: people change what forbids it, not time.
constexpr Seconds look_again_after{15 * 60};
/// A second may end during a reading; several in a row are no chance.
constexpr int looks_max = 5;
constexpr Seconds outcome_expected_after{30};

bool is_not_found(std::error_code error) { return error == make_error_code(errc::not_found); }

/// The last look, made by the messenger when it could write at once.
class StoreLook final : public LastLook {
public:
  StoreLook(const EnginePorts& ports, const Unstored& unstored, std::string_view here,
            const PermitState& permitted, PermitClaim claim)
      : ports_(ports),
        unstored_(unstored),
        here_(here),
        permitted_(permitted),
        claim_(std::move(claim)) {}

  bool still_allowed() override {
    const auto answer = caught([this]() -> result<bool> { return look(); });
    return answer && answer.value();
  }

  [[nodiscard]] BrokenInvariant broken() const noexcept { return broken_; }

private:
  bool look() {
    for (int tries = 0; tries < looks_max; ++tries) {
      if (!unstored_.is_empty()) return false;
      const Instant asked_at = ports_.clock.now();
      const auto state = ports_.attempts.load_permit_state(permitted_.attempt.id, here_, asked_at);
      if (!state) return false;
      if (broken_ == BrokenInvariant::none) {
        broken_ = broken_invariant(permitted_, state.value());
      }
      if (broken_ != BrokenInvariant::none) return false;
      claim_.clock = ports_.clock.trust();
      // Whoever stood still in between has read what may not hold any more.
      if (ports_.clock.now() != asked_at) continue;
      return last_look(state.value(), claim_, asked_at) == PermitReason::approved;
    }
    return false;
  }

  const EnginePorts& ports_;
  const Unstored& unstored_;
  std::string_view here_;
  const PermitState& permitted_;
  PermitClaim claim_;
  BrokenInvariant broken_ = BrokenInvariant::none;
};

OutgoingMessage message_of(const PlannedAttempt& attempt, const PermitState& state,
                           const Draft& draft) {
  const auto& ids = state.facts.clients.id;
  const auto row = static_cast<std::size_t>(
      std::find(ids.begin(), ids.end(), attempt.client_id.value) - ids.begin());
  return {.attempt_id = attempt.attempt_id,
          .company_id = state.facts.company.id,
          .client_id = attempt.client_id,
          .service_id = attempt.service_id,
          .phone = PhoneNumber{state.facts.clients.phone[row]},
          .text = draft.text,
          .template_id = draft.template_id,
          .discount_percent = attempt.discount_percent,
          .slots = draft.slots,
          .sent_at = state.at};
}

/// An error means that no byte left; but how far a messenger came that threw, nobody knows.
SendReceipt receipt_of_error(std::error_code error) {
  const bool has_thrown =
      error == make_error_code(errc::port_failed) || error == make_error_code(errc::out_of_memory);
  return has_thrown ? SendOutcome::uncertain : SendOutcome::not_started;
}

MessageFate fate_of(SendOutcome outcome) noexcept {
  switch (outcome) {
    case SendOutcome::accepted:
      return MessageFate::sent;
    case SendOutcome::rejected:
      return MessageFate::rejected;
    case SendOutcome::not_started:
      return MessageFate::not_started;
    default:
      return MessageFate::uncertain;
  }
}

/// Somebody else has settled the hand-over: what was said about the account and the person counts
/// all the same.
result<Applied> write_late_words(const EnginePorts& ports, const OutgoingMessage& message,
                                 const SendReceipt& receipt) {
  if (receipt.signal) {
    const auto account = ports.office.find_account(message.company_id);
    if (!account) return account.as_failure();
    const auto written = ports.office.record_signal(account.value(), *receipt.signal);
    if (!written) return written.as_failure();
  }
  if (receipt.person_fault == PersonFault::none) return Applied{false, {}};
  const PersonKey who{message.company_id, message.client_id};
  const auto person = ports.inbox.load_person(who);
  if (!person && is_not_found(person.error())) return Applied{false, {}};
  if (!person) return person.as_failure();
  Changes changes =
      changes_of_person_fault(person.value(), receipt.person_fault, ports.clock.now());
  if (receipt.person_fault >= PersonFault::blocked) {  // it stays with the send
    changes.deliveries.push_back({message.attempt_id, Delivery::sent, receipt.person_fault});
  }
  return ports.inbox.apply_order(who, changes);
}

/// Best effort: what the receipt said about the account, and what else was leaving to somebody whom
/// it has opted out.
void tell_of_receipt(const EnginePorts& ports, CompanyId company, const SendReceipt& receipt,
                     const Applied& applied) {
  Changes changes;
  const auto kind = receipt.signal ? alert_of(receipt.signal->kind) : std::nullopt;
  if (kind) changes.alerts.push_back({*kind, company, {}});
  notify_all(ports, changes, applied, company);
}

}  // namespace

SendReceipt proven(SendReceipt receipt, Reach reach) {
  // What cannot be stored and compared is no name, and so proves nothing.
  if (!is_event_name(receipt.provider_id)) receipt.provider_id.clear();
  receipt.outcome = proven_outcome(receipt.outcome, reach, receipt.provider_id);
  return receipt;
}

result<void> tell_of_accounts(const EnginePorts& ports) {
  // Without anybody to tell, nothing is remembered as told.
  if (!ports.notifier) return success();
  const auto alerts = ports.office.take_account_alerts(ports.clock.now());
  if (!alerts) return alerts.as_failure();
  for (const Alert& alert : alerts.value()) ports.notifier->notify(alert);
  return success();
}

result<std::int64_t> settle_lost_hand_overs(const EnginePorts& ports, Instant lost_at,
                                            std::optional<CompanyId> only) {
  const auto lost = ports.attempts.load_lost_hand_overs(lost_at);
  if (!lost) return lost.as_failure();
  std::int64_t settled = 0;
  for (const LostHandOver& hand_over : lost.value()) {
    if (only && hand_over.company_id != *only) continue;
    auto known = ports.messenger.find_outcome(hand_over.attempt_id);
    const SendReceipt receipt =
        proven(known && known.value() ? *known.value() : SendReceipt{SendOutcome::uncertain},
               ports.messenger.reach());
    const auto recorded =
        ports.attempts.record_outcome(hand_over.attempt_id, receipt, ports.clock.now());
    if (!recorded && !is_not_found(recorded.error())) return recorded.as_failure();
    if (!recorded) continue;
    ++settled;
    tell_of_receipt(ports, hand_over.company_id, receipt, recorded.value());
  }
  return settled;
}

PermitClaim Dispatch::claim_of(const Lease& lease) const {
  return {lease.owner, lease.epoch, ports_.messenger.reach(), ports_.clock.trust(),
          ports_.messenger.send_max()};
}

void Dispatch::done(const MessageReport& report) {
  std::int64_t* const counts[] = {&counts_.sent,        &counts_.uncertain, &counts_.rejected,
                                  &counts_.not_started, &counts_.cancelled, &counts_.waiting,
                                  &counts_.held,        &counts_.lost};
  ++*counts[static_cast<std::size_t>(report.fate)];
  ++done_;
  fate_ = report.fate;
  handed_out_.permit_reason = report.permit_reason;
  handed_out_.skip_reason = report.skip_reason;
  if (observer_) observer_(report);
}

result<void> Dispatch::cancel(MessageReport& report, std::string_view why) {
  report.fate = MessageFate::cancelled;
  auto cancelled =
      ports_.attempts.cancel_waiting(report.attempt.attempt_id, ports_.clock.now(), why);
  // Somebody else ended it meanwhile: that is as good.
  if (!cancelled && !is_not_found(cancelled.error())) return cancelled.as_failure();
  done(report);
  return success();
}

/// Gives the attempt back until it is worth asking again; past its window it will be void.
result<void> Dispatch::wait(const ClaimedAttempt& claimed, const PermitDecision& decision,
                            MessageReport& report) {
  const Instant now = ports_.clock.now();
  const Instant void_at = claimed.planned.not_after;
  Instant again = now + look_again_after;
  if (decision.not_before) again = std::max(*decision.not_before, now + Seconds{1});
  if (decision.reason == PermitReason::too_many_open) again = now + outcome_expected_after;
  again = std::min(again, void_at);
  handed_out_.not_before = again;
  report.fate = MessageFate::waiting;
  report.permit_reason = decision.reason;
  auto released = ports_.attempts.release(
      {claimed.planned.attempt_id, claimed.lease.owner, claimed.lease.epoch}, again);
  if (!released) return released.as_failure();
  if (again >= void_at || until_ == DispatchUntil::now) done(report);
  return success();
}

/// Whether the text's times were free a moment ago, or still are.
bool Dispatch::is_fresh(const PermitState& state, const Draft& draft) {
  const Instant now = ports_.clock.now();
  const auto& staff = state.facts.staff;
  const bool is_staffed =
      std::all_of(draft.slots.begin(), draft.slots.end(),
                  [&staff](const OfferedSlot& slot) { return detail::is_staffed(slot, staff); });
  if (!is_staffed) return false;
  if (draft.slots.empty() || now - draft.drafted_at <= slots_fresh_for) return true;
  const auto offered = offered_now(ports_, state.facts, state.attempt.service_id, draft.slots);
  return offered.size() == draft.slots.size();
}

/// Writes and keeps the text. False: `report` says what became of the attempt instead.
result<bool> Dispatch::draft(const ClaimedAttempt& claimed, const PermitState& state,
                             MessageReport& report, std::optional<Draft>& draft) {
  auto fresh = write_draft(ports_, state.facts, claimed.planned);
  if (!fresh) return fresh.as_failure();
  if (fresh.value().record) {  // best effort: a reason is worth no message
    (void)caught([&] { return ports_.drafts->save_drafts({&*fresh.value().record, 1}); });
  }
  if (!fresh.value().draft) {
    report.problem = fresh.value().problem;
    report.skip_reason = fresh.value().skip_reason;
    const std::string why =
        report.problem.empty() ? std::string(to_string(report.skip_reason)) : report.problem;
    if (auto cancelled = cancel(report, why); !cancelled) return cancelled.as_failure();
    return false;
  }
  draft = std::move(fresh.value().draft);
  const DraftMark mark = state.facts.settings.require_approval ? DraftMark::held : DraftMark::ready;
  const auto kept = ports_.attempts.save_draft(
      {claimed.planned.attempt_id, claimed.lease.owner, claimed.lease.epoch}, *draft, mark,
      ports_.clock.now());
  if (!kept) return kept.as_failure();
  if (kept.value() && mark == DraftMark::ready) return true;
  report.fate = kept.value() ? MessageFate::held : MessageFate::lost;
  done(report);
  return false;
}

/// Commits the permit. When a failure leaves it open whether that was done, the store is asked.
result<bool> Dispatch::permitted(const PermitState& state, const OutgoingMessage& message,
                                 const PermitClaim& claim) {
  auto committed = ports_.attempts.commit_permit(state, options_.here, message);
  if (committed) return committed;
  const auto now =
      ports_.attempts.load_permit_state(message.attempt_id, options_.here, ports_.clock.now());
  if (!now) return committed;
  const bool is_ours = now.value().lease.epoch == claim.epoch &&
                       now.value().attempt.state == AttemptState::dispatching;
  if (is_ours) return true;
  return committed;
}

/// Best effort: losing it costs the assistant a hint, never a send.
void Dispatch::remember_offer(const OutgoingMessage& message, const TimeZone& zone) {
  if (!ports_.dialogues) return;
  const auto known = ports_.dialogues->load_dialogue(message.company_id, message.client_id);
  Dialogue dialogue = known && known.value() ? *known.value() : Dialogue{};
  dialogue.company_id = message.company_id;
  dialogue.client_id = message.client_id;
  dialogue.attempt_id = message.attempt_id;
  dialogue.service_id = message.service_id;
  dialogue.discount_percent = message.discount_percent;
  dialogue.offer_valid_until = zone.local_date(message.sent_at) + response_deadline;
  dialogue.slots.clear();
  for (const OfferedSlot& offered : message.slots) dialogue.slots.push_back(offered.slot);
  dialogue.updated_at = message.sent_at;
  (void)ports_.dialogues->save_dialogue(dialogue);
}

/// The one place from which a message leaves: the permit is committed, the messenger looks once
/// more, and the outcome is written down whatever it was.
result<void> Dispatch::hand_over(const PermitState& state, const PermitClaim& claim,
                                 MessageReport& report) {
  const OutgoingMessage& message = *report.message;
  StoreLook look(ports_, unstored_, options_.here, state, claim);
  const auto sent = caught([&] { return ports_.messenger.send(message, look); });
  const SendReceipt receipt =
      proven(sent ? sent.value() : receipt_of_error(sent.error()), ports_.messenger.reach());
  // Before anything that may fail itself.
  std::error_code broken;
  if (look.broken() != BrokenInvariant::none) broken = disarm(state, look.broken());
  Applied applied;
  const auto is_ours = record(state, message, receipt, applied);
  if (!is_ours) return broken ? broken : is_ours.error();
  const bool is_settled = !is_ours.value();
  report.fate = is_settled ? MessageFate::uncertain : fate_of(receipt.outcome);
  report.broken = look.broken();
  if (receipt.outcome == SendOutcome::accepted) {
    remember_offer(message, state.facts.company.time_zone);
  }
  done(report);
  if (broken) return broken;
  return sent ? result<void>(success()) : result<void>(sent.error());
}

result<bool> Dispatch::record(const PermitState& state, const OutgoingMessage& message,
                              const SendReceipt& receipt, Applied& applied) {
  const auto recorded = caught([&] {
    return ports_.attempts.record_outcome(message.attempt_id, receipt, ports_.clock.now());
  });
  // Somebody else has settled it meanwhile: then it counts as sent, and stays so.
  const bool is_settled = !recorded && is_not_found(recorded.error());
  const bool is_known = recorded && !recorded.value().has_changed;
  const auto written = is_settled || is_known
                           ? caught([&] { return write_late_words(ports_, message, receipt); })
                           : recorded;
  keep_words(state, message, receipt, written ? std::error_code{} : written.error());
  if (!written) return written.as_failure();
  tell_of_receipt(ports_, message.company_id, receipt, written.value());
  applied = written.value();
  return !is_settled;
}

/// Instead of `hand_over`: the permit is committed, and whoever asked sends by himself.
result<void> Dispatch::give_out(const PermitState& state, const PermitClaim& claim,
                                MessageReport& report) {
  const OutgoingMessage& message = *report.message;
  StoreLook look(ports_, unstored_, options_.here, state, claim);
  if (look.still_allowed()) {
    handed_out_.message = message;
    handed_out_.epoch = claim.epoch;
    return success();
  }
  std::error_code broken;
  if (look.broken() != BrokenInvariant::none) broken = disarm(state, look.broken());
  Applied applied;
  const auto recorded = record(state, message, SendOutcome::not_started, applied);
  if (broken) return broken;
  if (!recorded) return recorded.as_failure();
  report.fate = MessageFate::not_started;
  done(report);
  return success();
}

/// What a receipt says about the account or against writing to the person is obeyed also when the
/// store has not taken it: nobody will say it again.
void Dispatch::keep_words(const PermitState& state, const OutgoingMessage& message,
                          const SendReceipt& receipt, std::error_code failure) {
  if (receipt.signal) {
    remember_signal(unstored_, state.facts.account->id, *receipt.signal, failure);
  }
  if (opts_out(receipt.person_fault)) {
    remember_opt_out(unstored_, {message.company_id, message.client_id}, "messenger", failure);
  }
}

/// Somebody must look before anything else leaves, from any installation.
std::error_code Dispatch::disarm(const PermitState& state, BrokenInvariant broken) {
  const AccountId account = state.facts.account->id;
  const std::string why = std::string(promise_of(broken)) + " " + std::string(to_string(broken));
  const auto disarmed =
      caught([&] { return ports_.office.disarm(account, why, ports_.clock.now()); });
  remember_disarm(unstored_, account, why, disarmed ? std::error_code{} : disarmed.error());
  if (ports_.notifier) ports_.notifier->notify({AlertKind::invariant_broken, company_, {}});
  return make_error_code(errc::invariant_broken);
}

result<void> Dispatch::take(const ClaimedAttempt& claimed) {
  MessageReport report;
  report.attempt = claimed.planned;
  std::optional<Draft> draft = claimed.draft;
  bool is_old = draft.has_value();  // written by an earlier holder, or approved by a person
  for (int tries = 0; tries < tries_max; ++tries) {
    const Instant now = ports_.clock.now();
    const auto state =
        ports_.attempts.load_permit_state(claimed.planned.attempt_id, options_.here, now);
    if (!state) return state.as_failure();
    const PermitClaim claim = claim_of(claimed.lease);
    const PermitDecision decision = permit_for(state.value(), claim, now);
    report.permit_reason = decision.reason;
    report.skip_reason = decision.skip_reason;
    if (decision.verdict == PermitVerdict::leave) break;
    if (decision.verdict == PermitVerdict::wait) return wait(claimed, decision, report);
    if (decision.verdict == PermitVerdict::cancel) {
      return cancel(report, decision.skip_reason == SkipReason::none
                                ? to_string(decision.reason)
                                : to_string(decision.skip_reason));
    }
    if (draft && !is_fresh(state.value(), *draft)) draft.reset();
    // What a person has read goes as it was read.
    if (draft && is_old && !state.value().facts.settings.require_approval) {
      const auto holds = says_the_facts(ports_, state.value().facts, claimed.planned, *draft);
      if (!holds) return holds.as_failure();
      if (!holds.value()) draft.reset();
    }
    is_old = false;
    if (!draft) {
      const auto goes_on = this->draft(claimed, state.value(), report, draft);
      if (!goes_on) return goes_on.as_failure();
      if (!goes_on.value()) return success();
      continue;  // writing may have taken time: look at everything again
    }
    report.message = message_of(claimed.planned, state.value(), *draft);
    const auto committed = permitted(state.value(), *report.message, claim);
    if (!committed) return committed.as_failure();
    if (committed.value()) {
      return is_for_outside_ ? give_out(state.value(), claim, report)
                             : hand_over(state.value(), claim, report);
    }
  }
  report.message.reset();
  report.fate = MessageFate::lost;
  done(report);
  return success();
}

/// A second at a time, so that whoever asks it to end need not wait for the turn.
result<void> Dispatch::wait_for_turn(Instant turn, const Progress& progress) {
  if (!progress) return ports_.clock.wait_until(turn);
  while (true) {
    const Instant step = std::min(turn, ports_.clock.now() + Seconds{1});
    auto waited = ports_.clock.wait_until(step);
    if (!waited || step >= turn) return waited;
    if (!progress("messages", done_, 0)) return make_error_code(errc::cancelled);
  }
}

result<DispatchCounts> Dispatch::run(const Progress& progress) {
  // Alone, whatever is open was left open.
  const bool is_alone = options_.sharing == Sharing::alone;
  const auto settled = is_alone ? settle_lost_hand_overs(ports_, max_instant, company_)
                                : settle_lost_hand_overs(ports_, ports_.clock.now());
  if (!settled) return settled.as_failure();
  counts_.settled = settled.value();
  if (ports_.model != nullptr && progress && !progress("drafts", 0, 0)) {
    return make_error_code(errc::cancelled);
  }
  bool asks = draft_ahead({ports_, options_, unstored_, company_, max_instant, progress});
  while (true) {
    if (progress && !progress("messages", done_, 0)) return make_error_code(errc::cancelled);
    if (!unstored_.is_empty()) return unstored_.why;
    const Instant now = ports_.clock.now();
    const auto claim =
        ports_.attempts.claim_next({company_, options_.owner, now, now + options_.lease});
    if (!claim) return claim.as_failure();
    if (claim.value().attempt) {
      if (auto taken = take(*claim.value().attempt); !taken) return taken.as_failure();
      continue;
    }
    const auto next = claim.value().next_turn_at;
    if (!next || until_ == DispatchUntil::now) break;
    // While there is nothing to send there is time to ask, and no more of it than that.
    if (asks) asks = draft_ahead({ports_, options_, unstored_, company_, *next, progress});
    if (auto waited = wait_for_turn(*next, progress); !waited) return waited.as_failure();
  }
  if (progress && !progress("messages", done_, done_)) return make_error_code(errc::cancelled);
  return counts_;
}

result<Engine::HandedOut> Dispatch::hand_out() {
  is_for_outside_ = true;
  for (int tries = 0; tries < tries_max; ++tries) {
    if (!unstored_.is_empty()) return unstored_.why;
    const Instant now = ports_.clock.now();
    const Instant until = now + options_.lease;
    const auto claim = ports_.attempts.claim_next({company_, options_.owner, now, until});
    if (!claim) return claim.as_failure();
    if (!claim.value().attempt) {
      if (!handed_out_.not_before) handed_out_.not_before = claim.value().next_turn_at;
      return handed_out_;
    }
    handed_out_ = {};
    handed_out_.outcome_until = until;
    if (auto taken = take(*claim.value().attempt); !taken) return taken.as_failure();
    // Others are as far from their turn as one who waits for it.
    if (handed_out_.message || fate_ == MessageFate::waiting) return handed_out_;
  }
  return handed_out_;
}

}  // namespace reactivation::detail
