// Bad input that comes in as events (docs/bad-input.md B74 to B90), over every store.
#include "desk.hpp"

namespace reactivation::engine_test {
namespace {

/// The day of one client is over; their attempt.
AttemptId sent_one(Desk& desk) {
  desk.day();
  REQUIRE(desk.post.wires.size() == 1);
  return desk.post.wires[0].message.attempt_id;
}

bool needs_person(Desk& desk, int number, CompanyId company = lily) {
  return desk.person(number, company).clients.at(0).needs_person;
}

InboundEvent of_kind(InboundEvent event, MessageAuthor author, std::string text) {
  event.what = InboundMessage{author, true, std::move(text), {}};
  return event;
}

/// A stop of client 1 with one thing in it that cannot be.
std::vector<InboundEvent> unsound_events() {
  const InboundEvent sound = message("m1", phone_identity(1), "STOP");
  std::vector<InboundEvent> out;
  const auto add = [&](const std::function<void(InboundEvent&)>& spoil) {
    InboundEvent event = sound;
    spoil(event);
    out.push_back(std::move(event));
  };
  const std::string long_name(513, 'x');
  for (const std::string& name :
       {std::string{}, long_name, std::string{"a\nb"}, std::string{"\xFF"}, std::string{"a\0b", 3},
        std::string{"\xED\xA0\x80"}}) {
    add([&](InboundEvent& event) { event.provider = name; });
    add([&](InboundEvent& event) { event.event_id = name; });
    add([&](InboundEvent& event) { event.from.push_back({IdentityKind::lid, name}); });
    if (name.empty()) continue;
    add([&](InboundEvent& event) {
      std::get<InboundMessage>(event.what).answers_provider_id = name;
    });
    add([&](InboundEvent& event) { event.what = InboundDelivery{name, std::nullopt, {}}; });
    add([&](InboundEvent& event) {
      InboundBooking booking;
      booking.facts.company_id = lily;
      booking.facts.client_id = client_id(lily, 1);
      booking.external_id = name;
      event.what = booking;
    });
    add([&](InboundEvent& event) { event.what = InboundOther{name, ""}; });
  }
  add([](InboundEvent& event) { event.account_id = {}; });
  add([](InboundEvent& event) { event.what = InboundDelivery{}; });
  return out;
}

std::vector<InboundEvent> oversize_events() {
  const InboundEvent sound = message("m1", phone_identity(1), "STOP");
  std::vector<InboundEvent> out(4, sound);
  out[0] = of_kind(sound, MessageAuthor::client, std::string(65537, 'x'));
  for (int n = 0; n < 101; ++n) out[1].from.push_back({IdentityKind::lid, std::to_string(n)});
  InboundBooking booking;
  booking.facts.company_id = lily;
  booking.facts.client_id = client_id(lily, 1);
  booking.service_ids.assign(101, haircut_of(lily));
  out[2].what = booking;
  out[3].what = InboundOther{"blob", std::string(65537, 'x')};
  return out;
}

void check_refused_without_effect(const std::vector<InboundEvent>& events) {
  Desk desk(one_salon(1));
  desk.run_day();
  Engine engine = desk.engine();
  for (std::size_t i = 0; i < events.size(); ++i) {
    INFO("event " << i);
    CHECK(failed_with(engine.on_event(events[i]), errc::invalid_argument));
  }
  CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).empty());
  CHECK(desk.notifier.alerts().empty());
  // Nothing is kept to be repeated either.
  CHECK(get(engine.dispatch(lily, DispatchUntil::window)).sent == 1);
}

}  // namespace

TEST_CASE("B74: an event whose names cannot be kept, or that comes from nowhere, has no effect") {
  check_refused_without_effect(unsound_events());
}

TEST_CASE("B90: an event with more in it than is read has no effect") {
  check_refused_without_effect(oversize_events());
}

TEST_CASE("B90: the largest event there may be is read, at both ends") {
  Desk desk(one_salon(1));
  InboundEvent event = of_kind(message(std::string(512, 'm'), phone_identity(1)),
                               MessageAuthor::client, std::string(65521, 'x') + ". please stop");
  get(desk.engine().on_event(event));
  CHECK(desk.day().sent == 0);
}

