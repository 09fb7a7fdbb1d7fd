// What workers outside need beside them: each day planned at its time, and what time changes.
#pragma once

#include <functional>
#include <string>

#include "context.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/engine/scheduler.hpp"
#include "reactivation/web/web_handlers.hpp"

namespace cli {

/// Plans and sweeps through a connection of its own, and sends nothing. Threads: one call at a
/// time; `log` is called on that thread.
class WorkerDay {
public:
  /// The command ends for a REACTIVATION_CRON that is none.
  WorkerDay(const std::string& url, const std::string& owner, reactivation::SystemClock& clock,
            reactivation::Notifier& notifier, std::function<void(const std::string&)> log);
  WorkerDay(const WorkerDay&) = delete;
  WorkerDay& operator=(const WorkerDay&) = delete;

  /// Whatever is due now.
  void tick();

private:
  reactivation::result<void> plan(const reactivation::DayJobCall& call);
  void sweep();

  reactivation::SystemClock& clock_;
  std::function<void(const std::string&)> log_;
  bool is_enabled_;
  Database database_;
  reactivation::OutsideWorkers workers_;
  reactivation::Engine engine_;
  reactivation::Scheduler scheduler_;
  reactivation::Instant plan_at_ = reactivation::no_instant;
  reactivation::Instant sweep_at_ = reactivation::no_instant;
};

}  // namespace cli
