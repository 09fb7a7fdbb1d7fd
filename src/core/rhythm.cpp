#include "reactivation/core/rhythm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rhythm_tables.hpp"

namespace reactivation {
namespace {

/// The chances of leaving can outgrow a double long before they matter: exp of more is not formed.
constexpr double log_overflow = 600;

bool has_place(const VisitSummary& client) noexcept {
  return client.repeats >= 0 && client.repeats <= repeats_max;
}

/// A quantity of each share, weighed by how probable the share is for this client.
template <class Quantity>
double over_shares(const RhythmModel& model, const VisitSummary& client, Quantity quantity) {
  const std::vector<double> shares = shares_of(model, client);
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] > 0) sum += shares[i] * quantity(model.of_share(i));
  }
  return sum;
}

/// ln(share · density) of each share.
std::vector<double> log_weights(const RhythmModel& model, const VisitSummary& client) {
  std::vector<double> out;
  for (std::size_t i = 0; i < model.regularity.size(); ++i) {
    const double share = model.regularity[i].share;
    out.push_back(share > 0 ? std::log(share) + log_likelihood(model.of_share(i), client)
                            : -std::numeric_limits<double>::infinity());
  }
  return out;
}

/// One share's answer about one client, with few logarithms.
struct ShareScore {
  double log_density = 0;
  ClientScore score;
};
ShareScore score_of(const detail::VisitCountTable& table, const VisitSummary& client,
                    double weeks) noexcept {
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

}  // namespace

VisitModel RhythmModel::of_share(std::size_t index) const noexcept {
  const int k = regularity[index].k;
  return {r, scale_weeks / k, a, b, k, leaving};
}

double log_likelihood(const RhythmModel& model, const VisitSummary& client) {
  const std::vector<double> logs = log_weights(model, client);
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double each : logs) sum += std::exp(each - most);
  return most + std::log(sum);
}

std::vector<double> shares_of(const RhythmModel& model, const VisitSummary& client) {
  std::vector<double> out = log_weights(model, client);
  const double most = *std::max_element(out.begin(), out.end());
  double sum = 0;
  for (double& each : out) sum += each = std::exp(each - most);
  for (double& each : out) each /= sum;
  return out;
}

double p_alive(const RhythmModel& model, const VisitSummary& client) {
  return over_shares(model, client,
                     [&client](const VisitModel& share) { return p_alive(share, client); });
}

double p_gap_longer(const RhythmModel& model, const VisitSummary& client, double weeks) {
  return over_shares(model, client, [&client, weeks](const VisitModel& share) {
    return p_gap_longer(share, client, weeks);
  });
}

double p_visit(const RhythmModel& model, const VisitSummary& client, double weeks) {
  return over_shares(model, client, [&client, weeks](const VisitModel& share) {
    return p_visit(share, client, weeks);
  });
}

double expected_visits(const RhythmModel& model, const VisitSummary& client, double weeks) {
  return over_shares(model, client, [&client, weeks](const VisitModel& share) {
    return expected_visits(share, client, weeks);
  });
}

double weeks_until_return(const RhythmModel& model, const VisitSummary& client, double p) {
  const double alive = p_alive(model, client);
  double low = 0;
  double high = horizon_weeks;
  // P(visit | alive) rises with the weeks; bisection to a second.
  while (high - low > 1e-6) {
    const double middle = low + (high - low) / 2;
    (p_visit(model, client, middle) < p * alive ? low : high) = middle;
  }
  return high;
}

void score_clients(const RhythmModel& model, std::span<const VisitSummary> clients, double weeks,
                   std::span<ClientScore> out) {
  std::int32_t most = 0;
  for (const VisitSummary& client : clients) {
    if (has_place(client)) most = std::max(most, client.repeats);
  }
  std::vector<detail::VisitCountTable> tables;
  std::vector<double> log_shares;
  for (std::size_t i = 0; i < model.regularity.size(); ++i) {
    if (model.regularity[i].share <= 0) continue;
    tables.push_back(detail::table_of(model.of_share(i), most));
    log_shares.push_back(std::log(model.regularity[i].share));
  }
  std::vector<ShareScore> each(tables.size());
  for (std::size_t row = 0; row < clients.size(); ++row) {
    out[row] = {};
    if (!has_place(clients[row])) continue;
    double highest = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < tables.size(); ++i) {
      each[i] = score_of(tables[i], clients[row], weeks);
      each[i].log_density += log_shares[i];
      highest = std::max(highest, each[i].log_density);
    }
    double sum = 0;
    for (const ShareScore& share : each) {
      const double weight = std::exp(share.log_density - highest);
      sum += weight;
      out[row].p_alive += weight * share.score.p_alive;
      out[row].p_visit += weight * share.score.p_visit;
    }
    out[row].p_alive /= sum;
    out[row].p_visit /= sum;
  }
}

HistorySize size_of(std::span<const VisitSummary> clients, std::span<const double> gaps_weeks) {
  HistorySize out;
  for (const VisitSummary& client : clients) {
    if (!has_place(client)) continue;
    ++out.clients;
    out.gaps += client.repeats;
    out.observed_weeks = std::max(out.observed_weeks, client.observed_weeks);
  }
  if (gaps_weeks.empty()) return out;
  std::vector<double> sorted(gaps_weeks.begin(), gaps_weeks.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  out.median_gap_weeks = *middle;
  return out;
}

bool is_enough_for_a_fit(const HistorySize& size) noexcept {
  constexpr std::int64_t clients_min = 200;
  constexpr std::int64_t gaps_min = 150;
  constexpr double median_gaps_min = 4;
  return size.clients >= clients_min && size.gaps >= gaps_min &&
         size.observed_weeks >= median_gaps_min * size.median_gap_weeks;
}

RhythmModel model_without_a_fit(double median_gap_weeks) {
  constexpr double mean_by_median = 1.5;
  const RhythmPrior prior;
  RhythmModel out{prior.r, prior.scale_weeks, prior.a, prior.b, Leaving::after_any_visit, {}};
  if (median_gap_weeks > 0) out.scale_weeks = mean_by_median * median_gap_weeks * prior.r;
  for (const int k : RhythmFitOptions{}.regularities) out.regularity.push_back({k, 0});
  for (RegularityShare& share : out.regularity) {
    share.share = 1 / static_cast<double>(out.regularity.size());
  }
  return out;
}

}  // namespace reactivation
