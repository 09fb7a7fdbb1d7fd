#include "judge.hpp"

#include <algorithm>

#include "reactivation/core/holdout.hpp"

namespace reactivation::detail {
namespace {

constexpr std::int64_t times_max = 1'000'000'000;  // of one row of a history; sums stay small

std::vector<ServicePolicy> policies_of(const PlanInput& input) {
  std::vector<std::int64_t> ids;
  for (const Service& service : input.services) ids.push_back(service.id.value);
  const FlatIndex services_by_id(ids);
  std::vector<ServicePolicy> policies(input.services.size());
  for (const Rule& rule : input.rules) {
    const std::uint32_t row = services_by_id.find(rule.service_id.value);
    if (row == no_row || !rule.is_active || !input.services[row].active) continue;
    policies[row] = {
        &rule, interval_of(rule, input.company.business_type, input.services[row].title),
        std::clamp(rule.retry_interval_days, min_retry_interval_days, max_interval_days),
        std::min(rule.max_attempts, max_attempts_ceiling)};
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
      contacts_(input.clients, input.attempts, clients_by_id_, zone_, input.now),
      no_rule_(static_cast<std::uint32_t>(input.services.size())),
      taken_(input.services.size() + 2, no_row),
      last_visit_at_(input.services.size() + 1, no_instant) {
  for (const ServicePolicy& policy : policies_) surely_due_.push_back(surely_due(policy));
  if (const auto& twice = clients_by_id_.twice()) {
    fault_ = {twice->first_row, ColumnFault::Kind::client_twice, twice->row};
  }
  if (input.history.size() > 0) find_history_groups();
}

Judge::SurelyDue Judge::surely_due(const ServicePolicy& policy) const {
  if (!policy.rule || policy.attempts_max <= 0 || input_.policy) return {};
  constexpr Days margin{3};  // more than any clock was ever changed by
  return {within_reach(input_.now) - Days{input_.settings.lapsed_cutoff_days} + margin,
          within_reach(input_.now) - Days{policy.interval.days} - margin};
}

void Judge::find_history_groups() {
  history_begin_.assign(input_.clients.size(), 0);
  history_end_.assign(input_.clients.size(), 0);
  const Column<std::int64_t> ids = input_.history.client_id;
  for (std::size_t first = 0; first < ids.size();) {
    std::size_t last = first + 1;
    while (last < ids.size() && ids[last] == ids[first]) ++last;
    const std::uint32_t row = clients_by_id_.find(ids[first]);
    if (row != no_row) {
      if (history_end_[row] != 0 && !fault_) {
        fault_ = {history_begin_[row], ColumnFault::Kind::history_apart, first};
      }
      history_begin_[row] = static_cast<std::uint32_t>(first);
      history_end_[row] = static_cast<std::uint32_t>(last);
    }
    first = last;
  }
}

template <class Run>
void Judge::read_visits(const Run& run) {
  for (std::size_t i = 0; i < taken_count_; ++i) last_visit_at_[taken_[i]] = no_instant;
  taken_count_ = 0;
  next_booking_at_ = no_instant;
  const Instant now = input_.now;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const SeenVisit visit = run[i];
    if (visit.status > VisitStatus::booked) continue;
    if (visit.at > now) {
      next_booking_at_ = std::max(next_booking_at_, visit.at);
    } else {
      note_visit(visit.status == VisitStatus::completed ? visit.service : no_row, visit.at);
    }
  }
}

void Judge::read_history(std::size_t client_row) {
  const HistoryColumns& history = input_.history;
  for (std::uint32_t i = history_begin_[client_row]; i < history_end_[client_row]; ++i) {
    note_visit(reminded_.find(history.service_id[i]),
               std::clamp(history.last_visit_at[i], min_instant, max_instant));
  }
}

/// Reasons 1 to 6, which hold whatever the client came for.
Verdict Judge::verdict_on_client(std::size_t client_row, const ContactFacts& person) const {
  const ClientColumns& clients = input_.clients;
  Verdict verdict(held_);
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
  if (next_booking_at_ != no_instant) verdict.add(SkipReason::upcoming_booking, next_booking_at_);
  const int recent_days = std::min(input_.settings.recent_visit_days, max_interval_days);
  if (recent_days <= 0) return;
  Instant last = last_visit_at_[taken_[0]];
  for (std::size_t i = 1; i < taken_count_; ++i) last = std::max(last, last_visit_at_[taken_[i]]);
  if (within_reach(input_.now) - last > Days{recent_days + 3}) return;  // most clients
  const LocalDate clear_on = reader_.local_date(last) + Days{recent_days + 1};
  if (today_ < clear_on) verdict.add(SkipReason::visited_recently, zone_.start_of(clear_on));
}

DueDays Judge::due_days_of(std::size_t client_row, std::uint32_t service) const {
  if (input_.policy) return input_.policy->due_days(client_row, service);
  return {policies_[service].interval.days};
}

/// Reasons 10 to 14, for one service.
void Judge::add_service_reasons(Verdict& verdict, std::uint32_t service, const ContactFacts& person,
                                std::size_t client_row) {
  const ServicePolicy& policy = policies_[service];
  const Instant last_visit_at = last_visit_at_[service];
  const LocalTime local = reader_.to_local(last_visit_at);
  const DueDays days = due_days_of(client_row, service);
  const Instant due = reader_.to_instant(local + Days{days.due});
  if (due >= input_.now) verdict.add(SkipReason::not_due, due + Seconds{1});
  const Days silence = today_ - date_of(local);
  if (silence > Days{input_.settings.lapsed_cutoff_days} || silence >= Days{days.lost}) {
    verdict.add(SkipReason::lapsed);
  }
  if (person.has_open) {
    verdict.add(SkipReason::attempt_open, person.is_open_ended ? no_instant : person.open_until);
  }
  if (person.last_sent_at != no_instant) {
    const LocalDate clear_on = zone_.local_date(person.last_sent_at) + Days{policy.retry_days};
    if (today_ < clear_on) verdict.add(SkipReason::contacted_recently, zone_.start_of(clear_on));
  }
  const ServiceId id = input_.services[service].id;
  const CycleFacts cycle = contacts_.cycle_of(client_row, id, last_visit_at);
  if (cycle.sent >= policy.attempts_max || cycle.is_ended) {
    verdict.add(SkipReason::max_attempts);
  }
}

SkipReason Judge::first_reason(std::uint32_t service, const ContactFacts& person,
                               std::size_t client_row) {
  const Instant last = last_visit_at_[service];
  const SurelyDue& sure = surely_due_[service];
  if (last >= sure.from && last < sure.until && !contacts_.is_known(client_row)) {
    return SkipReason::none;
  }
  Verdict verdict;
  add_service_reasons(verdict, service, person, client_row);
  return verdict.reason();
}

/// Completed visits with the service; rows at one instant are one visit.
template <class Run>
std::int64_t Judge::times_taken(const Run& run, std::size_t client_row,
                                std::uint32_t service) const {
  std::vector<Instant> instants;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const SeenVisit visit = run[i];
    if (visit.service == service && visit.status == VisitStatus::completed &&
        visit.at <= input_.now) {
      instants.push_back(visit.at);
    }
  }
  std::sort(instants.begin(), instants.end());
  std::int64_t times = std::unique(instants.begin(), instants.end()) - instants.begin();
  if (history_begin_.empty()) return times;
  for (std::uint32_t i = history_begin_[client_row]; i < history_end_[client_row]; ++i) {
    if (reminded_.find(input_.history.service_id[i]) == service) {
      times += std::clamp<std::int64_t>(input_.history.times[i], 0, times_max);
    }
  }
  return times;
}

/// Between services that got equally far (requirements §4.3): most days since the visit, most often
/// taken, dearest, smallest id.
template <class Run>
bool Judge::is_preferred(std::uint32_t a, std::uint32_t b, const Run& run,
                         std::size_t client_row) const {
  const std::int64_t days_a = days_since(last_visit_at_[a], input_.now);
  const std::int64_t days_b = days_since(last_visit_at_[b], input_.now);
  if (days_a != days_b) return days_a > days_b;
  const std::int64_t times_a = times_taken(run, client_row, a);
  const std::int64_t times_b = times_taken(run, client_row, b);
  if (times_a != times_b) return times_a > times_b;
  const Service& service_a = input_.services[a];
  const Service& service_b = input_.services[b];
  if (service_a.price_minor != service_b.price_minor) {
    return service_a.price_minor > service_b.price_minor;
  }
  return service_a.id < service_b.id;
}

template <class Run>
Judgement Judge::judge(std::size_t client_row, const Run& run) {
  read_visits(run);
  if (!history_begin_.empty()) read_history(client_row);
  const ContactFacts& person = contacts_.person_of(client_row);
  Judgement out{verdict_on_client(client_row, person)};
  const std::size_t without_rule = last_visit_at_[no_rule_] != no_instant ? 1 : 0;
  if (taken_count_ == without_rule) {
    out.verdict.add(SkipReason::no_visit);
    return out;
  }
  out.names_service = out.verdict.passes();
  add_visit_reasons(out.verdict);
  const bool depends_on_service = out.verdict.passes();
  const auto progress = [](SkipReason reason) {
    return reason == SkipReason::none ? 0xFF : static_cast<int>(reason);
  };
  SkipReason best = SkipReason::none;
  for (std::size_t i = 0; i < taken_count_; ++i) {
    const std::uint32_t service = taken_[i];
    if (service == no_rule_) continue;
    const SkipReason reason =
        depends_on_service ? first_reason(service, person, client_row) : SkipReason::none;
    if (out.service == no_row || progress(reason) > progress(best) ||
        (reason == best && is_preferred(service, out.service, run, client_row))) {
      out.service = service;
      best = reason;
    }
  }
  out.last_visit_at = last_visit_at_[out.service];
  out.days = days_since(out.last_visit_at, input_.now);
  if (!depends_on_service || best != SkipReason::none) {
    add_service_reasons(out.verdict, out.service, person, client_row);
  } else if (input_.settings.holdout.percent > 0 &&
             is_held_out(input_.settings.holdout, input_.company.id,
                         ClientId{input_.clients.id[client_row]})) {
    out.verdict.add(SkipReason::holdout);
  }
  return out;
}

template Judgement Judge::judge(std::size_t, const ColumnRun&);
template Judgement Judge::judge(std::size_t, const PackedRun&);

}  // namespace reactivation::detail
