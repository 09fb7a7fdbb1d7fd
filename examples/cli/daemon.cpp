#include "daemon.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "daemon_web.hpp"
#include "failure.hpp"
#include "installation.hpp"
#include "messenger_choice.hpp"
#include "reactivation/adapters/sql_workers.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/engine/scheduler.hpp"
#include "run_view.hpp"
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
/// So long the companies of a worker that died are nobody's.
constexpr Seconds company_lease_max{60};

}  // namespace

struct Daemon::Parts {
  Parts(const Setup& setup, DaemonOptions options, SystemClock& clock)
      : options_(std::move(options)),
        setup_(setup),
        schedule_(schedule_of_environment()),
        database_(setup_.db, OpenMode::existing),
        here_(database_.here()),
        owner_(worker_name()),
        is_enabled_(is_sending_enabled()),
        crew_(database_, setup_, time_text),
        clock_(clock),
        scheduler_(
            {store(), database_.zones(), clock_}, scheduler_options(),
            [this](const DayJobCall& call) { return plan_day(call); },
            [this](const RunReport& report) { tell(report); }) {}

  void run() {
    // One round needs nobody who comes in.
    if (setup_.file && !options_.is_once && options_.has_web) {
      web_ = std::make_unique<DaemonWeb>(setup_, crew_.companies(), owner_, clock_);
    }
    log(options_.is_once ? "one round" : "started");
    print("started", {}, {});
    if (!is_enabled_) log("REACTIVATION_ENABLED is false: nothing is planned or sent");
    while (!clock_.is_stopped()) {
      const Instant next = round_or_wait();
      if (options_.is_once || !clock_.wait_until(next)) break;
    }
    web_.reset();
    log("stopped");
    print("stopped", {}, {});
  }

  SqlStore& store() { return database_.store(); }
  SqlWorkers workers() { return SqlWorkers(database_.store()); }
  static std::string time_text() { return to_rfc3339(read_now({}, TimeZone::utc())) + " "; }
  void log(const std::string& line) const {
    if (options_.log) {
      options_.log(line);
    } else {
      std::cerr << time_text() << harmless(line) << "\n";
    }
  }
  /// With --json: what was done, one object a line.
  void print(const char* event, CompanyId company, Json details) const {
    if (!options_.print) return;
    Json out;
    out["at"] = to_rfc3339(read_now({}, TimeZone::utc()));
    out["event"] = event;
    out["company_id"] = company.is_set() ? Json(company.value) : Json();
    for (auto& [name, value] : details.items()) out[name] = std::move(value);
    options_.print(out);
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
    options.lease = Seconds{options_.lease_seconds};
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

  /// Daemons of one server seldom send for one company at once: its texts would be asked for twice,
  /// and each would wait for the other. Nothing safe rests on it, so what fails here hinders
  /// nobody.
  bool lease(CompanyId company) {
    const Instant now = clock_.now();
    const Seconds span = std::min(Seconds{options_.lease_seconds}, company_lease_max);
    lease_again_at_ = now + span / 3;
    const auto leased = workers().lease_company(company, owner_, now, now + span);
    return !leased || leased.value();
  }
  /// Nothing when another daemon sends for it.
  void dispatch_alone(const Company& company) {
    Engine engine = engine_for(company);
    const bool is_shared = database_.file() == nullptr;
    if (is_shared && !lease(company.id)) return;
    const auto goes_on = [&](std::string_view, std::int64_t, std::int64_t) {
      if (is_shared && clock_.now() >= lease_again_at_) (void)lease(company.id);
      return !clock_.is_stopped();
    };
    const auto counts = engine.dispatch(company.id, DispatchUntil::now, {}, goes_on);
    tell(company, counts);
    if (is_shared) (void)workers().release_company(company.id, owner_);
  }
  void tell(const Company& company, const result<DispatchCounts>& counts) {
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

  /// What may leave now. A company that fails holds back nobody.
  void dispatch(const Company& company) {
    const Arming arming = arming_of(database_, company, here_, crew_.carrier_of(company.id));
    const std::string& now = arming.is_armed ? arming.notice : arming.remedy;
    if (std::string& told = remarks_[company.id]; told != now) {
      told = now;
      if (!now.empty()) remark({}, now);
    }
    if (!arming.is_armed) return;
    if ((web_ && !web_->settle()) || (options_.is_settled && !options_.is_settled())) {
      remark(company.id, "what came in could not be stored yet; nothing is sent until it is");
      return;
    }
    dispatch_alone(company);
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
    if (!setup_.file || setup_.company != 0) return;
    for (const CompanyName& known : database_.get(store().list_companies(), database_.path())) {
      if (crew_.has(known.id) || !remarks_.try_emplace(known.id, "stranger").second) continue;
      remark(known.id, setup_.file_name + " does not name it; nothing is planned or sent for it");
    }
  }

  /// A server that is away for a while ends no daemon; a file that cannot be read does.
  Instant round_or_wait() {
    if (database_.file() != nullptr || options_.is_once) return round();
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
    const auto due = database_.get(workers().list_due_companies(clock_.now()), database_.path());
    return [due = std::set<CompanyId>(due.begin(), due.end())](CompanyId company) {
      return due.contains(company);
    };
  }

  /// Several daemons begin at different companies, so that they seldom meet, and the last company
  /// of a long list is nobody's last.
  void begin_elsewhere(std::vector<Company>& companies) {
    if (companies.empty()) return;
    const std::size_t first = (std::hash<std::string>{}(owner_) + rounds_++) % companies.size();
    std::rotate(companies.begin(), companies.begin() + static_cast<std::ptrdiff_t>(first),
                companies.end());
  }

  /// When the next round is due.
  Instant round() {
    Instant next = clock_.now() + Seconds{options_.every_seconds};
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
    if (options_.tend) options_.tend();
    return std::max(next, clock_.now() + Seconds{1});
  }

  DaemonOptions options_;
  const Setup& setup_;
  CronSchedule schedule_;  ///< of companies that name none
  Database database_;
  std::string here_;
  std::string owner_;
  bool is_enabled_;
  Crew crew_;
  SystemClock& clock_;
  Scheduler scheduler_;
  std::map<CompanyId, std::string> remarks_;
  Instant sweep_at_ = no_instant;
  Instant lease_again_at_ = no_instant;
  std::size_t rounds_ = 0;
  std::vector<Company> companies_;
  Instant companies_until_ = no_instant;
  std::unique_ptr<DaemonWeb> web_;
};

Daemon::Daemon(const Setup& setup, DaemonOptions options, SystemClock& clock)
    : parts_(std::make_unique<Parts>(setup, std::move(options), clock)) {}
Daemon::~Daemon() = default;

void Daemon::run() { parts_->run(); }

}  // namespace cli
