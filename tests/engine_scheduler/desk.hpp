// A scheduler at work on a clock of ours, with a store whose calls are counted and can be made to
// fail.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core_cron/known_zones.hpp"
#include "reactivation/adapters/memory_runs.hpp"
#include "reactivation/engine/scheduler.hpp"

namespace desk {

using namespace known_zones;

class Zones final : public TimeZoneSource {
public:
  Zones() {
    put(TimeZone::utc());
    for (const TimeZone& zone : {berlin_2026(), moscow_2014(), lord_howe_2026(), apia_2011(),
                                 casablanca_2026(), nuuk_2023(), beirut_2026()}) {
      put(zone);
    }
    put(TimeZone{"Plus3", {{min_instant, std::chrono::hours{3}}}});
  }
  result<TimeZone> find(std::string_view name) const override {
    const auto found = zones_.find(std::string(name));
    if (found == zones_.end()) return errc::time_zone_unknown;
    return found->second;
  }

private:
  void put(const TimeZone& zone) { zones_[zone.name()] = zone; }
  std::map<std::string, TimeZone> zones_;
};

/// Passes calls on, counts them, and fails those it is told to.
class Store final : public RunStore {
public:
  explicit Store(RunStore& runs) : runs_(runs) {}

  std::map<std::string, int> calls;
  std::function<bool(const std::string&)> fails;  ///< by the name of the call
  CompanyId gone;                                 ///< left out of the list

  result<RunAnswer> begin_run(const RunClaim& claim) override {
    if (is_failing("begin")) return errc::storage_busy;
    return runs_.begin_run(claim);
  }
  result<void> end_run(const RunTicket& ticket, const RunOutcome& outcome) override {
    if (is_failing("end")) return errc::storage_busy;
    return runs_.end_run(ticket, outcome);
  }
  result<std::optional<RunRecord>> find_run(const RunKey& key) override {
    return runs_.find_run(key);
  }
  result<std::vector<ScheduledCompany>> list_scheduled() override {
    if (is_failing("list")) return errc::storage_busy;
    auto all = runs_.list_scheduled();
    std::erase_if(all.value(),
                  [this](const ScheduledCompany& company) { return company.company_id == gone; });
    return all;
  }

private:
  bool is_failing(const std::string& call) {
    ++calls[call];
    return fails && fails(call);
  }
  RunStore& runs_;
};

/// A clock that may be set, also backwards.
class HandClock final : public Clock {
public:
  explicit HandClock(Instant start) : time(start) {}
  Instant time;
  std::function<result<void>(Instant)> on_wait;

  Instant now() const override { return time; }
  result<void> wait_until(Instant at) override {
    if (on_wait) {
      if (auto woken = on_wait(at); !woken) return woken;
    }
    time = std::max(time, at);
    return boost::outcome_v2::success();
  }
};

struct Ran {
  std::int64_t company;
  std::string date;
  std::string at;
  friend bool operator==(const Ran&, const Ran&) = default;
};
inline std::ostream& operator<<(std::ostream& out, const Ran& ran) {
  return out << ran.company << ' ' << ran.date << " at " << ran.at;
}

/// The store and the clock stay when the scheduler is made anew, as after a crash.
struct Desk {
  explicit Desk(const char* now) : clock(at(now)) { restart(); }

  Zones zones;
  MemoryRuns memory;
  Store store{memory};
  HandClock clock;
  SchedulerOptions options;
  std::vector<Ran> ran;
  std::vector<RunReport> reports;
  std::function<result<void>(const DayJobCall&)> job;
  std::unique_ptr<Scheduler> scheduler;

  void restart() {
    scheduler = std::make_unique<Scheduler>(
        SchedulerPorts{store, zones, clock}, options,
        [this](const DayJobCall& call) -> result<void> {
          ran.push_back(
              {call.company_id.value, to_iso_date(call.local_date), to_rfc3339(clock.now())});
          if (job) return job(call);
          return boost::outcome_v2::success();
        },
        [this](const RunReport& report) { reports.push_back(report); });
  }
  void company(std::int64_t id, const char* zone, bool is_enabled = true) {
    memory.put_company({CompanyId{id}, zone, is_enabled});
  }
  /// Ticks whenever it is asked for, until then.
  void run_until(const char* text) {
    const Instant end = at(text);
    int ticks = 0;
    while (true) {
      const Instant before = clock.time;
      const Instant next = scheduler->tick();
      if (next <= before) throw std::logic_error("a tick asks for itself at once");
      if (++ticks > 100'000) throw std::logic_error("it never sleeps");
      if (next > end) break;
      clock.time = std::max(clock.time, next);
    }
    clock.time = end;
  }
  RunRecord row(std::int64_t company, const char* date) {
    return memory.find_run({CompanyId{company}, on(date)}).value().value();
  }
  bool has_row(std::int64_t company, const char* date) {
    return memory.find_run({CompanyId{company}, on(date)}).value().has_value();
  }
  int count(RunFate fate) const {
    int found = 0;
    for (const RunReport& report : reports) found += report.fate == fate ? 1 : 0;
    return found;
  }
};

}  // namespace desk
