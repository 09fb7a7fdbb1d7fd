#include "draft_text.hpp"

#include <algorithm>
#include <array>

#include "language/utf8.hpp"
#include "language/word_match.hpp"

namespace reactivation {
namespace {

using Kind = DraftPiece::Kind;
using View = std::u32string_view;

/// Faces, hearts, flowers and the trades' own things: nothing that counts, tells a time, names a
/// place or gives something away.
constexpr View emoji =
    U"😀😃😄😁😊☺🙂😉😌🤗😍🥰😎👋"
    U"🙌👍🙏💪✨⭐🌟☀🌸🌷🌹🌺🌼🌻"
    U"👑✌🤝🫶💃🤩"
    U"💐🌿🍀🦋❤🧡💛💚💙💜🤍💖💕💇"
    U"💆💅💈✂🪒💄🦷🧘🏋🤸🎉☕";
constexpr View plain_marks = U".,;:!?-–—'’()…\n";
constexpr std::size_t longest_field_name = 24;

bool ends_sentence(char32_t c) noexcept {
  return View{U".!?…\n"}.find(c) != View::npos || is_draft_emoji(c);
}

std::size_t end_of_letters(View text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && (is_letter(text[end]) || is_apostrophe(text[end]))) ++end;
  while (is_apostrophe(text[end - 1])) --end;
  return end;
}

/// {{…}} from `begin` on, if there is a whole one.
std::optional<DraftPiece> field_at(View text, std::size_t begin) {
  if (!text.substr(begin).starts_with(U"{{")) return std::nullopt;
  const std::size_t end = text.substr(begin, longest_field_name + 4).find(U"}}");
  if (end == View::npos) return std::nullopt;
  DraftPiece piece;
  const auto field = draft_field_named(text.substr(begin + 2, end - 2));
  piece.kind = field ? Kind::field : Kind::unknown_field;
  piece.field = field.value_or(DraftField::name);
  piece.end = begin + end + 2;
  return piece;
}

}  // namespace

bool is_draft_emoji(char32_t c) noexcept { return emoji.find(c) != View::npos; }

std::optional<DraftFault> fault_of_mark(char32_t c) noexcept {
  if (plain_marks.find(c) != View::npos || is_draft_emoji(c)) return std::nullopt;
  if (is_digit(c)) return DraftFault::digit;
  if (c == U'%') return DraftFault::percent;
  if (c == U'$' || (c >= 0x20A0 && c <= 0x20CF)) return DraftFault::money;
  if (c == U'@' || c == U'/') return DraftFault::address;
  return DraftFault::odd_character;
}

std::vector<DraftPiece> draft_pieces(View text) {
  std::vector<DraftPiece> pieces;
  pieces.reserve(text.size() / 4 + 8);
  bool begins_sentence = true;
  int sentence = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = text[i];
    if (is_blank(c)) {
      ++i;
      continue;
    }
    DraftPiece piece;
    if (const auto field = field_at(text, i)) {
      piece = *field;
    } else if (is_letter(c)) {
      piece.kind = Kind::word;
      piece.end = end_of_letters(text, i);
      piece.is_capital = to_lower(c) != c;
      piece.word = folded_word(text.substr(i, piece.end - i));
    } else {
      piece.mark = c;
      piece.end = i + 1;
    }
    piece.at = i;
    piece.raw = text.substr(i, piece.end - i);
    piece.begins_sentence = begins_sentence;
    piece.sentence = sentence;
    if (!piece.is(Kind::mark)) begins_sentence = false;
    if (piece.is(Kind::mark) && ends_sentence(c)) {
      begins_sentence = true;
      ++sentence;
    }
    i = piece.end;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace reactivation
