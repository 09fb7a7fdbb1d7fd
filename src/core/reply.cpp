#include "reactivation/core/reply.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "language/reply_lexicon.hpp"
#include "language/utf8.hpp"
#include "reply_dates.hpp"
#include "reply_match.hpp"
#include "reply_text.hpp"

namespace reactivation {
namespace {

using Points = std::u32string;
using View = std::u32string_view;
using Tokens = std::vector<ReplyToken>;
using Patterns = std::vector<ReplyPattern>;

/// With more words than these that no pattern knows, a yes, a no or a thank-you is not trusted.
constexpr std::size_t unknown_words_max = 6;
/// "Let us do that in spring": a date that near is a wish for an appointment, not for silence.
constexpr Days soon{7};

struct CompiledLexicon {
  std::vector<Points> commands;
  ReplyWords not_errors, negations;
  Patterns harmless, opt_out, threats, complaints, unclear, other_staff, other_service, other_time,
      booking, negative, positive, neutral, away, later, maybe_later;
  CompiledReplyDates dates;
};

struct Lexicons {
  std::vector<CompiledLexicon> all;
  ReplyWords polite;  ///< of all languages: people mix them
};

Points without_doubles(Points text) {
  text.erase(std::unique(text.begin(), text.end()), text.end());
  return text;
}

Points command_letters(View command) {
  Points letters = folded_letters(command);
  std::erase(letters, U' ');
  return without_doubles(std::move(letters));
}

void compile(const ReplyLexicon& lexicon, CompiledLexicon& compiled) {
  const auto put = [&lexicon](Patterns& patterns, ReplyLexicon::Patterns texts) {
    for (const View text : texts) patterns.push_back(compile_pattern(text, lexicon.groups));
  };
  put(compiled.harmless, lexicon.harmless);
  put(compiled.opt_out, lexicon.opt_out);
  put(compiled.threats, lexicon.threats);
  put(compiled.complaints, lexicon.complaints);
  put(compiled.unclear, lexicon.unclear);
  put(compiled.other_staff, lexicon.other_staff);
  put(compiled.other_service, lexicon.other_service);
  put(compiled.other_time, lexicon.other_time);
  put(compiled.booking, lexicon.booking);
  put(compiled.negative, lexicon.negative);
  put(compiled.positive, lexicon.positive);
  put(compiled.neutral, lexicon.neutral);
  put(compiled.away, lexicon.away);
  put(compiled.later, lexicon.later);
  put(compiled.maybe_later, lexicon.maybe_later);
  compiled.not_errors = compile_words(lexicon.not_errors, {});
  compiled.negations = compile_words(lexicon.negations, {});
  compiled.dates = compile_dates(lexicon.dates);
  for (const View command : lexicon.commands) {
    compiled.commands.push_back(command_letters(command));
  }
}

Lexicons compile_all() {
  Lexicons compiled;
  const auto lexicons = all_reply_lexicons();
  compiled.all.resize(lexicons.size());
  for (std::size_t i = 0; i < lexicons.size(); ++i) {
    compile(*lexicons[i], compiled.all[i]);
    const ReplyWords polite = compile_words(lexicons[i]->polite, {});
    compiled.polite.insert(compiled.polite.end(), polite.begin(), polite.end());
  }
  return compiled;
}

/// Made when the program is loaded, of the constants in language/, and never changed.
const Lexicons compiled_lexicons = compile_all();

bool is_word(const ReplyToken& token) noexcept { return token.kind == ReplyTokenKind::word; }

/// One lexicon held against one text.
class Search {
public:
  Search(const CompiledLexicon& lexicon, const Tokens& tokens)
      : lexicon_(lexicon), tokens_(tokens) {}

