// reactivation daemon: plans each company's day at its time, and sends what is due, until it is
// stopped.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "commands.hpp"
#include "crew.hpp"
#include "daemon_web.hpp"
#include "failure.hpp"
#include "installation.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/engine/scheduler.hpp"
#include "run_view.hpp"
#include "stop_signals.hpp"
#include "table.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;
using Json = nlohmann::ordered_json;

namespace {

constexpr Seconds sweep_every{300};
/// After a round that ended for want of the server.
constexpr Seconds retry_after{5};
constexpr Seconds companies_kept_for{60};

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

class Daemon {
public:
  explicit Daemon(const DaemonArguments& arguments)
      : arguments_(arguments),
        setup_(setup_of(arguments)),
        schedule_(schedule_of_environment()),
        database_(setup_.db, OpenMode::existing),
        here_(database_.here()),
        owner_(worker_name()),
        is_enabled_(is_sending_enabled()),
        crew_(database_, setup_, time_text),
        scheduler_(
            {store(), database_.zones(), clock_}, scheduler_options(),
            [this](const DayJobCall& call) { return plan_day(call); },
            [this](const RunReport& report) { tell(report); }) {}

  void run() {
    const StopSignals signals(clock_);
    // One round needs nobody who comes in.
    if (setup_.file && !arguments_.is_once) {
      web_ = std::make_unique<DaemonWeb>(setup_, crew_.companies(), owner_, clock_);
    }
    log(arguments_.is_once ? "one round" : "started");
    print("started", {}, {});
    if (!is_enabled_) log("REACTIVATION_ENABLED is false: nothing is planned or sent");
    while (!clock_.is_stopped()) {
      const Instant next = round_or_wait();
      if (arguments_.is_once || !clock_.wait_until(next)) break;
    }
    web_.reset();
    log("stopped");
    print("stopped", {}, {});
  }

private:
  SqlStore& store() { return database_.store(); }
  static std::string time_text() { return to_rfc3339(read_now({}, TimeZone::utc())) + " "; }
  static void log(const std::string& line) { std::cerr << time_text() << harmless(line) << "\n"; }
  /// With --json: what was done, one object a line.
  void print(const char* event, CompanyId company, Json details) const {
    if (!arguments_.is_json) return;
    Json out;
    out["at"] = to_rfc3339(read_now({}, TimeZone::utc()));
    out["event"] = event;
    out["company_id"] = company.is_set() ? Json(company.value) : Json();
    for (auto& [name, value] : details.items()) out[name] = std::move(value);
    std::cout << out.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
  }
  static std::string name_of(CompanyId company) {
    return "company " + std::to_string(company.value);
  }

  SchedulerOptions scheduler_options() {
    SchedulerOptions options;
    options.owner = owner_;
    options.schedule_of = [this](CompanyId company) -> std::optional<CronSchedule> {
      const CompanyConfiguration* own = setup_.find(company);
      if (own == nullptr) return std::nullopt;
      return own->schedule.value_or(schedule_);
    };
    return options;
  }

  Engine engine_for(const Company& company) {
    EngineOptions options = engine_options();
    options.model_reads_replies = crew_.reads_replies(company.id);
    options.policy = setup_.find(company.id)->policy;
    return engine_with({crew_.slots_of(company.id), crew_.messenger_of(company).messenger(),
                        crew_.notices_of(company.id), crew_.model_of(company.id)},
                       options);
  }
  Engine engine_of_all() {
    EngineOptions options = engine_options();
    TextModel* const reader = crew_.reader_of_all();
    options.model_reads_replies = reader != nullptr;
    return engine_with({store(), crew_.messenger_of_all(), crew_.notices_of_all(), reader},
                       options);
  }
  EngineOptions engine_options() const {
    EngineOptions options;
    options.owner = owner_;
    options.here = here_;
    options.lease = Seconds{arguments_.lease_seconds};
    options.sharing = Sharing::shared;
    return options;
  }
  struct Hands {
    SlotSource& slots;
    Messenger& messenger;
    Notifier& notifier;
    TextModel* model;
  };
  Engine engine_with(const Hands& hands, const EngineOptions& options) {
    return Engine({.snapshots = store(),
                   .attempts = store(),
                   .inbox = store(),
                   .office = store(),
                   .slots = hands.slots,
                   .messenger = hands.messenger,
                   .clock = clock_,
                   .dialogues = &database_.dialogues(),
                   .notifier = &hands.notifier,
                   .model = hands.model,
                   .drafts = &store(),
                   .results = &store()},
                  options);
  }

