// Promises about consent (safety.md I1 to I6), over every store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

/// An engine of another process: the same store, and no faults.
Engine other_engine(Desk& desk) {
  StoreFixture& store = *desk.fixture;
  return Engine({store.snapshots(), store.attempts(), store.inbox(), store.office(), store.slots(),
                 desk.post, desk.clock, nullptr, &desk.notifier},
                {"other", std::string(here), Seconds{300}, Sharing::shared});
}

/// Sends one client's day with `what` done right before the n-th call, for every n.
/// `what` forbids the message, so there must be no wire unless it came first.
void check_between_all_steps(const std::function<void(Desk&)>& what) {
  for (int n = 1;; ++n) {
    Desk desk(one_salon(1));
    desk.run_day();
    const int planned = desk.faults.calls();
    bool was_too_late = false;
    bool has_happened = false;
    desk.faults.before = [&](std::string_view call, int number) {
      if (number != planned + n) return;
      has_happened = true;
      was_too_late = !desk.post.wires.empty();
      INFO("before " << call);
      what(desk);
    };
    desk.dispatch(lily, DispatchUntil::now);
    INFO("step " << n);
    if (!has_happened) {
      CHECK(n > 8);  // claim, readings, draft, permit, look: there was something to stop
      return;
    }
    CHECK(desk.post.wires.empty() != was_too_late);
  }
}

}  // namespace

TEST_CASE("I1: an opt-out committed before the last look stops the message") {
  check_between_all_steps(
      [](Desk& desk) { get(other_engine(desk).opt_out(desk.key(1), "by hand")); });
}

TEST_CASE("I1: a reply that says stop, stored before the last look, stops the message") {
  check_between_all_steps([](Desk& desk) {
    InboundEvent event = message("stop", phone_identity(1), "STOP");
    event.at = desk.clock.now();
    get(other_engine(desk).on_event(event));
  });
}

TEST_CASE("I1: an opt-out that meets a message in flight tells the host") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.once_before("wire",
                          [&desk] { get(other_engine(desk).opt_out(desk.key(1), "by hand")); });
  CHECK(desk.dispatch().sent == 1);
  REQUIRE(desk.notifier.alerts().size() == 1);
  CHECK(desk.notifier.alerts()[0].kind == AlertKind::opted_out_in_flight);
}

TEST_CASE("I2: no upsert, new visit or happy reply takes an opt-out back") {
  Desk desk(one_salon(1));
  get(desk.engine().opt_out(desk.key(1), "by hand"));
  Client again = client(lily, 1, 1);
  again.reactivation_opt_out = false;
  again.consent = Consent::granted;
  desk.fixture->put_client(lily, again);
  desk.fixture->put_visit(lily, visit(lily, 1, ten - Days{35}));
  desk.says(1, "Yes please, I would love to come!", "m1");
  get(desk.engine().clear(desk.key(1)));
  desk.fixture->reopen();
  CHECK(desk.run_day().plan.planned.empty());
  CHECK(desk.dispatch().sent == 0);
}

TEST_CASE("I2: only an opt-in with evidence takes an opt-out back") {
  Desk desk(one_salon(1));
  get(desk.engine().opt_out(desk.key(1), "by hand"));
  for (const std::string_view blank : {"", "  ", "\n"}) {
    CHECK(failed_with(desk.engine().opt_in(desk.key(1), blank), errc::invalid_argument));
  }
  CHECK(desk.day().sent == 0);
  get(desk.engine().opt_in(desk.key(1), "signed form of 10 March"));
  CHECK(desk.day().sent == 1);
}

TEST_CASE("I3: an opt-out covers every company of the account, and no other account") {
  Desk desk;
  for (const CompanyId company : {lily, rose, tulip}) desk.run_day(company);
  desk.says(1, "stop", "m1");
  for (const CompanyId company : {lily, rose, tulip}) desk.dispatch(company);
  for (const Wire& wire : desk.post.wires) {
    if (wire.message.phone == phone(1)) CHECK(wire.message.company_id == tulip);
  }
  CHECK(desk.wires_to(1) == 1);
  CHECK(desk.wires_to(2) == 1);
  CHECK(desk.wires_to(22) == 1);
}

TEST_CASE("I3: an opt-out said under another identity covers the person, now and later") {
  Desk desk(one_salon(1));
  const Identity lid{IdentityKind::lid, "123456789"};
  check(desk.fixture->office().add_identity(desk.key(1), lid));
  desk.run_day();
  desk.receive(message("m1", lid, "unsubscribe"));
  CHECK(desk.dispatch().sent == 0);
  // The same number comes back as another client.
  desk.fixture->put_client(lily, client(lily, 5, 1));
  desk.fixture->put_visit(lily, visit(lily, 5, ten - Days{45}));
  CHECK(desk.day().sent == 0);
}

TEST_CASE("I4: a message that nobody has understood yet blocks every send to its sender") {
  Desk desk;
  desk.run_day(lily);
  InboundEvent event = message("m1", phone_identity(1), "?");
  event.at = ten;
  get(desk.fixture->inbox().receive(event));
  desk.dispatch(lily);
  CHECK(desk.wires_to(1) == 0);
  CHECK(desk.wires_to(2) == 1);
  CHECK(desk.wires_to(3) == 1);
}

TEST_CASE("I5: what could not be stored is said to be not stored, and may be repeated") {
  Desk desk(one_salon(1));
  desk.faults.fails = [](std::string_view call, int) { return call == "receive"; };
  InboundEvent event = message("m1", phone_identity(1), "stop");
  event.at = ten;
  CHECK(failed_with(desk.engine().on_event(event), errc::storage_failed));
  desk.faults.fails = {};
  CHECK(desk.says(1, "stop", "m1").is_done);
  CHECK(desk.day().sent == 0);
}

TEST_CASE("I5: whatever call dies after the event was stored, its effect is written once") {
  for (int n = 1;; ++n) {
    Desk desk(one_salon(1));
    desk.run_day();
    const int before = desk.faults.calls();
    bool has_crashed = false;
    desk.faults.after = [&](std::string_view, int number) {
      if (number == before + n) throw Crash{};
    };
    try {
      desk.says(1, "stop", "m1");
    } catch (const Crash&) {
      has_crashed = true;
    }
    desk.faults.after = {};
    desk.fixture->reopen();
    INFO("died after call " << n);
    get(desk.engine().sweep());
    CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).empty());
    // The provider repeats what was not acknowledged.
    const InboundReceipt again = desk.says(1, "stop", "m1");
    CHECK(again.state == ReceiptState::known_already);
    CHECK(again.is_done);
    CHECK(desk.dispatch().sent == 0);
    if (!has_crashed) {
      CHECK(n > 2);
      return;
    }
  }
}

TEST_CASE("I6: where consent is required nobody is written to without it") {
  std::vector<Snapshot> companies = one_salon(3);
  companies[0].settings.require_consent = true;
  companies[0].clients[0].consent = Consent::granted;
  companies[0].clients[1].consent = Consent::granted;
  Desk desk(companies);
  REQUIRE(desk.run_day().plan.planned.size() == 2);
  Client withdrawn = client(lily, 2, 2);
  withdrawn.consent = Consent::denied;
  desk.fixture->put_client(lily, withdrawn);
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.wires_to(1) == 1);
  CHECK(desk.report_on(2).skip_reason == SkipReason::consent_missing);
}

}  // namespace reactivation::engine_test
