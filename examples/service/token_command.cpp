#include "token_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <limits>

#include "failure.hpp"
#include "reactivation/adapters/sql_service.hpp"
#include "signed_link.hpp"
#include "table.hpp"
#include "words.hpp"

namespace service {

using namespace reactivation;

namespace {

struct TokenArguments {
  cli::Place place;
  std::string role = "operator";
  std::string name;
  std::string revoked;
  bool is_list = false;
};

Instant now() { return cli::read_now({}, TimeZone::utc()); }

void list(cli::Database& database, SqlService& tokens) {
  cli::Table table({{"name"}, {"role"}, {"company"}, {"made"}, {"revoked"}});
  for (const ApiToken& token : database.get(tokens.list_tokens(), database.path())) {
    table.add({token.name, token.role,
               token.company_id.is_set() ? std::to_string(token.company_id.value) : "all",
               to_rfc3339(token.created_at),
               token.revoked_at ? to_rfc3339(*token.revoked_at) : "–"});
  }
  std::cout << (table.is_empty() ? "No tokens yet.\n" : table.text());
}

void run(const TokenArguments& arguments) {
  cli::Database database(arguments.place.db, OpenMode::existing);
  SqlService tokens(database.store());
  if (arguments.is_list) return list(database, tokens);
  if (!arguments.revoked.empty()) {
    if (!database.get(tokens.revoke_token(arguments.revoked, now()), database.path())) {
      cli::fail_usage("--revoke: there is no token of this name in use; --list shows all");
    }
    std::cout << "Revoked. Requests with it are refused from now on.\n";
    return;
  }
  if (arguments.name.empty()) {
    cli::fail_usage(
        "--name is needed: what the token is called in lists, as --name \"front desk\"");
  }
  ApiToken token;
  token.name = arguments.name;
  token.role = arguments.role;
  token.created_at = now();
  if (arguments.role == "admin") {
    if (arguments.place.company != 0) {
      cli::fail_usage("--company: an admin's token is for every company; leave it out");
    }
  } else {
    token.company_id = database.find_company(arguments.place.company).id;
  }
  constexpr std::size_t secret_bytes = 32;
  const std::string secret = "rs_" + random_text(secret_bytes);
  database.get(tokens.add_token(token, secret), database.path());
  std::cout << secret << "\n";
  std::cerr
      << "It is shown this once and kept as a hash alone. Send it as Authorization: Bearer.\n";
}

struct LinkArguments {
  cli::Place place;
  std::string client;
};

void run_link(const LinkArguments& arguments) {
  const char* const key = std::getenv("REACTIVATION_LINK_KEY");
  if (key == nullptr || std::string_view(key).size() < link_key_bytes_min) {
    cli::fail_usage("REACTIVATION_LINK_KEY is needed: 16 characters or more, the service's own");
  }
  cli::Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const ClientId client = database.find_client(company.id, arguments.client);
  std::cout << "/o/" << signed_link({company.id, client}, key) << "\n";
}

}  // namespace

void add_token(CLI::App& program, cli::Action& chosen) {
  auto arguments = std::make_shared<TokenArguments>();
  CLI::App* command = cli::add_command(
      program,
      {"token", "Make, list or revoke a token of the API",
       "A new token is printed once. An operator reads and looks after messages and people, an\n"
       "owner also decides settings, rules and the account, an admin is for every company.",
       "  reactivation-service token --db salon.db --company 1 --role owner --name \"Anna\"\n"
       "  reactivation-service token --db salon.db --revoke \"Anna\"\n"
       "  reactivation-service token --db salon.db --list"});
  cli::add_db_option(*command, arguments->place);
  cli::add_company_option(*command, arguments->place);
  CLI::Option* name = command->add_option("--name", arguments->name, "What it is called in lists");
  name->type_name("NAME");
  command->add_option("--role", arguments->role, "operator, owner or admin [operator]")
      ->type_name("ROLE")
      ->check(CLI::IsMember({"operator", "owner", "admin"}));
  CLI::Option* revoke =
      command->add_option("--revoke", arguments->revoked, "Refuse that token from now on");
  revoke->type_name("NAME")->excludes(name);
  command->add_flag("--list", arguments->is_list, "Show all tokens, never what they are")
      ->excludes(name)
      ->excludes(revoke);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

void add_link(CLI::App& program, cli::Action& chosen) {
  auto arguments = std::make_shared<LinkArguments>();
  CLI::App* command = cli::add_command(
      program,
      {"link", "Print the path of a client's own page to say stop",
       "Put your address before it. It is signed with REACTIVATION_LINK_KEY and does not run out;\n"
       "another key makes all of them dead.",
       "  reactivation-service link --db salon.db --company 1 --client 17"});
  cli::add_db_option(*command, arguments->place);
  cli::add_company_option(*command, arguments->place);
  command->add_option("--client", arguments->client, "Our id, or the code of your booking system")
      ->type_name("ID|CODE")
      ->required();
  command->callback([arguments, &chosen] { chosen = [arguments] { run_link(*arguments); }; });
}

}  // namespace service
