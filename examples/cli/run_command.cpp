// reactivation run: a day's messages, into an outbox under a clock that walks through every turn,
// or through a real messenger, now.
#include <CLI/CLI.hpp>
#include <iostream>
#include <optional>

#include "commands.hpp"
#include "configuration.hpp"
#include "failure.hpp"
#include "installation.hpp"
#include "messenger_choice.hpp"
#include "model_choice.hpp"
#include "names.hpp"
#include "reactivation/adapters/memory.hpp"
#include "reactivation/adapters/outbox.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "run_lock.hpp"
#include "run_view.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"
#include "yclients_choice.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct RunArguments {
  Place place;
  std::string config;
  std::string outbox;
  MessengerOptions messenger;
  NotifyOptions notify;
  ModelOptions model;
  SlotOptions slots;
  std::string policy = "spec";
  int lease_seconds = 300;
  bool is_armed = false;
  bool is_json = false;
};

/// Plans, stores and dispatches with these ports. `detail`: the messenger's sentence on a failure.
void carry_out(Database& database, Engine& engine, DispatchUntil until,
               const std::function<std::string()>& detail, RunResult& out) {
  // Who has booked meanwhile is not written to, and what brought them is known.
  (void)database.get(engine.read_bookings(out.company.id), database.path());
  const StoredDay day = database.get(engine.run_day(out.company.id), database.path());
  out.planned = day.plan.counts.planned;
  out.attempts_new = day.attempts_new;
  ProgressLine line;
  auto counts = engine.dispatch(
      out.company.id, until,
      [&out](const MessageReport& report) { out.messages.push_back(report); }, line.callback());
  line.clear();
  if (!counts && counts.error() == make_error_code(errc::cancelled)) {
    fail_run("stopped after " +
             count_text(static_cast<std::int64_t>(out.messages.size()), "message") +
             "; run it again to go on with the rest");
  }
  if (!counts && counts.error() == make_error_code(errc::messenger_failed)) fail_run(detail());
  out.counts = database.get(std::move(counts), database.path());
}

EngineOptions options_of(const RunArguments& arguments, const std::string& here, Sharing sharing) {
  EngineOptions options;
  options.owner = worker_name();
  options.here = here;
  options.lease = Seconds{arguments.lease_seconds};
  options.sharing = sharing;
  options.policy = read_policy(arguments.policy);
  return options;
}

/// The whole day under a virtual clock.
void walk_the_day(Database& database, const RunArguments& arguments, Notices& notices,
                  RunResult& out) {
  Outbox outbox({arguments.outbox, out.company.time_zone,
                 arguments.is_armed ? OutboxMark::none : OutboxMark::dry_run});
  if (auto ready = outbox.prepare(); !ready) fail_run(outbox.detail());
  VirtualClock clock(out.now);
  const auto model = open_model(arguments.model);
  const auto slots = open_slots(arguments.slots, database, out.company);
  const auto run_over = [&](auto& store) {
    Engine engine({.snapshots = store,
                   .attempts = store,
                   .inbox = store,
                   .office = store,
                   .slots = slots ? *slots : store,
                   .messenger = outbox,
                   .clock = clock,
                   .dialogues = &store,
                   .notifier = &notices,
                   .model = model.get(),
                   .drafts = &store,
                   .results = &store},
                  // Of a file the run's lock keeps everybody else off.
                  options_of(arguments, database.here(),
                             database.file() != nullptr ? Sharing::alone : Sharing::shared));
    carry_out(
        database, engine, DispatchUntil::window, [&] { return outbox.detail(); }, out);
  };
  if (arguments.is_armed) {
    run_over(database.store());
    return;
  }
  // A dry run works on a copy in memory: the same path, and the file stays as it is.
  MemoryStore copy;
  database.get(copy.add_company(database.get(
                   database.store().load_snapshot(out.company.id, out.now), database.path())),
               database.path());
  run_over(copy);
}

/// What may leave at this moment, with a real messenger's rules.
void send_now(Database& database, const RunArguments& arguments, Notices& notices, RunResult& out) {
  if (!is_sending_enabled()) {
    fail_usage("REACTIVATION_ENABLED is false: nothing is sent; take it away to send");
  }
  const std::string here = database.here();
  const Arming arming = arming_of(database, out.company, here, carrier_of(out.messenger));
  if (!arming.is_armed) fail_usage(arming.remedy);
  if (!arming.notice.empty()) std::cerr << "notice: " << arming.notice << "\n";
  ChosenMessenger chosen(arguments.messenger, out.company, notices);
  SystemClock clock;
  const auto model = open_model(arguments.model);
  const auto slots = open_slots(arguments.slots, database, out.company);
  SqlStore& store = database.store();
  Engine engine({.snapshots = store,
                 .attempts = store,
                 .inbox = store,
                 .office = store,
                 .slots = slots ? *slots : store,
                 .messenger = chosen.messenger(),
                 .clock = clock,
                 .dialogues = &database.dialogues(),
                 .notifier = &notices,
                 .model = model.get(),
                 .drafts = &store,
                 .results = &store},
                options_of(arguments, here, Sharing::shared));
  carry_out(
      database, engine, DispatchUntil::now, [&] { return chosen.detail(); }, out);
}