TEST_CASE("B75: an event of an account or a company that nobody knows changes nobody") {
  Desk desk;
  InboundEvent event = message("m1", phone_identity(1), "STOP");
  event.account_id = AccountId{77};
  CHECK(desk.receive(event).is_done);
  event.account_id = {};
  event.company_id = CompanyId{77};
  event.event_id = "m2";
  CHECK(desk.receive(event).is_done);
  CHECK_FALSE(desk.person(1).clients.at(0).is_opted_out);
  CHECK_FALSE(desk.person(1, tulip).clients.at(0).is_opted_out);
  CHECK(desk.day().sent == 3);
}

TEST_CASE("B75: nobody reports about messages that went through another account") {
  Desk desk(three_salons());
  desk.run_day(lily);
  desk.dispatch(lily, DispatchUntil::now);
  const AttemptId id = desk.post.wires.at(0).message.attempt_id;
  const bool is_by_name = GENERATE(true, false);
  const auto report = [&](AccountId account, CompanyId company, std::string event_id) {
    InboundEvent event = delivery(std::move(event_id), is_by_name ? "post-1" : "");
    event.account_id = account;
    event.company_id = company;
    if (!is_by_name) std::get<InboundDelivery>(event.what).attempt_id = id;
    desk.receive(event);
    return desk.attempt(id).state;
  };
  CHECK(report(own_account, {}, "d1") == AttemptState::accepted);
  CHECK(report({}, tulip, "d2") == AttemptState::accepted);
  CHECK(report({}, rose, "d3") == AttemptState::accepted);
  CHECK(report(shared_account, tulip, "d4") == AttemptState::accepted);
  CHECK(report(shared_account, {}, "d5") == AttemptState::delivered);
}

TEST_CASE("B75: one name in two accounts is two messages, each with its own word") {
  Desk desk(three_salons());
  desk.post.answers = [](const OutgoingMessage&) {
    SendReceipt receipt{SendOutcome::accepted};
    receipt.provider_id = "1";
    return receipt;
  };
  for (const CompanyId company : {lily, tulip}) {
    desk.run_day(company);
    desk.dispatch(company, DispatchUntil::now);
  }
  REQUIRE(desk.post.wires.size() == 2);
  InboundEvent event = delivery("d1", "1");
  event.account_id = own_account;
  desk.receive(event);
  CHECK(desk.attempt(desk.post.wires[0].message.attempt_id).state == AttemptState::accepted);
  CHECK(desk.attempt(desk.post.wires[1].message.attempt_id).state == AttemptState::delivered);
}

TEST_CASE("B75: an event of one company says nothing about another's bookings") {
  Desk desk;
  InboundEvent event;
  event.provider = "host";
  event.event_id = "b1";
  event.company_id = tulip;
  InboundBooking booking;
  booking.facts = {lily,          client_id(lily, 1), VisitId{901}, BookingStatus::booked,
                   ten + Days{2}, desk.clock.now()};
  booking.service_ids = {haircut_of(lily)};
  event.what = booking;
  desk.run_day();
  CHECK(desk.receive(event).is_done);
  CHECK(desk.dispatch().sent == 3);
}

/// Words about client 1 of Lily, to whom `sent` went: from accounts and companies that nobody knows
/// or that are somebody else's, about messages that nobody sent, and an echo.
std::vector<InboundEvent> forged_events(Desk& desk, const AttemptId& sent) {
  std::vector<InboundEvent> out;
  const auto forge = [&](InboundEvent event, AccountId account, CompanyId company) {
    event.account_id = account;
    event.company_id = company;
    event.event_id = "forged-" + std::to_string(out.size());
    out.push_back(std::move(event));
  };
  const InboundEvent stop = message("", phone_identity(1), "STOP");
  InboundEvent failed = delivery("", "post-1");
  std::get<InboundDelivery>(failed.what).report.delivery = Delivery::failed;
  InboundEvent named = failed;
  named.what = InboundDelivery{"", sent, {Delivery::failed, ten, true}};
  InboundEvent booked = stop;
  InboundBooking booking;
  booking.facts = {lily,          client_id(lily, 1), VisitId{901}, BookingStatus::booked,
                   ten + Days{2}, desk.clock.now()};
  booking.service_ids = {haircut_of(lily)};
  booked.what = booking;
  for (const InboundEvent& event : {stop, failed, named, booked}) {
    forge(event, AccountId{77}, CompanyId{77});
    forge(event, own_account, tulip);
  }
  forge(delivery("", "no-message-of-ours"), shared_account, lily);
  std::get<InboundDelivery>(named.what).attempt_id = AttemptId{};
  forge(named, shared_account, lily);
  forge(of_kind(stop, MessageAuthor::ourselves, "STOP"), shared_account, lily);
  return out;
}

