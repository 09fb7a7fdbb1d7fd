// What a history teaches: the model, the services' intervals, what a visit brings.
#include <algorithm>
#include <cmath>

#include "reactivation/core/interval.hpp"
#include "reactivation/core/rhythm_policy.hpp"

namespace reactivation {
namespace {

constexpr double days_a_week = 7;
constexpr std::int32_t unknown_median_days = 30;

void learn_model(const VisitDays& days, LocalDate as_of, RhythmKnowledge& out) {
  std::vector<VisitSummary> clients;
  std::vector<double> gaps_weeks;
  for (const ClientDays& client : days.clients) {
    const auto seen = days_until(client.days, as_of);
    if (seen.empty()) continue;
    clients.push_back(summary_of(seen, as_of));
    for (const double gap : gap_days_of(seen)) gaps_weeks.push_back(gap / days_a_week);
  }
  out.size = size_of(clients, gaps_weeks);
  if (!is_enough_for_a_fit(out.size)) {
    const double median = out.size.median_gap_weeks;
    out.model = model_without_a_fit(median > 0 ? median : unknown_median_days / days_a_week);
    return;
  }
  const RhythmFit fit = fit_rhythm(clients);
  out.model = fit.model;
  out.end = fit.end;
  out.log_likelihood = fit.log_likelihood;
  out.is_fitted = true;
}

void learn_services(const PlanInput& input, const VisitDays& days, LocalDate as_of,
                    RhythmKnowledge& out) {
  out.services.resize(input.services.size());
  for (const Rule& rule : input.rules) {
    const auto found =
        std::find_if(input.services.begin(), input.services.end(),
                     [&rule](const Service& service) { return service.id == rule.service_id; });
    if (found == input.services.end()) continue;
    const auto row = static_cast<std::size_t>(found - input.services.begin());
    const BusinessType type = input.company.business_type;
    const Interval in_force = interval_of(rule, type, found->title);
    ServiceRhythm& service = out.services[row];
    service.median_days = in_force.days;
    service.floor_days_min = std::min(service.floor_days_min, in_force.days);
    double three_quarters = 1.5 * in_force.days;
    const auto index = static_cast<std::uint32_t>(row);
    const auto known = service_interval(return_curve(service_gaps(days, index, as_of)),
                                        table_interval_days(type, found->title),
                                        observed_days(days, index, as_of));
    if (known) {
      // Of a service that is new only those have come back who come soon.
      const bool is_believed = !known->is_provisional || known->median_days > in_force.days;
      if (in_force.source != IntervalSource::manual && is_believed) {
        service.median_days = known->median_days;
      }
      three_quarters = known->due_days;
    }
    service.horizon_days =
        std::max(out.thresholds.horizon_days_min, static_cast<std::int32_t>(three_quarters));
  }
}

void learn_spend(const VisitDays& days, LocalDate as_of, RhythmKnowledge& out) {
  constexpr std::size_t clients_min = 50;
  std::vector<SpendSummary> clients;
  double sum = 0;
  for (const ClientDays& client : days.clients) {
    const SpendSummary spend = spend_of(client, as_of);
    if (spend.visits == 0) continue;
    clients.push_back(spend);
    sum += spend.mean;
  }
  if (clients.empty()) return;
  out.spend_mean = sum / static_cast<double>(clients.size());
  if (clients.size() < clients_min) return;
  const SpendModel model = fit_spend(clients).model;
  // Near q = 1 the mean that the model leans on grows without end. (Means that do not differ have
  // no single best model, and every one near the end has their mean.)
  constexpr double q_min = 2;
  if (model.q >= q_min) out.spend = model;
}

}  // namespace

RhythmKnowledge learn_rhythm(const PlanInput& input, const VisitDays& days, LocalDate as_of) {
  RhythmKnowledge out;
  learn_model(days, as_of, out);
  learn_services(input, days, as_of, out);
  learn_spend(days, as_of, out);
  const TimeZone& zone = input.company.time_zone;
  out.habits =
      shop_habits(input.visits, input.staff, zone.is_known() ? zone : TimeZone::utc(), input.now);
  return out;
}

}  // namespace reactivation
