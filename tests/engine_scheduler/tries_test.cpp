// Failures, crashes, time-outs, overlap, stops: nothing is lost and nothing is doubled.
#include <catch2/catch.hpp>
#include <new>
#include <stdexcept>

#include "engine_scheduler/desk.hpp"

using namespace desk;
using boost::outcome_v2::success;

namespace {

std::vector<std::string> times(const Desk& d, std::int64_t company = 1) {
  std::vector<std::string> out;
  for (const Ran& ran : d.ran) {
    if (ran.company == company) out.push_back(ran.at);
  }
  return out;
}

using Times = std::vector<std::string>;

}  // namespace

TEST_CASE("a failed job is tried again after 1, 2 and 4 minutes, then skipped for the date") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.job = [](const DayJobCall&) -> result<void> { return errc::storage_failed; };
  d.run_until("2026-01-10T23:59:00Z");
  CHECK(times(d) == Times{"2026-01-10T10:00:00Z", "2026-01-10T10:01:00Z", "2026-01-10T10:03:00Z",
                          "2026-01-10T10:07:00Z"});
  const RunRecord row = d.row(1, "2026-01-10");
  CHECK(row.state == RunState::skipped);
  CHECK(row.why == "tries_used_up");
  CHECK(row.last_error == "reactivation:200");
  CHECK(row.tries == 4);
  CHECK(d.count(RunFate::failed) == 3);
  CHECK(d.reports.back().fate == RunFate::skipped);
  d.restart();
  d.run_until("2026-01-11T10:00:00Z");
  CHECK(d.ran.size() == 5);
}

TEST_CASE("a retry that works ends the matter") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.job = [&d](const DayJobCall&) -> result<void> {
    if (d.ran.size() < 3) return errc::storage_busy;
    return success();
  };
  d.run_until("2026-01-10T23:59:00Z");
  CHECK(d.ran.size() == 3);
  CHECK(d.row(1, "2026-01-10").state == RunState::done);
  CHECK(d.row(1, "2026-01-10").tries == 3);
}

TEST_CASE("no retry passes midnight: the rest of the tries is given up") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.options.schedule = parse_cron("58 23 * * *").value();
  d.restart();
  d.company(1, "UTC");
  d.job = [](const DayJobCall&) -> result<void> { return errc::storage_failed; };
  d.run_until("2026-01-11T12:00:00Z");
  CHECK(times(d) == Times{"2026-01-10T23:58:00Z", "2026-01-10T23:59:00Z"});
  CHECK(d.row(1, "2026-01-10").state == RunState::skipped);
  CHECK(d.row(1, "2026-01-10").why == "day_over");
}

TEST_CASE("a retry that was slept through is closed, and the next date runs") {
  Desk d{"2026-01-10T10:00:00Z"};
  d.company(1, "UTC");
  d.job = [&d](const DayJobCall&) -> result<void> {
    if (d.ran.size() == 1) return errc::storage_failed;
    return success();
  };
  static_cast<void>(d.scheduler->tick());
  SECTION("by the same scheduler") {}
  SECTION("by one that was started in between") {
    d.restart();
    static_cast<void>(d.scheduler->tick());
  }
  CHECK(d.row(1, "2026-01-10").state == RunState::failed);
  d.clock.time = at("2026-01-11T12:00:00Z");
  d.run_until("2026-01-11T13:00:00Z");
  CHECK(d.row(1, "2026-01-10").state == RunState::skipped);
  CHECK(d.row(1, "2026-01-10").why == "day_over");
  CHECK(times(d) == Times{"2026-01-10T10:00:00Z", "2026-01-11T12:00:00Z"});
}

TEST_CASE("a job past its deadline is told to stop, and tried again") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.job = [&d](const DayJobCall& call) -> result<void> {
    CHECK(call.deadline == d.clock.time + Seconds{1800});
    for (int minute = 0; minute < 100; ++minute) {
      if (!call.progress("planning", minute, 100)) {
        CHECK(minute == 30);
        return errc::cancelled;
      }
      if (d.ran.size() == 1) d.clock.time += Seconds{60};
    }
    return success();
  };
  d.run_until("2026-01-10T12:00:00Z");
  CHECK(times(d) == Times{"2026-01-10T10:00:00Z", "2026-01-10T10:31:00Z"});
  CHECK(d.reports.front().error == make_error_code(errc::cancelled));
  CHECK(d.row(1, "2026-01-10").state == RunState::done);
  CHECK(d.row(1, "2026-01-10").last_error.empty());
}

