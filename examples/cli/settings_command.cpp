// reactivation settings: what the owner decides, shown and changed.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.hpp"
#include "patch.hpp"
#include "reactivation/json/parts_json.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct SettingsArguments {
  Place place;
  std::vector<std::string> changes;
  bool is_json = false;
};

void run(const SettingsArguments& arguments) {
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  std::string document =
      write_settings(database.get(database.store().load_settings(company.id), database.path()));
  if (!arguments.changes.empty()) {
    const auto read = read_settings(patched(document, arguments.changes));
    report_issues(read.issues, "settings#");
    database.get(database.store().set_settings(company.id, *read.value), database.path());
    document = write_settings(*read.value);
  }
  std::cout << (arguments.is_json ? document + "\n" : fields_text(document));
}

}  // namespace

void add_settings(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<SettingsArguments>();
  CLI::App* command = add_command(
      program,
      {"settings", "Show or change hours, days, tone and limits",
       "A value that makes no sense is refused, and nothing is stored.",
       "  reactivation settings --db salon.db\n"
       "  reactivation settings --db salon.db --set tone=professional \\\n"
       "      --set 'sending_hours={\"start\":11,\"end\":18}' --set 'holidays=[\"2026-03-08\"]'"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  command->add_option("--set", arguments->changes, "A new value, checked before it is stored")
      ->type_name("FIELD=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->is_json, "Print one JSON document");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
