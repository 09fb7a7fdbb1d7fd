// Titles of services and companies, and names that say "do not write".
#include <algorithm>
#include <vector>

#include "language/fact_names.hpp"
#include "language/language.hpp"
#include "language/utf8.hpp"
#include "language/word_match.hpp"
#include "reactivation/core/message.hpp"

namespace reactivation {
namespace {

using Points = std::u32string;
using View = std::u32string_view;

constexpr View quotes = U"\"«»“”„‟‹›";
constexpr View marks_of_titles = U"-–—'’.,/&()+:№#";

/// One line without quotes, blanks as single spaces.
Points one_line(View text) {
  Points out;
  for (const char32_t c : text) {
    const bool is_space = is_blank(c) || c == U'\t' || c == U'\n' || c == U'\r';
    if (quotes.find(c) != View::npos) continue;
    if (!is_space) out.push_back(c);
    if (is_space && !out.empty() && out.back() != U' ') out.push_back(U' ');
  }
  while (out.ends_with(U' ')) out.pop_back();
  return out;
}

bool has_loaded_word(View title) {
  const std::vector<std::string> words = folded_words(title);
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return is_loaded(word); });
}

/// A Latin letter right beside a Cyrillic one.
bool has_mixed_word(View title) {
  for (std::size_t i = 1; i < title.size(); ++i) {
    if (mixes_alphabets(title.substr(i - 1, 2))) return true;
  }
  return false;
}

/// Letters and digits, the marks of titles, and nothing that reads as a price, an offer ("1+1") or
/// an address ("salon.ru").
bool is_plain_title(View title) {
  std::size_t digits = 0;
  std::size_t digits_in_all = 0;
  bool has_letter = false;
  for (std::size_t i = 0; i < title.size(); ++i) {
    const char32_t c = title[i];
    const char32_t before = i == 0 ? U' ' : title[i - 1];
    const char32_t after = i + 1 == title.size() ? U' ' : title[i + 1];
    if (!is_letter(c) && !is_digit(c) && !is_blank(c) && marks_of_titles.find(c) == View::npos) {
      return false;
    }
    digits = is_digit(c) ? digits + 1 : 0;
    digits_in_all += is_digit(c) ? 1U : 0U;
    if (digits > 3 || digits_in_all > 6) return false;  // a price; a phone in pieces
    if (c == U'+' && is_digit(before) && is_digit(after)) return false;
    if (c == U'.' && is_letter(before) && is_letter(after)) return false;
    has_letter = has_letter || is_letter(c);
  }
  return has_letter;
}

Points shown_words(std::string_view stored) {
  constexpr std::size_t longest_entry = 300;
  const auto points = decode_utf8(stored);
  if (!points || points->size() > longest_entry) return {};
  Points title = one_line(*points);
  if (!is_plain_title(title) || has_mixed_word(title) || has_loaded_word(title)) return {};
  return title;
}

Points cut(Points title, std::size_t room) {
  if (title.size() <= room) return title;
  title.resize(room - 1);
  const std::size_t space = title.find_last_of(U' ');
  if (space != Points::npos && space >= room / 2) title.resize(space);
  while (!is_letter(title.back()) && !is_digit(title.back())) title.pop_back();
  return title + U'…';
}

using Phrase = std::string_view;

/// A tag in the name field that means: leave this person in peace. Words in this order, at one go.
constexpr Phrase leave_alone[] = {"не писать",
                                  "не пишите",
                                  "не пиши",
                                  "не звонить",
                                  "не звоните",
                                  "не звони",
                                  "не беспокоить",
                                  "не беспокойте",
                                  "не тревожить",
                                  "не отправлять",
                                  "не слать",
                                  "не рассылать",
                                  "не контактировать",
                                  "не трогать",
                                  "не обслуживать",
                                  "не записывать",
                                  "не принимать",
                                  "не присылать",
                                  "не смс",
                                  "без рассыл*",
                                  "без смс",
                                  "без звонков",
                                  "без сообщений",
                                  "нет рассыл*",
                                  "чс",
                                  "черный список",
                                  "черном списке",
                                  "блок",
                                  "заблокир*",
                                  "блэклист",
                                  "блеклист",
                                  "бан",
                                  "забанен*",
                                  "отписан",
                                  "отписана",
                                  "отписка",
                                  "отписался",
                                  "отписалась",
                                  "отпишите",
                                  "стоп",
                                  "отказ",
                                  "отказался",
                                  "отказалась",
                                  "отказ от",
                                  "умер",
                                  "умерла",
                                  "умерший",
                                  "умершая",
                                  "скончался",
                                  "скончалась",
                                  "покойный",
                                  "покойная",
                                  "погиб",
                                  "погибла",
                                  "несовершеннолетн*",
                                  "ребенок",
                                  "жалоба",
                                  "ne pisat*",
                                  "ne zvonit*",
                                  "ne bespokoit*",
                                  "do not",
                                  "don't",
                                  "dont",
                                  "dnc",
                                  "dnd",
                                  "no contact",
                                  "no call",
                                  "no calls",
                                  "no sms",
                                  "no message",
                                  "no messages",
                                  "no text",
                                  "no texts",
                                  "no whatsapp",
                                  "no marketing",
                                  "blacklist*",
                                  "black list*",
                                  "blocklist*",
                                  "blocked",
                                  "banned",
                                  "opt out",
                                  "opted out",
                                  "optout",
                                  "unsubscribe*",
                                  "stop",
                                  "deceased",
                                  "died",
                                  "dead",
                                  "passed away",
                                  "minor",
                                  "underage",
                                  "never contact",
                                  "never call",
                                  "never write",
                                  "never text",
                                  "leave alone"};

bool begins_with(std::span<const std::string> words, Phrase phrase) {
  std::size_t at = 0;
  while (!phrase.empty()) {
    const std::size_t space = std::min(phrase.find(' '), phrase.size());
    if (at == words.size() || !matches(words[at], phrase.substr(0, space))) return false;
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
    ++at;
  }
  return true;
}

}  // namespace

std::string shown_title(std::string_view stored, std::size_t room) {
  return encode_utf8(cut(shown_words(stored), room));
}

std::string shown_company(std::string_view stored) {
  const Points name = shown_words(stored);
  return name.size() > longest_name ? std::string{} : encode_utf8(name);
}

bool is_do_not_contact_name(std::string_view stored_name) {
  // Broken bytes part words; whatever is readable counts.
  Points text;
  for (std::size_t i = 0; i < stored_name.size();) {
    std::size_t length = 1;
    while (length < 4 && i + length < stored_name.size() &&
           (static_cast<unsigned char>(stored_name[i + length]) & 0xC0u) == 0x80u) {
      ++length;
    }
    text += decode_utf8(stored_name.substr(i, length)).value_or(U" ");
    i += length;
  }
  const std::vector<std::string> words = folded_words(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto rest = std::span(words).subspan(i);
    if (std::any_of(std::begin(leave_alone), std::end(leave_alone),
                    [&](Phrase phrase) { return begins_with(rest, phrase); })) {
      return true;
    }
  }
  return false;
}

}  // namespace reactivation
