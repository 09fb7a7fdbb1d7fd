// What replies, deliveries and what a messenger says of a person make of a campaign.
#include "core/lifecycle_world.hpp"

using namespace campaign;

TEST_CASE("a reply belongs to the latest attempt whose deadline is not over") {
  const PersonAttempt older = sent(1, at("2026-02-10T11:00:00Z"));
  const PersonAttempt newer = sent(2);
  for (const auto& order : {std::vector{older, newer}, std::vector{newer, older}}) {
    const Changes changes =
        changes_of_reply(person(order), reply(ReplyType::positive), a_day_later);
    CHECK(only_attempt(changes).seen.id == id_of(2));
    CHECK(only_attempt(changes).after.reply_type == ReplyType::positive);
    CHECK(only_attempt(changes).after.response_received_at == a_day_later);
    CHECK(only_attempt(changes).after.completion_reason == CompletionReason::none);
  }
  const auto both = person({sent(1, at("2026-03-01T11:00:00Z")), newer});
  CHECK(only_attempt(changes_of_reply(both, reply(ReplyType::neutral), a_day_later)).seen.id ==
        id_of(2));
}

TEST_CASE("of two attempts that wait for an answer the later one has it, in any order") {
  PersonAttempt without_time = sent(4);
  without_time.attempt.sent_at.reset();
  const PersonAttempt earlier = sent(1, at("2026-03-01T11:00:00Z"));
  for (const auto& order :
       {std::vector{sent(2), earlier, without_time}, std::vector{without_time, earlier, sent(2)}}) {
    CHECK(only_attempt(changes_of_reply(person(order), reply(ReplyType::neutral), a_day_later))
              .seen.id == id_of(2));
  }
}

TEST_CASE("a visit ends no campaign whose send is not known") {
  PersonAttempt without_time = sent();
  without_time.attempt.sent_at.reset();
  CHECK(changes_of_booking(person({without_time}), booking(BookingStatus::completed), a_day_later)
            .attempts.empty());
}

TEST_CASE("an attempt that the messenger names is the one answered, even late") {
  ReplyFacts named = reply(ReplyType::positive);
  named.about = id_of(1);
  const auto both = person({sent(1, at("2026-02-10T11:00:00Z")), sent(2)});
  CHECK(only_attempt(changes_of_reply(both, named, a_day_later)).seen.id == id_of(1));
}

TEST_CASE("after every deadline a reply changes no attempt, and is still a chat") {
  const Changes changes = changes_of_reply(person({sent()}), reply(ReplyType::positive), deadline);
  CHECK(changes.attempts.empty());
  CHECK(count(changes, ClientChangeKind::wrote) == 1);
  CHECK(changes.wishes.empty());
}

TEST_CASE("B87: an opt-out wins over what else a reply says, and closes the campaign") {
  ReplyFacts both = reply(ReplyType::positive);
  both.is_opt_out = true;
  const Changes changes = changes_of_reply(person({sent(), waiting()}), both, a_day_later);
  REQUIRE(changes.opt_out);
  CHECK(changes.opt_out->why == "reply");
  both.is_models_reading = true;
  CHECK(changes_of_reply(person({}), both, a_day_later).opt_out->why == "reply as a model read it");
  CHECK_FALSE(changes.opt_out->is_incident);
  REQUIRE(changes.attempts.size() == 2);
  CHECK(changes.attempts[0].after.reply_type == ReplyType::opt_out);
  CHECK(changes.attempts[0].after.completion_reason == CompletionReason::opted_out);
  CHECK(changes.attempts[1].after.state == AttemptState::cancelled);
  CHECK(count(changes, ClientChangeKind::frozen) == 0);
}

TEST_CASE("an opt-out without any campaign is an opt-out") {
  CHECK(changes_of_reply(person({}), reply(ReplyType::opt_out), a_day_later).opt_out);
  CHECK(changes_of_reply(Person{}, reply(ReplyType::opt_out), a_day_later).opt_out);
}

