#include "reactivation/engine/scheduler.hpp"

#include <algorithm>
#include <new>

namespace reactivation {
namespace {

/// A job that overstays its time-out still has its lease for so long.
constexpr Seconds lease_margin{5 * 60};
/// After a store did not answer.
constexpr Seconds store_pause{60};
constexpr int retries_ceiling = 10;

bool is(std::error_code error, errc code) { return error == make_error_code(code); }

/// `reactivation:200`: a number that says what happened, and no text of anybody.
std::string word_of(std::error_code error) {
  if (!error) return {};
  return std::string(error.category().name()) + ':' + std::to_string(error.value());
}

RunFate fate_of(RunRefusal refusal) noexcept {
  switch (refusal) {
    case RunRefusal::already_done:
      return RunFate::already_done;
    case RunRefusal::given_up:
      return RunFate::given_up;
    case RunRefusal::backing_off:
      return RunFate::backing_off;
    default:
      return RunFate::running_elsewhere;
  }
}

RunFate fate_of(RunState state) noexcept {
  switch (state) {
    case RunState::done:
      return RunFate::done;
    case RunState::failed:
      return RunFate::failed;
    default:
      return RunFate::skipped;
  }
}

}  // namespace

Scheduler::Scheduler(SchedulerPorts ports, SchedulerOptions options, DayJob job,
                     RunObserver observer)
    : ports_(ports),
      options_(std::move(options)),
      job_(std::move(job)),
      observer_(std::move(observer)) {
  options_.retries_max = std::clamp(options_.retries_max, 0, retries_ceiling);
}

void Scheduler::tell(const RunReport& report) const {
  if (observer_) observer_(report);
}

Instant Scheduler::soon(Instant now) const { return now + store_pause; }

// --- The list of companies ---------------------------------------------------------------------

const TimeZone* Scheduler::find_zone(const std::string& name) {
  const auto known = zones_.find(name);
  if (known != zones_.end()) return &known->second;
  auto zone = ports_.zones.find(name);
  if (!zone || !zone.value().is_known()) return nullptr;
  return &zones_.emplace(name, std::move(zone).value()).first->second;
}

void Scheduler::update(Entry& entry, const ScheduledCompany& listed, Instant now) {
  const bool is_new = entry.listed_in == 0;
  entry.listed_in = reloads_;
  if (!is_new && entry.is_enabled == listed.is_enabled && entry.zone_name == listed.time_zone) {
    return;
  }
  entry.id = listed.company_id;
  entry.is_enabled = listed.is_enabled;
  entry.zone_name = listed.time_zone;
  entry.zone = find_zone(entry.zone_name);
  schedule(entry, now);
  if (entry.is_enabled && entry.zone == nullptr) {
    tell({.company_id = entry.id,
          .local_date = {},
          .fate = RunFate::zone_unknown,
          .error = make_error_code(errc::time_zone_unknown),
          .next_at = {},
          .why = {}});
  }
}

void Scheduler::reload(Instant now) {
  const auto listed = ports_.runs.list_scheduled();
  if (!listed) {
    reload_at_ = soon(now);
    tell({.company_id = {},
          .local_date = {},
          .fate = RunFate::store_failed,
          .error = listed.error(),
          .next_at = reload_at_,
          .why = {}});
    return;
  }
  reload_at_ = now + std::max(options_.reload_interval, Seconds{1});
  ++reloads_;
  for (const ScheduledCompany& company : listed.value()) {
    update(entries_[company.company_id.value], company, now);
  }
  for (auto it = entries_.begin(); it != entries_.end();) {
    const bool is_gone = it->second.listed_in != reloads_;
    if (is_gone) remove(it->second);
    it = is_gone ? entries_.erase(it) : std::next(it);
  }
}

// --- When a company is due ---------------------------------------------------------------------

void Scheduler::remove(Entry& entry) {
  if (entry.due_at) queue_.erase({*entry.due_at, entry.id.value});
  entry.due_at.reset();
}

void Scheduler::put_off(Entry& entry, Instant until) {
  remove(entry);
  entry.due_at = until;
  queue_.insert({until, entry.id.value});
}

/// Due at the first fire of the current date, which may have passed; when that date is settled or
/// has no fire, at the next one.
void Scheduler::schedule(Entry& entry, Instant now) {
  remove(entry);
  if (!entry.is_enabled || entry.zone == nullptr) return;
  const std::optional<CronSchedule> times =
      options_.schedule_of ? options_.schedule_of(entry.id) : options_.schedule;
  if (!times) return;
  const TimeZone& zone = *entry.zone;
  const LocalDate today = zone.local_date(now);
  std::optional<Instant> fire;
  if (entry.settled_on != today) {
    fire = next_fire(*times, zone, zone.start_of(today) - Seconds{1});
    if (fire && zone.local_date(*fire) != today) fire.reset();
  }
  if (!fire) {
    const Instant day_end = zone.start_of(today + Days{1}) - Seconds{1};
    fire = next_fire(*times, zone, std::max(now, day_end));
  }
  if (!fire) return;
  entry.due_on = zone.local_date(*fire);
  put_off(entry, *fire);
}

/// The date for which the entry was due is over.
void Scheduler::leave_out(Entry& entry, Instant now) {
  const LocalDate date = entry.due_on;
  if (entry.failed_on == date) {
    // Its row still waits for a retry: say that there will be none.
    const RunKey key{entry.id, date};
    const auto begun =
        ports_.runs.begin_run({key, options_.owner, now, now + lease_margin, RunCause::scheduled});
    if (begun && begun.value().ticket) {
      const RunOutcome outcome{RunState::skipped, now, {}, {}, "day_over"};
      static_cast<void>(ports_.runs.end_run(*begun.value().ticket, outcome));
    }
  }
  entry.failed_on.reset();
  schedule(entry, now);
  tell({.company_id = entry.id,
        .local_date = date,
        .fate = RunFate::skipped,
        .error = {},
        .next_at = entry.due_at,
        .why = "day_over"});
}

// --- One run -----------------------------------------------------------------------------------

/// Writes the end that the store did not take before. False when there is none, or none any more.
bool Scheduler::record_late(Entry& entry, Instant now) {
  if (!entry.unrecorded) return false;
  Unrecorded end = *std::exchange(entry.unrecorded, std::nullopt);
  if (now >= end.lease_until) return false;
  const RunState state = end.outcome.state;
  tell(record(entry, std::move(end), {state, {}, ""}));
  return true;
}

void Scheduler::take(Entry& entry) {
  const Instant now = ports_.clock.now();
  if (record_late(entry, now)) return;
  // While a clock repeats the last hour of a date, the next date may have been reached before.
  if (entry.due_on < entry.zone->local_date(now)) {
    leave_out(entry, now);
    return;
  }
  tell(run(entry, RunCause::scheduled));
}

RunReport Scheduler::refused(Entry& entry, const RunAnswer& answer, Instant now) {
  RunReport report{.company_id = entry.id,
                   .local_date = entry.due_on,
                   .fate = fate_of(answer.refusal),
                   .error = {},
                   .next_at = {},
                   .why = {}};
  if (report.fate == RunFate::already_done || report.fate == RunFate::given_up) {
    entry.settled_on = entry.due_on;
    entry.failed_on.reset();
    schedule(entry, now);
  } else {
    if (report.fate == RunFate::backing_off) entry.failed_on = entry.due_on;
    put_off(entry, std::max(answer.until.value_or(soon(now)), now + Seconds{1}));
  }
  report.next_at = entry.due_at;
  return report;
}

RunReport Scheduler::run(Entry& entry, RunCause cause) {
  const Instant now = ports_.clock.now();
  const Instant deadline = now + options_.timeout;
  const Instant lease_until = deadline + lease_margin;
  const auto answer = ports_.runs.begin_run(
      {RunKey{entry.id, entry.due_on}, options_.owner, now, lease_until, cause});
  if (!answer) {
    put_off(entry, soon(now));
    return {.company_id = entry.id,
            .local_date = entry.due_on,
            .fate = RunFate::store_failed,
            .error = answer.error(),
            .next_at = entry.due_at,
            .why = {}};
  }
  if (!answer.value().ticket) return refused(entry, answer.value(), now);
  const RunTicket ticket = *answer.value().ticket;
  Ended ended{RunState::skipped, {}, "tries_used_up"};  // every try before was lost in a crash
  if (ticket.tries <= options_.retries_max + 1) ended = do_job(ticket, deadline);
  return record(entry, {ticket, outcome_of(entry, ticket, ended), lease_until}, ended);
}

Scheduler::Ended Scheduler::do_job(const RunTicket& ticket, Instant deadline) {
  const DayJobCall call{ticket.key.company_id, ticket.key.local_date, deadline,
                        [this, deadline](std::string_view, std::int64_t, std::int64_t) {
                          return ports_.clock.now() < deadline;
                        }};
  busy_until_ = deadline;
  Ended ended;
  try {
    if (const auto outcome = job_(call); !outcome) ended = {RunState::failed, outcome.error(), ""};
  } catch (const std::bad_alloc&) {
    ended = {RunState::failed, std::make_error_code(std::errc::not_enough_memory), ""};
  } catch (...) {
    // The host's own code: one company must not end the others.
    ended = {RunState::failed, std::make_error_code(std::errc::state_not_recoverable), ""};
  }
  busy_until_.reset();
  return ended;
}

RunOutcome Scheduler::outcome_of(const Entry& entry, const RunTicket& ticket,
                                 const Ended& ended) const {
  const Instant now = ports_.clock.now();
  RunOutcome outcome{ended.state, now, {}, word_of(ended.error), ended.why};
  if (ended.state != RunState::failed) return outcome;
  const Instant next = now + options_.first_back_off * (1 << (ticket.tries - 1));
  if (ticket.tries > options_.retries_max) {
    outcome.state = RunState::skipped;
    outcome.why = "tries_used_up";
  } else if (entry.zone->local_date(next) != ticket.key.local_date) {
    outcome.state = RunState::skipped;
    outcome.why = "day_over";
  } else {
    outcome.next_try_at = next;
  }
  return outcome;
}

RunReport Scheduler::record(Entry& entry, Unrecorded end, const Ended& ended) {
  const Instant now = ports_.clock.now();
  RunReport report{.company_id = entry.id,
                   .local_date = end.ticket.key.local_date,
                   .fate = fate_of(end.outcome.state),
                   .tries = end.ticket.tries,
                   .error = ended.error,
                   .next_at = {},
                   .why = end.outcome.why};
  const auto recorded = ports_.runs.end_run(end.ticket, end.outcome);
  if (recorded) return settle(entry, end.outcome, std::move(report));
  const bool is_taken = is(recorded.error(), errc::not_found);
  report.fate = is_taken ? RunFate::taken_over : RunFate::store_failed;
  report.error = recorded.error();
  // The job has run: saying so later is better than running it again.
  if (!is_taken) entry.unrecorded = std::move(end);
  put_off(entry, soon(now));
  report.next_at = entry.due_at;
  return report;
}

RunReport Scheduler::settle(Entry& entry, const RunOutcome& outcome, RunReport report) {
  if (outcome.next_try_at) {
    entry.failed_on = report.local_date;
    put_off(entry, *outcome.next_try_at);
  } else {
    entry.failed_on.reset();
    entry.settled_on = report.local_date;
    schedule(entry, ports_.clock.now());
  }
  report.next_at = entry.due_at;
  return report;
}

// --- What the host calls -----------------------------------------------------------------------

Instant Scheduler::tick() {
  const Instant now = ports_.clock.now();
  if (now < seen_at_) {
    // The clock was set back: what was reckoned from it may be years away.
    reload_at_ = now;
    for (auto& [id, entry] : entries_) schedule(entry, now);
  }
  seen_at_ = now;
  if (now >= reload_at_) reload(now);
  while (!is_stopped_ && !queue_.empty() && queue_.begin()->first <= ports_.clock.now()) {
    const auto found = entries_.find(queue_.begin()->second);
    take(found->second);
  }
  return queue_.empty() ? reload_at_ : std::min(reload_at_, queue_.begin()->first);
}

result<void> Scheduler::run_until_stopped() {
  while (!is_stopped_) {
    const Instant next = tick();
    if (is_stopped_) break;
    if (const auto waited = ports_.clock.wait_until(next); !waited) {
      if (is(waited.error(), errc::cancelled)) break;
      return waited.error();
    }
  }
  return boost::outcome_v2::success();
}

RunReport Scheduler::trigger(CompanyId company) {
  RunReport report{.company_id = company,
                   .local_date = {},
                   .fate = RunFate::running_elsewhere,
                   .error = {},
                   .next_at = busy_until_,
                   .why = {}};
  if (busy_until_) return report;  // called from within a job
  const Instant now = ports_.clock.now();
  reload(now);
  const auto found = entries_.find(company.value);
  if (found == entries_.end()) {
    report.fate = RunFate::company_unknown;
    return report;
  }
  Entry& entry = found->second;
  if (entry.zone == nullptr || !entry.is_enabled) {
    report.fate = entry.is_enabled ? RunFate::zone_unknown : RunFate::company_disabled;
    return report;
  }
  record_late(entry, now);
  if (entry.unrecorded) {
    report.fate = RunFate::store_failed;
    report.next_at = entry.due_at;
    return report;
  }
  entry.due_on = entry.zone->local_date(now);
  report = run(entry, RunCause::manual);
  if (report.tries == 0) schedule(entry, now);  // nothing was begun: due as before
  report.next_at = entry.due_at;
  tell(report);
  return report;
}

}  // namespace reactivation
