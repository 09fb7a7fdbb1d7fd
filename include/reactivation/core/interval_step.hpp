// How a rule's interval follows the history of its service: a careful step a month, never against a
// person's word (docs/rhythm.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/interval.hpp"
#include "reactivation/core/return_curve.hpp"

namespace reactivation {

/// What is known when a step is decided.
struct IntervalStepQuestion {
  const Rule& rule;
  BusinessType business_type = BusinessType::other;
  std::string_view service_title;
  std::optional<ServiceInterval> found;  ///< of `service_interval`; nothing: too few returns
  std::optional<std::int32_t> days_since_last_step;  ///< nothing: there was none
};

enum class StepEnd : std::uint8_t {
  moved,            ///< the interval in force moves
  noted,            ///< the historical number moves; another one is in force
  at_rest,          ///< it is where the history has it
  too_soon,         ///< the last step was less than 28 days ago
  too_few_returns,  ///< fewer than 5, or none that enough gaps stand behind
  provisional,      ///< the history is too short to make an interval shorter
};
/// A word for programs: `too_few_returns`.
[[nodiscard]] std::string_view to_string(StepEnd end) noexcept;

struct IntervalStep {
  StepEnd end = StepEnd::at_rest;
  Interval before;                       ///< in force
  Interval after;                        ///< in force, once the step is taken
  std::optional<int> historical_before;  ///< `calculated_avg_interval`
  std::optional<int> historical_after;
};

inline constexpr std::int32_t interval_step_pause_days = 28;

/// The step towards the day on which three of four who come back have come: at most a fifth of the
/// number before, which is the one in force where the step comes into force, else the one noted.
///
/// It comes into force where nothing better is: a number that a person set stays; one suggested by
/// a model or by the table gives way to a history of at least 30 returns, the table's also to a
/// shorter one.
[[nodiscard]] IntervalStep interval_step(const IntervalStepQuestion& question);

/// The rule once the step is taken; unchanged unless it was `moved` or `noted`.
[[nodiscard]] Rule rule_with_step(Rule rule, const IntervalStep& step);

/// The evidence, for a log: `45 of 62 gaps …`. One line of ASCII.
[[nodiscard]] std::string evidence_of(const ServiceInterval& found);

}  // namespace reactivation
