#include "reactivation/core/message_check.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "language/fact_names.hpp"
#include "language/language.hpp"
#include "language/utf8.hpp"
#include "language/word_match.hpp"
#include "message_claims.hpp"
#include "message_tokens.hpp"

namespace reactivation {
namespace {

using Kind = MessageToken::Kind;
using Points = std::u32string;
using View = std::u32string_view;
using Words = std::vector<std::string>;

constexpr std::size_t longest_text = 500;
constexpr std::ptrdiff_t most_lines = 6;
constexpr std::ptrdiff_t most_emoji = 2;
constexpr std::size_t most_slots = 5;
constexpr View plain_marks = U".,;:!?-–—'’‘\"«»“”()%…•/&+№#\n";
constexpr View marks_of_addresses = U"@\\";
constexpr std::string_view words_of_addresses[] = {
    "http*",     "www*",    "wa",      "whatsapp*", "telegram*",  "instagram*", "viber*",
    "facebook*", "ватсап*", "вотсап*", "телеграм*", "инстаграм*", "вайбер*"};

/// Letters and digits alone, folded: how a cut or re-quoted title is recognised.
Points bare(View text) {
  Points out;
  for (const char32_t c : folded(text)) {
    if (is_letter(c) || is_digit(c)) out.push_back(c);
  }
  return out;
}

Points points_of(std::string_view utf8) { return decode_utf8(utf8).value_or(U""); }

bool has_word(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class Checker {
public:
  Checker(View text, const MessageFacts& facts)
      : text_(text),
        facts_(facts),
        pack_(language_pack(facts.language)),
        check_(pack_.check),
        name_(folded_words(points_of(greeting_name(facts.client_name)))),
        staff_(folded_words(points_of(shown_staff(facts.favourite_staff, longest_name)))),
        title_(folded_words(points_of(facts.service_title))),
        has_discount_(facts.discount_percent >= 1 && facts.discount_percent <= 100),
        has_until_(has_discount_ && facts.offer_valid_until >= facts.today),
        tokens_(tokens_of(text)) {
    const std::size_t count = std::min(facts.slots.size(), most_slots);
    for (const MessageSlot& slot : std::span(facts.slots).first(count)) {
      ExpectedSlot expected{slot.starts_at, shown_staff(slot.staff_name, longest_name), {}};
      expected.staff_words = folded_words(points_of(expected.staff));
      slots_.push_back(std::move(expected));
    }
  }

  std::vector<MessageDefect> run() {
    check_form();
    mark_known();
    for (i_ = 0; i_ < tokens_.size(); ++i_) {
      const MessageToken& token = tokens_[i_];
      if (token.is(Kind::mark)) on_mark(token);
      if (token.is(Kind::number)) on_number(token);
      if (token.is(Kind::word)) on_word(token);
    }
    end_day();
    check_presence();
    check_end();
    return std::move(defects_);
  }

private:
  void add(MessageFault fault, std::size_t at) { defects_.push_back({fault, at}); }

  [[nodiscard]] const MessageToken* token_at(std::size_t i) const {
    return i < tokens_.size() ? &tokens_[i] : nullptr;
  }
  [[nodiscard]] bool is_mark(std::size_t i, char32_t mark) const {
    const MessageToken* token = token_at(i);
    return token != nullptr && token->is(Kind::mark) && token->mark == mark;
  }
  [[nodiscard]] bool is_number(std::size_t i) const {
    const MessageToken* token = token_at(i);
    return token != nullptr && token->is(Kind::number);
  }
  [[nodiscard]] bool is_word_of(std::size_t i, CheckWords::Words words) const {
    const MessageToken* token = token_at(i);
    return token != nullptr && token->is(Kind::word) && is_one_of(token->word, words);
  }
  /// True when nothing, not even a blank, stands between this token and the next.
  [[nodiscard]] bool touches_next(std::size_t i) const {
    return i + 1 < tokens_.size() && tokens_[i].end == tokens_[i + 1].at;
  }

  // --- The form ----------------------------------------------------------------------------------

  void check_form() {
    if (tokens_.empty()) add(MessageFault::empty, 0);
    if (text_.size() > longest_text) add(MessageFault::too_long, longest_text);
    if (std::count(text_.begin(), text_.end(), U'\n') >= most_lines) {
      add(MessageFault::too_many_lines, 0);
    }
    if (std::count_if(text_.begin(), text_.end(), is_emoji) > most_emoji) {
      add(MessageFault::too_many_emoji, 0);
    }
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char32_t c = text_[i];
      const bool is_emoji_style = c == 0xFE0F && i > 0 && is_emoji(text_[i - 1]);
      if (is_currency(c)) {
        add(MessageFault::money, i);
      } else if (marks_of_addresses.find(c) != View::npos) {
        add(MessageFault::address, i);
      } else if (!is_letter(c) && !is_digit(c) && !is_blank(c) && !is_emoji(c) && !is_emoji_style &&
                 plain_marks.find(c) == View::npos) {
        add(MessageFault::odd_character, i);
      }
    }
  }

  // --- Titles, the company's name ----------------------------------------------------------------

  void mark_known() {
    mark_company();
    const char32_t open = points_of(pack_.open_quote)[0];
    const char32_t close = points_of(pack_.close_quote)[0];
    for (std::size_t begin = text_.find(open); begin != View::npos;) {
      const std::size_t end = std::min(text_.find(close, begin), text_.size());
      const View inside = text_.substr(begin + 1, end - begin - 1);
      if (is_title(inside)) {
        mark(begin + 1, end);
      } else {
        add(MessageFault::unknown_name, begin);
      }
      begin = text_.find(open, end);
    }
  }

  [[nodiscard]] bool is_title(View inside) const {
    constexpr std::size_t shortest_cut = 6;
    const Points said = bare(inside);
    if (said.empty()) return false;
    const Points title = bare(points_of(facts_.service_title));
    const Points company = bare(points_of(facts_.company_name));
    const bool is_cut = inside.ends_with(U'…') && said.size() >= shortest_cut;
    return said == title || said == company || (is_cut && title.starts_with(said));
  }

  void mark_company() {
    const Points company = points_of(shown_company(facts_.company_name));
    if (company.empty()) return;
    for (std::size_t at = text_.find(company); at != View::npos;) {
      mark(at, at + company.size());
      at = text_.find(company, at + company.size());
    }
  }

  void mark(std::size_t begin, std::size_t end) {
    for (MessageToken& token : tokens_) {
      if (token.at >= begin && token.end <= end) token.is_known = true;
    }
  }

  // --- Marks -------------------------------------------------------------------------------------

  void on_mark(const MessageToken& token) {
    const char32_t c = token.mark;
    if (c == U'%') add(MessageFault::unknown_percent, token.at);  // one without its number
    const bool is_between = i_ > 0 && touches_next(i_ - 1) && touches_next(i_) &&
                            tokens_[i_ - 1].is(tokens_[i_ + 1].kind);
    const bool joins_words = is_between && tokens_[i_ - 1].is(Kind::word);
    const bool joins_numbers = is_between && tokens_[i_ - 1].is(Kind::number);
    const bool is_slash = c == U'/' && !token.is_known;
    if (joins_words && (c == U'.' || is_slash)) add(MessageFault::address, token.at);
    if (joins_numbers && c == U'+') add(MessageFault::money, token.at);
    if (token.is_known) return;
    if (c == U'+' && is_number(i_ + 1)) add(MessageFault::address, token.at);
    if (c == U'.' || c == U'!' || c == U'?' || c == U'\n') end_day();
  }

  // --- Numbers -----------------------------------------------------------------------------------

  void on_number(const MessageToken& token) {
    if (is_mark(i_ + 1, U'%') || is_word_of(i_ + 1, check_.percent_words)) {
      on_percent(token);
    } else if (token.is_known) {
      if (token.raw.size() > 3) add(MessageFault::money, token.at);
    } else if (is_mark(i_ + 1, U':') && is_number(i_ + 2)) {
      on_time(token);
    } else if (is_word_of(i_ + 1, check_.short_units) || is_word_of(i_ + 1, check_.long_units)) {
      on_since(token);
    } else if (const auto month = month_at(i_ + 1)) {
      on_date(token, *month);
      ++i_;
    } else {
      on_bare_number(token);
    }
  }

  void on_percent(const MessageToken& token) {
    ++i_;
    if (has_discount_ && token.value == facts_.discount_percent) {
      is_discount_said_ = true;
    } else {
      add(has_discount_ ? MessageFault::unknown_percent : MessageFault::discount_not_offered,
          token.at);
    }
  }

  void on_bare_number(const MessageToken& token) {
    // Groups of digits with blanks, hyphens or brackets between them add up to a phone or a card.
    std::size_t digits = token.raw.size();
    std::size_t last = i_;
    for (std::size_t k = i_ + 1; k < tokens_.size(); ++k) {
      const MessageToken& next = tokens_[k];
      const bool joins = next.is(Kind::mark) && View{U"-–()."}.find(next.mark) != View::npos;
      if (next.is(Kind::number)) {
        digits += next.raw.size();
        last = k;
      } else if (!joins) {
        break;
      }
    }
    add(digits >= 7 ? MessageFault::address : MessageFault::unknown_number, token.at);
    i_ = last;
  }

  void on_since(const MessageToken& token) {
    ++i_;
    const std::string said = std::to_string(token.value) + " " + tokens_[i_].word;
    claim_since(said, token.at);
  }

  void claim_since(std::string_view said, std::size_t at) {
    if (said == expected_since(check_, facts_.days_since_visit)) {
      is_since_said_ = true;
    } else {
      add(MessageFault::wrong_since, at);
    }
  }

  // --- Days and times ----------------------------------------------------------------------------

  [[nodiscard]] std::optional<int> month_at(std::size_t i) const {
    for (std::size_t month = 0; month < check_.months.size(); ++month) {
      if (is_word_of(i, check_.months[month])) return static_cast<int>(month) + 1;
    }
    return std::nullopt;
  }

  /// The claim that the next part of a day belongs to: the open one, unless it is done.
  DayClaim& day_claim(std::size_t at) {
    if (day_.has_time) end_day();
    if (day_.is_empty()) day_.at = at;
    return day_;
  }

  void on_date(const MessageToken& token, int month) {
    DayClaim& claim = day_claim(token.at);
    claim.is_broken = claim.is_broken || claim.month.has_value();
    claim.month = month;
    claim.day = static_cast<int>(token.value);
  }

  void on_time(const MessageToken& token) {
    const MessageToken& minutes = tokens_[i_ + 2];
    i_ += 2;
    long hour = token.value;
    bool is_good = hour >= 0 && hour < 24 && minutes.value >= 0 && minutes.value < 60 &&
                   minutes.raw.size() == 2;
    const MessageToken* half = token_at(i_ + 1);
    const bool is_am = half != nullptr && half->word == "am";
    const bool is_pm = half != nullptr && half->word == "pm";
    if (is_am || is_pm) {
      ++i_;
      is_good = is_good && hour >= 1 && hour <= 12;
      hour = hour % 12 + (is_pm ? 12 : 0);
    }
    claim_time(token.at, is_good ? hour * 60 + minutes.value : -1);
  }

  /// Ticks the slots at that time of the day claimed; a time that is no slot's is a defect.
  void claim_time(std::size_t at, long minute_of_day) {
    if (is_staff_said_) unbound_.clear();
    is_staff_said_ = false;
    bool is_found = false;
    for (std::size_t k = 0; k < slots_.size() && !day_.is_empty(); ++k) {
      const LocalDate date = date_of(slots_[k].starts_at);
      const auto minute = (slots_[k].starts_at - date).count() / 60;
      if (!day_.fits(date) || minute != minute_of_day) continue;
      // A weekday alone could be any week's.
      slots_[k].is_seen = slots_[k].is_seen || day_.month || day_.relative;
      unbound_.push_back(k);
      is_found = true;
    }
    day_.has_time = true;
    if (!is_found) add(MessageFault::unknown_time, at);
  }

  /// A day without a time can only be the last day of the offer.
  void end_day() {
    if (!day_.is_empty() && !day_.has_time) {
      if (has_until_ && day_.fits(*facts_.offer_valid_until)) {
        is_until_said_ = true;
      } else {
        add(MessageFault::unknown_date, day_.at);
      }
    }
    day_ = {};
    unbound_.clear();
    is_staff_said_ = false;
  }

  bool read_day_word(const MessageToken& token) {
    if (const auto month = month_at(i_)) {
      if (is_number(i_ + 1) && !is_mark(i_ + 2, U'%') && !is_mark(i_ + 2, U':')) {
        on_date(tokens_[i_ + 1], *month);
        ++i_;
        return true;
      }
      const bool is_verb = (!token.is_capital || token.begins_sentence) &&
                           is_one_of(token.word, check_.months_that_are_verbs);
      if (!is_verb) add(MessageFault::unknown_date, token.at);
      return true;
    }
    for (std::size_t k = 0; k < check_.weekdays.size(); ++k) {
      if (!is_one_of(token.word, check_.weekdays[k])) continue;
      DayClaim& claim = day_claim(token.at);
      claim.is_broken = claim.is_broken || claim.weekday.has_value();
      claim.weekday = static_cast<int>(k) + 1;
      return true;
    }
    const bool is_today = is_one_of(token.word, check_.today);
    if (is_today || is_one_of(token.word, check_.tomorrow)) {
      DayClaim& claim = day_claim(token.at);
      claim.is_broken = claim.is_broken || claim.relative.has_value();
      claim.relative = facts_.today + Days{is_today ? 0 : 1};
      return true;
    }
    const bool is_other = is_one_of(token.word, check_.other_days);
    if (is_other) add(MessageFault::unknown_date, token.at);
    return is_other;
  }

  // --- Words -------------------------------------------------------------------------------------

  void on_word(const MessageToken& token) {
    check_word_anywhere(token);
    // Noted even inside the company's name: a salon may bear the name of its client or master.
    is_name_said_ = is_name_said_ || (token.is_capital && is_said_of(name_, token));
    is_favourite_said_ = is_favourite_said_ || (token.is_capital && is_said_of(staff_, token));
    if (token.is_known) return;
    if (is_name_here(token)) {
      bind_staff(token);
      count_alphabet(token);
      return;
    }
    if (read_day_word(token)) return;
    if (is_one_of(token.word, check_.number_words)) add(MessageFault::unknown_number, token.at);
    if (is_one_of(token.word, check_.long_units)) check_over_a_year(token);
    check_claims(token);
    check_form_of_address(token);
    check_name(token);
    count_alphabet(token);
  }

  /// Wrong even inside a title: there it would still read as a promise.
  void check_word_anywhere(const MessageToken& token) {
    if (mixes_alphabets(token.raw)) add(MessageFault::mixed_alphabets, token.at);
    if (is_one_of(token.word, check_.money_words) && !is_free_time(token)) {
      add(MessageFault::money, token.at);
    }
    if (is_one_of(token.word, check_.forbidden)) add(MessageFault::forbidden_word, token.at);
    if (is_one_of(token.word, words_of_addresses)) add(MessageFault::address, token.at);
    // One behind a number has been read with the number.
    if (is_one_of(token.word, check_.percent_words)) add(MessageFault::unknown_percent, token.at);
    if (!has_discount_ && is_one_of(token.word, check_.discount_words)) {
      add(MessageFault::discount_not_offered, token.at);
    }
    if (!is_one_of(token.word, check_.come_back)) return;
    for (std::size_t k = i_ < 2 ? 0 : i_ - 2; k <= i_ + 2; ++k) {
      if (k != i_ && is_word_of(k, check_.you)) {
        add(MessageFault::forbidden_word, token.at);
        return;
      }
    }
  }

  /// "Olga is free tomorrow", "when are you free?": a time. Anything else is a gift.
  [[nodiscard]] bool is_free_time(const MessageToken& token) const {
    if (i_ < 2 || !is_one_of(token.word, check_.also_times)) return false;
    if (!is_word_of(i_ - 1, check_.are)) return false;
    if (is_word_of(i_ - 1, check_.you)) return is_mark(i_ + 1, U'?');
    if (!has_word(staff_, tokens_[i_ - 2].word)) return false;
    const auto begins_days = [&](std::size_t i) {
      return is_word_of(i, check_.today) || is_word_of(i, check_.tomorrow) ||
             std::any_of(check_.weekdays.begin(), check_.weekdays.end(),
                         [&](CheckWords::Words day) { return is_word_of(i, day); });
    };
    return begins_days(i_ + 1) || begins_days(i_ + 2);
  }

  void check_over_a_year(const MessageToken& token) {
    const Words phrase = folded_words(points_of(check_.over_a_year));
    bool is_phrase = i_ + 1 >= phrase.size();
    for (std::size_t k = 0; k < phrase.size() && is_phrase; ++k) {
      is_phrase = tokens_[i_ + 1 - phrase.size() + k].word == phrase[k];
    }
    claim_since(is_phrase ? check_.over_a_year : std::string_view{"?"}, token.at);
  }

  void check_claims(const MessageToken& token) {
    if (is_one_of(token.word, check_.usual)) {
      is_usual_said_ = true;
      if (!facts_.is_regular) add(MessageFault::false_usual, token.at);
    }
    if (token.word == "vip" || token.word == "vips") {
      is_vip_said_ = true;
      if (!facts_.is_vip) add(MessageFault::false_vip, token.at);
    }
    if (is_one_of(token.word, check_.seen_since) &&
        !(i_ > 0 && is_word_of(i_ - 1, check_.not_seen)) && !is_of_visit()) {
      is_seen_since_said_ = true;
      if (!facts_.visited_since) add(MessageFault::false_seen_since, token.at);
    }
  }

  [[nodiscard]] static bool ends_clause(const MessageToken& token) {
    return token.is(Kind::mark) && View{U".,!?\n"}.find(token.mark) != View::npos;
  }
  /// "We met 6 weeks ago", "6 weeks since we met": the visit itself, and none after it.
  [[nodiscard]] bool is_of_visit() const {
    constexpr std::size_t words_before = 3;
    constexpr std::size_t words_behind = 6;
    for (std::size_t k = i_; k-- > 0 && k + words_before >= i_;) {
      if (ends_clause(tokens_[k])) break;
      if (is_word_of(k, check_.as_of)) return true;
    }
    for (std::size_t k = i_ + 1; k < tokens_.size() && k <= i_ + words_behind; ++k) {
      if (ends_clause(tokens_[k])) return false;
      if (is_word_of(k, check_.ago)) return true;
    }
    return false;
  }

  void check_form_of_address(const MessageToken& token) {
    const auto& wrong =
        facts_.address_form == AddressForm::formal ? check_.informal_only : check_.formal_only;
    if (is_one_of(token.word, wrong)) add(MessageFault::wrong_address_form, token.at);
  }

  void count_alphabet(const MessageToken& token) {
    (is_cyrillic(token.raw[0]) == check_.is_cyrillic ? own_words_ : foreign_words_) += 1;
  }

  // --- Names -------------------------------------------------------------------------------------

  /// A client may be called April: beside a number it is the month all the same.
  [[nodiscard]] bool is_name_here(const MessageToken& token) const {
    if (!token.is_capital || (month_at(i_) && is_number(i_ + 1))) return false;
    return is_said_of(name_, token) || is_said_of(staff_, token) ||
           std::any_of(slots_.begin(), slots_.end(), [&](const ExpectedSlot& slot) {
             return is_said_of(slot.staff_words, token);
           });
  }

  void check_name(const MessageToken& token) {
    if (!token.is_capital) return;
    const bool is_free = token.begins_sentence ? !is_given_name(token.word)
                                               : is_one_of(token.word, check_.capitalised);
    if (!is_free && !has_word(title_, token.word)) add(MessageFault::unknown_name, token.at);
  }

  /// One of the words of a name, or the beginning of one that was cut with ….
  [[nodiscard]] bool is_said_of(const Words& name, const MessageToken& token) const {
    std::string_view owner = token.word;
    if (owner.ends_with("'s")) owner.remove_suffix(2);
    if (has_word(name, owner)) return true;
    const bool is_cut = touches_next(i_) && is_mark(i_ + 1, U'…');
    return is_cut && std::any_of(name.begin(), name.end(), [&](const std::string& word) {
             return word.starts_with(token.word);
           });
  }

  /// A name behind times is a claim about those slots.
  void bind_staff(const MessageToken& token) {
    if (unbound_.empty()) return;
    is_staff_said_ = true;
    bool fits = false;
    for (const std::size_t k : unbound_) {
      const bool is_theirs = is_said_of(slots_[k].staff_words, token);
      slots_[k].is_bound = slots_[k].is_bound || is_theirs;
      fits = fits || is_theirs;
    }
    if (!fits) add(MessageFault::wrong_staff, token.at);
  }

  [[nodiscard]] bool is_given_name(std::string_view word) const {
    return std::any_of(
        pack_.given_names.begin(), pack_.given_names.end(), [&](std::string_view name) {
          std::string_view stem = name;
          for (const std::string_view tail : check_.name_tails) {
            if (name.ends_with(tail)) stem = name.substr(0, name.size() - tail.size());
          }
          return word.starts_with(stem) && is_one_of(word.substr(stem.size()), check_.name_endings);
        });
  }

  // --- What must be there ------------------------------------------------------------------------

  void check_presence() {
    const std::size_t end = text_.size();
    const auto need = [&](bool is_needed, bool is_said, MessageFault fault) {
      if (is_needed && !is_said) add(fault, end);
    };
    need(!name_.empty(), is_name_said_, MessageFault::missing_name);
    need(facts_.days_since_visit >= 1, is_since_said_, MessageFault::missing_since);
    need(has_discount_, is_discount_said_, MessageFault::missing_discount);
    need(has_until_, is_until_said_, MessageFault::missing_validity);
    need(!staff_.empty(), is_favourite_said_, MessageFault::missing_staff);
    need(facts_.is_regular, is_usual_said_, MessageFault::missing_usual);
    need(facts_.is_vip, is_vip_said_, MessageFault::missing_vip);
    need(facts_.visited_since && facts_.days_since_visit >= 1, is_seen_since_said_,
         MessageFault::missing_seen_since);
    const bool is_all_own =
        std::all_of(slots_.begin(), slots_.end(),
                    [&](const ExpectedSlot& slot) { return slot.staff_words == staff_; });
    for (const ExpectedSlot& slot : slots_) {
      need(true, slot.is_seen, MessageFault::missing_slot);
      need(!is_all_own && !slot.staff.empty(), slot.is_bound, MessageFault::missing_staff);
    }
    if (foreign_words_ >= own_words_ && !tokens_.empty()) add(MessageFault::wrong_language, 0);
  }

  void check_end() {
    bool is_asked = false;
    for (std::size_t i = tokens_.size(); i-- > 0 && !is_asked;) {
      const MessageToken& token = tokens_[i];
      if (token.mark == U'\n') break;
      is_asked = token.mark == U'?' || is_word_of(i, check_.call);
    }
    if (!is_asked) add(MessageFault::no_call_to_action, text_.size());
  }

  View text_;
  const MessageFacts& facts_;
  const LanguagePack& pack_;
  const CheckWords& check_;
  Words name_;
  Words staff_;
  Words title_;
  bool has_discount_;
  bool has_until_;
  std::vector<MessageToken> tokens_;
  std::vector<ExpectedSlot> slots_;
  std::vector<MessageDefect> defects_;

  std::size_t i_ = 0;
  DayClaim day_;
  std::vector<std::size_t> unbound_;  ///< slots said since the last staff member's name
  bool is_staff_said_ = false;        ///< a name already stands behind the slots in `unbound_`
  bool is_name_said_ = false;
  bool is_favourite_said_ = false;
  bool is_since_said_ = false;
  bool is_discount_said_ = false;
  bool is_until_said_ = false;
  bool is_usual_said_ = false;
  bool is_vip_said_ = false;
  bool is_seen_since_said_ = false;
  std::size_t own_words_ = 0;
  std::size_t foreign_words_ = 0;
};

}  // namespace

std::vector<MessageDefect> check_message(std::string_view text, const MessageFacts& facts) {
  const auto points = decode_utf8(text);
  if (!points) return {{MessageFault::not_utf8, 0}};
  return Checker(*points, facts).run();
}

}  // namespace reactivation
