#include "reactivation/core/arms.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "reactivation/core/discount.hpp"
#include "reactivation/core/draw.hpp"
#include "reactivation/core/holdout.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {
namespace {

constexpr std::size_t arms_max = 10;
constexpr std::int64_t price_max = 1'000'000'000'000;

template <class Values>
bool is_ascending(const Values& values) noexcept {
  return std::adjacent_find(values.begin(), values.end(), [](auto a, auto b) { return a >= b; }) ==
         values.end();
}

bool is_within(const std::vector<int>& values, int most) noexcept {
  return std::all_of(values.begin(), values.end(),
                     [most](int value) { return value >= 0 && value <= most; });
}

/// One arm is nothing to compare.
template <class Value>
bool has_odd_size(const std::vector<Value>& values) noexcept {
  return values.size() == 1 || values.size() > arms_max;
}

std::string key_of(std::string_view name, std::string_view factor, const AttemptKey& key) {
  std::string out{"arms|"};
  out.append(name).append("|").append(factor);
  for (const std::int64_t id : {key.company_id.value, key.client_id.value, key.service_id.value}) {
    out.append("|").append(std::to_string(id));
  }
  return out.append("|").append(to_iso_date(key.cycle_key));
}

/// So many percent of a price, rounded up: what is promised is never less than what it costs.
std::int64_t share_of(std::int64_t price_minor, int percent) noexcept {
  const std::int64_t price = std::clamp<std::int64_t>(price_minor, 0, price_max);
  return (price * percent + 99) / 100;
}

/// What was seen of each discount that is tried; of the rest nothing is asked.
std::vector<DiscountArm> seen_of(const std::vector<int>& discounts, const DiscountFacts& facts) {
  std::vector<DiscountArm> out;
  for (const int percent : discounts) {
    DiscountArm& arm = out.emplace_back();
    arm.percent = percent;
    for (const DiscountArm& seen : facts.arms) {
      if (seen.percent != percent) continue;
      arm.sent += seen.sent;
      arm.booked += seen.booked;
    }
  }
  return out;
}

}  // namespace

std::optional<int> drawn_value(std::span<const DrawnArm> arms, ArmFactor factor) noexcept {
  const auto found = std::find_if(arms.begin(), arms.end(),
                                  [factor](const DrawnArm& arm) { return arm.factor == factor; });
  return found == arms.end() ? std::nullopt : std::optional{found->value};
}

Tone tone_of(std::span<const DrawnArm> arms, const Settings& settings) noexcept {
  const auto drawn = drawn_value(arms, ArmFactor::tone);
  return drawn ? static_cast<Tone>(*drawn) : settings.tone;
}

std::string_view fault_of(const Arms& arms) noexcept {
  if (arms.name.empty() || arms.name.size() > 100) return "arms.name must have 1 to 100 characters";
  const auto& percents = arms.discounts;
  if (has_odd_size(percents) || !is_ascending(percents) || !is_within(percents, 100) ||
      (!percents.empty() && percents.front() != 0)) {
    return "arms.discounts must be empty, or 2 to 10 percentages, ascending, the first one 0";
  }
  std::vector<Tone> tones = arms.tones;
  std::sort(tones.begin(), tones.end());
  if (has_odd_size(tones) || !is_ascending(tones)) {
    return "arms.tones must be empty, or several tones, each once";
  }
  if (has_odd_size(arms.slots) || !is_ascending(arms.slots) || !is_within(arms.slots, 5)) {
    return "arms.slots must be empty, or several numbers from 0 to 5, ascending";
  }
  return {};
}

bool needs_discount_facts(const Settings& settings) noexcept {
  return !settings.arms.discounts.empty() || settings.discount_budget_minor.has_value();
}

DiscountCount::DiscountCount(const TimeZone& zone, Instant now) noexcept
    : now_(now), month_begins_(now) {
  if (!zone.is_known()) return;
  const auto today = date::year_month_day{date::local_days{zone.local_date(now)}};
  month_begins_ = zone.start_of(LocalDate{date::local_days{today.year() / today.month() / 1}});
}

