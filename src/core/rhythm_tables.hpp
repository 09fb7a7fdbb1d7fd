// Private: one share's parts of the likelihood that depend on the number of visits alone, so that
// many clients are judged with a few logarithms each.
#pragma once

#include <cstdint>
#include <vector>

#include "reactivation/core/visit_model.hpp"

namespace reactivation::detail {

struct VisitCountTable {
  VisitModel model;
  std::vector<double> log_constant;  ///< of the likelihood, by repeats
  std::vector<double> left_odds;     ///< a / (b + x - 1 + D), by repeats
};
[[nodiscard]] VisitCountTable table_of(const VisitModel& model, std::int32_t repeats_most);

/// The derivatives of `log_constant` by ln r, ln a and ln b.
struct VisitCountSlopes {
  std::vector<double> by_r;
  std::vector<double> by_a;
  std::vector<double> by_b;
};
[[nodiscard]] VisitCountSlopes slopes_of(const VisitModel& model, std::int32_t repeats_most);

}  // namespace reactivation::detail
