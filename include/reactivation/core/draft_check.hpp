// A model's answer on its way to a message: what is taken off it, the check of the raw text
// (safety.md §5, check A), the placeholders filled in, and the final check (core/message_check.hpp,
// check B), which is another algorithm with words of its own.
//
// A model writes no fact that costs money or time: it writes {{slots}} or {{discount}}, and the
// library says what that is. Check A finds whatever else reads like a fact, a promise or a leak.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/message.hpp"
#include "reactivation/core/message_check.hpp"

namespace reactivation {

/// What a model may leave to the library, written as {{name}}.
enum class DraftField : std::uint8_t {
  name,
  since,     ///< "4 weeks"
  staff,     ///< the favourite's name, as it is called
  slots,     ///< "tomorrow, March 5, at 10:00 AM or …"
  discount,  ///< "15%"
  until,     ///< "March 11"
  service,   ///< the title in quotes
  company,   ///< its name
};
inline constexpr std::size_t draft_field_count = 8;
[[nodiscard]] std::string_view to_string(DraftField field) noexcept;

/// Whether a text about these facts needs the field exactly once, may have it once, or must not.
enum class DraftNeed : std::uint8_t { forbidden, allowed, required };
[[nodiscard]] DraftNeed draft_need(DraftField field, const MessageFacts& facts);

/// What is wrong with a raw text.
enum class DraftFault : std::uint8_t {
  no_answer,  ///< cut, blocked or nothing at all (B91, B92)
  not_utf8,
  empty,
  too_long,
  too_many_lines,
  too_many_emoji,
  odd_character,  ///< anything but letters of the language, plain marks and a few emoji
  wrong_language,
  digit,
  number_word,
  percent,
  money,
  offer,
  date,
  time,
  address,
  name,
  forbidden_word,  ///< "reactivation", "win you back", an apology
  sensitive,       ///< health, age, looks, an insult
  leak,            ///< of the instructions, or of what the writer is
  unknown_placeholder,
  unneeded_placeholder,
  missing_placeholder,
  repeated_placeholder,
  misplaced_placeholder,  ///< beside words that change what it says
  unfamiliar,             ///< a word, or words side by side, that good drafts do not have
  too_similar,            ///< to one of the account's last texts (B104)
};
/// `misplaced_placeholder`, for logs and counters. Never holds a part of the text.
[[nodiscard]] std::string_view to_string(DraftFault fault) noexcept;
/// True for what somebody should look at: an invented promise (B94) or a leak (B98).
[[nodiscard]] bool is_incident(DraftFault fault) noexcept;

struct DraftDefect {
  DraftFault fault = DraftFault::empty;
  std::size_t at = 0;  ///< the code point at which it begins; the text's length for what is missing

  friend bool operator==(const DraftDefect&, const DraftDefect&) noexcept = default;
};

/// The message inside an answer: without one pair of quotes, one code fence, a JSON object of one
/// text or an introduction ("Here is the message:"), when it has exactly that form; else the answer
/// as it is, without blanks at its ends (B93).
[[nodiscard]] std::string unwrapped_draft(std::string_view answer);

/// Everything wrong with `text` as a raw message about `facts`; any bytes are a valid argument.
/// Texts of more than 2,000 bytes are too long and not read on.
[[nodiscard]] std::vector<DraftDefect> check_draft(std::string_view text,
                                                   const MessageFacts& facts);

/// `text` with its placeholders said, with the words around them made to agree: a capital at the
/// beginning of a sentence, "an" before 11%, «прошёл» with one day.
[[nodiscard]] std::string render_draft(std::string_view text, const MessageFacts& facts);

/// How much of the shorter text's runs of three words stands in the other, 0 to 1.
[[nodiscard]] double similarity(std::string_view text, std::string_view other);
/// From here on two texts count as one.
inline constexpr double same_text_from = 0.8;
inline constexpr std::size_t texts_compared = 20;

/// An answer and everything that was found about it.
struct VerifiedDraft {
  std::string raw;   ///< unwrapped, with placeholders
  std::string text;  ///< rendered; empty when check A refused
  std::vector<DraftDefect> draft_defects;
  std::vector<MessageDefect> message_defects;

  [[nodiscard]] bool is_sound() const noexcept {
    return draft_defects.empty() && message_defects.empty();
  }
  /// `draft: offer` or `message: unknown_date`; empty when it is sound.
  [[nodiscard]] std::string problem() const;
  [[nodiscard]] bool is_incident() const noexcept;
};

/// Both checks. `recent`: raw texts of the account, of which the last 20 are compared.
[[nodiscard]] VerifiedDraft verify_draft(std::string_view answer, const MessageFacts& facts,
                                         std::span<const std::string> recent = {});

}  // namespace reactivation