TEST_CASE("B88: a complaint opts out and is told") {
  ReplyFacts angry = reply(ReplyType::opt_out);
  angry.is_incident = true;
  const Changes changes = changes_of_reply(person({}), angry, a_day_later);
  CHECK(changes.opt_out->why == "complaint");
  CHECK(changes.opt_out->is_incident);
  REQUIRE(changes.alerts.size() == 1);
  CHECK(changes.alerts[0].kind == AlertKind::complaint);
}

TEST_CASE("a refusal ends the cycle and is an opt-out only where the company says so") {
  Person one = person({sent()});
  Changes changes = changes_of_reply(one, reply(ReplyType::negative), a_day_later);
  CHECK_FALSE(changes.opt_out);
  CHECK(only_attempt(changes).after.completion_reason == CompletionReason::negative);
  one.clients[0].opt_out_on_negative = true;
  changes = changes_of_reply(one, reply(ReplyType::negative), a_day_later);
  REQUIRE(changes.opt_out);
  CHECK(changes.opt_out->why == "negative reply");
  CHECK_FALSE(changes_of_reply(one, reply(ReplyType::neutral), a_day_later).opt_out);
}

TEST_CASE("a refusal ends the cycle also after the last attempt: a rule may allow more later") {
  PersonAttempt closed = sent();
  closed.attempt.completion_reason = CompletionReason::max_attempts;
  const auto completion_after = [&](ReplyType type) {
    return only_attempt(changes_of_reply(person({closed}), reply(type), a_day_later))
        .after.completion_reason;
  };
  CHECK(completion_after(ReplyType::negative) == CompletionReason::negative);
  CHECK(completion_after(ReplyType::opt_out) == CompletionReason::opted_out);
  CHECK(completion_after(ReplyType::neutral) == CompletionReason::max_attempts);
  closed.attempt.completion_reason = CompletionReason::visited;
  CHECK(completion_after(ReplyType::negative) == CompletionReason::visited);
}

TEST_CASE("a happier word later does not undo a refusal, nor a booking") {
  PersonAttempt refused = sent();
  refused.attempt.reply_type = ReplyType::negative;
  refused.attempt.completion_reason = CompletionReason::negative;
  refused.attempt.response_received_at = sent_at;
  CHECK(changes_of_reply(person({refused}), reply(ReplyType::positive), a_day_later)
            .attempts.empty());
  const Changes stop = changes_of_reply(person({refused}), reply(ReplyType::opt_out), a_day_later);
  CHECK(only_attempt(stop).after.reply_type == ReplyType::opt_out);
  CHECK(only_attempt(stop).after.completion_reason == CompletionReason::negative);
  CHECK(only_attempt(stop).after.response_received_at == sent_at);
  PersonAttempt booked = refused;
  booked.attempt.reply_type = ReplyType::booking_created;
  booked.attempt.completion_reason = CompletionReason::converted;
  CHECK(
      changes_of_reply(person({booked}), reply(ReplyType::negative), a_day_later).attempts.empty());
}

TEST_CASE("B84: an unclear reply waits for a person") {
  const Changes changes =
      changes_of_reply(person({sent()}), reply(ReplyType::unclear), a_day_later);
  CHECK(count(changes, ClientChangeKind::frozen) == 1);
  REQUIRE(changes.alerts.size() == 1);
  CHECK(changes.alerts[0].kind == AlertKind::reply_needs_person);
  CHECK(only_attempt(changes).after.reply_type == ReplyType::unclear);
}

TEST_CASE(
    "away until a date pauses the client from that date's midnight on their company's clock") {
  ReplyFacts away = reply(ReplyType::pause_until);
  away.pause_until = on("2026-04-15");
  Person one = person({sent()});
  one.clients[0].zone = berlin();
  const Changes changes = changes_of_reply(one, away, a_day_later);
  REQUIRE(count(changes, ClientChangeKind::paused) == 1);
  CHECK(changes.clients.back().until == at("2026-04-14T22:00:00Z"));
  away.pause_until.reset();
  CHECK(count(changes_of_reply(one, away, a_day_later), ClientChangeKind::paused) == 0);
}

