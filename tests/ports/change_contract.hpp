// The contract of `apply` and `apply_order`: all changes or none, once.
#pragma once

#include "inbound.hpp"
#include "reactivation/core/booking_news.hpp"

namespace reactivation::contract {

TEST_CASE("a reply is written once, with everything that it changes") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const AttemptId id = world.send_one(lily, "m-1");
  const InboundEvent event = message("e-1", phone_identity(1), "no");
  const StoredEvent stored{get(inbox.receive(event)).row, event};
  ReplyFacts reply;
  reply.type = ReplyType::negative;
  reply.needs_person = true;
  const Changes changes =
      changes_of_reply(get(inbox.load_person_of(event)), reply, noon + Seconds{60});
  const Applied applied = get(inbox.apply(stored, changes, EventMark::done));
  CHECK(applied.has_changed);
  CHECK(applied.in_flight.empty());
  world.fixture->reopen();
  const PermitState state = world.look(id);
  CHECK(state.attempt.reply_type == ReplyType::negative);
  CHECK(state.attempt.response_received_at == noon + Seconds{60});
  CHECK(state.attempt.completion_reason == CompletionReason::negative);
  CHECK(state.facts.clients.needs_person == std::vector<std::uint8_t>{1});
  CHECK(state.facts.clients.has_chat_history == std::vector<std::uint8_t>{1});
  const Applied again = get(world.fixture->inbox().apply(stored, changes, EventMark::done));
  CHECK_FALSE(again.has_changed);
}

TEST_CASE("when an attempt is not as it was seen, nothing is written") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const AttemptId id = world.send_one(lily, "m-1");
  const InboundEvent event = message("e-1", phone_identity(1), "no");
  const StoredEvent stored{get(inbox.receive(event)).row, event};
  ReplyFacts reply;
  reply.type = ReplyType::positive;
  reply.needs_person = false;
  const Person person = get(inbox.load_person_of(event));
  Changes changes = changes_of_reply(person, reply, noon);
  SECTION("its reply came meanwhile") {
    reply.type = ReplyType::neutral;
    const Changes other = changes_of_reply(person, reply, noon);
    get(inbox.apply_order({lily, client_id(lily, 1)}, other));
  }
  SECTION("it was delivered meanwhile") {
    const Changes other = changes_of_delivery(person, id, {Delivery::delivered, noon, false});
    get(inbox.apply_order({lily, client_id(lily, 1)}, other));
  }
  SECTION("it was ended meanwhile") {
    get(inbox.apply_order({lily, client_id(lily, 1)}, changes_of_cancel(person, id, noon)));
  }
  SECTION("it was sent at another time") {
    changes.attempts.at(0).seen.sent_at = noon + Seconds{1};
  }
  SECTION("it is not known") { changes.attempts.at(0).seen.id = AttemptId{}; }
  const Attempt before = world.attempt(id);
  changes.clients.push_back(
      {lily, client_id(lily, 1), ClientChangeKind::paused, noon + Days{30}, {}, "test"});
  CHECK(failed_with(inbox.apply(stored, changes, EventMark::done), errc::storage_conflict));
  CHECK(world.attempt(id) == before);
  CHECK_FALSE(world.person(lily, 1).clients.at(0).paused_until);
  CHECK(get(inbox.load_unprocessed(noon, 10)).size() == 1);
}

TEST_CASE("an event nobody stored cannot be applied") {
  World world;
  const StoredEvent stored{99, message("e-1", phone_identity(1))};
  Changes changes;
  changes.at = noon;
  CHECK(
      failed_with(world.fixture->inbox().apply(stored, changes, EventMark::done), errc::not_found));
}

TEST_CASE("each change of a client shows in their facts") {
  World world;
  const auto facts = [&] {
    return get(world.fixture->snapshots().load_person_facts(lily, client_id(lily, 1), noon));
  };
  world.change_client(lily, 1, ClientChangeKind::frozen);
  CHECK(facts().clients.needs_person.at(0) == 1);
  CHECK(world.person(lily, 1).clients.at(0).needs_person);
  world.change_client(lily, 1, ClientChangeKind::cleared);
  CHECK(facts().clients.needs_person.at(0) == 0);
  world.change_client(lily, 1, ClientChangeKind::wrote);
  CHECK(facts().clients.has_chat_history.at(0) == 1);
  world.change_client(lily, 1, ClientChangeKind::paused, noon + Days{5});
  CHECK(facts().clients.paused_until.at(0) == noon + Days{5});
  world.change_client(lily, 1, ClientChangeKind::unreachable, noon + Days{90});
  CHECK(facts().clients.paused_until.at(0) == noon + Days{90});
  CHECK(world.person(lily, 1).clients.at(0).paused_until == noon + Days{90});
  Changes changes;
  changes.at = noon;
  changes.clients.push_back({lily, client_id(lily, 1), ClientChangeKind::new_favourite,
                             std::nullopt, grace_of(lily), "asked for twice"});
  get(world.fixture->inbox().apply_order({lily, client_id(lily, 1)}, changes));
  world.fixture->reopen();
  CHECK(facts().clients.preferred_staff_id.at(0) == grace_of(lily).value);
  CHECK(facts().clients.paused_until.at(0) == noon + Days{90});
}

