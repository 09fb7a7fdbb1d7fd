#include "reactivation/core/invariant.hpp"

#include <algorithm>
#include <vector>

namespace reactivation {
namespace {

constexpr Seconds hour_length{3600};
constexpr Seconds day_length{86400};

bool is_same_subject(const PermitState& permitted, const PermitState& at_look) noexcept {
  return permitted.facts.company.id == at_look.facts.company.id &&
         permitted.attempt.id == at_look.attempt.id &&
         permitted.attempt.client_id == at_look.attempt.client_id;
}

bool had_left(const PermitState& permitted, const AttemptId& id) {
  const auto& attempts = permitted.facts.attempts;
  return std::any_of(attempts.begin(), attempts.end(), [&id](const Attempt& known) {
    return known.id == id && counts_as_sent(known.state);
  });
}

/// Against the other messages to the client that have begun to leave today since the permit.
BrokenInvariant broken_by_attempts(const PermitState& permitted, const PermitState& at_look) {
  const Attempt& own = permitted.attempt;
  const TimeZone& zone = permitted.facts.company.time_zone;
  const LocalDate today = zone.local_date(permitted.at);
  for (const Attempt& other : at_look.facts.attempts) {
    const bool is_new = other.id != own.id && other.client_id == own.client_id &&
                        counts_as_sent(other.state) && !had_left(permitted, other.id);
    if (!is_new || !other.sent_at || zone.local_date(*other.sent_at) != today) continue;
    const bool is_same_number = other.service_id == own.service_id &&
                                other.cycle_key == own.cycle_key &&
                                other.attempt_number == own.attempt_number;
    return is_same_number ? BrokenInvariant::second_of_cycle : BrokenInvariant::second_of_day;
  }
  return BrokenInvariant::none;
}

/// Sends in the `length` up to the permit; new ones only when no clock can explain them.
std::int64_t count_before(const std::vector<Instant>& sends, const PermitState& permitted,
                          Seconds length) {
  const auto& seen = permitted.facts.account->sends;
  std::int64_t count = 1;  // its own
  for (const Instant sent_at : sends) {
    if (sent_at <= permitted.at - length || sent_at >= permitted.at) continue;
    const bool is_seen = std::find(seen.begin(), seen.end(), sent_at) != seen.end();
    if (is_seen || sent_at <= permitted.at - clock_slack) ++count;
  }
  return count;
}

/// Whether somebody else's new send lies nearer than the smallest gap of any level.
bool is_crowded(const std::vector<Instant>& sends, const PermitState& permitted, Seconds gap) {
  const auto& seen = permitted.facts.account->sends;
  const auto near = [&](const std::vector<Instant>& all) {
    return std::count_if(all.begin(), all.end(), [&](Instant sent_at) {
      return sent_at > permitted.at - gap && sent_at <= permitted.at;
    });
  };
  return gap > Seconds{0} && near(sends) > near(seen) + 1;
}

/// Against the account's ledger, which has this send by now. Only what lies before it is counted:
/// whoever sends later has counted this one.
BrokenInvariant broken_by_ledger(const PermitState& permitted, const PermitState& at_look) {
  const auto& account = permitted.facts.account;
  const auto& now = at_look.facts.account;
  // A company that has moved to another account meanwhile has another ledger.
  if (!account || !now || account->id != now->id) return BrokenInvariant::none;
  const auto& sends = now->sends;
  if (std::find(sends.begin(), sends.end(), permitted.at) == sends.end()) {
    return BrokenInvariant::not_in_ledger;
  }
  const AccountLimits before = limits_of(*account);
  const AccountLimits after = limits_of(*now);
  const int hourly_max = std::max(before.sent_hourly_max, after.sent_hourly_max);
  if (count_before(sends, permitted, hour_length) > hourly_max) {
    return BrokenInvariant::past_hourly_limit;
  }
  const int daily_max = std::max(before.sent_daily_max, after.sent_daily_max);
  if (count_before(sends, permitted, day_length) > daily_max) {
    return BrokenInvariant::past_daily_limit;
  }
  const Seconds least = limits_of_level(WarmupLevel::hot).gap_min;
  const Seconds gap = std::min({before.gap_min, after.gap_min, least});
  return is_crowded(sends, permitted, gap) ? BrokenInvariant::gap_too_short : BrokenInvariant::none;
}

}  // namespace

std::string_view to_string(BrokenInvariant invariant) noexcept {
  constexpr std::string_view words[] = {"none",
                                        "handed_over_twice",
                                        "second_of_cycle",
                                        "second_of_day",
                                        "not_in_ledger",
                                        "past_hourly_limit",
                                        "past_daily_limit",
                                        "gap_too_short",
                                        "of_another_company"};
  return words[static_cast<std::size_t>(invariant)];
}

std::string_view promise_of(BrokenInvariant invariant) noexcept {
  constexpr std::string_view numbers[] = {"", "I7", "I8", "I8", "I12", "I12", "I12", "I14", "I24"};
  return numbers[static_cast<std::size_t>(invariant)];
}

BrokenInvariant broken_invariant(const PermitState& permitted, const PermitState& at_look) {
  if (!is_same_subject(permitted, at_look)) return BrokenInvariant::of_another_company;
  const bool is_ours =
      at_look.attempt.state == AttemptState::dispatching && at_look.at < at_look.lease.until &&
      at_look.lease.epoch == permitted.lease.epoch && at_look.lease.owner == permitted.lease.owner;
  // Settled by somebody else, or taken over: the look refuses, and nothing is wrong.
  if (!is_ours) return BrokenInvariant::none;
  if (at_look.attempt.sent_at != permitted.at) return BrokenInvariant::handed_over_twice;
  const BrokenInvariant by_attempts = broken_by_attempts(permitted, at_look);
  return by_attempts != BrokenInvariant::none ? by_attempts : broken_by_ledger(permitted, at_look);
}

}  // namespace reactivation
