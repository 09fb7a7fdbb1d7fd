#include "reactivation/core/interval_step.hpp"

namespace reactivation {
namespace {

constexpr std::string_view step_words[] = {"moved",    "noted",           "at_rest",
                                           "too_soon", "too_few_returns", "provisional"};

/// Whether the historical number takes the place of the one in force.
bool is_better(const ServiceInterval& found, IntervalSource in_force) noexcept {
  switch (in_force) {
    case IntervalSource::manual:
      return false;
    case IntervalSource::ai:
      return found.is_historical;
    default:
      return true;
  }
}

}  // namespace

std::string_view to_string(StepEnd end) noexcept {
  return step_words[static_cast<std::size_t>(end)];
}

IntervalStep interval_step(const IntervalStepQuestion& question) {
  const Rule& rule = question.rule;
  IntervalStep out;
  out.before = interval_of(rule, question.business_type, question.service_title);
  out.after = out.before;
  out.historical_before = rule.calculated_avg_interval;
  out.historical_after = rule.calculated_avg_interval;
  if (!question.found) {
    out.end = StepEnd::too_few_returns;
    return out;
  }
  if (question.days_since_last_step && *question.days_since_last_step < interval_step_pause_days) {
    out.end = StepEnd::too_soon;
    return out;
  }
  // What is in force moves from where it is; a number that is only noted, from where it was noted.
  const bool is_in_force = is_better(*question.found, out.before.source);
  const int from =
      is_in_force ? out.before.days : rule.calculated_avg_interval.value_or(out.before.days);
  const bool is_shorter = question.found->due_days < from;
  if (question.found->is_provisional && is_shorter) {
    out.end = StepEnd::provisional;
    return out;
  }
  const int to = moved_interval(from, question.found->due_days);
  if (is_in_force) out.after = {to, IntervalSource::historical};
  out.historical_after = to;
  if (out.after != out.before) {
    out.end = StepEnd::moved;
  } else if (out.historical_after != out.historical_before) {
    out.end = StepEnd::noted;
  }
  return out;
}

Rule rule_with_step(Rule rule, const IntervalStep& step) {
  if (step.end != StepEnd::moved && step.end != StepEnd::noted) return rule;
  rule.calculated_avg_interval = step.historical_after;
  rule.reactivation_interval_days = step.after.days;
  rule.active_interval_source = step.after.source;
  return rule;
}

std::string evidence_of(const ServiceInterval& found) {
  return std::to_string(found.returns) + " returns; half of those who come back have come after " +
         std::to_string(found.median_days) + " days, three of four after " +
         std::to_string(found.due_days) + " days" +
         (found.is_provisional ? "; the history is short, it may be longer" : "");
}

}  // namespace reactivation
