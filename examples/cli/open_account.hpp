// A messaging account as the commands about accounts name it, and how it stands.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "context.hpp"
#include "reactivation/core/permit.hpp"

namespace cli {

struct AccountArguments {
  Place place;
  std::int64_t account = 0;
  std::string reason = "by hand";
  bool is_json = false;
};
/// `--db`, `--company` or `--account`, `--now`, `--json`.
CLI::App* add_account_command(CLI::App& program, const CommandHelp& help,
                              AccountArguments& arguments);

/// An account with the store it lives in. The command ends when there is none.
struct OpenAccount {
  Database database;
  reactivation::AccountId id;
  reactivation::TimeZone zone;  ///< of the company asked for, else of the account's first one
  std::vector<reactivation::CompanyId> companies;  ///< that send through it
  reactivation::Instant now;

  explicit OpenAccount(const AccountArguments& arguments);
  [[nodiscard]] reactivation::SqlStore& store() noexcept { return database.store(); }
  [[nodiscard]] std::string name() const { return "Account " + std::to_string(id.value); }
  [[nodiscard]] reactivation::AccountGate gate();
};

/// Every account of the database, ascending, with the companies that send through it.
struct AccountCompanies {
  reactivation::AccountId id;
  std::vector<reactivation::CompanyId> companies;
};
[[nodiscard]] std::vector<AccountCompanies> list_accounts(Database& database);

/// The document reactivation.accounts/1 about these accounts, after that command.
[[nodiscard]] nlohmann::ordered_json accounts_json(Database& database, const std::string& command,
                                                   reactivation::Instant now,
                                                   const std::vector<AccountCompanies>& accounts);

}  // namespace cli
