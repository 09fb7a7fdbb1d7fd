#include <algorithm>
#include <array>
#include <vector>

#include "language/draft_words.hpp"
#include "language/fact_names.hpp"
#include "language/language.hpp"
#include "language/utf8.hpp"
#include "language/word_match.hpp"
#include "reactivation/core/message.hpp"

namespace reactivation {
namespace {

using Points = std::u32string;
using View = std::u32string_view;

/// Stored where a name should be. Any of these words makes the whole entry no name.
constexpr std::string_view not_names[] = {
    "клиент*",     "гость",      "гостья",      "тест*",        "имя",          "фамилия",
    "неизвест*",   "аноним*",    "без",         "имени",        "нет",          "новый",
    "новая",       "нов",        "админ*",      "пользовател*", "салон*",       "запись",
    "постоянн*",   "мама",       "папа",        "муж",          "жена",         "сын",
    "дочь",        "дочка",      "подруга",     "друг",         "сестра",       "брат",
    "от",          "для",        "по",          "из",           "мастер*",      "врач*",
    "тренер*",     "барбер*",    "специалист*", "уважаем*",     "йцукен*",      "фыва*",
    "не",          "игнорир*",   "забудь*",     "предыдущ*",    "инструкци*",   "скидк*",
    "бесплатн*",   "любой",      "любая",       "звонить",      "писать",       "перезвон*",
    "чс",          "должник*",   "client*",     "customer*",    "guest*",       "test*",
    "name",        "firstname",  "noname",      "no",           "not",          "none",
    "null",        "nil",        "undefined",   "unknown",      "nan",          "anonym*",
    "user*",       "admin*",     "new",         "walk",         "walkin",       "dear",
    "mother",      "father",     "friend",      "wife",         "husband",      "for",
    "from",        "qwerty*",    "asdf*",       "ignore*",      "previous",     "instruction*",
    "system",      "prompt*",    "assistant",   "disregard",    "forget",       "discount*",
    "free",        "any",        "anyone",      "salon",        "booking*",     "sample",
    "example",     "dummy",      "staff",       "the",          "and",          "your",
    "you",         "all",        "to",          "with",         "stylist*",     "barber*",
    "specialist*", "therapist*", "trainer*",    "doctor*",      "hairdresser*", "стилист*",
    "парикмахер*"};

/// A mark of the salon's beside the name.
constexpr std::string_view tags[] = {"vip", "вип"};
/// Said before a name, not part of it.
constexpr std::string_view titles[] = {"mr",   "mrs", "ms",   "miss",     "dr",
                                       "prof", "г-н", "г-жа", "господин", "госпожа"};
constexpr std::string_view patronymics[] = {"*овна", "*евна", "*ична", "*вич",
                                            "*ьич",  "*кич",  "*мич"};
constexpr std::string_view surnames[] = {"*ова",  "*ева",  "*ов",   "*ев",    "*ский", "*ская",
                                         "*цкий", "*цкая", "*енко", "*швили", "*дзе"};
constexpr std::string_view son_or_daughter[] = {"оглы", "кызы", "улы", "ogly", "oglu", "qizi"};

bool is_hyphen(char32_t c) noexcept { return c == U'-' || c == 0x2010 || c == 0x2011; }

bool is_upper(char32_t c) noexcept { return to_lower(c) != c; }

bool is_vowel(char32_t c) noexcept {
  return View{U"aeiouyаеёиоуыэюяіїєәөүұ"}.find(to_lower(c)) != View::npos;
}

/// и + ◌̆ and е + ◌̈ as macOS stores them become й and ё.
Points composed(View text) {
  Points out;
  for (const char32_t c : text) {
    if (c == 0x306 && !out.empty() && to_lower(out.back()) == U'и') {
      out.back() = out.back() == U'и' ? U'й' : U'Й';
    } else if (c == 0x308 && !out.empty() && to_lower(out.back()) == U'е') {
      out.back() = out.back() == U'е' ? U'ё' : U'Ё';
    } else {
      out.push_back(c);
    }
  }
  return out;
}

/// Title case for a word that was typed all in capitals or without any; others know better.
Points title_cased(View word) {
  const auto letters = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), is_letter));
  const bool has_lower =
      std::any_of(word.begin(), word.end(), [](char32_t c) { return to_upper(c) != c; });
  const bool is_initials =
      letters == 2 && !has_lower && std::none_of(word.begin(), word.end(), is_vowel);
  if (is_initials || (has_lower && is_upper(word[0]))) return Points(word);
  Points out;
  std::size_t letters_of_part = 0;
  for (const char32_t c : word) {
    // D'Artagnan, O'Connor, but Мар'яна: a capital follows an apostrophe after one letter.
    const bool begins = letters_of_part == 0 || (letters_of_part == 1 && is_apostrophe(out.back()));
    out.push_back(begins ? to_upper(c) : to_lower(c));
    if (is_hyphen(c)) letters_of_part = 0;
    if (is_letter(c)) ++letters_of_part;
  }
  return out;
}

