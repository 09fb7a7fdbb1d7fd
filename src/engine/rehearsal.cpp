#include "reactivation/engine/rehearsal.hpp"

#include <algorithm>
#include <set>

namespace reactivation {
namespace {

AttemptState state_after(SendOutcome outcome) noexcept {
  switch (outcome) {
    case SendOutcome::not_started:
      return AttemptState::deferred;
    case SendOutcome::rejected:
      return AttemptState::rejected;
    case SendOutcome::accepted:
      return AttemptState::accepted;
    case SendOutcome::uncertain:
      break;
  }
  return AttemptState::uncertain;
}

}  // namespace

Attempt Rehearsal::attempt_of(const Entry& entry) {
  Attempt attempt;
  attempt.id = entry.planned.attempt_id;
  attempt.client_id = entry.planned.client_id;
  attempt.service_id = entry.planned.service_id;
  attempt.cycle_key = entry.planned.cycle_key;
  attempt.attempt_number = entry.planned.attempt_number;
  attempt.state = entry.state;
  attempt.not_before = entry.planned.not_before;
  attempt.not_after = entry.planned.not_after;
  attempt.sent_at = entry.sent_at;
  attempt.discount_percent = entry.planned.discount_percent;
  return attempt;
}

/// The stored attempts, as the rehearsal left them.
void Rehearsal::lay_over(CompanyId company, std::vector<Attempt>& attempts) const {
  std::erase_if(attempts, [this](const Attempt& a) { return entries_.contains(a.id); });
  for (Attempt& attempt : attempts) {
    if (const auto found = settled_.find(attempt.id); found != settled_.end()) {
      attempt.state = found->second;
    }
  }
  for (const auto& [id, entry] : entries_) {
    if (entry.company == company) attempts.push_back(attempt_of(entry));
  }
}

void Rehearsal::add_sends(CompanyId company, std::optional<Account>& account) const {
  if (!account) return;
  for (const auto& [id, entry] : entries_) {
    if (entry.company == company && counts_as_sent(entry.state) && entry.sent_at) {
      account->sends.push_back(*entry.sent_at);
    }
  }
}

result<PlanFacts> Rehearsal::load_plan_facts(CompanyId company, Instant now, PlanScope scope) {
  auto facts = snapshots_.load_plan_facts(company, now, scope);
  if (!facts) return facts;
  lay_over(company, facts.value().attempts);
  add_sends(company, facts.value().account);
  return facts;
}

result<VisitTable> Rehearsal::load_visits(CompanyId company, std::span<const ClientId> clients,
                                          Instant now) {
  return snapshots_.load_visits(company, clients, now);
}

result<std::vector<Client>> Rehearsal::load_clients(CompanyId company,
                                                    std::span<const ClientId> clients) {
  return snapshots_.load_clients(company, clients);
}

result<Snapshot> Rehearsal::load_snapshot(CompanyId company, Instant now) {
  auto snapshot = snapshots_.load_snapshot(company, now);
  if (!snapshot) return snapshot;
  lay_over(company, snapshot.value().attempts);
  add_sends(company, snapshot.value().account);
  return snapshot;
}

result<std::int64_t> Rehearsal::store_plan(const Plan& plan) {
  // What the store has already stays as it is there, whatever its state.
  auto facts = snapshots_.load_plan_facts(plan.company_id, plan.now, PlanScope::due_only);
  if (!facts) return facts.as_failure();
  std::set<AttemptId> stored;
  for (const Attempt& attempt : facts.value().attempts) stored.insert(attempt.id);
  std::int64_t fresh = 0;
  for (const PlannedAttempt& planned : plan.planned) {
    if (stored.contains(planned.attempt_id)) continue;
    const bool is_new =
        entries_.emplace(planned.attempt_id, Entry{plan.company_id, planned, {}, {}}).second;
    if (is_new) ++fresh;
  }
  return fresh;
}

result<std::vector<PlannedAttempt>> Rehearsal::load_waiting(CompanyId company, Instant now) {
  auto waiting = attempts_.load_waiting(company, now);
  if (!waiting) return waiting;
  std::vector<PlannedAttempt>& out = waiting.value();
  std::erase_if(out, [this](const PlannedAttempt& a) { return entries_.contains(a.attempt_id); });
  for (PlannedAttempt& planned : out) {
    entries_.emplace(planned.attempt_id, Entry{company, planned, {}, {}});
  }
  out.clear();
  for (const auto& [id, entry] : entries_) {
    const bool is_open = is_waiting_to_be_sent(entry.state) && entry.planned.not_after > now;
    if (entry.company == company && is_open) out.push_back(entry.planned);
  }
  std::sort(out.begin(), out.end(), [](const PlannedAttempt& a, const PlannedAttempt& b) {
    if (a.not_before != b.not_before) return a.not_before < b.not_before;
    return a.attempt_id < b.attempt_id;
  });
  return waiting;
}

result<void> Rehearsal::begin_dispatch(const OutgoingMessage& message) {
  const auto found = entries_.find(message.attempt_id);
  if (found == entries_.end() || !is_waiting_to_be_sent(found->second.state)) {
    return make_error_code(errc::not_found);
  }
  found->second.state = AttemptState::dispatching;
  found->second.sent_at = message.sent_at;
  return boost::outcome_v2::success();
}

result<void> Rehearsal::record_outcome(const OutgoingMessage& message, SendOutcome outcome) {
  const AttemptState state = state_after(outcome);
  const auto found = entries_.find(message.attempt_id);
  if (found == entries_.end()) {
    settled_[message.attempt_id] = state;
    return boost::outcome_v2::success();
  }
  found->second.state = state;
  if (!counts_as_sent(state)) found->second.sent_at.reset();
  return boost::outcome_v2::success();
}

result<void> Rehearsal::cancel_waiting(const AttemptId& attempt, Instant /*now*/,
                                       std::string_view /*why*/) {
  const auto found = entries_.find(attempt);
  if (found == entries_.end()) return make_error_code(errc::not_found);
  found->second.state = AttemptState::cancelled;
  return boost::outcome_v2::success();
}

}  // namespace reactivation
