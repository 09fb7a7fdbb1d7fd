// BookingNews: a booking that stands in a store, of a client who was written to, and that says
// something about that message of which no event has told.
#pragma once

#include <optional>
#include <string>

#include "reactivation/core/lifecycle.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation {

/// Messages sent before so long are over, whatever is booked.
inline constexpr Days booking_news_for{90};

/// The provider of such events.
inline constexpr std::string_view booking_news_provider = "store";

/// What the booking says about that attempt of its client at `now`: that they come or came after
/// the message while its campaign is open, or that the booking which converted it fell through.
/// Nothing for everything else. A booking of which nobody knows when it was made says so by the
/// epoch, and counts as made when it was found (`changes_of_booking`). A completed visit that lies
/// ahead is a booking.
[[nodiscard]] std::optional<BookingFacts> booking_news(const PersonAttempt& written,
                                                       const Visit& booking, Instant now);

/// The name of its event: another one when the booking moves, is kept, missed or cancelled.
[[nodiscard]] std::string booking_news_name(const BookingFacts& news);

}  // namespace reactivation
