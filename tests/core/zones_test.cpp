// Clock changes, zones that make no sense, and clients on clocks of their own.
#include <catch2/catch.hpp>
#include <random>

#include "core/world.hpp"
#include "reactivation/core/eligibility.hpp"

using namespace world;
using std::chrono::hours;

TEST_CASE("every client is due at the instant that the zone gives, whoever was judged before") {
  Snapshot s = salon();
  s.company.time_zone = berlin();
  add_service(s, 2, 155);
  const Instant now = at("2026-03-20T12:00:00Z");
  int id = 0;
  // Due around the clock change of 29 March: after 28 days, or 155 days after one of October.
  for (int step = 0; step < 40; ++step) {
    for (const int service : {1, 2}) {
      s.clients.push_back(client(++id));
      Visit v =
          visit(id, {service}, service == 1 ? "2026-02-25T00:30:00Z" : "2025-10-21T00:30:00Z");
      v.starts_at += hours{6 * step};
      s.visits.push_back(v);
    }
  }
  s.settings.recent_visit_days = 0;
  const Plan plan = plan_day(s, now);
  CHECK(plan.skipped.size() == s.clients.size());
  for (const Visit& v : s.visits) {
    const SkippedClient* row = skipped(plan, static_cast<int>(v.client_id.value));
    REQUIRE(row);
    CHECK(row->reason == SkipReason::not_due);
    const int days = v.service_ids[0] == ServiceId{1} ? 28 : 155;
    CHECK(row->until == due_at(v.starts_at, days, s.company.time_zone) + Seconds{1});
  }
}

TEST_CASE("a window lies on its own date, however little a zone makes sense") {
  std::mt19937 random(5);
  Settings settings;
  settings.sending_days = WeekdaySet::every_day();
  for (int round = 0; round < 3000; ++round) {
    std::vector<ZonePeriod> periods;
    Instant begin = at("2026-03-01T00:00:00Z");
    for (int i = 0; i < 6; ++i) {
      begin += hours{random() % 40};
      periods.push_back({begin, hours{static_cast<int>(random() % 49) - 24}});
    }
    const TimeZone zone{"Nonsense", periods};
    settings.sending_hours = {static_cast<int>(random() % 24), 24};
    const SendCalendar calendar{settings, nullptr, zone};
    for (LocalDate date = on("2026-02-27"); date < on("2026-03-14"); date += Days{1}) {
      for (const SendWindow& window : calendar.windows_of(date)) {
        if (window.opens >= window.closes) FAIL("empty");
        if (zone.local_date(window.opens) != date) FAIL("another date");
      }
    }
  }
}

TEST_CASE("offsets of more than a day are cut to a day, and begins to what can be counted") {
  const Seconds large{std::numeric_limits<std::int64_t>::max()};
  const TimeZone zone{"Far", {{Instant{-large}, -large}, {noon, large}, {Instant{large}, large}}};
  CHECK(zone.to_local(noon - Seconds{1}) ==
        LocalTime{(noon - Seconds{1} - Days{1}).time_since_epoch()});
  CHECK(zone.to_local(noon) == LocalTime{(noon + Days{1}).time_since_epoch()});
  for (const Instant extreme : {Instant{-large}, Instant{large}, no_instant, min_instant}) {
    const LocalTime local = zone.to_local(extreme);
    CHECK(zone.local_date(extreme) == date_of(local));
    CHECK(within_reach(zone.to_instant(local)) == zone.to_instant(local));
  }
}

TEST_CASE("an unknown zone reads as UTC") {
  const TimeZone unknown;
  CHECK(unknown.to_local(noon) == TimeZone::utc().to_local(noon));
  CHECK(unknown.to_instant(unknown.to_local(noon)) == noon);
  CHECK(due_at(noon, 28, unknown) == noon + Days{28});
}

TEST_CASE("hours that a clock change swallows on the client's clock leave no part of the day") {
  Settings settings;
  settings.sending_days = WeekdaySet::every_day();
  settings.sending_hours = {2, 3};
  const TimeZone utc = TimeZone::utc();
  // Theirs is UTC until 02:00 of the 10th, when the clock shows 03:00.
  const TimeZone theirs{"Gap", {{min_instant, hours{0}}, {at("2026-03-10T02:00:00Z"), hours{1}}}};
  const SendCalendar calendar{settings, nullptr, utc, &theirs};
  CHECK(calendar.windows_of(on("2026-03-09")).size() == 1);
  CHECK(calendar.windows_of(on("2026-03-10")).empty());
}

TEST_CASE("the client's weekday must be allowed too") {
  Settings settings;
  settings.sending_days = WeekdaySet::of(2);  // the 10th is a Tuesday
  settings.sending_hours = {0, 24};
  const TimeZone utc = TimeZone::utc();
  const TimeZone ahead{"Ahead", {{min_instant, hours{12}}}};
  const auto windows = SendCalendar{settings, nullptr, utc, &ahead}.windows_of(on("2026-03-10"));
  REQUIRE(windows.size() == 1);
  CHECK(windows[0] == SendWindow{at("2026-03-10T00:00:00Z"), at("2026-03-10T12:00:00Z")});
}

TEST_CASE("clients on clocks of their own wait for their own next opening") {
  Snapshot s = salon();
  for (int id = 1; id <= 5; ++id) {
    s.clients.push_back(client(id));
    s.visits.push_back(visit(id, {1}, "2026-01-29T12:00:00Z"));
  }
  s.client_zones = {TimeZone{"West", {{min_instant, -hours{5}}}}};
  for (const std::size_t i : {1U, 3U, 4U}) s.clients[i].zone = 0;
  s.account->min_interval_seconds = 7 * 3600;
  const Plan plan = plan_day(s, noon);
  CHECK(plan.planned.size() == 1);  // the next turn would be 19:00, when everything closes
  CHECK(plan.planned[0].client_id == ClientId{1});
  for (const int id : {2, 4, 5}) {
    CHECK(skipped(plan, id)->reason == SkipReason::no_quota);
    CHECK(skipped(plan, id)->until == at("2026-03-11T15:00:00Z"));
  }
  CHECK(skipped(plan, 3)->until == at("2026-03-11T10:00:00Z"));
  s.account->paused_until = at("2026-03-12T11:00:00Z");
  const Plan paused = plan_day(s, noon);
  CHECK(skipped(paused, 2)->until == at("2026-03-12T15:00:00Z"));
  CHECK(skipped(paused, 3)->until == at("2026-03-12T11:00:00Z"));
  s.account->paused_until = at("2026-03-12T16:00:00Z");
  CHECK(skipped(plan_day(s, noon), 2)->until == at("2026-03-12T16:00:00Z"));
}
