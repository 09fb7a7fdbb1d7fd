#include "reactivation/core/return_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reactivation {
namespace {

constexpr std::int32_t horizon_most_days = 365;
constexpr std::int32_t interval_least_days = 7;
constexpr std::int32_t interval_most_days = 365;
/// How many returns the kind's interval weighs as.
constexpr double kind_returns = 20;
/// When three of four have come, for a kind of which only the median is known.
constexpr double due_by_median = 1.5;

std::int32_t shrunk(std::int32_t found, double kind, std::int64_t returns) noexcept {
  const auto weight = static_cast<double>(returns);
  const double log_days =
      (weight * std::log(found) + kind_returns * std::log(kind)) / (weight + kind_returns);
  return std::clamp(static_cast<std::int32_t>(std::lround(std::exp(log_days))), interval_least_days,
                    interval_most_days);
}

}  // namespace

std::vector<ReturnGap> gaps_of(std::span<const LocalDate> days, LocalDate as_of) {
  std::vector<ReturnGap> out;
  for (std::size_t i = 0; i < days.size() && days[i] <= as_of; ++i) {
    const bool has_next = i + 1 < days.size();
    const LocalDate until = has_next ? days[i + 1] : as_of;
    const auto gap = static_cast<std::int32_t>((until - days[i]).count());
    if (gap > 0) out.push_back({gap, has_next});
  }
  return out;
}

ConfidenceInterval returned_interval(const CurveStep& step) noexcept {
  const double returned = 1 - step.away;
  const double around = std::isnan(step.away_error) ? 0 : z_of_95_percent * step.away_error;
  return {std::clamp(returned - around, 0.0, 1.0), std::clamp(returned + around, 0.0, 1.0)};
}

double ReturnCurve::away_after(std::int32_t days) const noexcept {
  double away = 1;
  for (const CurveStep& step : steps) {
    if (step.days > days) break;
    away = step.away;
  }
  return away;
}

std::optional<std::int32_t> ReturnCurve::first_day_at(double share) const noexcept {
  for (const CurveStep& step : steps) {
    if (step.away <= share) return step.days;
  }
  return std::nullopt;
}

ReturnCurve return_curve(std::span<const ReturnGap> gaps) {
  std::vector<ReturnGap> sorted(gaps.begin(), gaps.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const ReturnGap& x, const ReturnGap& y) { return x.days < y.days; });
  ReturnCurve out;
  out.gaps = static_cast<std::int64_t>(sorted.size());
  double away = 1;
  double variance = 0;  // Greenwood's sum
  for (std::size_t i = 0; i < sorted.size();) {
    const std::int32_t days = sorted[i].days;
    const auto at_risk = static_cast<std::int64_t>(sorted.size() - i);
    std::int64_t returned = 0;
    for (; i < sorted.size() && sorted[i].days == days; ++i) returned += sorted[i].has_returned;
    if (returned == 0) continue;
    const auto n = static_cast<double>(at_risk);
    const auto d = static_cast<double>(returned);
    away *= 1 - d / n;
    variance += d / (n * (n - d));
    out.returns += returned;
    const bool is_last = returned == at_risk;
    out.steps.push_back(
        {days, at_risk, returned, away,
         is_last ? std::numeric_limits<double>::quiet_NaN() : away * std::sqrt(variance)});
  }
  return out;
}

std::optional<ReturnTimes> return_times(const ReturnCurve& curve) noexcept {
  const double at_risk_min = std::max(10.0, 0.05 * static_cast<double>(curve.gaps));
  ReturnTimes out;
  for (const CurveStep& step : curve.steps) {
    if (static_cast<double>(step.at_risk) < at_risk_min || step.days > horizon_most_days) break;
    out.horizon_days = step.days;
    out.never_share = step.away;
  }
  if (out.horizon_days == 0) return std::nullopt;
  const auto when_have_come = [&](double share) {
    const double away = out.never_share + (1 - share) * (1 - out.never_share);
    return *curve.first_day_at(away + std::numeric_limits<double>::epsilon());
  };
  out.quarter_days = when_have_come(0.25);
  out.median_days = when_have_come(0.5);
  out.three_quarters_days = when_have_come(0.75);
  out.nine_tenths_days = when_have_come(0.9);
  return out;
}

std::optional<ServiceInterval> service_interval(const ReturnCurve& curve, std::int32_t kind_days,
                                                std::int32_t observed_days) noexcept {
  constexpr std::int64_t returns_min = 5;
  constexpr std::int64_t returns_historical = 30;
  constexpr double medians_watched = 3;
  constexpr double horizon_by_median = 1.5;
  const auto times = return_times(curve);
  if (!times || curve.returns < returns_min) return std::nullopt;
  ServiceInterval out;
  out.returns = curve.returns;
  out.median_days = shrunk(times->median_days, kind_days, curve.returns);
  out.due_days = shrunk(times->three_quarters_days, due_by_median * kind_days, curve.returns);
  out.is_provisional = observed_days < medians_watched * times->median_days;
  out.is_historical = curve.returns >= returns_historical &&
                      times->horizon_days >= horizon_by_median * times->median_days;
  return out;
}

std::int32_t moved_interval(std::int32_t in_use_days, std::int32_t found_days) noexcept {
  const std::int32_t step = std::max(1, in_use_days / 5);
  return std::clamp(found_days, in_use_days - step, in_use_days + step);
}

OwnInterval own_interval(std::span<const double> gaps_days, double service_days) noexcept {
  constexpr double decay = 0.9;
  // Variance within clients over variance between them, of ln gaps (a barbershop of 2017).
  constexpr double service_gaps = 1.05;
  OwnInterval out;
  double logs = 0;
  double weight = 1;
  for (auto gap = gaps_days.rbegin(); gap != gaps_days.rend(); ++gap) {
    logs += weight * std::log(*gap);
    out.gaps += weight;
    weight *= decay;
  }
  out.days = std::exp((logs + service_gaps * std::log(service_days)) / (out.gaps + service_gaps));
  return out;
}

}  // namespace reactivation
