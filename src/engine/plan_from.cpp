#include "reactivation/engine/plan_from.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace reactivation {
namespace {

/// Slots are offered up to a week ahead; a day more covers the edges of time zones.
constexpr Days slots_ahead{9};

/// Free times of the services that are planned, in the order of a store's.
std::vector<Slot> free_times(SlotSource& source, const PlanInput& input,
                             const Selection& selection) {
  std::set<ServiceId> planned;
  for (const Turn& turn : selection.turns) planned.insert(turn.attempt.service_id);
  if (planned.empty() || !input.settings.include_slots_in_message) return {};
  const std::vector<ServiceId> services(planned.begin(), planned.end());
  auto found = source.find_slots(input.company.id, services, input.now, input.now + slots_ahead);
  if (!found) return {};
  std::vector<Slot> slots = std::move(found).value();
  std::sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
    return std::tie(a.starts_at, a.service_id, a.staff_id) <
           std::tie(b.starts_at, b.service_id, b.staff_id);
  });
  return slots;
}

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
                       const Progress& progress, SlotSource* slots) {
  const auto may_go_on = [&progress](std::string_view what, std::int64_t done, std::int64_t total) {
    return !progress || progress(what, done, total);
  };
  if (!may_go_on("clients", 0, 0)) return errc::cancelled;
  auto facts = source.load_plan_facts(company, now, scope);
  if (!facts) return facts.as_failure();
  const std::int64_t clients = facts.value().clients_total;
  if (!may_go_on("clients", clients, clients)) return errc::cancelled;
  PlanInput input = input_of(facts.value(), now);
  Selection selection = select_clients(input);
  if (selection.fault) return errc::storage_corrupt;
  std::vector<ClientId> planned;
  planned.reserve(selection.turns.size());
  for (const Turn& turn : selection.turns) planned.push_back(turn.attempt.client_id);
  const auto chosen = static_cast<std::int64_t>(planned.size());
  if (!may_go_on("offers", 0, chosen)) return errc::cancelled;
  auto visits = source.load_visits(company, planned, now);
  if (!visits) return visits.as_failure();
  std::vector<Slot> free;
  if (slots != nullptr) {
    free = free_times(*slots, input, selection);
    input.slots = free;
  }
  make_offers(input, visits.value().columns(), selection);
  Plan plan = plan_of(input, std::move(selection));
  if (scope == PlanScope::due_only) leave_out_not_due(plan, facts.value().clients_total);
  return plan;
}

}  // namespace reactivation
