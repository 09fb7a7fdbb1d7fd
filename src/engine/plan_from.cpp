#include "reactivation/engine/plan_from.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "reactivation/core/rhythm_policy.hpp"

namespace reactivation {
namespace {

/// Slots are offered up to a week ahead; a day more covers the edges of time zones.
constexpr Days slots_ahead{9};

/// Free times of the services that are planned, in the order of a store's.
std::vector<Slot> free_times(SlotSource& source, CompanyId company,
                             const std::set<ServiceId>& planned, Instant now) {
  if (planned.empty()) return {};
  const std::vector<ServiceId> services(planned.begin(), planned.end());
  auto found = source.find_slots(company, services, now, now + slots_ahead);
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

/// The model is learnt once; free times are asked for only of the services that are planned
/// without them.
result<Plan> plan_by_rhythm(SnapshotSource& source, CompanyId company, Instant now,
                            const Progress& progress, SlotSource* slots) {
  auto loaded = source.load_snapshot(company, now);
  if (!loaded) return loaded.as_failure();
  Snapshot& snapshot = loaded.value();
  const auto clients = static_cast<std::int64_t>(snapshot.clients.size());
  if (progress && !progress("clients", clients, clients)) return errc::cancelled;
  const RhythmKnowledge knowledge = learn_rhythm(snapshot, now);
  if (slots != nullptr) snapshot.slots.clear();
  Plan plan = plan_day(snapshot, now, knowledge);
  if (plan.fault) return errc::storage_corrupt;
  if (progress && !progress("offers", 0, plan.counts.planned)) return errc::cancelled;
  if (slots == nullptr || !snapshot.settings.include_slots_in_message) return plan;
  std::set<ServiceId> planned;
  for (const PlannedAttempt& attempt : plan.planned) planned.insert(attempt.service_id);
  snapshot.slots = free_times(*slots, company, planned, now);
  return snapshot.slots.empty() ? std::move(plan) : plan_day(snapshot, now, knowledge);
}

}  // namespace

result<Plan> plan_from(SnapshotSource& source, CompanyId company, Instant now, PlanScope scope,
                       const Progress& progress, SlotSource* slots, PolicyKind policy) {
  const auto may_go_on = [&progress](std::string_view what, std::int64_t done, std::int64_t total) {
    return !progress || progress(what, done, total);
  };
  if (!may_go_on("clients", 0, 0)) return errc::cancelled;
  if (policy == PolicyKind::rhythm) {
    auto plan = plan_by_rhythm(source, company, now, progress, slots);
    if (plan && scope == PlanScope::due_only) {
      leave_out_not_due(plan.value(), plan.value().counts.clients);
    }
    return plan;
  }
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
    std::set<ServiceId> services;
    for (const Turn& turn : selection.turns) services.insert(turn.attempt.service_id);
    if (input.settings.include_slots_in_message) {
      free = free_times(*slots, company, services, now);
    }
    input.slots = free;
  }
  make_offers(input, visits.value().columns(), selection);
  Plan plan = plan_of(input, std::move(selection));
  if (scope == PlanScope::due_only) leave_out_not_due(plan, facts.value().clients_total);
  return plan;
}

}  // namespace reactivation
