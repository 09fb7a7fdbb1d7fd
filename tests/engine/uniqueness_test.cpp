// Promises about "never twice" (safety.md I7 to I11, I24, I30), over every store.
#include <set>

#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

/// A day after another from `ten` on: events of time, the plan, the messages.
void live(Desk& desk, int days) {
  for (int day = 0; day < days; ++day) {
    desk.clock.set(ten + Days{day});
    get(desk.engine().sweep());
    desk.day();
  }
}

std::vector<Instant> wire_times(const Desk& desk, int phone_number) {
  std::vector<Instant> out;
  for (const Wire& wire : desk.post.wires) {
    if (wire.message.phone == phone(phone_number)) out.push_back(wire.at);
  }
  return out;
}

}  // namespace

TEST_CASE("I7: whatever the messenger answers, an attempt that may have left never leaves again") {
  const auto answer = GENERATE(SendOutcome::accepted, SendOutcome::uncertain);
  Desk desk(one_salon(3));
  desk.post.answers = [answer](const OutgoingMessage&) { return SendReceipt{answer}; };
  desk.day();
  REQUIRE(desk.post.wires.size() == 3);
  for (int again = 0; again < 3; ++again) {
    desk.day();
    desk.clock.set(desk.clock.now() + Seconds{1800});
    get(desk.engine("two").sweep());
    desk.fixture->reopen();
  }
  desk.clock.set(ten + Days{1});
  desk.day();
  CHECK(desk.post.wires.size() == 3);
}

TEST_CASE("I7: a hand-over that another engine takes for lost is not made again") {
  Desk desk(one_salon(1));
  desk.run_day();
  // The messenger takes longer than the lease: the sweep of another engine settles it meanwhile.
  desk.faults.once_before("wire", [&desk] {
    desk.clock.set(desk.clock.now() + Seconds{400});
    get(desk.engine("two").sweep());
    get(desk.try_dispatch(lily, DispatchUntil::now, "two"));
  });
  desk.dispatch();
  desk.dispatch();
  CHECK(desk.post.wires.size() == 1);
  CHECK(desk.attempt(desk.post.wires[0].message.attempt_id).state != AttemptState::rejected);
}

TEST_CASE("I7: a worker that comes back after its lease sends nothing") {
  for (const std::string_view call : {"load_permit_state", "save_draft", "commit_permit"}) {
    Desk desk(one_salon(1));
    desk.run_day();
    desk.faults.once_before(call, [&desk] {
      desk.clock.set(desk.clock.now() + Seconds{301});
      get(desk.try_dispatch(lily, DispatchUntil::now, "two"));
    });
    get(desk.try_dispatch(lily, DispatchUntil::now, "one"));
    INFO("stopped before " << call);
    CHECK(desk.post.wires.size() == 1);
  }
}

TEST_CASE("I7: two engines that share one owner name by mistake send once") {
  for (const std::string_view call :
       {"load_permit_state", "load_clients", "save_draft", "commit_permit", "send", "wire"}) {
    Desk desk(one_salon(2));
    desk.run_day();
    desk.faults.once_before(call,
                            [&desk] { get(desk.try_dispatch(lily, DispatchUntil::now, "one")); });
    get(desk.try_dispatch(lily, DispatchUntil::now, "one"));
    desk.dispatch();
    INFO("the other came before " << call);
    CHECK(desk.post.wires.size() == 2);
    CHECK(desk.most_wires_of_one_attempt() == 1);
  }
}

TEST_CASE("I8: a client gets at most one message a local day, also by hand and by force") {
  Desk desk(one_salon(1));
  CHECK(desk.day().sent == 1);
  // Called off, so that no open attempt stands in the way.
  get(desk.engine().cancel(desk.post.wires.at(0).message.attempt_id));
  desk.clock.set(desk.clock.now() + Seconds{3600});
  const auto forced =
      get(desk.engine().send_manual(desk.key(1), haircut_of(lily), Force::past_cadence));
  CHECK(forced.attempt_id);
  desk.dispatch();
  CHECK(desk.post.wires.size() == 1);
  CHECK(desk.report_on(1).permit_reason == PermitReason::written_to_today);
}

