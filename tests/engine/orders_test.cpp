// Orders of people: cancel, pause, clear, one message by hand; over the memory store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

std::vector<Snapshot> not_due() {
  std::vector<Snapshot> out = one_salon(1);
  out[0].visits = {visit(lily, 1, ten - Days{10})};
  return out;
}

}  // namespace

TEST_CASE("a campaign called off by hand does not come back") {
  Desk desk(one_salon(2));
  const Plan plan = desk.run_day().plan;
  get(desk.engine().cancel(plan.planned.at(0).attempt_id));
  CHECK(desk.day().sent == 1);
  desk.clock.set(ten + Days{1});
  CHECK(desk.day().sent == 0);
  CHECK(desk.attempt(plan.planned[0].attempt_id).completion_reason == CompletionReason::cancelled);
}

TEST_CASE("an order about an unknown attempt or client is not found") {
  Desk desk(one_salon(1));
  const AttemptId unknown = attempt_id({lily, ClientId{77}, haircut_of(lily), LocalDate{}, 1});
  CHECK(failed_with(desk.engine().cancel(unknown), errc::not_found));
  CHECK(failed_with(desk.engine().send_manual(desk.key(1), ServiceId{99}, Force::no),
                    errc::not_found));
}

TEST_CASE("a client paused by hand is not written to until then") {
  Desk desk(one_salon(1));
  desk.run_day();
  get(desk.engine().pause(desk.key(1), ten + Days{3}));
  CHECK(desk.dispatch().sent == 0);
  desk.clock.set(ten + Days{3} + Seconds{60});
  CHECK(desk.day().sent == 1);
}

TEST_CASE("a message by hand keeps the cadence, unless it is forced") {
  Desk desk(not_due());
  const auto refused = get(desk.engine().send_manual(desk.key(1), haircut_of(lily), Force::no));
  CHECK_FALSE(refused.attempt_id);
  CHECK(refused.skip_reason == SkipReason::not_due);
  const auto forced =
      get(desk.engine().send_manual(desk.key(1), haircut_of(lily), Force::past_cadence));
  REQUIRE(forced.attempt_id);
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.at(0).message.attempt_id == *forced.attempt_id);
}

TEST_CASE("force passes neither an opt-out, nor consent, nor the hours, nor the limits") {
  const int what = GENERATE(0, 1, 2, 3);
  std::vector<Snapshot> companies = not_due();
  if (what == 1) companies[0].settings.require_consent = true;
  if (what == 3) companies[0].account->daily_outbound_limit = 0;
  Desk desk(companies);
  if (what == 0) get(desk.engine().opt_out(desk.key(1), "by hand"));
  if (what == 2) desk.clock.set(seven_pm + Seconds{3600});
  const auto manual = desk.engine().send_manual(desk.key(1), haircut_of(lily), Force::past_cadence);
  REQUIRE(manual);
  if (what == 0) CHECK(manual.value().skip_reason == SkipReason::opted_out);
  if (what == 1) CHECK(manual.value().skip_reason == SkipReason::consent_missing);
  desk.dispatch(lily, DispatchUntil::now);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("an opt-out after a forced order stops it") {
  Desk desk(not_due());
  REQUIRE(get(desk.engine().send_manual(desk.key(1), haircut_of(lily), Force::past_cadence))
              .attempt_id);
  get(desk.engine().opt_out(desk.key(1), "by hand"));
  CHECK(desk.dispatch().sent == 0);
}

TEST_CASE("a planned client is not written to a second time by hand") {
  Desk desk(one_salon(1));
  desk.run_day();
  (void)desk.engine().send_manual(desk.key(1), haircut_of(lily), Force::no);
  desk.dispatch();
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("an order that meets another change decides again") {
  Desk desk(one_salon(1));
  const AttemptId id = desk.run_day().plan.planned.at(0).attempt_id;
  desk.faults.once_before("apply_order",
                          [&desk] { desk.books(1, BookingStatus::booked, "b1", ten + Days{2}); });
  get(desk.engine().cancel(id));
  CHECK(desk.attempt(id).state == AttemptState::cancelled);
  CHECK(desk.dispatch().sent == 0);
}

}  // namespace reactivation::engine_test
