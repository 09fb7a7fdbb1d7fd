// The question to a language model about one reply, and what its answer may be (safety.md §5).
//
// Asked only when the host has switched it on, and only what the lexicon does not read as an
// opt-out. The reply's text is data between two marks that it cannot contain; long numbers in it
// are made unreadable, so that no phone leaves the machine. What the answer may change is for
// `more_careful_reply` (core/reply_merge.hpp) to say.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reactivation/core/attempt.hpp"

namespace reactivation {

/// Of a longer reply its beginning and its end are asked about, half of this each.
inline constexpr std::size_t reply_points_asked_max = 1000;

struct ReplyPrompt {
  std::string instructions;  ///< the same for all replies
  std::string prompt;        ///< the reply, fenced as data
};

/// Nothing for what is no well-formed UTF-8 or has nothing but blanks in it. Any bytes are valid
/// arguments.
[[nodiscard]] std::optional<ReplyPrompt> reply_prompt(std::string_view text);

/// The values of the answer's one field, each a type of reply: `opt_out`, `negative`, …
[[nodiscard]] std::span<const std::string_view> reply_answers() noexcept;
/// Nothing for any other word.
[[nodiscard]] std::optional<ReplyType> reply_type_of_answer(std::string_view answer) noexcept;

}  // namespace reactivation
