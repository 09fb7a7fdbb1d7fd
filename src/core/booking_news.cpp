#include "reactivation/core/booking_news.hpp"

namespace reactivation {
namespace {

BookingStatus status_of(const Visit& booking, Instant now) noexcept {
  if (booking.status == VisitStatus::cancelled) return BookingStatus::cancelled;
  if (booking.status == VisitStatus::no_show) return BookingStatus::no_show;
  const bool is_over = booking.status == VisitStatus::completed && booking.starts_at <= now;
  return is_over ? BookingStatus::completed : BookingStatus::booked;
}

}  // namespace

std::optional<BookingFacts> booking_news(const PersonAttempt& written, const Visit& booking,
                                         Instant now) {
  const Attempt& attempt = written.attempt;
  if (!booking.id.is_set() || booking.client_id != attempt.client_id) return std::nullopt;
  if (!counts_as_sent(attempt.state) || !attempt.sent_at) return std::nullopt;
  if (now - *attempt.sent_at > booking_news_for) return std::nullopt;
  const BookingStatus status = status_of(booking, now);
  const bool is_off = status == BookingStatus::cancelled || status == BookingStatus::no_show;
  const bool is_news = is_off ? attempt.completion_reason == CompletionReason::converted &&
                                    written.booking_id == booking.id
                              : attempt.completion_reason == CompletionReason::none &&
                                    booking.starts_at >= *attempt.sent_at;
  if (!is_news) return std::nullopt;
  return BookingFacts{written.company_id, booking.client_id,
                      booking.id,         status,
                      booking.starts_at,  booking.created_at.value_or(Instant{})};
}

std::string booking_news_name(const BookingFacts& news) {
  constexpr const char* words[] = {"booked", "completed", "cancelled", "no_show"};
  return "booking " + std::to_string(news.company_id.value) + "/" +
         std::to_string(news.client_id.value) + "/" + std::to_string(news.booking_id.value) + " " +
         words[static_cast<std::size_t>(news.status)] + " " +
         std::to_string(news.starts_at.time_since_epoch().count());
}

}  // namespace reactivation
