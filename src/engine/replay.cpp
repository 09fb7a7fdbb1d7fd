#include "replay.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace reactivation::detail {
namespace {

constexpr Days year{365};

TimeZone zone_of(const Snapshot& snapshot) {
  return snapshot.company.time_zone.is_known() ? snapshot.company.time_zone : TimeZone::utc();
}

/// A client as a morning of the past may have known them: what is only true of today is left out.
Client as_then(Client client) {
  client.visit_count = 0;
  client.total_spent_minor = 0;
  client.last_reactivation_sent.reset();
  client.paused_until.reset();
  client.needs_person = false;
  client.has_chat_history = true;  // no cap of first contacts
  if (!client.phone.is_set() || client.phone_status == PhoneStatus::missing ||
      client.phone_status == PhoneStatus::invalid) {
    constexpr std::uint64_t first_number = 999'000'000'000'000;
    client.phone = {first_number + static_cast<std::uint64_t>(client.id.value) % 1'000'000'000'000};
    client.phone_status = PhoneStatus::test;
  }
  return client;
}

std::optional<double> median_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<Rule> rules_of(const Snapshot& snapshot, const BacktestSetting& setting) {
  std::vector<Rule> rules = snapshot.rules;
  if (!setting.fixed_interval_days) return rules;
  for (Rule& rule : rules) {
    rule.reactivation_interval_days = setting.fixed_interval_days;
    rule.active_interval_source = IntervalSource::manual;
  }
  return rules;
}

Account account_of(int daily_limit) {
  Account account;
  account.id = AccountId{1};
  account.warmup_level = WarmupLevel::hot;
  account.daily_outbound_limit = daily_limit;
  account.hourly_outbound_limit = daily_limit;
  account.min_interval_seconds = 1;
  return account;
}

}  // namespace

ReplayHistory::ReplayHistory(const Snapshot& history) : snapshot(history), zone(zone_of(history)) {
  for (const Client& client : history.clients) clients.add(as_then(client));
  const std::vector<Visit> merged = merged_visits(history.visits);
  take_visits(merged);
  Instant end = min_instant;
  for (const Event& event : events) end = std::max(end, event.at);
  const PlanInput input{.company = history.company,
                        .settings = history.settings,
                        .services = history.services,
                        .staff = {},
                        .rules = history.rules,
                        .clients = clients.columns(),
                        .visits = visits.columns(),
                        .history = {},
                        .attempts = {},
                        .slots = {},
                        .client_zones = {},
                        .weights = {},
                        .now = end};
  days = visit_days_of(input);
  for (const Event& event : events) last_day = std::max(last_day, event.day);
}

void ReplayHistory::take_visits(const std::vector<Visit>& merged) {
  std::map<std::int64_t, std::uint32_t> row_of;
  for (std::size_t row = 0; row < clients.id.size(); ++row) {
    row_of.emplace(clients.id[row], static_cast<std::uint32_t>(row));
  }
  std::set<std::pair<std::uint32_t, std::int64_t>> known;  // client row, service id
  const auto services_of = [](const Visit& visit) {
    return visit.service_ids.empty() ? std::vector<ServiceId>{ServiceId{}} : visit.service_ids;
  };
  std::vector<const Visit*> completed;
  double amounts = 0;
  std::int64_t paid = 0;
  for (const Visit& visit : merged) {
    const auto row = row_of.find(visit.client_id.value);
    if (visit.status == VisitStatus::cancelled || row == row_of.end()) continue;
    if (visit.created_at && *visit.created_at < visit.starts_at) {
      for (const ServiceId service : services_of(visit)) {
        bookings.push_back({*visit.created_at, visit.starts_at, visit.client_id, service,
                            visit.status == VisitStatus::booked});
      }
    }
    if (visit.status != VisitStatus::completed) continue;
    completed.push_back(&visit);
    visits.add(visit);
    for (const ServiceId service : services_of(visit)) known.emplace(row->second, service.value);
    if (visit.cost_minor > 0) {
      amounts += static_cast<double>(visit.cost_minor);
      ++paid;
    }
  }
  if (paid > 0) {
    const double minor_in_major = std::pow(10.0, currency_exponent(snapshot.company.currency));
    visit_mean = amounts / static_cast<double>(paid) / minor_in_major;
  }
  for (const auto& [row, service] : known) {
    const ClientId client{clients.id[row]};
    pair_at_.emplace(std::pair{client.value, service}, static_cast<std::uint32_t>(pairs.size()));
    pairs.push_back({client, ServiceId{service}});
  }
  for (const Visit* visit : completed) {
    const LocalDate day = zone.local_date(visit->starts_at);
    Event event{visit->starts_at,
                visit->is_time_known ? visit->starts_at : zone.start_of(day + Days{1}),
                day,
                row_of.at(visit->client_id.value),
                {},
                visit->cost_minor};
    for (const ServiceId service : services_of(*visit)) {
      event.pairs.push_back(pair_at_.at({visit->client_id.value, service.value}));
    }
    events.push_back(std::move(event));
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.known_at, a.day) < std::tie(b.known_at, b.day);
  });
  std::stable_sort(bookings.begin(), bookings.end(),
                   [](const Booking& a, const Booking& b) { return a.made_at < b.made_at; });
}

