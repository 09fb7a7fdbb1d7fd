// The verifier of final texts: reads a text without knowing how it was made, and compares every
// fact in it with the facts of the offer, both ways (safety.md §5, check B; I21 to I23).
//
// It shares no code with the renderer but the reading of names and titles. A text of a template and
// a text of a model pass through the same door.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "reactivation/core/message.hpp"

namespace reactivation {

/// What is wrong with a text.
enum class MessageFault : std::uint8_t {
  // the form
  not_utf8,
  empty,
  too_long,         ///< more than 500 code points
  too_many_lines,   ///< more than 6
  too_many_emoji,   ///< more than 2
  odd_character,    ///< control, bidirectional, zero-width, braces, other alphabets …
  mixed_alphabets,  ///< Latin and Cyrillic letters in one word
  wrong_language,
  wrong_address_form,
  no_call_to_action,  ///< the last line neither asks nor invites
  // what is said and is no fact
  address,  ///< a link, a phone, a card, a nickname, a messenger's name
  unknown_percent,
  unknown_number,  ///< in digits or in words
  money,           ///< a price, a currency, a gift
  discount_not_offered,
  unknown_date,
  unknown_time,
  unknown_name,
  wrong_staff,  ///< a slot with somebody else's name
  wrong_since,  ///< another time since the visit
  false_usual,  ///< "as usual" to one who is no regular
  false_vip,
  false_seen_since,
  forbidden_word,  ///< "reactivation", "win you back", an apology
  // what is a fact and is not said
  missing_name,
  missing_since,
  missing_discount,
  missing_validity,
  missing_slot,
  missing_staff,
  missing_usual,
  missing_vip,
  missing_seen_since,
};

/// `wrong_since`, for logs and counters. Never holds a part of the text.
[[nodiscard]] std::string_view to_string(MessageFault fault) noexcept;

struct MessageDefect {
  MessageFault fault = MessageFault::empty;
  std::size_t at = 0;  ///< the code point at which it begins; the text's length for what is missing

  friend bool operator==(const MessageDefect&, const MessageDefect&) noexcept = default;
};

/// Everything wrong with `text` as a message about `facts`; empty when it may be sent. Any bytes
/// are a valid argument.
[[nodiscard]] std::vector<MessageDefect> check_message(std::string_view text,
                                                       const MessageFacts& facts);

}  // namespace reactivation
