// Bad messengers, slots, neighbours and callers (docs/bad-input.md B20, B52, B70, B73, B107 to
// B115), over every store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

const StaffId ruby{12};

std::vector<Snapshot> salon_with_slots(int clients = 1) {
  std::vector<Snapshot> out = one_salon(clients);
  out[0].staff.push_back({ruby, "Ruby", true});
  out[0].slots = {slot_at("2026-03-12T12:00:00Z"), slot_at("2026-03-13T15:00:00Z", ruby)};
  return out;
}

/// The text stands in the store, its holder is dead, and its times are to be looked up again.
void write_and_die(Desk& desk) {
  desk.run_day();
  desk.faults.after = [](std::string_view call, int) {
    if (call == "save_draft") throw Crash{};
  };
  CHECK_THROWS_AS(desk.dispatch(), Crash);
  desk.faults.after = {};
  desk.clock.set(desk.clock.now() + Seconds{901});
}

std::vector<Slot> with_time(const std::vector<Slot>& slots, std::string_view time) {
  std::vector<Slot> out;
  std::copy_if(slots.begin(), slots.end(), std::back_inserter(out),
               [&](const Slot& slot) { return slot.starts_at == contract::at(time); });
  return out;
}

}  // namespace

TEST_CASE("B20: a number that the messenger refuses as unknown is left alone for 90 days") {
  Desk desk(one_salon(2));
  desk.post.answers = [](const OutgoingMessage& message) {
    SendReceipt receipt{SendOutcome::accepted};
    receipt.provider_id = "ok-" + to_string(message.attempt_id);
    if (message.phone != phone(1)) return receipt;
    receipt = SendReceipt{SendOutcome::rejected};
    receipt.is_number_unknown = true;
    return receipt;
  };
  const DispatchCounts counts = desk.day();
  CHECK(counts.sent == 1);
  CHECK(counts.rejected == 1);
  const Instant refused_at = desk.report_on(1).message->sent_at;
  CHECK(desk.person(1).clients.at(0).paused_until == refused_at + Days{90});
  CHECK_FALSE(desk.person(2).clients.at(0).paused_until);
  for (int day = 1; day <= 89; ++day) {
    desk.clock.set(ten + Days{day});
    desk.day();
  }
  CHECK(desk.wires_to(1) == 1);
  desk.clock.set(refused_at + Days{90});
  desk.day();
  CHECK(desk.wires_to(1) == 2);
}

TEST_CASE("131050: whoever the messenger says has stopped is opted out and not written to again") {
  Desk desk(one_salon(2));
  desk.post.answers = [](const OutgoingMessage& message) {
    SendReceipt receipt{SendOutcome::accepted};
    receipt.provider_id = "ok-" + to_string(message.attempt_id);
    if (message.phone != phone(1)) return receipt;
    receipt = SendReceipt{SendOutcome::rejected};
    receipt.person_fault = PersonFault::opted_out;
    return receipt;
  };
  const DispatchCounts counts = desk.day();
  CHECK(counts.sent == 1);
  CHECK(counts.rejected == 1);
  CHECK(desk.person(1).clients.at(0).is_opted_out);
  CHECK_FALSE(desk.person(2).clients.at(0).is_opted_out);
  for (int day = 1; day <= 60; ++day) {
    desk.clock.set(ten + Days{day});
    desk.day();
  }
  CHECK(desk.wires_to(1) == 1);
}

TEST_CASE("131050 counts as well when somebody else has settled the hand-over meanwhile") {
  Desk desk(one_salon(1));
  desk.post.answers = [&desk](const OutgoingMessage& message) {
    const SendReceipt lost{SendOutcome::uncertain};
    get(desk.fixture->attempts().record_outcome(message.attempt_id, lost, desk.clock.now()));
    SendReceipt receipt{SendOutcome::rejected};
    receipt.person_fault = PersonFault::opted_out;
    return receipt;
  };
  CHECK(desk.day().uncertain == 1);
  CHECK(desk.person(1).clients.at(0).is_opted_out);
}

TEST_CASE("131049: no retry within 24 hours, and one on the next day that allows it") {
  Desk desk(one_salon(1));
  desk.post.answers = [](const OutgoingMessage&) {
    SendReceipt receipt{SendOutcome::rejected};
    receipt.person_fault = PersonFault::not_today;
    return receipt;
  };
  desk.day();
  const Instant refused_at = desk.report_on(1).message->sent_at;
  CHECK(desk.person(1).clients.at(0).paused_until == refused_at + Days{1});
  desk.clock.set(refused_at + Days{1} - Seconds{1});
  desk.day();
  CHECK(desk.wires_to(1) == 1);
  desk.clock.set(refused_at + Days{1});
  desk.day();
  CHECK(desk.wires_to(1) == 2);
}