std::uint32_t ReplayHistory::pair_of(ClientId client, ServiceId service) const {
  return pair_at_.at({client.value, service.value});
}

std::optional<LocalDate> ReplayHistory::next_day(std::uint32_t client_row, LocalDate day) const {
  const auto& all = days.clients[client_row].days;
  const auto next = std::upper_bound(all.begin(), all.end(), day);
  return next == all.end() ? std::nullopt : std::optional{*next};
}

Replay::Replay(const ReplayHistory& history, const BacktestSetting& setting,
               const BacktestOptions& options)
    : history_(history),
      options_(options),
      rules_(rules_of(history.snapshot, setting)),
      account_(account_of(options.daily_limit)),
      clients_(history.clients),
      last_visit_at_(history.pairs.size(), no_instant),
      times_(history.pairs.size(), 0),
      last_seen_on_(history.clients.id.size(), LocalDate{}) {
  result_.setting = setting;
  for (const Rule& rule : rules_) {
    retry_days_max_ =
        std::max({retry_days_max_, rule.retry_interval_days, min_retry_interval_days});
  }
}

/// Visits that have taken place by now.
void Replay::see_until(Instant now) {
  std::set<std::uint32_t> came;
  for (; next_event_ < history_.events.size(); ++next_event_) {
    const ReplayHistory::Event& event = history_.events[next_event_];
    if (event.known_at > now) break;
    for (const std::uint32_t pair : event.pairs) {
      last_visit_at_[pair] = std::max(last_visit_at_[pair], event.at);
      ++times_[pair];
    }
    LocalDate& seen = last_seen_on_[event.client_row];
    seen = std::max(seen, event.day);
    ++clients_.visit_count[event.client_row];
    clients_.total_spent_minor[event.client_row] += event.cost_minor;
    came.insert(event.client_row);
  }
  if (came.empty() || attempts_.empty()) return;
  std::set<std::int64_t> ids;
  for (const std::uint32_t row : came) ids.insert(clients_.id[row]);
  for (Attempt& attempt : attempts_) {
    if (attempt.completion_reason == CompletionReason::none &&
        ids.contains(attempt.client_id.value)) {
      attempt.completion_reason = CompletionReason::visited;
    }
  }
}

/// The policy `rhythm` as that morning can have it: from the visits until the evening before.
void Replay::learn(LocalDate today) {
  const AsOf as_of{today, today - Days{1}};
  std::vector<std::uint32_t> changed;
  for (; next_learnt_ < history_.events.size(); ++next_learnt_) {
    if (history_.events[next_learnt_].day > as_of.seen_until) break;
    changed.push_back(history_.events[next_learnt_].client_row);
  }
  if (policy_ && today - learnt_on_ < Days{options_.refit_days}) {
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    policy_->move_to(as_of, changed);
    return;
  }
  const PlanInput input{.company = history_.snapshot.company,
                        .settings = history_.snapshot.settings,
                        .services = history_.snapshot.services,
                        .staff = {},
                        .rules = rules_,
                        .clients = clients_.columns(),
                        .visits = {},
                        .history = {},
                        .attempts = {},
                        .slots = {},
                        .client_zones = {},
                        .weights = {},
                        .now = history_.zone.start_of(today)};
  policy_.reset();
  knowledge_ = learn_rhythm(input, history_.days, as_of.seen_until);
  policy_.emplace(history_.days, knowledge_, as_of);
  learnt_on_ = today;
  result_.models_fitted += knowledge_.is_fitted ? 1 : 0;
}

