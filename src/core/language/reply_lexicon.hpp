// Private: what a language adds to the understanding of answers, in one file of data.
//
// To add a language: one file beside this one that defines its lexicon, and one line in
// reply_lexicon.cpp. Patterns: reply_match.hpp. Every lexicon is tried on every answer, because
// nobody knows in which language a client answers. An empty list is a language that does not know
// that class; its answers of that class are unclear then.
#pragma once

#include <span>
#include <string_view>

namespace reactivation {

/// Words that mean the same to a pattern; alternatives as in a pattern.
struct ReplyGroup {
  std::u32string_view name;
  std::u32string_view words;
};

struct ReplyNumber {
  std::u32string_view words;
  int value;
};

/// Words that dates are made of; alternatives as in a pattern.
struct ReplyDateWords {
  std::span<const ReplyNumber> months;    ///< 1 to 12; a season is its first month
  std::span<const ReplyNumber> weekdays;  ///< Monday = 1
  std::span<const ReplyNumber> counts;    ///< "two", "couple"
  std::span<const ReplyNumber> units;     ///< in days; a month is 30, half a year 180, a year 360
  std::u32string_view until, after, in, next, end_of, tomorrow, new_year;
  std::u32string_view between;       ///< may stand inside a date: "the", "of"
  std::u32string_view before;        ///< stands before a month: "in", "from"
  std::u32string_view day_of_month;  ///< behind a number: "th", "числа"
  std::u32string_view hours;  ///< behind or before a number that is no day: "pm", "часов"
};

struct ReplyLexicon {
  using Patterns = std::span<const std::u32string_view>;

  std::string_view code;
  std::span<const ReplyGroup> groups;
  /// Opt-outs as the whole text, beside polite words at most. Blanks and doubled letters are
  /// ignored.
  Patterns commands;
  std::u32string_view polite;      ///< says nothing by itself: "please", "hello"
  std::u32string_view not_errors;  ///< right words one letter away from one of an opt-out
  std::u32string_view negations;
  /// Sounds like an opt-out and is none; its words are not looked at for one.
  Patterns harmless;
  Patterns opt_out;
  Patterns threats;     ///< an opt-out and an incident
  Patterns complaints;  ///< an incident, about something else than messages
  Patterns unclear;     ///< known to need a person
  Patterns other_staff;
  Patterns other_service;
  Patterns other_time;
  Patterns booking;  ///< asks for an appointment; also positive
  Patterns negative;
  Patterns positive;
  Patterns neutral;
  Patterns away;         ///< is not there; with a date, a pause
  Patterns later;        ///< asks to be written to at another time; with a date, a pause
  Patterns maybe_later;  ///< the same if that date is a week or more ahead
  ReplyDateWords dates;
};

extern const ReplyLexicon english_replies;
extern const ReplyLexicon russian_replies;
extern const ReplyLexicon ukrainian_replies;
extern const ReplyLexicon kazakh_replies;
extern const ReplyLexicon uzbek_replies;
extern const ReplyLexicon foreign_commands;  ///< commands of messengers elsewhere

[[nodiscard]] std::span<const ReplyLexicon* const> all_reply_lexicons() noexcept;

}  // namespace reactivation