TEST_CASE("away until a date never ends a longer pause, and makes a shorter one longer") {
  ReplyFacts away = reply(ReplyType::pause_until);
  away.pause_until = on("2026-04-15");
  Person one = person({sent()});
  one.clients[0].paused_until = at("2026-06-01T00:00:00Z");
  CHECK(changes_of_reply(one, away, a_day_later).clients.back().until ==
        at("2026-06-01T00:00:00Z"));
  one.clients[0].paused_until = at("2026-03-20T00:00:00Z");
  CHECK(changes_of_reply(one, away, a_day_later).clients.back().until ==
        at("2026-04-15T00:00:00Z"));
}

TEST_CASE("what a client asks for is kept; a member of staff asked for twice is the favourite") {
  ReplyFacts wish = reply(ReplyType::other_staff);
  wish.wished.staff_id = StaffId{4};
  Person one = person({sent()});
  Changes changes = changes_of_reply(one, wish, a_day_later);
  REQUIRE(changes.wishes.size() == 1);
  CHECK(changes.wishes[0].wished.staff_id == StaffId{4});
  CHECK(count(changes, ClientChangeKind::new_favourite) == 0);
  one.clients[0].wished_staff = {StaffId{4}};
  PersonClient elsewhere = one.clients[0];
  elsewhere.company_id = CompanyId{8};
  PersonClient sibling = one.clients[0];
  sibling.client_id = ClientId{2};
  one.clients.insert(one.clients.begin(), {elsewhere, sibling});
  changes = changes_of_reply(one, wish, a_day_later);
  REQUIRE(count(changes, ClientChangeKind::new_favourite) == 1);
  CHECK(changes.clients.back().staff_id == StaffId{4});
  CHECK(changes.clients.back().client_id == ClientId{1});
  one.clients.back().wished_staff = {StaffId{9}};
  CHECK(count(changes_of_reply(one, wish, a_day_later), ClientChangeKind::new_favourite) == 0);
  wish.wished.staff_id.reset();
  CHECK(count(changes_of_reply(one, wish, a_day_later), ClientChangeKind::new_favourite) == 0);
  for (const ReplyType type : {ReplyType::other_service, ReplyType::other_time}) {
    ReplyFacts asked = reply(type);
    asked.wished = {ServiceId{3}, StaffId{4}, DayPart::evening};
    const Changes other = changes_of_reply(one, asked, a_day_later);
    REQUIRE(other.wishes.size() == 1);
    CHECK(other.wishes[0].kind == type);
    // Whoever is named besides another time is no wish for that member of staff.
    CHECK(other.wishes[0].wished == Wished{ServiceId{3}, std::nullopt, DayPart::evening});
    CHECK(other.wishes[0].client_id == ClientId{1});
  }
}

TEST_CASE("wishes are equal when all that they name is") {
  const Wished all{ServiceId{3}, StaffId{4}, DayPart::evening};
  CHECK(all == Wished{ServiceId{3}, StaffId{4}, DayPart::evening});
  CHECK_FALSE(all == Wished{ServiceId{2}, StaffId{4}, DayPart::evening});
  CHECK_FALSE(all == Wished{ServiceId{3}, StaffId{5}, DayPart::evening});
  CHECK_FALSE(all == Wished{ServiceId{3}, StaffId{4}, DayPart::morning});
  CHECK_FALSE(all == Wished{std::nullopt, StaffId{4}, DayPart::evening});
  CHECK_FALSE(all == Wished{ServiceId{3}, std::nullopt, DayPart::evening});
  CHECK_FALSE(all == Wished{ServiceId{3}, StaffId{4}, std::nullopt});
  CHECK(Wished{} == Wished{});
}

TEST_CASE("a wish is kept also when no campaign is answered, for the person's first client") {
  ReplyFacts asked = reply(ReplyType::other_service);
  asked.wished.service_id = ServiceId{3};
  const Changes changes = changes_of_reply(person({}), asked, a_day_later);
  REQUIRE(changes.wishes.size() == 1);
  CHECK(changes.wishes[0].client_id == ClientId{1});
  CHECK(changes.wishes[0].wished.service_id == ServiceId{3});
  CHECK(changes_of_reply(Person{}, asked, a_day_later).wishes.empty());
  CHECK_FALSE(subject_of_reply(Person{}, asked, a_day_later));
}