TEST_CASE("I28: a forged, repeated or oversize event changes nothing but what is kept of itself") {
  Desk desk(three_salons());
  const Plan plan = desk.run_day(lily).plan;
  desk.dispatch(lily, DispatchUntil::now);
  REQUIRE(desk.post.wires.size() == 1);
  const AttemptId sent = desk.post.wires[0].message.attempt_id;
  REQUIRE(desk.attempt(sent).client_id == client_id(lily, 1));
  desk.says(3, "thanks", "true-1");  // a true one, which will come again
  const auto known = [&] {
    std::vector<PermitState> states;
    for (const PlannedAttempt& attempt : plan.planned) {
      states.push_back(desk.look(attempt.attempt_id));
    }
    return states;
  };
  const std::vector<PermitState> before = known();
  const std::size_t alerts_before = desk.notifier.alerts().size();
  const auto check_unchanged = [&] {
    CHECK(known() == before);
    CHECK(desk.notifier.alerts().size() == alerts_before);
  };
  for (int time = 0; time < 2; ++time) {  // each of them again, too
    for (const InboundEvent& event : forged_events(desk, sent)) {
      INFO(event.event_id);
      desk.receive(event);
      check_unchanged();
    }
    CHECK(desk.says(3, "thanks", "true-1").state == ReceiptState::known_already);
    check_unchanged();
  }
  for (const InboundEvent& event : oversize_events()) {
    CHECK(failed_with(desk.engine().on_event(event), errc::invalid_argument));
    check_unchanged();
  }
  CHECK(desk.dispatch().sent > 0);
  CHECK(desk.wires_to(1) == 1);
  CHECK(desk.wires_to(2) == 1);
}

TEST_CASE("B76: an event repeated after a month is known, and has no effect") {
  Desk desk(one_salon(1));
  const InboundEvent stop = message("m1", phone_identity(1), "STOP");
  desk.receive(stop);
  REQUIRE(desk.person(1).clients.at(0).is_opted_out);
  get(desk.engine().opt_in(desk.key(1), "signed form"));
  desk.clock.set(ten + Days{31});
  const InboundReceipt again = desk.receive(stop);
  CHECK(again.state == ReceiptState::known_already);
  CHECK(again.is_done);
  CHECK_FALSE(desk.person(1).clients.at(0).is_opted_out);
  CHECK(desk.day().sent == 1);
}

TEST_CASE("B77: an event id that comes with two bodies freezes the client and tells the host") {
  Desk desk(one_salon(1));
  desk.says(1, "thanks", "m1");
  REQUIRE_FALSE(needs_person(desk, 1));
  CHECK(desk.says(1, "yes, thank you", "m1").state == ReceiptState::id_reused);
  CHECK(needs_person(desk, 1));
  CHECK(alerts_of(desk, AlertKind::event_id_reused) == 1);
  CHECK(desk.day().sent == 0);
}

TEST_CASE("B78: an event of a type that nobody knows is stored and ignored") {
  Desk desk(one_salon(1));
  desk.run_day();
  InboundEvent event = message("x1", phone_identity(1));
  event.what = InboundOther{"template_category_update", R"({"stop":"STOP"})"};
  InboundReceipt receipt = desk.receive(event);
  CHECK(receipt.state == ReceiptState::stored);
  CHECK(receipt.is_done);
  receipt = desk.receive(event);
  CHECK(receipt.state == ReceiptState::known_already);
  event.what = InboundOther{"template_category_update", R"({"stop":"no"})"};
  CHECK(desk.receive(event).state == ReceiptState::id_reused);
  CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).empty());
  CHECK(desk.dispatch().sent == 1);
}

