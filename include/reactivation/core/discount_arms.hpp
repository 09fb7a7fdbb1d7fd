// Which discount earns most: each step is an arm, judged by margin and not by bookings, with a
// floor under every probability so that what is learnt stays checkable. Pure; docs/results.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reactivation/core/draw.hpp"
#include "reactivation/core/ids.hpp"

namespace reactivation {

struct DiscountArm {
  int percent = 0;          ///< 0 to 100
  std::int64_t sent = 0;    ///< messages with it, in the context asked about
  std::int64_t booked = 0;  ///< of them

  friend bool operator==(const DiscountArm&, const DiscountArm&) noexcept = default;
};

/// What is believed before the first message, as so many messages.
struct ArmPrior {
  double booked = 1;
  double not_booked = 9;
};

struct DiscountEconomics {
  double margin_share = 0.6;  ///< of a visit's price, before the discount; 0 to 1
  double visit_value = 1;     ///< what a visit brings, in any one unit, > 0
};

struct ArmOptions {
  double floor = 0.05;  ///< of each arm's probability; with many arms 1 / arms
  int draws = 2000;     ///< ≥ 1
  ArmPrior prior;
};

/// Thompson sampling over Beta(booked) · (margin - discount) · value: how probable it is that each
/// arm earns most, with the floor under each. They sum to 1; none for no arms. Worked out once a
/// day, so that the probability of every choice is known and can be kept beside it.
[[nodiscard]] std::vector<double> arm_probabilities(std::span<const DiscountArm> arms,
                                                    const DiscountEconomics& economics,
                                                    const ArmOptions& options, Draw& draw);

/// The arm that `uniform` in [0, 1) falls on; of nothing 0.
[[nodiscard]] std::size_t chosen_arm(std::span<const double> probabilities,
                                     double uniform) noexcept;

/// What a company gives away in a month.
struct DiscountBudget {
  std::int64_t month_minor = 0;
  std::int64_t given_minor = 0;    ///< on visits of this month
  std::int64_t offered_minor = 0;  ///< by messages that can still be answered, as if all were
};
/// The largest percentage of a visit of that price that may still be offered, 0 to 100: what is
/// promised is never more than the budget.
[[nodiscard]] int percent_within(const DiscountBudget& budget, std::int64_t price_minor) noexcept;

/// The smallest step that works: no larger one earns more with a chance of `beaten_from`.
struct SmallestStep {
  std::optional<int> percent;     ///< absent: not enough data yet
  double best_rival_chance = 0;   ///< that the best of the larger ones earns more
  std::int64_t sends_needed = 0;  ///< of the arm that has the fewest, until it is judged
};
inline constexpr std::int64_t sends_of_an_arm_min = 100;
inline constexpr double beaten_from = 0.8;
/// Needs two arms with `sends_of_an_arm_min` messages each; others are not judged.
[[nodiscard]] SmallestStep smallest_step(std::span<const DiscountArm> arms,
                                         const DiscountEconomics& economics,
                                         const ArmOptions& options, Draw& draw);

/// Clients who come only with the second message: they have learnt to wait for the larger discount.
class SecondMessageClients {
public:
  struct Cycle {
    ClientId client_id;
    int booked_with = 0;  ///< the number of the message that they booked after
  };
  void add(const Cycle& cycle);
  /// Ascending: those who booked at least twice, and never after a first message.
  [[nodiscard]] std::vector<ClientId> found() const;

private:
  std::vector<Cycle> cycles_;
};

}  // namespace reactivation
