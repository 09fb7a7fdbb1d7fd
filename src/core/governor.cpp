#include "reactivation/core/governor.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "governor_parts.hpp"

namespace reactivation {

using namespace governing;  // NOLINT(google-build-using-namespace): its own parts

namespace {

constexpr Days young_age{7};
constexpr int daily_after_ban = 5;

/// Messages a day to people who never wrote to this account (safety.md §8, first table).
int first_contacts_of_level(WarmupLevel level) noexcept {
  switch (level) {
    case WarmupLevel::hot:
      return 20;
    case WarmupLevel::warm:
      return 10;
    default:
      return 5;
  }
}

WarmupLevel level_earned(const Account& account, const SignalReading& signals, Instant now) {
  if (!account.account_created_at) return WarmupLevel::cold;
  const Seconds age = now - within_reach(*account.account_created_at);
  if (age >= hot_age && signals.is_clean(hot_clean, now)) return WarmupLevel::hot;
  if (age >= warm_age && signals.is_clean(warm_clean, now)) return WarmupLevel::warm;
  return WarmupLevel::cold;
}

/// Of stored and earned the lower one; a stored value outside the list is cold.
WarmupLevel level_in_force(WarmupLevel stored, WarmupLevel earned) noexcept {
  return stored > WarmupLevel::hot ? WarmupLevel::cold : std::min(stored, earned);
}

/// Outside 0 to 1, or no number, is the worst.
double stored_score(const Account& account) noexcept {
  return account.spam_score >= 0 && account.spam_score <= 1 ? account.spam_score : 1.0;
}

int half_of(int cap) noexcept { return cap > 1 ? cap / 2 : cap; }

/// The five caps, from the stored ceilings down, and who lowered them.
class Caps {
public:
  explicit Caps(const Account& account) {
    const AccountLimits ceilings = limits_of(account);
    at(GovernedCap::daily) = ceilings.sent_daily_max;
    at(GovernedCap::hourly) = ceilings.sent_hourly_max;
    at(GovernedCap::concurrent) = ceilings.concurrent_max;
    at(GovernedCap::gap_seconds) = static_cast<int>(ceilings.gap_min.count());
    at(GovernedCap::first_contacts) =
        std::max(0, account.first_contact_daily_limit.value_or(ceilings.sent_daily_max));
  }

  [[nodiscard]] int get(GovernedCap cap) const { return values_[static_cast<std::size_t>(cap)]; }

  void lower(GovernorRule rule, GovernedCap cap, int to, std::optional<Instant> until = {}) {
    const int before = get(cap);
    if (cap == GovernedCap::gap_seconds ? to <= before : to >= before) return;
    at(cap) = to;
    lowerings_.push_back({rule, cap, before, to, until});
  }
  void forbid(GovernorRule rule, GovernedCap cap, std::optional<Instant> until = {}) {
    lowerings_.push_back({rule, cap, get(cap), 0, until});
    at(cap) = 0;
  }
  void halve(GovernorRule rule, GovernedCap cap, std::optional<Instant> until = {}) {
    lower(rule, cap, half_of(get(cap)), until);
  }

  [[nodiscard]] AccountLimits limits() const {
    return {get(GovernedCap::daily), get(GovernedCap::hourly), get(GovernedCap::concurrent),
            Seconds{get(GovernedCap::gap_seconds)}};
  }
  [[nodiscard]] std::vector<Lowering> take_lowerings() { return std::move(lowerings_); }

private:
  [[nodiscard]] int& at(GovernedCap cap) { return values_[static_cast<std::size_t>(cap)]; }