void check_usage(const RunArguments& arguments) {
  const bool has_messenger = !arguments.messenger.spec.empty();
  if (!has_messenger && arguments.outbox.empty()) {
    fail_usage(
        "--outbox DIR is needed to write a day's messages into files, or --messenger KIND:PLACE "
        "or --config FILE to send what is due now");
  }
  if (!has_messenger) return;
  if (!arguments.outbox.empty()) {
    fail_usage("--outbox walks through the day and --messenger sends now: choose one");
  }
  if (!arguments.place.now.empty()) {
    fail_usage("--now: a real messenger sends at the real time; leave it out, or use --outbox DIR");
  }
  if (arguments.is_armed) {
    fail_usage("--arm belongs to --outbox; a real messenger needs `reactivation arm` once");
  }
}

/// With `--config` what its company has in the file; with `--outbox` its messenger is left out.
RunArguments with_file(RunArguments arguments) {
  if (arguments.config.empty()) return arguments;
  const Configuration file = load_configuration(arguments.config);
  const CompanyConfiguration& own = get_company(file, arguments.place.company, arguments.config);
  arguments.place.db = file.database;
  arguments.place.company = own.id.value;
  if (arguments.outbox.empty()) arguments.messenger = own.messenger;
  arguments.notify = own.notify;
  arguments.model = own.model;
  arguments.slots = own.slots;
  arguments.policy = to_string(own.policy);
  return arguments;
}

void run(const RunArguments& typed_arguments) {
  const RunArguments arguments = with_file(typed_arguments);
  check_usage(arguments);
  RunResult result;
  Notices notices(arguments.notify);
  const bool is_real = !arguments.messenger.spec.empty();
  result.messenger = is_real ? kind_of(arguments.messenger) : "outbox";
  Database database(arguments.place.db, OpenMode::existing);
  result.company = database.find_company(arguments.place.company);
  result.now = read_now(arguments.place.now, result.company.time_zone);
  result.is_dry = !is_real && !arguments.is_armed;
  result.outbox = arguments.outbox;
  std::optional<RunLock> lock;  // a dry run stands in nobody's way
  if (arguments.is_armed) lock.emplace(database.beside(), result.company.id);
  if (is_real) {
    send_now(database, arguments, notices, result);
  } else {
    walk_the_day(database, arguments, notices, result);
  }
  result.notices = notices.alerts();
  if (arguments.is_json) {
    std::cout << run_json(result);
    return;
  }
  Names names = names_of(database, result.company, result.now);
  std::vector<ClientId> clients;
  for (const MessageReport& report : result.messages) clients.push_back(report.attempt.client_id);
  add_clients(names, database, clients);
  print_run(result, names);
  if (result.is_dry) std::cerr << "With --arm the run is stored, and counts.\n";
}

}  // namespace

void add_run(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = add_command(
      program,
      {"run", "Plan the day and write its messages, into files or through your messenger",
       "With --outbox the clock is virtual: it walks through every turn of the day in seconds, "
       "and\n"
       "writes one JSON file a message. Nobody receives anything. Without --arm it is a dry run: "
       "the\n"
       "same path, and the database stays as it is.\n"
       "\n"
       "With --messenger the time is the real one: what may leave now is sent, the rest waits for "
       "the\n"
       "next call. The account must have been armed once on this installation. program:PATH is "
       "started\n"
       "for each message, with one JSON object on its standard input. Its exit code says what "
       "became\n"
       "of it: 0 accepted (the first line it prints is the message's id there; without one nobody\n"
       "knows), 69 or 75 not started, 65 or 77 refused, 67 nobody has the number; anything else\n"
       "counts as sent and is never repeated. A line \"signal KIND\" tells what the messenger did "
       "to\n"
       "the account (`reactivation signal --help`).",
       "  reactivation run --db salon.db --now 2026-03-02T10:00 --outbox out\n"
       "  reactivation run --db salon.db --now 2026-03-02T10:00 --outbox out --arm\n"
       "  reactivation run --db salon.db --messenger program:./send.sh --arg=--channel=sms\n"
       "  reactivation run --config reactivation.json --company 1"});
  add_db_option(*command, arguments->place);
  command->get_option("--db")->required(false);
  add_company_option(*command, arguments->place);
  add_now_option(*command, arguments->place);
  command->add_option("--outbox", arguments->outbox, "Where the messages go; made when absent")
      ->type_name("DIR");
  command->add_flag("--arm", arguments->is_armed,
                    "With --outbox: store the run; its messages count as sent from then on");
  add_messenger_options(*command, arguments->messenger);
  add_notify_options(*command, arguments->notify);
  add_model_option(*command, arguments->model);
  add_slots_option(*command, arguments->slots);
  add_policy_option(*command, arguments->policy);
  add_config_option(*command, arguments->config);
  command
      ->add_option("--lease", arguments->lease_seconds,
                   "Seconds after which others may look after a message that\n"
                   "this worker has taken and not finished")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 3600));
  command->add_flag("--json", arguments->is_json, "Print the result as one JSON document");
  command->callback([arguments, command, &chosen] {
    require_place(*command, options_of_file);
    chosen = [arguments] { run(*arguments); };
  });
}

}  // namespace cli