TEST_CASE("131049, 131050: a failure that only says so later counts as well, once") {
  Desk desk(one_salon(1));
  desk.day();
  const auto fault = GENERATE(PersonFault::not_today, PersonFault::opted_out);
  InboundEvent event = delivery("d1", "post-1");
  std::get<InboundDelivery>(event.what).report = {Delivery::failed, {}, false, fault};
  desk.receive(event);
  desk.clock.set(desk.clock.now() + Seconds{60});
  desk.receive(event);
  const auto client = desk.person(1).clients.at(0);
  CHECK(client.is_opted_out == (fault == PersonFault::opted_out));
  if (fault == PersonFault::not_today) {
    CHECK(client.paused_until == desk.clock.now() - Seconds{60} + Days{1});
  }
}

TEST_CASE("B20: a failure that only says so later pauses as well, and shortens no longer pause") {
  Desk desk(one_salon(1));
  desk.day();
  const bool is_paused_longer = GENERATE(true, false);
  const Instant later = ten + Days{400};
  if (is_paused_longer) get(desk.engine().pause(desk.key(1), later));
  InboundEvent event = delivery("d1", "post-1");
  std::get<InboundDelivery>(event.what).report = {Delivery::failed, {}, true};
  desk.receive(event);
  CHECK(desk.person(1).clients.at(0).paused_until ==
        (is_paused_longer ? later : desk.clock.now() + Days{90}));
}

TEST_CASE("B52: a company switched off in the middle of its run sends nothing until it is on") {
  Desk desk(one_salon(4));
  desk.after_message = [&desk](const MessageReport& report) {
    if (report.fate == MessageFate::sent) desk.fixture->set_enabled(lily, Switch::off);
  };
  const DispatchCounts counts = desk.day();
  CHECK(counts.sent == 1);
  CHECK(desk.post.wires.size() == 1);
  CHECK(desk.dispatch().sent == 0);
  desk.after_message = {};
  desk.fixture->set_enabled(lily, Switch::on);
  desk.clock.set(ten + Days{1});
  CHECK(desk.day().sent == 3);
  CHECK(desk.most_wires_of_one_attempt() == 1);
}

TEST_CASE("B70: while the source of slots fails, messages name no times") {
  Desk desk(salon_with_slots(2));
  desk.run_day();
  desk.store.free_slots = [](const std::vector<Slot>&) { return make_error_code(errc::io_failed); };
  CHECK(desk.dispatch().sent == 2);
  for (const Wire& wire : desk.post.wires) {
    CHECK(wire.message.slots.empty());
    CHECK(wire.message.text.find(":00") == std::string::npos);
    CHECK_FALSE(wire.message.text.empty());
  }
}

TEST_CASE("B70: a source of slots that fails when old times are looked up again costs the times") {
  Desk desk(salon_with_slots());
  write_and_die(desk);
  desk.store.free_slots = [](const std::vector<Slot>&) { return make_error_code(errc::io_failed); };
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.post.wires.at(0).message.slots.empty());
}

TEST_CASE("B70: a partial answer, and one that makes no sense, offers what is left of the plan") {
  Desk desk(salon_with_slots());
  desk.run_day();
  desk.store.free_slots = [](const std::vector<Slot>& all) {
    std::vector<Slot> out = with_time(all, "2026-03-13T15:00:00Z");
    REQUIRE(out.size() == 1);
    out.push_back(slot_at("2026-03-12T18:00:00Z"));               // never planned
    out.push_back(slot_at("2026-03-12T12:00:00Z", StaffId{99}));  // nobody's
    out.push_back({ServiceId{99}, grace_of(lily), contract::at("2026-03-12T12:00:00Z"), -5});
    out.push_back({ServiceId{}, StaffId{}, min_instant, 0});
    return result<std::vector<Slot>>{out};
  };
  CHECK(desk.dispatch().sent == 1);
  const OutgoingMessage& message = desk.post.wires.at(0).message;
  REQUIRE(message.slots.size() == 1);
  CHECK(message.slots[0].slot.staff_id == ruby);
  CHECK(message.text.find("12:00") == std::string::npos);
}

