// A text as the verifier reads it: words, numbers and marks, each knowing where it stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation {

struct MessageToken {
  enum class Kind : std::uint8_t { word, number, mark };

  Kind kind = Kind::mark;
  std::size_t at = 0;   ///< code points before it
  std::size_t end = 0;  ///< one past it
  std::string word;     ///< folded, for words
  std::u32string_view raw;
  char32_t mark = 0;  ///< for marks; a line's end is '\n'
  long value = -1;    ///< for numbers of up to 6 digits
  bool is_capital = false;
  bool begins_sentence = false;
  bool is_known = false;  ///< part of a title or of the company's name: a fact as a whole

  [[nodiscard]] bool is(Kind wanted) const noexcept { return kind == wanted; }
};

/// Blanks are not tokens. The tokens point into `text`.
[[nodiscard]] std::vector<MessageToken> tokens_of(std::u32string_view text);

[[nodiscard]] bool is_emoji(char32_t c) noexcept;
[[nodiscard]] bool is_currency(char32_t c) noexcept;

}  // namespace reactivation
