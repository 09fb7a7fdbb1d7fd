#include "suggestion.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "desk.hpp"
#include "failure.hpp"
#include "find_by_name.hpp"
#include "reactivation/core/interval.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;
using Json = nlohmann::ordered_json;

namespace {

Json number_or_null(const std::optional<int>& number) { return number ? Json(*number) : Json(); }

std::string document(const Company& company, const IntervalAdvice& advice) {
  const IntervalSuggestion& said = advice.suggestion;
  const Interval in_force =
      interval_of(advice.rule, company.business_type, advice.evidence.service_title);
  Json out;
  out["schema"] = "reactivation.suggestion/1";
  out["company_id"] = company.id.value;
  out["service_id"] = advice.rule.service_id.value;
  out["model"] = advice.model;
  out["evidence"] = {{"historical_days", number_or_null(advice.evidence.historical_days)},
                     {"clients", advice.evidence.clients},
                     {"gaps", advice.evidence.gaps}};
  out["days_min"] = said.bounds.days_min;
  out["days_max"] = said.bounds.days_max;
  out["days"] = number_or_null(said.days);
  out["reason"] = said.reason.empty() ? Json() : Json(said.reason);
  out["fault"] = said.fault == SuggestionFault::none ? Json() : Json(to_string(said.fault));
  out["in_force"] = {{"days", in_force.days}, {"source", word_of(in_force.source)}};
  out["stored"] = said.days.has_value();
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void print(const Company& company, const IntervalAdvice& advice) {
  const IntervalEvidence& known = advice.evidence;
  const IntervalSuggestion& said = advice.suggestion;
  std::cout << harmless(known.service_title) << ": " << count_text(known.clients, "client")
            << " came again, " << count_text(known.gaps, "gap") << " between their visits";
  if (known.historical_days) {
    std::cout << ", due after " << count_text(*known.historical_days, "day") << " by them";
  }
  std::cout << ".\nBounds: " << said.bounds.days_min << " to " << said.bounds.days_max
            << " days.\n";
  const Interval in_force = interval_of(advice.rule, company.business_type, known.service_title);
  if (!said.days) {
    std::cout << "What " << harmless(advice.model) << " said was not taken ("
              << to_string(said.fault) << "); in force stays " << interval_text(in_force) << ".\n";
    return;
  }
  std::cout << harmless(advice.model) << " suggests " << count_text(*said.days, "day") << ": "
            << harmless(said.reason) << "\n"
            << "Kept beside the rule; in force stays " << interval_text(in_force)
            << ". To take it up:\n  reactivation rules --service " << advice.rule.service_id.value
            << " --interval " << *said.days << "\n";
}

}  // namespace

void suggest_interval(const SuggestArguments& arguments, bool is_json) {
  if (arguments.model.spec.empty()) fail_usage("--suggest asks a model: name one with --llm");
  Desk desk(arguments.place, {}, arguments.model);
  const PlanFacts facts =
      desk.get(desk.store().load_plan_facts(desk.company().id, desk.now(), PlanScope::due_only));
  const ServiceId service = find_service(facts.services, arguments.service, "--suggest");
  const IntervalAdvice advice =
      desk.get(desk.engine().suggest_interval(desk.company().id, service));
  if (advice.end != ModelEnd::answered) {
    fail_run("--llm: the model gave no answer (" + std::string(to_string(advice.end)) +
             "); nothing has changed");
  }
  if (advice.suggestion.days) {
    desk.get(desk.store().put_rule(desk.company().id, advice.rule));
    std::cerr << "notice: " << advice.model << " suggested "
              << count_text(*advice.suggestion.days, "day") << " for service " << service.value
              << "; kept beside its rule, not in force\n";
  }
  if (is_json) {
    std::cout << document(desk.company(), advice);
  } else {
    print(desk.company(), advice);
  }
}

}  // namespace cli
