// reactivation rules: after how many days a service is due, how often to ask, with what discount.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "commands.hpp"
#include "failure.hpp"
#include "find_by_name.hpp"
#include "patch.hpp"
#include "reactivation/core/interval.hpp"
#include "reactivation/json/parts_json.hpp"
#include "suggestion.hpp"
#include "table.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct RulesArguments {
  Place place;
  std::string service;
  std::string suggest;
  ModelOptions model;
  std::vector<std::string> changes;
  std::vector<std::string> only;
  int interval = 0;
  bool is_json = false;
};

std::string discounts_text(const std::vector<int>& progression) {
  std::string out;
  for (const int percent : progression) {
    out += (out.empty() ? "" : ", ") + std::to_string(percent) + " %";
  }
  return out.empty() ? "none" : out;
}

std::string rules_text(const std::vector<Rule>& rules, const std::vector<Service>& services,
                       const Company& company) {
  Table table({{"id", Align::right},
               {"service", Align::left, 32},
               {"writes"},
               {"due after"},
               {"asks again after"},
               {"at most", Align::right},
               {"discount by attempt"}});
  for (const Rule& rule : rules) {
    const auto service = std::find_if(services.begin(), services.end(), [&rule](const Service& s) {
      return s.id == rule.service_id;
    });
    const std::string title = service == services.end() ? "" : service->title;
    table.add({std::to_string(rule.service_id.value), title, rule.is_active ? "yes" : "no",
               interval_text(interval_of(rule, company.business_type, title)),
               count_text(std::max(rule.retry_interval_days, min_retry_interval_days), "day"),
               std::to_string(rule.max_attempts) + "×", discounts_text(rule.discount_progression)});
  }
  return table.is_empty() ? "No rules yet: they come with the services of an import.\n"
                          : table.text();
}

std::string rules_json(const std::vector<Rule>& rules) {
  std::string out = "[";
  for (const Rule& rule : rules) out += (out == "[" ? "\n " : ",\n ") + write_rule(rule);
  return out + (rules.empty() ? "]\n" : "\n]\n");
}

void change(Database& database, const RulesArguments& arguments, const Company& company,
            const std::vector<Rule>& rules, const std::vector<Service>& services) {
  if (arguments.service.empty()) {
    fail_usage("--service is needed to change a rule; name its id or title");
  }
  const ServiceId id = find_service(services, arguments.service, "--service");
  const auto rule =
      std::find_if(rules.begin(), rules.end(), [id](const Rule& r) { return r.service_id == id; });
  Rule base;
  base.service_id = id;
  if (rule != rules.end()) base = *rule;
  const auto read = read_rule(patched(write_rule(base), arguments.changes));
  report_issues(read.issues, "rule#");
  Rule changed = *read.value;
  if (arguments.interval != 0) {
    changed = rule_with_manual_interval(std::move(changed), arguments.interval);
  }
  auto stored = database.store().put_rule(company.id, changed);
  database.get(std::move(stored), database.path());
}

/// Reminders for these services and no others: an export also lists shampoo.
void keep_only(Database& database, const RulesArguments& arguments, const Company& company,
               const std::vector<Rule>& rules, const std::vector<Service>& services) {
  std::vector<ServiceId> wanted;
  for (const std::string& text : arguments.only) {
    wanted.push_back(find_service(services, text, "--only"));
  }
  for (Rule rule : rules) {
    const bool is_wanted = std::find(wanted.begin(), wanted.end(), rule.service_id) != wanted.end();
    if (rule.is_active == is_wanted) continue;
    rule.is_active = is_wanted;
    database.get(database.store().put_rule(company.id, rule), database.path());
  }
}

void run(const RulesArguments& arguments) {
  if (!arguments.suggest.empty()) {
    suggest_interval({arguments.place, arguments.suggest, arguments.model}, arguments.is_json);
    return;
  }
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  const PlanFacts facts = database.get(
      database.store().load_plan_facts(company.id, now, PlanScope::due_only), database.path());
  auto rules = database.get(database.store().load_rules(company.id), database.path());
  if (!arguments.changes.empty() || arguments.interval != 0) {
    change(database, arguments, company, rules, facts.services);
    rules = database.get(database.store().load_rules(company.id), database.path());
  }
  if (!arguments.only.empty()) {
    keep_only(database, arguments, company, rules, facts.services);
    rules = database.get(database.store().load_rules(company.id), database.path());
  }
  std::cout << (arguments.is_json ? rules_json(rules) : rules_text(rules, facts.services, company));
}

}  // namespace

void add_rules(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<RulesArguments>();
  CLI::App* command = add_command(
      program,
      {"rules", "Show or change when a service is due, and its discounts",
       "A service is due again after its interval; then it is asked for up to max_attempts times.",
       "  reactivation rules --db salon.db\n"
       "  reactivation rules --db salon.db --service \"Haircut\" --interval 35 \\\n"
       "      --set 'discount_progression=[0,10,15]' --set max_attempts=2\n"
       "  reactivation rules --db salon.db --suggest \"Haircut\" --llm file:suggestion.json"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  add_now_option(*command, arguments->place);
  command->add_option("--service", arguments->service, "The service's id or its title")
      ->type_name("ID|TITLE");
  command->add_option("--interval", arguments->interval, "Due after that many days")
      ->type_name("DAYS")
      ->check(CLI::Range(1, max_interval_days));
  command->add_option("--set", arguments->changes, "A new value, checked before it is stored")
      ->type_name("FIELD=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  command
      ->add_option("--only", arguments->only,
                   "Remind of this service and of no other; may be given several times")
      ->type_name("ID|TITLE")
      ->take_all()
      ->allow_extra_args(false);
  CLI::Option* suggest =
      command
          ->add_option("--suggest", arguments->suggest,
                       "Ask a model for this service's interval, with what is known of it; the\n"
                       "answer is kept beside the rule, and never in force by itself")
          ->type_name("ID|TITLE");
  for (const char* const other : {"--service", "--interval", "--set", "--only"}) {
    suggest->excludes(other);
  }
  add_model_option(*command, arguments->model);
  command->get_option("--llm")->needs(suggest);
  command->add_flag("--json", arguments->is_json, "Print one JSON document");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
