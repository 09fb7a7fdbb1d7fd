#include "reactivation/core/booking_news.hpp"

#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {

PersonAttempt written() {
  PersonAttempt out;
  out.company_id = CompanyId{7};
  out.attempt.client_id = ClientId{1};
  out.attempt.state = AttemptState::delivered;
  out.attempt.sent_at = noon;
  return out;
}

Visit booking(VisitStatus status) {
  Visit out;
  out.id = VisitId{5};
  out.client_id = ClientId{1};
  out.starts_at = noon + Days{3};
  out.status = status;
  out.created_at = noon + Days{1};
  return out;
}

const Instant later = noon + Days{10};

}  // namespace

TEST_CASE("who comes after a message, or will, is news while its campaign is open") {
  for (const auto& [status, expected] :
       {std::pair{VisitStatus::booked, BookingStatus::booked},
        std::pair{VisitStatus::completed, BookingStatus::completed}}) {
    const auto news = booking_news(written(), booking(status), later);
    REQUIRE(news);
    CHECK(news->company_id == CompanyId{7});
    CHECK(news->client_id == ClientId{1});
    CHECK(news->booking_id == VisitId{5});
    CHECK(news->status == expected);
    CHECK(news->starts_at == noon + Days{3});
    CHECK(news->created_at == noon + Days{1});
  }
  // A completed visit that lies ahead is a booking.
  CHECK(booking_news(written(), booking(VisitStatus::completed), noon + Days{2})->status ==
        BookingStatus::booked);
  PersonAttempt ended = written();
  for (const CompletionReason reason :
       {CompletionReason::converted, CompletionReason::visited, CompletionReason::opted_out}) {
    ended.attempt.completion_reason = reason;
    CHECK_FALSE(booking_news(ended, booking(VisitStatus::booked), later));
  }
}

TEST_CASE("what was over before the message, or is of others, is no news") {
  Visit before = booking(VisitStatus::completed);
  before.starts_at = noon - Seconds{1};
  CHECK_FALSE(booking_news(written(), before, later));
  before.starts_at = noon;
  CHECK(booking_news(written(), before, later));
  Visit other = booking(VisitStatus::booked);
  other.client_id = ClientId{2};
  CHECK_FALSE(booking_news(written(), other, later));
  other = booking(VisitStatus::booked);
  other.id = {};
  CHECK_FALSE(booking_news(written(), other, later));
  PersonAttempt waiting = written();
  waiting.attempt.state = AttemptState::ready;
  CHECK_FALSE(booking_news(waiting, booking(VisitStatus::booked), later));
  waiting = written();
  waiting.attempt.sent_at.reset();
  CHECK_FALSE(booking_news(waiting, booking(VisitStatus::booked), later));
  CHECK(booking_news(written(), booking(VisitStatus::booked), noon + booking_news_for));
  CHECK_FALSE(
      booking_news(written(), booking(VisitStatus::booked), noon + booking_news_for + Seconds{1}));
}

TEST_CASE("that a booking fell through is news of the campaign that it had converted") {
  PersonAttempt converted = written();
  converted.attempt.completion_reason = CompletionReason::converted;
  converted.booking_id = VisitId{5};
  CHECK(booking_news(converted, booking(VisitStatus::cancelled), later)->status ==
        BookingStatus::cancelled);
  CHECK(booking_news(converted, booking(VisitStatus::no_show), later)->status ==
        BookingStatus::no_show);
  CHECK_FALSE(booking_news(written(), booking(VisitStatus::cancelled), later));
  converted.booking_id = VisitId{6};
  CHECK_FALSE(booking_news(converted, booking(VisitStatus::cancelled), later));
}

TEST_CASE("news has a name of its own for each state and time of a booking") {
  const BookingFacts news = *booking_news(written(), booking(VisitStatus::booked), later);
  CHECK(booking_news_name(news) ==
        "booking 7/1/5 booked " + std::to_string((noon + Days{3}).time_since_epoch().count()));
  BookingFacts moved = news;
  moved.starts_at += Seconds{60};
  CHECK(booking_news_name(moved) != booking_news_name(news));
  for (const BookingStatus status :
       {BookingStatus::completed, BookingStatus::cancelled, BookingStatus::no_show}) {
    BookingFacts changed = news;
    changed.status = status;
    CHECK(booking_news_name(changed) != booking_news_name(news));
  }
  // Nobody knows when it was made: the same words each time.
  Visit undated = booking(VisitStatus::booked);
  undated.created_at.reset();
  CHECK(booking_news(written(), undated, later)->created_at == Instant{});
}
