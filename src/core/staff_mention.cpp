#include "reactivation/core/staff_mention.hpp"

#include <algorithm>

#include "language/utf8.hpp"
#include "language/word_match.hpp"

namespace reactivation {
namespace {

constexpr std::size_t text_bytes_max = 4000;  // nobody names a member of staff after that
constexpr std::size_t stem_min = 2;
constexpr std::size_t ending_max = 3;

bool is_vowel_or_soft(char32_t c) noexcept {
  return std::u32string_view{U"аеийоуыьэюяaeiouy"}.find(c) != std::u32string_view::npos;
}

/// The name without the vowel that its cases change: Анна → анн, Игорь → игор.
std::u32string stem_of(std::u32string name) {
  if (name.size() > stem_min && is_vowel_or_soft(name.back())) name.pop_back();
  return name;
}

bool names(std::u32string_view word, std::u32string_view name, std::u32string_view stem) {
  if (word == name) return true;
  if (!word.starts_with(stem)) return false;
  // A short stem begins too many words to be taken with any ending.
  const std::size_t ending = word.size() - stem.size();
  return ending <= (stem.size() > stem_min ? ending_max : std::size_t{1});
}

std::u32string first_word_of(const Staff& member) {
  const auto text = decode_utf8(member.name);
  if (!text) return {};
  const auto words = folded_words(*text);
  return words.empty() ? std::u32string{} : own_text(words.front());
}

}  // namespace

std::optional<StaffId> staff_named_in(std::string_view text, std::span<const Staff> staff) {
  if (text.size() > text_bytes_max) return std::nullopt;
  const auto decoded = decode_utf8(text);
  if (!decoded) return std::nullopt;
  std::vector<std::u32string> words;
  for (const std::string& word : folded_words(*decoded)) words.push_back(own_text(word));
  std::optional<StaffId> found;
  for (const Staff& member : staff) {
    const std::u32string name = first_word_of(member);
    if (!member.active || name.size() < stem_min) continue;
    const std::u32string stem = stem_of(name);
    const bool is_named = std::any_of(words.begin(), words.end(), [&](const std::u32string& word) {
      return names(word, name, stem);
    });
    if (!is_named) continue;
    if (found) return std::nullopt;
    found = member.id;
  }
  return found;
}

}  // namespace reactivation