TEST_CASE("B78: an event of an unknown type that was left behind is ignored by the sweep") {
  Desk desk(one_salon(1));
  InboundEvent event = message("x1", phone_identity(1));
  event.what = InboundOther{"poll_vote", "{}"};
  get(desk.fixture->inbox().receive(event));
  const auto left = get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10));
  REQUIRE(left.size() == 1);
  CHECK(left[0].event.what == event.what);
  CHECK(get(desk.engine().sweep()).processed == 1);
  CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).empty());
  CHECK(desk.day().sent == 1);
}

/// As a messenger tells it: the bare word, or its own document.
InboundEvent preference(std::string event_id, std::string body) {
  InboundEvent event = message(std::move(event_id), phone_identity(1));
  event.what = InboundOther{"user_preferences", std::move(body)};
  return event;
}

TEST_CASE("B85: a preference that is set to stop opts the person out") {
  const std::string body = GENERATE(
      std::string{"stop"}, std::string{"STOP"}, std::string{"user_preferences: stop"},
      std::string{
          R"({"category":"marketing_messages","value":"stop","detail":"User requested to stop"})"});
  INFO(body);
  Desk desk;
  CHECK(desk.receive(preference("p1", body)).is_done);
  CHECK(desk.person(1).clients.at(0).is_opted_out);
  CHECK_FALSE(desk.person(2).clients.at(0).is_opted_out);
  CHECK(desk.receive(preference("p1", body)).state == ReceiptState::known_already);
  desk.day();
  CHECK(desk.wires_to(1) == 0);
  CHECK(desk.wires_to(2) == 1);
}

TEST_CASE("B85: a preference that was left behind opts out when the sweep finds it") {
  Desk desk(one_salon(1));
  get(desk.fixture->inbox().receive(preference("p1", R"({"value":"stop"})")));
  CHECK(get(desk.engine().sweep()).processed == 1);
  CHECK(desk.person(1).clients.at(0).is_opted_out);
  CHECK(desk.day().sent == 0);
}

TEST_CASE("B85: a preference for stop that could not be understood yet blocks the sends") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.fails = [](std::string_view call, int) { return call == "apply"; };
  CHECK_FALSE(desk.receive(preference("p1", "stop")).is_done);
  desk.faults.fails = {};
  CHECK(desk.dispatch().sent == 0);
}

TEST_CASE("B85: a preference to go on, or another type of event with the word, opts nobody out") {
  Desk desk(one_salon(1));
  for (const char* body : {"resume", "", "nonstop", R"({"value":"resume"})", "stopover", "{"}) {
    CHECK(desk.receive(preference("p" + std::string{body}, body)).is_done);
  }
  InboundEvent other = preference("o1", "stop");
  std::get<InboundOther>(other.what).type = "template_paused";
  CHECK(desk.receive(other).is_done);
  CHECK_FALSE(desk.person(1).clients.at(0).is_opted_out);
  CHECK(desk.day().sent == 1);
}

TEST_CASE("B79: of a thousand events the one that cannot be read is set aside, the rest are done") {
  Desk desk(one_salon(3));
  constexpr int bad = 500;
  for (int n = 1; n <= 1000; ++n) {
    // Client 1 has sent the one that cannot be read, client 2 all others.
    get(desk.fixture->inbox().receive(
        message("m" + std::to_string(n), phone_identity(n == bad ? 1 : 2), "thank you")));
  }
  desk.store.unreadable = {bad};
  CHECK(get(desk.engine().sweep()).processed == 1000);
  CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).empty());
  CHECK(alerts_of(desk, AlertKind::event_unreadable) == 1);
  CHECK(needs_person(desk, 1));
  CHECK_FALSE(needs_person(desk, 2));
  CHECK(desk.day().sent == 2);
  CHECK(desk.wires_to(1) == 0);
  // A person has looked at it, elsewhere.
  get(desk.engine().clear(desk.key(1)));
  desk.clock.set(ten + Days{1});
  CHECK(desk.day().sent == 1);
  CHECK(desk.wires_to(1) == 1);
}

