// The options that describe a new company, for `init` and `import`.
#pragma once

#include <string>

#include "context.hpp"

namespace CLI {
class App;
}

namespace cli {

struct NewCompanyOptions {
  std::string name;
  std::string timezone;
  std::string country;
  std::string locale;
  std::string business_type;
  std::string currency;
  std::string account_since;
  int holdout_percent = 0;  ///< of the clients, who get no message
};

void add_new_company_options(CLI::App& command, NewCompanyOptions& options);
/// Checks and writes it.
reactivation::Company make_company(Database& database, std::int64_t id,
                                   const NewCompanyOptions& options);
/// Two capital letters, or the end of the command.
[[nodiscard]] std::string checked_country(const std::string& text);

}  // namespace cli
