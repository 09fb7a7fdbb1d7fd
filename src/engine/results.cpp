#include "results.hpp"

namespace reactivation::detail {

result<void> log_eligible(const EnginePorts& ports, const Plan& plan) {
  if (ports.results == nullptr) return boost::outcome_v2::success();
  std::vector<EligibleClient> clients;
  clients.reserve(plan.planned.size());
  for (const PlannedAttempt& planned : plan.planned) {
    clients.push_back({planned.client_id, planned.service_id, ExperimentGroup::treated});
  }
  for (const SkippedClient& skipped : plan.skipped) {
    // The reasons behind the holdout are about the day's room, not about the client.
    const bool is_held = skipped.reason == SkipReason::holdout;
    if (!skipped.service_id || (!is_held && skipped.reason != SkipReason::no_quota &&
                                skipped.reason != SkipReason::outside_sending_hours)) {
      continue;
    }
    clients.push_back({skipped.client_id, *skipped.service_id,
                       is_held ? ExperimentGroup::held_out : ExperimentGroup::treated});
  }
  if (clients.empty()) return boost::outcome_v2::success();
  return ports.results->log_eligible(plan.company_id, clients, plan.now);
}

result<void> tell_of_conversion(const EnginePorts& ports, CompanyId company) {
  // Without anybody to tell, nothing is remembered as told.
  if (ports.results == nullptr || ports.notifier == nullptr) return boost::outcome_v2::success();
  const auto is_low = ports.results->take_low_conversion(company, ports.clock.now());
  if (!is_low) return is_low.as_failure();
  if (is_low.value()) ports.notifier->notify({AlertKind::low_conversion, company, {}});
  return boost::outcome_v2::success();
}

}  // namespace reactivation::detail
