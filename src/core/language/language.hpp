// A language pack: everything that a language adds, in one file of data and a few small functions.
//
// To add a language: one enumerator in core/company.hpp, one line in language.cpp, and one file
// beside this one that defines its pack. The tests go through all packs by themselves.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "reactivation/core/company.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// Indexes by count: one, few, many. A language without "few" never returns it.
enum class Plural : std::uint8_t { one, few, many };
using PluralForms = std::array<std::string_view, 3>;

/// A word that depends on the trade, by business type: beauty, barbershop, dental, fitness, other.
struct TradeWord {
  std::string_view key;
  std::array<std::string_view, 5> by_type;
};

/// What the verifier of final texts looks for. Written apart from the words above it, because a
/// slip there must not repeat itself here. Entries are folded (lower case, е for ё); `*` at the end
/// matches any ending.
struct CheckWords {
  using Words = std::span<const std::string_view>;

  std::array<Words, 12> months;
  Words months_that_are_verbs;  ///< not a date unless a day stands beside ("may", "march")
  std::array<Words, 7> weekdays;
  Words today, tomorrow;
  Words other_days;  ///< days and weeks that no fact names ("yesterday", "weekend")
  Words number_words;
  Words percent_words;
  Words money_words;     ///< prices and gifts: never
  Words also_times;      ///< of these, what is a time behind a name and "is": "Olga is free"
  Words are;             ///< stands between the two
  Words discount_words;  ///< only beside a discount
  Words forbidden;       ///< reactivation, apologies
  Words come_back;       ///< with one of `you` behind it: "win you back"
  Words you;
  Words formal_only;    ///< wrong in an informal text
  Words informal_only;  ///< wrong in a formal one
  Words usual;          ///< says that a regular is one
  Words seen_since;     ///< says that there was another visit meanwhile
  Words not_seen;       ///< before such a word: says that there was none
  Words ago;            ///< behind such a word and a time: the visit itself
  Words as_of;          ///< likewise, before such a word
  Words call;           ///< a closing line asks by a question mark or by one of these
  Words capitalised;    ///< written with a capital inside a sentence, and no name
  Words name_endings;   ///< what a case or a possessive adds to a name
  Words name_tails;     ///< letters that go before such an ending
  Words short_units;    ///< day, hour, minute: also said without a number
  Words long_units;     ///< week, month, year: only the time since the visit says them
  /// The time since the visit, in full: 1 to 13 days, 2 to 8 weeks, 2 to 12 months, over a year.
  std::array<std::string_view, 13> days;
  std::array<std::string_view, 7> weeks;
  std::array<std::string_view, 11> months_passed;
  std::string_view over_a_year;
  bool is_cyrillic;
};

struct LanguagePack {
  std::string_view code;                        ///< "ru"
  std::array<std::string_view, 7> weekdays;     ///< Monday first, as a name
  std::array<std::string_view, 7> on_weekdays;  ///< "on Monday"
  std::array<std::string_view, 12> months;      ///< as said beside a day: "5 марта"
  std::string_view today, tomorrow;
  std::string_view date_pattern;  ///< {d} day, {m} month
  std::string_view day_pattern;   ///< {day} "tomorrow" or "on Monday", {date}
  std::string_view at;            ///< between a day and its times
  std::string_view then_at;       ///< between times of one day with different staff
  std::string_view or_;           ///< between the last two times of a day, or days of a time each
  std::string_view with_staff;    ///< after times, {staff}
  bool has_clock_24;
  std::string_view open_quote, close_quote;
  PluralForms days, weeks, months_passed;
  PluralForms passed;  ///< the verb that agrees with the count, where there is one
  std::string_view over_a_year;
  Plural (*plural)(std::int64_t count);
  std::span<const TradeWord> words;
  std::span<const std::string_view> given_names;           ///< common ones, folded
  std::array<std::span<const std::string_view>, 3> texts;  ///< by tone, an even number of each
  std::string_view short_text;  ///< when names are so long that no other text fits
  CheckWords check;
};

[[nodiscard]] const LanguagePack& language_pack(Language language) noexcept;
[[nodiscard]] std::span<const LanguagePack* const> all_language_packs() noexcept;

extern const LanguagePack english_pack;
extern const LanguagePack russian_pack;

[[nodiscard]] Plural plural_one_few_many(std::int64_t count) noexcept;
[[nodiscard]] Plural plural_one_many(std::int64_t count) noexcept;

/// "5 марта", "March 5".
[[nodiscard]] std::string date_text(const LanguagePack& pack, LocalDate date);
/// "tomorrow, March 5", "on Tuesday, March 10".
[[nodiscard]] std::string day_text(const LanguagePack& pack, LocalDate date, LocalDate today);
/// "14:30", "2:30 PM".
[[nodiscard]] std::string time_text(const LanguagePack& pack, LocalTime time);

/// The time since the visit as a person would say it: days below 14, whole weeks below 63 days,
/// whole months of 30 days up to 12 (so that a half-year check-up is due after "6 months"), and
/// from day 367 on "more than a year".
struct Since {
  std::string text;    ///< empty below one day
  std::string passed;  ///< the verb for it
};
[[nodiscard]] Since since_text(const LanguagePack& pack, std::int64_t days);

}  // namespace reactivation
