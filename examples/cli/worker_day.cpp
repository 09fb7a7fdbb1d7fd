#include "worker_day.hpp"

#include <utility>
#include <vector>

#include "failure.hpp"
#include "installation.hpp"
#include "reactivation/adapters/sql_workers.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr Seconds sweep_every{300};

}  // namespace

WorkerDay::WorkerDay(const std::string& url, const std::string& owner, SystemClock& clock,
                     Notifier& notifier, std::function<void(const std::string&)> log,
                     const std::string& queue)
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
               .dialogues = &database_.dialogues(),
               .notifier = &notifier,
               .drafts = &database_.store(),
               .results = &database_.store()},
              {.owner = owner + "-day",
               .here = database_.here(),
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
          }),
      queue_name_(queue) {
  if (queue.empty()) return;
  const std::string redis = redis_address();
  if (redis.empty()) fail_usage("--queue: put the address of Redis into REACTIVATION_REDIS");
  if (queue.find(':') != std::string::npos) {
    fail_usage("--queue: the name of a queue has no colon");
  }
  queue_ = BullMqQueue::make({.url = redis, .times = {}}).value();
}

/// The database is the truth: what has a job already is passed over, what has lost it gets another.
void WorkerDay::wake(CompanyId company) {
  constexpr int rows_max = 10'000;
  const Instant now = clock_.now();
  const auto waiting = SqlWorkers(database_.store()).load_waiting(company, now, rows_max);
  if (!waiting) return log_("queue: " + database_.store().detail());
  std::vector<QueueJob> jobs;
  for (const WaitingAttempt& each : waiting.value()) {
    jobs.push_back(wake_up_job(company, each.attempt_id, each.not_before, each.rank));
  }
  const auto added = queue_->add(queue_name_for(queue_name_, company), jobs, now);
  if (!added) return log_("queue: " + queue_->detail() + "; tried again with the next sweep");
  if (added.value().added == 0) return;
  log_("company " + std::to_string(company.value) + ": " + std::to_string(added.value().added) +
       " jobs");
}

result<void> WorkerDay::plan(const DayJobCall& call) {
  const auto day = engine_.run_day(call.company_id, call.progress);
  if (!day) return day.as_failure();
  log_("company " + std::to_string(call.company_id.value) + ": planned " +
       std::to_string(day.value().plan.counts.planned) + ", " +
       std::to_string(day.value().attempts_new) + " new");
  if (queue_) wake(call.company_id);
  return boost::outcome_v2::success();
}

void WorkerDay::sweep() {
  const auto swept = engine_.sweep(
      [this](std::string_view, std::int64_t, std::int64_t) { return !clock_.is_stopped(); });
  if (!swept && swept.error() != make_error_code(errc::cancelled)) {
    log_("sweep: " + database_.store().detail());
  }
  if (!queue_ || !is_enabled_) return;
  const auto companies = database_.store().list_companies();
  if (!companies) return log_("queue: " + database_.store().detail());
  for (const CompanyName& company : companies.value()) wake(company.id);
}

void WorkerDay::tick() {
  const Instant now = clock_.now();
  if (is_enabled_ && now >= plan_at_) plan_at_ = scheduler_.tick();
  if (now < sweep_at_) return;
  sweep_at_ = now + sweep_every;
  sweep();
}

}  // namespace cli
