#include "draft_words.hpp"

#include "word_match.hpp"

namespace reactivation {
namespace {

constexpr const DraftWords* all[] = {&english_drafts, &russian_drafts};

}  // namespace

std::span<const DraftWords* const> all_draft_words() noexcept { return all; }

const DraftWords* draft_words(Language language) noexcept {
  switch (language) {
    case Language::en:
      return &english_drafts;
    case Language::ru:
      return &russian_drafts;
  }
  return nullptr;
}

std::optional<DraftFault> fault_of_word(const DraftWords& words, std::string_view word) noexcept {
  // The patterns are sorted: those that may match begin like the word.
  const std::string_view start = word.substr(0, 2);
  const auto first = std::lower_bound(
      words.never.begin(), words.never.end(), start,
      [](const DraftPattern& pattern, std::string_view key) { return pattern.word < key; });
  for (auto it = first; it != words.never.end() && it->word.starts_with(start); ++it) {
    if (matches(word, it->word)) return it->fault;
  }
  return std::nullopt;
}

}  // namespace reactivation
