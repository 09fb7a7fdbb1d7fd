#include "reactivation/core/draft_check.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "draft_text.hpp"
#include "fact_texts.hpp"
#include "language/draft_phrases.hpp"
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
/// Of a sentence's pairs of neighbours, so many stand in good drafts, too (in percent); of the
/// others so many may stand in it.
constexpr std::size_t familiar_pairs_min = 65;
constexpr std::size_t strange_pairs_max = 2;
/// So many in all sentences together.
constexpr std::size_t strange_pairs_of_text_max = 6;
/// Neither a line, nor a comma, nor a face by itself ends what is being said.
constexpr View sentence_ends = U".!?…";

std::size_t letters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  }));
}

constexpr char32_t emoji_style = 0xFE0F;
constexpr std::string_view title_token = "{title}";
constexpr std::array<std::string_view, draft_field_count> field_tokens{
    "{name}", "{since}", "{staff}", "{slots}", "{discount}", "{until}", "{service}", "{company}"};

std::string_view name_of(DraftField field) { return field_tokens[static_cast<std::size_t>(field)]; }

bool stands_in(std::string_view word, DraftWords::Words sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

bool stand_in(std::string_view first, std::string_view second, DraftWords::Words sorted) {
  // Compared in place: a pair is looked up for every word of every draft.
  const auto is_before = [&](std::string_view pair) {
    const std::size_t blank = pair.find(' ');
    const int order = pair.substr(0, blank).compare(first);
    return order < 0 || (order == 0 && pair.substr(blank + 1) < second);
  };
  const auto at = std::partition_point(sorted.begin(), sorted.end(), is_before);
  return at != sorted.end() && at->size() == first.size() + 1 + second.size() &&
         at->starts_with(first) && at->ends_with(second);
}

/// A form of a word of the service's title: it may end otherwise, in a letter or two.
bool is_form_of(View word, View title) {
  constexpr std::size_t shortest = 4;
  const auto end = std::mismatch(word.begin(), word.end(), title.begin(), title.end());
  const auto shared = static_cast<std::size_t>(end.first - word.begin());
  return title.size() >= shortest && shared >= std::max(shortest, title.size() - 2) &&
         word.size() <= title.size() + 2;
}

bool ends_with_face(View text) {
  std::size_t end = text.size();
  while (end > 0 && (is_blank(text[end - 1]) || text[end - 1] == emoji_style)) --end;
  return end > 0 && is_draft_emoji(text[end - 1]);
}

/// One sentence's neighbours, counted.
struct Neighbours {
  std::vector<std::string_view> said{"<"};
  std::size_t familiar = 0;
  std::size_t strange = 0;

  void count(std::string_view token, bool is_familiar) {
    const bool is_good = is_familiar && !is_said_again(token);
    familiar += is_good ? 1 : 0;
    strange += is_good ? 0 : 1;
    said.push_back(token);
  }
  /// "Time, time", "see you see you": what is said twice is strange.
  [[nodiscard]] bool is_said_again(std::string_view token) const {
    if (token == said.back()) return true;
    for (std::size_t i = 1; i < said.size(); ++i) {
      if (said[i - 1] == said.back() && said[i] == token) return true;
    }
    return false;
  }
  [[nodiscard]] bool are_enough() const {
    return strange <= strange_pairs_max &&
           familiar * 100 >= (familiar + strange) * familiar_pairs_min;
  }
};

class DraftChecker {
public:
  DraftChecker(View text, const MessageFacts& facts, const DraftWords& words)
      : text_(text),
        said_(fact_texts(facts)),
        words_(words),
        names_(language_pack(facts.language).given_names),
        letters_(own_text(words.letters)),
        title_(title_words(said_.title)),
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
    check_phrases();
    // What is wrong for a reason of its own is told by that alone.
    if (defects_.empty()) check_familiar();
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
        piece.mark == emoji_style && piece.at > 0 && is_draft_emoji(text_[piece.at - 1]);
    const auto fault = fault_of_mark(piece.mark);
    if (fault && !is_style) add(*fault, piece.at);
    const bool touches = piece.at > 0 && is_letter(text_[piece.at - 1]) &&
                         piece.end < text_.size() && is_letter(text_[piece.end]);
    if (touches && View{U".:"}.find(piece.mark) != View::npos) add(DraftFault::address, piece.at);
  }

  // --- Words -------------------------------------------------------------------------------------

  void on_word(const DraftPiece& piece) {
    if (!is_of_language(piece.raw) && !stands_in(piece.word, words_.phrases->known)) {
      add(DraftFault::wrong_language, piece.at);
    }
    if (const auto fault = fault_of_word(words_, piece.word)) add(*fault, piece.at);
    if (is_one_of(piece.word, words_.free_words) && !is_free_time()) {
      add(DraftFault::offer, piece.at);
    }
    const bool is_verb = is_word_of(after(), words_.pronouns);
    if (is_one_of(piece.word, words_.verbs_like_months) && !is_verb) {
      add(DraftFault::date, piece.at);
    }
    if (is_name(piece)) add(DraftFault::name, piece.at);
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

  // --- Familiar words ----------------------------------------------------------------------------

  /// The words of a title, folded.
  [[nodiscard]] static std::vector<std::u32string> title_words(std::string_view title) {
    std::vector<std::u32string> out;
    for (const std::string& word : folded_words(own_text(title))) out.push_back(own_text(word));
    return out;
  }

  [[nodiscard]] bool is_of_title(const DraftPiece& piece) const {
    const std::u32string word = folded(piece.raw);
    return std::any_of(title_.begin(), title_.end(),
                       [&](const std::u32string& title) { return is_form_of(word, title); });
  }

  /// A piece as it stands in the pairs; empty when it is not familiar.
  [[nodiscard]] std::string_view token_of(std::size_t i) const {
    const DraftPiece& piece = pieces_[i];
    if (piece.is(Kind::field)) return name_of(piece.field);
    if (is_of_title(piece)) return title_token;
    const bool is_known = stands_in(piece.word, words_.phrases->known) || is_fixed(i, i + 1) ||
                          (i > 0 && is_fixed(i - 1, i));
    return is_known ? std::string_view{piece.word} : std::string_view{};
  }

  [[nodiscard]] bool is_fixed(std::size_t first, std::size_t second) const {
    return second < pieces_.size() && pieces_[first].is(Kind::word) &&
           pieces_[second].is(Kind::word) &&
           stand_in(pieces_[first].word, pieces_[second].word, words_.phrases->fixed);
  }

  void check_familiar() {
    Neighbours found;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const DraftPiece& piece = pieces_[i];
      if (piece.sentence != pieces_[begin].sentence) {
        end_neighbours(found, pieces_[begin].at);
        found = {};
        begin = i;
      }
      if (piece.is(Kind::mark)) continue;
      const std::string_view token = token_of(i);
      if (token.empty()) add(DraftFault::unfamiliar, piece.at);
      count_neighbour(found, token);
    }
    end_neighbours(found, pieces_[begin].at);
  }

  void count_neighbour(Neighbours& found, std::string_view token) {
    found.count(token, stand_in(found.said.back(), token, words_.phrases->pairs));
  }

  void end_neighbours(Neighbours& found, std::size_t at) {
    if (found.familiar + found.strange == 0) return;
    count_neighbour(found, ">");
    strange_in_text_ += found.strange;
    if (!found.are_enough() || strange_in_text_ > strange_pairs_of_text_max) {
      add(DraftFault::unfamiliar, at);
    }
  }

  // --- Names -------------------------------------------------------------------------------------

  /// A given name; of one that is also a common word, what is written or called like a name.
  [[nodiscard]] bool is_name(const DraftPiece& piece) const {
    const bool is_word = is_one_of(piece.word, words_.names_that_are_words);
    if (!is_word && stands_in(piece.word, words_.phrases->known)) return false;
    if (!is_given_name(piece.word)) return false;
    if (!is_word) return true;
    return is_mark(after(), U",!") || (piece.is_capital && !piece.begins_sentence);
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
    const bool is_plain = !is_word_of(before(), words_.not_before_facts) &&
                          !is_word_of(after(), words_.not_after_facts);
    switch (piece.field) {
      case DraftField::name:
        return !is_word_of(before(), words_.not_before_names) && is_addressed();
      case DraftField::staff:
        return !is_word_of(before(), words_.not_before_names) &&
               !is_word_of(before(), words_.greetings) && !is_word_of(after(), words_.greetings) &&
               !(piece.begins_sentence && is_mark(after(), U",!"));
      case DraftField::service:
        return !is_word_of(before(), words_.not_before_service);
      case DraftField::company:
        return !is_word_of(before(), words_.not_before_company);
      case DraftField::since:
        return is_plain && !is_ahead();
      case DraftField::slots:
        return is_plain && !is_word_of(before(), words_.not_before_slots);
      case DraftField::until:
        return is_behind_limit() && !is_word_of(after(), words_.not_after_facts);
      default:
        return is_plain;
    }
  }

  /// A name is called: behind it stands a mark, and nothing is said of its owner.
  [[nodiscard]] bool is_addressed() const {
    const DraftPiece* next = after();
    return next == nullptr || next->is(Kind::mark);
  }

  /// "In 6 weeks", "for 6 weeks"; not "in 6 weeks ago".
  [[nodiscard]] bool is_ahead() const {
    return is_word_of(before(), words_.not_before_since) && !is_word_of(after(), words_.ago);
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
      const bool is_line =
          is_mark(&pieces_[i], U"\n") && ends_with_face(text_.substr(0, pieces_[i].at));
      if (!is_line && !is_mark(&pieces_[i], sentence_ends)) continue;
      check_sentence(std::span(pieces_).subspan(begin, i - begin));
      begin = i + 1;
    }
    check_sentence(std::span(pieces_).subspan(begin));
  }

  void check_sentence(std::span<const DraftPiece> sentence) {
    check_offer(sentence);
    check_slots(sentence);
  }

  /// Over the whole text: neither marks nor lines hide what is said in several words.
  void check_phrases() {
    std::string row{" "};
    for (const DraftPiece& piece : pieces_) {
      if (piece.is(Kind::field)) row.append(name_of(piece.field)).append(" ");
      if (!piece.is(Kind::word)) continue;
      const std::string_view said = is_of_title(piece) ? title_token : piece.word;
      row.append(said).append(" ");
    }
    for (const DraftPattern& pattern : words_.never_phrases) {
      std::string_view phrase = pattern.word;
      const bool is_open = phrase.ends_with('*');
      if (is_open) phrase.remove_suffix(1);
      std::string wanted{" "};
      wanted.append(phrase).append(is_open ? "" : " ");
      if (row.find(wanted) != std::string::npos) add(pattern.fault, 0);
    }
  }

  /// Any word of its sentence may change what a discount or its last day says, not only the next:
  /// so it holds nothing but words that stand in such sentences of good drafts.
  void check_offer(std::span<const DraftPiece> sentence) {
    const auto fact = std::find_if(sentence.begin(), sentence.end(), is_offer);
    const auto end = sentence.end();
    if (fact == end) {
      for (const DraftPiece& piece : sentence) {
        if (is_word_of(&piece, words_.only_with_discount)) add(DraftFault::offer, piece.at);
      }
      return;
    }
    // "And also a {{discount}} discount": to what was said before.
    bool opens = true;
    for (auto at = sentence.begin(); at != end; ++at) {
      const bool is_other_fact = at->is_field(DraftField::service) ||
                                 at->is_field(DraftField::slots) || at->is_field(DraftField::since);
      if (is_other_fact) add(DraftFault::misplaced_placeholder, at->at);
      opens = opens && (at->is(Kind::mark) || is_word_of(&*at, words_.openers));
      if (opens || !at->is(Kind::word)) continue;
      const bool is_good = stands_in(at->word, words_.phrases->offers) &&
                           !is_one_of(at->word, words_.not_with_offers);
      if (!is_good) add(DraftFault::offer, at->at);
    }
    const auto has = [&](DraftField field) {
      return std::any_of(sentence.begin(), end,
                         [&](const DraftPiece& p) { return p.is_field(field); });
    };
    const bool is_named = std::any_of(sentence.begin(), end, [&](const DraftPiece& piece) {
      return is_word_of(&piece, words_.discount_words);
    });
    if (!has(DraftField::discount) || !is_named) add(DraftFault::misplaced_placeholder, fact->at);
  }

  /// Free times are offered: nothing beside them is booked, and nothing is closed then.
  void check_slots(std::span<const DraftPiece> sentence) {
    const bool has_slots = std::any_of(sentence.begin(), sentence.end(), [](const DraftPiece& p) {
      return p.is_field(DraftField::slots);
    });
    if (!has_slots) return;
    for (const DraftPiece& piece : sentence) {
      if (is_word_of(&piece, words_.not_with_slots)) add(DraftFault::time, piece.at);
    }
  }

  [[nodiscard]] static bool is_offer(const DraftPiece& piece) {
    return piece.is_field(DraftField::discount) || piece.is_field(DraftField::until);
  }

  View text_;
  FactTexts said_;
  const DraftWords& words_;
  std::span<const std::string_view> names_;
  std::u32string letters_;
  std::vector<std::u32string> title_;
  std::vector<DraftPiece> pieces_;
  std::vector<DraftDefect> defects_;
  std::size_t i_ = 0;
  std::array<int, draft_field_count> seen_{};
  std::size_t strange_in_text_ = 0;
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
