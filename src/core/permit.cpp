#include "reactivation/core/permit.hpp"

#include <algorithm>

namespace reactivation {
namespace {

PermitDecision refused(PermitVerdict verdict, PermitReason reason,
                       std::optional<Instant> not_before = {}) {
  return {verdict, reason, SkipReason::none, not_before};
}

std::optional<std::size_t> row_of(const PlanFacts& facts, ClientId client) {
  const auto& ids = facts.clients.id;
  const auto found = std::find(ids.begin(), ids.end(), client.value);
  if (found == ids.end()) return std::nullopt;
  return static_cast<std::size_t>(found - ids.begin());
}

const TimeZone* client_zone_of(const PlanFacts& facts, std::size_t row) {
  const std::uint16_t index = facts.clients.zone[row];
  return index < facts.client_zones.size() ? &facts.client_zones[index] : nullptr;
}

/// The planner's own judgement, with only this attempt's rule and without anything that waits.
/// Hours and quota are judged by the account's limits.
SkipReason reason_against(const PermitState& state, std::size_t row, Instant now) {
  std::vector<Attempt> attempts;
  std::copy_if(state.facts.attempts.begin(), state.facts.attempts.end(),
               std::back_inserter(attempts), [&state](const Attempt& other) {
                 return other.id != state.attempt.id && !is_waiting_to_be_sent(other.state);
               });
  std::vector<Rule> rules;
  std::copy_if(state.facts.rules.begin(), state.facts.rules.end(), std::back_inserter(rules),
               [&state](const Rule& rule) { return rule.service_id == state.attempt.service_id; });
  if (state.due_days) {
    for (Rule& rule : rules) {
      rule.reactivation_interval_days = std::clamp(*state.due_days, 1, max_interval_days);
      rule.active_interval_source = IntervalSource::manual;
    }
  }
  PlanInput input = input_of(state.facts, now);
  input.rules = rules;
  input.attempts = attempts;
  input.slots = {};
  for (const HeldReason& held : held_reasons(input, row)) {
    if (held.reason == SkipReason::outside_sending_hours) continue;
    if (state.is_forced && is_passed_over_by_force(held.reason)) continue;
    return held.reason;
  }
  return SkipReason::none;
}

bool is_written_to_today(const PermitState& state, Instant now) {
  const TimeZone& zone = state.facts.company.time_zone;
  const LocalDate today = zone.local_date(now);
  return std::any_of(state.facts.attempts.begin(), state.facts.attempts.end(),
                     [&](const Attempt& other) {
                       return other.id != state.attempt.id && counts_as_sent(other.state) &&
                              other.sent_at && zone.local_date(*other.sent_at) == today;
                     });
}

/// Somebody ended the campaign, also while its message was leaving.
bool has_campaign_ended(const Attempt& attempt) noexcept {
  return attempt.completion_reason != CompletionReason::none;
}

/// The newest send of the ledger when it lies ahead of the clock: then the clock is not believed.
std::optional<Instant> send_ahead_of(const PermitState& state, Instant now) {
  if (!state.facts.account || state.facts.account->sends.empty()) return std::nullopt;
  const auto& sends = state.facts.account->sends;
  const Instant newest = *std::max_element(sends.begin(), sends.end());
  return newest > now + clock_slack ? std::optional{newest} : std::nullopt;
}

PermitReason reason_of_gate(const PermitState& state, Reach reach) noexcept {
  if (state.gate.is_stopped) return PermitReason::all_stopped;
  if (state.gate.awaits_confirmation) return PermitReason::confirmation_missing;
  if (reach == Reach::people && !state.gate.is_armed) return PermitReason::account_disarmed;
  return PermitReason::approved;
}

/// Whether a hand-over that begins now would also end in time.
PermitReason reason_of_end(const PermitState& state, const SendCalendar& calendar,
                           const PermitClaim& claim, Instant now) {
  const auto window = calendar.window_at(now);
  const Instant ends = now + claim.send_max;
  const bool is_over = !window || !window->contains(now) || ends > window->closes ||
                       (state.attempt.not_after && ends > *state.attempt.not_after);
  return is_over ? PermitReason::window_too_short : PermitReason::approved;
}

PermitReason reason_of_first_contact(const PermitState& state, std::size_t row) {
  const auto& cap = state.facts.account->first_contact_daily_limit;
  const bool knows_us = state.facts.clients.has_chat_history[row] != 0;
  if (!cap || knows_us || state.first_contacts_today < *cap) return PermitReason::approved;
  return PermitReason::first_contact_limit;
}

PermitDecision decision_of_limits(const PermitState& state, const PermitClaim& claim,
                                  std::size_t row, Instant now) {
  const Account* account = state.facts.account ? &*state.facts.account : nullptr;
  const SendCalendar calendar{state.facts.settings, account, state.facts.company.time_zone,
                              client_zone_of(state.facts, row)};
  const Seconds gap = account ? limits_of(*account).gap_min : Seconds{0};
  const Permit permit = permit_to_send(
      {calendar, now, state.attempt.not_after, state.open,
       account && !account->sends.empty() ? gap_jitter(state.attempt.id, gap) : Seconds{0}});
  if (permit.reason == PermitReason::expired) {
    return refused(PermitVerdict::cancel, permit.reason);
  }
  if (!permit.is_approved()) {
    return refused(PermitVerdict::wait, permit.reason, permit.not_before);
  }
  if (const auto reason = reason_of_end(state, calendar, claim, now);
      reason != PermitReason::approved) {
    return refused(PermitVerdict::wait, reason, calendar.next_opening(now));
  }
  if (const auto reason = reason_of_first_contact(state, row); reason != PermitReason::approved) {
    return refused(PermitVerdict::wait, reason);
  }
  return refused(PermitVerdict::send, PermitReason::approved);
}

/// What the facts have against the attempt's ever being sent: it is cancelled for that.
std::optional<PermitDecision> cancellation_of(const PermitState& state,
                                              std::optional<std::size_t> row, Instant now) {
  if (!row || has_campaign_ended(state.attempt)) {
    return refused(PermitVerdict::cancel, PermitReason::facts_changed);
  }
  if (const SkipReason reason = reason_against(state, *row, now); reason != SkipReason::none) {
    return PermitDecision{PermitVerdict::cancel, PermitReason::facts_changed, reason, std::nullopt};
  }
  if (is_written_to_today(state, now)) {
    return refused(PermitVerdict::cancel, PermitReason::written_to_today);
  }
  return std::nullopt;
}

/// `permit_for` but for the lease.
PermitDecision decision_for_holder(const PermitState& state, const PermitClaim& claim,
                                   Instant now) {
  if (state.attempt.state == AttemptState::held || !is_waiting_to_be_sent(state.attempt.state)) {
    return refused(PermitVerdict::leave, PermitReason::not_waiting);
  }
  const auto row = row_of(state.facts, state.attempt.client_id);
  if (const auto cancelled = cancellation_of(state, row, now)) return *cancelled;
  const auto ahead = send_ahead_of(state, now);
  if (claim.clock == ClockTrust::jumped || ahead) {
    return refused(PermitVerdict::wait, PermitReason::clock_jumped, ahead);
  }
  if (const auto reason = reason_of_gate(state, claim.reach); reason != PermitReason::approved) {
    return refused(PermitVerdict::wait, reason);
  }
  return decision_of_limits(state, claim, *row, now);
}

/// Whether it holds for every message of the account.
bool is_of_account(PermitReason reason) noexcept {
  switch (reason) {
    case PermitReason::zone_unknown:
    case PermitReason::company_disabled:
    case PermitReason::account_missing:
    case PermitReason::account_stopped:
    case PermitReason::account_paused:
    case PermitReason::account_disarmed:
    case PermitReason::confirmation_missing:
    case PermitReason::all_stopped:
    case PermitReason::clock_jumped:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool is_passed_over_by_force(SkipReason reason) noexcept {
  switch (reason) {
    case SkipReason::visited_recently:
    case SkipReason::not_due:
    case SkipReason::lapsed:
    case SkipReason::contacted_recently:
    case SkipReason::max_attempts:
    case SkipReason::holdout:
      return true;
    default:
      return false;
  }
}

Seconds gap_jitter(const AttemptId& attempt, Seconds gap_min) noexcept {
  const std::int64_t most = std::max<std::int64_t>(0, gap_min.count() / 5);
  const auto dice = static_cast<std::int64_t>(attempt.bytes[14]) * 256 + attempt.bytes[15];
  return Seconds{dice % (most + 1)};
}

PermitDecision permit_for(const PermitState& state, const PermitClaim& claim, Instant now) {
  if (state.lease.epoch != claim.epoch || state.lease.owner != claim.owner ||
      now >= state.lease.until) {
    return refused(PermitVerdict::leave, PermitReason::lease_lost);
  }
  return decision_for_holder(state, claim, now);
}

SkipReason binding_reason(const PermitState& state, Instant now) {
  const auto row = row_of(state.facts, state.attempt.client_id);
  const auto cancelled = cancellation_of(state, row, now);
  if (!cancelled) return SkipReason::none;
  return cancelled->reason == PermitReason::written_to_today ? SkipReason::contacted_recently
                                                             : cancelled->skip_reason;
}

TextNeed text_need(const PermitState& state, const PermitClaim& claim, Instant now) {
  const PermitDecision decision = decision_for_holder(state, claim, now);
  if (decision.verdict == PermitVerdict::send) return TextNeed::needed;
  if (decision.verdict != PermitVerdict::wait) return TextNeed::not_this_one;
  // Those under way end within seconds.
  if (decision.reason == PermitReason::too_many_open) return TextNeed::needed;
  const bool is_in_time = decision.not_before && (!state.attempt.not_after ||
                                                  *decision.not_before < *state.attempt.not_after);
  if (is_in_time) return TextNeed::needed;
  return is_of_account(decision.reason) ? TextNeed::nobody : TextNeed::not_this_one;
}

PermitReason last_look(const PermitState& state, const PermitClaim& claim, Instant now) {
  // A holder that stood still for long would send past limits that others have used meanwhile.
  if (state.lease.epoch != claim.epoch || state.lease.owner != claim.owner ||
      now >= state.lease.until) {
    return PermitReason::lease_lost;
  }
  if (state.attempt.state != AttemptState::dispatching) return PermitReason::not_waiting;
  const auto row = row_of(state.facts, state.attempt.client_id);
  if (!row || has_campaign_ended(state.attempt) ||
      reason_against(state, *row, now) != SkipReason::none) {
    return PermitReason::facts_changed;
  }
  if (claim.clock == ClockTrust::jumped || send_ahead_of(state, now)) {
    return PermitReason::clock_jumped;
  }
  if (const auto reason = reason_of_gate(state, claim.reach); reason != PermitReason::approved) {
    return reason;
  }
  const Account* account = state.facts.account ? &*state.facts.account : nullptr;
  const SendCalendar calendar{state.facts.settings, account, state.facts.company.time_zone,
                              client_zone_of(state.facts, *row)};
  if (const Permit permit = permit_of_account(calendar, now); !permit.is_approved()) {
    return permit.reason;
  }
  return reason_of_end(state, calendar, claim, now);
}

}  // namespace reactivation
