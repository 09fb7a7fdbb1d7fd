#include "reactivation/core/rhythm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rhythm_score.hpp"

namespace reactivation {
namespace {

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
  detail::RhythmScorer scorer(model, most);
  for (std::size_t row = 0; row < clients.size(); ++row) {
    out[row] = has_place(clients[row]) ? scorer.score(clients[row], weeks) : ClientScore{};
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
