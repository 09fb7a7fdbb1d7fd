// What the figures of a period say, as values with their evidence and as sentences for the owner.
// Pure; docs/results.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/core/company.hpp"
#include "reactivation/core/discount_arms.hpp"
#include "reactivation/core/experiment.hpp"
#include "reactivation/core/metrics.hpp"

namespace reactivation {

enum class InsightKind : std::uint8_t {
  no_holdout,           ///< nobody is held out: nothing can be said
  uneven_groups,        ///< `value`: the chance of such a split
  not_enough_data,      ///< `count`: days to go
  not_enough_data_yet,  ///< and nobody knows how long; `count`: clients needed
  brings_visits,        ///< `value`, `low`, `high`: difference of shares; `count`: visits
  no_effect_seen,
  keeps_visits_away,
  came_anyway,      ///< `value`: the share of those who came that would have come
  low_conversion,   ///< `first`: bookings of messages; `high`: the threshold
  many_opt_outs,    ///< `first`: of messages
  no_discount,      ///< a message without one earns as much; `value`: the best rival's chance
  smallest_step,    ///< `cell`: percent
  steps_not_known,  ///< `count`: messages to go
  second_message,   ///< `count`: clients
  best_hour,        ///< `cell`; `first`: answered of sent; `low`, `high`; `value`: of all
  best_weekday,     ///< the same, Monday = 1
  no_best_time,     ///< `first`: answered of sent
};
inline constexpr std::size_t insight_kinds = 17;

struct Insight {
  InsightKind kind = InsightKind::no_holdout;
  double value = 0;
  double low = 0;
  double high = 0;
  Proportion first{};   ///< what it rests on: the treated group, or messages
  Proportion second{};  ///< the held-out group
  std::int64_t count = 0;
  int cell = 0;

  friend bool operator==(const Insight&, const Insight&) = default;
};

/// What is known of an experiment.
struct ExperimentFacts {
  GroupCount treated;
  GroupCount held;
  ExperimentResult result;
};

struct InsightInput {
  ResultOverview overview;
  std::optional<ExperimentFacts> experiment;  ///< absent: nobody is held out
  double conversion_threshold = 0.15;
  std::optional<SmallestStep> step;  ///< absent: one discount alone was sent
  std::vector<ClientId> second_message_clients;
};

/// In the order in which an owner should read them.
[[nodiscard]] std::vector<Insight> insights_of(const InsightInput& input);

/// One sentence, and what it rests on.
struct InsightText {
  std::string sentence;
  std::string evidence;
};
[[nodiscard]] InsightText insight_text(const Insight& insight, Language language);

}  // namespace reactivation
