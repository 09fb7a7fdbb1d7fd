// What bookings, visits, silence and people's orders make of a campaign.
#include "core/lifecycle_world.hpp"

using namespace campaign;

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

TEST_CASE(
    "cancelling a campaign that a booking or a visit has ended keeps its cycle from going on") {
  for (const CompletionReason reason :
       {CompletionReason::converted, CompletionReason::visited, CompletionReason::max_attempts}) {
    PersonAttempt ended = sent(1);
    ended.attempt.completion_reason = reason;
    ended.booking_id = VisitId{5};
    PersonAttempt earlier = sent(2);
    earlier.attempt.completion_reason = reason;
    const Changes changes = changes_of_cancel(person({ended, earlier}), id_of(1), a_day_later);
    REQUIRE(changes.attempts.size() == 1);
    CHECK(changes.attempts[0].after.id == id_of(1));
    CHECK(changes.attempts[0].after.state == AttemptState::accepted);
    CHECK(changes.attempts[0].after.completion_reason == CompletionReason::cancelled);
    CHECK(changes.attempts[0].booking_id == VisitId{5});
  }
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
