// What replies, deliveries, bookings, silence and people's orders make of a campaign.
#include "reactivation/core/lifecycle.hpp"

#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {

const CompanyId salon_id{7};
const Instant sent_at = at("2026-03-02T11:00:00Z");
const Instant a_day_later = at("2026-03-03T11:00:00Z");
const Instant deadline = at("2026-03-09T11:00:00Z");

AttemptId id_of(int number) {
  return attempt_id({salon_id, ClientId{1}, ServiceId{1}, on("2026-01-10"), number});
}

PersonAttempt sent(int number = 1, Instant when = sent_at) {
  PersonAttempt out;
  out.company_id = salon_id;
  out.attempt.id = id_of(number);
  out.attempt.client_id = ClientId{1};
  out.attempt.service_id = ServiceId{1};
  out.attempt.cycle_key = on("2026-01-10");
  out.attempt.attempt_number = number;
  out.attempt.state = AttemptState::accepted;
  out.attempt.sent_at = when;
  return out;
}

PersonAttempt waiting(int number = 2) {
  PersonAttempt out = sent(number);
  out.attempt.state = AttemptState::planned;
  out.attempt.sent_at.reset();
  out.attempt.not_after = deadline;
  return out;
}

/// Client 1 of the salon, with these attempts.
Person person(std::vector<PersonAttempt> attempts) {
  Person out;
  PersonClient client;
  client.company_id = salon_id;
  client.client_id = ClientId{1};
  client.zone = TimeZone::utc();
  out.clients.push_back(client);
  out.attempts = std::move(attempts);
  return out;
}

ReplyFacts reply(ReplyType type) {
  ReplyFacts out;
  out.type = type;
  out.is_opt_out = type == ReplyType::opt_out;
  out.needs_person = type == ReplyType::unclear;
  return out;
}

const AttemptChange& only_attempt(const Changes& changes) {
  REQUIRE(changes.attempts.size() == 1);
  return changes.attempts.front();
}

int count(const Changes& changes, ClientChangeKind kind) {
  return static_cast<int>(
      std::count_if(changes.clients.begin(), changes.clients.end(),
                    [kind](const ClientChange& change) { return change.kind == kind; }));
}

BookingFacts booking(BookingStatus status = BookingStatus::booked) {
  return {salon_id, ClientId{1}, VisitId{50}, status, at("2026-03-12T10:00:00Z"), a_day_later};
}

}  // namespace

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

TEST_CASE("booked within 7 days of the message by any channel: converted") {
  const Changes changes = changes_of_booking(person({sent(), waiting()}), booking(), a_day_later);
  REQUIRE(changes.attempts.size() == 2);
  CHECK(changes.attempts[0].after.reply_type == ReplyType::booking_created);
  CHECK(changes.attempts[0].after.completion_reason == CompletionReason::converted);
  CHECK(changes.attempts[0].after.response_received_at == a_day_later);
  CHECK(changes.attempts[0].booking_id == VisitId{50});
  CHECK(changes.attempts[1].after.state == AttemptState::cancelled);
  CHECK(changes.attempts[1].why == "booking");
}

TEST_CASE("a booking made before the message, or after its deadline, was not brought by it") {
  for (const char* created : {"2026-03-02T10:59:59Z", "2026-03-09T11:00:00Z"}) {
    BookingFacts facts = booking();
    facts.created_at = at(created);
    CHECK(changes_of_booking(person({sent()}), facts, a_day_later).attempts.empty());
  }
  for (const char* created : {"2026-03-02T11:00:00Z", "2026-03-09T10:59:59Z"}) {
    BookingFacts facts = booking();
    facts.created_at = at(created);
    CHECK(only_attempt(changes_of_booking(person({sent()}), facts, a_day_later))
              .after.completion_reason == CompletionReason::converted);
  }
}

TEST_CASE("the last message before a booking is the one that brought it") {
  const PersonAttempt first = sent(1, at("2026-03-01T11:00:00Z"));
  PersonAttempt never = sent(4);
  never.attempt.sent_at.reset();
  for (const auto& order :
       {std::vector{first, sent(2), never}, std::vector{sent(2), never, first}}) {
    CHECK(only_attempt(changes_of_booking(person(order), booking(), a_day_later)).seen.id ==
          id_of(2));
  }
}

TEST_CASE("the first answer stays the first when a booking follows") {
  PersonAttempt answered = sent();
  answered.attempt.reply_type = ReplyType::positive;
  answered.attempt.response_received_at = sent_at + Seconds{60};
  CHECK(only_attempt(changes_of_booking(person({answered}), booking(), a_day_later))
            .after.response_received_at == sent_at + Seconds{60});
}

TEST_CASE("bookings of other clients and companies change nothing") {
  BookingFacts other = booking();
  other.client_id = ClientId{2};
  CHECK(changes_of_booking(person({sent(), waiting()}), other, a_day_later).is_empty());
  other = booking();
  other.company_id = CompanyId{8};
  CHECK(changes_of_booking(person({sent(), waiting()}), other, a_day_later).is_empty());
}

