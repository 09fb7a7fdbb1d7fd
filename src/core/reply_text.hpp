// Private: an answer as words, after everything that only looks different was made the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation {

enum class ReplyTokenKind : std::uint8_t { word, number, symbol };

struct ReplyToken {
  ReplyTokenKind kind = ReplyTokenKind::word;
  std::u32string text;         ///< folded
  int value = 0;               ///< of a number; what is too large is 0
  bool starts_clause = false;  ///< the beginning of the text, or a mark or symbol stands before it
  char32_t glue = 0;           ///< the . / - or : between two numbers, with no blank
};

/// The code points of the beginning and the end; bytes that are no UTF-8 become U+FFFD.
struct ReplyPoints {
  std::u32string points;
  bool is_cut = false;
  bool has_bad_bytes = false;
};
[[nodiscard]] ReplyPoints decode_reply(std::string_view bytes);

/// Lower case, full-width and other dressed-up letters as plain ones, without marks above letters,
/// invisible characters and apostrophes.
[[nodiscard]] std::u32string plain_points(std::u32string_view points);
/// What a Russian typed in Latin letters by sound ("otpishite").
[[nodiscard]] std::u32string from_translit(std::u32string_view plain);
/// What was typed with the other keyboard layout switched on ("cnjg" is "стоп").
[[nodiscard]] std::u32string from_other_layout(std::u32string_view plain);

/// Letters that are one for the reader or often mistaken: ё and э as е, ы and й and і as и, қ as к,
/// no ь and ъ. Words of texts and of the lexicon are compared in this form.
[[nodiscard]] std::u32string folded_letters(std::u32string_view plain);

[[nodiscard]] std::vector<ReplyToken> reply_tokens(std::u32string_view plain);

/// At most one letter too many, too few, wrong or swapped (two in words from ten letters on).
/// Words below six letters have to be exact. With `prefix`, `word` may go on behind `stem`.
enum class Ending : std::uint8_t { exact, any };
[[nodiscard]] bool is_misspelt(std::u32string_view word, std::u32string_view stem, Ending ending);

}  // namespace reactivation
