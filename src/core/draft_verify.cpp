// What is taken off an answer, how alike two texts are, and both checks in their order.
#include <algorithm>
#include <array>
#include <cstdint>

#include "language/utf8.hpp"
#include "reactivation/core/draft_check.hpp"

namespace reactivation {
namespace {

constexpr std::array<std::string_view, 27> fault_names{"no_answer",
                                                       "not_utf8",
                                                       "empty",
                                                       "too_long",
                                                       "too_many_lines",
                                                       "too_many_emoji",
                                                       "odd_character",
                                                       "wrong_language",
                                                       "digit",
                                                       "number_word",
                                                       "percent",
                                                       "money",
                                                       "offer",
                                                       "date",
                                                       "time",
                                                       "address",
                                                       "name",
                                                       "forbidden_word",
                                                       "sensitive",
                                                       "leak",
                                                       "unknown_placeholder",
                                                       "unneeded_placeholder",
                                                       "missing_placeholder",
                                                       "repeated_placeholder",
                                                       "misplaced_placeholder",
                                                       "unfamiliar",
                                                       "too_similar"};

constexpr std::array<std::string_view, 8> introductions{
    "Вот сообщение:",       "Вот текст сообщения:", "Сообщение:", "Текст сообщения:",
    "Here is the message:", "Here's the message:",  "Message:",   "Here is your message:"};

struct Quotes {
  std::string_view open;
  std::string_view close;
};
constexpr std::array<Quotes, 3> quotes{{{"\"", "\""}, {"«", "»"}, {"“", "”"}}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string_view without_fence(std::string_view text) {
  if (!text.starts_with("```") || !text.ends_with("```") || text.size() < 7) return text;
  const std::string_view inside = text.substr(3, text.size() - 6);
  const std::size_t line = inside.find('\n');
  if (line == std::string_view::npos) return text;
  const std::string_view label = inside.substr(0, line);
  return label.empty() || label == "text" || label == "json" ? trimmed(inside.substr(line)) : text;
}

/// The one string of {"text": "…"}; only \n, \" and \\ are read, anything else is left as it is.
std::string without_json(std::string_view text) {
  if (!text.starts_with('{') || !text.ends_with("\"}")) return std::string(text);
  std::string_view rest = trimmed(text.substr(1, text.size() - 3));
  constexpr std::string_view key = "\"text\"";
  if (!rest.starts_with(key)) return std::string(text);
  rest = trimmed(rest.substr(key.size()));
  if (!rest.starts_with(':')) return std::string(text);
  rest = trimmed(rest.substr(1));
  if (!rest.starts_with('"')) return std::string(text);
  rest = rest.substr(1);
  std::string out;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '"') return std::string(text);
    if (rest[i] != '\\') {
      out.push_back(rest[i]);
      continue;
    }
    const char next = ++i < rest.size() ? rest[i] : '\0';
    if (next != 'n' && next != '"' && next != '\\') return std::string(text);
    out.push_back(next == 'n' ? '\n' : next);
  }
  return out;
}

std::string_view without_introduction(std::string_view text) {
  for (const std::string_view words : introductions) {
    if (text.starts_with(words)) return trimmed(text.substr(words.size()));
  }
  return text;
}

std::string_view without_quotes(std::string_view text) {
  for (const Quotes& pair : quotes) {
    const bool is_quoted = text.starts_with(pair.open) && text.ends_with(pair.close) &&
                           text.size() > pair.open.size() + pair.close.size();
    if (!is_quoted) continue;
    const std::string_view inside =
        text.substr(pair.open.size(), text.size() - pair.open.size() - pair.close.size());
    const bool is_only_pair = inside.find(pair.open) == std::string_view::npos &&
                              inside.find(pair.close) == std::string_view::npos;
    if (is_only_pair) return trimmed(inside);
  }
  return text;
}

bool is_part_of_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) & 0x80u);
}

/// One number for each three words in a row; sorted, each once. A text of fewer has one.
std::vector<std::uint64_t> runs_of_three(std::string_view text) {
  std::vector<std::uint64_t> words;
  std::uint64_t hash = 0;
  for (const char c : text) {
    if (is_part_of_word(c)) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL + 1;
    } else if (hash != 0) {
      words.push_back(hash);
      hash = 0;
    }
  }
  if (hash != 0) words.push_back(hash);
  while (words.size() < 3) words.push_back(0);
  std::vector<std::uint64_t> runs;
  for (std::size_t i = 2; i < words.size(); ++i) {
    runs.push_back((words[i - 2] * 31 + words[i - 1]) * 31 + words[i]);
  }
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  return runs;
}

double shared_part(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::size_t shared = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) ++shared;
    const bool is_behind = *i <= *j;
    const bool other_is_behind = *j <= *i;
    if (is_behind) ++i;
    if (other_is_behind) ++j;
  }
  return static_cast<double>(shared) / static_cast<double>(std::min(a.size(), b.size()));
}

bool is_too_similar(std::string_view text, std::span<const std::string> recent) {
  if (recent.empty()) return false;
  const auto runs = runs_of_three(text);
  const auto last = recent.last(std::min(recent.size(), texts_compared));
  return std::any_of(last.begin(), last.end(), [&](const std::string& other) {
    return shared_part(runs, runs_of_three(other)) >= same_text_from;
  });
}

}  // namespace

std::string_view to_string(DraftFault fault) noexcept {
  return fault_names[static_cast<std::size_t>(fault) % fault_names.size()];
}

bool is_incident(DraftFault fault) noexcept {
  return fault == DraftFault::percent || fault == DraftFault::money || fault == DraftFault::offer ||
         fault == DraftFault::leak;
}

std::string unwrapped_draft(std::string_view answer) {
  const std::string text = without_json(without_fence(trimmed(answer)));
  return std::string(without_quotes(without_introduction(trimmed(text))));
}

double similarity(std::string_view text, std::string_view other) {
  return shared_part(runs_of_three(text), runs_of_three(other));
}

std::string VerifiedDraft::problem() const {
  if (!draft_defects.empty()) {
    return "draft: " + std::string(to_string(draft_defects.front().fault));
  }
  if (!message_defects.empty()) {
    return "message: " + std::string(to_string(message_defects.front().fault));
  }
  return {};
}

bool VerifiedDraft::is_incident() const noexcept {
  const auto says = [](MessageFault fault) {
    return fault == MessageFault::money || fault == MessageFault::unknown_percent ||
           fault == MessageFault::discount_not_offered;
  };
  return std::any_of(draft_defects.begin(), draft_defects.end(),
                     [](const DraftDefect& d) { return reactivation::is_incident(d.fault); }) ||
         std::any_of(message_defects.begin(), message_defects.end(),
                     [&](const MessageDefect& d) { return says(d.fault); });
}

VerifiedDraft verify_draft(std::string_view answer, const MessageFacts& facts,
                           std::span<const std::string> recent) {
  constexpr std::size_t longest_read = 4000;  // bytes; nothing longer is looked into (B105)
  VerifiedDraft out;
  if (answer.size() > longest_read) {
    out.draft_defects.push_back({DraftFault::too_long, 0});
    return out;
  }
  out.raw = unwrapped_draft(answer);
  out.draft_defects = check_draft(out.raw, facts);
  if (out.draft_defects.empty() && is_too_similar(out.raw, recent)) {
    out.draft_defects.push_back({DraftFault::too_similar, 0});
  }
  if (!out.draft_defects.empty()) return out;
  out.text = render_draft(out.raw, facts);
  out.message_defects = check_message(out.text, facts);
  return out;
}

}  // namespace reactivation