TEST_CASE("a completed visit ends open campaigns and clears a frozen client") {
  BookingFacts visit = booking(BookingStatus::completed);
  visit.created_at = at("2026-03-20T10:00:00Z");
  visit.starts_at = visit.created_at;
  Person one = person({sent(), waiting()});
  one.clients[0].needs_person = true;
  PersonClient sibling = one.clients[0];
  sibling.client_id = ClientId{2};
  PersonClient elsewhere = one.clients[0];
  elsewhere.company_id = CompanyId{8};
  PersonClient calm = one.clients[0];
  calm.needs_person = false;
  one.clients.insert(one.clients.end(), {sibling, elsewhere, calm});
  const Changes changes = changes_of_booking(one, visit, visit.created_at);
  REQUIRE(changes.attempts.size() == 2);
  CHECK(changes.attempts[0].after.completion_reason == CompletionReason::visited);
  CHECK(changes.attempts[1].why == "visit");
  CHECK(count(changes, ClientChangeKind::cleared) == 1);
  visit.starts_at = sent_at - Seconds{1};  // known only later: it was before the message
  CHECK(changes_of_booking(person({sent()}), visit, visit.created_at).attempts.empty());
  PersonAttempt over = sent();
  over.attempt.completion_reason = CompletionReason::negative;
  CHECK(changes_of_booking(person({over}), visit, visit.created_at).attempts.empty());
}

TEST_CASE("a booking that falls through lets the cycle go on after the retry interval") {
  PersonAttempt converted = sent();
  converted.attempt.completion_reason = CompletionReason::converted;
  converted.attempt.reply_type = ReplyType::booking_created;
  converted.booking_id = VisitId{50};
  for (const BookingStatus status : {BookingStatus::cancelled, BookingStatus::no_show}) {
    const Changes changes =
        changes_of_booking(person({converted, waiting()}), booking(status), a_day_later);
    CHECK(only_attempt(changes).after.completion_reason == CompletionReason::none);
    CHECK(only_attempt(changes).next_attempt_at == sent_at + Days{14});
    CHECK_FALSE(only_attempt(changes).booking_id);
  }
  BookingFacts other = booking(BookingStatus::cancelled);
  other.booking_id = VisitId{51};
  CHECK(changes_of_booking(person({converted}), other, a_day_later).is_empty());
  CHECK(changes_of_booking(person({sent()}), booking(BookingStatus::cancelled), a_day_later)
            .is_empty());
  converted.attempt.completion_reason = CompletionReason::none;  // and then time passes
  const auto later = change_of_time(converted, deadline);
  REQUIRE(later);
  CHECK(later->after.reply_type == ReplyType::booking_created);
  CHECK(later->next_attempt_at == sent_at + Days{14});
}

TEST_CASE("silence is noted at the deadline, and the next attempt after max(7, retry) days") {
  CHECK_FALSE(change_of_time(sent(), deadline - Seconds{1}));
  const auto change = change_of_time(sent(), deadline);
  REQUIRE(change);
  CHECK(change->after.reply_type == ReplyType::no_response);
  CHECK(change->after.completion_reason == CompletionReason::none);
  CHECK(change->next_attempt_at == sent_at + Days{14});
  PersonAttempt hasty = sent();
  hasty.retry_interval_days = 2;
  CHECK(change_of_time(hasty, deadline)->next_attempt_at == sent_at + Days{7});
  PersonAttempt silent = sent();
  silent.attempt.reply_type = ReplyType::no_response;
  silent.next_attempt_at = sent_at + Days{14};
  CHECK_FALSE(change_of_time(silent, deadline + Days{1}));
}

TEST_CASE("silence after the last attempt ends the campaign") {
  const auto change = change_of_time(sent(3), deadline);
  REQUIRE(change);
  CHECK(change->after.completion_reason == CompletionReason::max_attempts);
  CHECK_FALSE(change->next_attempt_at);
}

TEST_CASE("an answer without a booking ends the cycle at the deadline; being away does not") {
  PersonAttempt answered = sent();
  answered.attempt.reply_type = ReplyType::positive;
  CHECK(change_of_time(answered, deadline)->after.completion_reason == CompletionReason::replied);
  answered.attempt.reply_type = ReplyType::pause_until;
  CHECK(change_of_time(answered, deadline)->after == answered.attempt);
  CHECK(change_of_time(answered, deadline)->next_attempt_at == sent_at + Days{14});
  answered.attempt.attempt_number = 3;
  CHECK(change_of_time(answered, deadline)->after.completion_reason ==
        CompletionReason::max_attempts);
  answered.attempt.completion_reason = CompletionReason::converted;
  CHECK_FALSE(change_of_time(answered, deadline));
}

