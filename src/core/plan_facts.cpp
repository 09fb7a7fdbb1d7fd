#include "reactivation/core/plan_facts.hpp"

namespace reactivation {

PlanInput input_of(const PlanFacts& facts, Instant now) {
  return PlanInput{.company = facts.company,
                   .settings = facts.settings,
                   .account = facts.account ? &*facts.account : nullptr,
                   .services = facts.services,
                   .staff = facts.staff,
                   .rules = facts.rules,
                   .clients = facts.clients.columns(),
                   .visits = facts.open_visits.columns(),
                   .history = facts.history.columns(),
                   .attempts = facts.attempts,
                   .slots = facts.slots,
                   .client_zones = facts.client_zones,
                   .discounts = &facts.discounts,
                   .weights = {},
                   .now = now};
}

}  // namespace reactivation
