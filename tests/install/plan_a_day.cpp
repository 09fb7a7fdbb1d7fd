// The core alone, taken in as sources: one client, one visit, one plan.
#include <cstdio>

#include "reactivation/core/plan.hpp"

int main() {
  using namespace reactivation;
  Snapshot salon;
  salon.company.id = CompanyId{1};
  salon.company.time_zone = TimeZone::utc();
  salon.account.emplace();
  salon.services.push_back({ServiceId{1}, "Haircut", 4500, true});
  Rule rule;
  rule.service_id = ServiceId{1};
  rule.reactivation_interval_days = 28;
  salon.rules.push_back(rule);
  Client anna;
  anna.id = ClientId{1};
  anna.phone = parse_e164("+4915112345678").value();
  anna.phone_status = phone_status_by_shape(anna.phone);
  salon.clients.push_back(anna);
  Visit visit;
  visit.client_id = anna.id;
  visit.service_ids = {ServiceId{1}};
  visit.starts_at = parse_time("2026-01-20T10:00:00Z")->instant_in(salon.company.time_zone);
  salon.visits.push_back(visit);

  const Instant now = parse_time("2026-03-10T08:00:00Z")->instant_in(salon.company.time_zone);
  const Plan plan = plan_day(salon, now);
  std::printf("%zu planned, %d percent\n", plan.planned.size(),
              plan.planned.empty() ? -1 : plan.planned[0].discount_percent);
  return plan.planned.size() == 1 && plan.planned[0].discount_percent == 10 ? 0 : 1;
}
