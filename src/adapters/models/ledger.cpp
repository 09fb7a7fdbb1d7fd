#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "reactivation/adapters/models.hpp"

namespace reactivation {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 4;
constexpr std::int64_t micro = 1'000'000;
/// A service counts when a request arrives, we count when it leaves.
constexpr auto minute = std::chrono::seconds{61};

std::int64_t sum(std::int64_t a, std::int64_t b) { return a > most - b ? most : a + b; }
std::int64_t product(std::int64_t a, std::int64_t b) {
  if (a <= 0 || b <= 0) return 0;
  return a > most / b ? most : a * b;
}
std::int64_t bound(const std::optional<std::int64_t>& limit) {
  return limit ? std::clamp<std::int64_t>(*limit, 0, most) : most;
}

void add(ModelCounts& to, const ModelCounts& counts) {
  to.requests = sum(to.requests, counts.requests);
  to.tokens = sum(to.tokens, counts.tokens);
  to.spent_micro_minor = sum(to.spent_micro_minor, counts.spent_micro_minor);
}
void take_off(ModelCounts& from, const ModelCounts& counts) {
  from.requests = std::max<std::int64_t>(from.requests - counts.requests, 0);
  from.tokens = std::max<std::int64_t>(from.tokens - counts.tokens, 0);
  from.spent_micro_minor =
      std::max<std::int64_t>(from.spent_micro_minor - counts.spent_micro_minor, 0);
}

bool is_same_month(LocalDate a, LocalDate b) {
  const date::year_month_day left{a};
  const date::year_month_day right{b};
  return left.year() == right.year() && left.month() == right.month();
}

date::sys_seconds coast_change(int year, date::month month, unsigned nth, int utc_hour) {
  const auto day = date::sys_days{date::year{year} / month / date::Sunday[nth]};
  return day + std::chrono::hours{utc_hour};
}

}  // namespace

TimeZone us_pacific() {
  std::vector<ZonePeriod> periods = {{min_instant, std::chrono::hours{-8}}};
  for (int year = 2007; year < 2200; ++year) {
    periods.push_back({coast_change(year, date::March, 2, 10), std::chrono::hours{-7}});
    periods.push_back({coast_change(year, date::November, 1, 9), std::chrono::hours{-8}});
  }
  return {"America/Los_Angeles", std::move(periods)};
}

ModelLedger::ModelLedger(ModelQuotas quotas, ModelUsage before)
    : quotas_(std::move(quotas)), usage_(before) {}

void ModelLedger::turn_to(LocalDate date) {
  // A clock that goes back gives no new day: what was used stays used.
  if (date <= usage_.date) return;
  if (!is_same_month(date, usage_.date)) usage_.of_month = {};
  usage_.of_day = {};
  usage_.date = date;
}

ModelCounts ModelLedger::cost_of(const ModelNeed& need) const {
  ModelCounts out;
  out.requests = 1;
  out.tokens = sum(std::clamp<std::int64_t>(need.prompt_tokens, 0, most),
                   std::clamp<std::int64_t>(need.answer_tokens_max, 0, most));
  out.spent_micro_minor =
      sum(product(need.prompt_tokens, quotas_.prices.prompt_minor_per_million),
          product(need.answer_tokens_max, quotas_.prices.answer_minor_per_million));
  return out;
}

std::int64_t ModelLedger::counted_of(const ModelNeed& need) const {
  const std::int64_t prompt = std::clamp<std::int64_t>(need.prompt_tokens, 0, most);
  if (quotas_.counted == CountedTokens::prompt) return prompt;
  return sum(prompt, std::clamp<std::int64_t>(need.answer_tokens_max, 0, most));
}