TEST_CASE("B89: an inbound message and a colleague's cancel what waits to be sent") {
  const Changes inbound = changes_of_reply(person({waiting()}), reply(ReplyType::neutral), sent_at);
  CHECK(only_attempt(inbound).after.state == AttemptState::cancelled);
  CHECK(only_attempt(inbound).why == "in_conversation");
  const Changes own = changes_of_own_message(person({sent(), waiting()}), sent_at);
  CHECK(only_attempt(own).seen.id == id_of(2));
  CHECK(own.clients.empty());
  CHECK_FALSE(own.is_empty());
  CHECK(changes_of_own_message(person({sent()}), sent_at).is_empty());
}

TEST_CASE("B81: deliveries only move forward") {
  struct Row {
    AttemptState before;
    Delivery delivery;
    AttemptState after;
  };
  using S = AttemptState;
  for (const Row& row :
       {Row{S::accepted, Delivery::sent, S::accepted},
        Row{S::accepted, Delivery::delivered, S::delivered},
        Row{S::accepted, Delivery::read, S::read}, Row{S::read, Delivery::delivered, S::read},
        Row{S::delivered, Delivery::sent, S::delivered},
        Row{S::delivered, Delivery::failed, S::delivered},
        Row{S::accepted, Delivery::failed, S::accepted},
        Row{S::uncertain, Delivery::sent, S::accepted},
        Row{S::uncertain_final, Delivery::failed, S::accepted},
        Row{S::uncertain, Delivery::read, S::read}}) {
    PersonAttempt known = sent();
    known.attempt.state = row.before;
    const Changes changes =
        changes_of_delivery(person({sent(3), known}), id_of(1), {row.delivery, a_day_later, false});
    REQUIRE(changes.deliveries.size() == 1);
    CHECK(changes.deliveries[0].delivery == row.delivery);
    if (row.before == row.after) {
      CHECK(changes.attempts.empty());
    } else {
      CHECK(only_attempt(changes).after.state == row.after);
    }
    CHECK(changes.clients.empty());
  }
}

TEST_CASE("B20: a number that the messenger does not know is left alone for 90 days") {
  const DeliveryReport report{Delivery::failed, a_day_later, true};
  const Changes changes = changes_of_delivery(person({sent()}), id_of(1), report);
  REQUIRE(count(changes, ClientChangeKind::unreachable) == 1);
  CHECK(changes.clients[0].until == a_day_later + Days{90});
  const Changes delivered =
      changes_of_delivery(person({sent()}), id_of(1), {Delivery::delivered, a_day_later, true});
  CHECK(delivered.clients.empty());
}

TEST_CASE("a messenger's word about a person pauses all of theirs, and shortens no longer pause") {
  Person known = person({sent()});
  PersonClient other = known.clients[0];
  other.company_id = CompanyId{8};
  known.clients.push_back(other);
  struct Row {
    PersonFault fault;
    Seconds pause;
  };
  // Official API: 131056 holds a pair for minutes, 131049 for 24 hours.
  for (const Row& row :
       {Row{PersonFault::wait, Seconds{3600}}, Row{PersonFault::not_today, Seconds{86400}}}) {
    known.clients[0].paused_until = std::nullopt;
    known.clients[1].paused_until = a_day_later + row.pause;
    const DeliveryReport report{Delivery::failed, a_day_later, false, row.fault};
    const Changes changes = changes_of_delivery(known, id_of(1), report);
    REQUIRE(changes.clients.size() == 1);
    CHECK(changes.clients[0].kind == ClientChangeKind::paused);
    CHECK(changes.clients[0].company_id == known.clients[0].company_id);
    CHECK(changes.clients[0].until == a_day_later + row.pause);
    CHECK_FALSE(changes.opt_out);
    known.clients[1].paused_until = a_day_later + row.pause - Seconds{1};
    CHECK(changes_of_delivery(known, id_of(1), report).clients.size() == 2);
    const DeliveryReport delivered{Delivery::delivered, a_day_later, false, row.fault};
    CHECK(changes_of_delivery(known, id_of(1), delivered).clients.empty());
  }
}

