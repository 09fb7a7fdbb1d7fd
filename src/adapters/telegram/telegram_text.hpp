// Notices as the text of one message.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "reactivation/core/lifecycle.hpp"

namespace reactivation::telegram {

inline constexpr std::size_t text_units_max = 4096;  ///< of UTF-16, as the service counts

/// Digits with or without a minus, or `@` and a name.
[[nodiscard]] bool is_chat_id(std::string_view id);
/// In code units of UTF-16.
[[nodiscard]] std::size_t units_of(std::string_view utf8) noexcept;
/// On one line, at most 1000 bytes, cut between letters.
[[nodiscard]] std::string line_of(std::string_view text);
/// `Company 1, client 17: reply needs person`
[[nodiscard]] std::string plain_line(const Alert& alert);

/// The text of as many lines as fit, each on its own, equal ones once with their number.
struct Batch {
  std::string text;
  std::size_t taken = 0;  ///< of the lines, from the front
};
[[nodiscard]] Batch batch_of(const std::deque<std::string>& lines);

}  // namespace reactivation::telegram
