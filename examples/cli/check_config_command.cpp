// reactivation check-config: tries everything that a configuration names, and changes nothing.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "checks.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "installation.hpp"
#include "reactivation/adapters/phone.hpp"
#include "table.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct CheckArguments {
  std::string config;
  bool is_json = false;
};

// --- What the database says ----------------------------------------------------------------------

void check_settings(const CompanyConfiguration& own, Database& database, Checks& checks) {
  const Settings settings = database.get(database.store().load_settings(own.id), database.path());
  const auto add = [&](CheckState state, const char* text) {
    checks.push_back({own.id, "settings", state, text});
  };
  if (!settings.enabled) {
    add(CheckState::problem,
        "messages are switched off; `reactivation settings --set enabled=true`");
  } else if (settings.sending_days.is_empty()) {
    add(CheckState::problem,
        "no day of the week is one for sending; `reactivation settings --set "
        "sending_days=[1,2,3]`");
  } else if (settings.sending_hours.end - settings.sending_hours.start < 2) {
    add(CheckState::warning, "the hours for sending are short; few messages will leave in a day");
  } else if (settings.require_approval) {
    add(CheckState::warning, "each message waits for `reactivation approve`, as the settings want");
  } else {
    add(CheckState::ok, "switched on, with days and hours to send at");
  }
}

void check_rules(const CompanyConfiguration& own, Database& database, Checks& checks) {
  const std::vector<Rule> rules =
      database.get(database.store().load_rules(own.id), database.path());
  const auto active =
      std::count_if(rules.begin(), rules.end(), [](const Rule& rule) { return rule.is_active; });
  if (active == 0) {
    checks.push_back({own.id, "rules", CheckState::problem,
                      "no service has a rule that is switched on, so nobody is ever due; import "
                      "services, or look at `reactivation rules`"});
    return;
  }
  checks.push_back({own.id, "rules", CheckState::ok,
                    count_text(active, "service") + (active == 1 ? " writes" : " write") +
                        " to clients who are due"});
}

void check_place(const Company& company, Checks& checks) {
  if (company.time_zone.is_known()) {
    checks.push_back(
        {company.id, "timezone", CheckState::ok, "the clock is " + company.time_zone.name()});
  } else {
    checks.push_back(
        {company.id, "timezone", CheckState::problem,
         "the time zone is not known on this machine; install the system's time zones, "
         "or make the company anew with a name as Europe/Moscow"});
  }
  // A country whose plan is known says of a short number that it is too short.
  const auto phones = make_phone_reader();
  const bool is_country =
      company.country.size() == 2 &&
      phones->read("12", company.country).problem != phones->read("12", "").problem;
  if (is_country) {
    checks.push_back({company.id, "phones", CheckState::ok,
                      "numbers without a plus sign are read as those of " + company.country});
  } else {
    checks.push_back({company.id, "phones", CheckState::warning,
                      "the country is not known, so only numbers with a plus sign are read"});
  }
}

void check_arming(const CompanyConfiguration& own, const Company& company, Database& database,
                  Checks& checks) {
  const std::string kind = kind_of(own.messenger);
  if (kind == "outbox") return;
  const AccountId account = database.get(database.store().find_account(own.id), database.path());
  if (!account.is_set()) {
    checks.push_back({own.id, "account", CheckState::problem,
                      "the company has no messaging account; make it with `reactivation init`"});
    return;
  }
  const Arming arming = arming_of(database, company, database.here(), carrier_of(kind));
  const AccountGate gate =
      database.get(database.store().load_gate(account, database.here()), database.path());
  if (!arming.is_armed) {
    checks.push_back({own.id, "account", gate.is_armed ? CheckState::problem : CheckState::warning,
                      arming.remedy});
  } else if (!arming.notice.empty()) {
    checks.push_back({own.id, "account", CheckState::warning, arming.notice});
  } else {
    checks.push_back({own.id, "account", CheckState::ok, "it is armed on this installation"});
  }
}

bool is_server_readable(const Configuration& configuration, Checks& checks) {
  const SystemTimeZones zones;
  const std::string name = database_name(configuration.database);
  std::string detail;
  const auto opened =
      PostgresStore::open(configuration.database, MissingTables::refuse, zones, &detail);
  const CheckState state = opened ? CheckState::ok : CheckState::problem;
  checks.push_back({{},
                    "database",
                    state,
                    opened ? name + ": opens, and is up to date"
                           : (detail.empty() ? opened.error().message() : detail)});
  return opened.has_value();
}