  [[nodiscard]] std::vector<ReplyMatch> matches(const Patterns& patterns, Spelling spelling,
                                                const std::vector<bool>& taken) const {
    const ReplyMatchRules rules{spelling, compiled_lexicons.polite, lexicon_.not_errors};
    std::vector<ReplyMatch> found;
    for (const ReplyPattern& pattern : patterns) {
      for (ReplyMatch& match : find_matches(pattern, tokens_, taken, rules)) {
        found.push_back(std::move(match));
      }
    }
    return found;
  }
  [[nodiscard]] std::vector<ReplyMatch> matches(const Patterns& patterns) const {
    return matches(patterns, Spelling::exact, nothing_taken());
  }
  [[nodiscard]] std::vector<bool> nothing_taken() const {
    return std::vector<bool>(tokens_.size(), false);
  }

private:
  const CompiledLexicon& lexicon_;
  const Tokens& tokens_;
};

/// To being written to at all.
enum class Objection : std::uint8_t { none, stop, threat };

/// The whole text is a command, or several, beside polite words and symbols at most.
bool is_command(const CompiledLexicon& lexicon, const Tokens& tokens) {
  const auto knows = [&lexicon](const Points& letters) {
    const Points squeezed = without_doubles(letters);
    return std::find(lexicon.commands.begin(), lexicon.commands.end(), squeezed) !=
           lexicon.commands.end();
  };
  Points joined;
  Points joined_without_polite;
  std::size_t commands = 0;
  std::size_t others = 0;
  std::size_t symbol_commands = 0;
  for (const ReplyToken& token : tokens) {
    if (token.kind == ReplyTokenKind::number) {
      if (token.text.find_first_not_of(U'1') == Points::npos) continue;  // a slip for "!"
      return false;
    }
    if (token.kind == ReplyTokenKind::symbol) {
      symbol_commands += knows(token.text) ? 1 : 0;
      continue;
    }
    joined += token.text;
    if (is_one_of(token.text, compiled_lexicons.polite)) continue;
    joined_without_polite += token.text;
    ++(knows(token.text) ? commands : others);
  }
  if (others == 0 && commands + symbol_commands > 0) return true;
  return knows(joined) || knows(joined_without_polite);
}

/// Words of phrases that sound like an opt-out and are none, in whatever language.
std::vector<bool> harmless_words(const Tokens& tokens) {
  std::vector<bool> harmless(tokens.size(), false);
  for (const CompiledLexicon& lexicon : compiled_lexicons.all) {
    for (const ReplyMatch& match : Search(lexicon, tokens).matches(lexicon.harmless)) {
      for (const std::size_t token : match) harmless[token] = true;
    }
  }
  return harmless;
}

Objection objection_in(const Tokens& tokens) {
  const std::vector<bool> harmless = harmless_words(tokens);
  Objection worst = Objection::none;
  for (const CompiledLexicon& lexicon : compiled_lexicons.all) {
    const Search search(lexicon, tokens);
    const auto has = [&](const Patterns& patterns) {
      return !search.matches(patterns, Spelling::forgiving, harmless).empty();
    };
    if (has(lexicon.threats)) return Objection::threat;
    if (has(lexicon.opt_out) || is_command(lexicon, tokens)) worst = Objection::stop;
  }
  return worst;
}

/// Everything that all lexicons find in a text without an opt-out.
class Classes {
public:
  Classes(const Tokens& tokens, LocalDate today)
      : tokens_(tokens), today_(today), known_(tokens.size(), false) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      known_[i] = !is_word(tokens[i]) || is_one_of(tokens[i].text, compiled_lexicons.polite);
    }
    for (const CompiledLexicon& lexicon : compiled_lexicons.all) look(lexicon);
  }

  [[nodiscard]] Reply reply() const {
    if (has_complaint_) return {ReplyType::unclear, false, {}, true, true};
    if (has_unclear_) return {};
    if (pause_until_) return {ReplyType::pause_until, false, pause_until_, false, false};
    if (is_away_ || is_near_opt_out_) return {};
    if (has_other_staff_) return plain(ReplyType::other_staff);
    if (has_other_service_) return plain(ReplyType::other_service);
    if (has_other_time_) return plain(ReplyType::other_time);
    if (is_doubtful() || (has_positive_ && has_negative_)) return {};
    if (has_negative_) return plain(ReplyType::negative);
    if (has_positive_) return plain(ReplyType::positive);
    return has_neutral_ ? plain(ReplyType::neutral) : Reply{};
  }
  [[nodiscard]] bool found_nothing() const noexcept { return found_nothing_; }

private:
  [[nodiscard]] static Reply plain(ReplyType type) { return {type, false, {}, false, false}; }

  /// Notes the words of all matches as known.
  bool note(const std::vector<ReplyMatch>& matches) {
    for (const ReplyMatch& match : matches) {
      for (const std::size_t token : match) known_[token] = true;
    }
    found_nothing_ = found_nothing_ && matches.empty();
    return !matches.empty();
  }

  void look(const CompiledLexicon& lexicon) {
    const Search search(lexicon, tokens_);
    const auto has = [&](const Patterns& patterns) { return note(search.matches(patterns)); };
    is_near_opt_out_ |= has(lexicon.harmless);
    has_complaint_ |= has(lexicon.complaints);
    has_unclear_ |= has(lexicon.unclear);
    has_other_staff_ |= has(lexicon.other_staff);
    has_other_service_ |= has(lexicon.other_service);
    has_other_time_ |= has(lexicon.other_time);
    has_negative_ |= has(lexicon.negative);
    has_neutral_ |= has(lexicon.neutral);
    const bool has_booking = has_unnegated(search, lexicon, lexicon.booking);
    has_positive_ |= has_booking || has_unnegated(search, lexicon, lexicon.positive);
    look_for_pause(search, lexicon, has_booking);
  }

