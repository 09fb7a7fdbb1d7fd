#include <nlohmann/json.hpp>

#include "reactivation/json/explanation_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/words.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;

Json instant_json(std::optional<Instant> at) { return at ? Json(to_rfc3339(*at)) : Json(nullptr); }

Json preferences_json(const Preferences& preferences) {
  Json out;
  out["day_part"] = preferences.day_part ? Json(word_of(*preferences.day_part)) : Json(nullptr);
  out["days"] = preferences.days;
  out["staff_id"] = preferences.favourite_staff ? Json(preferences.favourite_staff->staff_id.value)
                                                : Json(nullptr);
  out["mean_gap_days"] =
      preferences.pattern ? Json(preferences.pattern->mean_gap_days) : Json(nullptr);
  out["regular"] = preferences.pattern && preferences.pattern->is_regular;
  out["confidence"] = preferences.confidence;
  return out;
}

Json services_json(const Explanation& explanation) {
  Json out = Json::array();
  for (const ServiceOutlook& service : explanation.services) {
    out.push_back({{"service_id", service.service_id.value},
                   {"interval_days", service.interval.days},
                   {"interval_source", word_of(service.interval.source)},
                   {"last_visit_at", to_rfc3339(service.last_visit_at)},
                   {"days_since_visit", service.days_since_visit},
                   {"times", service.times},
                   {"due_at", to_rfc3339(service.due_at)},
                   {"chosen", service.is_chosen}});
  }
  return out;
}

Json visits_json(const Explanation& explanation) {
  Json out = Json::array();
  for (const Visit& visit : explanation.visits) {
    Json services = Json::array();
    for (const ServiceId service : visit.service_ids) services.push_back(service.value);
    out.push_back(
        {{"datetime", to_rfc3339(visit.starts_at)},
         {"status", word_of(visit.status)},
         {"service_ids", std::move(services)},
         {"staff_id", visit.staff_id.is_set() ? Json(visit.staff_id.value) : Json(nullptr)},
         {"cost_minor", visit.cost_minor}});
  }
  return out;
}

Json attempts_json(const Explanation& explanation) {
  Json out = Json::array();
  for (const Attempt& attempt : explanation.attempts) {
    out.push_back({{"id", to_string(attempt.id)},
                   {"service_id", attempt.service_id.value},
                   {"cycle_key", to_iso_date(attempt.cycle_key)},
                   {"attempt_number", attempt.attempt_number},
                   {"state", word_of(attempt.state)},
                   {"sent_at", instant_json(attempt.sent_at)},
                   {"discount_percent", attempt.discount_percent}});
  }
  return out;
}

Json reasons_json(const Explanation& explanation) {
  Json out = Json::array();
  for (const ReasonFinding& finding : explanation.reasons) {
    out.push_back({{"reason", word_of(finding.reason)},
                   {"holds", finding.holds},
                   {"until", instant_json(finding.until)}});
  }
  return out;
}

}  // namespace

std::string write_explanation(const Explanation& explanation, CompanyId company, Instant now) {
  Json out;
  out["schema"] = "reactivation.explanation/1";
  out["company_id"] = company.value;
  out["client_id"] = explanation.client.id.value;
  out["name"] = explanation.client.name;
  out["now"] = to_rfc3339(now);
  const auto row = [](const auto& value, const auto& write) {
    return value ? Json::parse(write(*value)) : Json(nullptr);
  };
  out["planned"] = row(explanation.planned, write_planned);
  out["skipped"] = row(explanation.skipped, write_skipped);
  out["later"] = row(explanation.later, write_planned);
  out["reasons"] = reasons_json(explanation);
  out["preferences"] = preferences_json(explanation.preferences);
  out["services"] = services_json(explanation);
  out["visits"] = visits_json(explanation);
  out["attempts"] = attempts_json(explanation);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reactivation