bool is_title(View word) { return is_one_of(folded_word(word), titles); }

/// The words of a name, or nothing when something in it belongs to no name.
std::vector<Points> name_words(View text) {
  std::vector<Points> words(1);
  for (const char32_t c : text) {
    if (is_blank(c) || c == U'\t') {
      if (!words.back().empty()) words.emplace_back();
    } else if (is_letter(c)) {
      words.back().push_back(c);
    } else if (is_hyphen(c) && !words.back().empty()) {
      words.back().push_back(U'-');
    } else if (is_apostrophe(c) && !words.back().empty()) {
      words.back().push_back(U'\'');
    } else if (c == U'.' && (words.back().size() == 1 || is_title(words.back()))) {
      words.emplace_back();  // "Анна П.", "Dr. Anna"
    } else {
      return {};
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool is_all_one_letter(View small) {
  return small.size() > 2 &&
         std::all_of(small.begin(), small.end(), [&](char32_t c) { return c == small[0]; });
}

/// A word that can stand for a person: two letters or more, of one alphabet, not "ааа".
bool is_name_word(View word) {
  const Points small = folded(word);
  return small.size() >= 2 && small.size() <= longest_name && is_letter(small.back()) &&
         !mixes_alphabets(small) && !is_all_one_letter(small);
}

/// "Дура": what somebody has put where the name belongs.
bool is_insult(const std::string& part) {
  const auto all = all_draft_words();
  return std::any_of(all.begin(), all.end(), [&](const DraftWords* words) {
    return fault_of_word(*words, part) == DraftFault::sensitive;
  });
}

bool is_no_name(View word) {
  const std::vector<std::string> parts = folded_words(word);
  return std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
    return is_one_of(part, not_names) || is_loaded(part) || is_insult(part);
  });
}

bool is_given_name(View word) {
  const std::string small = folded_word(word.substr(0, word.find(U'-')));
  const auto packs = all_language_packs();
  return std::any_of(packs.begin(), packs.end(),
                     [&](const LanguagePack* pack) { return is_one_of(small, pack->given_names); });
}

/// Which of the words is the given one. `words` are not empty.
std::size_t place_of_given_name(const std::vector<Points>& words) {
  const auto is = [&](std::size_t i, std::span<const std::string_view> patterns) {
    return is_one_of(folded_word(words[i]), patterns);
  };
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (is(i, son_or_daughter)) return i - 2;
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (is(i, patronymics) && !is(i - 1, patronymics)) return i - 1;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_given_name(words[i])) return i;
  }
  if (words.size() < 2 || is(1, surnames)) return 0;
  return is(0, surnames) || is(0, patronymics) ? 1 : 0;
}

}  // namespace

std::string greeting_name(std::string_view stored_name) {
  constexpr std::size_t longest_entry = 120;
  const auto points = decode_utf8(stored_name);
  if (!points || points->size() > longest_entry) return {};
  std::vector<Points> words = name_words(composed(*points));
  if (std::any_of(words.begin(), words.end(), is_no_name)) return {};
  std::erase_if(words, [](const Points& word) { return is_one_of(folded_word(word), tags); });
  const auto old_size = words.size();
  std::erase_if(words, is_title);
  const bool had_title = words.size() < old_size;
  std::erase_if(words, [](const Points& word) { return word.size() == 1; });
  // "Mrs Smith" is a surname: no way to greet by it as a friend does.
  if (words.empty() || words.size() > 4 || (had_title && words.size() == 1)) return {};
  const Points& given = words[place_of_given_name(words)];
  if (!is_name_word(given)) return {};
  return encode_utf8(title_cased(given));
}

std::string shown_staff(std::string_view stored, std::size_t room) {
  const auto points = decode_utf8(stored);
  if (!points || points->size() > 2 * longest_name) return {};
  const std::vector<Points> words = name_words(composed(*points));
  if (std::none_of(words.begin(), words.end(), is_name_word)) return {};
  Points shown;
  for (const Points& word : words) {
    if (is_no_name(word) || mixes_alphabets(word)) return {};
    // An initial's point would read as the end of a sentence.
    if (word.size() == 1) continue;
    if (!shown.empty()) shown.push_back(U' ');
    shown += title_cased(word);
  }
  if (shown.size() > longest_name) return {};
  if (shown.size() > room) shown = shown.substr(0, room - 1) + U'…';
  return encode_utf8(shown);
}

}  // namespace reactivation
