// The ramp inside a level: 25 % at its start, 100 % after 14 days of use.
#include <algorithm>

#include "governor_parts.hpp"

namespace reactivation::governing {
namespace {

constexpr std::int64_t whole = 1'000'000;
constexpr std::int64_t at_start = whole / 4;
constexpr std::int64_t after_idle_week = whole / 2;
constexpr int days_of_use_to_whole = 14;
constexpr Days idle_days{7};

/// Where the ramp began last: at every entry into a level, after every incident, after every
/// confirmation. Each possible entry counts, also one into a level that another rule keeps shut: so
/// one more incident can only make the start later.
Instant ramp_start(const GovernorInput& input, const SignalReading& signals, Instant now) {
  Instant start = within_reach(Instant::min());
  const auto begins_at = [&start](Instant at) { start = std::max(start, within_reach(at)); };
  const auto enters_at = [&](Instant at) {
    if (at <= now) begins_at(at);
  };
  const bool may_be_warm = input.account.warmup_level == WarmupLevel::warm;
  const bool may_be_hot = input.account.warmup_level == WarmupLevel::hot;
  if (input.level_since) begins_at(*input.level_since);
  if (signals.confirmed_at) begins_at(*signals.confirmed_at);
  if (input.account.account_created_at) {
    const Instant created_at = within_reach(*input.account.account_created_at);
    if (may_be_warm || may_be_hot) enters_at(created_at + warm_age);
    if (may_be_hot) enters_at(created_at + hot_age);
  }
  for (const Instant over : signals.incident_ends) {
    begins_at(over);
    if (may_be_warm || may_be_hot) enters_at(over + warm_clean);
    if (may_be_hot) enters_at(over + hot_clean);
  }
  return start;
}

std::int64_t risen(std::int64_t base, int days_of_use) {
  return base + (whole - base) * std::min(days_of_use, days_of_use_to_whole) / days_of_use_to_whole;
}

}  // namespace

int Share::of(int row) const noexcept {
  return std::max(1, static_cast<int>(std::int64_t{row} * millionths / whole));
}

Share ramp_share(const GovernorInput& input, const SignalReading& signals, Instant now) {
  const Instant start = ramp_start(input, signals, now);
  const LocalDate today = input.zone.local_date(now);
  std::vector<LocalDate> dates;
  for (const Instant sent_at : input.level_sends) {
    const LocalDate date = input.zone.local_date(sent_at);
    if (sent_at >= start && date < today) dates.push_back(date);
  }
  std::sort(dates.begin(), dates.end());
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());

  std::int64_t base = at_start;
  int days_of_use = 0;
  std::optional<LocalDate> last;
  const auto rest_before = [&](LocalDate date) {
    // Idle time never helps: the ramp goes back to one half, not up to it.
    if (!last || date - *last - Days{1} < idle_days) return;
    base = std::min(risen(base, days_of_use), after_idle_week);
    days_of_use = 0;
  };
  for (const LocalDate date : dates) {
    rest_before(date);
    ++days_of_use;
    last = date;
  }
  rest_before(today);
  return {risen(base, days_of_use)};
}

}  // namespace reactivation::governing
