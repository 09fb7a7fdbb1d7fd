// reactivation plan: who, why, when, with what; and who not, why not, and when next.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <limits>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "failure.hpp"
#include "plan_view.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/engine/plan_from.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/snapshot_json.hpp"
#include "yclients_choice.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct PlanArguments {
  Place place;
  std::string snapshot;
  SlotOptions slots;
  std::string policy = "spec";
  bool is_json = false;
  bool is_due_only = false;
  bool is_all = false;
  std::int64_t rows = 3;

  [[nodiscard]] PlanViewOptions view() const {
    return {is_all ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(rows)};
  }
};

void leave_out_not_due(Plan& plan) {
  std::erase_if(plan.skipped, [](const SkippedClient& skipped) {
    return skipped.reason == SkipReason::no_visit || skipped.reason == SkipReason::not_due;
  });
}

void print(const PlanArguments& arguments, const Plan& plan, const Names& names) {
  std::cout << plan_text(plan, names, arguments.view());
  if (!arguments.is_all && !plan.skipped.empty()) {
    std::cerr << "\n(--all lists every client, --json prints the document)\n";
  }
}

Plan planned(const PlanArguments& arguments, const Snapshot& snapshot, Instant now) {
  if (read_policy(arguments.policy) == PolicyKind::spec) return plan_day(snapshot, now);
  return plan_day(snapshot, now, learn_rhythm(snapshot, now));
}

void plan_snapshot(const PlanArguments& arguments) {
  const SystemTimeZones zones;
  const ReadSnapshot read =
      read_snapshot(read_file(arguments.snapshot, ReadLimits{}.bytes_max), zones);
  report_issues(read.issues, arguments.snapshot + "#");
  const Instant now = read_now(arguments.place.now, read.snapshot->company.time_zone);
  Plan plan = planned(arguments, *read.snapshot, now);
  if (arguments.is_json) {
    std::cout << write_plan(plan, arguments.is_due_only ? PlanRows::due_only : PlanRows::all);
    return;
  }
  if (arguments.is_due_only) leave_out_not_due(plan);
  print(arguments, plan, names_of(*read.snapshot));
}

void plan_stored(const PlanArguments& arguments) {
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  const PlanScope scope = arguments.is_due_only ? PlanScope::due_only : PlanScope::all;
  const auto slots = open_slots(arguments.slots, database, company);
  const Plan plan = database.get(plan_from(database.store(), company.id, now, scope, {},
                                           slots.get(), read_policy(arguments.policy)),
                                 database.path());
  if (arguments.is_json) {
    std::cout << write_plan(plan, arguments.is_due_only ? PlanRows::due_only : PlanRows::all);
    return;
  }
  Names names = names_of(database, company, now);
  add_clients(names, database, clients_shown(plan, arguments.view()));
  print(arguments, plan, names);
}

void run(const PlanArguments& arguments) {
  if (arguments.snapshot.empty() == arguments.place.db.empty()) {
    fail_usage("name one source: --snapshot FILE (- for standard input) or --db FILE");
  }
  if (!arguments.snapshot.empty() && !arguments.slots.spec.empty()) {
    fail_usage("--slots needs the codes in a database; a snapshot carries its own free times");
  }
  if (arguments.snapshot.empty()) {
    plan_stored(arguments);
  } else {
    plan_snapshot(arguments);
  }
}

}  // namespace

void add_plan(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = add_command(
      program, {"plan", "Show who would get a message today, who not, and why",
                "Sends nothing and stores nothing. The same input gives the same bytes.",
                "  reactivation plan --db salon.db --now 2026-03-02T10:00\n"
                "  reactivation plan --db salon.db --policy rhythm\n"
                "  reactivation plan --snapshot salon.json --json > plan.json"});
  command
      ->add_option("--db", arguments->place.db,
                   "The database: a path, sqlite:PATH, or postgresql://HOST/DATABASE")
      ->type_name("FILE");
  add_company_option(*command, arguments->place);
  command
      ->add_option("--snapshot", arguments->snapshot,
                   "A document reactivation.snapshot/1 instead of a database; - reads\n"
                   "standard input")
      ->type_name("FILE");
  add_now_option(*command, arguments->place);
  add_slots_option(*command, arguments->slots);
  add_policy_option(*command, arguments->policy);
  command->add_flag("--json", arguments->is_json, "Print the document reactivation.plan/1");
  command->add_flag("--due-only", arguments->is_due_only, "Leave out clients who are not due");
  command->add_flag("--all", arguments->is_all, "A row for every client");
  command->add_option("--rows", arguments->rows, "Examples for each reason [3]")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1000}));
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
