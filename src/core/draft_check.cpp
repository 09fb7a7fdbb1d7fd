#include "reactivation/core/draft_check.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "draft_text.hpp"
#include "fact_texts.hpp"
#include "language/draft_words.hpp"
#include "language/language.hpp"
#include "language/utf8.hpp"
#include "language/word_match.hpp"

namespace reactivation {
namespace {

using Kind = DraftPiece::Kind;
using View = std::u32string_view;

constexpr std::size_t longest_answer = 2000;  // bytes
constexpr std::size_t longest_raw = 600;      // code points; placeholders are longer than facts
constexpr std::ptrdiff_t most_lines = 6;
constexpr std::ptrdiff_t most_emoji = 2;
/// Letters that an offer has at least, when it is pieced together from two words.
constexpr std::size_t shortest_split_word = 6;
/// So many words in a row that stand in the instructions are no chance.
constexpr std::size_t words_leaked = 5;
/// Neither a line, nor a comma, nor a face ends what is being said.
constexpr View sentence_ends = U".!?…";

std::size_t letters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  }));
}

/// "Freee" and «беспллатно» with every run of a letter as one.
std::string collapsed(View word) {
  std::u32string out;
  for (const char32_t c : folded(word)) {
    if (out.empty() || out.back() != c) out.push_back(c);
  }
  return encode_utf8(out);
}

bool has_long_run(View word) {
  for (std::size_t i = 2; i < word.size(); ++i) {
    if (word[i] == word[i - 1] && word[i] == word[i - 2]) return true;
  }
  return false;
}

class DraftChecker {
public:
  DraftChecker(View text, const MessageFacts& facts, const DraftWords& words)
      : text_(text),
        said_(fact_texts(facts)),
        words_(words),
        names_(language_pack(facts.language).given_names),
        letters_(own_text(words.letters)),
        pieces_(draft_pieces(text)) {}

  std::vector<DraftDefect> run() {
    check_form();
    for (i_ = 0; i_ < pieces_.size(); ++i_) {
      const DraftPiece& piece = pieces_[i_];
      if (piece.is(Kind::mark)) on_mark(piece);
      if (piece.is(Kind::word)) on_word(piece);
      if (piece.is(Kind::field)) on_field(piece);
      if (piece.is(Kind::unknown_field)) add(DraftFault::unknown_placeholder, piece.at);
    }
    check_presence();
    check_discount_words();
    check_sentences();
    check_runs();
    check_language();
    return std::move(defects_);
  }

private:
  void add(DraftFault fault, std::size_t at) { defects_.push_back({fault, at}); }

  [[nodiscard]] const DraftPiece* before(std::size_t steps = 1) const {
    return i_ >= steps ? &pieces_[i_ - steps] : nullptr;
  }
  [[nodiscard]] const DraftPiece* after() const {
    return i_ + 1 < pieces_.size() ? &pieces_[i_ + 1] : nullptr;
  }
  [[nodiscard]] static bool is_word_of(const DraftPiece* piece, DraftWords::Words words) {
    return piece != nullptr && piece->is(Kind::word) && is_one_of(piece->word, words);
  }
  [[nodiscard]] static bool is_mark(const DraftPiece* piece, View marks) {
    return piece != nullptr && piece->is(Kind::mark) && marks.find(piece->mark) != View::npos;
  }

  // --- The form ----------------------------------------------------------------------------------

  void check_form() {
    if (pieces_.empty()) add(DraftFault::empty, 0);
    if (text_.size() > longest_raw) add(DraftFault::too_long, longest_raw);
    if (std::count(text_.begin(), text_.end(), U'\n') >= most_lines) {
      add(DraftFault::too_many_lines, 0);
    }
    if (std::count_if(text_.begin(), text_.end(), is_draft_emoji) > most_emoji) {
      add(DraftFault::too_many_emoji, 0);
    }
  }

