// Attempts from the plan to the hand-over.
#include <algorithm>
#include <utility>

#include "reactivation/core/message.hpp"
#include "state.hpp"

namespace reactivation {

using memory::AttemptEdit;
using memory::AttemptRow;
using memory::CompanyRow;
using memory::State;
using memory::StoredClient;

namespace memory {
namespace {

/// Another attempt of the person that could still go out: nobody gets two.
bool has_other_live_attempt(State& state, const CompanyRow& company, const StoredClient& client,
                            const AttemptId& id, Instant now) {
  for (const ClientId sharer : sharers_of(company, client)) {
    for (const AttemptId& other : company.clients.at(sharer).attempts) {
      const Attempt& attempt = state.attempts.at(other).attempt;
      if (other != id && is_waiting_to_be_sent(attempt.state) && !is_void(attempt, now)) {
        return true;
      }
    }
  }
  return false;
}

/// The same attempt under an id of another maker.
bool has_twin(State& state, const StoredClient& client, const PlannedAttempt& planned) {
  return std::any_of(client.attempts.begin(), client.attempts.end(), [&](const AttemptId& id) {
    const Attempt& known = state.attempts.at(id).attempt;
    return id != planned.attempt_id && known.service_id == planned.service_id &&
           known.cycle_key == planned.cycle_key && known.attempt_number == planned.attempt_number;
  });
}

bool has_ended_unsent(const AttemptRow& row, Instant now) {
  if (row.attempt.state == AttemptState::rejected) return true;
  if (row.attempt.state == AttemptState::cancelled) return true;
  return is_waiting_to_be_sent(row.attempt.state) && is_void(row.attempt, now);
}

/// A stored attempt takes part again when a later day's plan chose it again: it is void, was
/// cancelled by circumstances, or never left. What a person has called off stays called off.
bool may_return(const AttemptRow& row, LocalDate date, Instant now) {
  return row.planned_on < date && row.attempt.completion_reason == CompletionReason::none &&
         has_ended_unsent(row, now);
}

Attempt attempt_of(const PlannedAttempt& planned) {
  Attempt attempt;
  attempt.id = planned.attempt_id;
  attempt.client_id = planned.client_id;
  attempt.service_id = planned.service_id;
  attempt.cycle_key = planned.cycle_key;
  attempt.attempt_number = planned.attempt_number;
  attempt.not_before = planned.not_before;
  attempt.not_after = planned.not_after;
  attempt.discount_percent = planned.discount_percent;
  return attempt;
}

struct NewAttempt {
  CompanyId company_id;
  const PlannedAttempt& planned;
  LocalDate date;
  Instant now;
  PlannedBy by = PlannedBy::plan;
  Force force = Force::no;
};

void write_attempt(State& state, const NewAttempt& made) {
  AttemptRow fresh;
  fresh.company_id = made.company_id;
  fresh.attempt = attempt_of(made.planned);
  fresh.planned = made.planned;
  if (!made.planned.arms.empty()) {
    fresh.arms_name = state.company(made.company_id)->settings.arms.name;
  }
  fresh.planned_on = made.date;
  fresh.is_forced = made.force == Force::past_cadence;
  std::string_view before;
  if (AttemptRow* stored = state.attempt(made.planned.attempt_id)) {
    before = word_of(stored->attempt.state);
    fresh.attempt.state = state_when_planned_again(stored->attempt.state, made.by,
                                                   state.company(made.company_id)->settings);
    fresh.lease.epoch = stored->lease.epoch;
    AttemptEdit edit{state, *stored};
    *stored = std::move(fresh);
  } else {
    add_attempt(state, std::move(fresh));
  }
  state.events.push_back({made.company_id,
                          {},
                          made.planned.client_id,
                          made.planned.attempt_id,
                          "attempt",
                          before,
                          word_of(state.attempt(made.planned.attempt_id)->attempt.state),
                          made.now,
                          made.force == Force::past_cadence ? "forced" : ""});
}

/// What the holder may still do something with.
AttemptRow* held_row(State& state, const HeldAttempt& held) {
  AttemptRow* row = state.attempt(held.attempt_id);
  const bool is_theirs =
      row != nullptr && row->lease.owner == held.owner && row->lease.epoch == held.epoch;
  return is_theirs ? row : nullptr;
}

/// Waits, and its time is not over.
AttemptRow* live_row(State& state, const AttemptId& id, Instant now) {
  AttemptRow* row = state.attempt(id);
  const bool is_live =
      row != nullptr && is_waiting_to_be_sent(row->attempt.state) && !is_void(row->attempt, now);
  return is_live ? row : nullptr;
}

}  // namespace
}  // namespace memory

result<std::int64_t> MemoryStore::store_plan(const Plan& plan) {
  CompanyRow* company = state_->company(plan.company_id);
  if (company == nullptr) return errc::not_found;
  std::int64_t stored = 0;
  for (const PlannedAttempt& planned : plan.planned) {
    const StoredClient* client = state_->client(plan.company_id, planned.client_id);
    if (client == nullptr || !client->client.phone.is_set()) continue;  // erased meanwhile
    const AttemptRow* known = state_->attempt(planned.attempt_id);
    if (known != nullptr && !memory::may_return(*known, plan.local_date, plan.now)) continue;
    if (memory::has_other_live_attempt(*state_, *company, *client, planned.attempt_id, plan.now) ||
        memory::has_twin(*state_, *client, planned)) {
      continue;
    }
    memory::write_attempt(*state_, {plan.company_id, planned, plan.local_date, plan.now});
    ++stored;
  }
  return stored;
}

result<Claim> MemoryStore::claim_next(const ClaimQuestion& question) {
  CompanyRow* company = state_->company(question.company_id);
  if (company == nullptr) return errc::not_found;
  if (question.owner.empty()) return errc::invalid_argument;
  Claim claim;
  const Instant now = question.now;
  for (const auto& [turn_at, rank, id] : company->turns) {
    if (claim.next_turn_at && turn_at >= *claim.next_turn_at) break;
    AttemptRow& row = *state_->attempt(id);
    const bool is_others = !row.lease.owner.empty() && row.lease.owner != question.owner;
    const Instant free_at = is_others ? std::max(turn_at, row.lease.until) : turn_at;
    if (memory::is_void(row.attempt, std::max(now, free_at))) continue;
    if (free_at > now) {
      if (!claim.next_turn_at || free_at < *claim.next_turn_at) claim.next_turn_at = free_at;
      continue;
    }
    row.lease = {question.owner, row.lease.epoch + 1, question.lease_until};
    claim.attempt = ClaimedAttempt{row.planned, row.lease, row.draft};
    claim.next_turn_at.reset();
    return claim;
  }
  return claim;
}

result<bool> MemoryStore::save_draft(const HeldAttempt& held, const Draft& draft, DraftMark mark,
                                     Instant now) {
  AttemptRow* row = memory::held_row(*state_, held);
  const bool may_write = row != nullptr && now < row->lease.until &&
                         is_waiting_to_be_sent(row->attempt.state) &&
                         row->attempt.state != AttemptState::held;
  if (!may_write) return false;
  row->draft = draft;
  row->planned.arms = arms_with_text(std::move(row->planned.arms), draft.template_id);
  const AttemptState next = mark == DraftMark::held ? AttemptState::held : AttemptState::ready;
  if (next != row->attempt.state) memory::move_to(*state_, *row, {next, now, "drafted"});
  if (mark == DraftMark::held) memory::free_lease(*row);
  return true;
}

result<void> MemoryStore::release(const HeldAttempt& held, std::optional<Instant> not_before) {
  AttemptRow* row = memory::held_row(*state_, held);
  if (row == nullptr || !is_waiting_to_be_sent(row->attempt.state)) {
    return boost::outcome_v2::success();
  }
  memory::free_lease(*row);
  if (not_before) {
    AttemptEdit edit{*state_, *row};
    row->attempt.not_before = not_before;
    row->planned.not_before = *not_before;
  }
  return boost::outcome_v2::success();
}

result<void> MemoryStore::cancel_waiting(const AttemptId& attempt, Instant now,
                                         std::string_view why) {
  AttemptRow* row = state_->attempt(attempt);
  if (row == nullptr || !is_waiting_to_be_sent(row->attempt.state)) return errc::not_found;
  memory::move_to(*state_, *row, {AttemptState::cancelled, now, why});
  return boost::outcome_v2::success();
}

result<void> MemoryStore::hold(const AttemptId& attempt, Instant now) {
  AttemptRow* row = memory::live_row(*state_, attempt, now);
  if (row == nullptr) return errc::not_found;
  if (row->attempt.state == AttemptState::held) return boost::outcome_v2::success();
  memory::move_to(*state_, *row, {AttemptState::held, now, "by hand"});
  memory::free_lease(*row);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::approve(const AttemptId& attempt, Instant now) {
  AttemptRow* row = memory::live_row(*state_, attempt, now);
  if (row == nullptr) return errc::not_found;
  if (row->attempt.state == AttemptState::ready) return boost::outcome_v2::success();
  // What was held before it was written is written first, and then held again if it must be.
  const AttemptState next = row->draft ? AttemptState::ready : AttemptState::planned;
  if (row->attempt.state != next) memory::move_to(*state_, *row, {next, now, "approved"});
  return boost::outcome_v2::success();
}

result<ClaimedAttempt> MemoryStore::find_waiting(const AttemptId& attempt, Instant now) {
  AttemptRow* row = memory::live_row(*state_, attempt, now);
  if (row == nullptr) return errc::not_found;
  return ClaimedAttempt{row->planned, row->lease, row->draft};
}

result<void> MemoryStore::set_text(const AttemptId& attempt, const Draft& draft, DraftMark mark,
                                   Instant now) {
  AttemptRow* row = memory::live_row(*state_, attempt, now);
  if (row == nullptr) return errc::not_found;
  row->draft = draft;
  row->planned.arms = arms_with_text(std::move(row->planned.arms), draft.template_id);
  const bool is_held = mark == DraftMark::held || row->attempt.state == AttemptState::held;
  memory::move_to(*state_, *row,
                  {is_held ? AttemptState::held : AttemptState::ready, now, "edited"});
  memory::free_lease(*row);
  return boost::outcome_v2::success();
}

result<void> MemoryStore::store_manual(const ManualAttempt& manual, Instant now) {
  CompanyRow* company = state_->company(manual.company_id);
  const PlannedAttempt& planned = manual.planned;
  const StoredClient* client = state_->client(manual.company_id, planned.client_id);
  if (company == nullptr || client == nullptr) return errc::not_found;
  const AttemptRow* known = state_->attempt(planned.attempt_id);
  const bool is_taken =
      (known != nullptr && !memory::has_ended_unsent(*known, now)) ||
      memory::has_other_live_attempt(*state_, *company, *client, planned.attempt_id, now) ||
      memory::has_twin(*state_, *client, planned);
  if (is_taken) return errc::storage_conflict;
  memory::write_attempt(
      *state_, {manual.company_id, planned, manual.local_date, now, PlannedBy::hand, manual.force});
  return boost::outcome_v2::success();
}

result<std::vector<PersonAttempt>> MemoryStore::load_overdue(Instant now, int rows_max) {
  std::vector<PersonAttempt> overdue;
  for (const auto& [due, id] : state_->due) {
    if (due > now || static_cast<int>(overdue.size()) >= rows_max) break;
    PersonAttempt known = memory::person_attempt(*state_, *state_->attempt(id));
    if (change_of_time(known, now)) overdue.push_back(std::move(known));
  }
  return overdue;
}

}  // namespace reactivation
