// What the messages brought: those who may be written to against those held out, by the draw and
// not by what came of it (intention to treat). Pure; science: docs/results.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reactivation/core/proportion.hpp"
#include "reactivation/core/sequential.hpp"

namespace reactivation {

/// One group of an experiment, counted from the moment its clients became eligible.
struct GroupCount {
  std::int64_t clients = 0;
  std::int64_t successes = 0;  ///< of them, with a completed visit in time
  double value = 0;            ///< their margin, summed, in any one unit
  double value_squares = 0;

  [[nodiscard]] Proportion proportion() const noexcept { return {successes, clients}; }
  [[nodiscard]] ValueSum values() const noexcept { return {clients, value, value_squares}; }
  friend bool operator==(const GroupCount&, const GroupCount&) = default;
};

/// Whether the groups are as large as they were meant to be. When they are not, clients were lost
/// or drawn unevenly, and no difference between the groups means anything.
struct SampleRatio {
  double chi_square = 0;
  double chance = 1;        ///< of a split as uneven as this one by luck
  bool is_blocked = false;  ///< chance < `sample_ratio_chance_min`
};
inline constexpr double sample_ratio_chance_min = 0.001;
/// `weights`, one for each count and all > 0, say how the draw was meant; equal ones when empty.
/// Fewer than two groups, or nobody in any: nothing to block.
[[nodiscard]] SampleRatio sample_ratio(std::span<const std::int64_t> counts,
                                       std::span<const double> weights = {});

/// How many clients it takes to see a difference.
struct SizeQuestion {
  double base = 0.05;               ///< share of the second (held out) group, 0 to 1
  double other = 0.10;              ///< share of the first, ≠ base
  double first_of_each_second = 1;  ///< clients of the first group for each of the second, > 0
  double alpha = 0.05;              ///< two-sided
  double power = 0.80;
};
/// Of the second group; the first has `first_of_each_second` times as many. Not rounded.
[[nodiscard]] double sample_size(const SizeQuestion& question) noexcept;

enum class ExperimentVerdict : std::uint8_t {
  uneven_groups,    ///< the draw went wrong: no result
  not_enough_data,  ///< yet; `days_left` says how long
  brings_visits,
  no_effect_seen,  ///< enough to see the difference asked for, and it is not there
  keeps_visits_away,
};
[[nodiscard]] const char* word_of(ExperimentVerdict verdict) noexcept;

struct ExperimentQuestion {
  double held_share = 0.1;         ///< as designed, 0 < share < 1
  double worthwhile = 0.05;        ///< the smallest difference of shares that would be worth it
  double clients_per_day = 0;      ///< who become eligible, both groups; 0: not known
  double base_before_data = 0.10;  ///< the held-out share to plan with before there is one
};

struct ExperimentResult {
  ExperimentVerdict verdict = ExperimentVerdict::not_enough_data;
  SampleRatio ratio;
  double difference = 0;                       ///< of shares, treated minus held out
  ConfidenceInterval interval;                 ///< Newcombe, for one look
  EffectSequence sequence;                     ///< for a look every day
  double chance_higher = 0.5;                  ///< that the treated group's share is the higher one
  double incremental_visits = 0;               ///< of the treated group, beside its own coming back
  ConfidenceInterval incremental_visits_span;  ///< 95 %, from `interval`
  double incremental_value = 0;
  ConfidenceInterval incremental_value_span;
  std::int64_t clients_needed = 0;  ///< in all, for the worthwhile difference
  /// Whole days until they are there; absent when nobody becomes eligible.
  std::optional<std::int64_t> days_left;
};
[[nodiscard]] ExperimentResult experiment_result(const GroupCount& treated, const GroupCount& held,
                                                 const ExperimentQuestion& question) noexcept;

/// A comparison of named groups, each with the last one (the control).
struct Comparison {
  double difference = 0;
  ConfidenceInterval interval;
  double z = 0;
  double chance_higher = 0.5;
  double incremental = 0;
  std::optional<MeanDifference> value;  ///< when values were given
  std::optional<double> incremental_value;
};
enum class ValueColumn : std::uint8_t { absent, present };
[[nodiscard]] Comparison compared(const GroupCount& group, const GroupCount& control,
                                  ValueColumn values) noexcept;

}  // namespace reactivation
