// reactivation listen: webhooks, and messages for workers outside, until it is stopped.
#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <optional>
#include <utility>

#include "commands.hpp"
#include "failure.hpp"
#include "installation.hpp"
#include "reactivation/adapters/listener.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "stop_signals.hpp"
#include "typed.hpp"
#include "web_choice.hpp"
#include "web_service.hpp"
#include "worker_day.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct ListenArguments {
  Place place;
  NotifyOptions notify;
  std::string listen = "127.0.0.1:8787";
  std::string path;
  std::vector<std::string> whatsapp;
  std::string own_phone;
  std::vector<std::string> evolution;
  std::vector<std::int64_t> yclients;
  bool has_workers = false;
  std::string queue;
  int send_max_seconds = 30;
  int threads = 4;
};

ListenerOptions address_of(const ListenArguments& arguments) {
  ListenerOptions out;
  const std::size_t colon = arguments.listen.rfind(':');
  const std::string port =
      colon == std::string::npos ? std::string{} : arguments.listen.substr(colon + 1);
  const auto read = std::from_chars(port.data(), port.data() + port.size(), out.port);
  const bool is_port = !port.empty() && read.ec == std::errc{} &&
                       read.ptr == port.data() + port.size() && out.port >= 0 && out.port <= 65535;
  if (!is_port || colon == 0) {
    fail_usage("--listen \"" + typed(arguments.listen) +
               "\": write it as 127.0.0.1:8787; port 0 takes any that is free");
  }
  out.host = arguments.listen.substr(0, colon);
  if (out.host.starts_with('[') && out.host.ends_with(']')) {
    out.host = out.host.substr(1, out.host.size() - 2);
  }
  out.threads = arguments.threads;
  return out;
}

class ListenProgram {
public:
  explicit ListenProgram(const ListenArguments& arguments)
      : arguments_(arguments),
        address_(address_of(arguments)),
        service_(arguments.place.db, owner_, clock_, arguments.notify,
                 Seconds{arguments.send_max_seconds}) {}

  void run() {
    service_.open(options());
    std::optional<WorkerDay> day;
    if (arguments_.has_workers) {
      day.emplace(
          arguments_.place.db, owner_, clock_, notices(),
          [this](const std::string& line) { notices().log(line); }, arguments_.queue);
    }
    auto listener = Listener::make(
        address_, [this](const WebRequest& request) { return service_.answer(request); });
    if (!listener) fail_usage("--listen: there is no such address");
    const StopSignals signals(clock_);
    if (!listener.value()->start()) {
      fail_run("--listen " + typed(arguments_.listen) +
               ": the port is taken, or the address is not this machine's");
    }
    std::cout << "listening on " << address_.host << ":" << listener.value()->port() << std::endl;
    if (!is_this_machine()) {
      notices().log(
          "notice: what is sent here is not encrypted; let a reverse proxy stand before it");
    }
    while (!clock_.is_stopped()) {
      (void)clock_.wait_until(clock_.now() + Seconds{1});
      if (day) day->tick();
      (void)service_.settle();
      notices().tend();
    }
    listener.value()->stop();
    (void)service_.settle();
    notices().log("stopped");
  }

private:
  Database& database() { return service_.database(); }
  SqlStore& store() { return database().store(); }
  SharedNotices& notices() { return service_.notices(); }
  [[nodiscard]] bool is_this_machine() const {
    return address_.host.starts_with("127.") || address_.host == "::1" ||
           address_.host == "localhost";
  }

  /// `NUMBER`, or `COMPANY:NUMBER`.
  std::pair<AccountId, std::string> account_and_name(const std::string& text, const char* option) {
    const std::size_t colon = text.find(':');
    std::int64_t company = arguments_.place.company;
    std::string name = text;
    if (colon != std::string::npos) {
      const char* const end = text.data() + colon;
      const auto read = std::from_chars(text.data(), end, company);
      if (read.ec != std::errc{} || read.ptr != end) {
        fail_usage(std::string(option) + " \"" + typed(text) + "\": write it as COMPANY:NAME");
      }
      name = text.substr(colon + 1);
    }
    if (name.empty()) fail_usage(std::string(option) + ": a name is needed");
    const CompanyId id = database().find_company(company).id;
    const AccountId account = database().get(store().find_account(id), database().path());
    if (!account.is_set()) {
      fail_usage("company " + std::to_string(id.value) +
                 " has no messaging account; make the company with `reactivation init`");
    }
    return {account, name};
  }

