// The contract of Inbox but for opt-outs: nothing is lost, everything has its effect once.
#pragma once

#include "inbound.hpp"

namespace reactivation::contract {

inline std::vector<std::int64_t> rows_of(const std::vector<StoredEvent>& events) {
  std::vector<std::int64_t> rows;
  for (const StoredEvent& event : events) rows.push_back(event.row);
  return rows;
}
inline Changes nothing() {
  Changes changes;
  changes.at = noon;
  return changes;
}

TEST_CASE("B76: an event is stored once, and known when it comes again") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  InboundEvent event = message("e-1", phone_identity(1), "yes, please");
  const InboundReceipt first = get(inbox.receive(event));
  CHECK(first.state == ReceiptState::stored);
  CHECK_FALSE(first.is_done);
  event.received_at += Seconds{60};  // our clock, not the event's body
  InboundReceipt again = get(inbox.receive(event));
  CHECK(again.state == ReceiptState::known_already);
  CHECK(again.row == first.row);
  CHECK_FALSE(again.is_done);
  CHECK(get(inbox.apply({first.row, event}, nothing(), EventMark::done)).has_changed);
  world.fixture->reopen();
  again = get(world.fixture->inbox().receive(event));
  CHECK(again.state == ReceiptState::known_already);
  CHECK(again.is_done);
  event.provider = "another";
  CHECK(get(world.fixture->inbox().receive(event)).state == ReceiptState::stored);
}

TEST_CASE("B77: an id used again for another body is stored beside the first") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const InboundReceipt first = get(inbox.receive(message("e-1", phone_identity(1), "yes")));
  const InboundReceipt second = get(inbox.receive(message("e-1", phone_identity(1), "no")));
  CHECK(second.state == ReceiptState::id_reused);
  CHECK(second.row != first.row);
  const InboundReceipt third = get(inbox.receive(message("e-1", phone_identity(1), "no")));
  CHECK(third.state == ReceiptState::known_already);
  CHECK(third.row == second.row);
  CHECK(get(inbox.receive(message("e-1", phone_identity(2), "yes"))).state ==
        ReceiptState::id_reused);
}

TEST_CASE("events that are not done come oldest first, up to the rows asked for") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const InboundEvent one = message("e-1", phone_identity(1), "one");
  const auto first = get(inbox.receive(one)).row;
  const auto second = get(inbox.receive(message("e-2", phone_identity(2), "two"))).row;
  const auto third = get(inbox.receive(message("e-3", phone_identity(3), "three"))).row;
  CHECK(rows_of(get(inbox.load_unprocessed(noon, 10))) == std::vector{first, second, third});
  CHECK(rows_of(get(inbox.load_unprocessed(noon, 2))) == std::vector{first, second});
  get(inbox.apply({second, message("e-2", phone_identity(2), "two")}, nothing(), EventMark::dead));
  world.fixture->reopen();
  const auto left = get(world.fixture->inbox().load_unprocessed(noon, 10));
  REQUIRE(rows_of(left) == std::vector{first, third});
  CHECK(left[0].event.what == one.what);
  CHECK(left[0].event.from == one.from);
  CHECK(left[0].event.provider == one.provider);
  CHECK(left[0].event.event_id == one.event_id);
  CHECK(left[0].event.account_id == one.account_id);
  CHECK(left[0].event.at == one.at);
  CHECK(left[0].event.received_at == one.received_at);
}

TEST_CASE("B80: an event whose message is not known is looked at again for 7 days") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const InboundEvent event = delivery("d-1", "m-1");
  const StoredEvent stored{get(inbox.receive(event)).row, event};
  CHECK(get(inbox.apply(stored, nothing(), EventMark::unmatched)).has_changed);
  CHECK_FALSE(get(inbox.apply(stored, nothing(), EventMark::unmatched)).has_changed);
  world.fixture->reopen();
  Inbox& again = world.fixture->inbox();
  CHECK(rows_of(get(again.load_unprocessed(noon + Days{7} - Seconds{1}, 10))) ==
        std::vector{stored.row});
  CHECK(get(again.load_unprocessed(noon + Days{7}, 10)).empty());
  CHECK_FALSE(get(again.receive(event)).is_done);
  CHECK(get(again.apply(stored, nothing(), EventMark::done)).has_changed);
  CHECK(get(again.load_unprocessed(noon, 10)).empty());
}