void DiscountCount::add(const DiscountRow& row) {
  const Attempt& attempt = row.attempt;
  const int percent = std::clamp(attempt.discount_percent, 0, 100);
  const bool is_sent = counts_as_sent(attempt.state) && attempt.sent_at.has_value();
  if (row.is_drawn && is_sent && attempt.attempt_number == 1 && *attempt.sent_at >= sent_from() &&
      now_ >= *attempt.sent_at + response_deadline) {
    auto arm =
        std::lower_bound(facts_.arms.begin(), facts_.arms.end(), percent,
                         [](const DiscountArm& seen, int wanted) { return seen.percent < wanted; });
    if (arm == facts_.arms.end() || arm->percent != percent) {
      arm = facts_.arms.insert(arm, DiscountArm{percent});
    }
    ++arm->sent;
    if (attempt.completion_reason == CompletionReason::converted) ++arm->booked;
  }
  const std::int64_t price = row.visit_cost_minor > 0 ? row.visit_cost_minor : row.price_minor;
  if (row.visit_status == VisitStatus::completed) {
    if (row.visit_at < month_begins_ || row.visit_at > now_) return;
    facts_.given_minor +=
        share_of(price, std::clamp(row.discount_applied.value_or(percent), 0, 100));
    return;
  }
  const bool waits =
      is_waiting_to_be_sent(attempt.state) && !(attempt.not_after && now_ >= *attempt.not_after);
  const bool is_open = is_sent && now_ < *attempt.sent_at + response_deadline &&
                       (attempt.completion_reason == CompletionReason::none ||
                        attempt.completion_reason == CompletionReason::replied);
  const bool is_booked = row.visit_status == VisitStatus::booked;
  if (waits || is_open || is_booked) facts_.offered_minor += share_of(price, percent);
}

DiscountFacts DiscountCount::take() { return std::move(facts_); }

ArmChooser::ArmChooser(const Settings& settings, CompanyId company, LocalDate today,
                       const DiscountFacts& facts)
    : settings_(settings),
      budget_{settings.discount_budget_minor.value_or(0), facts.given_minor, facts.offered_minor} {
  for (const Tone tone : settings.arms.tones) tones_.push_back(static_cast<int>(tone));
  if (settings.arms.discounts.empty()) return;
  // One seed for a company's day: planned again, it draws the same.
  std::string seed{"arms|"};
  seed.append(settings.arms.name).append("|").append(std::to_string(company.value)).append("|");
  Draw draw(splitmix64(fnv1a64(seed.append(to_iso_date(today)))));
  const DiscountEconomics economics{.margin_share = settings.margin_percent / 100.0};
  probabilities_ =
      arm_probabilities(seen_of(settings.arms.discounts, facts), economics, ArmOptions{}, draw);
}

int ArmChooser::percent_max(std::int64_t price_minor) const noexcept {
  const int most = discount_percent_max(settings_);
  if (!settings_.discount_budget_minor) return most;
  return std::min(most, percent_within(budget_, price_minor));
}

void ArmChooser::draw_discount(const ArmQuestion& question, int most, ArmAnswer& answer) const {
  const std::vector<int>& percents = settings_.arms.discounts;
  const std::string key = key_of(settings_.arms.name, "discount", question.key);
  const std::size_t drawn = chosen_arm(probabilities_, hashed_uniform(key));
  const auto above = std::upper_bound(percents.begin(), percents.end(), most);
  const std::size_t last =
      above == percents.begin() ? 0 : static_cast<std::size_t>(above - percents.begin()) - 1;
  const std::size_t chosen = std::min(drawn, last);
  double probability = probabilities_[chosen];
  if (chosen == last) {
    for (std::size_t arm = last + 1; arm < percents.size(); ++arm) {
      probability += probabilities_[arm];
    }
  }
  answer.discount_percent = std::min(percents[chosen], most);
  answer.arms.push_back({ArmFactor::discount, answer.discount_percent, probability});
}

void ArmChooser::draw_evenly(ArmFactor factor, std::span<const int> values, const AttemptKey& key,
                             ArmAnswer& answer) const {
  if (values.empty()) return;
  const std::string_view word = factor == ArmFactor::tone ? "tone" : "slots";
  const auto count = static_cast<double>(values.size());
  const double uniform = hashed_uniform(key_of(settings_.arms.name, word, key));
  answer.arms.push_back({factor, values[static_cast<std::size_t>(uniform * count)], 1 / count});
}

ArmAnswer ArmChooser::choose(const ArmQuestion& question) {
  ArmAnswer answer;
  const int number = question.key.attempt_number;
  const int most = percent_max(question.price_minor);
  const bool tries = !settings_.arms.discounts.empty();
  if (tries && number == 1 && settings_.discount_from_attempt <= 1) {
    draw_discount(question, most, answer);
  } else {
    int wanted = discount_for_attempt(question.rule, settings_, number).percent;
    if (tries) wanted = std::max(wanted, question.offered_before);
    answer.discount_percent = std::min(wanted, most);
  }
  budget_.offered_minor += share_of(question.price_minor, answer.discount_percent);
  draw_evenly(ArmFactor::tone, tones_, question.key, answer);
  draw_evenly(ArmFactor::slots, settings_.arms.slots, question.key, answer);
  return answer;
}

}  // namespace reactivation
