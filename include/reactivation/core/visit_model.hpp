// How a business's clients come and leave: the MBG/CNBD-k model, in closed form.
//
// While somebody is a client, the gap between two visits is Erlang-k with a rate of their own,
// drawn from Gamma(r, alpha); after each visit they leave for good with a probability of their own,
// drawn from Beta(a, b). k = 1 is MBG/NBD, or BG/NBD when nobody leaves after the first visit.
// Platzer and Reutterer, "Ticking away the moments", Marketing Science 35(5), 2016, for likelihood
// and P(alive); what is expected of the future is exact here for every k (docs/rhythm.md).
//
// Time is in weeks. All functions are pure, take every finite input of the stated range without
// overflow, and are safe on any thread.
#pragma once

#include <cstdint>
#include <span>

#include "reactivation/core/time.hpp"

namespace reactivation {

/// What the model needs to know of a client; visits of one day are one visit.
struct VisitSummary {
  std::int32_t repeats = 0;     ///< days with a visit, without the first
  double until_last_weeks = 0;  ///< from the first visit to the last
  double observed_weeks = 0;    ///< from the first visit to the day of the summary; ≥ the above
  double log_gaps = 0;          ///< sum of the natural logarithms of the gaps in weeks
};

/// The summary of visits on `days`, in rising order, as known on `as_of`; later days do not count.
/// Nothing before the first visit: `repeats` is -1, and such a client has no place in the model.
[[nodiscard]] VisitSummary summary_of(std::span<const LocalDate> days, LocalDate as_of) noexcept;

/// When a client may leave for the first time.
enum class Leaving : std::uint8_t {
  after_any_visit,    ///< MBG: also after the first
  after_repeat_only,  ///< BG
};

struct VisitModel {
  double r = 1;      ///< > 0: shape of the rates
  double alpha = 1;  ///< > 0, weeks: the rates' own rate
  double a = 1;      ///< > 0
  double b = 1;      ///< > 0
  int k = 1;         ///< 1 to 12: how regular the gaps are; 1 is by chance alone
  Leaving leaving = Leaving::after_any_visit;
};

/// ln of the density of the client's visits. Comparable over k.
[[nodiscard]] double log_likelihood(const VisitModel& model, const VisitSummary& client) noexcept;

/// The probability that the client has not left for good.
[[nodiscard]] double p_alive(const VisitModel& model, const VisitSummary& client) noexcept;

/// The probability that a gap of this client lasts longer than `weeks`, as long as they are one:
/// their own rhythm. 1 at 0, and never rising.
[[nodiscard]] double p_gap_longer(const VisitModel& model, const VisitSummary& client,
                                  double weeks) noexcept;

/// The probability of a visit within the next `weeks` ≥ 0; never above `p_alive`.
[[nodiscard]] double p_visit(const VisitModel& model, const VisitSummary& client,
                             double weeks) noexcept;

/// How many visits the next `weeks` ≥ 0 bring on average.
[[nodiscard]] double expected_visits(const VisitModel& model, const VisitSummary& client,
                                     double weeks) noexcept;

/// After how many weeks from now a client who has not left has come back with probability `p` in
/// (0, 1): 0.5 is the expected day of return. At most `horizon_weeks`.
[[nodiscard]] double weeks_until_return(const VisitModel& model, const VisitSummary& client,
                                        double p) noexcept;

/// The length that a gap of this client exceeds with probability `p` in (0, 1), in weeks: 0.5 is
/// their median gap. At most `horizon_weeks`.
[[nodiscard]] double gap_exceeded_with(const VisitModel& model, const VisitSummary& client,
                                       double p) noexcept;

/// 200 years: nothing is looked for beyond.
inline constexpr double horizon_weeks = 200 * 52.1775;

/// The probability that a client makes exactly `visits` ≥ 0 repeat visits within `weeks` of the
/// first.
[[nodiscard]] double p_visit_count(const VisitModel& model, std::int32_t visits,
                                   double weeks) noexcept;

/// How many repeat visits a new client makes within `weeks` ≥ 0 of the first, on average.
[[nodiscard]] double expected_visits_of_new(const VisitModel& model, double weeks) noexcept;

}  // namespace reactivation
