#include "rhythm_tables.hpp"

#include <cmath>

#include "special.hpp"

namespace reactivation::detail {

VisitCountTable table_of(const VisitModel& model, std::int32_t repeats_most) {
  const int first = model.leaving == Leaving::after_any_visit ? 1 : 0;
  const double log_factorial = special::log_gamma(model.k);  // of k - 1
  const double fixed = model.r * std::log(model.alpha) - special::log_gamma(model.r) -
                       special::log_beta(model.a, model.b);
  VisitCountTable out{model, {}, {}};
  out.log_constant.reserve(static_cast<std::size_t>(repeats_most) + 1);
  out.left_odds.reserve(static_cast<std::size_t>(repeats_most) + 1);
  for (std::int32_t x = 0; x <= repeats_most; ++x) {
    out.log_constant.push_back(fixed - x * log_factorial +
                               special::log_beta(model.a, model.b + x + first) +
                               special::log_gamma(model.r + static_cast<double>(model.k) * x));
    const bool may_have_left = x > 0 || first == 1;
    out.left_odds.push_back(may_have_left ? model.a / (model.b + x - 1 + first) : 0);
  }
  return out;
}

VisitCountSlopes slopes_of(const VisitModel& model, std::int32_t repeats_most) {
  const int first = model.leaving == Leaving::after_any_visit ? 1 : 0;
  const double of_r = special::digamma(model.r) - std::log(model.alpha);
  const double of_b = special::digamma(model.b);
  const double of_both = special::digamma(model.a + model.b);
  VisitCountSlopes out;
  for (std::int32_t x = 0; x <= repeats_most; ++x) {
    const double of_all = special::digamma(model.a + model.b + x + first);
    const double of_stages = special::digamma(model.r + static_cast<double>(model.k) * x);
    out.by_r.push_back(model.r * (of_stages - of_r));
    out.by_a.push_back(model.a * (of_both - of_all));
    out.by_b.push_back(model.b * (special::digamma(model.b + x + first) - of_all - of_b + of_both));
  }
  return out;
}

}  // namespace reactivation::detail
