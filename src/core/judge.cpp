#include "judge.hpp"

#include <algorithm>

#include "reactivation/core/holdout.hpp"

namespace reactivation::detail {
namespace {

std::vector<ServicePolicy> policies_of(const PlanInput& input) {
  std::vector<std::int64_t> ids;
  for (const Service& service : input.services) ids.push_back(service.id.value);
  const FlatIndex services_by_id(ids);
  std::vector<ServicePolicy> policies(input.services.size());
  for (const Rule& rule : input.rules) {
    const std::uint32_t row = services_by_id.find(rule.service_id.value);
    if (row == no_row || !rule.is_active || !input.services[row].active) continue;
    policies[row] = {&rule,
                     interval_of(rule, input.company.business_type, input.services[row].title),
                     std::max(min_retry_interval_days, rule.retry_interval_days)};
  }
  return policies;
}

std::vector<std::int64_t> ids_with_rules(std::span<const Service> services,
                                         std::span<const ServicePolicy> policies) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < services.size(); ++i) {
    ids.push_back(policies[i].rule ? services[i].id.value : 0);
  }
  return ids;
}

}  // namespace

Judge::Judge(const PlanInput& input)
    : input_(input),
      zone_(input.company.time_zone.is_known() ? input.company.time_zone : TimeZone::utc()),
      reader_(zone_),
      today_(zone_.local_date(input.now)),
      clients_by_id_(input.clients.id),
      policies_(policies_of(input)),
      reminded_ids_(ids_with_rules(input.services, policies_)),
      reminded_(reminded_ids_),
      visits_(input.visits, reminded_, input.clients, clients_by_id_),
      contacts_(input.clients, input.attempts, clients_by_id_, zone_, input.now),
      last_visit_at_(input.services.size(), no_instant) {
  if (input.history.size() > 0) find_history_groups(clients_by_id_);
}

void Judge::find_history_groups(const FlatIndex& clients_by_id) {
  history_begin_.assign(input_.clients.size(), 0);
  history_end_.assign(input_.clients.size(), 0);
  const Column<std::int64_t> ids = input_.history.client_id;
  for (std::size_t first = 0; first < ids.size();) {
    std::size_t last = first + 1;
    while (last < ids.size() && ids[last] == ids[first]) ++last;
    const std::uint32_t row = clients_by_id.find(ids[first]);
    if (row != no_row) {
      history_begin_[row] = static_cast<std::uint32_t>(first);
      history_end_[row] = static_cast<std::uint32_t>(last);
    }
    first = last;
  }
}

void Judge::read_visits(std::size_t client_row) {
  for (const std::uint32_t service : taken_) last_visit_at_[service] = no_instant;
  taken_.clear();
  last_any_visit_at_ = no_instant;
  next_booking_at_ = max_instant;
  const Instant now = input_.now;
  visits_.for_each(client_row, [this, now](std::uint32_t service, Instant at, VisitStatus status) {
    if (status > VisitStatus::booked) return;
    if (at > now) {
      next_booking_at_ = std::min(next_booking_at_, at);
    } else if (status == VisitStatus::completed) {
      note_visit(service, at);
    } else {
      last_any_visit_at_ = std::max(last_any_visit_at_, at);
    }
  });
  if (!history_begin_.empty()) read_history(client_row);
}

void Judge::read_history(std::size_t client_row) {
  const HistoryColumns& history = input_.history;
  for (std::uint32_t i = history_begin_[client_row]; i < history_end_[client_row]; ++i) {
    note_visit(reminded_.find(history.service_id[i]), history.last_visit_at[i]);
  }
}

/// Reasons 1 to 6, which hold whatever the client came for.
Verdict Judge::verdict_on_client(std::size_t client_row, const ContactFacts& person) const {
  const ClientColumns& clients = input_.clients;
  Verdict verdict;
  if (!input_.settings.enabled) verdict.add(SkipReason::company_disabled);
  if (person.opted_out) verdict.add(SkipReason::opted_out);
  const Consent consent = clients.consent.empty() ? Consent::unknown : clients.consent[client_row];
  if (consent == Consent::denied ||
      (consent == Consent::unknown && input_.settings.require_consent)) {
    verdict.add(SkipReason::consent_missing);
  }
  const PhoneNumber phone{clients.phone.empty() ? 0 : clients.phone[client_row]};
  const PhoneStatus status = clients.phone_status.empty() ? phone_status_by_shape(phone)
                                                          : clients.phone_status[client_row];
  if (status == PhoneStatus::missing || (!phone.is_set() && status != PhoneStatus::invalid)) {
    verdict.add(SkipReason::phone_missing);
  } else if (status == PhoneStatus::invalid) {
    verdict.add(SkipReason::phone_invalid);
  }
  if (!clients.paused_until.empty() && clients.paused_until[client_row] > input_.now) {
    verdict.add(SkipReason::paused, clients.paused_until[client_row]);
  }
  if (person.needs_person) verdict.add(SkipReason::needs_person);
  return verdict;
}

