// reactivation optout: a client who wants no more messages.
#include <iostream>

#include "commands.hpp"
#include "names.hpp"
#include "table.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct OptoutArguments {
  Place place;
  std::string client;
  std::string reason = "entered by hand";
};

void run(const OptoutArguments& arguments) {
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const ClientId client = database.find_client(company.id, arguments.client);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  database.get(database.store().set_opt_out(company.id, {client, arguments.reason, now}),
               database.path());
  Names names;
  names.company = company;
  add_clients(names, database, {client});
  std::cout << harmless(names.of(client)) << " (" << client.value
            << ") gets no more messages; neither does anybody else with the same number.\n";
}

}  // namespace

void add_optout(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<OptoutArguments>();
  CLI::App* command = add_command(
      program,
      {"optout", "Note that a client wants no more messages",
       "No import takes it back. It holds for everybody with the same number.",
       "  reactivation optout --db salon.db --client 17\n"
       "  reactivation optout --db salon.db --client C0154 --reason \"said so on the phone\""});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  command->add_option("--client", arguments->client, "Our id, or the code of your booking system")
      ->required()
      ->type_name("ID|CODE");
  command->add_option("--reason", arguments->reason, "For the record");
  add_now_option(*command, arguments->place);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