TEST_CASE("B81: a delivery of a later known message is written, never backwards") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const AttemptId id = world.send_one(lily, "m-1");
  REQUIRE(get(inbox.find_attempt(delivery("d-0", "m-1"))) == id);
  const auto report = [&](std::string event_id, Delivery what) {
    InboundEvent event = delivery(std::move(event_id), "m-1");
    std::get<InboundDelivery>(event.what).report.delivery = what;
    const StoredEvent stored{get(inbox.receive(event)).row, event};
    const Person person = get(inbox.load_person_of_attempt(id));
    const Changes changes = changes_of_delivery(person, id, {what, noon, false});
    get(inbox.apply(stored, changes, EventMark::done));
  };
  report("d-1", Delivery::read);
  CHECK(world.attempt(id).state == AttemptState::read);
  report("d-2", Delivery::delivered);
  CHECK(world.attempt(id).state == AttemptState::read);
  CHECK(failed_with(inbox.load_person_of_attempt({}), errc::not_found));
  CHECK_FALSE(get(inbox.find_attempt(delivery("d-0", "unknown"))));
}

TEST_CASE("B75: a message is found only by events of its own account and company") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const AttemptId id = world.send_one(lily, "m-1");
  const auto found = [&](AccountId account, CompanyId company) {
    InboundEvent named = delivery("d-1", "m-1");
    named.account_id = account;
    named.company_id = company;
    const auto by_name = get(inbox.find_attempt(named));
    InboundEvent own = delivery("d-1", "");
    std::get<InboundDelivery>(own.what).attempt_id = id;
    own.account_id = account;
    own.company_id = company;
    CHECK(get(inbox.find_attempt(own)) == by_name);
    InboundEvent reply = message("r-1", phone_identity(1));
    std::get<InboundMessage>(reply.what).answers_provider_id = "m-1";
    reply.account_id = account;
    reply.company_id = company;
    CHECK(get(inbox.find_attempt(reply)) == by_name);
    return by_name == id;
  };
  CHECK(found(shared_account, {}));
  CHECK(found({}, lily));
  CHECK(found(shared_account, lily));
  CHECK_FALSE(found(own_account, {}));
  CHECK_FALSE(found({}, rose));
  CHECK_FALSE(found(own_account, lily));
  CHECK_FALSE(found(shared_account, rose));
  CHECK_FALSE(found(AccountId{99}, {}));
  CHECK_FALSE(found({}, {}));
  InboundEvent booking = delivery("b-1", "m-1");
  booking.what = InboundBooking{};
  CHECK_FALSE(get(inbox.find_attempt(booking)));
}

TEST_CASE("B78: an event of an unknown type is kept as it came, and blocks nobody") {
  World world;
  InboundEvent event = message("x-1", phone_identity(1));
  event.what = InboundOther{"template_update", "{\"a\": [1, \"б\"]}"};
  const auto row = get(world.fixture->inbox().receive(event)).row;
  world.fixture->reopen();
  Inbox& inbox = world.fixture->inbox();
  const auto left = get(inbox.load_unprocessed(noon, 10));
  REQUIRE(left.size() == 1);
  CHECK(left[0].event.what == event.what);
  CHECK_FALSE(left[0].is_unreadable);
  CHECK_FALSE(world.needs_person(lily, 1));
  CHECK(get(inbox.receive(event)).state == ReceiptState::known_already);
  get(inbox.apply({row, event}, nothing(), EventMark::done));
  CHECK(get(inbox.load_unprocessed(noon, 10)).empty());
}

TEST_CASE("an unread message blocks its sender by every identity, until it is done") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const Identity lid{IdentityKind::lid, "4711"};
  check(world.fixture->office().add_identity({lily, client_id(lily, 2)}, lid));
  const InboundEvent event = message("e-1", lid);
  const StoredEvent stored{get(inbox.receive(event)).row, event};
  world.fixture->reopen();
  CHECK(world.needs_person(lily, 2));
  CHECK_FALSE(world.needs_person(lily, 1));
  CHECK_FALSE(world.person(lily, 2).clients.at(0).needs_person);  // that is the message itself
  get(world.fixture->inbox().apply(stored, nothing(), EventMark::done));
  CHECK_FALSE(world.needs_person(lily, 2));
}

