#include "reactivation/engine/day_run.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "day_run_message.hpp"
#include "reactivation/core/message_check.hpp"
#include "reactivation/engine/plan_from.hpp"

namespace reactivation {
namespace {

using boost::outcome_v2::success;

/// Slots are offered up to a week ahead; a day more covers the edges of time zones.
constexpr Days slots_ahead{9};

std::string_view word_for_log(SkipReason reason) noexcept {
  switch (reason) {
    case SkipReason::company_disabled:
      return "company_disabled";
    case SkipReason::opted_out:
      return "opted_out";
    case SkipReason::consent_missing:
      return "consent_missing";
    case SkipReason::phone_missing:
      return "phone_missing";
    case SkipReason::phone_invalid:
      return "phone_invalid";
    case SkipReason::paused:
      return "paused";
    case SkipReason::needs_person:
      return "needs_person";
    case SkipReason::no_visit:
      return "no_visit";
    case SkipReason::upcoming_booking:
      return "upcoming_booking";
    case SkipReason::visited_recently:
      return "visited_recently";
    case SkipReason::not_due:
      return "not_due";
    case SkipReason::lapsed:
      return "lapsed";
    case SkipReason::attempt_open:
      return "attempt_open";
    case SkipReason::contacted_recently:
      return "contacted_recently";
    case SkipReason::max_attempts:
      return "max_attempts";
    case SkipReason::holdout:
      return "holdout";
    default:
      return "changed";
  }
}

bool is_not_found(std::error_code error) { return error == make_error_code(errc::not_found); }

/// One company's dispatch. Every step returns an error only when the run itself cannot go on.
class Dispatch {
public:
  Dispatch(const DayRunPorts& ports, CompanyId company, const MessageObserver& observer)
      : ports_(ports), company_(company), observer_(observer) {}

  result<void> settle_lost();
  result<void> take(const PlannedAttempt& attempt);
  [[nodiscard]] const DispatchCounts& counts() const noexcept { return counts_; }

private:
  result<PlanFacts> facts_now() {
    return ports_.snapshots.load_plan_facts(company_, ports_.clock.now(), PlanScope::due_only);
  }
  result<std::optional<PlanFacts>> wait_for_permit(MessageReport& report);
  result<std::optional<OutgoingMessage>> draft(const PlanFacts& facts, MessageReport& report);
  result<void> hand_over(MessageReport& report);
  result<void> cancel(MessageReport& report, std::string_view why);
  void done(const MessageReport& report);

