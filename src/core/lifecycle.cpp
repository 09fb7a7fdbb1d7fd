#include "reactivation/core/lifecycle.hpp"

#include <algorithm>
#include <utility>

#include "contacts.hpp"
#include "reactivation/core/permit.hpp"
#include "reactivation/core/rule.hpp"

namespace reactivation {
namespace {

bool is_open_campaign(const Attempt& attempt) noexcept {
  return counts_as_sent(attempt.state) && attempt.completion_reason == CompletionReason::none;
}

Instant deadline_of(const Attempt& attempt) noexcept {
  return within_reach(attempt.sent_at.value_or(no_instant)) + response_deadline;
}

/// Who is written to next may be asked again then.
Instant next_attempt_at(const PersonAttempt& known) noexcept {
  const int days =
      std::clamp(known.retry_interval_days, min_retry_interval_days, max_interval_days);
  return within_reach(known.attempt.sent_at.value_or(no_instant)) + Days{days};
}

AttemptChange change_of(const PersonAttempt& known, std::string_view why) {
  return {known.company_id, known.attempt, known.attempt, known.booking_id, std::nullopt, why};
}

void cancel_waiting(const Person& person, std::string_view why, Changes& changes) {
  for (const PersonAttempt& known : person.attempts) {
    if (!is_waiting_to_be_sent(known.attempt.state)) continue;
    AttemptChange change = change_of(known, why);
    change.after.state = AttemptState::cancelled;
    changes.attempts.push_back(change);
  }
}

/// The attempt that a reply answers: the one named, else the latest sent whose deadline is open.
const PersonAttempt* answered_attempt(const Person& person, const ReplyFacts& reply, Instant at) {
  const PersonAttempt* latest = nullptr;
  for (const PersonAttempt& known : person.attempts) {
    const Attempt& attempt = known.attempt;
    if (!counts_as_sent(attempt.state) || !attempt.sent_at) continue;
    if (reply.about == attempt.id) return &known;
    const bool is_waited_for = at < deadline_of(attempt);
    if (is_waited_for && (!latest || *attempt.sent_at > *latest->attempt.sent_at)) latest = &known;
  }
  return latest;
}

/// A careful answer is never replaced by a happier one.
bool is_refusal(ReplyType type) noexcept {
  return type == ReplyType::opt_out || type == ReplyType::negative;
}

CompletionReason completion_of(const ReplyFacts& reply) noexcept {
  if (reply.is_opt_out) return CompletionReason::opted_out;
  if (reply.type == ReplyType::negative) return CompletionReason::negative;
  return CompletionReason::none;
}

void record_reply(const PersonAttempt& known, const ReplyFacts& reply, Instant at,
                  Changes& changes) {
  AttemptChange change = change_of(known, "reply");
  Attempt& after = change.after;
  if (!after.response_received_at) after.response_received_at = at;
  const ReplyType type = reply.is_opt_out ? ReplyType::opt_out : reply.type;
  const bool is_booked = after.reply_type == ReplyType::booking_created;
  if (!is_booked && (is_refusal(type) || !is_refusal(after.reply_type))) after.reply_type = type;
  // A rule that allows more attempts later opens a campaign that ran out of them, never a refused
  // one.
  const bool may_go_on = after.completion_reason == CompletionReason::none ||
                         after.completion_reason == CompletionReason::max_attempts;
  const CompletionReason completion = completion_of(reply);
  if (may_go_on && completion != CompletionReason::none) after.completion_reason = completion;
  if (!(after == change.seen)) changes.attempts.push_back(change);
}

void add_client_changes(const Person& person, const ReplyFacts& reply, Changes& changes) {
  for (const PersonClient& client : person.clients) {
    const auto add = [&](ClientChangeKind kind, std::optional<Instant> until,
                         std::string_view why) {
      changes.clients.push_back(
          {client.company_id, client.client_id, kind, until, StaffId{}, std::string(why)});
    };
    add(ClientChangeKind::wrote, std::nullopt, "reply");
    if (reply.is_opt_out) continue;
    if (reply.needs_person) {
      add(ClientChangeKind::frozen, std::nullopt, "unclear reply");
      changes.alerts.push_back(
          {AlertKind::reply_needs_person, client.company_id, client.client_id});
    }
    if (reply.type == ReplyType::pause_until && reply.pause_until) {
      // What a person has set for longer stays.
      const Instant asked = client.zone.start_of(*reply.pause_until);
      add(ClientChangeKind::paused, std::max(asked, client.paused_until.value_or(asked)),
          "asked for it");
    }
  }
}

/// What the client asked for is kept; a member of staff asked for twice is the favourite (§4.7).
void add_wish(const Person& person, const ReplySubject& subject, const ReplyFacts& reply,
              Changes& changes) {
  const bool is_staff = reply.type == ReplyType::other_staff;
  if (!is_staff && reply.type != ReplyType::other_service && reply.type != ReplyType::other_time) {
    return;
  }
  Wished wished = reply.wished;
  if (!is_staff) wished.staff_id.reset();
  changes.wishes.push_back({subject.company_id, subject.client_id, reply.type, wished});
  if (!wished.staff_id) return;
  for (const PersonClient& client : person.clients) {
    if (client.company_id != subject.company_id || client.client_id != subject.client_id) continue;
    const auto& before = client.wished_staff;
    if (std::find(before.begin(), before.end(), *wished.staff_id) == before.end()) continue;
    changes.clients.push_back({client.company_id, client.client_id, ClientChangeKind::new_favourite,
                               std::nullopt, *wished.staff_id, "asked for twice"});
  }
}

}  // namespace

std::optional<ReplySubject> subject_of_reply(const Person& person, const ReplyFacts& reply,
                                             Instant at) {
  if (const PersonAttempt* answered = answered_attempt(person, reply, at)) {
    return ReplySubject{answered->company_id, answered->attempt.client_id};
  }
  if (person.clients.empty()) return std::nullopt;
  return ReplySubject{person.clients.front().company_id, person.clients.front().client_id};
}

Changes changes_of_reply(const Person& person, const ReplyFacts& reply, Instant at) {
  Changes changes;
  changes.at = at;
  add_client_changes(person, reply, changes);
  const PersonAttempt* answered = answered_attempt(person, reply, at);
  if (answered) record_reply(*answered, reply, at, changes);
  const bool is_taken_as_opt_out =
      reply.type == ReplyType::negative &&
      std::any_of(person.clients.begin(), person.clients.end(),
                  [](const PersonClient& client) { return client.opt_out_on_negative; });
  const std::string_view why = reply.is_models_reading ? "reply as a model read it" : "reply";
  if (reply.is_opt_out) {
    changes.opt_out = OptOutChange{reply.is_incident ? "complaint" : why, reply.is_incident};
  } else if (is_taken_as_opt_out) {
    changes.opt_out = OptOutChange{"negative reply", false};
  }
  if (reply.is_incident) {
    for (const PersonClient& client : person.clients) {
      changes.alerts.push_back({AlertKind::complaint, client.company_id, client.client_id});
    }
  }
  if (const auto subject = subject_of_reply(person, reply, at)) {
    add_wish(person, *subject, reply, changes);
  }
  cancel_waiting(person, "in_conversation", changes);
  return changes;
}

Changes changes_of_own_message(const Person& person, Instant at) {
  Changes changes;
  changes.at = at;
  cancel_waiting(person, "in_conversation", changes);
  return changes;
}

namespace {

AttemptState state_after(AttemptState state, Delivery delivery) noexcept {
  switch (delivery) {
    case Delivery::delivered:
      return state == AttemptState::read ? state : AttemptState::delivered;
    case Delivery::read:
      return AttemptState::read;
    default:
      break;
  }
  // `sent` and `failed` say only that the messenger had it.
  const bool was_unknown =
      state == AttemptState::uncertain || state == AttemptState::uncertain_final;
  return was_unknown ? AttemptState::accepted : state;
}

}  // namespace

ClientChange unreachable(CompanyId company, ClientId client, Instant at) {
  return {company,
          client,
          ClientChangeKind::unreachable,
          at + number_unknown_pause,
          StaffId{},
          "not on the messenger"};
}

namespace {

std::string_view why_of(PersonFault fault) noexcept {
  if (fault == PersonFault::blocked) return "blocked";
  if (fault == PersonFault::reported) return "reported";
  return "messenger";
}

}  // namespace

Changes changes_of_person_fault(const Person& person, PersonFault fault, Instant at) {
  Changes changes;
  changes.at = at;
  if (fault == PersonFault::none) return changes;
  if (opts_out(fault)) {
    changes.opt_out = OptOutChange{why_of(fault), false};
    return changes;
  }
  const Instant until = at + (fault == PersonFault::wait ? person_wait : person_rest);
  for (const PersonClient& client : person.clients) {
    if (client.paused_until.value_or(no_instant) >= until) continue;
    changes.clients.push_back({client.company_id, client.client_id, ClientChangeKind::paused, until,
                               StaffId{}, "messenger"});
  }
  return changes;
}

namespace {

/// What the report says about the person and their number.
void add_word_of_person(const Person& person, const PersonAttempt& known,
                        const DeliveryReport& report, Changes& changes) {
  const bool is_failure = report.delivery == Delivery::failed;
  const ClientId client = known.attempt.client_id;
  if (is_failure || opts_out(report.person_fault)) {
    Changes of_person = changes_of_person_fault(person, report.person_fault, report.at);
    changes.clients = std::move(of_person.clients);
    changes.opt_out = of_person.opt_out;
  }
  if (changes.opt_out) {
    changes.opt_out->company_id = known.company_id;
    changes.opt_out->client_id = client;
  }
  if (is_failure && report.is_number_unknown) {
    changes.clients.push_back(unreachable(known.company_id, client, report.at));
  }
}

}  // namespace

Changes changes_of_delivery(const Person& person, const AttemptId& attempt,
                            const DeliveryReport& report) {
  Changes changes;
  changes.at = report.at;
  for (const PersonAttempt& known : person.attempts) {
    // While it is being handed over, the hand-over's own outcome comes first.
    const AttemptState state = known.attempt.state;
    if (known.attempt.id != attempt || !counts_as_sent(state)) continue;
    if (state == AttemptState::dispatching) continue;
    AttemptChange change = change_of(known, "delivery");
    change.after.state = state_after(state, report.delivery);
    if (change.after.state != state) changes.attempts.push_back(change);
    changes.deliveries.push_back({attempt, report.delivery, report.person_fault});
    add_word_of_person(person, known, report, changes);
  }
  return changes;
}

namespace {

void convert(const PersonAttempt& known, const BookingFacts& booking, Changes& changes) {
  AttemptChange change = change_of(known, "booking");
  change.after.reply_type = ReplyType::booking_created;
  if (!change.after.response_received_at) change.after.response_received_at = booking.created_at;
  change.after.completion_reason = CompletionReason::converted;
  change.booking_id = booking.booking_id;
  changes.attempts.push_back(change);
}

void end_by_visit(const PersonAttempt& known, Changes& changes) {
  AttemptChange change = change_of(known, "visit");
  change.after.completion_reason = CompletionReason::visited;
  changes.attempts.push_back(change);
}

/// The booking that converted the campaign fell through: the cycle goes on after the retry
/// interval.
void reopen(const PersonAttempt& known, Changes& changes) {
  AttemptChange change = change_of(known, "booking fell through");
  change.after.completion_reason = CompletionReason::none;
  change.next_attempt_at = next_attempt_at(known);
  change.booking_id.reset();
  changes.attempts.push_back(change);
}

/// Whoever has been in again is no open question any more (§4.11).
void clear_frozen(const Person& person, const BookingFacts& booking, Changes& changes) {
  for (const PersonClient& client : person.clients) {
    const bool is_theirs =
        client.company_id == booking.company_id && client.client_id == booking.client_id;
    if (!is_theirs || !client.needs_person) continue;
    changes.clients.push_back({client.company_id, client.client_id, ClientChangeKind::cleared,
                               std::nullopt, StaffId{}, "visit"});
  }
}

/// Made after the message and before its deadline.
bool is_brought_by(const BookingFacts& booking, const Attempt& attempt) noexcept {
  return attempt.sent_at && booking.created_at >= *attempt.sent_at &&
         booking.created_at < deadline_of(attempt);
}

/// The last message before the booking is the one that brought it.
const PersonAttempt* bringer_of(const Person& person, const BookingFacts& booking) {
  const PersonAttempt* latest = nullptr;
  for (const PersonAttempt& known : person.attempts) {
    const bool is_theirs =
        known.company_id == booking.company_id && known.attempt.client_id == booking.client_id;
    if (!is_theirs || !is_open_campaign(known.attempt)) continue;
    if (!is_brought_by(booking, known.attempt)) continue;
    if (!latest || *known.attempt.sent_at > *latest->attempt.sent_at) latest = &known;
  }
  return latest;
}

}  // namespace

Changes changes_of_booking(const Person& person, const BookingFacts& booking, Instant at) {
  Changes changes;
  changes.at = at;
  const bool is_off =
      booking.status == BookingStatus::cancelled || booking.status == BookingStatus::no_show;
  const PersonAttempt* bringer = is_off ? nullptr : bringer_of(person, booking);
  for (const PersonAttempt& known : person.attempts) {
    const Attempt& attempt = known.attempt;
    if (known.company_id != booking.company_id || attempt.client_id != booking.client_id) continue;
    if (is_off) {
      const bool was_this = attempt.completion_reason == CompletionReason::converted &&
                            known.booking_id == booking.booking_id;
      if (was_this) reopen(known, changes);
      continue;
    }
    if (&known == bringer) {
      convert(known, booking, changes);
    } else if (is_open_campaign(attempt) && booking.status == BookingStatus::completed &&
               attempt.sent_at && booking.starts_at >= *attempt.sent_at) {
      end_by_visit(known, changes);
    }
  }
  if (booking.status == BookingStatus::completed) clear_frozen(person, booking, changes);
  if (!is_off) {
    Person theirs;
    std::copy_if(person.attempts.begin(), person.attempts.end(),
                 std::back_inserter(theirs.attempts), [&](const PersonAttempt& known) {
                   return known.company_id == booking.company_id &&
                          known.attempt.client_id == booking.client_id;
                 });
    cancel_waiting(theirs, booking.status == BookingStatus::completed ? "visit" : "booking",
                   changes);
  }
  return changes;
}

namespace {

/// The deadline has passed. Nobody answered, or somebody did and did not book.
AttemptChange close_silent(const PersonAttempt& known) {
  AttemptChange change = change_of(known, "deadline");
  Attempt& after = change.after;
  switch (after.reply_type) {
    case ReplyType::none:
      after.reply_type = ReplyType::no_response;
      [[fallthrough]];
    case ReplyType::no_response:
    case ReplyType::pause_until:
    case ReplyType::booking_created:  // and the booking fell through
      if (after.attempt_number >= std::min(known.attempts_max, max_attempts_ceiling)) {
        after.completion_reason = CompletionReason::max_attempts;
      } else {
        change.next_attempt_at = next_attempt_at(known);
      }
      break;
    default:
      after.completion_reason = CompletionReason::replied;
      break;
  }
  return change;
}

}  // namespace

std::optional<AttemptChange> change_of_time(const PersonAttempt& known, Instant now) {
  const Attempt& attempt = known.attempt;
  if (is_waiting_to_be_sent(attempt.state)) {
    if (!attempt.not_after || now < *attempt.not_after) return std::nullopt;
    AttemptChange change = change_of(known, "expired");
    change.after.state = AttemptState::cancelled;
    return change;
  }
  if (!counts_as_sent(attempt.state) || !attempt.sent_at) return std::nullopt;
  if (attempt.state == AttemptState::uncertain && now >= *attempt.sent_at + uncertain_final_after) {
    AttemptChange change = change_of(known, "no word for a day");
    change.after.state = AttemptState::uncertain_final;
    return change;
  }
  if (!is_open_campaign(attempt) || now < deadline_of(attempt)) return std::nullopt;
  if (attempt.state == AttemptState::dispatching || known.next_attempt_at) return std::nullopt;
  return close_silent(known);
}

Changes changes_of_unreadable(const Person& person, Instant at) {
  Changes changes;
  changes.at = at;
  for (const PersonClient& client : person.clients) {
    changes.clients.push_back({client.company_id, client.client_id, ClientChangeKind::frozen,
                               std::nullopt, StaffId{}, "message cannot be read"});
    changes.alerts.push_back({AlertKind::event_unreadable, client.company_id, client.client_id});
  }
  cancel_waiting(person, "in_conversation", changes);
  return changes;
}

Instant time_of_event(Instant told, Instant received_at) noexcept {
  const bool is_believable = told >= events_since && told <= received_at + clock_slack;
  return is_believable ? told : received_at;
}

Changes changes_of_cancel(const Person& person, const AttemptId& attempt, Instant at) {
  Changes changes;
  changes.at = at;
  const auto named =
      std::find_if(person.attempts.begin(), person.attempts.end(),
                   [&attempt](const PersonAttempt& known) { return known.attempt.id == attempt; });
  if (named == person.attempts.end()) return changes;
  for (const PersonAttempt& known : person.attempts) {
    const bool is_same_campaign = known.company_id == named->company_id &&
                                  known.attempt.client_id == named->attempt.client_id &&
                                  known.attempt.service_id == named->attempt.service_id;
    if (!is_same_campaign) continue;
    AttemptChange change = change_of(known, "cancelled by hand");
    if (is_waiting_to_be_sent(known.attempt.state)) {
      change.after.state = AttemptState::cancelled;
    }
    // The named one also when it has ended by itself, by a booking, a visit or without having left:
    // a later plan might go on with its cycle.
    const bool is_open =
        is_waiting_to_be_sent(known.attempt.state) || is_open_campaign(known.attempt) ||
        (&known == &*named && !detail::ends_cycle_for_good(known.attempt.completion_reason));
    if (is_open) {
      change.after.completion_reason = CompletionReason::cancelled;
      changes.attempts.push_back(change);
    }
  }
  return changes;
}

std::string_view original_response_type(ReplyType type) noexcept {
  switch (type) {
    case ReplyType::none:
      return {};
    case ReplyType::opt_out:
    case ReplyType::negative:
      return "negative";
    case ReplyType::positive:
    case ReplyType::other_service:
    case ReplyType::other_staff:
    case ReplyType::other_time:
      return "positive";
    case ReplyType::no_response:
      return "no_response";
    case ReplyType::booking_created:
      return "booking_created";
    default:
      return "neutral";
  }
}

std::string_view original_completion_reason(CompletionReason reason) noexcept {
  switch (reason) {
    case CompletionReason::none:
      return {};
    case CompletionReason::converted:
      return "converted";
    case CompletionReason::max_attempts:
      return "max_attempts";
    case CompletionReason::opted_out:
      return "opted_out";
    default:
      return "cancelled";
  }
}

}  // namespace reactivation
