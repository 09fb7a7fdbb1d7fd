#include "rhythm_score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reactivation::detail {
namespace {

/// The chances of leaving can outgrow a double long before they matter: exp of more is not formed.
constexpr double log_overflow = 600;

}  // namespace

RhythmScorer::RhythmScorer(const RhythmModel& model, std::int32_t repeats_most) {
  for (std::size_t i = 0; i < model.regularity.size(); ++i) {
    if (model.regularity[i].share <= 0) continue;
    tables_.push_back(table_of(model.of_share(i), repeats_most));
    log_shares_.push_back(std::log(model.regularity[i].share));
  }
  each_.resize(tables_.size());
}

RhythmScorer::ShareScore RhythmScorer::score_of(const VisitCountTable& table,
                                                const VisitSummary& client, double weeks) noexcept {
  const VisitModel& model = table.model;
  const auto x = static_cast<std::size_t>(client.repeats);
  const double shape = model.r + model.k * static_cast<double>(client.repeats);
  const double base = model.alpha + client.until_last_weeks;
  const double silence = client.observed_weeks - client.until_last_weeks;
  const double all = base + silence;
  const double now = silence / all;
  const double then = (silence + weeks) / (all + weeks);
  double term_now = 1;
  double term_then = 1;
  double stages_now = 1;
  double stages_then = 1;
  for (int j = 1; j < model.k; ++j) {
    const double grows = (shape + j - 1) / j;
    stages_now += term_now *= grows * now;
    stages_then += term_then *= grows * then;
  }
  const double log_all = std::log(all);
  const double growth = shape * (log_all - std::log(base));
  const double log_left = std::min(growth, log_overflow);
  const double left = table.left_odds[x] * std::exp(log_left);
  const double away =
      stages_then / stages_now * std::exp(shape * (log_all - std::log(all + weeks)));
  ShareScore out;
  out.score.p_alive = stages_now / (stages_now + left);
  out.score.p_visit = out.score.p_alive * std::clamp(1 - away, 0.0, 1.0);
  out.log_density = table.log_constant[x] + (model.k - 1) * client.log_gaps - shape * log_all +
                    std::log(stages_now + left) + (growth - log_left);
  return out;
}

ClientScore RhythmScorer::score(const VisitSummary& client, double weeks) noexcept {
  double highest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    each_[i] = score_of(tables_[i], client, weeks);
    each_[i].log_density += log_shares_[i];
    highest = std::max(highest, each_[i].log_density);
  }
  double sum = 0;
  ClientScore out;
  for (const ShareScore& share : each_) {
    const double weight = std::exp(share.log_density - highest);
    sum += weight;
    out.p_alive += weight * share.score.p_alive;
    out.p_visit += weight * share.score.p_visit;
  }
  out.p_alive /= sum;
  out.p_visit /= sum;
  return out;
}

}  // namespace reactivation::detail
