// The policy `rhythm`: each client is due by their own rhythm, and those whose return is worth most
// come first (docs/rhythm.md).
//
//   due      past the own interval with the service, and P(visit within the horizon) < 0.50
//   lost     P(alive) < 0.15, and due for 30 days: nothing more is spent on them
//   priority (1 - P(visit within the horizon)) · what a visit now brings beyond what comes anyway
//
// When somebody is due depends on their visits alone, not on the day of the plan: until the next
// visit it is a number of days. Pure; the chances of a visit are those of core/rhythm.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reactivation/core/plan_policy.hpp"
#include "reactivation/core/rhythm.hpp"
#include "reactivation/core/visit_days.hpp"

namespace reactivation {

/// Where one state ends and the next begins.
struct RhythmThresholds {
  double overdue_below = 0.50;  ///< P(visit within the horizon)
  double at_risk_below = 0.60;  ///< P(alive)
  double lost_below = 0.15;     ///< P(alive)
  std::int32_t horizon_days_min = 30;
  /// Nobody is given up before they could be written to: P(alive) of a weekly client falls from one
  /// message to "lost" within days.
  std::int32_t tries_days = 30;
  double value_weeks = 52;  ///< over how long a return is looked at
};

/// What a service's history says of it.
struct ServiceRhythm {
  std::int32_t median_days = 30;   ///< own intervals lean on it
  std::int32_t horizon_days = 30;  ///< when three of four have come; ≥ `horizon_days_min`
  /// Nobody is due sooner: a week, or the rule's interval when that is shorter.
  std::int32_t floor_days_min = min_retry_interval_days;
};

/// What is known of a business's rhythm: learnt once, good for days.
struct RhythmKnowledge {
  RhythmModel model;
  bool is_fitted =
      false;  ///< false: the history is too short, the model is what is believed before
  FitEnd end = FitEnd::no_clients;  ///< of the fit
  HistorySize size;
  double log_likelihood = 0;            ///< of a fit
  std::vector<ServiceRhythm> services;  ///< by index of the input's services
  std::optional<SpendModel> spend;
  double spend_mean = 1;  ///< of a visit, in major units; 1 where no amounts are known
  ShopHabits habits;      ///< of the visits of the input, until its `now`
  RhythmThresholds thresholds;
};

/// From the days until `as_of`; of `input` rules, services and the company. A rule whose interval a
/// person has set is taken at their word.
[[nodiscard]] RhythmKnowledge learn_rhythm(const PlanInput& input, const VisitDays& days,
                                           LocalDate as_of);

/// How long after the last visit the chances fall so low; the client as on the day of that visit.
struct TriggerQuestion {
  VisitSummary client;  ///< with a visit
  std::int32_t floor_days = 1;
  std::int32_t horizon_days = 30;
};
/// `due`: the first day from the floor on with P(visit) < `overdue_below`; `lost`: the first with
/// P(alive) < `lost_below`, at least `tries_days` after it. At most 3650 days; later ones are `due`
/// 3650 and no `lost`.
[[nodiscard]] std::vector<DueDays> trigger_days(const RhythmModel& model,
                                                const RhythmThresholds& thresholds,
                                                std::span<const TriggerQuestion> questions);

/// The state on a day so long after the last visit with the service.
struct StateQuestion {
  double silence_days = 0;
  double own_interval_days = 0;
  ClientScore score;
};
[[nodiscard]] RhythmState state_of(const StateQuestion& client,
                                   const RhythmThresholds& thresholds) noexcept;

/// What a visit on that day is worth in visits: itself, and what it adds to those expected within
/// `weeks`. The client as on that day, after a silence of at least a day.
[[nodiscard]] double visits_by_a_return(const RhythmModel& model, const VisitSummary& client,
                                        double weeks);

/// The day that is decided for, and the last one whose visits are known (the day before it, when a
/// history is replayed from the mornings on).
struct AsOf {
  LocalDate today;
  LocalDate seen_until;  ///< ≤ today
};

/// The policy as of one day. What it is made of must outlive it.
class RhythmPolicy final : public PlanPolicy {
public:
  RhythmPolicy(const VisitDays& days, const RhythmKnowledge& known, AsOf as_of);

  /// Goes on to a later day; those rows have had a visit since.
  void move_to(AsOf as_of, std::span<const std::uint32_t> changed_rows);

  [[nodiscard]] std::string_view name() const noexcept override { return "rhythm"; }
  [[nodiscard]] DueDays due_days(std::size_t client_row, std::uint32_t service) const override;
  [[nodiscard]] double priority(std::size_t client_row, std::uint32_t service) const override;
  [[nodiscard]] std::optional<ClientRhythm> evidence(std::size_t client_row,
                                                     std::uint32_t service) const override;

private:
  /// A client and a service.
  struct Pair {
    DueDays due{max_interval_days};  ///< until a visit is known: never
    OwnInterval own;
    LocalDate last_on{};  ///< with the service
  };
  void learn_rows(std::span<const std::uint32_t> rows);
  [[nodiscard]] const Pair& pair_of(std::size_t client_row, std::uint32_t service) const;
  [[nodiscard]] std::span<const LocalDate> seen(std::span<const LocalDate> days) const noexcept;
  [[nodiscard]] VisitSummary summary_of_row(std::size_t client_row) const;
  [[nodiscard]] double value_of(std::size_t client_row, const VisitSummary& client) const;

  const VisitDays& days_;
  const RhythmKnowledge& known_;
  AsOf as_of_;
  std::vector<std::uint32_t> begin_;  ///< of each row's pairs
  std::vector<Pair> pairs_;           ///< in the order of the client's services
  Pair unknown_;                      ///< of a service that the days know nothing of
};

struct ClientService {
  ClientId client_id;
  ServiceId service_id;
};

// --- Over a snapshot, as core/plan.hpp
// ------------------------------------------------------------

/// `learn_rhythm` of the snapshot's visits until `now`.
[[nodiscard]] RhythmKnowledge learn_rhythm(const Snapshot& snapshot, Instant now);
/// `plan_day` by the policy `rhythm`.
[[nodiscard]] Plan plan_day(const Snapshot& snapshot, Instant now, const RhythmKnowledge& known);
/// What the policy knows of a client and a service; nothing where they have no visit with it.
[[nodiscard]] std::optional<ClientRhythm> rhythm_of(const Snapshot& snapshot,
                                                    const ClientService& who, Instant now,
                                                    const RhythmKnowledge& known);
/// `held_reasons` by the policy `rhythm`.
[[nodiscard]] std::vector<HeldReason> held_reasons(const Snapshot& snapshot, ClientId client,
                                                   Instant now, const RhythmKnowledge& known);

}  // namespace reactivation