TEST_CASE(
    "B79: an unreadable event of somebody unknown, or about a message, is told all the same") {
  Desk desk(one_salon(1));
  get(desk.fixture->inbox().receive(message("m1", phone_identity(99))));
  get(desk.fixture->inbox().receive(delivery("d1", "post-1")));
  desk.store.unreadable = {1, 2};
  CHECK(get(desk.engine().sweep()).processed == 2);
  CHECK(alerts_of(desk, AlertKind::event_unreadable) == 2);
  CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).empty());
  CHECK(desk.day().sent == 1);
}

TEST_CASE("B79: an event that cannot be written stops neither the others nor the deadlines") {
  Desk desk(one_salon(2));
  const AttemptId id = [&] {
    desk.run_day();
    desk.dispatch(lily, DispatchUntil::now);
    return desk.post.wires.at(0).message.attempt_id;
  }();
  const int written = desk.post.wires[0].message.phone == phone(1) ? 1 : 2;
  const int other = 3 - written;
  desk.clock.set(ten + Days{8});
  for (const char* event_id : {"m1", "m2", "m3"}) {
    InboundEvent event = message(event_id, phone_identity(other), "thank you");
    event.at = event.received_at = desk.clock.now();
    get(desk.fixture->inbox().receive(event));
  }
  int applied = 0;
  desk.faults.fails = [&applied](std::string_view call, int) {
    return call == "apply" && ++applied == 1;
  };
  CHECK(failed_with(desk.engine().sweep(), errc::storage_failed));
  CHECK(applied == 3);
  CHECK(desk.attempt(id).reply_type == ReplyType::no_response);  // its deadline was noted
  CHECK(get(desk.fixture->inbox().load_unprocessed(desk.clock.now(), 10)).size() == 1);
  desk.faults.fails = {};
  CHECK(get(desk.engine().sweep()).processed == 1);
}

TEST_CASE("B80: a word about a message that is not known yet is kept for 7 days") {
  Desk desk(one_salon(1));
  desk.post.answers = [](const OutgoingMessage&) { return SendReceipt{SendOutcome::uncertain}; };
  const bool is_in_time = GENERATE(true, false);
  const Instant told = ten - Seconds{60};
  desk.clock.set(told);
  CHECK_FALSE(desk.delivered("late-1", Delivery::read, "d1").state == ReceiptState::id_reused);
  desk.clock.set(ten);
  const AttemptId id = sent_one(desk);
  SendReceipt named{SendOutcome::uncertain};
  named.provider_id = "late-1";
  get(desk.fixture->attempts().record_outcome(id, named, desk.clock.now()));
  desk.clock.set(told + Days{7} - (is_in_time ? Seconds{1} : Seconds{0}));
  get(desk.engine().sweep());
  CHECK(desk.attempt(id).state ==
        (is_in_time ? AttemptState::read : AttemptState::uncertain_final));
}

