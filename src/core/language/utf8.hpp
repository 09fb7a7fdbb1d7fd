// Text as code points: what names and messages need, without a locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reactivation {

/// The code points of well-formed UTF-8 (no overlong forms, no surrogates); else nothing.
[[nodiscard]] std::optional<std::u32string> decode_utf8(std::string_view text);
[[nodiscard]] std::string encode_utf8(std::u32string_view text);
/// For texts written in this project's own source, which are well-formed.
[[nodiscard]] std::u32string own_text(std::string_view text);

[[nodiscard]] bool is_latin(char32_t c) noexcept;     ///< letters, with diacritics
[[nodiscard]] bool is_cyrillic(char32_t c) noexcept;  ///< letters, of every language written so
[[nodiscard]] bool is_letter(char32_t c) noexcept;    ///< one of the two above
[[nodiscard]] bool is_digit(char32_t c) noexcept;     ///< 0 to 9 alone
/// A plain or a no-break space.
[[nodiscard]] bool is_blank(char32_t c) noexcept;
/// ' and the marks that people type for it.
[[nodiscard]] bool is_apostrophe(char32_t c) noexcept;

[[nodiscard]] char32_t to_lower(char32_t c) noexcept;
[[nodiscard]] char32_t to_upper(char32_t c) noexcept;
/// Lower case with ё as е, for comparing.
[[nodiscard]] std::u32string folded(std::u32string_view text);

}  // namespace reactivation
