// What a client's answer means: the opt-out first of all, and the classes of requirements §4.11.
#pragma once

#include <optional>
#include <string_view>

#include "reactivation/core/attempt.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// What the meaning of an answer depends on besides its words.
struct ReplyContext {
  LocalDate today;  ///< of the company's clock: "in two weeks" counts from it
};
[[nodiscard]] inline ReplyContext reply_context(Instant now, const TimeZone& zone) noexcept {
  return {zone.local_date(now)};
}

/// How one answer is understood. It never says that a booking was made: only a booking does.
struct Reply {
  /// `opt_out`, `negative`, `positive`, `neutral`, `pause_until`, `other_service`, `other_staff`,
  /// `other_time` or `unclear`; the other enumerators are not for texts.
  ReplyType type = ReplyType::unclear;
  /// The client explicitly asks for no more messages (or to be deleted, or threatens or complains
  /// about being written to). It wins over everything else in the same text; then and only then
  /// `type` is `opt_out`.
  bool opt_out = false;
  /// With `pause_until` only: the first date on which the client may be written to again. Always
  /// after `today` and at most two years ahead.
  ///  "until the 15th" → the next 15th · "back on May 5" → May 5 · "in March" → March 1 ·
  ///  "after March 3" → March 4 · "in two weeks" → today + 14 · "until Friday" → the next Friday.
  std::optional<LocalDate> pause_until;
  /// A person has to read it; until then the client is left alone.
  bool needs_person = true;
  /// A complaint or a threat: somebody answers for it.
  bool is_incident = false;

  friend bool operator==(const Reply&, const Reply&) noexcept = default;
};

/// Longer texts are read at their beginning and their end only, this many bytes of each.
inline constexpr std::size_t reply_part_bytes_max = 4096;

/// Reads an answer in any of the known languages (docs/replies.md), by words, never by parts of
/// words. Every sequence of bytes has an answer: what is empty, not a text, not well-formed UTF-8,
/// too long to be read whole or not understood is `unclear` and needs a person, unless an opt-out
/// is found in it. The text of a button ("Stop promotions") is a text like any other.
[[nodiscard]] Reply classify_reply(std::string_view utf8_text, const ReplyContext& context);

}  // namespace reactivation
