#include <algorithm>
#include <utility>

#include "plan_rows.hpp"
#include "reactivation/json/plan_json.hpp"

namespace reactivation {
namespace json {
namespace {

void put_slot(Writer& out, const OfferedSlot& offered) {
  out.open('{');
  out.field("service_id", offered.slot.service_id);
  out.field("staff_id", offered.slot.staff_id);
  out.field("datetime", offered.slot.starts_at);
  out.field("score", offered.score);
  out.field("match", offered.match);
  out.close('}');
}

void put_preferences(Writer& out, const Preferences& preferences) {
  const auto& staff = preferences.favourite_staff;
  const auto& pattern = preferences.pattern;
  out.open('{');
  out.field("day_part", preferences.day_part);
  out.field("days", preferences.days);
  out.field("staff_id", staff ? staff->staff_id : StaffId{});
  out.field("regular", pattern && pattern->is_regular);
  out.field("mean_gap_days", pattern ? std::optional{pattern->mean_gap_days} : std::nullopt);
  out.field("confidence", preferences.confidence);
  out.close('}');
}

}  // namespace

void put_rhythm(Writer& out, const ClientRhythm& rhythm) {
  out.open('{');
  out.field("state", to_string(rhythm.state));
  out.field("visits", rhythm.visits);
  out.field("own_interval_days", rhythm.own_interval_days);
  out.field("own_gaps", rhythm.own_gaps);
  out.field("due_days", rhythm.due_days);
  out.field("horizon_days", rhythm.horizon_days);
  out.field("p_visit", rhythm.p_visit);
  out.field("p_alive", rhythm.p_alive);
  out.field("return_value", rhythm.return_value);
  out.close('}');
}

namespace {

/// A member that rows of the policy `spec` do not have.
void put_own_rhythm(Writer& out, const std::optional<ClientRhythm>& rhythm) {
  if (!rhythm) return;
  out.key("rhythm");
  put_rhythm(out, *rhythm);
}

/// A member that attempts have for which the plan drew something. Which text a stored attempt got
/// is drawn later, for every attempt, and its number says nothing without the template's id: it is
/// no part of a plan.
void put_arms(Writer& out, const std::vector<DrawnArm>& arms) {
  const auto is_of_text = [](const DrawnArm& arm) {
    return arm.factor == ArmFactor::message_template;
  };
  if (std::all_of(arms.begin(), arms.end(), is_of_text)) return;
  out.key("arms");
  out.open('[');
  for (const DrawnArm& arm : arms) {
    if (is_of_text(arm)) continue;
    out.open('{');
    out.field("factor", arm.factor);
    if (arm.factor == ArmFactor::tone) {
      out.field("value", static_cast<Tone>(arm.value));
    } else {
      out.field("value", arm.value);
    }
    out.field("probability", arm.probability);
    out.close('}');
  }
  out.close(']');
}

}  // namespace

void put_planned(Writer& out, const PlannedAttempt& attempt) {
  out.open('{');
  out.field("attempt_id", to_string(attempt.attempt_id));
  out.field("rank", attempt.rank);
  out.field("client_id", attempt.client_id);
  out.field("service_id", attempt.service_id);
  out.field("cycle_key", attempt.cycle_key);
  out.field("attempt_number", attempt.attempt_number);
  out.field("days_since_visit", attempt.days_since_visit);
  out.field("interval_days", attempt.interval.days);
  out.field("interval_source", attempt.interval.source);
  out.field("discount_percent", attempt.discount_percent);
  out.field("priority_score", attempt.priority_score);
  out.field("not_before", attempt.not_before);
  out.field("not_after", attempt.not_after);
  out.key("slots");
  out.open('[');
  for (const OfferedSlot& slot : attempt.slots) put_slot(out, slot);
  out.close(']');
  out.key("preferences");
  put_preferences(out, attempt.preferences);
  put_own_rhythm(out, attempt.rhythm);
  put_arms(out, attempt.arms);
  out.close('}');
}

void put_skipped(Writer& out, const SkippedClient& client) {
  out.open('{');
  out.field("client_id", client.client_id);
  out.field("service_id", client.service_id);
  out.field("reason", client.reason);
  out.field("until", client.until);
  out.field("eligible_at", client.eligible_at);
  out.field("rank", client.rank);
  put_own_rhythm(out, client.rhythm);
  out.close('}');
}

}  // namespace json

namespace {

using json::put_planned;
using json::put_skipped;
using json::Writer;

void put_counts(Writer& out, const PlanCounts& counts) {
  out.open('{');
  out.field("clients", counts.clients);
  out.field("due", counts.due);
  out.field("planned", counts.planned);
  out.field("skipped", counts.skipped);
  out.close('}');
}

bool is_listed(const SkippedClient& client, PlanRows rows) noexcept {
  const bool is_not_due =
      client.reason == SkipReason::no_visit || client.reason == SkipReason::not_due;
  return rows == PlanRows::all || !is_not_due;
}

}  // namespace

std::string write_plan(const Plan& plan, PlanRows rows) {
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.plan/1");
  out.line_break();
  out.field("company_id", plan.company_id);
  out.field("now", plan.now);
  out.field("local_date", plan.local_date);
  if (plan.policy != "spec") out.field("policy", plan.policy);
  out.line_break();
  out.key("counts");
  put_counts(out, plan.counts);
  out.line_break();
  out.key("planned");
  out.open('[');
  for (const PlannedAttempt& attempt : plan.planned) {
    out.line_break();
    put_planned(out, attempt);
  }
  out.close(']');
  out.line_break();
  out.key("skipped");
  out.open('[');
  for (const SkippedClient& client : plan.skipped) {
    if (!is_listed(client, rows)) continue;
    out.line_break();
    put_skipped(out, client);
  }
  out.close(']');
  out.close('}');
  out.end_line();
  return out.take();
}

std::string write_planned(const PlannedAttempt& attempt) {
  Writer out;
  put_planned(out, attempt);
  return out.take();
}

std::string write_skipped(const SkippedClient& client) {
  Writer out;
  put_skipped(out, client);
  return out.take();
}

}  // namespace reactivation