TEST_CASE("I8: no two attempts have one company, client, service, cycle and number") {
  Desk desk;
  std::set<AttemptId> ids;
  for (int again = 0; again < 3; ++again) {
    for (const PlannedAttempt& planned : desk.run_day().plan.planned) {
      CHECK(planned.attempt_id == attempt_id({lily, planned.client_id, planned.service_id,
                                              planned.cycle_key, planned.attempt_number}));
      ids.insert(planned.attempt_id);
    }
  }
  CHECK(ids.size() == 3);
  CHECK(desk.dispatch().sent == 3);
}

TEST_CASE("I9: a silent client gets as many attempts as the cycle has, at their distance") {
  Desk desk(one_salon(1));
  live(desk, 120);
  const std::vector<Instant> times = wire_times(desk, 1);
  REQUIRE(times.size() == 3);
  // The rule's retry interval is 14 days (requirements 4.12).
  CHECK(times[1] - times[0] >= Days{14});
  CHECK(times[2] - times[1] >= Days{14});
  CHECK(desk.most_wires_of_one_attempt() == 1);
}

TEST_CASE("I10: a person with two rows and two services has one live attempt") {
  std::vector<Snapshot> companies = one_salon(1);
  add_due_client(companies[0], 2, 1);
  Desk desk(companies);
  desk.run_day();
  desk.dispatch();
  desk.clock.set(ten + Days{1});
  desk.day();
  CHECK(desk.wires_to(1) == 1);
}

TEST_CASE("I11: two engines that plan one day at once store every attempt once") {
  Desk desk(one_salon(3));
  std::int64_t theirs = 0;
  desk.faults.once_before("store_plan",
                          [&] { theirs = get(desk.engine("two").run_day(lily)).attempts_new; });
  const std::int64_t ours = get(desk.engine().run_day(lily)).attempts_new;
  CHECK(theirs == 3);
  CHECK(ours == 0);
  CHECK(desk.run_day().attempts_new == 0);
  CHECK(desk.dispatch().sent == 3);
  CHECK(desk.dispatch().sent == 0);
}

TEST_CASE("a day that is stopped at any step has stored nothing, and runs in full afterwards") {
  Desk desk(one_salon(3));
  int steps = 0;
  for (;; ++steps) {
    REQUIRE(steps < 20);
    int asked = 0;
    const auto day = desk.engine().run_day(
        lily, [&](std::string_view, std::int64_t, std::int64_t) { return asked++ < steps; });
    if (day) {
      CHECK(day.value().attempts_new == 3);
      break;
    }
    CHECK(day.error() == make_error_code(errc::cancelled));
    CHECK_FALSE(desk.engine().plan(lily, [](auto&&...) { return false; }));
  }
  CHECK(steps >= 3);
  CHECK(desk.run_day().attempts_new == 0);
}

TEST_CASE("I24: a message carries its own company's client, service and offer") {
  Desk desk;
  for (const CompanyId company : {lily, rose}) desk.day(company);
  REQUIRE(desk.post.wires.size() >= 4);
  for (const Wire& wire : desk.post.wires) {
    const OutgoingMessage& sent = wire.message;
    CHECK(sent.client_id.value / 100 == sent.company_id.value);
    CHECK(sent.service_id == haircut_of(sent.company_id));
    CHECK(desk.look(sent.attempt_id).facts.company.id == sent.company_id);
  }
}

TEST_CASE("I30: the same facts and the same clock give the same messages at the same seconds") {
  Desk first;
  Desk second;
  for (Desk* desk : {&first, &second}) desk->day();
  REQUIRE(first.post.wires.size() == 3);
  REQUIRE(second.post.wires.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(first.post.wires[i].message.text == second.post.wires[i].message.text);
    CHECK(first.post.wires[i].message.attempt_id == second.post.wires[i].message.attempt_id);
    CHECK(first.post.wires[i].at == second.post.wires[i].at);
  }
}

}  // namespace reactivation::engine_test
