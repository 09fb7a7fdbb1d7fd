// Once on each local date, at the company's own time, whatever the clocks do.
#include <catch2/catch.hpp>

#include "engine_scheduler/desk.hpp"

using namespace desk;

namespace {

/// The local times at which one company of that zone is run, from start to end.
std::vector<std::string> days(const TimeZone& zone, const char* line, const char* from,
                              const char* until) {
  Desk d{from};
  d.options.schedule = parse_cron(line).value();
  d.restart();
  d.company(1, zone.name().c_str());
  d.run_until(until);
  std::vector<std::string> out;
  for (const Ran& ran : d.ran) {
    const std::string local = to_iso_local(zone.to_local(at(ran.at)));
    if (ran.date != local.substr(0, 10)) out.push_back("another date: " + ran.date);
    out.push_back(local);
  }
  return out;
}

using Times = std::vector<std::string>;

}  // namespace

TEST_CASE("each company runs at ten o'clock of its own zone, and once a date") {
  Desk d{"2026-01-10T00:00:00Z"};
  d.company(1, "UTC");
  d.company(2, "Plus3");
  d.run_until("2026-01-12T09:00:00Z");
  CHECK(d.ran == std::vector<Ran>{{2, "2026-01-10", "2026-01-10T07:00:00Z"},
                                  {1, "2026-01-10", "2026-01-10T10:00:00Z"},
                                  {2, "2026-01-11", "2026-01-11T07:00:00Z"},
                                  {1, "2026-01-11", "2026-01-11T10:00:00Z"},
                                  {2, "2026-01-12", "2026-01-12T07:00:00Z"}});
  CHECK(d.row(1, "2026-01-10").state == RunState::done);
  CHECK(d.count(RunFate::done) == 5);
}

TEST_CASE("companies may have schedules of their own, and one without any is left to others") {
  Desk d{"2026-01-10T00:00:00Z"};
  d.options.schedule_of = [](CompanyId company) -> std::optional<CronSchedule> {
    if (company == CompanyId{1}) return parse_cron("0 6 * * *");
    if (company == CompanyId{2}) return parse_cron("30 12 * * *");
    return std::nullopt;
  };
  d.restart();
  for (const int id : {1, 2, 3}) d.company(id, "UTC");
  d.run_until("2026-01-11T07:00:00Z");
  CHECK(d.ran == std::vector<Ran>{{1, "2026-01-10", "2026-01-10T06:00:00Z"},
                                  {2, "2026-01-10", "2026-01-10T12:30:00Z"},
                                  {1, "2026-01-11", "2026-01-11T06:00:00Z"}});
  // Its date is open: whoever has it on their list runs it.
  d.options.schedule_of = nullptr;
  d.restart();
  d.run_until("2026-01-11T11:00:00Z");
  CHECK(d.ran.back() == Ran{3, "2026-01-11", "2026-01-11T10:00:00Z"});
}

TEST_CASE("days with a clock change run once") {
  CHECK(days(berlin_2026(), "30 2 * * *", "2026-03-28T00:00:00Z", "2026-03-30T22:00:00Z") ==
        Times{"2026-03-28T02:30:00", "2026-03-29T03:00:00", "2026-03-30T02:30:00"});
  CHECK(days(berlin_2026(), "30 2 * * *", "2026-10-23T22:00:00Z", "2026-10-26T22:00:00Z") ==
        Times{"2026-10-24T02:30:00", "2026-10-25T02:30:00", "2026-10-26T02:30:00"});
  CHECK(days(moscow_2014(), "30 1 * * *", "2014-10-24T20:00:00Z", "2014-10-27T10:00:00Z") ==
        Times{"2014-10-25T01:30:00", "2014-10-26T01:30:00", "2014-10-27T01:30:00"});
  CHECK(days(lord_howe_2026(), "45 1 * * *", "2026-04-03T14:00:00Z", "2026-04-05T20:00:00Z") ==
        Times{"2026-04-04T01:45:00", "2026-04-05T01:45:00", "2026-04-06T01:45:00"});
  CHECK(days(lord_howe_2026(), "15 2 * * *", "2026-10-02T14:00:00Z", "2026-10-04T20:00:00Z") ==
        Times{"2026-10-03T02:15:00", "2026-10-04T02:30:00", "2026-10-05T02:15:00"});
  CHECK(days(beirut_2026(), "0 0 * * *", "2026-03-27T22:00:00Z", "2026-03-30T10:00:00Z") ==
        Times{"2026-03-28T00:00:00", "2026-03-29T01:00:00", "2026-03-30T00:00:00"});
  CHECK(days(beirut_2026(), "30 23 * * *", "2026-10-23T12:00:00Z", "2026-10-25T22:30:00Z") ==
        Times{"2026-10-23T23:30:00", "2026-10-24T23:30:00", "2026-10-25T23:30:00"});
  CHECK(days(casablanca_2026(), "30 2 * * *", "2026-02-14T00:00:00Z", "2026-02-16T22:00:00Z") ==
        Times{"2026-02-14T02:30:00", "2026-02-15T02:30:00", "2026-02-16T02:30:00"});
  // From midnight back to 23:00: both dates are reached, each once.
  CHECK(days(nuuk_2023(), "15 23 * * *", "2024-10-25T12:00:00Z", "2024-10-28T12:00:00Z") ==
        Times{"2024-10-25T23:15:00", "2024-10-26T23:15:00", "2024-10-27T23:15:00"});
}

