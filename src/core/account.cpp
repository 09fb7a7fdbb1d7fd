#include "reactivation/core/account.hpp"

#include <algorithm>

namespace reactivation {

AccountLimits limits_of_level(WarmupLevel level) noexcept {
  switch (level) {
    case WarmupLevel::hot:
      return {100, 20, 10, Seconds{30}};
    case WarmupLevel::warm:
      return {50, 10, 5, Seconds{120}};
    default:
      return {20, 5, 2, Seconds{300}};
  }
}

AccountLimits limits_of(const Account& account) noexcept {
  const AccountLimits level = limits_of_level(account.warmup_level);
  const auto ceiling = [](const std::optional<int>& stored, int row) {
    return std::max(0, stored.value_or(row));
  };
  return {ceiling(account.daily_outbound_limit, level.sent_daily_max),
          ceiling(account.hourly_outbound_limit, level.sent_hourly_max),
          ceiling(account.concurrent_limit, level.concurrent_max),
          Seconds{ceiling(account.min_interval_seconds, static_cast<int>(level.gap_min.count()))}};
}

}  // namespace reactivation