  void on_mark(const DraftPiece& piece) {
    const bool is_style =
        piece.mark == 0xFE0F && piece.at > 0 && is_draft_emoji(text_[piece.at - 1]);
    const auto fault = fault_of_mark(piece.mark);
    if (fault && !is_style) add(*fault, piece.at);
    const bool touches = piece.at > 0 && is_letter(text_[piece.at - 1]) &&
                         piece.end < text_.size() && is_letter(text_[piece.end]);
    if (touches && View{U".:"}.find(piece.mark) != View::npos) add(DraftFault::address, piece.at);
  }

  // --- Words -------------------------------------------------------------------------------------

  void on_word(const DraftPiece& piece) {
    ++word_count_;
    if (is_one_of(piece.word, words_.common)) ++common_count_;
    const bool is_abroad = is_one_of(piece.word, words_.abroad);
    if (!is_abroad && !is_of_language(piece.raw)) add(DraftFault::wrong_language, piece.at);
    if (has_long_run(piece.raw)) add(DraftFault::odd_character, piece.at);
    if (const auto fault = fault_of_word(words_, piece.word)) {
      add(*fault, piece.at);
    } else if (const std::string simple = collapsed(piece.raw); simple != piece.word) {
      if (const auto hidden = fault_of_word(words_, simple)) add(*hidden, piece.at);
    }
    if (is_one_of(piece.word, words_.free_words) && !is_free_time()) {
      add(DraftFault::offer, piece.at);
    }
    const bool is_verb = is_word_of(after(), words_.pronouns);
    if (is_one_of(piece.word, words_.verbs_like_months) && !is_verb) {
      add(DraftFault::date, piece.at);
    }
    check_name(piece);
  }

  [[nodiscard]] bool is_of_language(View word) const {
    return std::all_of(word.begin(), word.end(), [&](char32_t c) {
      return is_apostrophe(c) || letters_.find(to_lower(c)) != View::npos;
    });
  }

  /// "{{staff}} is free {{slots}}", "when are you free?": a time. Anything else is a gift.
  [[nodiscard]] bool is_free_time() const {
    const DraftPiece* last = before();
    if (!is_word_of(last, words_.free_after)) return false;
    const DraftPiece* who = before(2);
    const bool is_of_staff = who != nullptr && who->is_field(DraftField::staff);
    const DraftPiece* next = after();
    const bool ends = next == nullptr || next->is(Kind::mark);
    if (last->word == "you") return is_mark(next, U"?");
    return is_of_staff && (ends || next->is_field(DraftField::slots));
  }

  // --- Names -------------------------------------------------------------------------------------

  void check_name(const DraftPiece& piece) {
    const bool is_called = is_mark(after(), U",!");
    const bool is_common = is_one_of(piece.word, words_.names_that_are_words);
    const bool is_just_a_word = is_common && !is_called;
    if (!is_just_a_word && is_given_name(piece.word)) {
      return add(DraftFault::name, piece.at);
    }
    if (!piece.is_capital) return;
    if (!piece.begins_sentence) {
      if (!is_one_of(piece.word, words_.capitalised)) add(DraftFault::name, piece.at);
      return;
    }
    // "Smith, we await you", "Juliet is free": what begins a sentence may be a name all the same.
    const bool is_somebody =
        is_word_of(after(), words_.verbs) && !is_one_of(piece.word, words_.subjects);
    const bool is_caller = is_called && !is_one_of(piece.word, words_.openers);
    if (is_somebody || is_caller) add(DraftFault::name, piece.at);
  }

  /// A common given name in any case: its stem and one of a few endings.
  [[nodiscard]] bool is_given_name(std::string_view word) const {
    const std::string_view start = word.substr(0, 3);  // bytes, of a stem's three letters
    return std::any_of(names_.begin(), names_.end(), [&](std::string_view name) {
      if (!name.starts_with(start)) return false;
      std::string_view stem = name;
      for (const std::string_view vowel : {"а", "я", "й", "ь"}) {
        if (name.ends_with(vowel)) stem = name.substr(0, name.size() - vowel.size());
      }
      constexpr std::string_view endings[] = {"",   "а",  "я",  "у",  "ю",  "е",   "и",  "ы",
                                              "ой", "ей", "ою", "ею", "ом", "ем",  "ь",  "й",
                                              "ье", "ью", "s",  "'s", "ин", "ина", "еи", "ии"};
      return word.starts_with(stem) && letters_in(stem) >= 3 &&
             is_one_of(word.substr(stem.size()), endings);
    });
  }

