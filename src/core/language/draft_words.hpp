// What a language adds to the drafts of a model: the instructions, and the words that the check of
// a raw answer looks for. Written apart from the lists of the final check (language.hpp): a gap in
// one must not repeat itself in the other.
//
// A language without these words writes from its templates alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "draft_phrases.hpp"
#include "reactivation/core/company.hpp"
#include "reactivation/core/draft_check.hpp"

namespace reactivation {

/// A word, folded; `*` at the end matches any ending.
struct DraftPattern {
  std::string_view word;
  DraftFault fault = DraftFault::offer;
};

struct DraftWords {
  using Words = std::span<const std::string_view>;

  std::string_view instructions;
  std::string_view answer_hint;  ///< what the model is told of the field `text`
  std::string_view must_say_regular, must_say_vip, must_say_seen_since;
  std::string_view letters;  ///< in lower case; no other alphabet's
  const DraftPhrases* phrases = nullptr;
  std::span<const DraftPattern> never;          ///< sorted, as `sorted_patterns` does
  std::span<const DraftPattern> never_phrases;  ///< of folded words with blanks
  Words discount_words;                         ///< only once, in one sentence with the placeholder
  Words openers;               ///< of a sentence: "and also", no condition of an offer
  Words names_that_are_words;  ///< also common words: no name in small letters
  Words free_words;            ///< "free" is a time here, a gift elsewhere
  Words free_after;            ///< what stands before it then
  Words pronouns;              ///< behind a month that is a verb, too
  Words verbs_like_months;
  Words not_before_facts;  ///< change what a fact says: "over", "except", "not"
  Words not_after_facts;   ///< likewise: "more", "extra"
  Words not_with_offers;   ///< nowhere in the sentence of a discount or of its last day
  Words not_before_names;  ///< ask for a case that the name is not in
  Words not_before_since;  ///< make a duration or a date ahead of it: "for", "in" (but "in … ago")
  Words ago;               ///< behind what is passed
  Words not_before_slots;    ///< make an end or a booking of the times
  Words not_with_slots;      ///< nowhere in the sentence of the times: a booking, a break
  Words not_before_service;  ///< give it away
  Words not_before_company;  ///< "on", "from": make it pay
  Words only_with_discount;  ///< grant something: nothing but the discount is granted
  Words greetings;           ///< stand beside the client's name, never beside the staff's
  Words before_until;        ///< one of them stands before the last day of the offer
  Words before_article;      ///< the article that depends on the number behind it: "a", "an"
  bool is_company_quoted = false;
};

/// The words of a language; none when it has no drafts.
[[nodiscard]] const DraftWords* draft_words(Language language) noexcept;

[[nodiscard]] std::span<const DraftWords* const> all_draft_words() noexcept;
/// What the word means that must not stand in a draft.
[[nodiscard]] std::optional<DraftFault> fault_of_word(const DraftWords& words,
                                                      std::string_view word) noexcept;

extern const DraftWords english_drafts;
extern const DraftWords russian_drafts;

/// Lists of words, each with what it means, as one sorted list.
template <std::size_t size>
[[nodiscard]] constexpr std::array<DraftPattern, size> sorted_patterns(
    std::array<DraftPattern, size> patterns) {
  std::sort(patterns.begin(), patterns.end(),
            [](const DraftPattern& a, const DraftPattern& b) { return a.word < b.word; });
  return patterns;
}

template <std::size_t... sizes>
[[nodiscard]] constexpr auto joined_patterns(const DraftPattern (&... lists)[sizes]) {
  std::array<DraftPattern, (sizes + ...)> all{};
  std::size_t at = 0;
  const auto add = [&](const auto& list) {
    for (const DraftPattern& pattern : list) all[at++] = pattern;
  };
  (add(lists), ...);
  return sorted_patterns(all);
}

/// One list in which every word means the same.
template <std::size_t size>
struct DraftList {
  DraftPattern patterns[size];
};
template <std::size_t size>
[[nodiscard]] constexpr DraftList<size> all_mean(DraftFault fault,
                                                 const std::string_view (&words)[size]) {
  DraftList<size> list{};
  for (std::size_t i = 0; i < size; ++i) list.patterns[i] = {words[i], fault};
  return list;
}

}  // namespace reactivation
