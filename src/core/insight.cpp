#include "reactivation/core/insight.hpp"

#include <cmath>

namespace reactivation {
namespace {

InsightKind kind_of(const ExperimentResult& result) noexcept {
  if (result.verdict == ExperimentVerdict::not_enough_data) {
    return result.days_left.value_or(0) > 0 ? InsightKind::not_enough_data
                                            : InsightKind::not_enough_data_yet;
  }
  if (result.verdict == ExperimentVerdict::uneven_groups) return InsightKind::uneven_groups;
  if (result.verdict == ExperimentVerdict::brings_visits) return InsightKind::brings_visits;
  return result.verdict == ExperimentVerdict::keeps_visits_away ? InsightKind::keeps_visits_away
                                                                : InsightKind::no_effect_seen;
}

std::int64_t count_of(InsightKind kind, const ExperimentResult& result) noexcept {
  if (kind == InsightKind::not_enough_data) return *result.days_left;
  if (kind == InsightKind::not_enough_data_yet) return result.clients_needed;
  return std::llround(result.incremental_visits);
}

void add_experiment(const InsightInput& input, std::vector<Insight>& out) {
  if (!input.experiment) {
    out.push_back({.kind = InsightKind::no_holdout});
    return;
  }
  const ExperimentResult& result = input.experiment->result;
  const InsightKind kind = kind_of(result);
  Insight insight;
  insight.kind = kind;
  insight.first = input.experiment->treated.proportion();
  insight.second = input.experiment->held.proportion();
  insight.value = kind == InsightKind::uneven_groups ? result.ratio.chance : result.difference;
  insight.low = result.sequence.interval.low;
  insight.high = result.sequence.interval.high;
  insight.count = count_of(kind, result);
  out.push_back(insight);
  if (kind != InsightKind::brings_visits) return;
  insight.kind = InsightKind::came_anyway;
  insight.value = insight.second.share() / insight.first.share();
  out.push_back(insight);
}

void add_rates(const InsightInput& input, std::vector<Insight>& out) {
  const ResultCounts& all = input.overview.all;
  const Proportion booked{all.bookings, all.sent};
  if (is_conversion_low(all, input.conversion_threshold)) {
    out.push_back({.kind = InsightKind::low_conversion,
                   .value = booked.share(),
                   .high = input.conversion_threshold,
                   .first = booked});
  }
  const Proportion stopped{all.opt_outs, all.sent};
  const ConfidenceInterval sure = wilson_interval(stopped);
  if (sure.low > ResultTargets{}.opt_out_below) {
    out.push_back({.kind = InsightKind::many_opt_outs,
                   .value = stopped.share(),
                   .low = sure.low,
                   .high = sure.high,
                   .first = stopped});
  }
}

void add_discounts(const InsightInput& input, std::vector<Insight>& out) {
  if (input.step && input.step->percent) {
    out.push_back(
        {.kind = *input.step->percent == 0 ? InsightKind::no_discount : InsightKind::smallest_step,
         .value = input.step->best_rival_chance,
         .cell = *input.step->percent});
  } else if (input.step) {
    out.push_back({.kind = InsightKind::steps_not_known, .count = input.step->sends_needed});
  }
  if (!input.second_message_clients.empty()) {
    out.push_back({.kind = InsightKind::second_message,
                   .count = static_cast<std::int64_t>(input.second_message_clients.size())});
  }
}

/// The time that stands out most, when one does.
bool add_best(const std::vector<TimeShare>& times, const Proportion& all, InsightKind kind,
              std::vector<Insight>& out) {
  const TimeShare* best = nullptr;
  for (const TimeShare& time : times) {
    if (time.stands_out && (best == nullptr || time.pooled.share > best->pooled.share)) {
      best = &time;
    }
  }
  if (best == nullptr) return false;
  out.push_back({.kind = kind,
                 .value = all.share(),
                 .low = best->pooled.interval.low,
                 .high = best->pooled.interval.high,
                 .first = best->count,
                 .cell = best->cell});
  return true;
}

void add_times(const InsightInput& input, std::vector<Insight>& out) {
  Proportion all;
  for (const Proportion& hour : input.overview.hours) {
    all.successes += hour.successes;
    all.of += hour.of;
  }
  const auto hours = time_shares(input.overview.hours, 0);
  const auto weekdays = time_shares(input.overview.weekdays, 1);
  const bool has_hour = add_best(hours, all, InsightKind::best_hour, out);
  const bool has_weekday = add_best(weekdays, all, InsightKind::best_weekday, out);
  if (!has_hour && !has_weekday && hours.size() + weekdays.size() > 2) {
    out.push_back({.kind = InsightKind::no_best_time, .value = all.share(), .first = all});
  }
}

}  // namespace

std::vector<Insight> insights_of(const InsightInput& input) {
  std::vector<Insight> out;
  add_experiment(input, out);
  add_rates(input, out);
  add_discounts(input, out);
  add_times(input, out);
  return out;
}

}  // namespace reactivation