  [[nodiscard]] bool has_stray_negation() const {
    for (const CompiledLexicon& lexicon : compiled_lexicons.all) {
      for (std::size_t i = 0; i < tokens_.size(); ++i) {
        if (!known_[i] && is_one_of(tokens_[i].text, lexicon.negations)) return true;
      }
    }
    return false;
  }

  /// "never, yes", "I would not say yes": a negation up to two words before takes the sense away.
  bool has_unnegated(const Search& search, const CompiledLexicon& lexicon,
                     const Patterns& patterns) {
    std::vector<ReplyMatch> matches = search.matches(patterns);
    std::erase_if(matches, [&](const ReplyMatch& match) {
      for (std::size_t back = 0; back < 2 && match[0] > back; ++back) {
        if (tokens_[match[0] - back].starts_clause) return false;
        if (is_one_of(tokens_[match[0] - back - 1].text, lexicon.negations)) return true;
      }
      return false;
    });
    return note(matches);
  }

  void look_for_pause(const Search& search, const CompiledLexicon& lexicon, bool has_booking) {
    const bool is_away = note(search.matches(lexicon.away));
    const bool asks_later = note(search.matches(lexicon.later));
    const bool may_ask_later = !search.matches(lexicon.maybe_later).empty();
    const bool is_question = std::any_of(
        tokens_.begin(), tokens_.end(), [](const auto& token) { return token.text == View{U"?"}; });
    is_away_ |= is_away;
    if (has_booking && !is_away) return;
    for (const ReplyDate& date : find_reply_dates(tokens_, lexicon.dates, today_)) {
      const bool is_sure = is_away || asks_later;
      if (date.is_bare_number && (!is_sure || date.relation == DateRelation::none)) continue;
      const bool is_far = date.free_on >= today_ + soon;
      if (!is_sure && (is_question || !may_ask_later || !is_far)) continue;
      pause_until_ = std::max(pause_until_, std::optional(date.free_on));
      found_nothing_ = false;
    }
  }

  [[nodiscard]] bool is_doubtful() const {
    const auto unknown = std::count(known_.begin(), known_.end(), false);
    return has_stray_negation() || static_cast<std::size_t>(unknown) > unknown_words_max;
  }

  const Tokens& tokens_;
  LocalDate today_;
  std::vector<bool> known_;
  bool found_nothing_ = true;
  bool has_complaint_ = false, has_unclear_ = false, has_other_staff_ = false;
  bool has_other_service_ = false, has_other_time_ = false, has_negative_ = false;
  bool has_positive_ = false, has_neutral_ = false;
  bool is_away_ = false, is_near_opt_out_ = false;
  std::optional<LocalDate> pause_until_;
};

/// "[voice message]", "<Media omitted>": what a messenger writes for something that is no text.
bool is_placeholder(View plain) {
  const auto first = plain.find_first_not_of(U" \t\n\r");
  if (first == View::npos) return true;
  const char32_t last = plain[plain.find_last_not_of(U" \t\n\r")];
  return (plain[first] == U'[' && last == U']') || (plain[first] == U'<' && last == U'>');
}

Reply opt_out_reply(Objection objection) {
  const bool is_threat = objection == Objection::threat;
  return {ReplyType::opt_out, true, {}, is_threat, is_threat};
}

}  // namespace

Reply classify_reply(std::string_view utf8_text, const ReplyContext& context) {
  const ReplyPoints read = decode_reply(utf8_text);
  const Points plain = plain_points(read.points);
  const Tokens tokens = reply_tokens(plain);
  const bool is_cyrillic_text = std::any_of(plain.begin(), plain.end(), is_cyrillic);
  Tokens by_sound;
  if (!is_cyrillic_text) by_sound = reply_tokens(from_translit(plain));
  const Tokens other_layout = reply_tokens(from_other_layout(plain));

  Objection worst = Objection::none;
  for (const Tokens* reading :
       std::initializer_list<const Tokens*>{&tokens, &by_sound, &other_layout}) {
    worst = std::max(worst, objection_in(*reading));
  }
  if (worst != Objection::none) return opt_out_reply(worst);
  if (read.is_cut || read.has_bad_bytes || is_placeholder(plain)) return {};

  const Classes classes(tokens, context.today);
  if (!classes.found_nothing()) return classes.reply();
  return Classes(by_sound, context.today).reply();
}

}  // namespace reactivation
