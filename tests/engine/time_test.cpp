// Promises about time, arming and ends (safety.md I17 to I20, I31, L1 to L3), over every store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

const TimeZone moscow{"Europe/Moscow", {{min_instant, Seconds{3 * 3600}}}};

std::vector<Snapshot> moscow_salon(int clients) {
  std::vector<Snapshot> out = one_salon(clients);
  out[0].company.time_zone = moscow;
  return out;
}

/// Of the numbers that are kept for films.
bool has_ended(AttemptState state) {
  return !is_waiting_to_be_sent(state) && state != AttemptState::dispatching;
}

}  // namespace

TEST_CASE("I17: every message leaves inside the window of the company's own zone") {
  Desk desk(moscow_salon(12));
  desk.clock.set(contract::at("2026-03-10T00:00:00Z"));
  CHECK(desk.day().sent == 12);
  for (const Wire& wire : desk.post.wires) {
    // 10 to 19 o'clock in Moscow.
    CHECK(wire.at >= contract::at("2026-03-10T07:00:00Z"));
    CHECK(wire.at < contract::at("2026-03-10T16:00:00Z"));
  }
}

TEST_CASE("I17: on a day without sending nothing leaves") {
  std::vector<Snapshot> companies = one_salon(2);
  companies[0].settings.holidays = {TimeZone::utc().local_date(ten)};
  Desk desk(companies);
  CHECK(desk.day().sent == 0);
}

TEST_CASE("I17: a window that closes between the permit and the look stops the message") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.post.before_look = [&desk] { desk.clock.set(seven_pm); };
  desk.dispatch(lily, DispatchUntil::now);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("I18: a hand-over that would not end inside the window does not begin") {
  const int seconds_left = GENERATE(29, 30);
  Desk desk(one_salon(1));
  desk.run_day();
  desk.clock.set(seven_pm - Seconds{seconds_left});
  desk.dispatch(lily, DispatchUntil::now);
  CHECK(desk.post.wires.size() == (seconds_left < 30 ? 0 : 1));
}

TEST_CASE("I19: while the clock is not trusted nothing is sent") {
  Desk desk(one_salon(2));
  desk.run_day();
  desk.clock.trusted = ClockTrust::jumped;
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 0);
  CHECK(desk.reports.back().permit_reason == PermitReason::clock_jumped);
  desk.clock.trusted = ClockTrust::trusted;
  desk.clock.set(ten + Seconds{3600});
  CHECK(desk.dispatch().sent == 2);
}

TEST_CASE("I19: a clock that jumps between the permit and the look stops the message") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.post.before_look = [&desk] { desk.clock.trusted = ClockTrust::jumped; };
  desk.dispatch(lily, DispatchUntil::now);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("I19: a clock set back behind the last send is not believed") {
  Desk desk(one_salon(2));
  desk.clock.set(ten + Seconds{7200});
  desk.run_day();
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 1);
  desk.clock.set(ten + Seconds{600});
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 0);
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("I20: after a night of downtime nothing of yesterday goes out") {
  Desk desk(one_salon(3));
  desk.run_day();
  desk.clock.set(ten + Days{1});
  CHECK(desk.dispatch().sent == 0);
  CHECK(desk.post.wires.empty());
  get(desk.engine().sweep());
  // Today's plan takes them up again.
  CHECK(desk.day().sent == 3);
}

TEST_CASE("I20: times older than 15 minutes are looked up again before they are offered") {
  std::vector<Snapshot> companies = one_salon(1);
  companies[0].slots = {slot_at("2026-03-12T12:00:00Z"), slot_at("2026-03-12T15:00:00Z")};
  Desk desk(companies);
  desk.run_day();
  // The first worker dies with a text in the drawer; its times are looked up only by the next.
  desk.faults.after = [](std::string_view call, int) {
    if (call == "save_draft") throw Crash{};
  };
  CHECK_THROWS_AS(desk.dispatch(), Crash);
  int looked_up = 0;
  desk.faults.after = [&looked_up](std::string_view call, int) {
    if (call == "find_slots") ++looked_up;
  };
  const bool is_old = GENERATE(true, false);
  desk.clock.set(desk.clock.now() + Seconds{is_old ? 901 : 900});
  CHECK(desk.dispatch().sent == 1);
  CHECK(looked_up == (is_old ? 1 : 0));
}

TEST_CASE("I31: a new engine sends nothing to people until the account is armed here") {
  Desk desk(salon_with_real_numbers(1));
  desk.post.reaches = Reach::people;
  desk.run_day();
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 0);
  CHECK(desk.reports.back().permit_reason == PermitReason::account_disarmed);
  Office& office = desk.fixture->office();
  // Armed on the machine that this database was copied from.
  check(office.arm(shared_account, "machine-b", ten));
  desk.clock.set(ten + Seconds{1800});
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 0);
  check(office.arm(shared_account, here, ten));
  desk.clock.set(ten + Seconds{3600});
  CHECK(desk.dispatch(lily, DispatchUntil::now).sent == 1);
}