  // --- Placeholders ------------------------------------------------------------------------------

  void on_field(const DraftPiece& piece) {
    const auto number = static_cast<std::size_t>(piece.field);
    if (++seen_[number] > 1) add(DraftFault::repeated_placeholder, piece.at);
    if (need_of(piece.field, said_) == DraftNeed::forbidden) {
      add(DraftFault::unneeded_placeholder, piece.at);
    }
    const auto is_close = [&](std::size_t at) {
      return is_letter(text_[at]) || text_[at] == U'{' || text_[at] == U'}';
    };
    const bool touches = (piece.at > 0 && is_close(piece.at - 1)) ||
                         (piece.end < text_.size() && is_close(piece.end));
    if (touches || !stands_well(piece)) add(DraftFault::misplaced_placeholder, piece.at);
  }

  [[nodiscard]] bool stands_well(const DraftPiece& piece) const {
    switch (piece.field) {
      case DraftField::name:
      case DraftField::staff:
        return !is_word_of(before(), words_.not_before_names);
      case DraftField::service:
      case DraftField::company:
        return true;
      case DraftField::until:
        return is_behind_limit() && !is_word_of(after(), words_.not_after_facts);
      default:
        return !is_word_of(before(), words_.not_before_facts) &&
               !is_word_of(after(), words_.not_after_facts);
    }
  }

  [[nodiscard]] bool is_behind_limit() const {
    const DraftPiece* last = before();
    if (last == nullptr || !last->is(Kind::word)) return false;
    if (is_one_of(last->word, words_.before_until)) return true;
    const DraftPiece* second = before(2);
    if (second == nullptr) return false;
    std::string phrase = second->word;
    phrase.append(" ").append(last->word);
    return is_one_of(phrase, words_.before_until);
  }

  void check_presence() {
    for (std::size_t i = 0; i < draft_field_count; ++i) {
      const bool is_required = need_of(static_cast<DraftField>(i), said_) == DraftNeed::required;
      if (is_required && seen_[i] == 0) add(DraftFault::missing_placeholder, text_.size());
    }
  }

  /// A discount is spoken of once, in the sentence that says it, and nowhere else.
  void check_discount_words() {
    const auto said = std::find_if(pieces_.begin(), pieces_.end(), [](const DraftPiece& piece) {
      return piece.is_field(DraftField::discount);
    });
    const int sentence = said == pieces_.end() ? -1 : said->sentence;
    int times = 0;
    for (i_ = 0; i_ < pieces_.size(); ++i_) {
      const DraftPiece& piece = pieces_[i_];
      if (!is_word_of(&piece, words_.discount_words)) continue;
      const bool is_time_off = before() != nullptr && before()->is_field(DraftField::since);
      if (is_time_off) continue;
      if (piece.sentence != sentence || ++times > 1) add(DraftFault::offer, piece.at);
    }
  }

