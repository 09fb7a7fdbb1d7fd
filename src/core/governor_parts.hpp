// The governor's parts: what the signals say, what the sends say, how far the ramp has come.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reactivation/core/governor.hpp"

namespace reactivation::governing {

/// Later than everything that can be read: an end nobody knows.
inline constexpr Instant never = within_reach(Instant::max());
inline constexpr Days warm_age{30};
inline constexpr Days warm_clean{14};
inline constexpr Days hot_age{90};
inline constexpr Days hot_clean{30};
/// An incident counts in the score, and a ban in the daily limit, for as long as warm takes.
inline constexpr Days incident_length = warm_clean;

/// The history of signals, read at one instant.
struct SignalReading {
  std::vector<Stop> stops;             ///< in force
  std::vector<Instant> incident_ends;  ///< when each was over; `never` while nobody knows
  std::optional<Instant> ban_ends;     ///< the last of the bans; `never` before a confirmation
  bool is_ban_unconfirmed = false;
  std::optional<Instant> rate_limited_until;
  std::optional<Instant> undelivered_until;
  std::optional<Instant> not_on_messenger_until;
  std::optional<Instant> confirmed_at;  ///< the last confirmation up to now

  [[nodiscard]] bool is_clean(Days length, Instant now) const noexcept;
};
[[nodiscard]] SignalReading read_signals(std::span<const AccountSignal> signals, Instant now);

/// One stop for each reason, the gravest first.
[[nodiscard]] std::vector<Stop> merge_stops(std::vector<Stop> stops);

/// What the sends after the last confirmation say.
struct SendReading {
  SpamEvidence evidence;  ///< without the incident
  bool is_undelivered_high = false;
  bool is_not_on_messenger_high = false;
};
[[nodiscard]] SendReading read_sends(const GovernorInput& input,
                                     std::optional<Instant> confirmed_at, Instant now);

/// How much of a level's row is open, in millionths, rounded down.
struct Share {
  std::int64_t millionths = 0;

  /// Of a level's row, which allows 1 at least: rounded down, but never to nothing.
  [[nodiscard]] int of(int row) const noexcept;
};
[[nodiscard]] Share ramp_share(const GovernorInput& input, const SignalReading& signals,
                               Instant now);

}  // namespace reactivation::governing