  WebOptions options() {
    WebOptions out;
    out.path = arguments_.path;
    if (!out.path.empty() && !out.path.starts_with('/')) out.path.insert(0, "/");
    for (const std::string& text : arguments_.whatsapp) {
      const auto [account, number] = account_and_name(text, "--whatsapp");
      out.whatsapp.push_back(whatsapp_route(number, arguments_.own_phone, account));
    }
    for (const std::string& text : arguments_.evolution) {
      const auto [account, instance] = account_and_name(text, "--evolution");
      out.evolution.push_back(evolution_route(instance, account));
    }
    for (const std::int64_t salon : arguments_.yclients) {
      out.yclients.push_back(yclients_route(salon, database().beside()));
    }
    if (arguments_.has_workers) out.workers = worker_route();
    return out;
  }

  WorkerRoute worker_route() {
    WorkerRoute out;
    out.keys = secrets_in("REACTIVATION_WORKER_KEY", "REACTIVATION_WORKER_KEY_OLD");
    check_length(out.keys, "REACTIVATION_WORKER_KEY");
    out.is_sending_enabled = is_sending_enabled();
    if (arguments_.place.company != 0) {
      out.companies = {database().find_company(arguments_.place.company).id};
      return out;
    }
    for (const CompanyName& each : database().get(store().list_companies(), database().path())) {
      out.companies.push_back(each.id);
    }
    return out;
  }

  const ListenArguments& arguments_;
  ListenerOptions address_;
  std::string owner_ = worker_name();
  SystemClock clock_;
  WebService service_;
};

void run(const ListenArguments& arguments) {
  const bool has_any = !arguments.whatsapp.empty() || !arguments.evolution.empty() ||
                       !arguments.yclients.empty() || arguments.has_workers;
  if (!has_any) {
    fail_usage("nothing to listen for; name --whatsapp, --evolution, --yclients or --workers");
  }
  if (!arguments.queue.empty() && !arguments.has_workers) {
    fail_usage("--queue belongs to --workers");
  }
  if (!arguments.own_phone.empty() && arguments.whatsapp.size() != 1) {
    fail_usage("--own-phone belongs to one --whatsapp");
  }
  ListenProgram(arguments).run();
}

void add_routes(CLI::App& command, ListenArguments& arguments) {
  command
      .add_option("--whatsapp", arguments.whatsapp,
                  "The id of a number of yours there, at /whatsapp/NUMBER; may be repeated")
      ->type_name("[COMPANY:]NUMBER");
  command
      .add_option("--own-phone", arguments.own_phone,
                  "That number in digits; what is about the quality of another is dropped")
      ->type_name("DIGITS");
  command
      .add_option("--evolution", arguments.evolution,
                  "An instance of the gateway, at /evolution/INSTANCE; may be repeated")
      ->type_name("[COMPANY:]INSTANCE");
  command
      .add_option("--yclients", arguments.yclients,
                  "A salon's number there, at /yclients/SALON/SECRET; may be repeated")
      ->type_name("SALON");
  command
      .add_option(
          "--queue", arguments.queue,
          "With --workers: also put a job for each message into this queue of BullMQ, due at\n"
          "its turn, as company-{company}-reactivation; Redis is in REACTIVATION_REDIS")
      ->type_name("NAME");
  command.add_flag("--workers", arguments.has_workers,
                   "Plan each day, and give its messages to workers of yours that send them, at\n"
                   "/permit and /outcome");
  command
      .add_option("--send-max", arguments.send_max_seconds,
                  "Seconds within which a worker begins to send what it was given [30]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 120));
}

}  // namespace

void add_listen(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ListenArguments>();
  CLI::App* command = add_command(
      program,
      {"listen", "Take in webhooks, and give messages to workers of yours, until it is stopped",
       "Plain HTTP for a reverse proxy on this machine, which has the certificate "
       "(docs/listener.md).\n"
       "A webhook is answered with 200 when all of it is stored, and with 503 to have it sent\n"
       "again. Secrets are in the environment: WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN,\n"
       "EVOLUTION_WEBHOOK_SECRET, YCLIENTS_HOOK_SECRET, REACTIVATION_WORKER_KEY; each with _OLD\n"
       "behind it, but for the token, while you change it. What YClients names is kept beside the\n"
       "database until `reactivation import --from yclients:SALON --hook FOLDER` reads it again.\n"
       "SIGTERM and Ctrl-C end it after the requests under way.",
       "  reactivation listen --db salon.db --listen 127.0.0.1:8787 --whatsapp 106540352242922\n"
       "  reactivation listen --db salon.db --path /hooks --evolution salon --yclients 4564\n"
       "  reactivation listen --db salon.db --company 1 --workers"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  command
      ->add_option("--listen", arguments->listen,
                   "Where; port 0 takes any that is free [127.0.0.1:8787]")
      ->type_name("HOST:PORT");
  command->add_option("--path", arguments->path, "What all paths begin with [nothing]")
      ->type_name("PREFIX");
  add_routes(*command, *arguments);
  command->add_option("--threads", arguments->threads, "Requests answered at one time [4]")
      ->type_name("N")
      ->check(CLI::Range(1, 64));
  add_notify_options(*command, arguments->notify);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