  void check_sentences() {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (!is_mark(&pieces_[i], sentence_ends)) continue;
      check_sentence(std::span(pieces_).subspan(begin, i - begin));
      begin = i + 1;
    }
    check_sentence(std::span(pieces_).subspan(begin));
  }

  void check_sentence(std::span<const DraftPiece> sentence) {
    std::string row{" "};
    for (const DraftPiece& piece : sentence) {
      if (piece.is(Kind::mark)) continue;
      const std::string_view said = piece.is(Kind::word) ? std::string_view{piece.word} : "{}";
      row.append(said).append(" ");
    }
    for (std::string_view phrase : words_.never_phrases) {
      const bool is_open = phrase.ends_with('*');
      if (is_open) phrase.remove_suffix(1);
      std::string wanted{" "};
      wanted.append(phrase).append(is_open ? "" : " ");
      if (row.find(wanted) != std::string::npos) add(DraftFault::offer, sentence.front().at);
    }
    check_offer(sentence);
  }

  /// Any word of its sentence may change what a discount or its last day says, not only the next.
  void check_offer(std::span<const DraftPiece> sentence) {
    const auto is_fact = [](const DraftPiece& piece) {
      return piece.is_field(DraftField::discount) || piece.is_field(DraftField::until);
    };
    const auto fact = std::find_if(sentence.begin(), sentence.end(), is_fact);
    if (fact == sentence.end()) return;
    for (auto at = sentence.begin(); at != sentence.end(); ++at) {
      if (!is_word_of(&*at, words_.not_with_offers)) continue;
      // "Plus a {{discount}} discount": to what was said before.
      const bool opens = at < fact && at->begins_sentence && is_one_of(at->word, words_.openers);
      if (!opens) add(DraftFault::offer, at->at);
    }
  }

  // --- What shows only in a row of words ---------------------------------------------------------

  void check_runs() {
    std::vector<const DraftPiece*> run;
    std::size_t singles = 0;
    for (i_ = 0; i_ < pieces_.size(); ++i_) {
      const DraftPiece& piece = pieces_[i_];
      const bool is_hyphen = is_mark(&piece, U"-–");
      if (!piece.is(Kind::word)) {
        if (!is_hyphen) check_run(run);
        if (!is_hyphen) run.clear();
        singles = 0;
        continue;
      }
      run.push_back(&piece);
      singles = piece.raw.size() == 1 ? singles + 1 : 0;
      if (singles == 3) add(DraftFault::odd_character, piece.at);
    }
    check_run(run);
  }

  void check_run(const std::vector<const DraftPiece*>& run) {
    for (std::size_t k = 0; k < run.size(); ++k) {
      if (k > 0) check_split(*run[k - 1], *run[k]);
      if (k + 1 >= words_leaked && k % 2 == 0) check_leak(*run[k + 1 - words_leaked], *run[k]);
    }
  }

  /// «Под арок», «бес-платно».
  void check_split(const DraftPiece& first, const DraftPiece& second) {
    const bool is_hyphened = second.at - first.end == 1 && !is_blank(text_[first.end]);
    const std::string joined = first.word + second.word;
    const bool is_long = letters_in(joined) >= shortest_split_word;
    if (!is_long && !is_hyphened) return;
    const auto fault = fault_of_word(words_, joined, first.word.size() + 1);
    const bool is_free = is_hyphened && is_one_of(joined, words_.free_words);
    if (fault || is_free) add(fault.value_or(DraftFault::offer), first.at);
  }

  void check_leak(const DraftPiece& first, const DraftPiece& last) {
    const std::string said = encode_utf8(text_.substr(first.at, last.end - first.at));
    if (words_.instructions.find(said) != std::string_view::npos) add(DraftFault::leak, first.at);
  }

  void check_language() {
    // A few function words stand in every sentence of a language.
    if (word_count_ > 0 && common_count_ * 8 < word_count_) add(DraftFault::wrong_language, 0);
  }

  View text_;
  FactTexts said_;
  const DraftWords& words_;
  std::span<const std::string_view> names_;
  std::u32string letters_;
  std::vector<DraftPiece> pieces_;
  std::vector<DraftDefect> defects_;
  std::size_t i_ = 0;
  std::array<int, draft_field_count> seen_{};
  std::size_t word_count_ = 0;
  std::size_t common_count_ = 0;
};

}  // namespace

std::vector<DraftDefect> check_draft(std::string_view text, const MessageFacts& facts) {
  if (text.size() > longest_answer) return {{DraftFault::too_long, longest_raw}};
  const auto points = decode_utf8(text);
  if (!points) return {{DraftFault::not_utf8, 0}};
  const DraftWords* words = draft_words(facts.language);
  if (words == nullptr) return {{DraftFault::wrong_language, 0}};
  return DraftChecker(*points, facts, *words).run();
}

}  // namespace reactivation
