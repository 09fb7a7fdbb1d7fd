#include "reactivation/core/mention.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "language/utf8.hpp"
#include "language/word_match.hpp"

namespace reactivation {
namespace {

constexpr std::size_t text_bytes_max = 4000;  // nobody names anything after that
constexpr std::size_t stem_min = 2;
constexpr std::size_t ending_max = 3;
constexpr std::size_t long_word_min = 6;
/// Shorter words of a title are "and", "for", "у", "для".
constexpr std::size_t title_word_min = 4;

using Words = std::vector<std::u32string>;

bool is_vowel_or_soft(char32_t c) noexcept {
  return std::u32string_view{U"аеийоуыьэюяaeiouy"}.find(c) != std::u32string_view::npos;
}

/// The word without the vowels that its cases change: Анна → анн, Игорь → игор; of a long word two
/// of them: женская → женск.
std::u32string stem_of(std::u32string word) {
  const std::size_t vowels_max = word.size() > long_word_min ? 2 : 1;
  for (std::size_t i = 0; i < vowels_max; ++i) {
    if (word.size() > stem_min && is_vowel_or_soft(word.back())) word.pop_back();
  }
  return word;
}

bool is_case_of(std::u32string_view word, const std::u32string& known) {
  if (word == known) return true;
  const std::u32string stem = stem_of(known);
  if (!word.starts_with(stem)) return false;
  // A short stem begins too many words to be taken with any ending.
  const std::size_t ending = word.size() - stem.size();
  return ending <= (stem.size() > stem_min ? ending_max : std::size_t{1});
}

bool has_case_of(const Words& words, const std::u32string& known) {
  return std::any_of(words.begin(), words.end(),
                     [&known](const std::u32string& word) { return is_case_of(word, known); });
}

Words words_of(std::u32string_view text) {
  Words words;
  for (const std::string& word : folded_words(text)) words.push_back(own_text(word));
  return words;
}

/// None for what is no text, or far too much of it.
std::u32string readable(std::string_view text) {
  if (text.size() > text_bytes_max) return {};
  return decode_utf8(text).value_or(std::u32string{});
}

std::u32string first_word_of(const Staff& member) {
  const Words words = words_of(readable(member.name));
  return words.empty() ? std::u32string{} : words.front();
}

std::int64_t title_words_in(const Words& words, const Service& service) {
  const Words title = words_of(readable(service.title));
  return std::count_if(title.begin(), title.end(), [&words](const std::u32string& word) {
    return word.size() >= title_word_min && has_case_of(words, word);
  });
}

/// Where a sentence turns: its parts are denied or not each by themselves.
std::vector<std::u32string> clauses_of(const std::u32string& text) {
  constexpr std::u32string_view turns = U",.;:!?\n()—–";
  std::vector<std::u32string> clauses(1);
  for (const char32_t c : text) {
    if (turns.find(c) == std::u32string_view::npos) {
      clauses.back().push_back(c);
    } else {
      clauses.emplace_back();
    }
  }
  return clauses;
}

struct PartOfDayWords {
  DayPart part;
  std::array<std::string_view, 6> patterns;
};
constexpr std::array<PartOfDayWords, 3> day_part_words{
    {{DayPart::morning, {"morning*", "утро", "утром", "утра", "утру", "утренн*"}},
     {DayPart::afternoon, {"afternoon*", "noon", "днем", "полдень", "дневн*", "midday"}},
     {DayPart::evening, {"evening*", "tonight", "вечер", "вечером", "вечера", "вечерн*"}}}};
constexpr std::array<std::string_view, 7> denials{"не", "нет", "ни", "no", "not", "cannot", "*n't"};
constexpr std::array<std::string_view, 3> contrasts{"but", "а", "но"};

/// The parts of the day that one clause asks for; a contrast begins anew.
void add_day_parts(const std::u32string& clause, std::vector<DayPart>& wished) {
  std::vector<DayPart> here;
  bool is_denied = false;
  const auto end_part = [&] {
    if (!is_denied) wished.insert(wished.end(), here.begin(), here.end());
    here.clear();
    is_denied = false;
  };
  for (const std::string& word : folded_words(clause)) {
    if (is_one_of(word, contrasts)) end_part();
    if (is_one_of(word, denials)) is_denied = true;
    for (const PartOfDayWords& known : day_part_words) {
      if (is_one_of(word, known.patterns)) here.push_back(known.part);
    }
  }
  end_part();
}

}  // namespace

std::optional<StaffId> staff_named_in(std::string_view text, std::span<const Staff> staff) {
  const Words words = words_of(readable(text));
  std::optional<StaffId> found;
  for (const Staff& member : staff) {
    const std::u32string name = first_word_of(member);
    if (!member.active || name.size() < stem_min || !has_case_of(words, name)) continue;
    if (found) return std::nullopt;
    found = member.id;
  }
  return found;
}

std::optional<ServiceId> service_named_in(std::string_view text,
                                          std::span<const Service> services) {
  const Words words = words_of(readable(text));
  std::optional<ServiceId> found;
  std::int64_t most = 0;
  for (const Service& service : services) {
    const std::int64_t named = service.active ? title_words_in(words, service) : 0;
    if (named == 0 || named < most) continue;
    found = named > most ? std::optional{service.id} : std::nullopt;
    most = named;
  }
  return found;
}

std::optional<DayPart> day_part_named_in(std::string_view text) {
  std::vector<DayPart> wished;
  for (const std::u32string& clause : clauses_of(readable(text))) add_day_parts(clause, wished);
  if (wished.empty()) return std::nullopt;
  const bool is_one = std::all_of(wished.begin(), wished.end(),
                                  [&wished](DayPart part) { return part == wished.front(); });
  return is_one ? std::optional{wished.front()} : std::nullopt;
}

}  // namespace reactivation
