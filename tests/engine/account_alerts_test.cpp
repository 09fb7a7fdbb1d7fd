// What the admin hears of an account: the messenger's own words, and what the governor finds.
#include "desk.hpp"

namespace reactivation::engine_test {
TEST_CASE("a messenger's word about the account is told by its kind") {
  Desk desk(one_salon(2));
  desk.post.answers = [&](const OutgoingMessage& message) {
    SendReceipt receipt{SendOutcome::accepted};
    receipt.provider_id = "ok-" + to_string(message.attempt_id);
    receipt.signal = AccountSignal{AccountSignalKind::rate_limited, desk.clock.now(), {}};
    return receipt;
  };
  CHECK(desk.day().sent == 2);
  CHECK(alerts_of(desk, AlertKind::account_limited) == 2);
  CHECK(alerts_of(desk, AlertKind::account_stopped) == 0);
}

TEST_CASE("a word about the account counts when somebody else has settled the hand-over") {
  Desk desk(one_salon(1));
  desk.post.answers = [&desk](const OutgoingMessage& message) {
    const SendReceipt lost{SendOutcome::uncertain};
    get(desk.fixture->attempts().record_outcome(message.attempt_id, lost, desk.clock.now()));
    SendReceipt receipt{SendOutcome::rejected};
    receipt.signal = AccountSignal{AccountSignalKind::logged_out, desk.clock.now(), {}};
    receipt.person_fault = PersonFault::blocked;
    return receipt;
  };
  CHECK(desk.day().uncertain == 1);
  CHECK(get(desk.fixture->office().load_gate(shared_account, here)).awaits_confirmation);
  CHECK(desk.person(1).clients.at(0).is_opted_out);
  CHECK(alerts_of(desk, AlertKind::account_stopped) == 1);
}

TEST_CASE("an outcome that was found later tells what it says about the account") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.after = [](std::string_view call, int) {
    if (call == "wire") throw Crash{};
  };
  CHECK_THROWS_AS(desk.dispatch(), Crash);
  desk.faults.after = {};
  SendReceipt found{SendOutcome::rejected};
  found.signal = AccountSignal{AccountSignalKind::yellow_card, desk.clock.now(), {}};
  desk.post.known[desk.post.wires.at(0).message.attempt_id] = found;
  desk.clock.set(desk.clock.now() + Seconds{901});
  CHECK(get(desk.engine().sweep()).settled == 1);
  CHECK(alerts_of(desk, AlertKind::account_stopped) == 1);
}

TEST_CASE("I1: an outcome that opts out somebody with another message in flight tells the host") {
  Desk desk;
  desk.run_day(lily);
  desk.run_day(rose);
  desk.faults.once_before("wire", [&desk] {
    // The other company's message to the same number is on its way when this one is refused.
    const Claim claimed = get(desk.fixture->attempts().claim_next(
        {rose, "other", desk.clock.now(), desk.clock.now() + Seconds{300}}));
    REQUIRE(claimed.attempt);
    REQUIRE(claimed.attempt->planned.client_id == client_id(rose, 1));
    const PermitState seen = desk.look(claimed.attempt->planned.attempt_id);
    OutgoingMessage message;
    message.attempt_id = seen.attempt.id;
    message.company_id = rose;
    message.client_id = client_id(rose, 1);
    message.sent_at = desk.clock.now();
    REQUIRE(get(desk.fixture->attempts().commit_permit(seen, here, message)));
  });
  desk.post.answers = [](const OutgoingMessage&) {
    SendReceipt receipt{SendOutcome::rejected};
    receipt.person_fault = PersonFault::blocked;
    return receipt;
  };
  get(desk.try_dispatch(lily, DispatchUntil::now));
  CHECK(alerts_of(desk, AlertKind::opted_out_in_flight) == 1);
}

TEST_CASE("a sweep tells what the governor finds, once a day, and only where somebody listens") {
  Snapshot salon = one_salon(4)[0];
  salon.account->account_created_at = ten - Days{200};
  Desk desk({salon});
  desk.day();
  for (const std::string id : {"post-1", "post-2", "post-3"}) {
    desk.delivered(id, Delivery::failed, "failed " + id);
  }
  get(desk.engine().sweep());
  CHECK(desk.notifier.alerts().empty());  // nobody has armed it
  desk.fixture->set_governed(shared_account, Switch::on);
  check(desk.fixture->office().arm(shared_account, here, ten));
  Engine alone({desk.store, desk.store, desk.store, desk.fixture->office(), desk.store, desk.post,
                desk.clock},
               {"alone", std::string(here), Seconds{300}, Sharing::shared});
  get(alone.sweep());
  get(desk.engine().sweep());
  get(desk.engine().sweep());
  CHECK(alerts_of(desk, AlertKind::list_quality) == 1);
  desk.clock.set(desk.clock.now() + Days{1});
  get(desk.engine().sweep());
  CHECK(alerts_of(desk, AlertKind::list_quality) == 2);
  CHECK(desk.notifier.alerts().size() == 2);
}

}  // namespace reactivation::engine_test
