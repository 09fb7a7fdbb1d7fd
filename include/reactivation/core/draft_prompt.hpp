// The question to a language model: from the facts that it may know, and no others (safety.md §5).
//
// It is told tone, address form, business type, language, how often and how long ago the client was
// in, `regular` and `vip`, whether there are times and a discount, the attempt's number, and as
// names the client's first name, the staff member's and the service's, each of letters alone. Never
// a phone, a note, a reply, an amount, a date or a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reactivation/core/message.hpp"

namespace reactivation {

/// How often the client has been in, in steps that name nobody.
enum class VisitBucket : std::uint8_t { unknown, once, few, many };
/// 1; 2 to 4; 5 and more.
[[nodiscard]] VisitBucket visit_bucket(std::int64_t visits) noexcept;

struct DraftPrompt {
  std::string instructions;  ///< the same for all texts of one language
  std::string prompt;        ///< the facts, fenced as data
  std::string answer_hint;   ///< what the answer's one field is to hold
};

/// Whether models write in this language.
[[nodiscard]] bool has_drafts(Language language) noexcept;

/// Empty for a language without drafts. What is no plain name becomes a greeting without one.
[[nodiscard]] DraftPrompt draft_prompt(const MessageFacts& facts,
                                       VisitBucket visits = VisitBucket::unknown);

/// A word that stands in the instructions and nowhere else: in an answer it proves a leak (B98).
[[nodiscard]] std::string_view draft_canary() noexcept;

}  // namespace reactivation
