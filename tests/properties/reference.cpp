#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "reactivation/core/holdout.hpp"
#include "reactivation/core/interval.hpp"
#include "reactivation/core/tables.hpp"
#include "zones.hpp"

namespace properties {

using namespace reactivation;

const Service* find_service(const Snapshot& snapshot, ServiceId id) {
  for (const Service& service : snapshot.services) {
    if (service.id == id) return &service;
  }
  return nullptr;
}

// An unknown zone sends nothing; its clients are judged in UTC.
Reference::Reference(const Snapshot& snapshot, Instant now)
    : snapshot_(snapshot),
      now_(now),
      zone_(snapshot.company.time_zone.is_known() ? snapshot.company.time_zone : TimeZone::utc()),
      today_(local_date(zone_, now)),
      visits_(merged_visits(snapshot.visits)) {}

Instant Reference::midnight(LocalDate date) const { return instant_of(zone_, LocalTime{date}); }

const Rule* Reference::rule_of(ServiceId service) const {
  const Service* known = find_service(snapshot_, service);
  if (known == nullptr || !known->active) return nullptr;
  for (const Rule& rule : snapshot_.rules) {
    if (rule.service_id == service && rule.is_active) return &rule;
  }
  return nullptr;
}

std::vector<const Client*> Reference::person_of(const Client& client) const {
  std::vector<const Client*> person{&client};
  for (const Client& other : snapshot_.clients) {
    if (other.id != client.id && client.phone.is_set() && other.phone == client.phone) {
      person.push_back(&other);
    }
  }
  return person;
}

std::vector<Visit> Reference::completed_visits(ClientId client) const {
  std::vector<Visit> out;
  for (const Visit& visit : visits_) {
    if (visit.client_id == client && visit.status == VisitStatus::completed &&
        visit.starts_at <= now_) {
      out.push_back(visit);
    }
  }
  return out;
}

/// Reasons 1 to 6.
std::vector<Reason> Reference::client_reasons(const Client& client) const {
  std::vector<Reason> out;
  const auto person = person_of(client);
  if (!snapshot_.settings.enabled) out.push_back({SkipReason::company_disabled, {}});
  if (std::any_of(person.begin(), person.end(),
                  [](const Client* c) { return c->reactivation_opt_out; })) {
    out.push_back({SkipReason::opted_out, {}});
  }
  const bool consents = snapshot_.settings.require_consent ? client.consent == Consent::granted
                                                           : client.consent != Consent::denied;
  if (!consents) out.push_back({SkipReason::consent_missing, {}});
  if (client.phone_status == PhoneStatus::invalid) {
    out.push_back({SkipReason::phone_invalid, {}});
  } else if (client.phone_status == PhoneStatus::missing || !client.phone.is_set()) {
    out.push_back({SkipReason::phone_missing, {}});
  }
  if (client.paused_until && *client.paused_until > now_) {
    out.push_back({SkipReason::paused, client.paused_until});
  }
  if (std::any_of(person.begin(), person.end(), [](const Client* c) { return c->needs_person; })) {
    out.push_back({SkipReason::needs_person, {}});
  }
  return out;
}

/// Reasons 8 and 9: clear when the last of the bookings has come, and on the first date on which no
/// visit lies within the recent days.
std::vector<Reason> Reference::visit_reasons(const Client& client) const {
  std::vector<Reason> out;
  std::optional<Instant> booking;
  std::optional<LocalDate> recent;
  const int days = snapshot_.settings.recent_visit_days;
  for (const Visit& visit : visits_) {
    const bool counts =
        visit.status == VisitStatus::completed || visit.status == VisitStatus::booked;
    if (visit.client_id != client.id || !counts) continue;
    const LocalDate date = local_date(zone_, visit.starts_at);
    if (visit.starts_at > now_) {
      booking = std::max(booking.value_or(visit.starts_at), visit.starts_at);
    } else if (days > 0 && today_ - date <= Days{days}) {
      recent = std::max(recent.value_or(date), date);
    }
  }
  if (booking) out.push_back({SkipReason::upcoming_booking, booking});
  if (recent) out.push_back({SkipReason::visited_recently, midnight(*recent + Days{days + 1})});
  return out;
}

namespace {

bool waits(const Attempt& attempt, Instant now) {
  if (is_waiting_to_be_sent(attempt.state)) return !attempt.not_after || *attempt.not_after > now;
  if (!counts_as_sent(attempt.state)) return false;
  const bool is_refused =
      attempt.reply_type == ReplyType::opt_out || attempt.reply_type == ReplyType::negative;
  return attempt.completion_reason == CompletionReason::none && !is_refused &&
         now < *attempt.sent_at + response_deadline;
}

std::optional<Instant> end_of_waiting(const Attempt& attempt) {
  if (is_waiting_to_be_sent(attempt.state)) return attempt.not_after;
  return *attempt.sent_at + response_deadline;
}

bool reply_ends_cycle(const Attempt& attempt, Instant now) {
  const auto done = attempt.completion_reason;
  if (done != CompletionReason::none) {
    return done == CompletionReason::opted_out || done == CompletionReason::negative ||
           done == CompletionReason::replied || done == CompletionReason::cancelled;
  }
  switch (attempt.reply_type) {
    case ReplyType::opt_out:
    case ReplyType::negative:
      return true;
    case ReplyType::none:
    case ReplyType::no_response:
    case ReplyType::booking_created:
    case ReplyType::pause_until:  // away: to be written to later
      return false;
    default:
      return now >= *attempt.sent_at + response_deadline;
  }
}

}  // namespace

/// Reasons 12 and 13: they concern the person, whatever the service.
std::vector<Reason> Reference::contact_reasons(const Client& client, const Rule& rule) const {
  Reason open{SkipReason::attempt_open, min_instant};
  bool is_open = false;
  std::optional<Instant> sent;
  for (const Client* one : person_of(client)) {
    if (one->last_reactivation_sent) {
      sent = std::max(sent.value_or(min_instant), *one->last_reactivation_sent);
    }
    for (const Attempt& attempt : snapshot_.attempts) {
      if (attempt.client_id != one->id) continue;
      if (counts_as_sent(attempt.state)) {
        sent = std::max(sent.value_or(min_instant), *attempt.sent_at);
      }
      if (!waits(attempt, now_)) continue;
      is_open = true;
      const auto end = end_of_waiting(attempt);
      open.until = end && open.until ? std::optional{std::max(*end, *open.until)} : std::nullopt;
    }
  }
  std::vector<Reason> out;
  if (is_open) out.push_back(open);
  const Days pause{std::max(7, rule.retry_interval_days)};
  if (sent && local_date(zone_, *sent) + pause > today_) {
    out.push_back({SkipReason::contacted_recently, midnight(local_date(zone_, *sent) + pause)});
  }
  return out;
}

bool Reference::cycle_is_over(const Client& client, const Option& option, const Rule& rule) const {
  const LocalDate visited = local_date(zone_, option.last_visit_at);
  int sent = 0;
  bool is_ended = false;
  for (const Attempt& attempt : snapshot_.attempts) {
    if (attempt.client_id != client.id || attempt.service_id != option.service_id) continue;
    const bool is_sent = counts_as_sent(attempt.state);
    if (!is_sent && attempt.completion_reason != CompletionReason::cancelled) continue;
    const bool is_later = attempt.sent_at && local_date(zone_, *attempt.sent_at) > visited;
    if (attempt.cycle_key < visited && !is_later) continue;
    sent += is_sent ? 1 : 0;
    is_ended = is_ended || reply_ends_cycle(attempt, now_);
  }
  return is_ended || sent >= rule.max_attempts;
}

/// Reasons 10 to 14.
std::vector<Reason> Reference::service_reasons(const Client& client, const Option& option) const {
  const Rule& rule = *rule_of(option.service_id);
  const Service& service = *find_service(snapshot_, option.service_id);
  const int interval = interval_of(rule, snapshot_.company.business_type, service.title).days;
  std::vector<Reason> out;
  const Instant due = instant_of(zone_, local_time(zone_, option.last_visit_at) + Days{interval});
  if (!(due < now_)) out.push_back({SkipReason::not_due, due + Seconds{1}});
  const Days away = today_ - local_date(zone_, option.last_visit_at);
  if (away > Days{snapshot_.settings.lapsed_cutoff_days}) out.push_back({SkipReason::lapsed, {}});
  for (const Reason& reason : contact_reasons(client, rule)) out.push_back(reason);
  if (cycle_is_over(client, option, rule)) out.push_back({SkipReason::max_attempts, {}});
  return out;
}

std::vector<Option> Reference::options(const Client& client) const {
  std::vector<Option> out;
  for (const Service& service : snapshot_.services) {
    if (rule_of(service.id) == nullptr) continue;
    std::set<Instant> taken;
    for (const Visit& visit : completed_visits(client.id)) {
      const auto& ids = visit.service_ids;
      if (std::find(ids.begin(), ids.end(), service.id) != ids.end()) {
        taken.insert(visit.starts_at);
      }
    }
    if (taken.empty()) continue;
    Option option{service.id,
                  *taken.rbegin(),
                  0,
                  static_cast<std::int64_t>(taken.size()),
                  service.price_minor,
                  {}};
    option.days = (now_ - option.last_visit_at).count() / 86400;
    out.push_back(option);
  }
  return out;
}

Expected Reference::judge(const Client& client) const {
  Expected out;
  out.reasons = client_reasons(client);
  auto all = options(client);
  if (all.empty()) {
    out.reasons.push_back({SkipReason::no_visit, {}});
    return out;
  }
  const bool names_no_service = !out.reasons.empty();
  for (const Reason& reason : visit_reasons(client)) out.reasons.push_back(reason);
  const auto merit = [](const Option& o) {
    const auto first = o.reasons.empty() ? 99 : static_cast<int>(o.reasons.front().reason);
    return std::tuple{first, o.days, o.times, o.price_minor, -o.service_id.value};
  };
  for (Option& option : all) {
    option.reasons = out.reasons;
    for (const Reason& reason : service_reasons(client, option)) option.reasons.push_back(reason);
    if (!out.chosen || merit(option) > merit(*out.chosen)) out.chosen = option;
  }
  out.reasons = out.chosen->reasons;
  if (!names_no_service) out.service_id = out.chosen->service_id;
  if (out.reasons.empty() &&
      is_held_out(snapshot_.settings.holdout, snapshot_.company.id, client.id)) {
    out.reasons.push_back({SkipReason::holdout, {}});
  }
  return out;
}

std::vector<Reason> Reference::reasons_for(const Client& client, ServiceId service) const {
  std::vector<Reason> out = client_reasons(client);
  for (const Reason& reason : visit_reasons(client)) out.push_back(reason);
  for (const Option& option : options(client)) {
    if (option.service_id != service) continue;
    for (const Reason& reason : service_reasons(client, option)) out.push_back(reason);
  }
  return out;
}

double Reference::score(const Client& client, std::int64_t days) const {
  constexpr double by_level[] = {1, 1, 2, 3, 4, 5};
  double spent = 0;
  double visits = 0;
  for (const Visit& visit : completed_visits(client.id)) {
    visits += 1;
    spent += static_cast<double>(visit.cost_minor);
  }
  if (client.visit_count) visits = static_cast<double>(*client.visit_count);
  if (client.total_spent_minor) spent = static_cast<double>(*client.total_spent_minor);
  const double major = snapshot_.company.currency == "JPY" ? spent : spent / 100;
  return 0.4 * by_level[static_cast<std::size_t>(client.loyalty_level)] + 0.3 * (major / 1000) +
         0.2 * (2 * visits) + 0.1 * (static_cast<double>(days) / 10);
}

int Reference::quota() const {
  const auto& account = snapshot_.account;
  if (!account || !snapshot_.company.time_zone.is_known()) return 0;
  if (std::isnan(account->spam_score) || account->spam_score > 0.7) return 0;
  constexpr int by_level[] = {20, 50, 100};
  int left = account->daily_outbound_limit.value_or(
      by_level[static_cast<std::size_t>(account->warmup_level)]);
  const Settings& settings = snapshot_.settings;
  if (settings.daily_limit_mode == DailyLimitMode::manual && settings.manual_daily_limit) {
    left = std::min(left, *settings.manual_daily_limit);
  }
  for (const Instant sent : account->sends) left -= local_date(zone_, sent) == today_ ? 1 : 0;
  for (const Attempt& attempt : snapshot_.attempts) {
    if (!is_waiting_to_be_sent(attempt.state) || !waits(attempt, now_)) continue;
    const bool is_today = !attempt.not_before || local_date(zone_, *attempt.not_before) == today_;
    left -= is_today ? 1 : 0;
  }
  return std::max(0, left);
}

}  // namespace properties