TEST_CASE("a process killed within a job: the run is tried once its lease is over, never doubled") {
  Desk d{"2026-01-10T10:00:00Z"};
  d.company(1, "UTC");
  // The killed process begins and never ends.
  const RunClaim claim{{CompanyId{1}, on("2026-01-10")},
                       "killed",
                       d.clock.time,
                       d.clock.time + Seconds{2100},
                       RunCause::scheduled};
  REQUIRE(d.memory.begin_run(claim).value().ticket);
  d.run_until("2026-01-10T20:00:00Z");
  CHECK(times(d) == Times{"2026-01-10T10:35:00Z"});
  CHECK(d.reports.front().fate == RunFate::running_elsewhere);
  CHECK(d.reports.front().next_at == at("2026-01-10T10:35:00Z"));
  CHECK(d.row(1, "2026-01-10").tries == 2);
  CHECK(d.row(1, "2026-01-10").state == RunState::done);
}

TEST_CASE("a run that kills every process is given up after its tries") {
  Desk d{"2026-01-10T10:00:00Z"};
  d.company(1, "UTC");
  for (int i = 0; i < 4; ++i) {
    const RunClaim claim{{CompanyId{1}, on("2026-01-10")},
                         "killed",
                         d.clock.time,
                         d.clock.time + Seconds{60},
                         RunCause::scheduled};
    REQUIRE(d.memory.begin_run(claim).value().ticket);
    d.clock.time += Seconds{60};
  }
  d.run_until("2026-01-10T20:00:00Z");
  CHECK(d.ran.empty());
  CHECK(d.row(1, "2026-01-10").state == RunState::skipped);
  CHECK(d.row(1, "2026-01-10").why == "tries_used_up");
}

TEST_CASE("two schedulers on one store: each date is run by one of them") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.company(2, "Plus3");
  SchedulerOptions options;
  options.owner = "other";
  int others = 0;
  Scheduler other{SchedulerPorts{d.store, d.zones, d.clock}, options,
                  [&others](const DayJobCall&) -> result<void> {
                    ++others;
                    return success();
                  }};
  // While the first works on a company, the second looks at the same one.
  d.job = [&other](const DayJobCall&) -> result<void> {
    static_cast<void>(other.tick());
    return success();
  };
  Instant end = at("2026-01-13T09:00:00Z");
  while (d.clock.time < end) {
    d.clock.time = std::min(d.scheduler->tick(), other.tick());
  }
  CHECK(d.ran.size() + static_cast<std::size_t>(others) == 3 + 4);
  for (const char* date : {"2026-01-10", "2026-01-11", "2026-01-12"}) {
    CHECK(d.row(1, date).tries == 1);
    CHECK(d.row(2, date).tries == 1);
  }
}

TEST_CASE("a person's run is refused while one is going on") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.company(2, "UTC");
  RunReport within;
  d.job = [&](const DayJobCall& call) -> result<void> {
    if (call.company_id == CompanyId{1}) within = d.scheduler->trigger(CompanyId{1});
    return success();
  };
  d.run_until("2026-01-10T12:00:00Z");
  CHECK(within.fate == RunFate::running_elsewhere);
  CHECK(within.next_at == at("2026-01-10T10:30:00Z"));
  CHECK(d.ran.size() == 2);
  // By another process.
  const RunClaim claim{{CompanyId{1}, on("2026-01-10")},
                       "elsewhere",
                       d.clock.time,
                       d.clock.time + Seconds{60},
                       RunCause::manual};
  const RunTicket ticket = d.memory.begin_run(claim).value().ticket.value();
  CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::running_elsewhere);
  CHECK(d.ran.size() == 2);
  REQUIRE(d.memory.end_run(ticket, {RunState::done, d.clock.time, {}, {}, {}}));
  CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::done);
  CHECK(d.ran.size() == 3);
}

TEST_CASE("a person's run is the day's run, and a refused one changes nothing") {
  Desk d{"2026-01-10T08:00:00Z"};
  d.company(1, "UTC");
  SECTION("done before the time: the schedule has nothing to do") {
    const RunReport report = d.scheduler->trigger(CompanyId{1});
    CHECK(report.fate == RunFate::done);
    CHECK(report.next_at == at("2026-01-11T10:00:00Z"));
    d.run_until("2026-01-10T23:00:00Z");
    CHECK(d.ran.size() == 1);
  }
  SECTION("failed before the time: retried like any other") {
    d.job = [&d](const DayJobCall&) -> result<void> {
      if (d.ran.size() == 1) throw std::runtime_error("host");
      return success();
    };
    CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::failed);
    d.run_until("2026-01-10T23:00:00Z");
    CHECK(times(d) == Times{"2026-01-10T08:00:00Z", "2026-01-10T08:01:00Z"});
  }
  SECTION("refused before the time: due as before") {
    d.store.fails = [](const std::string& call) { return call == "begin"; };
    CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::store_failed);
    d.store.fails = {};
    d.run_until("2026-01-10T23:00:00Z");
    CHECK(times(d) == Times{"2026-01-10T10:00:00Z"});
  }
  SECTION("after the tries are used up") {
    d.job = [](const DayJobCall&) -> result<void> { return errc::io_failed; };
    d.run_until("2026-01-10T11:00:00Z");
    CHECK(d.row(1, "2026-01-10").state == RunState::skipped);
    d.job = {};
    CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::done);
  }
}