  result<void> plan_day(const DayJobCall& call) {
    const auto company = store().load_company(call.company_id);
    if (!company) return company.as_failure();
    Engine engine = engine_for(company.value());
    const auto day = engine.run_day(call.company_id, call.progress);
    if (!day) return day.as_failure();
    log(name_of(call.company_id) + ": planned " + std::to_string(day.value().plan.counts.planned) +
        ", " + std::to_string(day.value().attempts_new) + " new");
    print("planned", call.company_id,
          {{"planned", day.value().plan.counts.planned}, {"stored", day.value().attempts_new}});
    return boost::outcome_v2::success();
  }

  void tell(const RunReport& report) const {
    std::string why;
    if (report.fate == RunFate::failed) {
      why = "planning failed, tried again later: " + report.error.message();
    }
    if (report.fate == RunFate::skipped) {
      why = "no run for " + to_iso_date(report.local_date) + ": " + std::string(report.why);
    }
    if (report.fate == RunFate::zone_unknown) {
      why = "its time zone is not known here; nothing is planned";
    }
    if (!why.empty()) remark(report.company_id, why);
  }

  /// Something that a person should know.
  void remark(CompanyId company, const std::string& why) const {
    log((company.is_set() ? name_of(company) + ": " : std::string{}) + why);
    print("remark", company, {{"remark", why}});
  }

  /// What may leave now. A company that fails holds back nobody.
  void dispatch(const Company& company) {
    const Arming arming = arming_of(database_, company, here_, crew_.carrier_of(company.id));
    const std::string& now = arming.is_armed ? arming.notice : arming.remedy;
    if (std::string& told = remarks_[company.id]; told != now) {
      told = now;
      if (!now.empty()) remark({}, now);
    }
    if (!arming.is_armed) return;
    if (web_ && !web_->settle()) {
      remark(company.id, "a webhook could not be stored yet; nothing is sent until it is");
      return;
    }
    Engine engine = engine_for(company);
    const auto counts = engine.dispatch(
        company.id, DispatchUntil::now, {},
        [this](std::string_view, std::int64_t, std::int64_t) { return !clock_.is_stopped(); });
    if (counts) {
      const std::string line = counts_line(counts.value());
      if (line.empty()) return;
      log(name_of(company.id) + ": " + line);
      print("dispatched", company.id, {{"counts", counts_json(counts.value())}});
      return;
    }
    if (counts.error() == make_error_code(errc::cancelled)) return;
    const bool is_messengers = counts.error() == make_error_code(errc::messenger_failed);
    remark(company.id, is_messengers ? crew_.messenger_of(company).detail() : store().detail());
  }

  void sweep() {
    Engine engine = engine_of_all();
    const auto swept = engine.sweep(
        [this](std::string_view, std::int64_t, std::int64_t) { return !clock_.is_stopped(); });
    if (!swept) {
      if (swept.error() != make_error_code(errc::cancelled)) {
        remark({}, "sweep: " + store().detail());
      }
      return;
    }
    const SweepCounts& counts = swept.value();
    if (counts.settled + counts.changed + counts.processed == 0) return;
    log("sweep: " + std::to_string(counts.changed) + " changed by time, " +
        std::to_string(counts.settled) + " settled, " + std::to_string(counts.processed) +
        " events looked at again");
    print("swept", {},
          {{"settled", counts.settled},
           {"changed", counts.changed},
           {"processed", counts.processed}});
  }