TEST_CASE("131050: a failure that says that the person has stopped opts them out") {
  const Person known = person({sent()});
  const Changes changes = changes_of_delivery(
      known, id_of(1), {Delivery::failed, a_day_later, false, PersonFault::opted_out});
  REQUIRE(changes.opt_out);
  CHECK(changes.opt_out->client_id == known.attempts[0].attempt.client_id);
  CHECK(changes.opt_out->company_id == known.attempts[0].company_id);
  CHECK_FALSE(changes.opt_out->is_incident);
  CHECK(changes.clients.empty());
  CHECK(changes_of_person_fault(known, PersonFault::opted_out, a_day_later).opt_out);
  CHECK(changes_of_person_fault(known, PersonFault::none, a_day_later).is_empty());
}

TEST_CASE("whoever blocks or reports the account is opted out, also after a delivery") {
  const Person known = person({sent()});
  struct Row {
    PersonFault fault;
    std::string_view why;
  };
  for (const Row& row :
       {Row{PersonFault::opted_out, "messenger"}, Row{PersonFault::blocked, "blocked"},
        Row{PersonFault::reported, "reported"}}) {
    for (const Delivery delivery : {Delivery::failed, Delivery::delivered, Delivery::read}) {
      const Changes changes =
          changes_of_delivery(known, id_of(1), {delivery, a_day_later, false, row.fault});
      REQUIRE(changes.opt_out);
      CHECK(changes.opt_out->why == row.why);
      CHECK(changes.opt_out->client_id == known.attempts[0].attempt.client_id);
      CHECK(changes.clients.empty());
      REQUIRE(changes.deliveries.size() == 1);
      CHECK(changes.deliveries[0].person_fault == row.fault);
    }
    CHECK(changes_of_person_fault(known, row.fault, a_day_later).opt_out->why == row.why);
  }
}

TEST_CASE("B79: whoever sent what cannot be read waits for a person, and nothing leaves to them") {
  Person known = person({sent(), waiting()});
  PersonClient other = known.clients[0];
  other.company_id = CompanyId{8};
  known.clients.push_back(other);
  const Changes changes = changes_of_unreadable(known, a_day_later);
  CHECK(changes.at == a_day_later);
  CHECK(count(changes, ClientChangeKind::frozen) == 2);
  CHECK(only_attempt(changes).after.state == AttemptState::cancelled);
  REQUIRE(changes.alerts.size() == 2);
  CHECK(changes.alerts[0].kind == AlertKind::event_unreadable);
  CHECK(changes.alerts[1].company_id == CompanyId{8});
  CHECK_FALSE(changes.opt_out);
  CHECK(changes_of_unreadable(Person{}, a_day_later).is_empty());
}

TEST_CASE("B82: an event's own time counts from 2000 on and up to two minutes ahead of the clock") {
  const Instant received_at = a_day_later;
  const auto kept = [&](Instant told) { return time_of_event(told, received_at) == told; };
  CHECK(kept(at("2000-01-01T00:00:00Z")));
  CHECK_FALSE(kept(at("1999-12-31T23:59:59Z")));
  CHECK(time_of_event(Instant{}, received_at) == received_at);
  CHECK(kept(received_at + Seconds{120}));
  CHECK(time_of_event(received_at + Seconds{121}, received_at) == received_at);
  const Instant in_milliseconds{Seconds{received_at.time_since_epoch().count() * 1000}};
  CHECK(time_of_event(in_milliseconds, received_at) == received_at);
}

TEST_CASE("a word about a message that is still leaving, or never left, waits") {
  PersonAttempt leaving = sent();
  leaving.attempt.state = AttemptState::dispatching;
  const DeliveryReport report{Delivery::delivered, a_day_later, false};
  CHECK(changes_of_delivery(person({leaving}), id_of(1), report).is_empty());
  CHECK(changes_of_delivery(person({waiting(1)}), id_of(1), report).is_empty());
}
