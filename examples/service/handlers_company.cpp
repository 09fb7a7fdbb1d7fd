// A company as it is set up: session, settings, rules, return curves.
#include <algorithm>

#include "handlers.hpp"
#include "reactivation/core/interval_step.hpp"
#include "reactivation/json/parts_json.hpp"
#include "reactivation/json/words.hpp"
#include "report_reading.hpp"
#include "routes.hpp"

namespace service::handlers {

using namespace reactivation;

namespace {

Json json_of(const Company& company) {
  return {{"id", company.id.value},
          {"name", company.name},
          {"timezone", company.time_zone.name()},
          {"locale", word_of(company.locale)},
          {"currency", company.currency},
          {"business_type", word_of(company.business_type)}};
}

/// The first error of a document of the library becomes the answer.
void check_issues(const std::vector<Issue>& issues) {
  for (const Issue& issue : issues) {
    if (issue.severity != Issue::Severity::error) continue;
    if (issue.code == "wrong_type") {
      fail(400, "wrong_type", "A value is of another type: it " + issue.message + ".", issue.place);
    }
    fail(422, "out_of_range", "A value is refused: " + issue.message + ".", issue.place);
  }
}

/// RFC 7396, of one object: what the document does not have is refused.
Json patched(Json document, const Json& patch) {
  for (const auto& [name, value] : patch.items()) {
    const auto found = document.find(name);
    if (found == document.end()) {
      fail(400, "unknown_member", "There is no such member; GET shows all of them.");
    }
    if (found->is_object() && value.is_object()) {
      *found = patched(*found, value);
    } else {
      *found = value;
    }
  }
  return document;
}

std::string names_of_members(const Json& patch) {
  std::string out;
  for (const auto& [name, value] : patch.items()) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::vector<Service> services_of(const Call& call) {
  return call.get(call.lists().load_services(call.company_id()));
}

const Service* find(const std::vector<Service>& services, ServiceId id) {
  const auto found = std::find_if(services.begin(), services.end(),
                                  [id](const Service& each) { return each.id == id; });
  return found == services.end() ? nullptr : &*found;
}

Json json_of(const Rule& rule, const Company& company, const Service* service) {
  const std::string title = service == nullptr ? std::string{} : service->title;
  const Interval interval = interval_of(rule, company.business_type, title);
  Json out = parsed(write_rule(rule));
  out["service_title"] = title;
  out["effective_interval_days"] = interval.days;
  out["effective_interval_source"] = word_of(interval.source);
  const std::optional<int> suggested = suggested_interval_days(rule);
  out["suggested_interval_days"] = suggested ? Json(*suggested) : Json();
  out["is_in_force"] = rule.is_active && service != nullptr && service->active;
  return out;
}

ServiceId service_of_path(const Call& call, const std::vector<Service>& services) {
  const ServiceId id{call.path_id("id")};
  if (find(services, id) == nullptr) {
    fail(404, "not_found",
         "The company has no such service; GET /service-rules/{company} lists them.");
  }
  return id;
}

Json points_of(const ReturnCurve& curve, const char* share) {
  Json out = Json::array();
  for (const CurveStep& step : curve.steps) {
    const ConfidenceInterval band = returned_interval(step);
    out.push_back(
        {{"day", step.days}, {share, 1 - step.away}, {"low", band.low}, {"high", band.high}});
  }
  return out;
}

}  // namespace

Json session(Call& call) {
  Json companies = Json::array();
  for (const CompanyName& known : call.get(call.store().list_companies())) {
    if (call.token.company_id.is_set() && call.token.company_id != known.id) continue;
    companies.push_back(json_of(call.get(call.store().load_company(known.id))));
  }
  return {{"role", call.token.role}, {"token_name", call.token.name}, {"companies", companies}};
}

Json settings(Call& call) {
  return parsed(write_settings(call.get(call.store().load_settings(call.company_id()))));
}

Json put_settings(Call& call) {
  call.get(call.lists().keep_others_off(call.company_id()));
  const Json before = settings(call);
  const auto read = read_settings(patched(before, call.body).dump());
  check_issues(read.issues);
  call.get(call.store().set_settings(call.company_id(), *read.value));
  call.get(call.lists().note(call.company_id(), "settings_changed", call.now,
                             names_of_members(call.body)));
  return settings(call);
}

Json rules(Call& call) {
  const auto services = services_of(call);
  Json items = Json::array();
  for (const Rule& rule : call.get(call.store().load_rules(call.company_id()))) {
    items.push_back(json_of(rule, call.company, find(services, rule.service_id)));
  }
  return {{"items", items}};
}

Json put_rule(Call& call) {
  call.get(call.lists().keep_others_off(call.company_id()));
  const auto services = services_of(call);
  Rule rule;
  rule.service_id = service_of_path(call, services);
  for (const Rule& known : call.get(call.store().load_rules(call.company_id()))) {
    if (known.service_id == rule.service_id) rule = known;
  }
  Json patch = call.body;
  patch.erase("company_id");
  if (patch.contains("service_id") && patch["service_id"] != Json(rule.service_id.value)) {
    fail(422, "out_of_range", "service_id is the path's; leave it out.", "/service_id");
  }
  const auto read = read_rule(patched(parsed(write_rule(rule)), patch).dump());
  check_issues(read.issues);
  Rule changed = *read.value;
  // Unless the same request says what else is in force.
  if (patch.contains("manual_interval") && changed.manual_interval &&
      !patch.contains("active_interval_source")) {
    changed = rule_with_manual_interval(std::move(changed), *changed.manual_interval);
  }
  call.get(call.store().put_rule(call.company_id(), changed));
  call.get(call.lists().note(
      call.company_id(), "rule_changed", call.now,
      "service " + std::to_string(rule.service_id.value) + ": " + names_of_members(patch)));
  for (const Rule& known : call.get(call.store().load_rules(call.company_id()))) {
    if (known.service_id == rule.service_id) {
      return json_of(known, call.company, find(services, rule.service_id));
    }
  }
  fail(404, "not_found", "The rule is gone; read the list again.");
}

Json calculate_interval(Call& call) {
  call.allow_only({"company_id"});
  const auto services = services_of(call);
  const ServiceId id = service_of_path(call, services);
  const Snapshot snapshot = call.get(call.store().load_snapshot(call.company_id(), call.now));
  for (const cli::ServiceCurve& service : cli::curves_of(snapshot, call.now)) {
    if (service.service_id != id) continue;
    const ReportCurve& curve = service.curve;
    return {{"service_id", id.value},
            {"interval_days", curve.found ? Json(curve.found->due_days) : Json()},
            {"is_provisional", curve.found ? Json(curve.found->is_provisional) : Json()},
            {"return_curve", points_of(curve.curve, "share")},
            {"events", curve.curve.returns},
            {"clients", curve.curve.gaps},
            {"evidence", curve.found ? Json(evidence_of(*curve.found)) : Json()}};
  }
  fail(409, "rule_inactive",
       "Nobody is reminded of this service; switch its rule on with PUT first.");
}

Json curves(Call& call) {
  const Snapshot snapshot = call.get(call.store().load_snapshot(call.company_id(), call.now));
  Json services = Json::array();
  for (const cli::ServiceCurve& service : cli::curves_of(snapshot, call.now)) {
    const ReportCurve& curve = service.curve;
    services.push_back({{"service_id", service.service_id.value},
                        {"title", curve.title},
                        {"interval_days", curve.chosen.days},
                        {"interval_source", word_of(curve.chosen.source)},
                        {"median_days", curve.found ? Json(curve.found->median_days) : Json()},
                        {"returns", curve.curve.returns},
                        {"due_days", curve.found ? Json(curve.found->due_days) : Json()},
                        {"curve", points_of(curve.curve, "returned_share")}});
  }
  return {{"services", services}};
}

}  // namespace service::handlers
