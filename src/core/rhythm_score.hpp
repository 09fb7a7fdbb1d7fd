// Private: P(alive) and P(visit) of one client after another, with few logarithms.
#pragma once

#include <cstdint>
#include <vector>

#include "reactivation/core/rhythm.hpp"
#include "rhythm_tables.hpp"

namespace reactivation::detail {

/// Threads: one at a time for each.
class RhythmScorer {
public:
  /// For clients of up to `repeats_most` repeat visits.
  RhythmScorer(const RhythmModel& model, std::int32_t repeats_most);

  /// `client.repeats` from 0 to `repeats_most`.
  [[nodiscard]] ClientScore score(const VisitSummary& client, double weeks) noexcept;

private:
  struct ShareScore {
    double log_density = 0;
    ClientScore score;
  };
  [[nodiscard]] static ShareScore score_of(const VisitCountTable& table, const VisitSummary& client,
                                           double weeks) noexcept;

  std::vector<VisitCountTable> tables_;
  std::vector<double> log_shares_;
  std::vector<ShareScore> each_;  ///< of the client at hand
};

}  // namespace reactivation::detail
