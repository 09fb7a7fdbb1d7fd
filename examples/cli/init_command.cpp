// reactivation init: a company, before anything is known of it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "failure.hpp"
#include "new_company.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct InitArguments {
  Place place;
  NewCompanyOptions company;
  bool is_json = false;
};

std::string company_json(const Company& company, AccountId account) {
  nlohmann::ordered_json out;
  out["schema"] = "reactivation.company/1";
  out["company_id"] = company.id.value;
  out["name"] = company.name;
  out["business_type"] = word_of(company.business_type);
  out["timezone"] = company.time_zone.name();
  out["locale"] = word_of(company.locale);
  out["country"] = company.country;
  out["currency"] = company.currency;
  out["account_id"] = account.value;
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void run(const InitArguments& arguments) {
  Database database(arguments.place.db, OpenMode::create_or_existing);
  for (const CompanyName& known :
       database.get(database.store().list_companies(), database.path())) {
    if (known.id.value != arguments.place.company) continue;
    // A company that the host's table brought along waits to be told where it lives.
    const Company there = database.get(database.store().load_company(known.id), database.path());
    if (!there.time_zone.name().empty()) {
      fail_usage("--company " + std::to_string(arguments.place.company) + ": " + database.path() +
                 " has this company already; choose another id");
    }
  }
  const Company company = make_company(database, arguments.place.company, arguments.company);
  if (arguments.is_json) {
    const AccountId account =
        database.get(database.store().find_account(company.id), database.path());
    std::cout << company_json(company, account);
    return;
  }
  std::cout << "Made company " << company.id.value << " \"" << harmless(company.name) << "\" in "
            << database.path() << " (" << company.time_zone.name() << ").\n";
  if (arguments.company.holdout_percent > 0) {
    std::cout << arguments.company.holdout_percent
              << " of 100 clients are held out: they get no message, and beside them `reactivation"
                 " stats` says what messages bring.\n";
  }
  std::cerr << "Next: reactivation import --db " << database.path() << " --company "
            << company.id.value << " --visits visits.csv\n";
}

}  // namespace

void add_init(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<InitArguments>();
  arguments->company.holdout_percent = 10;
  CLI::App* command = add_command(
      program, {"init", "Make a company in a database",
                "The database is made when there is none. An import makes its company itself.",
                "  reactivation init --db salon.db --company 1 --name \"Salon Lily\" \\\n"
                "      --timezone Europe/London --country GB"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  command->get_option("--company")->required();
  add_new_company_options(*command, arguments->company);
  command->get_option("--name")->required();
  command->get_option("--timezone")->required();
  command->get_option("--country")->required();
  command
      ->add_option("--holdout", arguments->company.holdout_percent,
                   "So many of 100 clients, drawn by lot, get no message: only beside them can be\n"
                   "seen what messages bring; 0 for nobody [10]")
      ->type_name("PERCENT")
      ->check(CLI::Range(0, 50));
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
