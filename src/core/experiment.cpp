#include "reactivation/core/experiment.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reactivation {
namespace {

/// What counts as "for ever" when a need is written down.
constexpr double longest = 1e15;

std::int64_t whole(double value) noexcept {
  return static_cast<std::int64_t>(std::ceil(std::clamp(value, 0.0, longest)));
}

double incremental_value(const GroupCount& group, const GroupCount& control) noexcept {
  if (control.clients == 0) return 0;
  return group.value -
         static_cast<double>(group.clients) / static_cast<double>(control.clients) * control.value;
}

void add_need(const GroupCount& treated, const GroupCount& held, const ExperimentQuestion& question,
              ExperimentResult& out) noexcept {
  const double share = std::clamp(question.held_share, 1e-6, 1 - 1e-6);
  SizeQuestion size;
  // Before the held-out group says anything of itself, the usual share does.
  constexpr std::int64_t enough_for_a_base = 30;
  size.base = held.clients >= enough_for_a_base ? held.proportion().share()
                                                : std::clamp(question.base_before_data, 0.0, 1.0);
  size.other = std::min(1.0, size.base + question.worthwhile);
  if (size.other <= size.base) size.base = size.other - question.worthwhile;
  size.first_of_each_second = (1 - share) / share;
  out.clients_needed = whole(sample_size(size) / share);
  const auto there = static_cast<double>(treated.clients + held.clients);
  const double missing = std::max(0.0, static_cast<double>(out.clients_needed) - there);
  if (missing == 0) {
    out.days_left = 0;
  } else if (question.clients_per_day > 0) {
    out.days_left = whole(missing / question.clients_per_day);
  }
}

ExperimentVerdict verdict_of(const ExperimentResult& result, const GroupCount& treated,
                             const GroupCount& held) noexcept {
  if (result.ratio.is_blocked) return ExperimentVerdict::uneven_groups;
  if (treated.clients == 0 || held.clients == 0 || !result.sequence.is_open) {
    return ExperimentVerdict::not_enough_data;
  }
  if (result.sequence.interval.low > 0) return ExperimentVerdict::brings_visits;
  if (result.sequence.interval.high < 0) return ExperimentVerdict::keeps_visits_away;
  return treated.clients + held.clients < result.clients_needed ? ExperimentVerdict::not_enough_data
                                                                : ExperimentVerdict::no_effect_seen;
}

}  // namespace

SampleRatio sample_ratio(std::span<const std::int64_t> counts, std::span<const double> weights) {
  double all = 0;
  double weight = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all += static_cast<double>(counts[i]);
    weight += weights.empty() ? 1.0 : weights[i];
  }
  SampleRatio out;
  if (counts.size() < 2 || all <= 0) return out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = all * (weights.empty() ? 1.0 : weights[i]) / weight;
    const double off = static_cast<double>(counts[i]) - expected;
    out.chi_square += off * off / expected;
  }
  out.chance = chi_square_tail(out.chi_square, static_cast<int>(counts.size()) - 1);
  out.is_blocked = out.chance < sample_ratio_chance_min;
  return out;
}

double sample_size(const SizeQuestion& question) noexcept {
  const double k = question.first_of_each_second;
  const double p = question.base;
  const double q = question.other;
  const double all = (p + k * q) / (1 + k);
  const double alone =
      normal_quantile(1 - question.alpha / 2) * std::sqrt((1 + 1 / k) * all * (1 - all));
  const double both = normal_quantile(question.power) * std::sqrt(p * (1 - p) + q * (1 - q) / k);
  return (alone + both) * (alone + both) / ((p - q) * (p - q));
}

const char* word_of(ExperimentVerdict verdict) noexcept {
  static constexpr std::array<const char*, 5> words{
      "uneven_groups", "not_enough_data", "brings_visits", "no_effect_seen", "keeps_visits_away"};
  return words[static_cast<std::size_t>(verdict)];
}

ExperimentResult experiment_result(const GroupCount& treated, const GroupCount& held,
                                   const ExperimentQuestion& question) noexcept {
  ExperimentResult out;
  const double share = std::clamp(question.held_share, 1e-6, 1 - 1e-6);
  const std::array counts{treated.clients, held.clients};
  const std::array weights{1 - share, share};
  out.ratio = sample_ratio(counts, weights);
  const Proportion one = treated.proportion();
  const Proportion two = held.proportion();
  out.difference = one.share() - two.share();
  out.interval = difference_interval(one, two);
  out.chance_higher = chance_first_is_higher(one, two);
  add_need(treated, held, question, out);
  out.sequence = effect_sequence(
      one, two,
      {1 - share, 0.05,
       static_cast<double>(std::max<std::int64_t>(out.clients_needed, sequence_looks_from))});
  const auto n = static_cast<double>(treated.clients);
  out.incremental_visits = out.difference * n;
  out.incremental_visits_span = {out.interval.low * n, out.interval.high * n};
  const MeanDifference value = mean_difference(treated.values(), held.values());
  out.incremental_value = incremental_value(treated, held);
  out.incremental_value_span = {value.interval.low * n, value.interval.high * n};
  out.verdict = verdict_of(out, treated, held);
  return out;
}

Comparison compared(const GroupCount& group, const GroupCount& control,
                    ValueColumn values) noexcept {
  Comparison out;
  const Proportion one = group.proportion();
  const Proportion two = control.proportion();
  out.difference = one.share() - two.share();
  out.interval = difference_interval(one, two);
  out.z = difference_z(one, two);
  out.chance_higher = chance_first_is_higher(one, two);
  out.incremental = out.difference * static_cast<double>(group.clients);
  if (values == ValueColumn::present) {
    out.value = mean_difference(group.values(), control.values());
    out.incremental_value = incremental_value(group, control);
  }
  return out;
}

}  // namespace reactivation
