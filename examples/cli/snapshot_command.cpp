// reactivation snapshot: everything that is known of a company, as one document.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "reactivation/json/snapshot_json.hpp"

namespace cli {

using namespace reactivation;

namespace {

void run(const Place& place) {
  Database database(place.db, OpenMode::existing);
  const Company company = database.find_company(place.company);
  const Instant now = read_now(place.now, company.time_zone);
  std::cout << write_snapshot(
      database.get(database.store().load_snapshot(company.id, now), database.path()));
}

}  // namespace

void add_snapshot(CLI::App& program, Action& chosen) {
  auto place = std::make_shared<Place>();
  CLI::App* command = add_command(
      program, {"snapshot", "Print a company as one JSON document",
                "The document reactivation.snapshot/1, with or without --json; it contains "
                "names and phones.",
                "  reactivation snapshot --db salon.db > salon.json\n"
                "  reactivation plan --snapshot salon.json --now 2026-03-02T10:00"});
  add_db_option(*command, *place);
  add_company_option(*command, *place);
  add_now_option(*command, *place);
  command->add_flag("--json")->description("The document is printed in any case");
  command->callback([place, &chosen] { chosen = [place] { run(*place); }; });
}

}  // namespace cli