std::string_view ModelLedger::what_is_spent(const ModelCounts& cost) const {
  const auto is_over = [](std::int64_t used, std::int64_t more, std::int64_t limit) {
    return sum(used, more) > limit;
  };
  const ModelCounts& day = usage_.of_day;
  const ModelCounts& month = usage_.of_month;
  const auto money = [](const ModelAllowance& allowance) {
    return allowance.spent_minor ? product(bound(allowance.spent_minor), micro) : most;
  };
  if (closed_on_ && usage_.date <= *closed_on_) return "service_day";
  if (is_over(day.requests, 1, bound(quotas_.per_day.requests))) return "requests_per_day";
  if (is_over(day.tokens, cost.tokens, bound(quotas_.per_day.tokens))) return "tokens_per_day";
  if (is_over(day.spent_micro_minor, cost.spent_micro_minor, money(quotas_.per_day))) {
    return "money_per_day";
  }
  if (is_over(month.requests, 1, bound(quotas_.per_month.requests))) return "requests_per_month";
  if (is_over(month.tokens, cost.tokens, bound(quotas_.per_month.tokens))) {
    return "tokens_per_month";
  }
  if (is_over(month.spent_micro_minor, cost.spent_micro_minor, money(quotas_.per_month))) {
    return "money_per_month";
  }
  // What never fits is not waited for.
  if (bound(quotas_.requests_per_minute) == 0) return "requests_per_minute";
  return {};
}

std::optional<http::SteadyTime> ModelLedger::minute_is_full_until(std::int64_t tokens,
                                                                  http::SteadyTime now) {
  while (!minute_.empty() && minute_.front().at + minute <= now) minute_.pop_front();
  const std::int64_t requests_max = bound(quotas_.requests_per_minute);
  const std::int64_t tokens_max = bound(quotas_.tokens_per_minute);
  std::int64_t used = 0;
  for (const Minute& each : minute_) used = sum(used, each.tokens);
  auto count = static_cast<std::int64_t>(minute_.size());
  for (const Minute& each : minute_) {
    if (count < requests_max && sum(used, tokens) <= tokens_max) return std::nullopt;
    --count;
    used -= each.tokens;
    if (count < requests_max && sum(used, tokens) <= tokens_max) return each.at + minute;
  }
  return std::nullopt;
}

ModelTurn ModelLedger::reserve(const ModelNeed& need, http::SteadyTime now, Instant wall) {
  const std::lock_guard lock(mutex_);
  turn_to(quotas_.zone.local_date(wall));
  const ModelCounts cost = cost_of(need);
  const std::int64_t counted = counted_of(need);
  ModelTurn turn;
  turn.why = what_is_spent(cost);
  if (turn.why.empty() && counted > bound(quotas_.tokens_per_minute)) {
    turn.why = "tokens_per_minute";
  }
  if (!turn.why.empty()) {
    turn.kind = ModelTurn::Kind::spent;
    return turn;
  }
  const auto full_until = minute_is_full_until(counted, now);
  if (full_until || now < held_until_) {
    turn.kind = ModelTurn::Kind::wait;
    turn.until = std::max(full_until.value_or(now), held_until_);
    return turn;
  }
  turn.ticket = ++tickets_;
  minute_.push_back({now, turn.ticket, counted});
  open_.push_back({turn.ticket, cost, usage_.date});
  add(usage_.of_day, cost);
  add(usage_.of_month, cost);
  return turn;
}

void ModelLedger::settle(std::uint64_t ticket, ModelCharge charge, const ModelNeed& used) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(open_.begin(), open_.end(),
                                  [&](const Open& each) { return each.ticket == ticket; });
  if (found == open_.end()) return;
  const Open open = *found;
  open_.erase(found);
  if (charge == ModelCharge::unknown) return;
  ModelCounts truth;
  truth.requests = 1;
  if (charge == ModelCharge::known) {
    truth = cost_of(used);
    for (Minute& each : minute_) {
      if (each.ticket == ticket) each.tokens = counted_of(used);
    }
  }
  if (open.date == usage_.date) {
    take_off(usage_.of_day, open.counts);
    add(usage_.of_day, truth);
  }
  if (is_same_month(open.date, usage_.date)) {
    take_off(usage_.of_month, open.counts);
    add(usage_.of_month, truth);
  }
}

void ModelLedger::hold(http::SteadyTime until) {
  const std::lock_guard lock(mutex_);
  held_until_ = std::max(held_until_, until);
}

void ModelLedger::close_day(Instant wall) {
  const std::lock_guard lock(mutex_);
  turn_to(quotas_.zone.local_date(wall));
  closed_on_ = usage_.date;
}

ModelUsage ModelLedger::usage(Instant wall) {
  const std::lock_guard lock(mutex_);
  turn_to(quotas_.zone.local_date(wall));
  return usage_;
}

}  // namespace reactivation