HistoryTable Replay::summed() const {
  HistoryTable out;
  for (std::size_t i = 0; i < history_.pairs.size(); ++i) {
    if (times_[i] == 0) continue;
    out.add(history_.pairs[i].client_id, history_.pairs[i].service_id, last_visit_at_[i],
            times_[i]);
  }
  return out;
}

VisitTable Replay::booked_ahead() const {
  VisitTable out;
  for (const ReplayHistory::Booking& booking : ahead_) {
    Visit visit;
    visit.client_id = booking.client_id;
    if (booking.service_id.is_set()) visit.service_ids.push_back(booking.service_id);
    visit.starts_at = booking.at;
    visit.status = VisitStatus::booked;
    out.add(visit);
  }
  return out;
}

/// What no later plan looks at: attempts of cycles that a visit with their service has ended, old
/// sends, bookings whose fate is known.
void Replay::forget_old(Instant now) {
  const Instant recent = now - Days{std::max(retry_days_max_ + 2, 9)};
  std::erase_if(attempts_, [this, recent](const Attempt& attempt) {
    if (*attempt.sent_at >= recent) return false;
    const std::uint32_t pair = history_.pair_of(attempt.client_id, attempt.service_id);
    const LocalDate last_on = history_.zone.local_date(last_visit_at_[pair]);
    return attempt.cycle_key < last_on && history_.zone.local_date(*attempt.sent_at) <= last_on;
  });
  std::erase_if(account_.sends, [now](Instant sent) { return sent < now - Days{2}; });
  for (; next_booking_ < history_.bookings.size(); ++next_booking_) {
    if (history_.bookings[next_booking_].made_at > now) break;
    ahead_.push_back(history_.bookings[next_booking_]);
  }
  const Days looked_at{history_.snapshot.settings.recent_visit_days + 2};
  std::erase_if(ahead_, [now, looked_at](const ReplayHistory::Booking& booking) {
    return (booking.stays_open ? booking.at + looked_at : booking.at) <= now;
  });
}

void Replay::run_day(LocalDate today) {
  Settings settings = history_.snapshot.settings;
  settings.enabled = true;
  settings.daily_limit_mode = DailyLimitMode::automatic;
  const SendCalendar calendar{settings, &account_, history_.zone};
  const auto windows = calendar.windows_of(today);
  if (windows.empty()) return;
  result_.quota += options_.daily_limit;
  const Instant now = windows.front().opens;
  see_until(now);
  forget_old(now);
  if (result_.setting.policy == PolicyKind::rhythm) learn(today);
  const HistoryTable summed_history = summed();
  const VisitTable open_visits = booked_ahead();
  const PlanInput input{.company = history_.snapshot.company,
                        .settings = settings,
                        .account = &account_,
                        .services = history_.snapshot.services,
                        .staff = history_.snapshot.staff,
                        .rules = rules_,
                        .clients = clients_.columns(),
                        .visits = open_visits.columns(),
                        .history = summed_history.columns(),
                        .attempts = attempts_,
                        .slots = {},
                        .client_zones = history_.snapshot.client_zones,
                        .weights = {},
                        .now = now,
                        .policy = policy_ ? &*policy_ : nullptr};
  send(select_clients(input), today);
}

void Replay::send(const Selection& selection, LocalDate today) {
  for (const ClientRow& row : selection.rows) {
    result_.not_reached_by_quota += row.reason == SkipReason::no_quota ? 1 : 0;
  }
  if (selection.turns.empty()) return;
  const auto count = static_cast<std::int64_t>(selection.turns.size());
  ++result_.days_with_messages;
  result_.messages_most_on_a_day = std::max(result_.messages_most_on_a_day, count);
  const std::string month = to_iso_date(today).substr(0, 7);
  if (result_.months.empty() || result_.months.back().first != month) {
    result_.months.emplace_back(month, 0);
  }
  result_.months.back().second += count;
  for (const Turn& turn : selection.turns) {
    const PlannedAttempt& planned = turn.attempt;
    Attempt attempt;
    attempt.id = planned.attempt_id;
    attempt.client_id = planned.client_id;
    attempt.service_id = planned.service_id;
    attempt.cycle_key = planned.cycle_key;
    attempt.attempt_number = planned.attempt_number;
    attempt.state = AttemptState::accepted;
    attempt.sent_at = planned.not_before;
    attempt.discount_percent = planned.discount_percent;
    attempts_.push_back(attempt);
    account_.sends.push_back(planned.not_before);
    messages_.push_back({.client_row = turn.client_row,
                         .service_id = planned.service_id,
                         .day = today,
                         .last_visit_on = history_.zone.local_date(planned.last_visit_at),
                         .seen_until = last_seen_on_[turn.client_row],
                         .discount_percent = planned.discount_percent});
  }
}