/// Reasons 8 and 9, which any service can bring about.
void Judge::add_visit_reasons(Verdict& verdict) {
  if (next_booking_at_ < max_instant) verdict.add(SkipReason::upcoming_booking, next_booking_at_);
  const int recent_days = input_.settings.recent_visit_days;
  if (recent_days <= 0 || last_any_visit_at_ == no_instant) return;
  if (input_.now - last_any_visit_at_ > Days{recent_days + 2}) return;  // most clients
  const LocalDate clear_on = reader_.local_date(last_any_visit_at_) + Days{recent_days + 1};
  if (today_ < clear_on) verdict.add(SkipReason::visited_recently, zone_.start_of(clear_on));
}

/// Reasons 10 to 14, for one service.
void Judge::add_service_reasons(Candidate& candidate, const ContactFacts& person,
                                std::size_t client_row) {
  const ServicePolicy& policy = policies_[candidate.service];
  Verdict& verdict = candidate.verdict;
  const LocalTime local = reader_.to_local(candidate.last_visit_at);
  const Instant due = reader_.to_instant(local + Days{policy.interval.days});
  if (due >= input_.now) verdict.add(SkipReason::not_due, due + Seconds{1});
  if (today_ - date_of(local) > Days{input_.settings.lapsed_cutoff_days}) {
    verdict.add(SkipReason::lapsed);
  }
  if (person.has_open) {
    verdict.add(SkipReason::attempt_open, person.is_open_ended ? no_instant : person.open_until);
  }
  if (person.last_sent_at != no_instant) {
    const LocalDate clear_on = zone_.local_date(person.last_sent_at) + Days{policy.retry_days};
    if (today_ < clear_on) verdict.add(SkipReason::contacted_recently, zone_.start_of(clear_on));
  }
  const ServiceId service = input_.services[candidate.service].id;
  const CycleFacts cycle = contacts_.cycle_of(client_row, service, candidate.last_visit_at);
  if (cycle.sent >= policy.rule->max_attempts || cycle.is_ended) {
    verdict.add(SkipReason::max_attempts);
  }
}

Candidate Judge::candidate_of(std::uint32_t service, const ContactFacts& person,
                              std::size_t client_row, const Verdict& client_verdict) {
  const Instant last_visit_at = last_visit_at_[service];
  Candidate candidate{service, last_visit_at, days_since(last_visit_at, input_.now),
                      client_verdict};
  add_service_reasons(candidate, person, client_row);
  return candidate;
}

/// Completed visits with the service; rows at one instant are one visit.
std::int64_t Judge::times_taken(std::size_t client_row, std::uint32_t service) const {
  std::vector<Instant> instants;
  visits_.for_each(client_row, [&](std::uint32_t row, Instant at, VisitStatus status) {
    if (row == service && status == VisitStatus::completed && at <= input_.now) {
      instants.push_back(at);
    }
  });
  std::sort(instants.begin(), instants.end());
  std::int64_t times = std::unique(instants.begin(), instants.end()) - instants.begin();
  if (history_begin_.empty()) return times;
  for (std::uint32_t i = history_begin_[client_row]; i < history_end_[client_row]; ++i) {
    if (reminded_.find(input_.history.service_id[i]) == service) {
      times += input_.history.times[i];
    }
  }
  return times;
}

/// One service per client (requirements §4.3): who passes; else who came furthest; then most days
/// since the visit, most often taken, dearest, smallest id.
bool Judge::is_better(const Candidate& a, const Candidate& b, std::size_t client_row) const {
  if (a.verdict.passes() != b.verdict.passes()) return a.verdict.passes();
  if (a.verdict.reason() != b.verdict.reason()) return a.verdict.reason() > b.verdict.reason();
  if (a.days != b.days) return a.days > b.days;
  const std::int64_t times_a = times_taken(client_row, a.service);
  const std::int64_t times_b = times_taken(client_row, b.service);
  if (times_a != times_b) return times_a > times_b;
  const Service& service_a = input_.services[a.service];
  const Service& service_b = input_.services[b.service];
  if (service_a.price_minor != service_b.price_minor) {
    return service_a.price_minor > service_b.price_minor;
  }
  return service_a.id < service_b.id;
}

Judgement Judge::judge(std::size_t client_row) {
  read_visits(client_row);
  const ContactFacts person = contacts_.person_of(client_row);
  Judgement out{verdict_on_client(client_row, person), std::nullopt};
  if (taken_.empty()) {
    out.verdict.add(SkipReason::no_visit);
    return out;
  }
  const bool names_no_service = !out.verdict.passes();
  add_visit_reasons(out.verdict);
  for (const std::uint32_t service : taken_) {
    const Candidate candidate = candidate_of(service, person, client_row, out.verdict);
    if (!out.best || is_better(candidate, *out.best, client_row)) out.best = candidate;
  }
  const Candidate& best = *out.best;
  if (best.verdict.passes()) {
    const Holdout& holdout = input_.settings.holdout;
    const ClientId client{input_.clients.id[client_row]};
    if (is_held_out(holdout, input_.company.id, client)) out.verdict.add(SkipReason::holdout);
  } else {
    out.verdict = best.verdict;
  }
  if (names_no_service) out.best.reset();
  return out;
}

}  // namespace reactivation::detail
