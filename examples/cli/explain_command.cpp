// reactivation explain: why one client is written to or not, and when next.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "explain_view.hpp"
#include "failure.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/json/explanation_json.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct ExplainArguments {
  Place place;
  std::string client;
  std::string policy = "spec";
  bool is_json = false;
};

void run(const ExplainArguments& arguments) {
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const ClientId client = database.find_client(company.id, arguments.client);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  const Snapshot snapshot =
      database.get(database.store().load_snapshot(company.id, now), database.path());
  const auto explanation = read_policy(arguments.policy) == PolicyKind::rhythm
                               ? explain_client(snapshot, client, now, learn_rhythm(snapshot, now))
                               : explain_client(snapshot, client, now);
  if (!explanation) {
    fail_usage("--client " + arguments.client + ": the company has no client with this id or code");
  }
  std::cout << (arguments.is_json ? write_explanation(*explanation, company.id, now)
                                  : explain_text(*explanation, snapshot, now));
}

}  // namespace

void add_explain(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command = add_command(
      program,
      {"explain", "Say why a client gets a message or not, and when next",
       "Shows visits, rhythm, rules, every reason not to write in the order in which it counts,\n"
       "and what the next message would offer.",
       "  reactivation explain --db salon.db --client 17\n"
       "  reactivation explain --db salon.db --client C0154 --now 2026-03-02T10:00 --json"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  command->add_option("--client", arguments->client, "Our id, or the code of your booking system")
      ->required()
      ->type_name("ID|CODE");
  add_now_option(*command, arguments->place);
  add_policy_option(*command, arguments->policy);
  command->add_flag("--json", arguments->is_json, "Print one JSON document");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
