#include "plan_rows.hpp"
#include "reactivation/json/explanation_json.hpp"

namespace reactivation {
namespace {

using json::Writer;

/// A list with an object for each value.
template <class Value, class Put>
void put_rows(Writer& out, std::string_view name, const std::vector<Value>& values, Put put) {
  out.key(name);
  out.open('[');
  for (const Value& value : values) {
    out.open('{');
    put(value);
    out.close('}');
  }
  out.close(']');
}

void put_preferences(Writer& out, const Preferences& preferences) {
  const auto& staff = preferences.favourite_staff;
  const auto& pattern = preferences.pattern;
  out.key("preferences");
  out.open('{');
  out.field("day_part", preferences.day_part);
  out.field("days", preferences.days);
  out.field("staff_id", staff ? staff->staff_id : StaffId{});
  out.field("mean_gap_days", pattern ? std::optional{pattern->mean_gap_days} : std::nullopt);
  out.field("regular", pattern && pattern->is_regular);
  out.field("confidence", preferences.confidence);
  out.close('}');
}

void put_history(Writer& out, const Explanation& explanation) {
  put_rows(out, "services", explanation.services, [&out](const ServiceOutlook& service) {
    out.field("service_id", service.service_id);
    out.field("interval_days", service.interval.days);
    out.field("interval_source", service.interval.source);
    out.field("last_visit_at", service.last_visit_at);
    out.field("days_since_visit", service.days_since_visit);
    out.field("times", service.times);
    out.field("due_at", service.due_at);
    out.field("chosen", service.is_chosen);
    if (!service.rhythm) return;
    out.key("rhythm");
    json::put_rhythm(out, *service.rhythm);
  });
  put_rows(out, "visits", explanation.visits, [&out](const Visit& visit) {
    out.field("datetime", visit.starts_at);
    out.field("status", visit.status);
    out.field("service_ids", visit.service_ids);
    out.field("staff_id", visit.staff_id);
    out.field("cost_minor", visit.cost_minor);
  });
  put_rows(out, "attempts", explanation.attempts, [&out](const Attempt& attempt) {
    out.field("id", to_string(attempt.id));
    out.field("service_id", attempt.service_id);
    out.field("cycle_key", attempt.cycle_key);
    out.field("attempt_number", attempt.attempt_number);
    out.field("state", attempt.state);
    out.field("sent_at", attempt.sent_at);
    out.field("discount_percent", attempt.discount_percent);
  });
}

}  // namespace

std::string write_explanation(const Explanation& explanation, CompanyId company, Instant now) {
  Writer out(Writer::Layout::indented);
  const auto row = [&out](std::string_view name, const auto& value, const auto& put) {
    out.key(name);
    value ? put(out, *value) : out.put_null();
  };
  out.open('{');
  out.field("schema", "reactivation.explanation/1");
  out.field("company_id", company);
  out.field("client_id", explanation.client.id);
  out.field("name", explanation.client.name);
  out.field("now", now);
  row("planned", explanation.planned, json::put_planned);
  row("skipped", explanation.skipped, json::put_skipped);
  row("later", explanation.later, json::put_planned);
  put_rows(out, "reasons", explanation.reasons, [&out](const ReasonFinding& finding) {
    out.field("reason", finding.reason);
    out.field("holds", finding.holds);
    out.field("until", finding.until);
  });
  put_preferences(out, explanation.preferences);
  put_history(out, explanation);
  out.close('}');
  out.end_line();
  return out.take();
}

}  // namespace reactivation