TEST_CASE("an uncertain hand-over is final after a day; one that is leaving is not judged") {
  PersonAttempt unsure = sent();
  unsure.attempt.state = AttemptState::uncertain;
  CHECK_FALSE(change_of_time(unsure, sent_at + Seconds{86399}));
  const auto change = change_of_time(unsure, sent_at + Seconds{86400});
  REQUIRE(change);
  CHECK(change->after.state == AttemptState::uncertain_final);
  unsure.attempt.state = AttemptState::uncertain_final;
  CHECK(change_of_time(unsure, deadline)->after.reply_type == ReplyType::no_response);
  unsure.attempt.state = AttemptState::dispatching;
  CHECK_FALSE(change_of_time(unsure, deadline));
  unsure.attempt.sent_at.reset();
  CHECK_FALSE(change_of_time(unsure, deadline));
  unsure.attempt.state = AttemptState::rejected;
  CHECK_FALSE(change_of_time(unsure, deadline));
}

TEST_CASE("an attempt whose window is over is cancelled as expired") {
  CHECK_FALSE(change_of_time(waiting(), deadline - Seconds{1}));
  const auto change = change_of_time(waiting(), deadline);
  REQUIRE(change);
  CHECK(change->after.state == AttemptState::cancelled);
  CHECK(change->why == "expired");
  PersonAttempt endless = waiting();
  endless.attempt.not_after.reset();
  CHECK_FALSE(change_of_time(endless, deadline));
}

TEST_CASE("cancelling ends the campaign's open attempts and no others") {
  PersonAttempt other_service = sent(5);
  other_service.attempt.service_id = ServiceId{2};
  PersonAttempt other_client = sent(6);
  other_client.attempt.client_id = ClientId{2};
  PersonAttempt other_company = sent(7);
  other_company.company_id = CompanyId{8};
  PersonAttempt over = sent(3);
  over.attempt.completion_reason = CompletionReason::negative;
  const Person one = person({sent(), waiting(), other_service, other_client, other_company, over});
  const Changes changes = changes_of_cancel(one, id_of(1), a_day_later);
  REQUIRE(changes.attempts.size() == 2);
  CHECK(changes.attempts[0].after.state == AttemptState::accepted);
  CHECK(changes.attempts[0].after.completion_reason == CompletionReason::cancelled);
  CHECK(changes.attempts[1].after.state == AttemptState::cancelled);
  CHECK(changes.attempts[1].after.completion_reason == CompletionReason::cancelled);
  CHECK(changes_of_cancel(one, id_of(9), a_day_later).is_empty());
}

TEST_CASE("cancelling an attempt that ended unsent by itself lasts, and changes nothing else") {
  PersonAttempt expired = waiting(1);
  expired.attempt.state = AttemptState::cancelled;
  PersonAttempt other = waiting(2);
  other.attempt.state = AttemptState::rejected;
  const Changes changes = changes_of_cancel(person({expired, other}), id_of(1), a_day_later);
  REQUIRE(changes.attempts.size() == 1);
  CHECK(changes.attempts[0].after.id == id_of(1));
  CHECK(changes.attempts[0].after.state == AttemptState::cancelled);
  CHECK(changes.attempts[0].after.completion_reason == CompletionReason::cancelled);
  expired.attempt.completion_reason = CompletionReason::visited;
  CHECK(changes_of_cancel(person({expired}), id_of(1), a_day_later).is_empty());
  PersonAttempt refused = sent(1);
  refused.attempt.completion_reason = CompletionReason::negative;
  CHECK(changes_of_cancel(person({refused}), id_of(1), a_day_later).is_empty());
}

TEST_CASE("the original's words for replies and completions") {
  using R = ReplyType;
  const std::pair<R, std::string_view> replies[] = {{R::none, ""},
                                                    {R::opt_out, "negative"},
                                                    {R::negative, "negative"},
                                                    {R::positive, "positive"},
                                                    {R::neutral, "neutral"},
                                                    {R::pause_until, "neutral"},
                                                    {R::other_service, "positive"},
                                                    {R::other_staff, "positive"},
                                                    {R::other_time, "positive"},
                                                    {R::unclear, "neutral"},
                                                    {R::no_response, "no_response"},
                                                    {R::booking_created, "booking_created"}};
  for (const auto& [type, word] : replies) CHECK(original_response_type(type) == word);
  using C = CompletionReason;
  const std::pair<C, std::string_view> reasons[] = {{C::none, ""},
                                                    {C::converted, "converted"},
                                                    {C::max_attempts, "max_attempts"},
                                                    {C::opted_out, "opted_out"},
                                                    {C::negative, "cancelled"},
                                                    {C::replied, "cancelled"},
                                                    {C::cancelled, "cancelled"},
                                                    {C::visited, "cancelled"}};
  for (const auto& [reason, word] : reasons) CHECK(original_completion_reason(reason) == word);
}

TEST_CASE("changes are empty only when all of their parts are") {
  CHECK(Changes{}.is_empty());
  Changes changes;
  changes.alerts.push_back({});
  CHECK_FALSE(changes.is_empty());
  changes = {};
  changes.wishes.push_back({});
  CHECK_FALSE(changes.is_empty());
  changes = {};
  changes.opt_out = OptOutChange{};
  CHECK_FALSE(changes.is_empty());
  changes = {};
  changes.deliveries.push_back({});
  CHECK_FALSE(changes.is_empty());
  changes = {};
  changes.clients.push_back({});
  CHECK_FALSE(changes.is_empty());
}
