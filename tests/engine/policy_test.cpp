// Days that the policy `rhythm` chooses for, through the whole protocol, over every store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

/// A rule of 60 days, and a client who came each week for half a year, last `days_ago`.
std::vector<Snapshot> salon_of_a_weekly_client(int days_ago) {
  std::vector<Snapshot> out = one_salon(1);
  Snapshot& salon = out[0];
  for (Rule& rule : salon.rules) {
    rule.reactivation_interval_days = 60;
    rule.active_interval_source = IntervalSource::manual;
  }
  const Visit last = salon.visits.at(0);
  salon.visits.clear();
  for (int week = 0; week < 26; ++week) {
    Visit visit = last;
    visit.id = VisitId{1000 + week};
    visit.starts_at = ten - Days{days_ago + 7 * week};
    salon.visits.push_back(visit);
  }
  return out;
}

}  // namespace

TEST_CASE("by their own rhythm a weekly client is written to long before the rule says so") {
  Desk desk(salon_of_a_weekly_client(28));
  CHECK(desk.run_day().plan.counts.planned == 0);
  desk.policy = PolicyKind::rhythm;
  const StoredDay day = desk.run_day();
  REQUIRE(day.plan.counts.planned == 1);
  CHECK(day.plan.policy == "rhythm");
  CHECK(day.attempts_new == 1);
  const AttemptId id = day.plan.planned[0].attempt_id;
  REQUIRE(day.plan.planned[0].rhythm);
  CHECK(desk.look(id).due_days == day.plan.planned[0].rhythm->due_days);
  // Who hands over need not know the policy.
  desk.policy = PolicyKind::spec;
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("who comes between the plan and the turn is not written to") {
  Desk desk(salon_of_a_weekly_client(28));
  desk.policy = PolicyKind::rhythm;
  REQUIRE(desk.run_day().plan.counts.planned == 1);
  desk.books(1, BookingStatus::completed, "came", ten - Seconds{600});
  CHECK(desk.dispatch().sent == 0);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("a plan by rhythm names those who are due, counts everybody, and can be stopped") {
  Desk desk(salon_of_a_weekly_client(8));
  desk.policy = PolicyKind::rhythm;
  const Plan plan = get(desk.engine().plan(lily));
  CHECK(plan.counts.planned == 0);
  CHECK(plan.counts.clients == 1);
  CHECK(plan.skipped.empty());
  for (int stop_at = 0; stop_at < 2; ++stop_at) {
    int asked = 0;
    const auto stopped = desk.engine().run_day(
        lily, [&](std::string_view, std::int64_t, std::int64_t) { return asked++ < stop_at; });
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error() == make_error_code(errc::cancelled));
  }
  CHECK(get(desk.engine().preview(desk.key(1))).planned.has_value() == false);
}

}  // namespace reactivation::engine_test