TEST_CASE("unknown and switched-off companies are not run for a person either") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC", false);
  CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::company_disabled);
  CHECK(d.scheduler->trigger(CompanyId{7}).fate == RunFate::company_unknown);
  d.run_until("2026-01-11T12:00:00Z");
  CHECK(d.ran.empty());
  CHECK(d.store.calls["begin"] == 0);
}

TEST_CASE("one bad company never stops the others, and what is due goes by time, then by id") {
  Desk d{"2026-01-10T12:00:00Z"};
  for (const std::int64_t id : {5, 3, 4}) d.company(id, "UTC");
  d.company(9, "Plus3");  // was due at 07:00Z
  d.job = [](const DayJobCall& call) -> result<void> {
    if (call.company_id == CompanyId{3}) throw std::bad_alloc{};
    if (call.company_id == CompanyId{4}) throw 5;
    return success();
  };
  static_cast<void>(d.scheduler->tick());
  REQUIRE(d.ran.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(d.ran[i].company == std::vector{9, 3, 4, 5}[i]);
  CHECK(d.reports[1].error == std::make_error_code(std::errc::not_enough_memory));
  CHECK(d.reports[2].error == std::make_error_code(std::errc::state_not_recoverable));
  CHECK(d.row(5, "2026-01-10").state == RunState::done);
}

TEST_CASE("changes in the list of companies are noticed within five minutes") {
  Desk d{"2026-01-10T11:00:00Z"};
  d.company(1, "UTC");
  d.run_until("2026-01-10T11:01:00Z");
  d.company(2, "UTC");
  d.company(1, "UTC", false);
  d.run_until("2026-01-10T11:06:00Z");
  CHECK(d.ran.back() == Ran{2, "2026-01-10", "2026-01-10T11:05:00Z"});
  d.run_until("2026-01-11T12:00:00Z");
  CHECK(times(d, 1).size() == 1);
  CHECK(times(d, 2).size() == 2);
  d.company(1, "Plus3");  // on again: caught up, once
  d.run_until("2026-01-11T13:00:00Z");
  CHECK(times(d, 1).size() == 2);
}

TEST_CASE("a company that is gone is not run any more") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.company(2, "UTC");
  d.run_until("2026-01-10T09:30:00Z");
  d.store.gone = CompanyId{1};
  d.run_until("2026-01-11T12:00:00Z");
  CHECK(times(d, 1).empty());
  CHECK(times(d, 2).size() == 2);
  CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::company_unknown);
}

TEST_CASE("a scheduler nobody listens to works as well") {
  Desk d{"2026-01-10T09:30:00Z"};
  d.company(1, "UTC");
  Scheduler quiet{SchedulerPorts{d.store, d.zones, d.clock}, {}, [](const DayJobCall&) {
                    return result<void>(success());
                  }};
  CHECK(quiet.tick() == at("2026-01-10T09:35:00Z"));
  d.clock.time = at("2026-01-10T10:00:00Z");
  CHECK(quiet.tick() == at("2026-01-10T10:05:00Z"));
  CHECK(d.row(1, "2026-01-10").state == RunState::done);
}

