#include "reply_match.hpp"

#include <algorithm>

namespace reactivation {
namespace {

using View = std::u32string_view;
using Kind = ReplyElement::Kind;

/// Calls `take` for each part of `text` between the separators.
template <class Take>
void split(View text, char32_t separator, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

ReplyElement compile_element(View text, std::span<const ReplyGroup> groups) {
  ReplyElement element;
  if (text.size() > 1 && text.ends_with(U'?')) {
    element.is_optional = true;
    text.remove_suffix(1);
  }
  if (text.starts_with(U"..")) {
    element.kind = Kind::gap;
    element.gap_max = text.back() - U'0';
  } else if (text == U"#") {
    element.kind = Kind::number;
  } else if (text == U",") {
    element.kind = Kind::mark;
  } else if (text == U"^" || text == U"$") {
    element.kind = text == U"^" ? Kind::clause_begin : Kind::clause_end;
  } else if (text == U"^^" || text == U"$$") {
    element.kind = text == U"^^" ? Kind::text_begin : Kind::text_end;
  } else {
    const bool is_negated = text.starts_with(U'!');
    element.kind = is_negated ? Kind::not_after : Kind::words;
    element.words = compile_words(text.substr(is_negated ? 1 : 0), groups);
  }
  return element;
}

class Matcher {
public:
  Matcher(const ReplyPattern& pattern, const std::vector<ReplyToken>& tokens,
          const std::vector<bool>& taken, const ReplyMatchRules& rules)
      : pattern_(pattern), tokens_(tokens), taken_(taken), rules_(rules) {}

  bool begins_at(std::size_t token) {
    used_.clear();
    return goes_on(0, token, Mark::allowed) && !used_.empty();
  }
  [[nodiscard]] const ReplyMatch& used() const noexcept { return used_; }

private:
  enum class Mark : std::uint8_t { refused, allowed };

  /// Whether the rest of the pattern, from `element` on, matches from `token` on.
  bool goes_on(std::size_t element, std::size_t token, Mark mark) {
    if (element == pattern_.size()) return true;
    const ReplyElement& part = pattern_[element];
    switch (part.kind) {
      case Kind::words:
      case Kind::number:
        if (takes(part, element, token, mark)) return true;
        return part.is_optional && goes_on(element + 1, token, mark);
      case Kind::gap:
        return skips(part, element, token, mark);
      case Kind::mark:
        return goes_on(element + 1, token, Mark::allowed);
      case Kind::not_after:
        return !(token > 0 && !starts_clause(token) &&
                 is_one_of(tokens_[token - 1].text, part.words)) &&
               goes_on(element + 1, token, mark);
      default:
        return is_at(part.kind, token) && goes_on(element + 1, token, mark);
    }
  }

  bool takes(const ReplyElement& part, std::size_t element, std::size_t token, Mark mark) {
    if (token == tokens_.size() || taken_[token]) return false;
    if (starts_clause(token) && mark == Mark::refused) return false;
    if (!is_word_of(part, tokens_[token])) return false;
    used_.push_back(token);
    if (goes_on(element + 1, token + 1, Mark::refused)) return true;
    used_.pop_back();
    return false;
  }

  bool skips(const ReplyElement& part, std::size_t element, std::size_t token, Mark mark) {
    for (std::size_t skipped = 0; skipped <= part.gap_max; ++skipped) {
      if (goes_on(element + 1, token + skipped, mark)) return true;
      if (token + skipped == tokens_.size()) return false;
      if (starts_clause(token + skipped) && mark == Mark::refused) return false;
      if (tokens_[token + skipped].kind != ReplyTokenKind::symbol) mark = Mark::refused;
    }
    return false;
  }

  [[nodiscard]] bool is_word_of(const ReplyElement& part, const ReplyToken& token) const {
    if (part.kind == Kind::number) return token.kind == ReplyTokenKind::number;
    if (is_one_of(token.text, part.words)) return true;
    const auto is_slip_for = [&](const ReplyWord& word) {
      return is_misspelt(token.text, word.stem, word.ending);
    };
    return rules_.spelling == Spelling::forgiving &&
           std::any_of(part.words.begin(), part.words.end(), is_slip_for) &&
           !is_one_of(token.text, rules_.not_errors);
  }

  [[nodiscard]] bool starts_clause(std::size_t token) const noexcept {
    return tokens_[token].starts_clause;
  }

  [[nodiscard]] bool is_polite(std::size_t token) const noexcept {
    return tokens_[token].kind == ReplyTokenKind::symbol ||
           is_one_of(tokens_[token].text, rules_.polite);
  }

  [[nodiscard]] bool is_at(Kind kind, std::size_t token) const noexcept {
    if (kind == Kind::clause_end || kind == Kind::text_end) {
      while (token < tokens_.size() && !(kind == Kind::clause_end && starts_clause(token)) &&
             is_polite(token)) {
        ++token;
      }
      return token == tokens_.size() || (kind == Kind::clause_end && starts_clause(token));
    }
    while (token > 0 && !(kind == Kind::clause_begin && starts_clause(token)) &&
           is_polite(token - 1)) {
      --token;
    }
    return token == 0 || (kind == Kind::clause_begin && starts_clause(token));
  }

  const ReplyPattern& pattern_;
  const std::vector<ReplyToken>& tokens_;
  const std::vector<bool>& taken_;
  const ReplyMatchRules& rules_;
  ReplyMatch used_;
};

}  // namespace

bool is_one_of(std::u32string_view word, const ReplyWords& words) noexcept {
  for (const ReplyWord& candidate : words) {
    if (candidate.stem[0] == word[0] && candidate.is(word)) return true;
  }
  return false;
}

ReplyWords compile_words(std::u32string_view alternatives, std::span<const ReplyGroup> groups) {
  ReplyWords words;
  split(alternatives, U'|', [&](View alternative) {
    if (alternative.starts_with(U'@')) {
      const auto group = std::find_if(groups.begin(), groups.end(), [&](const ReplyGroup& known) {
        return known.name == alternative.substr(1);
      });
      if (group == groups.end()) return;
      const ReplyWords more = compile_words(group->words, groups);
      words.insert(words.end(), more.begin(), more.end());
      return;
    }
    const bool has_any_ending = alternative.ends_with(U'*');
    ReplyWord& word = words.emplace_back();
    word.stem = folded_letters(alternative.substr(0, alternative.size() - has_any_ending));
    word.ending = has_any_ending ? Ending::any : Ending::exact;
  });
  return words;
}

ReplyPattern compile_pattern(std::u32string_view pattern, std::span<const ReplyGroup> groups) {
  ReplyPattern compiled;
  split(pattern, U' ', [&](View element) { compiled.push_back(compile_element(element, groups)); });
  return compiled;
}

std::vector<ReplyMatch> find_matches(const ReplyPattern& pattern,
                                     const std::vector<ReplyToken>& tokens,
                                     const std::vector<bool>& taken, const ReplyMatchRules& rules) {
  std::vector<ReplyMatch> matches;
  Matcher matcher(pattern, tokens, taken, rules);
  for (std::size_t token = 0; token < tokens.size(); ++token) {
    if (matcher.begins_at(token)) matches.push_back(matcher.used());
  }
  return matches;
}

}  // namespace reactivation
