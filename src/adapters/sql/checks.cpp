// What is refused when a setting or a rule is written (it is clamped only when read).
#include <cmath>
#include <string>

#include "company_rows.hpp"

namespace reactivation::sql {
namespace {

struct Range {
  std::int64_t least;
  std::int64_t most;
};

void check_range(const char* name, std::int64_t value, Range range) {
  if (value >= range.least && value <= range.most) return;
  fail(errc::invalid_argument, std::string{name} + " is " + std::to_string(value) +
                                   "; it must lie between " + std::to_string(range.least) +
                                   " and " + std::to_string(range.most));
}

constexpr int largest = 1'000'000;
constexpr std::int64_t amount_max = 1'000'000'000'000;

}  // namespace

void check_settings(const Settings& settings) {
  const HourRange hours = settings.sending_hours;
  if (hours.start < 0 || hours.start >= hours.end || hours.end > 24) {
    fail(errc::invalid_argument,
         "sending_hours must be whole hours with 0 <= start < end <= 24, for example 10 and 19");
  }
  if (settings.manual_daily_limit) {
    check_range("manual_daily_limit", *settings.manual_daily_limit, {0, largest});
  }
  check_range("max_slots_to_offer", settings.max_slots_to_offer, {1, 5});
  check_range("max_offers_per_slot", settings.max_offers_per_slot, {1, largest});
  check_range("discount_from_attempt", settings.discount_from_attempt, {1, largest});
  check_range("max_discount_percent", settings.max_discount_percent, {0, 100});
  check_range("recent_visit_days", settings.recent_visit_days, {0, max_interval_days});
  check_range("lapsed_cutoff_days", settings.lapsed_cutoff_days, {1, largest});
  check_range("holdout.percent", settings.holdout.percent, {0, 100});
  if (settings.holdout.name.empty() || settings.holdout.name.size() > 100) {
    fail(errc::invalid_argument, "holdout.name must have 1 to 100 characters");
  }
  if (const auto fault = fault_of(settings.arms); !fault.empty()) {
    fail(errc::invalid_argument, std::string{fault});
  }
  check_range("margin_percent", settings.margin_percent, {0, 100});
  if (settings.discount_budget_minor) {
    check_range("discount_budget_minor", *settings.discount_budget_minor, {0, amount_max});
  }
  const double threshold = settings.conversion_threshold;
  if (!(threshold >= 0 && threshold <= 1)) {
    fail(errc::invalid_argument, "conversion_threshold must lie between 0 and 1");
  }
}

void check_rule(const Rule& rule) {
  const auto check_interval = [](const char* name, const std::optional<int>& days, int least) {
    if (days) check_range(name, *days, {least, max_interval_days});
  };
  check_interval("manual_interval", rule.manual_interval, 1);
  check_interval("calculated_avg_interval", rule.calculated_avg_interval, 1);
  check_interval("ai_suggested_interval", rule.ai_suggested_interval, 1);
  // A number below a week is most often a slip; whoever means it says so by hand.
  const bool is_meant = rule.manual_interval && rule.reactivation_interval_days &&
                        *rule.manual_interval == *rule.reactivation_interval_days;
  check_interval("reactivation_interval_days", rule.reactivation_interval_days,
                 is_meant ? 1 : min_retry_interval_days);
  check_range("retry_interval_days", rule.retry_interval_days, {1, max_interval_days});
  check_range("max_attempts", rule.max_attempts, {0, max_attempts_ceiling});
  if (rule.discount_progression.size() > max_attempts_ceiling) {
    fail(errc::invalid_argument, "discount_progression must have at most 10 entries");
  }
  for (const int percent : rule.discount_progression) {
    check_range("an entry of discount_progression", percent, {0, 100});
  }
}

}  // namespace reactivation::sql
