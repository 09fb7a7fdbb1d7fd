#include "reactivation/core/invariant.hpp"

#include <algorithm>

namespace reactivation {
namespace {

constexpr Seconds hour_length{3600};
constexpr Seconds day_length{86400};

bool is_same_subject(const PermitState& permitted, const PermitState& at_look) noexcept {
  return permitted.facts.company.id == at_look.facts.company.id &&
         permitted.attempt.id == at_look.attempt.id &&
         permitted.attempt.client_id == at_look.attempt.client_id;
}

bool is_of_cycle(const Attempt& other, const Attempt& own) noexcept {
  return other.client_id == own.client_id && other.service_id == own.service_id &&
         other.cycle_key == own.cycle_key;
}

/// Against the other messages that have left, or may have.
BrokenInvariant broken_by_attempts(const PermitState& permitted, const PermitState& at_look) {
  const Attempt& own = permitted.attempt;
  const TimeZone& zone = permitted.facts.company.time_zone;
  const LocalDate today = zone.local_date(permitted.at);
  std::int64_t in_cycle = 1;
  for (const Attempt& other : at_look.facts.attempts) {
    if (other.id == own.id || other.client_id != own.client_id || !counts_as_sent(other.state)) {
      continue;
    }
    if (is_of_cycle(other, own)) ++in_cycle;
    if (is_of_cycle(other, own) && other.attempt_number == own.attempt_number) {
      return BrokenInvariant::second_of_cycle;
    }
    if (other.sent_at && zone.local_date(*other.sent_at) == today) {
      return BrokenInvariant::second_of_day;
    }
  }
  const auto& rules = permitted.facts.rules;
  const auto rule = std::find_if(rules.begin(), rules.end(), [&own](const Rule& known) {
    return known.service_id == own.service_id;
  });
  const bool is_past_max =
      !permitted.is_forced && rule != rules.end() && in_cycle > rule->max_attempts;
  return is_past_max ? BrokenInvariant::past_attempts_max : BrokenInvariant::none;
}

/// Against the account's ledger, which has this send by now. Only what lies before it is counted:
/// whoever sends later has counted this one.
BrokenInvariant broken_by_ledger(const PermitState& permitted, const PermitState& at_look) {
  const auto& account = permitted.facts.account;
  const auto& now = at_look.facts.account;
  // A company that has moved to another account meanwhile has another ledger.
  if (!account || !now || account->id != now->id) return BrokenInvariant::none;
  const auto count_since = [&](Seconds length) {
    return std::count_if(now->sends.begin(), now->sends.end(), [&](Instant sent_at) {
      return sent_at > permitted.at - length && sent_at <= permitted.at;
    });
  };
  if (std::find(now->sends.begin(), now->sends.end(), permitted.at) == now->sends.end()) {
    return BrokenInvariant::not_in_ledger;
  }
  const AccountLimits limits = limits_of(*account);
  if (count_since(hour_length) > limits.sent_hourly_max) return BrokenInvariant::past_hourly_limit;
  if (count_since(day_length) > limits.sent_daily_max) return BrokenInvariant::past_daily_limit;
  if (at_look.open > std::max(limits.concurrent_max, limits_of(*now).concurrent_max)) {
    return BrokenInvariant::past_open_max;
  }
  if (limits.gap_min > Seconds{0} && count_since(limits.gap_min) > 1) {
    return BrokenInvariant::gap_too_short;
  }
  return BrokenInvariant::none;
}

}  // namespace

std::string_view to_string(BrokenInvariant invariant) noexcept {
  constexpr std::string_view words[] = {"none",
                                        "handed_over_twice",
                                        "second_of_cycle",
                                        "second_of_day",
                                        "past_attempts_max",
                                        "not_in_ledger",
                                        "past_hourly_limit",
                                        "past_daily_limit",
                                        "past_open_max",
                                        "gap_too_short",
                                        "of_another_company"};
  return words[static_cast<std::size_t>(invariant)];
}

BrokenInvariant broken_invariant(const PermitState& permitted, const PermitState& at_look) {
  if (!is_same_subject(permitted, at_look)) return BrokenInvariant::of_another_company;
  const bool is_ours = at_look.attempt.state == AttemptState::dispatching &&
                       at_look.lease.epoch == permitted.lease.epoch &&
                       at_look.lease.owner == permitted.lease.owner;
  // Settled by somebody else, or taken over: the look refuses, and nothing is wrong.
  if (!is_ours) return BrokenInvariant::none;
  if (at_look.attempt.sent_at != permitted.at) return BrokenInvariant::handed_over_twice;
  const BrokenInvariant by_attempts = broken_by_attempts(permitted, at_look);
  return by_attempts != BrokenInvariant::none ? by_attempts : broken_by_ledger(permitted, at_look);
}

}  // namespace reactivation
