#include "word_match.hpp"

#include <algorithm>

#include "language.hpp"
#include "utf8.hpp"

namespace reactivation {

bool matches(std::string_view folded_word, std::string_view pattern) noexcept {
  if (pattern.starts_with('*')) return folded_word.ends_with(pattern.substr(1));
  if (pattern.ends_with('*')) return folded_word.starts_with(pattern.substr(0, pattern.size() - 1));
  return folded_word == pattern;
}

bool is_one_of(std::string_view folded_word, std::span<const std::string_view> patterns) noexcept {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](std::string_view pattern) { return matches(folded_word, pattern); });
}

std::string folded_word(std::u32string_view word) { return encode_utf8(folded(word)); }

std::vector<std::string> folded_words(std::u32string_view text) {
  std::vector<std::string> words;
  std::u32string word;
  const auto end_word = [&] {
    while (word.ends_with(U'\'')) word.pop_back();
    if (!word.empty()) words.push_back(encode_utf8(word));
    word.clear();
  };
  for (const char32_t c : folded(text)) {
    if (is_letter(c) || (c == U'\'' && !word.empty())) {
      word.push_back(c);
    } else {
      end_word();
    }
  }
  end_word();
  return words;
}

bool is_loaded(std::string_view folded_word) noexcept {
  const auto packs = all_language_packs();
  return std::any_of(packs.begin(), packs.end(), [&](const LanguagePack* pack) {
    const CheckWords& check = pack->check;
    return is_one_of(folded_word, check.money_words) ||
           is_one_of(folded_word, check.discount_words) ||
           is_one_of(folded_word, check.percent_words) || is_one_of(folded_word, check.forbidden);
  });
}

bool mixes_alphabets(std::u32string_view word) noexcept {
  return std::any_of(word.begin(), word.end(), is_latin) &&
         std::any_of(word.begin(), word.end(), is_cyrillic);
}

}  // namespace reactivation