TEST_CASE("a member of staff asked for is remembered with the person") {
  World world;
  Changes changes;
  changes.at = noon;
  changes.wishes.push_back({lily,
                            client_id(lily, 1),
                            ReplyType::other_staff,
                            {std::nullopt, grace_of(lily), std::nullopt}});
  changes.wishes.push_back({lily,
                            client_id(lily, 1),
                            ReplyType::other_time,
                            {haircut_of(lily), std::nullopt, DayPart::evening}});
  get(world.fixture->inbox().apply_order({lily, client_id(lily, 1)}, changes));
  world.fixture->reopen();
  const Person person = world.person(lily, 1);
  CHECK(person.clients.at(0).wished_staff == std::vector{grace_of(lily)});
  CHECK(person.clients.at(1).wished_staff.empty());
  const std::string document =
      get(world.fixture->office().export_person({lily, client_id(lily, 1)}, noon));
  CHECK(document.find("\"evening\"") != std::string::npos);
}

TEST_CASE("a booking converts, and one that falls through lets the cycle go on") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const AttemptId id = world.send_one(lily, "m-1");
  BookingFacts booking;
  booking.company_id = lily;
  booking.client_id = client_id(lily, 1);
  booking.booking_id = VisitId{777};
  booking.starts_at = noon + Days{3};
  booking.created_at = noon + Days{1};
  const auto apply = [&] {
    get(inbox.apply_order({lily, client_id(lily, 1)},
                          changes_of_booking(world.person(lily, 1), booking, noon + Days{1})));
  };
  apply();
  CHECK(world.attempt(id).completion_reason == CompletionReason::converted);
  CHECK(world.attempt(id).reply_type == ReplyType::booking_created);
  CHECK(world.person(lily, 1).attempts.at(0).booking_id == VisitId{777});
  booking.status = BookingStatus::cancelled;
  apply();
  CHECK(world.attempt(id).completion_reason == CompletionReason::none);
  CHECK_FALSE(world.person(lily, 1).attempts.at(0).booking_id);
}

TEST_CASE("a booking that the library keeps is written with its event, a host's is not") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  InboundEvent event = message("b-1", phone_identity(1));
  event.company_id = lily;
  InboundBooking booking;
  booking.keeper = BookingKeeper::host;
  booking.facts = {lily, client_id(lily, 1), VisitId{777}, BookingStatus::booked, noon + Days{3},
                   noon};
  booking.service_ids = {haircut_of(lily)};
  booking.staff_id = grace_of(lily);
  const auto bookings = [&] {
    auto times = get(world.fixture->snapshots().load_person_facts(lily, client_id(lily, 1), noon))
                     .open_visits.starts_at;
    std::erase_if(times, [](Instant starts_at) { return starts_at <= noon; });
    return times;
  };
  Changes changes;
  changes.at = noon;
  event.what = booking;
  get(inbox.apply({get(inbox.receive(event)).row, event}, changes, EventMark::done));
  CHECK(bookings().empty());
  booking.keeper = BookingKeeper::library;
  event.event_id = "b-2";
  event.what = booking;
  get(inbox.apply({get(inbox.receive(event)).row, event}, changes, EventMark::done));
  CHECK(bookings() == std::vector{noon + Days{3}});
  booking.facts.starts_at = noon + Days{4};
  event.event_id = "b-3";
  event.what = booking;
  get(inbox.apply({get(inbox.receive(event)).row, event}, changes, EventMark::done));
  CHECK(bookings() == std::vector{noon + Days{4}});
}

TEST_CASE("bookings in the store that nobody has told of are found, until they are told") {
  World world;
  Inbox& inbox = world.fixture->inbox();
  const auto news = [&](Instant now, int rows_max = 10) {
    return get(inbox.load_booking_news(lily, now, rows_max));
  };
  CHECK(news(noon).empty());
  CHECK(failed_with(inbox.load_booking_news(CompanyId{999}, noon, 10), errc::not_found));
  world.send_one(lily, "m-1");
  CHECK(news(noon + Seconds{60}).empty());  // their visits were all before
  // A booking of that client comes to stand in the store; its event changes no campaign.
  InboundEvent event = delivery("b-1", "");
  event.company_id = lily;
  InboundBooking booking;
  booking.keeper = BookingKeeper::library;
  booking.facts = {lily,           client_id(lily, 1), {}, BookingStatus::booked,
                   noon + Days{3}, noon + Days{1}};
  booking.service_ids = {haircut_of(lily)};
  event.what = booking;
  Changes changes;
  changes.at = noon;
  get(inbox.apply({get(inbox.receive(event)).row, event}, changes, EventMark::done));
  const Instant later = noon + Days{2};
  const auto found = news(later);
  REQUIRE(found.size() == 1);
  CHECK(found[0].client_id == client_id(lily, 1));
  CHECK(found[0].status == BookingStatus::booked);
  CHECK(found[0].starts_at == noon + Days{3});
  CHECK(found[0].booking_id.is_set());
  CHECK(news(later, 0).empty());
  CHECK(news(noon + booking_news_for + Days{1}).empty());
  CHECK(get(inbox.load_booking_news(rose, later, 10)).empty());
  // Told, it is no news; another time of it would be.
  InboundEvent told = event;
  told.provider = booking_news_provider;
  told.event_id = booking_news_name(found[0]);
  get(inbox.receive(told));
  CHECK(news(later).empty());
}

}  // namespace reactivation::contract
