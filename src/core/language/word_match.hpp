// Folded words against lists of patterns.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation {

/// `pattern` is folded; `*` at its end matches any ending, at its beginning any beginning.
[[nodiscard]] bool matches(std::string_view folded_word, std::string_view pattern) noexcept;
[[nodiscard]] bool is_one_of(std::string_view folded_word,
                             std::span<const std::string_view> patterns) noexcept;
/// One word, folded, as UTF-8.
[[nodiscard]] std::string folded_word(std::u32string_view word);
/// The words of `text` (letters, and apostrophes inside), folded, as UTF-8.
[[nodiscard]] std::vector<std::string> folded_words(std::u32string_view text);
/// A word of money, discounts, percentages or of what is never said, in any language: it would say
/// so inside a name or a title, too.
[[nodiscard]] bool is_loaded(std::string_view folded_word) noexcept;
/// Letters of two alphabets side by side: a forged word.
[[nodiscard]] bool mixes_alphabets(std::u32string_view word) noexcept;

}  // namespace reactivation