  std::array<int, 5> values_{};
  std::vector<Lowering> lowerings_;
};

constexpr std::array message_caps{GovernedCap::daily, GovernedCap::hourly,
                                  GovernedCap::first_contacts};

void apply_level(Caps& caps, WarmupLevel level, Share share) {
  const AccountLimits row = limits_of_level(level);
  const int first_contacts = first_contacts_of_level(level);
  caps.lower(GovernorRule::level_row, GovernedCap::daily, row.sent_daily_max);
  caps.lower(GovernorRule::level_row, GovernedCap::hourly, row.sent_hourly_max);
  caps.lower(GovernorRule::level_row, GovernedCap::concurrent, row.concurrent_max);
  caps.lower(GovernorRule::level_row, GovernedCap::gap_seconds,
             static_cast<int>(row.gap_min.count()));
  caps.lower(GovernorRule::level_row, GovernedCap::first_contacts, first_contacts);
  caps.lower(GovernorRule::ramp, GovernedCap::daily, share.of(row.sent_daily_max));
  caps.lower(GovernorRule::ramp, GovernedCap::hourly, share.of(row.sent_hourly_max));
  caps.lower(GovernorRule::ramp, GovernedCap::first_contacts, share.of(first_contacts));
}

void apply_first_contact_rules(Caps& caps, const GovernorInput& input, const SendReading& sends,
                               const SignalReading& signals, double score, Instant now) {
  constexpr GovernedCap cap = GovernedCap::first_contacts;
  const auto& created_at = input.account.account_created_at;
  if (!created_at) {
    caps.forbid(GovernorRule::age_unknown, cap);
  } else if (const Instant grown_at = within_reach(*created_at) + young_age; now < grown_at) {
    caps.forbid(GovernorRule::too_young, cap, grown_at);
  }
  if (score >= spam_score_no_first_contacts) {
    caps.forbid(GovernorRule::spam_score_no_first_contacts, cap);
  }
  if (sends.is_undelivered_high) {
    caps.forbid(GovernorRule::undelivered_high, cap);
  } else if (signals.undelivered_until) {
    caps.forbid(GovernorRule::undelivered_high, cap, signals.undelivered_until);
  }
  if (sends.is_not_on_messenger_high) {
    caps.forbid(GovernorRule::not_on_messenger_high, cap);
  } else if (signals.not_on_messenger_until) {
    caps.forbid(GovernorRule::not_on_messenger_high, cap, signals.not_on_messenger_until);
  }
}

/// The stops of the account itself, beside those of the signals.
void add_own_stops(std::vector<Stop>& stops, const GovernorInput& input, double computed_score,
                   Instant now) {
  if (!input.zone.is_known()) stops.push_back({StopReason::zone_unknown, {}, false});
  if (computed_score > spam_score_stop) stops.push_back({StopReason::spam_score, {}, true});
  if (stored_score(input.account) > spam_score_stop) {
    stops.push_back({StopReason::stored_spam_score, {}, false});
  }
  if (input.account.paused_until && *input.account.paused_until > now) {
    stops.push_back({StopReason::stored_pause, input.account.paused_until, false});
  }
}

/// Sends dated later than today are taken for today's: a clock that went back gives no new quota.
int first_contacts_sent(const GovernorInput& input, Instant now) {
  const LocalDate today = input.zone.local_date(now);
  return static_cast<int>(
      std::count_if(input.records.begin(), input.records.end(), [&](const SendRecord& record) {
        return record.is_first_contact && input.zone.local_date(record.sent_at) >= today;
      }));
}

}  // namespace

std::string_view to_string(StopReason reason) noexcept {
  constexpr std::array<std::string_view, 19> words{"",
                                                   "zone_unknown",
                                                   "permanent_ban",
                                                   "temporary_ban",
                                                   "account_locked",
                                                   "policy_block",
                                                   "spam_rate_limited",
                                                   "registration_lost",
                                                   "logged_out",
                                                   "auth_revoked",
                                                   "payment_problem",
                                                   "unknown_signal",
                                                   "spam_score",
                                                   "stored_spam_score",
                                                   "reach_out_lock",
                                                   "yellow_card",
                                                   "disconnect_storm",
                                                   "operator_paused",
                                                   "stored_pause"};
  const auto place = static_cast<std::size_t>(reason);
  return place < words.size() ? words[place] : std::string_view{};
}

bool Governed::has_open_end() const noexcept {
  return std::any_of(stops.begin(), stops.end(),
                     [](const Stop& stop) { return stop.has_open_end(); });
}

Governed govern(const GovernorInput& input) {
  const Instant now = within_reach(input.now);
  SignalReading signals = read_signals(input.signals, now);
  SendReading sends = read_sends(input, signals.confirmed_at, now);
  sends.evidence.has_incident = !signals.is_clean(incident_length, now);
  const double computed_score = spam_score_of(sends.evidence);

  Governed out;
  out.evidence = sends.evidence;
  out.spam_score =
      signals.is_ban_unconfirmed ? 1.0 : std::max(computed_score, stored_score(input.account));
  add_own_stops(signals.stops, input, computed_score, now);
  out.stops = merge_stops(std::move(signals.stops));
  for (const Stop& stop : out.stops) {
    out.paused_until = std::max(out.paused_until, stop.until);
    out.needs_person_confirmation = out.needs_person_confirmation || stop.needs_person;
    if (stop.reason == StopReason::yellow_card) out.must_empty_provider_queue = true;
  }

  out.level_earned = level_earned(input.account, signals, now);
  out.level = level_in_force(input.account.warmup_level, out.level_earned);
  Caps caps(input.account);
  apply_level(caps, out.level, ramp_share(input, signals, now));
  if (signals.ban_ends && *signals.ban_ends + incident_length > now) {
    const auto until = signals.is_ban_unconfirmed
                           ? std::nullopt
                           : std::optional{*signals.ban_ends + incident_length};
    caps.lower(GovernorRule::after_ban, GovernedCap::daily, daily_after_ban, until);
  }
  if (out.spam_score >= spam_score_halve) {
    for (const GovernedCap cap : message_caps) caps.halve(GovernorRule::spam_score_halves, cap);
  }
  if (signals.rate_limited_until) {
    caps.halve(GovernorRule::rate_limited, GovernedCap::hourly, signals.rate_limited_until);
  }
  apply_first_contact_rules(caps, input, sends, signals, out.spam_score, now);
  if (out.has_open_end()) {
    for (const GovernedCap cap :
         {GovernedCap::daily, GovernedCap::hourly, GovernedCap::concurrent}) {
      caps.forbid(GovernorRule::stopped, cap);
    }
  }
  caps.lower(GovernorRule::within_the_day, GovernedCap::first_contacts,
             caps.get(GovernedCap::daily));
  out.limits = caps.limits();
  out.first_contact_daily_limit = caps.get(GovernedCap::first_contacts);
  out.first_contacts_left =
      std::max(0, out.first_contact_daily_limit - first_contacts_sent(input, now));
  out.lowerings = caps.take_lowerings();
  return out;
}

Account governed_account(const Account& account, const Governed& governed) {
  Account out = account;
  out.warmup_level = governed.level;
  out.daily_outbound_limit = governed.limits.sent_daily_max;
  out.hourly_outbound_limit = governed.limits.sent_hourly_max;
  out.concurrent_limit = governed.limits.concurrent_max;
  out.min_interval_seconds = static_cast<int>(governed.limits.gap_min.count());
  out.first_contact_daily_limit = governed.first_contact_daily_limit;
  out.spam_score = governed.has_open_end() ? 1.0 : governed.spam_score;
  out.paused_until = std::max(account.paused_until, governed.paused_until);
  return out;
}

}  // namespace reactivation
