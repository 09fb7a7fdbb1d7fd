// Placeholders and what stands in their place.
#include <algorithm>
#include <array>
#include <optional>

#include "draft_text.hpp"
#include "fact_texts.hpp"
#include "language/draft_words.hpp"
#include "language/language.hpp"
#include "language/utf8.hpp"
#include "language/word_match.hpp"
#include "reactivation/core/draft_check.hpp"

namespace reactivation {
namespace {

using Points = std::u32string;
using View = std::u32string_view;

constexpr std::array<std::string_view, draft_field_count> field_names{
    "name", "since", "staff", "slots", "discount", "until", "service", "company"};

/// What each field says, by its number.
using FieldTexts = std::array<std::string, draft_field_count>;

FieldTexts field_texts(const MessageFacts& facts, const FactTexts& said) {
  const LanguagePack& pack = language_pack(facts.language);
  FieldTexts out;
  const auto say = [&out](DraftField field, std::string_view text) {
    out[static_cast<std::size_t>(field)] += text;
  };
  say(DraftField::name, said.name);
  say(DraftField::since, said.since);
  say(DraftField::staff, said.staff);
  say(DraftField::slots, said.slots);
  say(DraftField::discount, said.discount);
  if (!said.discount.empty()) say(DraftField::discount, "%");
  say(DraftField::until, said.until);
  const DraftWords* words = draft_words(facts.language);
  const bool is_quoted = words != nullptr && words->is_company_quoted && !said.company.empty();
  if (is_quoted) say(DraftField::company, pack.open_quote);
  say(DraftField::company, said.company);
  if (is_quoted) say(DraftField::company, pack.close_quote);
  if (said.title.empty()) return out;
  say(DraftField::service, pack.open_quote);
  say(DraftField::service, said.title);
  say(DraftField::service, pack.close_quote);
  return out;
}

/// Where the last word before `out`'s end begins; its end when there is none.
std::size_t last_word_at(View out, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && is_letter(out[begin - 1])) --begin;
  return begin;
}

std::size_t without_blanks(View out, std::size_t end) {
  while (end > 0 && is_blank(out[end - 1])) --end;
  return end;
}

bool begins_sentence(View out) {
  const std::size_t end = without_blanks(out, out.size());
  return end == 0 || View{U".!?…\n"}.find(out[end - 1]) != View::npos;
}

void replace_word(Points& out, std::size_t begin, std::size_t end, Points word) {
  const bool is_capital = to_lower(out[begin]) != out[begin];
  if (is_capital) word[0] = to_upper(word[0]);
  out.replace(begin, end - begin, word);
}

/// «прошло 1 день» → «прошёл 1 день»: also with one word between them ("прошло уже").
void agree_passed(Points& out, const LanguagePack& pack, std::string_view passed) {
  if (passed.empty()) return;
  std::size_t end = without_blanks(out, out.size());
  for (int words = 0; words < 2; ++words) {
    const std::size_t begin = last_word_at(out, end);
    if (begin == end) return;
    const std::string word = folded_word(View{out}.substr(begin, end - begin));
    const bool is_verb = std::any_of(pack.passed.begin(), pack.passed.end(), [&](auto form) {
      return folded_word(own_text(form)) == word;
    });
    if (is_verb) return replace_word(out, begin, end, own_text(passed));
    end = without_blanks(out, begin);
  }
}

/// "a 11% discount" → "an 11% discount".
void agree_article(Points& out, const DraftWords* words, int number) {
  if (words == nullptr || words->before_article.size() != 2) return;
  const std::size_t end = without_blanks(out, out.size());
  const std::size_t begin = last_word_at(out, end);
  if (!is_one_of(folded_word(View{out}.substr(begin, end - begin)), words->before_article)) return;
  const bool has_vowel = number == 8 || number == 11 || number == 18 || number / 10 == 8;
  replace_word(out, begin, end, own_text(words->before_article[has_vowel ? 1 : 0]));
}

}  // namespace

std::string_view to_string(DraftField field) noexcept {
  return field_names[static_cast<std::size_t>(field) % draft_field_count];
}

std::optional<DraftField> draft_field_named(View name) noexcept {
  for (std::size_t i = 0; i < draft_field_count; ++i) {
    const std::string_view known = field_names[i];
    if (std::equal(name.begin(), name.end(), known.begin(), known.end(),
                   [](char32_t a, char b) { return a == static_cast<char32_t>(b); })) {
      return static_cast<DraftField>(i);
    }
  }
  return std::nullopt;
}

DraftNeed need_of(DraftField field, const FactTexts& said) {
  const auto if_any = [](const std::string& text, DraftNeed need) {
    return text.empty() ? DraftNeed::forbidden : need;
  };
  switch (field) {
    case DraftField::name:
      return if_any(said.name, DraftNeed::required);
    case DraftField::since:
      return if_any(said.since, DraftNeed::required);
    case DraftField::staff:
      return if_any(said.staff, DraftNeed::required);
    case DraftField::slots:
      return if_any(said.slots, DraftNeed::required);
    case DraftField::discount:
      return if_any(said.discount, DraftNeed::required);
    case DraftField::until:
      return if_any(said.until, DraftNeed::required);
    case DraftField::service:
      return if_any(said.title, DraftNeed::allowed);
    default:
      return if_any(said.company, DraftNeed::allowed);
  }
}

DraftNeed draft_need(DraftField field, const MessageFacts& facts) {
  return need_of(field, fact_texts(facts));
}

std::string render_draft(std::string_view text, const MessageFacts& facts) {
  const LanguagePack& pack = language_pack(facts.language);
  const FactTexts said = fact_texts(facts);
  const FieldTexts texts = field_texts(facts, said);
  const Points points = decode_utf8(text).value_or(Points{});
  Points out;
  for (std::size_t i = 0; i < points.size();) {
    const std::size_t end = points.find(U"}}", i);
    const bool opens = View{points}.substr(i).starts_with(U"{{") && end != Points::npos;
    const auto field =
        opens ? draft_field_named(View{points}.substr(i + 2, end - i - 2)) : std::nullopt;
    if (!field) {
      out.push_back(points[i++]);
      continue;
    }
    if (*field == DraftField::since) agree_passed(out, pack, said.passed);
    if (*field == DraftField::discount) {
      agree_article(out, draft_words(facts.language), facts.discount_percent);
    }
    Points value = own_text(texts[static_cast<std::size_t>(*field)]);
    if (!value.empty() && begins_sentence(out)) value[0] = to_upper(value[0]);
    out += value;
    i = end + 2;
  }
  return encode_utf8(out);
}

}  // namespace reactivation
