#include "reactivation/core/visit_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "special.hpp"

namespace reactivation {
namespace {

constexpr double days_a_week = 7;
/// What a further visit may add to an expectation before it is left out.
constexpr double visit_negligible = 1e-15;

/// 1 when a client may leave after the first visit, else 0: D of the formulas.
int first_counts(const VisitModel& model) noexcept {
  return model.leaving == Leaving::after_any_visit ? 1 : 0;
}

/// Shape and rate of the client's own rate, as known after the last visit.
struct Rate {
  double shape = 0;
  double weeks = 0;
};
Rate rate_of(const VisitModel& model, const VisitSummary& client) noexcept {
  return {model.r + model.k * static_cast<double>(client.repeats),
          model.alpha + client.until_last_weeks};
}

/// Σ_{j<k} (R)_j uʲ / j!, the Erlang stages that fit into a silence; u = silence / (weeks +
/// silence).
double stages(double shape, double u, int k) noexcept {
  double term = 1;
  double sum = 1;
  for (int j = 1; j < k; ++j) {
    term *= (shape + j - 1) * u / j;
    sum += term;
  }
  return sum;
}

/// ln P(gap > weeks).
double log_gap_longer(Rate rate, double weeks, int k) noexcept {
  return std::log(stages(rate.shape, weeks / (rate.weeks + weeks), k)) -
         rate.shape * std::log1p(weeks / rate.weeks);
}

double silence_of(const VisitSummary& client) noexcept {
  return client.observed_weeks - client.until_last_weeks;
}

/// ln of the odds before the silence that the last visit was the last for good: a / (b + x - 1 +
/// D).
double log_left_odds(const VisitModel& model, const VisitSummary& client) noexcept {
  if (client.repeats == 0 && first_counts(model) == 0) {
    return -std::numeric_limits<double>::infinity();
  }
  return std::log(model.a / (model.b + client.repeats - 1 + first_counts(model)));
}

/// P(the next visit comes more than `weeks` from now | still a client), as a logarithm.
double log_still_away(const VisitModel& model, const VisitSummary& client, double weeks) noexcept {
  const Rate rate = rate_of(model, client);
  const double silence = silence_of(client);
  const double all = rate.weeks + silence;
  const double now = stages(rate.shape, silence / all, model.k);
  const double then = stages(rate.shape, (silence + weeks) / (all + weeks), model.k);
  return std::log(then / now) - rate.shape * std::log1p(weeks / all);
}

/// The smallest x in [0, horizon] with f(x) ≤ level, for a falling f with f(0) > level.
template <class Falling>
double first_at_or_below(double level, Falling f) noexcept {
  double low = 0;
  double high = 1;
  while (high < horizon_weeks && f(high) > level) {
    low = high;
    high *= 2;
  }
  high = std::min(high, horizon_weeks);
  if (f(high) > level) return high;
  while (high - low > 1e-14 * high) {
    const double middle = low + (high - low) / 2;
    (f(middle) > level ? low : high) = middle;
  }
  return high;
}

}  // namespace

VisitSummary summary_of(std::span<const LocalDate> days, LocalDate as_of) noexcept {
  VisitSummary out;
  out.repeats = -1;
  LocalDate last = as_of;
  LocalDate first = as_of;
  for (const LocalDate day : days) {
    if (day > as_of) break;
    if (out.repeats < 0) {
      first = day;
    } else {
      const auto gap = static_cast<double>((day - last).count());
      if (gap == 0) continue;
      out.log_gaps += std::log(gap / days_a_week);
    }
    last = day;
    ++out.repeats;
  }
  out.until_last_weeks = static_cast<double>((last - first).count()) / days_a_week;
  out.observed_weeks = static_cast<double>((as_of - first).count()) / days_a_week;
  return out;
}

double log_likelihood(const VisitModel& model, const VisitSummary& client) noexcept {
  const Rate rate = rate_of(model, client);
  const double x = client.repeats;
  const double silence = silence_of(client);
  const double all = rate.weeks + silence;
  const double log_left =
      log_left_odds(model, client) + rate.shape * std::log1p(silence / rate.weeks);
  const double log_stays = std::log(stages(rate.shape, silence / all, model.k));
  const double log_chain = special::log_beta(model.a, model.b + x + first_counts(model)) -
                           special::log_beta(model.a, model.b);
  const double log_rates = special::log_gamma(rate.shape) - special::log_gamma(model.r) +
                           model.r * std::log(model.alpha) - rate.shape * std::log(all);
  return (model.k - 1) * client.log_gaps - x * special::log_gamma(model.k) + log_chain + log_rates +
         special::log_add(log_left, log_stays);
}

double p_alive(const VisitModel& model, const VisitSummary& client) noexcept {
  const double log_gap = log_gap_longer(rate_of(model, client), silence_of(client), model.k);
  return 1 / (1 + std::exp(log_left_odds(model, client) - log_gap));
}

double p_gap_longer(const VisitModel& model, const VisitSummary& client, double weeks) noexcept {
  return std::min(1.0, std::exp(log_gap_longer(rate_of(model, client), weeks, model.k)));
}

double p_visit(const VisitModel& model, const VisitSummary& client, double weeks) noexcept {
  const double returns = -std::expm1(log_still_away(model, client, weeks));
  return p_alive(model, client) * std::clamp(returns, 0.0, 1.0);
}

double expected_visits(const VisitModel& model, const VisitSummary& client, double weeks) noexcept {
  const Rate rate = rate_of(model, client);
  const double silence = silence_of(client);
  const double all = rate.weeks + silence;
  const double q = weeks / (all + weeks);
  const double staying = model.b + client.repeats + first_counts(model);
  double weight = 1;   // of j stages gone by in the silence
  double weights = 0;  // their sum
  double sum = 0;
  for (int j = 0; j < model.k; ++j) {
    if (j > 0) weight *= (rate.shape + j - 1) * silence / all / j;
    weights += weight;
    special::NegativeBinomial stages_to_come(rate.shape + j, q);
    double still_client = 1;  // after the visits so far
    for (int visit = 1;; ++visit) {
      for (int i = visit == 1 ? j : 0; i < model.k; ++i) stages_to_come.advance();
      const double adds = still_client * stages_to_come.tail();
      sum += weight * adds;
      if (adds < visit_negligible) break;
      still_client *= (staying + visit - 1) / (model.a + staying + visit - 1);
    }
  }
  return p_alive(model, client) * sum / weights;
}

double weeks_until_return(const VisitModel& model, const VisitSummary& client, double p) noexcept {
  return first_at_or_below(std::log1p(-p),
                           [&](double weeks) { return log_still_away(model, client, weeks); });
}

double gap_exceeded_with(const VisitModel& model, const VisitSummary& client, double p) noexcept {
  const Rate rate = rate_of(model, client);
  return first_at_or_below(std::log(p),
                           [&](double weeks) { return log_gap_longer(rate, weeks, model.k); });
}

double p_visit_count(const VisitModel& model, std::int32_t visits, double weeks) noexcept {
  const int first = first_counts(model);
  special::NegativeBinomial stages_made(model.r, weeks / (model.alpha + weeks));
  double before = 0;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(model.k) * visits; ++i) {
    before += stages_made.pmf();
    stages_made.advance();
  }
  double here = 0;
  for (int i = 0; i < model.k; ++i) {
    here += stages_made.pmf();
    stages_made.advance();
  }
  if (first == 1 || visits > 0) {
    here += model.a / (model.b + visits - 1 + first) * std::max(0.0, 1 - before);
  }
  return here * std::exp(special::log_beta(model.a, model.b + visits + first) -
                         special::log_beta(model.a, model.b));
}

double expected_visits_of_new(const VisitModel& model, double weeks) noexcept {
  special::NegativeBinomial stages_made(model.r, weeks / (model.alpha + weeks));
  double still_client = 1;
  double sum = 0;
  for (int visit = 1;; ++visit) {
    // The visits that somebody may have left after: with the first one, one more.
    const int left_after = visit - 1 + first_counts(model) - 1;
    if (left_after >= 0) {
      still_client *= (model.b + left_after) / (model.a + model.b + left_after);
    }
    for (int i = 0; i < model.k; ++i) stages_made.advance();
    const double adds = still_client * stages_made.tail();
    sum += adds;
    if (adds < visit_negligible) return sum;
  }
}

}  // namespace reactivation
