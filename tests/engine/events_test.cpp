// What comes in, in any order and twice, over the memory store.
#include "desk.hpp"
#include "ports/memory_fixture.hpp"

namespace reactivation::engine_test {
namespace {

const StaffId ruby{12};

std::vector<Snapshot> salon_with_ruby(int clients = 1) {
  std::vector<Snapshot> out = one_salon(clients);
  out[0].staff.push_back({ruby, "Ruby", true});
  out[0].services.push_back({ServiceId{12}, "Massage", 6000, true});
  return out;
}

/// The day of one client is over; their attempt.
AttemptId sent_one(Desk& desk) {
  desk.day();
  REQUIRE(desk.post.wires.size() == 1);
  return desk.post.wires[0].message.attempt_id;
}

bool needs_person(Desk& desk, int number) { return desk.person(number).clients.at(0).needs_person; }

void fill_slots(Desk& desk, Instant day) {
  std::vector<Slot> slots;
  for (const StaffId staff : {grace_of(lily), ruby}) {
    for (int hour = 10; hour < 18; ++hour) {
      slots.push_back({haircut_of(lily), staff, day + Days{2} + Seconds{3600 * hour}, 60});
    }
  }
  check(static_cast<MemoryFixture&>(*desk.fixture).store.put_slots(lily, slots));
}

}  // namespace

TEST_CASE("a reply, a delivery and a booking end alike in every order") {
  std::vector<int> order{0, 1, 2};
  do {
    Desk desk(one_salon(1));
    const AttemptId id = sent_one(desk);
    for (int round = 0; round < 2; ++round) {
      for (const int event : order) {
        if (event == 0) desk.says(1, "Yes, please", "m1");
        if (event == 1) desk.delivered("post-1", Delivery::read, "d1");
        if (event == 2) desk.books(1, BookingStatus::booked, "b1", ten + Days{3});
      }
    }
    const Attempt attempt = desk.attempt(id);
    CHECK(attempt.state == AttemptState::read);
    CHECK(attempt.reply_type == ReplyType::booking_created);
    CHECK(attempt.completion_reason == CompletionReason::converted);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE(
    "B80: a delivery known before the outcome was recorded waits, and is matched by the sweep") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.once_before("record_outcome",
                          [&desk] { desk.delivered("post-1", Delivery::read, "d1"); });
  CHECK(desk.dispatch().sent == 1);
  const AttemptId id = desk.post.wires.at(0).message.attempt_id;
  CHECK(desk.attempt(id).state == AttemptState::accepted);
  get(desk.engine().sweep());
  CHECK(desk.attempt(id).state == AttemptState::read);
}

TEST_CASE("a delivery named by our own id waits while the message is leaving") {
  Desk desk(one_salon(1));
  desk.run_day();
  desk.faults.once_before("record_outcome", [&desk] {
    InboundEvent event = delivery("d1", "");
    std::get<InboundDelivery>(event.what).attempt_id = desk.post.wires.at(0).message.attempt_id;
    desk.receive(event);
  });
  CHECK(desk.dispatch().sent == 1);
  get(desk.engine().sweep());
  CHECK(desk.attempt(desk.post.wires[0].message.attempt_id).state == AttemptState::delivered);
}

TEST_CASE("a delivery of a message that is not ours changes nothing, and the inbox drains") {
  Desk desk(one_salon(1));
  desk.delivered("somebody-else", Delivery::read, "d1");
  get(desk.engine().sweep());
  desk.clock.set(ten + Days{8});
  CHECK(get(desk.engine().sweep()).processed == 0);
}

TEST_CASE("a delivery after an uncertain send proves it") {
  Desk desk(one_salon(1));
  desk.post.answers = [](const OutgoingMessage&) { return SendReceipt{SendOutcome::uncertain}; };
  desk.day();
  const AttemptId id = desk.post.wires.at(0).message.attempt_id;
  InboundEvent event = delivery("d1", "later");
  std::get<InboundDelivery>(event.what).attempt_id = id;
  desk.receive(event);
  CHECK(desk.attempt(id).state == AttemptState::delivered);
}

TEST_CASE("a stop of somebody unknown holds when they become a client") {
  Desk desk(one_salon(1));
  CHECK(desk.says(9, "stop", "m1").is_done);
  desk.fixture->put_client(lily, client(lily, 9, 9));
  desk.fixture->put_visit(lily, visit(lily, 9, ten - Days{40}));
  desk.day();
  CHECK(desk.wires_to(9) == 0);
  CHECK(desk.wires_to(1) == 1);
}

TEST_CASE("a member of staff asked for twice is the favourite of the next plan") {
  Desk desk(salon_with_ruby());
  fill_slots(desk, contract::at("2026-03-10T00:00:00Z"));
  sent_one(desk);
  desk.says(1, "another stylist please, Ruby", "m1");
  desk.clock.set(desk.clock.now() + Seconds{600});
  desk.says(1, "can I see another stylist, Ruby?", "m2");
  const auto wishes = get(desk.fixture->dialogues().load_dialogue(lily, client_id(lily, 1)));
  REQUIRE(wishes);
  CHECK(wishes->wishes.size() == 2);
  const Instant later = contract::at("2026-03-24T00:00:00Z");
  desk.clock.set(later + Seconds{10 * 3600} + Days{1});
  fill_slots(desk, later + Days{1});
  get(desk.engine().clear(desk.key(1)));
  get(desk.engine().sweep());
  const Person person = desk.person(1);
  CHECK(std::count(person.clients.at(0).wished_staff.begin(),
                   person.clients.at(0).wished_staff.end(), ruby) >= 1);
  get(desk.engine().cancel(desk.post.wires[0].message.attempt_id));
  const auto facts = get(desk.fixture->snapshots().load_snapshot(lily, desk.clock.now()));
  CHECK(facts.clients.at(0).preferred_staff_id == ruby);
}

TEST_CASE("who asks for a pause is written to no earlier") {
  Desk desk(one_salon(1));
  sent_one(desk);
  desk.says(1, "I am on holiday until 15 April", "m1");
  const auto until = get(desk.fixture->snapshots().load_snapshot(lily, desk.clock.now()))
                         .clients.at(0)
                         .paused_until;
  REQUIRE(until);
  CHECK(*until > ten + Days{25});
  desk.clock.set(ten + Days{20});
  get(desk.engine().sweep());
  CHECK(desk.day().sent == 0);
}

TEST_CASE("another service is noted, and a booking of it still converts") {
  Desk desk(salon_with_ruby());
  const AttemptId id = sent_one(desk);
  desk.says(1, "do you offer massage?", "m1");
  desk.books(1, BookingStatus::booked, "b1", ten + Days{2}, ServiceId{12});
  CHECK(desk.attempt(id).completion_reason == CompletionReason::converted);
  CHECK(desk.attempt(id).reply_type == ReplyType::booking_created);
}

TEST_CASE("a yes and then silence is answered, not silent, and is not pressed") {
  Desk desk(one_salon(1));
  const AttemptId id = sent_one(desk);
  desk.says(1, "Yes, please", "m1");
  CHECK(desk.attempt(id).reply_type == ReplyType::positive);
  for (int day = 1; day <= 40; ++day) {
    desk.clock.set(ten + Days{day});
    get(desk.engine().sweep());
    desk.day();
  }
  CHECK(desk.attempt(id).completion_reason == CompletionReason::replied);
  CHECK(desk.post.wires.size() == 1);
}

TEST_CASE("silence is noted after seven days, and the next attempt comes after the interval") {
  Desk desk(one_salon(1));
  const AttemptId id = sent_one(desk);
  const Instant sent_at = desk.post.wires[0].at;
  desk.clock.set(sent_at + Days{7} - Seconds{1});
  CHECK(get(desk.engine().sweep()).changed == 0);
  desk.clock.set(sent_at + Days{7});
  CHECK(get(desk.engine().sweep()).changed == 1);
  CHECK(desk.attempt(id).reply_type == ReplyType::no_response);
  CHECK(get(desk.engine().sweep()).changed == 0);
  desk.clock.set(ten + Days{13});
  CHECK(desk.day().sent == 0);
  desk.clock.set(ten + Days{15});
  CHECK(desk.day().sent == 1);
  CHECK(desk.post.wires.back().message.attempt_id != id);
}

TEST_CASE("the last silent attempt ends the campaign") {
  std::vector<Snapshot> companies = one_salon(1);
  companies[0].rules[0].max_attempts = 1;
  Desk desk(companies);
  const AttemptId id = sent_one(desk);
  desk.clock.set(ten + Days{8});
  get(desk.engine().sweep());
  CHECK(desk.attempt(id).completion_reason == CompletionReason::max_attempts);
  desk.clock.set(ten + Days{40});
  CHECK(desk.day().sent == 0);
}

TEST_CASE("a converted booking that falls through lets the cycle go on") {
  Desk desk(one_salon(1));
  const AttemptId id = sent_one(desk);
  desk.books(1, BookingStatus::booked, "b1", ten + Days{3});
  REQUIRE(desk.attempt(id).completion_reason == CompletionReason::converted);
  desk.books(1, BookingStatus::cancelled, "b2", ten + Days{3});
  CHECK(desk.attempt(id).completion_reason == CompletionReason::none);
}

TEST_CASE("B84: what is no text, and no words at all, waits for a person") {
  Desk desk(one_salon(1));
  InboundEvent event = message("m1", phone_identity(1), "");
  std::get<InboundMessage>(event.what).is_text = false;
  desk.receive(event);
  CHECK(needs_person(desk, 1));
  CHECK(desk.day().sent == 0);
  get(desk.engine().clear(desk.key(1)));
  CHECK_FALSE(needs_person(desk, 1));
}

TEST_CASE("the dialogue follows what the client answers and asks for") {
  Desk desk(salon_with_ruby());
  const AttemptId id = sent_one(desk);
  desk.says(1, "another stylist please, Ruby", "m1");
  const auto known = get(desk.fixture->dialogues().load_dialogue(lily, client_id(lily, 1)));
  REQUIRE(known);
  CHECK(known->attempt_id == id);
  CHECK(known->last_reply == ReplyType::other_staff);
  REQUIRE(known->wishes.size() == 1);
  CHECK(known->wishes[0].wished.staff_id == ruby);
}

TEST_CASE("a booking that only stands in the store converts the campaign, once") {
  Desk desk(one_salon(2));
  REQUIRE(desk.day().sent == 2);
  CHECK(get(desk.engine().read_bookings(lily)) == 0);
  const AttemptId first = desk.post.wires[0].message.attempt_id;
  const ClientId client = desk.post.wires[0].message.client_id;
  // The host's desk writes a row. Here it comes by an event that is too late for the campaign.
  const auto put = [&](BookingStatus status, VisitId id) {
    InboundEvent event;
    event.provider = "host";
    event.event_id = "row-" + std::to_string(static_cast<int>(status));
    event.company_id = lily;
    event.at = event.received_at = desk.clock.now();
    InboundBooking booking;
    booking.keeper = BookingKeeper::library;
    booking.facts = {lily, client, id, status, ten + Days{4}, ten + Days{1}};
    booking.service_ids = {haircut_of(lily)};
    event.what = booking;
    Changes none;
    none.at = desk.clock.now();
    Inbox& inbox = desk.fixture->inbox();
    get(inbox.apply({get(inbox.receive(event)).row, event}, none, EventMark::done));
  };
  desk.clock.set(ten + Days{2});
  put(BookingStatus::booked, {});
  CHECK(get(desk.engine().read_bookings(lily)) == 1);
  CHECK(desk.attempt(first).completion_reason == CompletionReason::converted);
  CHECK(desk.attempt(first).reply_type == ReplyType::booking_created);
  CHECK(get(desk.engine().read_bookings(lily)) == 0);
  // It falls through: the campaign goes on.
  const auto person = get(desk.fixture->inbox().load_person({lily, client}));
  std::optional<VisitId> booked;
  for (const PersonAttempt& known : person.attempts) {
    if (known.attempt.id == first) booked = known.booking_id;
  }
  REQUIRE(booked);
  desk.clock.set(ten + Days{3});
  put(BookingStatus::cancelled, *booked);
  CHECK(get(desk.engine().read_bookings(lily)) == 1);
  CHECK(desk.attempt(first).completion_reason == CompletionReason::none);
  CHECK(get(desk.engine().read_bookings(lily)) == 0);

  const auto unknown = desk.engine().read_bookings(CompanyId{999});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error() == make_error_code(errc::not_found));
}

}  // namespace reactivation::engine_test
