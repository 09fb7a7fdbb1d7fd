// Workers: processes with an engine and a scheduler that plan, send and sweep, die and come again.
#include <algorithm>

#include "world.hpp"

namespace reactivation::simulation {
namespace {

constexpr std::string_view here = "world";
constexpr Seconds sweep_interval{900};

}  // namespace

Process::Process(World& world, int worker, std::string owner, std::unique_ptr<StoreAccess> way_in)
    : access(std::move(way_in)),
      hand(world, worker),
      store(*access, hand),
      clock(world),
      messenger(world, worker),
      engine({store, store, store, store, store, messenger, clock, &access->dialogues()},
             {owner, std::string(here), Seconds{300}, Sharing::shared}),
      scheduler({access->runs(), world.zones_, clock}, {CronSchedule{}, std::move(owner)},
                [&world, worker](const DayJobCall& call) {
                  return world.run_day(worker, call.company_id);
                }) {}

Process& World::process_of(Worker& worker) {
  if (!worker.process) {
    ++worker.lives;
    worker.swept_at = no_instant;
    worker.banned.reset();
    worker.is_looking = false;
    worker.process = std::make_unique<Process>(
        *this, worker.number,
        "worker-" + std::to_string(worker.number) + "-" + std::to_string(worker.lives),
        store_.open(worker.number));
  }
  return *worker.process;
}

Worker* World::free_worker() {
  const auto first = work_dice_.below(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = workers_[(first + i) % workers_.size()];
    if (!worker.is_busy) return &worker;
  }
  return nullptr;
}

CallEnd World::end_of(const std::error_code& error) const noexcept {
  const bool is_refusal =
      error == make_error_code(errc::not_found) || error == make_error_code(errc::invalid_argument);
  return is_refusal ? CallEnd::refused : CallEnd::failed;
}

/// The last call wins: a worker has one alarm.
void World::wake_later(int worker, Seconds delay) {
  const std::int64_t alarm = ++workers_[static_cast<std::size_t>(worker)].alarm;
  scene_.after(delay, [this, worker, alarm] {
    if (workers_[static_cast<std::size_t>(worker)].alarm == alarm) work(worker);
  });
}

void World::work(int number) {
  Worker& worker = workers_[static_cast<std::size_t>(number)];
  if (worker.is_busy) {
    wake_later(number, Seconds{work_dice_.between(20, 120)});
    return;
  }
  if (!in_process(worker, [&](Process&) { work_through(worker); })) {
    wake_later(number, Seconds{work_dice_.between(5, 1800)});
  }
}

void World::work_through(Worker& worker) {
  Process& process = *worker.process;
  const Instant next_run = process.scheduler.tick();
  for (const Snapshot& one : population_.companies) dispatch(worker, one.company.id);
  if (scene_.now() >= worker.swept_at + sweep_interval) sweep(worker);
  wake_later(worker.number, until_next_work(next_run));
}

/// Soon while messages wait for their turn; else when the next day is to be planned, or now and
/// then.
Seconds World::until_next_work(Instant next_run) {
  bool is_waiting = false;
  for (auto& turns : open_turns_) {
    std::erase_if(turns, [this](const auto& turn) { return turn.second.ends <= scene_.now(); });
    is_waiting = is_waiting || !turns.empty();
  }
  const Seconds idle{is_waiting ? work_dice_.between(30, 600) : work_dice_.between(1800, 7200)};
  return std::clamp(next_run - (scene_.now() + clock_ahead_), Seconds{20}, idle);
}

result<void> World::run_day(int number, CompanyId company) {
  Worker& worker = workers_[static_cast<std::size_t>(number)];
  const int runs = is_struck(FaultKind::run_twice, "run_day", 10) ? 2 : 1;
  for (int run = 0; run < runs; ++run) {
    DayPlanned planned;
    planned.worker = number;
    planned.company_id = company;
    const auto day_of = [&] {
      try {
        return worker.process->engine.run_day(company);
      } catch (const Crash&) {
        // It may be stored all the same.
        planned.end = CallEnd::failed;
        scene_.record(planned);
        throw;
      }
    };
    auto day = day_of();
    if (!day) {
      planned.end = end_of(day.error());
      scene_.record(std::move(planned));
      return day.as_failure();
    }
    planned.attempts_new = day.value().attempts_new;
    planned.plan = std::move(day.value().plan);
    for (const PlannedAttempt& attempt : planned.plan.planned) {
      open_turns_[place_of(company)][attempt.attempt_id] = {attempt.not_after, attempt.client_id};
    }
    scene_.record(std::move(planned));
  }
  return boost::outcome_v2::success();
}

void World::dispatch(Worker& worker, CompanyId company) {
  const auto observer = [&](const MessageReport& report) {
    const std::size_t place = place_of(company);
    const AttemptId attempt = report.attempt.attempt_id;
    if (report.fate == MessageFate::held && host_dice_.per_mille(800)) {
      scene_.after(Seconds{host_dice_.between(60, 7200)}, [this, place, attempt] {
        order_about_attempt(place, attempt, OrderKind::approve);
      });
    } else if (report.fate != MessageFate::waiting && report.fate != MessageFate::lost) {
      open_turns_[place].erase(attempt);
    }
    scene_.record(Reported{worker.number, report.attempt.attempt_id, report.fate,
                           report.skip_reason, report.permit_reason, report.problem});
  };
  (void)worker.process->engine.dispatch(company, DispatchUntil::now, observer);
}

void World::sweep(Worker& worker) {
  const auto swept = worker.process->engine.sweep();
  worker.swept_at = scene_.now();
  scene_.record(Swept{worker.number, swept ? CallEnd::done : CallEnd::failed});
}

}  // namespace reactivation::simulation