/// The day of the visit after the message; one on its own day counts, unless it was known already.
std::optional<LocalDate> Replay::return_after(const Message& message) const {
  return history_.next_day(message.client_row, std::max(message.day - Days{1}, message.seen_until));
}

bool Replay::is_known(const Message& message) const {
  return history_.last_day - message.day >= Days{30};
}

void Replay::count(const Message& message, ReturnCounts& into) const {
  ++into.messages;
  const auto next = return_after(message);
  if (!next) {
    ++(is_known(message) ? into.never : into.unknown);
    return;
  }
  const Days away = *next - message.day;
  into.within_14_days += away <= Days{14} ? 1 : 0;
  into.within_30_days += away <= Days{30} ? 1 : 0;
  into.later += away > Days{30} ? 1 : 0;
}

/// Silences that began on a day of the replay and lasted over a year.
void Replay::count_lost() {
  std::vector<std::vector<LocalDate>> written_on(history_.days.clients.size());
  for (const Message& message : messages_) written_on[message.client_row].push_back(message.day);
  std::vector<double> silences;
  for (std::uint32_t row = 0; row < history_.days.clients.size(); ++row) {
    for (const LocalDate day : history_.days.clients[row].days) {
      if (day < options_.from || day > options_.until) continue;
      if (history_.last_day - day < year) continue;
      const auto next = history_.next_day(row, day);
      if (next && *next - day <= year) continue;
      ++result_.lost;
      const std::vector<LocalDate>& written = written_on[row];
      const auto message = std::upper_bound(written.begin(), written.end(), day);
      if (message == written.end() || (next && *message >= *next)) continue;
      ++result_.lost_reached;
      silences.push_back(static_cast<double>((*message - day).count()));
    }
  }
  result_.lost_silence_days_median = median_of(std::move(silences));
}

BacktestResult Replay::take_result() {
  std::set<std::uint32_t> clients;
  std::vector<double> silences;
  std::set<std::tuple<std::uint32_t, ServiceId, LocalDate>> seen;
  const double minor_in_major =
      std::pow(10.0, currency_exponent(history_.snapshot.company.currency));
  std::map<std::pair<std::uint32_t, LocalDate>, double> amounts;
  for (const ReplayHistory::Event& event : history_.events) {
    amounts[{event.client_row, event.day}] +=
        static_cast<double>(std::max<std::int64_t>(event.cost_minor, 0)) / minor_in_major;
  }
  std::set<std::uint32_t> never;
  for (const Message& message : messages_) {
    clients.insert(message.client_row);
    count(message, result_.all);
    const auto next = return_after(message);
    if (!next && is_known(message)) never.insert(message.client_row);
    if (next && *next - message.day <= response_deadline) {
      result_.discounts += amounts[{message.client_row, *next}] * message.discount_percent / 100;
    }
    if (!seen.emplace(message.client_row, message.service_id, message.last_visit_on).second) {
      continue;
    }
    count(message, result_.first);
    if (message.last_visit_on < options_.from) {
      count(message, result_.backlog);
    } else {
      silences.push_back(static_cast<double>((message.day - message.last_visit_on).count()));
    }
  }
  result_.clients = static_cast<std::int64_t>(clients.size());
  result_.silence_days_median = median_of(std::move(silences));
  count_lost();
  result_.clients_never = static_cast<std::int64_t>(never.size());
  result_.uplift_visits = options_.uplift_share * static_cast<double>(never.size());
  result_.uplift_value = result_.uplift_visits * history_.visit_mean;
  return std::move(result_);
}

}  // namespace reactivation::detail