TEST_CASE("I31: an account disarmed between the permit and the look stays silent") {
  Desk desk(salon_with_real_numbers(1));
  desk.post.reaches = Reach::people;
  check(desk.fixture->office().arm(shared_account, here, ten));
  desk.run_day();
  bool was_permitted = false;
  desk.post.before_look = [&] {
    was_permitted = true;
    check(desk.fixture->office().disarm(shared_account, "test", desk.clock.now()));
  };
  desk.dispatch(lily, DispatchUntil::now);
  CHECK(was_permitted);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("L1: once faults stop, every attempt ends within two windows") {
  for (const std::string_view dies_at :
       {"claim_next", "save_draft", "commit_permit", "send", "wire", "record_outcome"}) {
    Desk desk(one_salon(3));
    const Plan plan = desk.run_day().plan;
    desk.faults.after = [dies_at](std::string_view call, int) {
      if (call == dies_at) throw Crash{};
    };
    CHECK_THROWS_AS(desk.dispatch(), Crash);
    desk.faults.after = {};
    for (const int days : {0, 1}) {
      desk.clock.set(std::max(desk.clock.now(), ten + Days{days}) + Seconds{600});
      get(desk.engine("two").sweep());
      get(desk.try_dispatch(lily, DispatchUntil::window, "two"));
    }
    desk.clock.set(ten + Days{2});
    get(desk.engine("two").sweep());
    INFO("died after " << dies_at);
    for (const PlannedAttempt& planned : plan.planned) {
      CHECK(has_ended(desk.attempt(planned.attempt_id).state));
    }
    CHECK(desk.most_wires_of_one_attempt() == 1);
  }
}

TEST_CASE("L2: events left behind are processed by the sweep, and one that fails stops none") {
  Desk desk;
  desk.faults.fails = [](std::string_view call, int) { return call == "apply"; };
  for (const int number : {1, 2, 3}) {
    CHECK_FALSE(desk.says(number, "thank you", "m" + std::to_string(number)).is_done);
  }
  desk.faults.fails = {};
  CHECK(get(desk.engine().sweep()).processed == 3);
  CHECK(get(desk.engine().sweep()).processed == 0);
  CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).empty());
}

TEST_CASE("L2: deliveries of messages that are not ours hide no event left behind") {
  Desk desk(one_salon(1));
  for (int n = 0; n < 510; ++n) {
    InboundEvent event = delivery("d" + std::to_string(n), "other-" + std::to_string(n));
    event.at = event.received_at = ten;
    get(desk.fixture->inbox().receive(event));
  }
  InboundEvent event = message("m1", phone_identity(1), "thank you");
  event.at = event.received_at = ten;
  get(desk.fixture->inbox().receive(event));
  CHECK(get(desk.engine().sweep()).processed == 511);
  // The deliveries are looked at again, the message is done.
  CHECK(get(desk.engine().sweep()).processed == 510);
}

TEST_CASE("L3: a lease of no length is long enough for a hand-over all the same") {
  Desk desk(one_salon(1));
  desk.run_day();
  Engine hasty({desk.store, desk.store, desk.store, desk.store, desk.store, desk.post, desk.clock},
               {"hasty", std::string(here), Seconds{0}, Sharing::shared});
  CHECK(get(hasty.dispatch(lily, DispatchUntil::now)).sent == 1);
}

TEST_CASE("L3: the attempt of a dead worker is taken over when its lease is over") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.after = [](std::string_view call, int) {
    if (call == "claim_next") throw Crash{};
  };
  CHECK_THROWS_AS(desk.dispatch(), Crash);
  desk.faults.after = {};
  CHECK(get(desk.try_dispatch(lily, DispatchUntil::now, "two")).sent == 0);
  desk.clock.set(desk.clock.now() + Seconds{300});
  CHECK(get(desk.try_dispatch(lily, DispatchUntil::now, "two")).sent == 1);
}

TEST_CASE("L3: a hand-over of a dead worker is settled when its lease is over") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.before = [](std::string_view call, int) {
    if (call == "record_outcome") throw Crash{};
  };
  CHECK_THROWS_AS(desk.dispatch(), Crash);
  desk.faults.before = {};
  CHECK(get(desk.engine("two").sweep()).settled == 0);
  desk.clock.set(desk.clock.now() + Seconds{300});
  CHECK(get(desk.engine("two").sweep()).settled == 1);
}

}  // namespace reactivation::engine_test