  const DayRunPorts& ports_;
  CompanyId company_;
  const MessageObserver& observer_;
  DispatchCounts counts_;
};

/// Permits that an earlier run took and did not live to close. They are never sent again.
result<void> Dispatch::settle_lost() {
  const auto facts = facts_now();
  if (!facts) return facts.as_failure();
  for (const Attempt& attempt : facts.value().attempts) {
    if (attempt.state != AttemptState::dispatching) continue;
    auto known = ports_.messenger.find_outcome(attempt.id);
    const SendOutcome outcome = known && known.value() ? *known.value() : SendOutcome::uncertain;
    OutgoingMessage message;
    message.attempt_id = attempt.id;
    message.company_id = company_;
    message.client_id = attempt.client_id;
    message.service_id = attempt.service_id;
    message.discount_percent = attempt.discount_percent;
    message.sent_at = attempt.sent_at.value_or(ports_.clock.now());
    const std::vector<ClientId> one{attempt.client_id};
    const auto client = ports_.snapshots.load_clients(company_, one);
    if (!client) return client.as_failure();
    if (!client.value().empty()) message.phone = client.value().front().phone;
    if (auto recorded = ports_.attempts.record_outcome(message, outcome); !recorded) {
      return recorded.as_failure();
    }
    ++counts_.settled;
  }
  return success();
}

void Dispatch::done(const MessageReport& report) {
  switch (report.fate) {
    case MessageFate::sent:
      ++counts_.sent;
      break;
    case MessageFate::uncertain:
      ++counts_.uncertain;
      break;
    case MessageFate::rejected:
      ++counts_.rejected;
      break;
    case MessageFate::not_started:
      ++counts_.not_started;
      break;
    case MessageFate::cancelled:
      ++counts_.cancelled;
      break;
    case MessageFate::waiting:
      ++counts_.waiting;
      break;
  }
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

/// Waits until the limits let the message go. Nothing in the answer: they do not, today.
result<std::optional<PlanFacts>> Dispatch::wait_for_permit(MessageReport& report) {
  const PlannedAttempt& attempt = report.attempt;
  Instant at = std::max(ports_.clock.now(), attempt.not_before);
  while (true) {
    if (auto waited = ports_.clock.wait_until(at); !waited) return waited.as_failure();
    auto facts = facts_now();
    if (!facts) return facts.as_failure();
    PlanFacts& known = facts.value();
    const SendCalendar calendar{known.settings, known.account ? &*known.account : nullptr,
                                known.company.time_zone,
                                detail::client_zone_of(known, attempt.client_id)};
    const auto open =
        std::count_if(known.attempts.begin(), known.attempts.end(),
                      [](const Attempt& a) { return a.state == AttemptState::dispatching; });
    const Permit permit =
        permit_to_send({calendar, ports_.clock.now(), attempt.not_after, static_cast<int>(open)});
    report.permit_reason = permit.reason;
    if (permit.is_approved()) return std::optional<PlanFacts>(std::move(known));
    if (!permit.not_before || *permit.not_before >= attempt.not_after) break;
    at = std::max(*permit.not_before, ports_.clock.now() + Seconds{1});
  }
  return std::optional<PlanFacts>{};
}

/// The message, or nothing when the attempt has been cancelled for what was found.
result<std::optional<OutgoingMessage>> Dispatch::draft(const PlanFacts& facts,
                                                       MessageReport& report) {
  const PlannedAttempt& attempt = report.attempt;
  const Instant now = ports_.clock.now();
  const std::vector<ClientId> one{attempt.client_id};
  const auto clients = ports_.snapshots.load_clients(company_, one);
  if (!clients) return clients.as_failure();
  const auto visits = ports_.snapshots.load_visits(company_, one, now);
  if (!visits) return visits.as_failure();
  std::vector<OfferedSlot> slots;
  if (!attempt.slots.empty()) {
    const std::vector<ServiceId> service{attempt.service_id};
    const auto free = ports_.slots.find_slots(company_, service, now, now + slots_ahead);
    if (!free) return free.as_failure();
    slots = detail::still_free(attempt.slots, free.value(), now);
  }
  if (clients.value().empty()) {
    report.problem = "client_not_found";
    return std::optional<OutgoingMessage>{};
  }
  const Client& client = clients.value().front();
  if (client.phone_status == PhoneStatus::test && !ports_.messenger.takes_test_numbers()) {
    report.skip_reason = SkipReason::phone_invalid;
    return std::optional<OutgoingMessage>{};
  }
  const MessageFacts said =
      detail::message_facts(facts, attempt, client, visits.value().columns(), slots, now);
  const RenderedMessage rendered = render_message(said);
  OutgoingMessage message{.attempt_id = attempt.attempt_id,
                          .company_id = company_,
                          .client_id = attempt.client_id,
                          .service_id = attempt.service_id,
                          .phone = client.phone,
                          .text = rendered.text,
                          .template_id = rendered.template_id,
                          .discount_percent = attempt.discount_percent,
                          .slots = std::move(slots),
                          .sent_at = now};
  if (const auto defects = check_message(message.text, said); !defects.empty()) {
    report.problem = "text_not_sound: " + std::string(to_string(defects.front().fault));
    return std::optional<OutgoingMessage>{};
  }
  return std::optional<OutgoingMessage>(std::move(message));
}

/// The one place from which a message leaves: permit committed first, then handed over once.
result<void> Dispatch::hand_over(MessageReport& report) {
  const OutgoingMessage& message = *report.message;
  if (auto begun = ports_.attempts.begin_dispatch(message); !begun) {
    if (!is_not_found(begun.error())) return begun.as_failure();
    report.problem = "taken_elsewhere";
    return cancel(report, report.problem);
  }
  auto sent = ports_.messenger.send(message);
  const SendOutcome outcome = sent ? sent.value() : SendOutcome::not_started;
  const auto recorded = ports_.attempts.record_outcome(message, outcome);
  if (!recorded && !is_not_found(recorded.error())) return recorded.as_failure();
  // Somebody else has settled it meanwhile: then it counts as sent, and stays so.
  switch (recorded ? outcome : SendOutcome::uncertain) {
    case SendOutcome::accepted:
      report.fate = MessageFate::sent;
      break;
    case SendOutcome::uncertain:
      report.fate = MessageFate::uncertain;
      break;
    case SendOutcome::rejected:
      report.fate = MessageFate::rejected;
      break;
    case SendOutcome::not_started:
      report.fate = MessageFate::not_started;
      break;
  }
  done(report);
  return sent ? result<void>(success()) : result<void>(sent.error());
}

result<void> Dispatch::take(const PlannedAttempt& attempt) {
  MessageReport report;
  report.attempt = attempt;
  const auto facts = wait_for_permit(report);
  if (!facts) return facts.as_failure();
  if (!facts.value()) {
    report.fate = MessageFate::waiting;
    done(report);
    return success();
  }
  report.skip_reason = detail::reason_against(*facts.value(), attempt, ports_.clock.now());
  if (report.skip_reason != SkipReason::none) {
    return cancel(report, word_for_log(report.skip_reason));
  }
  auto drafted = draft(*facts.value(), report);
  if (!drafted) return drafted.as_failure();
  if (!drafted.value()) {
    return cancel(report, report.problem.empty() ? word_for_log(report.skip_reason)
                                                 : std::string_view(report.problem));
  }
  report.message = std::move(*drafted.value());
  return hand_over(report);
}

}  // namespace

result<StoredDay> run_day(const DayRunPorts& ports, CompanyId company) {
  auto plan = plan_from(ports.snapshots, company, ports.clock.now(), PlanScope::due_only);
  if (!plan) return plan.as_failure();
  const auto stored = ports.attempts.store_plan(plan.value());
  if (!stored) return stored.as_failure();
  return StoredDay{std::move(plan).value(), stored.value()};
}

result<DispatchCounts> dispatch_day(const DayRunPorts& ports, CompanyId company,
                                    const MessageObserver& observer, const Progress& progress) {
  Dispatch dispatch(ports, company, observer);
  if (auto settled = dispatch.settle_lost(); !settled) return settled.as_failure();
  const auto waiting = ports.attempts.load_waiting(company, ports.clock.now());
  if (!waiting) return waiting.as_failure();
  const auto total = static_cast<std::int64_t>(waiting.value().size());
  std::int64_t done = 0;
  for (const PlannedAttempt& attempt : waiting.value()) {
    if (progress && !progress("messages", done, total)) return make_error_code(errc::cancelled);
    if (auto taken = dispatch.take(attempt); !taken) return taken.as_failure();
    ++done;
  }
  if (progress) progress("messages", done, total);
  return dispatch.counts();
}

}  // namespace reactivation
