#include "open_account.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "installation.hpp"

namespace cli {

using namespace reactivation;

CLI::App* add_account_command(CLI::App& program, const CommandHelp& help,
                              AccountArguments& arguments) {
  CLI::App* command = add_command(program, help);
  add_db_option(*command, arguments.place);
  add_company_option(*command, arguments.place);
  command->add_option("--account", arguments.account, "The account's id, instead of the company's")
      ->type_name("ID")
      ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()));
  add_now_option(*command, arguments.place);
  add_json_option(*command, arguments.is_json);
  return command;
}

std::vector<AccountCompanies> list_accounts(Database& database) {
  std::map<AccountId, std::vector<CompanyId>> known;
  for (const CompanyName& company :
       database.get(database.store().list_companies(), database.path())) {
    const AccountId id = database.get(database.store().find_account(company.id), database.path());
    if (id.is_set()) known[id].push_back(company.id);
  }
  std::vector<AccountCompanies> out;
  for (auto& [id, companies] : known) out.push_back({id, std::move(companies)});
  return out;
}

OpenAccount::OpenAccount(const AccountArguments& arguments)
    : database(arguments.place.db, OpenMode::existing) {
  const auto accounts = list_accounts(database);
  CompanyId company;
  if (arguments.account != 0 && arguments.place.company == 0) {
    id = AccountId{arguments.account};
    const auto found = std::find_if(accounts.begin(), accounts.end(),
                                    [this](const AccountCompanies& a) { return a.id == id; });
    if (found == accounts.end()) {
      std::string there;
      for (const AccountCompanies& account : accounts) {
        there += (there.empty() ? "" : ", ") + std::to_string(account.id.value);
      }
      fail_usage("--account " + std::to_string(id.value) + ": no company in " + database.path() +
                 " sends through it" + (there.empty() ? "" : "; there are accounts " + there));
    }
    company = found->companies.front();
  } else {
    company = database.find_company(arguments.place.company).id;
    id = database.get(store().find_account(company), database.path());
    if (!id.is_set()) {
      fail_usage("company " + std::to_string(company.value) +
                 " has no messaging account; make the company with `reactivation init`");
    }
    if (arguments.account != 0 && arguments.account != id.value) {
      fail_usage("--account " + std::to_string(arguments.account) + ": company " +
                 std::to_string(company.value) + " sends through account " +
                 std::to_string(id.value));
    }
  }
  for (const AccountCompanies& account : accounts) {
    if (account.id == id) companies = account.companies;
  }
  zone = database.get(store().load_company(company), database.path()).time_zone;
  now = read_now(arguments.place.now, zone);
}

AccountGate OpenAccount::gate() {
  return database.get(store().load_gate(id, database.here()), database.path());
}

nlohmann::ordered_json accounts_json(Database& database, const std::string& command, Instant now,
                                     const std::vector<AccountCompanies>& accounts) {
  using Json = nlohmann::ordered_json;
  const std::string here = database.here();
  Json out;
  out["schema"] = "reactivation.accounts/1";
  out["command"] = command;
  out["now"] = to_rfc3339(now);
  out["accounts"] = Json::array();
  for (const AccountCompanies& account : accounts) {
    const AccountGate gate =
        database.get(database.store().load_gate(account.id, here), database.path());
    Json row;
    row["account_id"] = account.id.value;
    row["company_ids"] = Json::array();
    for (const CompanyId company : account.companies) row["company_ids"].push_back(company.value);
    row["armed_here"] = gate.is_armed;
    row["stopped"] = gate.is_stopped;
    row["awaits_confirmation"] = gate.awaits_confirmation;
    out["accounts"].push_back(std::move(row));
  }
  out["signal"] = nullptr;
  return out;
}

}  // namespace cli
