// AccountHealth: the messaging account a company sends through, and what it may bear.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

enum class WarmupLevel : std::uint8_t { cold, warm, hot };

/// The ceilings in force for one account. A negative number counts as 0.
struct AccountLimits {
  int sent_daily_max = 0;
  int sent_hourly_max = 0;
  int concurrent_max = 0;
  Seconds gap_min{0};  ///< between two sends

  friend constexpr bool operator==(const AccountLimits&, const AccountLimits&) noexcept = default;
};

/// The row of a warm-up level (requirements §4.9): cold 20/5/2/300 s, warm 50/10/5/120 s,
/// hot 100/20/10/30 s.
[[nodiscard]] AccountLimits limits_of_level(WarmupLevel level) noexcept;

struct Account {
  AccountId id;
  std::optional<Instant> account_created_at;
  WarmupLevel warmup_level = WarmupLevel::cold;
  /// Ceilings stored for the account; what is absent is the level's row.
  std::optional<int> daily_outbound_limit;
  std::optional<int> hourly_outbound_limit;
  std::optional<int> concurrent_limit;
  std::optional<int> min_interval_seconds;
  /// Messages a day to people who never wrote to this account; absent = no separate cap.
  std::optional<int> first_contact_daily_limit;
  double spam_score = 0;  ///< 0 to 1; above `spam_score_stop` nothing is sent
  std::optional<Instant> paused_until;
  HourRange safe_sending_hours{0, 24};
  WeekdaySet safe_sending_days = WeekdaySet::every_day();
  /// The ledger: every send of the last 24 hours and of the local day, in any order.
  std::vector<Instant> sends;

  friend bool operator==(const Account&, const Account&) = default;
};

inline constexpr double spam_score_stop = 0.7;

/// The level's row with the stored ceilings in its place; negative ones are 0.
[[nodiscard]] AccountLimits limits_of(const Account& account) noexcept;

}  // namespace reactivation
