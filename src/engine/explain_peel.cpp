#include "explain_peel.hpp"

#include <algorithm>

namespace reactivation::detail {
namespace {

constexpr PhoneNumber test_phone{999'000'000'000'000};

Client* find_client(Snapshot& snapshot, ClientId id) {
  const auto found = std::find_if(snapshot.clients.begin(), snapshot.clients.end(),
                                  [id](const Client& client) { return client.id == id; });
  return found == snapshot.clients.end() ? nullptr : &*found;
}

/// The client and everybody with the same number: one person for consent and cadence.
template <class Use>
void for_person(Snapshot& snapshot, const Client& client, Use use) {
  const PhoneNumber phone = client.phone;
  const ClientId id = client.id;
  for (Client& other : snapshot.clients) {
    if (other.id == id || (phone.is_set() && other.phone == phone)) use(other);
  }
}

template <class Use>
void for_attempts_of_person(Snapshot& snapshot, const Client& client, Use use) {
  for_person(snapshot, client, [&](const Client& other) {
    for (Attempt& attempt : snapshot.attempts) {
      if (attempt.client_id == other.id) use(attempt);
    }
  });
}

void close_attempt(Attempt& attempt, Instant now) {
  if (is_waiting_to_be_sent(attempt.state)) {
    attempt.state = AttemptState::cancelled;
  } else if (attempt.completion_reason == CompletionReason::none && attempt.sent_at &&
             now < *attempt.sent_at + response_deadline) {
    attempt.completion_reason = CompletionReason::cancelled;
  }
}

/// Takes the time of the send away, and nothing of what it means for the cycle.
void forget_when_sent(Attempt& attempt, LocalDate last_visit_on, const TimeZone& zone,
                      Instant now) {
  if (!attempt.sent_at) return;
  if (zone.local_date(*attempt.sent_at) > last_visit_on) {
    attempt.cycle_key = std::max(attempt.cycle_key, last_visit_on);
  }
  const bool is_human =
      attempt.reply_type > ReplyType::none && attempt.reply_type < ReplyType::no_response;
  const bool is_over = now >= *attempt.sent_at + response_deadline;
  if (is_human && is_over && attempt.completion_reason == CompletionReason::none) {
    attempt.completion_reason = CompletionReason::replied;
  }
  attempt.sent_at.reset();
}

bool has_service(const Visit& visit, ServiceId service) {
  return std::find(visit.service_ids.begin(), visit.service_ids.end(), service) !=
         visit.service_ids.end();
}

Instant last_visit_of(const Snapshot& snapshot, ClientId client, ServiceId service, Instant now) {
  Instant last = min_instant;
  for (const Visit& visit : snapshot.visits) {
    if (visit.client_id == client && visit.status == VisitStatus::completed &&
        visit.starts_at <= now && has_service(visit, service)) {
      last = std::max(last, visit.starts_at);
    }
  }
  return last;
}

/// Attempts of earlier cycles stay out of this one's count when its visit moves.
void set_aside_old_cycles(Snapshot& snapshot, ClientId client, ServiceId service, Instant now) {
  const TimeZone& zone = snapshot.company.time_zone;
  if (!zone.is_known()) return;
  const LocalDate last_on = zone.local_date(last_visit_of(snapshot, client, service, now));
  for (Attempt& attempt : snapshot.attempts) {
    if (attempt.client_id != client || attempt.service_id != service) continue;
    const bool is_of_cycle = attempt.cycle_key >= last_on ||
                             (attempt.sent_at && zone.local_date(*attempt.sent_at) > last_on);
    if (!is_of_cycle) attempt.service_id = ServiceId{};
  }
}

/// Moves the client's visits back in time, so that the service is due.
void make_due(Snapshot& snapshot, ClientId client, ServiceId service, Instant now) {
  set_aside_old_cycles(snapshot, client, service, now);
  const Days back{max_interval_days + 1};
  for (Visit& visit : snapshot.visits) {
    if (visit.client_id != client || visit.status != VisitStatus::completed) continue;
    if (visit.starts_at <= now && has_service(visit, service)) {
      visit.starts_at = std::max(min_instant, visit.starts_at - back);
    }
  }
  snapshot.settings.lapsed_cutoff_days += static_cast<int>(back.count());
}

void open_all_hours(Snapshot& snapshot) {
  snapshot.settings.sending_hours = {0, 24};
  snapshot.settings.sending_days = WeekdaySet::every_day();
  snapshot.settings.holidays.clear();
  if (!snapshot.account) return;
  snapshot.account->safe_sending_hours = {0, 24};
  snapshot.account->safe_sending_days = WeekdaySet::every_day();
}

void remove_bookings(Snapshot& snapshot, ClientId client, Instant now) {
  std::erase_if(snapshot.visits, [client, now](const Visit& visit) {
    return visit.client_id == client && visit.starts_at > now;
  });
}

void remove_attempts(Snapshot& snapshot, ClientId client, ServiceId service) {
  std::erase_if(snapshot.attempts, [client, service](const Attempt& attempt) {
    return attempt.client_id == client && attempt.service_id == service;
  });
}

}  // namespace

bool take_away(SkipReason reason, Snapshot& snapshot, ClientId id, ServiceId service, Instant now) {
  Client* client = find_client(snapshot, id);
  if (!client) return false;
  const TimeZone& zone = snapshot.company.time_zone;
  switch (reason) {
    case SkipReason::company_disabled:
      snapshot.settings.enabled = true;
      return true;
    case SkipReason::opted_out:
      for_person(snapshot, *client, [](Client& other) { other.reactivation_opt_out = false; });
      return true;
    case SkipReason::consent_missing:
      client->consent = Consent::granted;
      return true;
    case SkipReason::phone_missing:
    case SkipReason::phone_invalid:
      client->phone = test_phone;
      client->phone_status = PhoneStatus::test;
      return true;
    case SkipReason::paused:
      client->paused_until.reset();
      return true;
    case SkipReason::needs_person:
      for_person(snapshot, *client, [](Client& other) { other.needs_person = false; });
      return true;
    case SkipReason::upcoming_booking:
      remove_bookings(snapshot, id, now);
      return true;
    case SkipReason::visited_recently:
      snapshot.settings.recent_visit_days = 0;
      return true;
    case SkipReason::not_due:
      make_due(snapshot, id, service, now);
      return true;
    case SkipReason::lapsed:
      snapshot.settings.lapsed_cutoff_days = 100'000;
      return true;
    case SkipReason::attempt_open:
      for_attempts_of_person(snapshot, *client, [now](Attempt& a) { close_attempt(a, now); });
      return true;
    case SkipReason::contacted_recently: {
      const LocalDate last_on = zone.is_known()
                                    ? zone.local_date(last_visit_of(snapshot, id, service, now))
                                    : LocalDate{};
      for_person(snapshot, *client, [](Client& c) { c.last_reactivation_sent.reset(); });
      for_attempts_of_person(snapshot, *client, [&](Attempt& attempt) {
        forget_when_sent(attempt, last_on, zone, now);
      });
      return true;
    }
    case SkipReason::max_attempts:
      remove_attempts(snapshot, id, service);
      return true;
    case SkipReason::holdout:
      snapshot.settings.holdout.percent = 0;
      return true;
    case SkipReason::outside_sending_hours:
      open_all_hours(snapshot);
      return true;
    case SkipReason::none:
    case SkipReason::no_visit:
    case SkipReason::no_quota:
      return false;
  }
  return false;
}

}  // namespace reactivation::detail
