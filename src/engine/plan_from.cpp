#include "reactivation/engine/plan_from.hpp"

#include <utility>

namespace reactivation {
namespace {

/// A due-only plan names those who are due, and counts everybody.
void leave_out_not_due(Plan& plan, std::int64_t clients_total) {
  std::erase_if(plan.skipped, [](const SkippedClient& skipped) {
    return skipped.reason == SkipReason::no_visit || skipped.reason == SkipReason::not_due;
  });
  plan.counts.clients = clients_total;
  plan.counts.skipped = clients_total - plan.counts.planned;
}

}  // namespace

result<Plan> plan_from(SnapshotSource& source, CompanyId company, Instant now, PlanScope scope,
                       const Progress& progress) {
  const auto may_go_on = [&progress](std::string_view what, std::int64_t done, std::int64_t total) {
    return !progress || progress(what, done, total);
  };
  if (!may_go_on("clients", 0, 0)) return errc::cancelled;
  auto facts = source.load_plan_facts(company, now, scope);
  if (!facts) return facts.as_failure();
  const std::int64_t clients = facts.value().clients_total;
  if (!may_go_on("clients", clients, clients)) return errc::cancelled;
  const PlanInput input = input_of(facts.value(), now);
  Selection selection = select_clients(input);
  if (selection.fault) return errc::storage_corrupt;
  std::vector<ClientId> planned;
  planned.reserve(selection.turns.size());
  for (const Turn& turn : selection.turns) planned.push_back(turn.attempt.client_id);
  const auto chosen = static_cast<std::int64_t>(planned.size());
  if (!may_go_on("offers", 0, chosen)) return errc::cancelled;
  auto visits = source.load_visits(company, planned, now);
  if (!visits) return visits.as_failure();
  make_offers(input, visits.value().columns(), selection);
  Plan plan = plan_of(input, std::move(selection));
  if (scope == PlanScope::due_only) leave_out_not_due(plan, facts.value().clients_total);
  return plan;
}

}  // namespace reactivation