TEST_CASE("I4: an unread message blocks whoever turns out to be its sender later") {
  World world;
  const Identity lid{IdentityKind::lid, "4711"};
  const InboundEvent event = message("e-1", phone_identity(50), "stop");
  const StoredEvent stored{get(world.fixture->inbox().receive(event)).row, event};
  get(world.fixture->inbox().receive(message("e-2", lid, "stop")));
  world.fixture->put_client(lily, client(lily, 5, 50));
  check(world.fixture->office().add_identity({rose, client_id(rose, 2)}, lid));
  world.fixture->put_client(tulip, client(tulip, 5, 50));
  CHECK(world.needs_person(lily, 5));
  CHECK(world.needs_person(rose, 2));
  CHECK_FALSE(world.needs_person(tulip, 5));
  CHECK_FALSE(world.needs_person(lily, 1));
  get(world.fixture->inbox().apply(stored, nothing(), EventMark::done));
  CHECK_FALSE(world.needs_person(lily, 5));
  CHECK(world.needs_person(rose, 2));
}

TEST_CASE("an unread message blocks every company on its account, and no other") {
  World world;
  get(world.fixture->inbox().receive(message("e-1", phone_identity(1))));
  CHECK(world.needs_person(lily, 1));
  CHECK(world.needs_person(rose, 1));
  CHECK_FALSE(world.needs_person(tulip, 1));
  get(world.fixture->inbox().receive(delivery("d-1", "m-1")));
  CHECK_FALSE(world.needs_person(lily, 2));
}

TEST_CASE("a kind of identity is never taken for another") {
  World world;
  const std::string digits = to_e164(phone(1));
  get(world.fixture->inbox().receive(message("e-1", {IdentityKind::lid, digits})));
  CHECK_FALSE(world.needs_person(lily, 1));
  CHECK(get(world.fixture->inbox().load_person_of(message("e-2", {IdentityKind::lid, digits})))
            .clients.empty());
}

TEST_CASE("the person of an event is everybody on the account whom it names, with attempts") {
  World world;
  const AttemptId sent = world.send_one(lily, "m-1");
  const Person person =
      get(world.fixture->inbox().load_person_of(message("e-1", phone_identity(1))));
  REQUIRE(person.clients.size() == 2);
  CHECK(person.clients[0].company_id == lily);
  CHECK(person.clients[0].client_id == client_id(lily, 1));
  CHECK(person.clients[0].zone == TimeZone::utc());
  CHECK(person.clients[1].company_id == rose);
  REQUIRE(person.attempts.size() == 1);
  CHECK(person.attempts[0].company_id == lily);
  CHECK(person.attempts[0].attempt.id == sent);
  InboundEvent by_company = message("e-2", phone_identity(1));
  by_company.account_id = {};
  by_company.company_id = tulip;
  const Person theirs = get(world.fixture->inbox().load_person_of(by_company));
  REQUIRE(theirs.clients.size() == 1);
  CHECK(theirs.clients[0].company_id == tulip);
  CHECK(get(world.fixture->inbox().load_person_of(message("e-3", phone_identity(99))))
            .clients.empty());
}

TEST_CASE("a host's code names a client of its own company only") {
  World world;
  const Identity code{IdentityKind::external_id, "c-1"};
  check(world.fixture->office().add_identity({lily, client_id(lily, 3)}, code));
  InboundEvent event = message("e-1", code);
  CHECK(get(world.fixture->inbox().load_person_of(event)).clients.empty());
  event.company_id = lily;
  CHECK(get(world.fixture->inbox().load_person_of(event)).clients.size() == 1);
  event.company_id = rose;
  CHECK(get(world.fixture->inbox().load_person_of(event)).clients.empty());
}

TEST_CASE("unknown persons are not found") {
  World world;
  CHECK(failed_with(world.fixture->inbox().load_person({lily, ClientId{99}}), errc::not_found));
  CHECK(
      failed_with(world.fixture->inbox().load_person({rose, client_id(lily, 1)}), errc::not_found));
}

}  // namespace reactivation::contract
