// One account to govern, with one thing changed at a time.
#pragma once

#include <catch2/catch.hpp>
#include <vector>

#include "core/world.hpp"
#include "reactivation/core/governor.hpp"

namespace desk {

using namespace world;  // NOLINT(google-build-using-namespace): tests only
using std::chrono::hours;

/// A hot account of more than a year, in use every day for the 20 days before noon (Tuesday
/// 2026-03-10 12:00 UTC), with nothing against it: the full row.
struct Desk {
  Account account;
  TimeZone zone = TimeZone::utc();
  std::vector<SendRecord> records;
  std::vector<Instant> level_sends;
  std::vector<AccountSignal> signals;
  std::optional<Instant> level_since;
  Instant now = noon;

  Desk() {
    account.id = AccountId{1};
    account.account_created_at = at("2025-01-01T00:00:00Z");
    account.warmup_level = WarmupLevel::hot;
    use_daily(20);
  }
  /// Replaces the days of use: the `days` dates before today, at noon.
  void use_daily(int days) {
    level_sends.clear();
    for (int i = 1; i <= days; ++i) level_sends.push_back(now - Days{i});
  }
  void signal(AccountSignalKind kind, Instant when, std::optional<Instant> until = {}) {
    signals.push_back({kind, when, until});
  }
  /// `count` delivered and answered sends, a minute apart, the newest two days before noon.
  void send(int count) {
    for (int i = 0; i < count; ++i) {
      SendRecord record;
      record.sent_at = noon - Days{2} - std::chrono::minutes{i};
      record.outcome = DeliveryOutcome::delivered;
      record.replied = true;
      records.push_back(record);
    }
  }
  [[nodiscard]] Governed governed() const {
    return govern({account, zone, records, level_sends, signals, level_since, now});
  }
};

inline const AccountLimits hot_row{100, 20, 10, Seconds{30}};
inline const AccountLimits warm_row{50, 10, 5, Seconds{120}};
inline const AccountLimits cold_row{20, 5, 2, Seconds{300}};
inline const AccountLimits nothing_hot{0, 0, 0, Seconds{30}};

inline std::vector<GovernorRule> rules_on(const Governed& governed, GovernedCap cap) {
  std::vector<GovernorRule> rules;
  for (const Lowering& lowering : governed.lowerings) {
    if (lowering.cap == cap) rules.push_back(lowering.rule);
  }
  return rules;
}
inline const Lowering* lowering(const Governed& governed, GovernorRule rule, GovernedCap cap) {
  for (const Lowering& row : governed.lowerings) {
    if (row.rule == rule && row.cap == cap) return &row;
  }
  return nullptr;
}

}  // namespace desk