  /// What a booking system has written into the database meanwhile.
  void read_bookings(const Company& company) {
    Engine engine = engine_for(company);
    const auto taken = engine.read_bookings(
        company.id,
        [this](std::string_view, std::int64_t, std::int64_t) { return !clock_.is_stopped(); });
    if (!taken) {
      if (taken.error() == make_error_code(errc::cancelled)) return;
      remark(company.id, "bookings: " + store().detail());
    } else if (taken.value() > 0) {
      log(name_of(company.id) + ": " + count_text(taken.value(), "booking") + " after a message");
      print("bookings", company.id, {{"taken", taken.value()}});
    }
  }

  /// Companies of the database that the file does not name: once each.
  void remark_strangers() {
    if (!setup_.file || arguments_.place.company != 0) return;
    for (const CompanyName& known : database_.get(store().list_companies(), database_.path())) {
      if (crew_.has(known.id) || !remarks_.try_emplace(known.id, "stranger").second) continue;
      remark(known.id, setup_.file_name + " does not name it; nothing is planned or sent for it");
    }
  }

  /// A server that is away for a while ends no daemon; a file that cannot be read does.
  Instant round_or_wait() {
    if (database_.file() != nullptr || arguments_.is_once) return round();
    try {
      return round();
    } catch (const Failure& failure) {
      remark({}, std::string(failure.what()) + "; tried again soon");
      return clock_.now() + retry_after;
    }
  }

  /// What a server is asked for each company costs a way there and back: names and zones are asked
  /// for once a minute.
  std::vector<Company> companies() {
    if (database_.file() == nullptr && clock_.now() < companies_until_) return companies_;
    companies_ = crew_.companies();
    companies_until_ = clock_.now() + companies_kept_for;
    return companies_;
  }

  /// Of many companies on a server few have something to do at a moment.
  std::function<bool(CompanyId)> due_companies() {
    if (database_.file() != nullptr) return [](CompanyId) { return true; };
    const auto due = database_.get(store().list_due_companies(clock_.now()), database_.path());
    return [due = std::set<CompanyId>(due.begin(), due.end())](CompanyId company) {
      return due.contains(company);
    };
  }

  /// Several daemons begin at different companies, so that they seldom wait for each other, and the
  /// last company of a long list is nobody's last.
  void begin_elsewhere(std::vector<Company>& companies) {
    if (companies.empty()) return;
    const std::size_t first = (std::hash<std::string>{}(owner_) + rounds_++) % companies.size();
    std::rotate(companies.begin(), companies.begin() + static_cast<std::ptrdiff_t>(first),
                companies.end());
  }

  /// When the next round is due.
  Instant round() {
    Instant next = clock_.now() + Seconds{arguments_.every_seconds};
    if (is_enabled_) next = std::min(next, scheduler_.tick());
    std::vector<Company> known = companies();
    begin_elsewhere(known);
    remark_strangers();
    if (clock_.now() >= sweep_at_ && !known.empty()) {
      for (const Company& company : known) {
        if (!clock_.is_stopped()) read_bookings(company);
      }
      sweep();
      sweep_at_ = clock_.now() + sweep_every;
    }
    const auto is_due = due_companies();
    for (const Company& company : known) {
      if (clock_.is_stopped()) break;
      if (is_enabled_ && is_due(company.id)) dispatch(company);
    }
    crew_.tend();
    if (web_) web_->tend();
    return std::max(next, clock_.now() + Seconds{1});
  }

  const DaemonArguments& arguments_;
  Setup setup_;
  CronSchedule schedule_;  ///< of companies that name none
  Database database_;
  std::string here_;
  std::string owner_;
  bool is_enabled_;
  Crew crew_;
  SystemClock clock_;
  Scheduler scheduler_;
  std::map<CompanyId, std::string> remarks_;
  Instant sweep_at_ = no_instant;
  std::size_t rounds_ = 0;
  std::vector<Company> companies_;
  Instant companies_until_ = no_instant;
  std::unique_ptr<DaemonWeb> web_;
};

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
    chosen = [arguments] { Daemon(*arguments).run(); };
  });
}

}  // namespace cli
