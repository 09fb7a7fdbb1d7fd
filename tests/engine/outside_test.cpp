// Messages that a worker outside hands over: over both stores.
#include "desk.hpp"

using namespace reactivation;
using namespace reactivation::engine_test;

namespace {

class Stand final : public Messenger {
public:
  [[nodiscard]] Reach reach() const noexcept override { return Reach::people; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& /*message*/,
                                         LastLook& /*look*/) override {
    FAIL("nothing is sent through it");
    return make_error_code(errc::unsupported);
  }
};

struct Outside : Desk {
  Outside() : Desk(salon_with_real_numbers(2)) {
    check(fixture->office().arm(shared_account, here, ten));
    run_day();
  }
  Stand stand;
  Engine worker{{store, store, store, store, store, stand, clock, &fixture->dialogues(), &notifier},
                {"outside", std::string(here), Seconds{300}, Sharing::shared}};
};

SendReceipt accepted() {
  SendReceipt out{SendOutcome::accepted};
  out.provider_id = "w-1";
  return out;
}

}  // namespace

TEST_CASE(
    "I7: a message that was handed out is handed out to nobody else, whatever becomes of it") {
  Outside desk;
  const auto first = get(desk.worker.hand_out(lily));
  REQUIRE(first.message);
  CHECK(desk.attempt(first.message->attempt_id).state == AttemptState::dispatching);
  desk.clock.set(ten + Seconds{120});
  const auto second = get(desk.worker.hand_out(lily));
  REQUIRE(second.message);
  CHECK(second.message->attempt_id != first.message->attempt_id);
  desk.clock.set(ten + Seconds{600});
  CHECK_FALSE(get(desk.worker.hand_out(lily)).message);
  CHECK(get(desk.worker.sweep()).settled == 2);
  CHECK(desk.attempt(first.message->attempt_id).state == AttemptState::uncertain);
  CHECK_FALSE(get(desk.worker.hand_out(lily)).message);
  CHECK(desk.dispatch().sent == 0);
}

TEST_CASE("I1: who has opted out since is not written to by a worker who looks again") {
  Outside desk;
  const auto given = get(desk.worker.hand_out(lily));
  REQUIRE(given.message);
  const AttemptId id = given.message->attempt_id;
  CHECK(get(desk.worker.still_allowed(id, given.epoch)));
  get(desk.worker.opt_out({lily, given.message->client_id}, "test"));
  CHECK_FALSE(get(desk.worker.still_allowed(id, given.epoch)));
  CHECK(desk.worker.still_allowed(id, given.epoch + 1).error() == make_error_code(errc::not_found));
  desk.clock.set(ten + Seconds{301});
  CHECK_FALSE(get(desk.worker.still_allowed(id, given.epoch)));
}

TEST_CASE("An outcome is written once, and an accepted offer is remembered for the assistant") {
  Outside desk;
  const auto given = get(desk.worker.hand_out(lily));
  REQUIRE(given.message);
  const AttemptId id = given.message->attempt_id;
  CHECK(desk.worker.report_outcome(id, given.epoch + 1, accepted()).error() ==
        make_error_code(errc::not_found));
  CHECK(desk.worker.report_outcome(id, 0, accepted()).error() == make_error_code(errc::not_found));
  CHECK(get(desk.worker.report_outcome(id, given.epoch, accepted())).has_changed);
  CHECK_FALSE(get(desk.worker.report_outcome(id, given.epoch, accepted())).has_changed);
  CHECK(desk.attempt(id).state == AttemptState::accepted);
  const auto known = get(desk.fixture->dialogues().load_dialogue(lily, given.message->client_id));
  REQUIRE(known);
  CHECK(known->attempt_id == id);
}

TEST_CASE("What the look right after the permit refuses is given to nobody") {
  Outside desk;
  // Somebody writes between the commit of the permit and the look.
  desk.faults.once_after("commit_permit", [&] {
    InboundEvent event = message("late", {IdentityKind::phone, "+447700900100"}, "Stop");
    check(desk.fixture->inbox().receive(event).has_value()
              ? result<void>(boost::outcome_v2::success())
              : result<void>(make_error_code(errc::storage_failed)));
  });
  const auto given = get(desk.worker.hand_out(lily));
  CHECK((!given.message || given.message->phone != PhoneNumber{447'700'900'100}));
}
