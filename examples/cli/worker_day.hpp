// What workers outside need beside them: each day planned at its time, and what time changes.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "context.hpp"
#include "reactivation/adapters/bullmq.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/engine/scheduler.hpp"
#include "reactivation/web/web_handlers.hpp"

namespace cli {

/// Plans and sweeps through a connection of its own, and sends nothing. Threads: one call at a
/// time; `log` is called on that thread.
class WorkerDay {
public:
  /// With `queue`, the name of one of BullMQ's, every message that waits has a job there, which
  /// wakes a worker at its turn. The command ends for a REACTIVATION_CRON or an address that is
  /// none.
  WorkerDay(const std::string& url, const std::string& owner, reactivation::SystemClock& clock,
            reactivation::Notifier& notifier, std::function<void(const std::string&)> log,
            const std::string& queue);
  WorkerDay(const WorkerDay&) = delete;
  WorkerDay& operator=(const WorkerDay&) = delete;

  /// Whatever is due now.
  void tick();

private:
  reactivation::result<void> plan(const reactivation::DayJobCall& call);
  void sweep();
  void wake(reactivation::CompanyId company);

  reactivation::SystemClock& clock_;
  std::function<void(const std::string&)> log_;
  bool is_enabled_;
  Database database_;
  reactivation::OutsideWorkers workers_;
  reactivation::Engine engine_;
  reactivation::Scheduler scheduler_;
  std::string queue_name_;
  std::unique_ptr<reactivation::BullMqQueue> queue_;
  reactivation::Instant plan_at_ = reactivation::no_instant;
  reactivation::Instant sweep_at_ = reactivation::no_instant;
};

}  // namespace cli