/// Whether the file can be read as it is, without bringing it up to date.
bool is_readable(const Configuration& configuration, Checks& checks) {
  if (is_server(configuration.database)) return is_server_readable(configuration, checks);
  std::string detail;
  const auto file = look_at_sqlite(configuration.database, &detail);
  const auto add = [&](CheckState state, const std::string& text) {
    checks.push_back({{}, "database", state, text});
  };
  if (!file) {
    add(CheckState::problem, detail.empty() ? file.error().message() : detail);
  } else if (file.value().schema == 0) {
    add(CheckState::problem, configuration.database +
                                 ": nothing of this program is in it; `reactivation init` or "
                                 "`reactivation import` makes a company");
  } else if (file.value().schema > file.value().newest_schema) {
    add(CheckState::problem,
        configuration.database +
            ": written by a newer version of this program; update the program");
  } else if (file.value().schema < file.value().newest_schema) {
    add(CheckState::warning, configuration.database +
                                 ": of an older version; copy the file, then any other command "
                                 "brings it up to date. Its companies were not looked at");
  } else {
    add(CheckState::ok, configuration.database + ": opens, and is up to date");
    return true;
  }
  return false;
}

void check_companies(const Configuration& configuration, Checks& checks) {
  Database database(configuration.database, OpenMode::existing);
  const auto known = database.get(database.store().list_companies(), database.path());
  for (const CompanyConfiguration& own : configuration.companies) {
    const bool is_there = std::any_of(known.begin(), known.end(), [&](const CompanyName& company) {
      return company.id == own.id;
    });
    if (!is_there) {
      checks.push_back({own.id, "company", CheckState::problem,
                        "the database has no company of this id; look at `company_id`, or make it "
                        "with `reactivation init`"});
      continue;
    }
    const Company company = database.get(database.store().load_company(own.id), database.path());
    checks.push_back({own.id, "company", CheckState::ok, "it is in the database"});
    check_settings(own, database, checks);
    check_rules(own, database, checks);
    check_place(company, checks);
    check_arming(own, company, database, checks);
    check_messenger(own, company, checks);
    check_slots(own, company, checks);
    check_model(own, checks);
    check_notices(own, checks);
    check_listener(own, checks);
  }
}

// --- What is shown -------------------------------------------------------------------------------

std::string checks_json(const Checks& checks) {
  using Json = nlohmann::ordered_json;
  Json out;
  out["schema"] = "reactivation.check/1";
  out["checks"] = Json::array();
  std::int64_t counts[3] = {0, 0, 0};
  for (const Check& check : checks) {
    Json row;
    row["company_id"] = check.company_id.is_set() ? Json(check.company_id.value) : Json();
    row["subject"] = check.subject;
    row["state"] = word_of(check.state);
    row["text"] = check.text;
    out["checks"].push_back(std::move(row));
    ++counts[static_cast<std::size_t>(check.state)];
  }
  out["warnings"] = counts[1];
  out["problems"] = counts[2];
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void print_checks(const Checks& checks) {
  CompanyId of;
  for (const Check& check : checks) {
    if (check.company_id != of) std::cout << "Company " << check.company_id.value << "\n";
    of = check.company_id;
    std::string state{word_of(check.state)};
    std::string subject{check.subject};
    state.resize(9, ' ');
    subject.resize(11, ' ');
    std::cout << state << subject << harmless(check.text) << "\n";
  }
}

void run(const CheckArguments& arguments) {
  const Configuration configuration = load_configuration(arguments.config);
  Checks checks;
  if (is_readable(configuration, checks)) check_companies(configuration, checks);
  if (arguments.is_json) {
    std::cout << checks_json(checks);
  } else {
    print_checks(checks);
  }
  const auto problems = std::count_if(checks.begin(), checks.end(), [](const Check& check) {
    return check.state == CheckState::problem;
  });
  if (problems == 0) return;
  fail_run(count_text(problems, "problem") + " to mend before the daemon can work; see above");
}

}  // namespace

void add_check_config(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = add_command(
      program,
      {"check-config", "Try everything that a configuration names, without sending anything",
       "The database, the rules, the messenger, free times, the model and the notices are asked\n"
       "whether they are there and take their keys. Nothing is sent, written or generated. Ends\n"
       "with 1 when there is a problem; a warning is none.",
       "  reactivation check-config --config reactivation.json\n"
       "  reactivation check-config --config reactivation.json --json"});
  command->add_option("--config", arguments->config, "The file (docs/configuration.md)")
      ->required()
      ->type_name("FILE");
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
