// The state of a replay as a morning of the past knew it. Private to the backtest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/core/tables.hpp"
#include "reactivation/engine/backtest.hpp"

namespace reactivation::detail {

/// The whole history in the order in which it became known; the same for all settings.
class ReplayHistory {
public:
  explicit ReplayHistory(const Snapshot& history);

  /// A completed visit. One without a time of day is known from the next morning on.
  struct Event {
    Instant at;
    Instant known_at;
    LocalDate day;
    std::uint32_t client_row = 0;
    std::vector<std::uint32_t> pairs;  ///< of client and service
    std::int64_t cost_minor = 0;
  };
  /// A visit that was booked ahead, whatever became of it. Of one that was cancelled the history
  /// does not say since when: it is none.
  struct Booking {
    Instant made_at;
    Instant at;
    ClientId client_id;
    ServiceId service_id;
    bool stays_open = false;  ///< nobody ever wrote down what became of it
  };
  struct Pair {
    ClientId client_id;
    ServiceId service_id;
  };

  const Snapshot& snapshot;
  TimeZone zone;
  ClientTable clients;            ///< everybody with a number, counts and sums at 0
  VisitTable visits;              ///< completed
  std::vector<Event> events;      ///< by `known_at`
  std::vector<Booking> bookings;  ///< by `made_at`
  std::vector<Pair> pairs;        ///< by client and service
  VisitDays days;
  LocalDate last_day{};
  double visit_mean = 0;

  /// The place in `pairs` of a client and a service that they came for.
  [[nodiscard]] std::uint32_t pair_of(ClientId client, ServiceId service) const;
  /// The first day after `day` on which the client came.
  [[nodiscard]] std::optional<LocalDate> next_day(std::uint32_t client_row, LocalDate day) const;

private:
  void take_visits(const std::vector<Visit>& merged);

  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> pair_at_;  ///< by the two ids
};

/// One setting's days.
class Replay {
public:
  Replay(const ReplayHistory& history, const BacktestSetting& setting,
         const BacktestOptions& options);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// Plans that morning; the days must rise.
  void run_day(LocalDate today);
  [[nodiscard]] BacktestResult take_result();

private:
  struct Message {
    std::uint32_t client_row = 0;
    ServiceId service_id;
    LocalDate day;
    LocalDate last_visit_on;  ///< with the service
    LocalDate seen_until;     ///< the client's last day here that was known, with any service
    int discount_percent = 0;
  };
  void see_until(Instant now);
  void learn(LocalDate today);
  [[nodiscard]] HistoryTable summed() const;
  [[nodiscard]] VisitTable booked_ahead() const;
  void forget_old(Instant now);
  void send(const Selection& selection, LocalDate today);
  [[nodiscard]] std::optional<LocalDate> return_after(const Message& message) const;
  /// Whether the history goes on long enough to say that somebody did not come.
  [[nodiscard]] bool is_known(const Message& message) const;
  void count(const Message& message, ReturnCounts& into) const;
  void count_lost();

  const ReplayHistory& history_;
  const BacktestOptions& options_;
  std::vector<Rule> rules_;
  Account account_;
  ClientTable clients_;
  std::vector<Instant> last_visit_at_;  ///< by pair; no_instant: not yet
  std::vector<std::int64_t> times_;
  std::vector<LocalDate> last_seen_on_;  ///< by client row
  std::size_t next_event_ = 0;
  std::size_t next_learnt_ = 0;  ///< event that the policy does not know yet
  std::vector<Attempt> attempts_;
  std::vector<Message> messages_;
  RhythmKnowledge knowledge_;
  std::optional<RhythmPolicy> policy_;
  LocalDate learnt_on_{};
  int retry_days_max_ = 0;
  std::vector<ReplayHistory::Booking> ahead_;
  std::size_t next_booking_ = 0;
  BacktestResult result_;
};

}  // namespace reactivation::detail
