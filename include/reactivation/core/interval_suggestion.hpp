// An interval as a language model suggests it (`ai_suggested_interval`, requirements §4.1): asked
// with the evidence, taken only within bounds that the evidence sets, and never in force by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/company.hpp"
#include "reactivation/core/rule.hpp"
#include "reactivation/core/snapshot.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// What is known of a service's rhythm. Numbers of the salon, none of one client.
struct IntervalEvidence {
  BusinessType business_type = BusinessType::other;
  std::string service_title;
  std::optional<int> historical_days;  ///< `calculated_avg_interval`
  int clients = 0;                     ///< who came at least twice
  int gaps = 0;                        ///< between their visits
};
/// What is known of one service at `now`: its completed visits, by days of the company's clock,
/// with its bookings ahead. Where the rule has no calculated number the history's own stands in,
/// when it is good enough (`ServiceInterval::is_historical`). A service that the snapshot does not
/// have gives no title and no numbers.
[[nodiscard]] IntervalEvidence interval_evidence(const Snapshot& snapshot, ServiceId service,
                                                 Instant now);

struct IntervalBounds {
  int days_min = min_retry_interval_days;
  int days_max = max_interval_days;

  friend constexpr bool operator==(const IntervalBounds&, const IntervalBounds&) noexcept = default;
};
/// From half to twice the historical interval when at least 30 gaps are known, else the table's;
/// never under 7 days nor over `max_interval_days`.
[[nodiscard]] IntervalBounds interval_bounds(const IntervalEvidence& evidence) noexcept;

struct IntervalPrompt {
  std::string instructions;
  std::string prompt;
};
/// Asks for two fields: `days`, a whole number, and `reason`, one sentence for the owner.
[[nodiscard]] IntervalPrompt interval_prompt(const IntervalEvidence& evidence);

/// Why a suggestion was not taken.
enum class SuggestionFault : std::uint8_t { none, no_number, out_of_bounds, no_reason };
/// `out_of_bounds`, for documents.
[[nodiscard]] constexpr std::string_view to_string(SuggestionFault fault) noexcept {
  constexpr std::string_view words[] = {"none", "no_number", "out_of_bounds", "no_reason"};
  return words[static_cast<std::size_t>(fault)];
}
struct IntervalSuggestion {
  std::optional<int> days;  ///< set when it may be stored
  std::string reason;       ///< the model's, for people; at most 300 code points, one line
  IntervalBounds bounds;
  SuggestionFault fault = SuggestionFault::none;
};
/// `days` in decimal digits, as a model's answer has it; any bytes are valid arguments. Outside the
/// bounds it is refused, not moved to the nearest one: nothing supports that number.
[[nodiscard]] IntervalSuggestion interval_suggestion(std::string_view days, std::string_view reason,
                                                     const IntervalEvidence& evidence);

/// The rule with the suggestion beside its other numbers. What is in force does not change: only
/// `reactivation_interval_days` and `active_interval_source` say that (core/interval.hpp), and a
/// person writes them. A rule that has none of its own, and would take the suggestion up by itself,
/// gets the number in force until now. Without `days` the rule is as it was.
[[nodiscard]] Rule rule_with_suggestion(Rule rule, const IntervalSuggestion& suggestion,
                                        const IntervalEvidence& evidence);

}  // namespace reactivation
