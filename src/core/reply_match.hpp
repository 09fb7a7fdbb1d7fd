// Private: the little language in which the lexicon of answers is written, and its matcher.
//
// A pattern is words with blanks between them. Each matches one word of the text, in this order:
//   word        that word                        word*       any word that begins so
//   a|b*|c      one of them                      @name       one of a named group of words
//   word?       may be left out                  #           a number
//   ..2         up to two words of any kind      ,           a comma or another mark may stand here
//   ?           a question mark, behind a ","
//   !a|b        the word before is none of them; at the beginning of a pattern only
//   ^  $        the beginning or end of a clause, polite words aside; ^ begins a pattern
//   ^^ $$       the beginning or end of the text, polite words aside
// Letters are folded on both sides (reply_text.hpp). A match never crosses a mark, but where ","
// allows it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/reply_lexicon.hpp"
#include "reply_text.hpp"

namespace reactivation {

struct ReplyWord {
  std::u32string stem;
  Ending ending = Ending::exact;

  [[nodiscard]] bool is(std::u32string_view word) const noexcept {
    return ending == Ending::any ? word.starts_with(stem) : word == stem;
  }
};
using ReplyWords = std::vector<ReplyWord>;

struct ReplyElement {
  enum class Kind : std::uint8_t {
    words,
    number,
    gap,
    mark,
    not_after,
    clause_begin,
    clause_end,
    text_begin,
    text_end,
  };
  Kind kind = Kind::words;
  bool is_optional = false;
  std::size_t gap_max = 0;
  ReplyWords words;
};
using ReplyPattern = std::vector<ReplyElement>;

[[nodiscard]] ReplyWords compile_words(std::u32string_view alternatives,
                                       std::span<const ReplyGroup> groups);
[[nodiscard]] ReplyPattern compile_pattern(std::u32string_view pattern,
                                           std::span<const ReplyGroup> groups);

enum class Spelling : std::uint8_t { exact, forgiving };

/// What a matcher needs beside the pattern.
struct ReplyMatchRules {
  Spelling spelling = Spelling::exact;
  const ReplyWords& polite;      ///< words that ^ and $ look through
  const ReplyWords& not_errors;  ///< right words that are near others
};

/// `word` is not empty.
[[nodiscard]] bool is_one_of(std::u32string_view word, const ReplyWords& words) noexcept;

/// The places of the words that the pattern matched, gaps aside.
using ReplyMatch = std::vector<std::size_t>;

/// The matches of `pattern`, at most one for each place where it can begin. Words with a true
/// `taken` are not for it.
[[nodiscard]] std::vector<ReplyMatch> find_matches(const ReplyPattern& pattern,
                                                   const std::vector<ReplyToken>& tokens,
                                                   const std::vector<bool>& taken,
                                                   const ReplyMatchRules& rules);

}  // namespace reactivation