TEST_CASE("B73: a time taken between the plan and the draft is not offered") {
  Desk desk(salon_with_slots());
  desk.run_day();
  desk.store.free_slots = [](const std::vector<Slot>& all) {
    return result<std::vector<Slot>>{with_time(all, "2026-03-13T15:00:00Z")};
  };
  CHECK(desk.dispatch().sent == 1);
  const OutgoingMessage& message = desk.post.wires.at(0).message;
  REQUIRE(message.slots.size() == 1);
  CHECK(message.slots[0].slot.staff_id == ruby);
}

TEST_CASE("B73: a time taken between the draft and the wire is written out of the text") {
  Desk desk(salon_with_slots());
  write_and_die(desk);
  const bool is_taken = GENERATE(true, false);
  desk.store.free_slots = [is_taken](const std::vector<Slot>& all) {
    return result<std::vector<Slot>>{is_taken ? with_time(all, "2026-03-13T15:00:00Z") : all};
  };
  CHECK(desk.dispatch().sent == 1);
  const OutgoingMessage& message = desk.post.wires.at(0).message;
  CHECK(message.slots.size() == (is_taken ? 1U : 2U));
  CHECK((message.text.find("12:00") == std::string::npos) == is_taken);
}

TEST_CASE("B107: a permit with a foreign, an expired or a used lease is not given") {
  Desk desk(one_salon(1));
  desk.run_day();
  AttemptStore& store = desk.fixture->attempts();
  const auto held = get(store.claim_next({lily, "one", ten, ten + Seconds{300}})).attempt.value();
  const PermitState state = desk.look(held.planned.attempt_id);
  const PermitClaim own{"one", held.lease.epoch, Reach::nobody, ClockTrust::trusted, Seconds{30}};
  REQUIRE(permit_for(state, own, ten).verdict == PermitVerdict::send);
  PermitClaim foreign = own;
  foreign.owner = "two";
  CHECK(permit_for(state, foreign, ten).reason == PermitReason::lease_lost);
  PermitClaim earlier = own;
  --earlier.epoch;
  CHECK(permit_for(state, earlier, ten).reason == PermitReason::lease_lost);
  CHECK(permit_for(state, own, ten + Seconds{300}).reason == PermitReason::lease_lost);
  OutgoingMessage message;
  message.attempt_id = held.planned.attempt_id;
  message.company_id = lily;
  message.client_id = held.planned.client_id;
  message.service_id = held.planned.service_id;
  message.phone = phone(1);
  message.text = "Anna, it has been 5 weeks since your haircut.";
  message.template_id = "en-1";
  message.sent_at = ten;
  REQUIRE(get(store.commit_permit(state, here, message)));
  CHECK_FALSE(get(store.commit_permit(state, here, message)));
  const PermitState used = desk.look(held.planned.attempt_id);
  CHECK(permit_for(used, own, ten).reason == PermitReason::not_waiting);
  CHECK_FALSE(get(store.commit_permit(used, here, message)));
  // And an engine that comes by does not hand it over.
  CHECK(desk.dispatch().sent == 0);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("B111: a copy on another installation is disarmed") {
  Desk desk(salon_with_real_numbers(1));
  reach_people(desk);
  desk.run_day();
  Engine copy({desk.store, desk.store, desk.store, desk.store, desk.store, desk.post, desk.clock,
               nullptr, &desk.notifier},
              {"copy", "machine-b", Seconds{300}, Sharing::shared});
  CHECK(get(copy.dispatch(lily, DispatchUntil::window)).sent == 0);
  CHECK(desk.post.wires.empty());
}

namespace {

/// A dialogue memory that was flushed, or is gone.
class LostDialogues final : public DialogueMemory {
public:
  bool fails = false;
  result<std::optional<Dialogue>> load_dialogue(CompanyId, ClientId) override {
    if (fails) return make_error_code(errc::io_failed);
    return std::optional<Dialogue>{};
  }
  result<void> save_dialogue(const Dialogue&) override {
    if (fails) return make_error_code(errc::io_failed);
    return boost::outcome_v2::success();
  }
};

struct Day {
  std::vector<std::string> wires;
  std::vector<std::string> states;
  friend bool operator==(const Day&, const Day&) = default;
};

/// Six weeks with replies, wishes and bookings.
Day six_weeks(DialogueMemory* dialogues) {
  Desk desk(salon_with_slots(3));
  Engine engine({desk.store, desk.store, desk.store, desk.store, desk.store, desk.post, desk.clock,
                 dialogues ? dialogues : &desk.fixture->dialogues(), &desk.notifier},
                {"one", std::string(here), Seconds{300}, Sharing::shared});
  for (int day = 0; day < 42; ++day) {
    desk.clock.set(ten + Days{day});
    get(engine.run_day(lily));
    get(engine.dispatch(lily, DispatchUntil::window));
    const auto say = [&](int number, std::string text) {
      InboundEvent event = message("m" + std::to_string(day) + std::to_string(number),
                                   phone_identity(number), std::move(text));
      event.at = desk.clock.now();
      get(engine.on_event(event));
    };
    if (day == 0 || day == 2) say(1, "another stylist please, Ruby");
    if (day == 1) say(2, "can I come at another time?");
    get(engine.sweep());
  }
  Day out;
  for (const Wire& wire : desk.post.wires) {
    out.wires.push_back(to_rfc3339(wire.at) + " " + wire.message.text);
    const Attempt attempt = desk.attempt(wire.message.attempt_id);
    out.states.push_back(std::to_string(static_cast<int>(attempt.state)) + " " +
                         std::to_string(static_cast<int>(attempt.reply_type)) + " " +
                         std::to_string(static_cast<int>(attempt.completion_reason)));
  }
  for (const int number : {1, 2, 3}) {
    out.states.push_back(std::to_string(desk.person(number).clients.at(0).needs_person) + " " +
                         std::to_string(desk.person(number).clients.at(0).wished_staff.size()));
  }
  return out;
}

}  // namespace

TEST_CASE("B112: losing what the dialogues remember changes no decision") {
  LostDialogues lost;
  const Day whole = six_weeks(nullptr);
  CHECK(whole.wires.size() > 3);
  CHECK(six_weeks(&lost) == whole);
  lost.fails = true;
  CHECK(six_weeks(&lost) == whole);
}

TEST_CASE("B113: a refused key stops the account until a person confirms, with one notice") {
  Desk desk(salon_with_real_numbers(4));
  reach_people(desk);
  bool is_refused = true;
  int tries = 0;
  desk.post.answers = [&](const OutgoingMessage& message) {
    ++tries;
    SendReceipt receipt{is_refused ? SendOutcome::rejected : SendOutcome::accepted};
    if (is_refused) {
      receipt.signal = AccountSignal{AccountSignalKind::auth_revoked, desk.clock.now(), {}};
    } else {
      receipt.provider_id = "ok-" + to_string(message.attempt_id);
    }
    return receipt;
  };
  CHECK(desk.day().rejected == 1);
  CHECK(tries == 1);
  for (int day = 1; day <= 3; ++day) {
    desk.clock.set(ten + Days{day});
    CHECK(desk.day().sent == 0);
    get(desk.engine().sweep());
  }
  CHECK(tries == 1);
  CHECK(alerts_of(desk, AlertKind::account_stopped) == 1);
  CHECK(desk.reports.back().permit_reason == PermitReason::confirmation_missing);
  is_refused = false;
  check(desk.fixture->office().confirm(shared_account, desk.clock.now()));
  desk.clock.set(ten + Days{4});
  CHECK(desk.day().sent == 4);
}

TEST_CASE("B114: an answer without the message's name there is no acceptance") {
  Desk desk(salon_with_real_numbers(1));
  reach_people(desk);
  // What an adapter makes of status 200 with a login page.
  desk.post.answers = [](const OutgoingMessage&) { return SendReceipt{SendOutcome::accepted}; };
  const DispatchCounts counts = desk.day();
  CHECK(counts.sent == 0);
  CHECK(counts.uncertain == 1);
  const AttemptId id = desk.post.wires.at(0).message.attempt_id;
  CHECK(desk.attempt(id).state == AttemptState::uncertain);
  desk.clock.set(desk.clock.now() + Seconds{3600});
  CHECK(desk.day().sent == 0);
  CHECK(desk.post.wires.size() == 1);  // it counts as sent
}

TEST_CASE("B114: nor is one that comes when a lost hand-over is asked about") {
  Desk desk(salon_with_real_numbers(1));
  reach_people(desk);
  desk.run_day();
  desk.faults.after = [](std::string_view call, int) {
    if (call == "wire") throw Crash{};
  };
  CHECK_THROWS_AS(desk.dispatch(), Crash);
  desk.faults.after = {};
  const AttemptId id = desk.post.wires.at(0).message.attempt_id;
  desk.post.known[id] = SendReceipt{SendOutcome::accepted};
  desk.clock.set(desk.clock.now() + Seconds{3600});
  get(desk.engine().sweep());
  CHECK(desk.attempt(id).state == AttemptState::uncertain);
}

namespace {

/// Every call of an engine, and whether each was refused as busy.
std::vector<bool> busy_calls(Desk& desk, Engine& engine) {
  const PersonKey who = desk.key(2);
  const auto is_busy = [](const auto& outcome) { return failed_with(outcome, errc::busy); };
  return {is_busy(engine.plan(lily)),
          is_busy(engine.run_day(lily)),
          is_busy(engine.dispatch(lily, DispatchUntil::now)),
          is_busy(engine.sweep()),
          is_busy(engine.on_event(message("again", phone_identity(2), "thanks"))),
          is_busy(engine.opt_out(desk.key(3), "by hand")),
          is_busy(engine.opt_in(who, "signed")),
          is_busy(engine.pause(who, ten)),
          is_busy(engine.clear(who)),
          is_busy(engine.cancel(AttemptId{})),
          is_busy(engine.send_manual(who, haircut_of(lily), Force::no))};
}
const std::vector<bool> day_calls_only{true,  true,  true,  true,  false, false,
                                       false, false, false, false, false};
const std::vector<bool> all_calls(11, true);

/// Calls back from inside the engine's calls.
class Caller final : public Notifier {
public:
  std::function<void()> what;
  void notify(const Alert&) noexcept override {
    if (what) what();
  }
};

}  // namespace

TEST_CASE("B115: a port that calls back into a dispatch gets an error or an effect, and no end") {
  Desk desk(one_salon(3));
  Engine engine = desk.engine();
  get(engine.run_day(lily));
  const bool is_from_messenger = GENERATE(true, false);
  std::vector<std::vector<bool>> seen;
  const auto call_back = [&] {
    if (seen.empty()) seen.push_back(busy_calls(desk, engine));
  };
  if (is_from_messenger) desk.post.before_look = call_back;
  const auto counts =
      engine.dispatch(lily, DispatchUntil::window, [&](const MessageReport&) { call_back(); });
  REQUIRE(seen.size() == 1);
  CHECK(seen[0] == day_calls_only);
  REQUIRE(counts);
  // What was said from inside holds: client 3 wanted no more, client 2 was talking to us.
  CHECK(desk.wires_to(3) + desk.wires_to(2) <= 1);
  CHECK(desk.person(3).clients.at(0).is_opted_out);
  CHECK(get(engine.dispatch(lily, DispatchUntil::window)).sent == 0);  // and it is free again
}

TEST_CASE("B115: a notifier that calls back into an event is refused, and its opt-out is kept") {
  Desk desk(one_salon(3));
  Caller caller;
  Engine engine({desk.store, desk.store, desk.store, desk.store, desk.store, desk.post, desk.clock,
                 nullptr, &caller},
                {"one", std::string(here), Seconds{300}, Sharing::shared});
  get(engine.run_day(lily));
  std::vector<std::vector<bool>> seen;
  caller.what = [&] { seen.push_back(busy_calls(desk, engine)); };
  InboundEvent event = message("m1", phone_identity(1), "???");  // freezes: there is a notice
  event.at = desk.clock.now();
  get(engine.on_event(event));
  REQUIRE(seen.size() == 1);
  CHECK(seen[0] == all_calls);
  CHECK_FALSE(desk.person(3).clients.at(0).is_opted_out);
  // Both were said while nobody could listen: they are stored before anything leaves.
  CHECK(get(engine.dispatch(lily, DispatchUntil::window)).sent == 0);
  CHECK(desk.person(3).clients.at(0).is_opted_out);
  CHECK(desk.post.wires.empty());
}

TEST_CASE("B115: a notifier that has something new to say each time never hangs the engine") {
  Desk desk(one_salon(2));
  Caller caller;
  Engine engine({desk.store, desk.store, desk.store, desk.store, desk.store, desk.post, desk.clock,
                 nullptr, &caller},
                {"one", std::string(here), Seconds{300}, Sharing::shared});
  int said = 0;
  caller.what = [&] {
    InboundEvent event = message("n" + std::to_string(++said), phone_identity(1), "???");
    event.at = desk.clock.now();
    (void)engine.on_event(event);
  };
  InboundEvent event = message("m1", phone_identity(1), "???");
  event.at = desk.clock.now();
  get(engine.on_event(event));
  for (int round = 0; round < 5; ++round) {
    CHECK(failed_with(engine.dispatch(lily, DispatchUntil::window), errc::busy));
  }
  CHECK(desk.post.wires.empty());
  caller.what = {};
  get(engine.run_day(lily));
  CHECK(get(engine.dispatch(lily, DispatchUntil::window)).sent == 1);
  CHECK(desk.wires_to(1) == 0);
}

}  // namespace reactivation::engine_test