TEST_CASE("a date that a zone skipped as a whole is not run") {
  CHECK(days(apia_2011(), "0 10 * * *", "2011-12-29T12:00:00Z", "2011-12-31T23:00:00Z") ==
        Times{"2011-12-29T10:00:00", "2011-12-31T10:00:00", "2012-01-01T10:00:00"});
}

TEST_CASE("a schedule that fires often runs at its first fire of the date") {
  CHECK(days(berlin_2026(), "*/20 * * * *", "2026-10-24T22:05:00Z", "2026-10-26T12:00:00Z") ==
        Times{"2026-10-25T00:05:00", "2026-10-26T00:00:00"});
  CHECK(days(TimeZone::utc(), "0 9,15 * * mon", "2026-01-04T00:00:00Z", "2026-01-13T00:00:00Z") ==
        Times{"2026-01-05T09:00:00", "2026-01-12T09:00:00"});
  CHECK(
      days(TimeZone::utc(), "0 9 30 2 *", "2026-01-04T00:00:00Z", "2026-03-13T00:00:00Z").empty());
}

TEST_CASE("a missed run is caught up on the same date, once") {
  Desk d{"2026-01-10T18:30:00Z"};
  d.company(1, "UTC");
  d.run_until("2026-01-10T19:00:00Z");
  CHECK(d.ran == std::vector<Ran>{{1, "2026-01-10", "2026-01-10T18:30:00Z"}});
  for (int i = 0; i < 3; ++i) {
    d.restart();
    d.run_until("2026-01-10T20:00:00Z");
  }
  CHECK(d.ran.size() == 1);
  d.run_until("2026-01-11T12:00:00Z");
  CHECK(d.ran.size() == 2);
}

TEST_CASE("a run missed on an earlier date is left out") {
  Desk d{"2026-01-10T08:00:00Z"};
  d.company(1, "UTC");
  static_cast<void>(d.scheduler->tick());
  d.clock.time = at("2026-01-13T09:00:00Z");  // the machine slept
  d.run_until("2026-01-13T11:00:00Z");
  CHECK(d.ran == std::vector<Ran>{{1, "2026-01-13", "2026-01-13T10:00:00Z"}});
  CHECK(d.reports.front().fate == RunFate::skipped);
  CHECK(d.reports.front().why == "day_over");
  CHECK(d.reports.front().next_at == at("2026-01-13T10:00:00Z"));
  CHECK_FALSE(d.has_row(1, "2026-01-10"));
}

TEST_CASE("a clock set back never runs a date twice") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "UTC");
  d.run_until("2026-01-10T10:30:00Z");
  REQUIRE(d.ran.size() == 1);
  d.clock.time = at("2026-01-10T09:30:00Z");
  d.run_until("2026-01-10T12:00:00Z");
  CHECK(d.ran.size() == 1);
  // A day's work at a wrong date does not stand in the way of the right ones.
  d.clock.time = at("2038-01-19T09:00:00Z");
  d.run_until("2038-01-19T12:00:00Z");
  CHECK(d.ran.size() == 2);
  d.clock.time = at("2026-01-11T09:00:00Z");
  d.run_until("2026-01-12T12:00:00Z");
  CHECK(d.ran.size() == 4);
  CHECK(d.ran.back() == Ran{1, "2026-01-12", "2026-01-12T10:00:00Z"});
}

TEST_CASE("instants before 1970 and after 2199 end nothing") {
  Desk d{"2026-01-10T12:00:00Z"};
  d.company(1, "UTC");
  for (const Instant odd : {at("1970-01-01T00:00:00Z") - Days{4000}, max_instant + Days{9}}) {
    d.clock.time = odd;
    CHECK(d.scheduler->tick() > odd);
  }
  d.clock.time = at("2026-01-10T12:00:00Z");
  d.ran.clear();
  d.run_until("2026-01-10T13:00:00Z");
  CHECK(d.ran.size() == 1);
}

TEST_CASE("a company in an unknown zone is never run, and that is said once") {
  Desk d{"2026-01-10T09:00:00Z"};
  d.company(1, "Europe/Kyivv");
  d.company(2, "");
  d.company(3, "UTC");
  d.run_until("2026-01-12T12:00:00Z");
  CHECK(d.count(RunFate::zone_unknown) == 2);
  CHECK(d.ran.size() == 3);
  CHECK(d.scheduler->trigger(CompanyId{1}).fate == RunFate::zone_unknown);
  d.company(1, "UTC");  // put right, seen five minutes after the list was last read
  d.run_until("2026-01-12T12:10:00Z");
  CHECK(d.ran.back() == Ran{1, "2026-01-12", "2026-01-12T12:05:00Z"});
}