TEST_CASE("a store that does not answer is asked again, and nothing is doubled") {
  Desk d{"2026-01-10T09:30:00Z"};
  d.company(1, "UTC");
  SECTION("the list") {
    d.store.fails = [&d](const std::string& call) {
      return call == "list" && d.clock.time < at("2026-01-10T10:05:00Z");
    };
    d.run_until("2026-01-10T12:00:00Z");
    CHECK(times(d) == Times{"2026-01-10T10:05:00Z"});
  }
  SECTION("the begin") {
    d.store.fails = [&d](const std::string& call) {
      return call == "begin" && d.clock.time < at("2026-01-10T10:03:00Z");
    };
    d.run_until("2026-01-10T12:00:00Z");
    CHECK(times(d) == Times{"2026-01-10T10:03:00Z"});
    CHECK(d.row(1, "2026-01-10").tries == 1);
  }
  SECTION("the end, for a while: it is recorded later") {
    d.store.fails = [&d](const std::string& call) {
      return call == "end" && d.clock.time < at("2026-01-10T10:10:00Z");
    };
    d.run_until("2026-01-10T12:00:00Z");
    CHECK(times(d) == Times{"2026-01-10T10:00:00Z"});
    CHECK(d.row(1, "2026-01-10").state == RunState::done);
    CHECK(d.row(1, "2026-01-10").ended_at == at("2026-01-10T10:00:00Z"));
  }
  SECTION("the end, while a person asks for another run") {
    d.store.fails = [&d](const std::string& call) {
      return call == "end" && d.clock.time < at("2026-01-10T10:10:00Z");
    };
    d.run_until("2026-01-10T10:05:00Z");
    CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::store_failed);
    d.run_until("2026-01-10T10:10:00Z");
    CHECK(d.row(1, "2026-01-10").state == RunState::done);
    CHECK(d.ran.size() == 1);
  }
  SECTION("the end, until a person asks for another run") {
    d.store.fails = [](const std::string& call) { return call == "end"; };
    d.run_until("2026-01-10T10:05:30Z");
    d.store.fails = {};
    CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::done);
    CHECK(d.ran.size() == 2);
  }
  SECTION("the end, for longer than the lease: one more try") {
    d.store.fails = [&d](const std::string& call) {
      return call == "end" && d.clock.time < at("2026-01-10T10:35:00Z");
    };
    d.run_until("2026-01-10T12:00:00Z");
    CHECK(times(d) == Times{"2026-01-10T10:00:00Z", "2026-01-10T10:35:00Z"});
  }
}

TEST_CASE("who ends after the lease, when another has the run, is told so and leaves it alone") {
  Desk d{"2026-01-10T09:30:00Z"};
  d.company(1, "UTC");
  d.job = [&d](const DayJobCall& call) -> result<void> {
    if (d.ran.size() > 1) return success();
    d.clock.time += Seconds{3600};
    const RunClaim claim{{call.company_id, call.local_date},
                         "other",
                         d.clock.time,
                         d.clock.time + Seconds{600},
                         RunCause::scheduled};
    const RunTicket ticket = d.memory.begin_run(claim).value().ticket.value();
    return d.memory.end_run(ticket, {RunState::done, d.clock.time, {}, {}, {}});
  };
  d.run_until("2026-01-10T20:00:00Z");
  CHECK(d.ran.size() == 1);
  CHECK(d.count(RunFate::taken_over) == 1);
  CHECK(d.row(1, "2026-01-10").owner == "other");
}

TEST_CASE("a stop ends between two companies, and the rest is caught up later") {
  Desk d{"2026-01-10T09:00:00Z"};
  for (std::int64_t id = 1; id <= 5; ++id) d.company(id, "UTC");
  d.job = [&d](const DayJobCall& call) -> result<void> {
    if (call.company_id == CompanyId{2}) d.scheduler->stop();
    return success();
  };
  REQUIRE(d.scheduler->run_until_stopped());
  CHECK(d.ran.size() == 2);
  CHECK(d.row(2, "2026-01-10").state == RunState::done);
  REQUIRE(d.scheduler->run_until_stopped());
  CHECK(d.ran.size() == 2);
  d.job = {};
  d.restart();
  d.run_until("2026-01-10T20:00:00Z");
  CHECK(d.ran.size() == 5);
}

TEST_CASE("a woken clock is a stop, a broken one an error") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.clock.on_wait = [](Instant) -> result<void> { return errc::cancelled; };
  CHECK(d.scheduler->run_until_stopped());
  d.clock.on_wait = [](Instant) -> result<void> { return errc::io_failed; };
  CHECK(d.scheduler->run_until_stopped().error() == make_error_code(errc::io_failed));
}

TEST_CASE("ten thousand idle companies cost one call of the store every five minutes") {
  Desk d{"2026-01-10T12:00:00Z"};
  const char* const zones[] = {"UTC", "Plus3", "Europe/Berlin", "Asia/Beirut"};
  for (std::int64_t id = 1; id <= 10'000; ++id) d.company(id, zones[id % 4]);
  d.run_until("2026-01-10T12:10:00Z");
  CHECK(d.ran.size() == 10'000);
  d.store.calls.clear();
  d.run_until("2026-01-10T23:10:00Z");
  CHECK(d.store.calls["list"] <= 12 * 11 + 1);
  CHECK(d.store.calls["begin"] == 0);
  CHECK(d.store.calls["end"] == 0);
  d.run_until("2026-01-11T12:10:00Z");
  CHECK(d.ran.size() == 20'000);
  CHECK(d.store.calls["begin"] == 10'000);
}
