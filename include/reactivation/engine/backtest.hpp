// The past replayed: what each way to decide would have sent, day by day, through the plan's own
// code, beside when those clients really came back.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/plan_policy.hpp"
#include "reactivation/core/snapshot.hpp"
#include "reactivation/ports/progress.hpp"

namespace reactivation {

/// One way to decide.
struct BacktestSetting {
  std::string name;  ///< `fixed:45`
  PolicyKind policy = PolicyKind::spec;
  std::optional<int> fixed_interval_days;  ///< for every service, instead of its rule's
};
/// `spec`, `rhythm`, or `fixed:45` with 1 to 3650 days.
[[nodiscard]] std::optional<BacktestSetting> setting_of_word(const std::string& word);

struct BacktestOptions {
  LocalDate from;         ///< the first day that messages are planned on
  LocalDate until;        ///< the last one
  int daily_limit = 100;  ///< messages a day that the account may send, ≥ 1
  int refit_days = 28;    ///< how often `rhythm` learns anew from what was known by then, ≥ 1
  /// The what-if: of those who were written to and never came again, so many do, once. 0 to 1.
  double uplift_share = 0.02;
};

/// How many clients really came back, and when, after a message that was never sent.
struct ReturnCounts {
  std::int64_t messages = 0;
  std::int64_t within_14_days = 0;
  std::int64_t within_30_days = 0;
  std::int64_t later = 0;
  std::int64_t never = 0;    ///< not until the history's end, at least 30 days later
  std::int64_t unknown = 0;  ///< the history ends within 30 days

  friend bool operator==(const ReturnCounts&, const ReturnCounts&) = default;
};

struct BacktestResult {
  BacktestSetting setting;
  ReturnCounts all;
  ReturnCounts first;        ///< first messages after a visit with the service
  ReturnCounts backlog;      ///< of those: that visit lies before the first day
  std::int64_t clients = 0;  ///< written to at least once
  /// Of those: without a visit after one of the messages, as far as the history goes on for 30
  /// days.
  std::int64_t clients_never = 0;
  std::int64_t days_with_messages = 0;
  std::int64_t messages_most_on_a_day = 0;
  std::int64_t quota = 0;                     ///< what the account might have sent
  std::int64_t not_reached_by_quota = 0;      ///< times a client was due and the day was full
  std::optional<double> silence_days_median;  ///< at first messages that are no backlog
  /// Silences that began in the replay and lasted over a year: a client who was lost.
  std::int64_t lost = 0;
  std::int64_t lost_reached = 0;                   ///< with at least one message in it
  std::optional<double> lost_silence_days_median;  ///< at the first message to them
  /// Discounts that visits within a week of the message would have had, in major units: mostly
  /// given to clients who were coming anyway.
  double discounts = 0;
  /// What no history tells: if the messages had the effect that was stated.
  double uplift_visits = 0;
  double uplift_value = 0;         ///< in major units, at the mean amount of a visit
  std::int64_t models_fitted = 0;  ///< of `rhythm`
  /// Messages by month, `2018-03`.
  std::vector<std::pair<std::string, std::int64_t>> months;
};

struct BacktestReport {
  LocalDate from;
  LocalDate until;
  LocalDate history_until;  ///< the last completed visit
  std::int64_t clients = 0;
  std::int64_t visits = 0;  ///< completed, of the whole history
  std::int64_t send_days = 0;
  double visit_mean = 0;  ///< what a visit with an amount brings, major units; 0: no amounts known
  std::vector<BacktestResult> results;
};

/// Replays `history`, whose completed visits reach beyond `until`, once for each setting.
///
/// On every day on which something may be sent, at the opening of the window, a plan is made of
/// what was known then: visits that had taken place, bookings made before (where `created_at` says
/// so), messages of the replay itself. What cannot be known of the past is taken as it is now:
/// opt-outs, consent, loyalty, rules and settings. Everybody can be reached (a client without a
/// phone gets a number of their own), nobody answers, and no message changes when anybody comes:
/// that effect no history knows. Attempts and sends of `history` are not looked at.
///
/// `errc::invalid_argument` for a range that is empty or begins after the last visit, and for
/// values outside their range; `errc::cancelled` when `progress` says so. Pure but for `progress`.
[[nodiscard]] result<BacktestReport> backtest(const Snapshot& history,
                                              std::span<const BacktestSetting> settings,
                                              const BacktestOptions& options,
                                              const Progress& progress = {});

}  // namespace reactivation