TEST_CASE("B81: words about a message in any order give one state, and every event is kept") {
  std::vector<Delivery> order{Delivery::sent, Delivery::failed, Delivery::delivered,
                              Delivery::read};
  do {
    Desk desk(one_salon(1));
    const AttemptId id = sent_one(desk);
    for (const Delivery what : order) {
      desk.delivered("post-1", what, "d" + std::to_string(static_cast<int>(what)));
    }
    CHECK(desk.attempt(id).state == AttemptState::read);
    for (const Delivery what : order) {
      CHECK(desk.delivered("post-1", what, "d" + std::to_string(static_cast<int>(what))).state ==
            ReceiptState::known_already);
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("B81: what failed after it was delivered stays delivered") {
  Desk desk(one_salon(1));
  const AttemptId id = sent_one(desk);
  desk.delivered("post-1", Delivery::delivered, "d1");
  desk.delivered("post-1", Delivery::failed, "d2");
  CHECK(desk.attempt(id).state == AttemptState::delivered);
}

TEST_CASE("B82: a time of 0, in milliseconds or ahead of the clock is the time of receipt") {
  const std::int64_t now = (ten + Days{1}).time_since_epoch().count();
  const std::int64_t told = GENERATE_COPY(0, -1, 1, now * 1000, now + 121, now + 400 * 86400,
                                          std::numeric_limits<std::int64_t>::max(),
                                          std::numeric_limits<std::int64_t>::min());
  Desk desk(one_salon(1));
  const AttemptId id = sent_one(desk);
  desk.clock.set(ten + Days{1});
  InboundEvent event = message("m1", phone_identity(1), "Yes, please");
  event.at = Instant{Seconds{told}};
  get(desk.engine().on_event(event));
  CHECK(desk.attempt(id).response_received_at == desk.clock.now());
}

TEST_CASE("B82: a time that may be true is believed") {
  Desk desk(one_salon(1));
  const AttemptId id = sent_one(desk);
  desk.clock.set(ten + Days{1});
  const Seconds late{GENERATE(-3600, 0, 120)};
  InboundEvent event = message("m1", phone_identity(1), "Yes, please");
  event.at = desk.clock.now() + late;
  get(desk.engine().on_event(event));
  CHECK(desk.attempt(id).response_received_at == event.at);
}

TEST_CASE("B83: a reply that comes before the outcome was recorded belongs to its message") {
  const bool names_message = GENERATE(true, false);
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.once_before("record_outcome", [&] {
    InboundEvent event = message("m1", phone_identity(1), "Yes, please");
    // The messenger's name for the message is not known here yet.
    if (names_message) std::get<InboundMessage>(event.what).answers_provider_id = "post-1";
    desk.receive(event);
  });
  CHECK(desk.dispatch().sent == 1);
  const Attempt attempt = desk.attempt(desk.post.wires.at(0).message.attempt_id);
  CHECK(attempt.state == AttemptState::accepted);
  CHECK(attempt.reply_type == ReplyType::positive);
}

TEST_CASE("B84: what is no text counts as a reply, and the client waits for a person") {
  struct Case {
    bool is_text;
    const char* text;
  };
  // An empty body; a voice message; a caption; an edited, a deleted message, a poll's choice.
  const Case said = GENERATE(Case{true, ""}, Case{true, "  \n"}, Case{false, ""},
                             Case{false, "yes, please"}, Case{false, "ok"});
  Desk desk(one_salon(1));
  const AttemptId id = sent_one(desk);
  InboundEvent event = message("m1", phone_identity(1), said.text);
  std::get<InboundMessage>(event.what).is_text = said.is_text;
  desk.receive(event);
  CHECK(desk.attempt(id).reply_type == ReplyType::unclear);
  CHECK(desk.attempt(id).response_received_at == desk.clock.now());
  CHECK(needs_person(desk, 1));
  CHECK(alerts_of(desk, AlertKind::reply_needs_person) == 1);
  for (int day = 1; day <= 60; ++day) {
    desk.clock.set(ten + Days{day});
    get(desk.engine().sweep());
    desk.day();
  }
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("B89: an echo of our own message changes nothing, whatever stands in it") {
  Desk desk(one_salon(1));
  desk.run_day();
  for (const char* text : {"See you tomorrow", "STOP", ""}) {
    desk.receive(of_kind(message(std::string{"m-"} + text, phone_identity(1)),
                         MessageAuthor::ourselves, text));
  }
  CHECK_FALSE(desk.person(1).clients.at(0).is_opted_out);
  CHECK_FALSE(needs_person(desk, 1));
  CHECK(desk.dispatch().sent == 1);
}

TEST_CASE("B89: a message of a colleague ends what waits for that client, and for nobody else") {
  Desk desk(one_salon(2));
  desk.run_day();
  desk.receive(of_kind(message("m1", phone_identity(1)), MessageAuthor::colleague,
                       "Hello, this is Grace. STOP by any time"));
  CHECK(desk.dispatch().sent == 1);
  CHECK(desk.wires_to(1) == 0);
  CHECK(desk.wires_to(2) == 1);
  CHECK_FALSE(desk.person(1).clients.at(0).is_opted_out);
}

}  // namespace reactivation::engine_test
