#include "reactivation/core/mention.hpp"

#include <algorithm>
#include <array>
#include <span>
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

using Endings = std::span<const std::u32string_view>;
constexpr std::u32string_view possessives_list[] = {U"s", U"'s", U"'"};
constexpr std::u32string_view vowel_list[] = {U"ы",  U"и",  U"е",  U"у", U"ю",
                                              U"ой", U"ей", U"ою", U"ею"};
constexpr std::u32string_view consonant_list[] = {U"а", U"я", U"у", U"ю", U"ом", U"ем", U"е", U"и"};
/// What names look like in one of their cases and people say all the time.
constexpr std::u32string_view common_list[] = {U"любой", U"любые", U"любую",
                                               U"вере",  U"мае",   U"мая"};
constexpr Endings possessives{possessives_list};
constexpr Endings cases_of_vowel{vowel_list};
constexpr Endings cases_of_consonant{consonant_list};
constexpr Endings common_words{common_list};

bool is_ending(std::u32string_view text, Endings endings) {
  return std::find(endings.begin(), endings.end(), text) != endings.end();
}

bool is_vowel_or_soft(char32_t c) noexcept {
  return std::u32string_view{U"аеийоуыьэюяaeiouy"}.find(c) != std::u32string_view::npos;
}

/// The word without up to that many of the vowels that its cases change: Анна → анн, женская →
/// женск.
std::u32string stem_of(std::u32string word, int vowels_max) {
  for (int i = 0; i < vowels_max; ++i) {
    if (word.size() > stem_min && is_vowel_or_soft(word.back())) word.pop_back();
  }
  return word;
}

/// A word of a title, loosely: what it is about is judged by all of its words.
bool is_case_of_title(std::u32string_view word, const std::u32string& known) {
  if (word == known) return true;
  const std::u32string stem = stem_of(known, known.size() > long_word_min ? 2 : 1);
  return word.starts_with(stem) && word.size() - stem.size() <= ending_max;
}

/// A first name in any case, strictly: "надо" is no case of Надя.
bool is_case_of_name(std::u32string_view word, const std::u32string& name) {
  if (word == name) return true;
  if (word.starts_with(name) && is_ending(word.substr(name.size()), possessives)) return true;
  const std::u32string stem = stem_of(name, 1);
  if (!word.starts_with(stem)) return false;
  const bool has_vowel = stem.size() < name.size() && name.back() != U'ь' && name.back() != U'й';
  return is_ending(word.substr(stem.size()), has_vowel ? cases_of_vowel : cases_of_consonant);
}

bool is_common(std::u32string_view word) noexcept { return is_ending(word, common_words); }

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
    return word.size() >= title_word_min &&
           std::any_of(words.begin(), words.end(), [&word](const std::u32string& said) {
             return is_case_of_title(said, word);
           });
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
constexpr std::array<std::string_view, 2> greetings{"добр*", "good"};
constexpr std::array<std::string_view, 3> contrasts{"but", "а", "но"};

/// The parts of the day that one clause asks for; a contrast begins anew.
void add_day_parts(const std::u32string& clause, std::vector<DayPart>& wished) {
  std::vector<DayPart> here;
  bool is_denied = false;
  bool is_greeting = false;  // "доброе утро" asks for nothing
  const auto end_part = [&] {
    if (!is_denied) wished.insert(wished.end(), here.begin(), here.end());
    here.clear();
    is_denied = false;
  };
  for (const std::string& word : folded_words(clause)) {
    if (is_one_of(word, contrasts)) end_part();
    if (is_one_of(word, denials)) is_denied = true;
    for (const PartOfDayWords& known : day_part_words) {
      if (!is_greeting && is_one_of(word, known.patterns)) here.push_back(known.part);
    }
    is_greeting = is_one_of(word, greetings);
  }
  end_part();
}

}  // namespace

std::optional<StaffId> staff_named_in(std::string_view text, std::span<const Staff> staff) {
  const Words words = words_of(readable(text));
  std::optional<StaffId> found;
  for (const Staff& member : staff) {
    const std::u32string name = first_word_of(member);
    const bool is_named =
        std::any_of(words.begin(), words.end(), [&name](const std::u32string& said) {
          return !is_common(said) && is_case_of_name(said, name);
        });
    if (!member.active || name.size() < stem_min || !is_named) continue;
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
