#include "worker_day.hpp"

#include <utility>

#include "installation.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr Seconds sweep_every{300};

}  // namespace

WorkerDay::WorkerDay(const std::string& url, const std::string& owner, SystemClock& clock,
                     Notifier& notifier, std::function<void(const std::string&)> log)
    : clock_(clock),
      log_(std::move(log)),
      is_enabled_(is_sending_enabled()),
      database_(url, OpenMode::existing),
      engine_({.snapshots = database_.store(),
               .attempts = database_.store(),
               .inbox = database_.store(),
               .office = database_.store(),
               .slots = database_.store(),
               .messenger = workers_,
               .clock = clock,
               .dialogues = &database_.store(),
               .notifier = &notifier,
               .drafts = &database_.store(),
               .results = &database_.store()},
              {.owner = owner + "-day",
               .here = installation_of(database_.path()),
               .lease = Seconds{300},
               .sharing = Sharing::shared}),
      scheduler_(
          {database_.store(), database_.zones(), clock},
          {.schedule = schedule_of_environment(), .owner = owner + "-day"},
          [this](const DayJobCall& call) { return plan(call); },
          [this](const RunReport& report) {
            if (report.fate == RunFate::failed) {
              log_("planning failed, tried again later: " + report.error.message());
            }
          }) {}

result<void> WorkerDay::plan(const DayJobCall& call) {
  const auto day = engine_.run_day(call.company_id, call.progress);
  if (!day) return day.as_failure();
  log_("company " + std::to_string(call.company_id.value) + ": planned " +
       std::to_string(day.value().plan.counts.planned) + ", " +
       std::to_string(day.value().attempts_new) + " new");
  return boost::outcome_v2::success();
}

void WorkerDay::sweep() {
  const auto swept = engine_.sweep(
      [this](std::string_view, std::int64_t, std::int64_t) { return !clock_.is_stopped(); });
  if (!swept && swept.error() != make_error_code(errc::cancelled)) {
    log_("sweep: " + database_.store().detail());
  }
}

void WorkerDay::tick() {
  const Instant now = clock_.now();
  if (is_enabled_ && now >= plan_at_) plan_at_ = scheduler_.tick();
  if (now < sweep_at_) return;
  sweep_at_ = now + sweep_every;
  sweep();
}

}  // namespace cli
