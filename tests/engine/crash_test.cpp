// The process dies, or a call fails, at every step of a day (safety.md I7, I25, I26), over every
// store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

constexpr int clients = 3;

/// A new process over the same data, until everything has ended.
void go_on(Desk& desk) {
  desk.faults.before = {};
  desk.faults.after = {};
  desk.faults.fails = {};
  desk.fixture->reopen();
  desk.clock.set(desk.clock.now() + Seconds{301});
  get(desk.engine("two").sweep());
  get(desk.engine("two").run_day(lily));
  get(desk.try_dispatch(lily, DispatchUntil::window, "two"));
}

/// What must be true of the day, wherever it was broken.
void check_day(Desk& desk) {
  CHECK(desk.most_wires_of_one_attempt() <= 1);
  int in_doubt = 0;
  const Snapshot after = get(desk.fixture->snapshots().load_snapshot(lily, desk.clock.now()));
  REQUIRE(after.attempts.size() == clients);
  for (const Attempt& attempt : after.attempts) {
    CHECK(counts_as_sent(attempt.state));
    CHECK(attempt.state != AttemptState::dispatching);
    if (attempt.state == AttemptState::uncertain) ++in_doubt;
  }
  CHECK(in_doubt <= 1);
  CHECK(static_cast<int>(desk.post.wires.size()) + in_doubt >= clients);
  CHECK(after.account->sends.size() == clients);
  for (int number = 1; number <= clients; ++number) CHECK(desk.wires_to(number) <= 1);
}

enum class Side { before, after };

void check_crashes(Side side) {
  for (int n = 1;; ++n) {
    Desk desk(one_salon(clients));
    bool has_crashed = false;
    std::string where;
    (side == Side::before ? desk.faults.before : desk.faults.after) = [&](std::string_view call,
                                                                          int number) {
      if (number != n) return;
      has_crashed = true;
      where = call;
      throw Crash{};
    };
    try {
      desk.day();
    } catch (const Crash&) {
      CHECK(has_crashed);
    }
    go_on(desk);
    INFO("died at call " << n << ", " << where);
    check_day(desk);
    if (!has_crashed) {
      CHECK(n > 30);
      return;
    }
  }
}

}  // namespace

TEST_CASE("I26: a process that dies before any call of the day goes on where it was") {
  check_crashes(Side::before);
}

TEST_CASE("I26: a process that dies after any call of the day goes on where it was") {
  check_crashes(Side::after);
}

TEST_CASE("I7: a process that dies between the permit and the record never sends twice") {
  for (const Side side : {Side::before, Side::after}) {
    for (const std::string_view step : {"commit_permit", "send", "wire", "record_outcome"}) {
      Desk desk(one_salon(1));
      (side == Side::before ? desk.faults.before
                            : desk.faults.after) = [step](std::string_view call, int) {
        if (call == step) throw Crash{};
      };
      CHECK_THROWS_AS(desk.day(), Crash);
      const std::size_t wires = desk.post.wires.size();
      const bool was_permitted = side == Side::after || step != "commit_permit";
      go_on(desk);
      INFO("died " << (side == Side::before ? "before " : "after ") << step);
      // With the permit taken the message is in doubt, and in doubt it is not sent.
      CHECK(desk.post.wires.size() == (was_permitted ? wires : 1));
      get(desk.try_dispatch(lily, DispatchUntil::window, "three"));
      CHECK(desk.post.wires.size() <= 1);
    }
  }
}

TEST_CASE("I7: a process alone on its store settles what it left behind at once") {
  Desk desk(one_salon(1));
  desk.faults.before = [](std::string_view call, int) {
    if (call == "record_outcome") throw Crash{};
  };
  CHECK_THROWS_AS(desk.day(), Crash);
  desk.faults.before = {};
  const auto counts = get(desk.engine("one", Sharing::alone).dispatch(lily, DispatchUntil::window));
  CHECK(counts.settled == 1);
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("I7: a messenger that knows what became of a lost hand-over is believed") {
  Desk desk(one_salon(1));
  desk.faults.before = [](std::string_view call, int) {
    if (call == "record_outcome") throw Crash{};
  };
  CHECK_THROWS_AS(desk.day(), Crash);
  desk.faults.before = {};
  const AttemptId id = desk.post.wires.at(0).message.attempt_id;
  desk.post.known[id] = SendReceipt{SendOutcome::accepted};
  desk.clock.set(desk.clock.now() + Seconds{301});
  CHECK(get(desk.engine("two").sweep()).settled == 1);
  CHECK(desk.attempt(id).state == AttemptState::accepted);
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("I25: whatever call fails comes back as a status, and the day is mended") {
  for (int n = 1;; ++n) {
    Desk desk(one_salon(clients));
    bool has_failed = false;
    desk.faults.fails = [&](std::string_view call, int number) {
      // "wire" is no call of a port, and "send" has errors of its own.
      if (number != n || call == "wire" || call == "send") return false;
      has_failed = true;
      return true;
    };
    const auto planned = desk.engine().run_day(lily);
    if (!planned) CHECK(failed_with(planned, errc::storage_failed));
    const auto sent = desk.try_dispatch();
    if (!sent) CHECK(failed_with(sent, errc::storage_failed));
    const int calls = desk.faults.calls();
    go_on(desk);
    INFO("call " << n << " failed");
    check_day(desk);
    if (!has_failed && n > calls) return;
  }
}

TEST_CASE("I25: a messenger that cannot be used ends the dispatch, and nothing is lost") {
  Desk desk(one_salon(clients));
  desk.post.answers = [](const OutgoingMessage&) {
    return result<SendReceipt>(make_error_code(errc::messenger_failed));
  };
  desk.run_day();
  CHECK(failed_with(desk.try_dispatch(), errc::messenger_failed));
  desk.post.answers = {};
  desk.post.wires.clear();
  CHECK(desk.dispatch().sent == clients);
}

TEST_CASE("I26: what an engine was told is still so after the data were opened again") {
  Desk desk(one_salon(2));
  desk.run_day();
  desk.dispatch(lily, DispatchUntil::now);
  REQUIRE(desk.post.wires.size() == 1);
  const AttemptId sent = desk.post.wires[0].message.attempt_id;
  desk.says(2, "stop", "m1");
  desk.fixture->reopen();
  CHECK(desk.attempt(sent).state == AttemptState::accepted);
  CHECK(desk.says(2, "stop", "m1").is_done);
  CHECK(desk.dispatch().sent == 0);
  CHECK(desk.post.wires.size() == 1);
}

}  // namespace reactivation::engine_test
