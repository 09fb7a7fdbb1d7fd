// The day: what would be planned, why one client is in it or not, and planning it now.
#include <map>

#include "handlers.hpp"
#include "names.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/engine/explain.hpp"
#include "reactivation/json/explanation_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/words.hpp"

namespace service::handlers {

using namespace reactivation;

namespace {

struct PlanNames {
  std::map<std::int64_t, std::string> clients;
  std::map<std::int64_t, std::string> services;
  std::map<std::int64_t, std::string> staff;
};

Json name_in(const std::map<std::int64_t, std::string>& names, const Json& id) {
  const auto found = id.is_number() ? names.find(id.get<std::int64_t>()) : names.end();
  return found == names.end() ? Json() : Json(found->second);
}

PlanNames names_of(const Call& call) {
  PlanNames out;
  for (const auto& [id, name] : call.get(call.lists().load_client_names(call.company_id()))) {
    out.clients.emplace(id.value, name);
  }
  const PlanFacts facts =
      call.get(call.store().load_plan_facts(call.company_id(), call.now, PlanScope::due_only));
  for (const Service& each : facts.services) out.services.emplace(each.id.value, each.title);
  for (const Staff& each : facts.staff) out.staff.emplace(each.id.value, each.name);
  return out;
}

/// What is stored already of the day: by attempt.
std::map<std::string, AttemptListRow> stored_of(const Call& call, const Plan& plan) {
  std::vector<AttemptId> ids;
  for (const PlannedAttempt& each : plan.planned) ids.push_back(each.attempt_id);
  std::map<std::string, AttemptListRow> out;
  for (AttemptListRow& row : call.get(call.lists().load_attempts(call.company_id(), ids))) {
    std::string id = to_string(row.attempt.id);
    out.emplace(std::move(id), std::move(row));
  }
  return out;
}

}  // namespace

Json plan(Call& call) {
  const bool is_due_only = call.query_flag("due_only");
  const auto preview = call.get(call.desk.engine(call.company_id())
                                    .preview_day(call.company_id(), is_due_only
                                                                        ? PlanScope::due_only
                                                                        : PlanScope::all));
  const Plan& planned = preview.plan;
  const PlanNames names = names_of(call);
  const auto stored = stored_of(call, planned);
  Json out =
      parsed(write_plan(planned, is_due_only ? PlanRows::due_only : PlanRows::all));
  std::size_t at = 0;
  for (Json& row : out["planned"]) {
    row["client_name"] = name_in(names.clients, row["client_id"]);
    row["service_title"] = name_in(names.services, row["service_id"]);
    for (Json& slot : row["slots"]) slot["staff_name"] = name_in(names.staff, slot["staff_id"]);
    row["staff_name"] = name_in(names.staff, row["preferences"]["staff_id"]);
    const auto known = stored.find(row["attempt_id"].get<std::string>());
    row["state"] = known == stored.end() ? Json() : Json(word_of(known->second.attempt.state));
    const PreviewedText& text = preview.texts.at(at++);
    row["text"] = text.text.empty() ? Json() : Json(text.text);
    row["problem"] = text.problem.empty() ? Json() : Json(text.problem);
  }
  for (Json& row : out["skipped"]) {
    row["client_name"] = name_in(names.clients, row["client_id"]);
    row["service_title"] = name_in(names.services, row["service_id"]);
  }
  return out;
}

Json run_day(Call& call) {
  Engine& engine = call.desk.engine(call.company_id());
  const StoredDay day = call.get(engine.run_day(call.company_id()));
  call.get(
      call.lists().note(call.company_id(), "day_planned", call.now, "service: " + call.token.name));
  return {{"attempts_new", day.attempts_new},
          {"planned", day.plan.counts.planned},
          {"skipped", day.plan.counts.skipped}};
}

Json explain(Call& call) {
  const ClientId client = call.path_person().client_id;
  const Snapshot snapshot = call.get(call.store().load_snapshot(call.company_id(), call.now));
  const bool is_rhythm = call.desk.policy_of(call.company_id()) == PolicyKind::rhythm;
  const auto explanation =
      is_rhythm ? explain_client(snapshot, client, call.now, learn_rhythm(snapshot, call.now))
                : explain_client(snapshot, client, call.now);
  if (!explanation) fail(404, "not_found", "The company has no such client.");
  return parsed(write_explanation(*explanation, call.company_id(), call.now));
}

}  // namespace service::handlers
