// reactivation daemon: plans each company's day at its time, and sends what is due, until it is
// stopped.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "daemon.hpp"
#include "failure.hpp"
#include "stop_signals.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct DaemonArguments {
  Place place;
  std::string config;
  CompanyConfiguration common;
  std::string policy = "spec";
  int lease_seconds = 300;
  int every_seconds = 20;
  bool is_once = false;
  bool is_json = false;
};

Setup setup_of(const DaemonArguments& arguments) {
  Setup setup;
  setup.company = arguments.place.company;
  setup.file_name = arguments.config;
  if (arguments.config.empty()) {
    if (arguments.common.messenger.spec.empty()) {
      fail_usage("--messenger KIND:PLACE is needed, or --config FILE");
    }
    setup.db = arguments.place.db;
    setup.common = arguments.common;
    setup.common.policy = read_policy(arguments.policy);
  } else {
    setup.file = load_configuration(arguments.config);
    setup.db = setup.file->database;
  }
  return setup;
}

void run(const DaemonArguments& arguments) {
  const Setup setup = setup_of(arguments);
  DaemonOptions options;
  options.is_once = arguments.is_once;
  options.lease_seconds = arguments.lease_seconds;
  options.every_seconds = arguments.every_seconds;
  if (arguments.is_json) {
    options.print = [](const nlohmann::ordered_json& line) {
      std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                << std::endl;
    };
  }
  SystemClock clock;
  Daemon daemon(setup, std::move(options), clock);
  const StopSignals signals(clock);
  daemon.run();
}

}  // namespace

void add_daemon(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<DaemonArguments>();
  CLI::App* command = add_command(
      program,
      {"daemon", "Plan every company's day at its time and send what is due, until stopped",
       "REACTIVATION_CRON says when a day is planned, on each company's own clock (0 10 * * *); a\n"
       "missed run is caught up on the same day. REACTIVATION_ENABLED=false sends nothing. "
       "SIGTERM\n"
       "and Ctrl-C end it between two messages. Any number of daemons may share a database.",
       "  reactivation daemon --db salon.db --messenger program:./send.sh\n"
       "  reactivation daemon --db salon.db --messenger outbox:out --once\n"
       "  reactivation daemon --config reactivation.json"});
  add_db_option(*command, arguments->place);
  command->get_option("--db")->required(false);
  command->add_option("--company", arguments->place.company, "Only this one; all when left out")
      ->type_name("ID")
      ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()));
  CompanyConfiguration& common = arguments->common;
  add_messenger_options(*command, common.messenger);
  add_notify_options(*command, common.notify);
  add_model_option(*command, common.model);
  add_reading_option(*command, common.model);
  add_slots_option(*command, common.slots);
  add_policy_option(*command, arguments->policy);
  add_config_option(*command, arguments->config);
  command
      ->add_option("--lease", arguments->lease_seconds,
                   "Seconds after which others may look after a message that\n"
                   "this worker has taken and not finished")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 3600));
  command->add_option("--every", arguments->every_seconds, "Seconds between two rounds")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 3600));
  command->add_flag("--once", arguments->is_once, "One round, then end");
  command->add_flag("--json", arguments->is_json,
                    "Print what was done, one JSON object a line; the log stays where it is");
  command->callback([arguments, command, &chosen] {
    require_place(*command, options_of_file);
    chosen = [arguments] { run(*arguments); };
  });
}

}  // namespace cli
