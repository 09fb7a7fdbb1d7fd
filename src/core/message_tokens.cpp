#include "message_tokens.hpp"

#include "language/utf8.hpp"
#include "language/word_match.hpp"

namespace reactivation {
namespace {

using Kind = MessageToken::Kind;

bool ends_sentence(char32_t c) noexcept {
  return c == U'.' || c == U'!' || c == U'?' || c == U'…' || c == U'\n' || is_emoji(c);
}

/// Marks between a sentence's end and the next one's first word.
bool is_opening(char32_t c) noexcept {
  return std::u32string_view{U"(«“\"—–-"}.find(c) != std::u32string_view::npos;
}

std::size_t end_of_word(std::u32string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && (is_letter(text[end]) || is_apostrophe(text[end]))) ++end;
  while (is_apostrophe(text[end - 1])) --end;
  return end;
}

std::size_t end_of_number(std::u32string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end;
}

long value_of(std::u32string_view digits) {
  if (digits.size() > 6) return -1;
  long value = 0;
  for (const char32_t digit : digits) value = value * 10 + static_cast<long>(digit - U'0');
  return value;
}

}  // namespace

bool is_emoji(char32_t c) noexcept {
  const bool is_skin_tone = c >= 0x1F3FB && c <= 0x1F3FF;
  return (c >= 0x1F000 && c <= 0x1FAFF && !is_skin_tone) || (c >= 0x2600 && c <= 0x27BF) ||
         (c >= 0x2B00 && c <= 0x2BFF);
}

bool is_currency(char32_t c) noexcept {
  return c == U'$' || (c >= 0xA2 && c <= 0xA5) || (c >= 0x20A0 && c <= 0x20CF);
}

std::vector<MessageToken> tokens_of(std::u32string_view text) {
  std::vector<MessageToken> tokens;
  bool begins_sentence = true;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = text[i];
    if (is_blank(c)) {
      ++i;
      continue;
    }
    MessageToken token;
    token.at = i;
    token.begins_sentence = begins_sentence;
    if (is_letter(c)) {
      token.kind = Kind::word;
      token.end = end_of_word(text, i);
      token.is_capital = to_lower(c) != c;
      token.word = folded_word(text.substr(i, token.end - i));
      begins_sentence = false;
    } else if (is_digit(c)) {
      token.kind = Kind::number;
      token.end = end_of_number(text, i);
      token.value = value_of(text.substr(i, token.end - i));
      begins_sentence = false;
    } else {
      token.mark = c;
      token.end = i + 1;
      begins_sentence = ends_sentence(c) || (begins_sentence && (is_opening(c) || c == 0xFE0F));
    }
    token.raw = text.substr(i, token.end - i);
    i = token.end;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace reactivation
