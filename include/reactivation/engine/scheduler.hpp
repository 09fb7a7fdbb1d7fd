// The day's runs of many companies, each when its own clock says so, once a date.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "reactivation/core/cron.hpp"
#include "reactivation/ports/clock.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/ports/run_store.hpp"
#include "reactivation/ports/time_zone.hpp"

namespace reactivation {

/// What a scheduler works with; all of it must outlive it.
struct SchedulerPorts {
  RunStore& runs;
  const TimeZoneSource& zones;
  Clock& clock;
};

struct SchedulerOptions {
  CronSchedule schedule;            ///< of every company, on its own clock
  std::string owner = "scheduler";  ///< names this process in the store
  Seconds timeout{30 * 60};         ///< for one job
  Seconds first_back_off{60};       ///< before the first retry; doubled for each further one
  int retries_max = 3;              ///< 0 to 10
  Seconds reload_interval{5 * 60};  ///< how soon a change in the list of companies is noticed
  /// Companies with schedules of their own; nothing for one: it is left to other schedulers, and
  /// its dates stay open. Left out: `schedule` for all.
  std::function<std::optional<CronSchedule>(CompanyId)> schedule_of{};
};

/// One run of one company. From the deadline on `progress` says stop, and a job that then ends with
/// `errc::cancelled` counts as failed.
struct DayJobCall {
  CompanyId company_id;
  LocalDate local_date;
  Instant deadline;
  Progress progress;
};

/// Plans and stores a day (`run_day`). What takes hours, as sending does, is no part of it: it only
/// leaves work for others. It may run again for the same date after a crash, so it must be
/// idempotent, as `run_day` is.
using DayJob = std::function<result<void>(const DayJobCall&)>;

/// What became of a run, or why none was begun.
enum class RunFate : std::uint8_t {
  done,
  failed,             ///< again at `next_at`
  skipped,            ///< given up for that date; `why`
  already_done,       ///< no run: the store has it done
  given_up,           ///< no run: the store has it skipped
  running_elsewhere,  ///< no run: one of this company is going on; asked again at `next_at`
  backing_off,        ///< no run: asked again at `next_at`
  taken_over,         ///< it ended after its lease, when somebody else had it
  store_failed,       ///< the store did not answer; asked again at `next_at`
  zone_unknown,       ///< never run
  company_disabled,   ///< never run
  company_unknown,
};

struct RunReport {
  CompanyId company_id;  ///< unset when the list of companies could not be read
  LocalDate local_date;
  RunFate fate = RunFate::done;
  int tries = 0;
  std::error_code error;           ///< of the job or the store
  std::optional<Instant> next_at;  ///< when this company is looked at again
  std::string why;                 ///< `tries_used_up`, `day_over`; empty otherwise
};
using RunObserver = std::function<void(const RunReport&)>;

/// Runs the job of every enabled company once on each local date that the schedule names, at its
/// first fire of that date. (A schedule that fires several times a day runs at the first.)
///
/// - The store's row is the truth: no clock change, no clock set back, no restart and no second
///   scheduler makes a date run twice.
/// - A date whose fire has passed without a finished run is run at once while the date lasts, also
///   for companies that are new or were just switched on; afterwards it is left out.
/// - A failed job is tried again after 1, 2 and 4 minutes while the date lasts, then skipped.
/// - What is due is run one after another, by the time it fell due, then by id; a company that
///   fails holds back nobody.
/// - Idle it makes one call (`list_scheduled`) an interval, however many companies there are.
///
/// Threads: one at a time, and not from within a job, but for `trigger`, which then refuses. Only
/// `stop` may be called from other threads and from signal handlers. It has no threads of its own.
class Scheduler {
public:
  Scheduler(SchedulerPorts ports, SchedulerOptions options, DayJob job, RunObserver observer = {});

  /// Runs what is due at `clock.now()`; the instant at which to call it again.
  [[nodiscard]] Instant tick();
  /// Ticks and waits until `stop` is called or the clock's wait ends with `errc::cancelled`; both
  /// are a success. A wait that ends with another error ends it with that error.
  [[nodiscard]] result<void> run_until_stopped();
  /// Ends `tick` and `run_until_stopped` after the company they are at. A clock that sleeps must be
  /// woken by the host. For good.
  void stop() noexcept { is_stopped_ = true; }

  /// Runs the company's current date now, on behalf of a person: also when it is done, given up or
  /// backing off. Refused while a run is going on. It counts as the day's run; when it fails it is
  /// retried like any other.
  [[nodiscard]] RunReport trigger(CompanyId company);

private:
  /// An end that the store did not take.
  struct Unrecorded {
    RunTicket ticket;
    RunOutcome outcome;
    Instant lease_until;
  };
  struct Entry {
    CompanyId id;
    std::string zone_name;
    const TimeZone* zone = nullptr;  ///< null: unknown
    bool is_enabled = false;
    std::int64_t listed_in = 0;  ///< the reload that saw it last
    std::optional<Instant> due_at;
    LocalDate due_on;                     ///< the date for which it is due
    std::optional<LocalDate> settled_on;  ///< the store has that date done or skipped
    std::optional<LocalDate> failed_on;   ///< that date waits for a retry
    std::optional<Unrecorded> unrecorded;
  };
  struct Ended {
    RunState state = RunState::done;
    std::error_code error;
    const char* why = "";
  };

  void reload(Instant now);
  void update(Entry& entry, const ScheduledCompany& listed, Instant now);
  void remove(Entry& entry);
  const TimeZone* find_zone(const std::string& name);
  void schedule(Entry& entry, Instant now);
  void put_off(Entry& entry, Instant until);
  bool record_late(Entry& entry, Instant now);
  void take(Entry& entry);
  void leave_out(Entry& entry, Instant now);
  RunReport run(Entry& entry, RunCause cause);
  RunReport refused(Entry& entry, const RunAnswer& answer, Instant now);
  Ended do_job(const RunTicket& ticket, Instant deadline);
  RunReport record(Entry& entry, Unrecorded end, const Ended& ended);
  RunReport settle(Entry& entry, const RunOutcome& outcome, RunReport report);
  RunOutcome outcome_of(const Entry& entry, const RunTicket& ticket, const Ended& ended) const;
  void tell(const RunReport& report) const;
  Instant soon(Instant now) const;

  SchedulerPorts ports_;
  SchedulerOptions options_;
  DayJob job_;
  RunObserver observer_;
  std::atomic<bool> is_stopped_{false};
  std::map<std::int64_t, Entry> entries_;
  std::set<std::pair<Instant, std::int64_t>> queue_;
  std::map<std::string, TimeZone, std::less<>> zones_;
  Instant reload_at_ = no_instant;
  Instant seen_at_ = no_instant;
  std::int64_t reloads_ = 0;
  std::optional<Instant> busy_until_;  ///< a job of ours is going on
};

}  // namespace reactivation
