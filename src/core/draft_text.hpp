// A raw draft as check A reads it: words, placeholders and marks. Private to the core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fact_texts.hpp"
#include "reactivation/core/draft_check.hpp"

namespace reactivation {

[[nodiscard]] std::optional<DraftField> draft_field_named(std::u32string_view name) noexcept;
[[nodiscard]] DraftNeed need_of(DraftField field, const FactTexts& said);

struct DraftPiece {
  enum class Kind : std::uint8_t { word, field, unknown_field, mark };

  Kind kind = Kind::mark;
  std::size_t at = 0;   ///< code points before it
  std::size_t end = 0;  ///< one past it
  std::string word;     ///< folded, for words
  std::u32string_view raw;
  DraftField field = DraftField::name;
  char32_t mark = 0;
  int sentence = 0;
  bool is_capital = false;
  bool begins_sentence = false;

  [[nodiscard]] bool is(Kind wanted) const noexcept { return kind == wanted; }
  [[nodiscard]] bool is_field(DraftField wanted) const noexcept {
    return kind == Kind::field && field == wanted;
  }
};

/// Blanks are no pieces. The pieces point into `text`.
[[nodiscard]] std::vector<DraftPiece> draft_pieces(std::u32string_view text);

/// Whether a character may stand in a draft, and what it is when it must not.
[[nodiscard]] std::optional<DraftFault> fault_of_mark(char32_t c) noexcept;
[[nodiscard]] bool is_draft_emoji(char32_t c) noexcept;

}  // namespace reactivation
