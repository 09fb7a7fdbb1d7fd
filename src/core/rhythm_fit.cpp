#include <algorithm>
#include <array>
#include <cmath>

#include "minimise.hpp"
#include "reactivation/core/rhythm.hpp"
#include "rhythm_tables.hpp"

namespace reactivation {
namespace {

constexpr std::size_t scales = 4;  // ln r, ln scale, ln a, ln b; then a logit for each share
constexpr double log_overflow = 600;

/// A density and its slopes along ln r, ln scale, ln a and ln b.
struct Density {
  double log = 0;
  std::array<double, scales> slope{};
};

struct Share {
  detail::VisitCountTable table;
  detail::VisitCountSlopes slopes;
};

Density density_of(const Share& share, const VisitSummary& client) noexcept {
  const VisitModel& model = share.table.model;
  const auto x = static_cast<std::size_t>(client.repeats);
  const double shape = model.r + model.k * static_cast<double>(client.repeats);
  const double base = model.alpha + client.until_last_weeks;
  const double silence = client.observed_weeks - client.until_last_weeks;
  const double all = base + silence;
  const double u = silence / all;
  double term = 1;
  double stages = 1;
  double by_shape_term = 0;
  double by_shape = 0;
  double counted = 0;  // Σ j · term
  for (int j = 1; j < model.k; ++j) {
    const double grows = u / j;
    by_shape_term = (by_shape_term * (shape + j - 1) + term) * grows;
    term *= (shape + j - 1) * grows;
    stages += term;
    by_shape += by_shape_term;
    counted += j * term;
  }
  const double log_all = std::log(all);
  const double log_growth = log_all - std::log(base);
  const double growth = shape * log_growth;
  const double log_left = std::min(growth, log_overflow);
  const double odds = share.table.left_odds[x];
  const double left = odds * std::exp(log_left);
  const double total = stages + left;
  const double p_left = left / total;
  Density out;
  out.log = share.table.log_constant[x] + (model.k - 1) * client.log_gaps - shape * log_all +
            std::log(total) + (growth - log_left);
  out.slope[0] =
      share.slopes.by_r[x] + model.r * (p_left * log_growth + by_shape / total - log_all);
  out.slope[1] = model.r - model.alpha * (shape / all + p_left * shape * (1 / base - 1 / all) +
                                          counted / all / total);
  out.slope[2] = share.slopes.by_a[x] + p_left;
  out.slope[3] = share.slopes.by_b[x] - p_left * odds * model.b / model.a;
  return out;
}

/// Clients of whom the model need know the same.
struct Alike {
  VisitSummary client;
  double count = 1;
};

class History {
public:
  /// Every `stride`-th client.
  History(std::span<const VisitSummary> clients, const RhythmFitOptions& options,
          std::size_t stride = 1)
      : options_(options) {
    std::vector<double> came_once;  // weeks since
    for (std::size_t i = 0; i < clients.size(); i += stride) {
      const VisitSummary& client = clients[i];
      if (client.repeats < 0 || client.repeats > repeats_max) continue;
      ++count_;
      if (client.repeats == 0) {
        came_once.push_back(client.observed_weeks);
      } else {
        clients_.push_back({client, 1});
      }
      repeats_most_ = std::max(repeats_most_, client.repeats);
    }
    // Half of most shops' clients came once, and many of them on one day.
    std::sort(came_once.begin(), came_once.end());
    for (const double weeks : came_once) {
      const bool is_known = !clients_.empty() && clients_.back().client.repeats == 0 &&
                            clients_.back().client.observed_weeks == weeks;
      if (is_known) {
        ++clients_.back().count;
      } else {
        clients_.push_back({{0, 0, weeks, 0}, 1});
      }
    }
  }

  [[nodiscard]] bool is_empty() const noexcept { return clients_.empty(); }

  [[nodiscard]] RhythmModel model_at(std::span<const double> point) const {
    RhythmModel out{std::exp(point[0]), std::exp(point[1]), std::exp(point[2]),
                    std::exp(point[3]), options_.leaving,   {}};
    const auto logits = point.subspan(scales);
    const double most = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      out.regularity.push_back({options_.regularities[i], std::exp(logits[i] - most)});
      sum += out.regularity.back().share;
    }
    for (RegularityShare& share : out.regularity) share.share /= sum;
    return out;
  }

  /// The log likelihood at a point, and its slopes.
  [[nodiscard]] double log_likelihood(std::span<const double> point,
                                      std::span<double> slope) const {
    const RhythmModel model = model_at(point);
    std::vector<Share> shares;
    std::vector<double> log_shares;
    for (std::size_t i = 0; i < model.regularity.size(); ++i) {
      const VisitModel of_share = model.of_share(i);
      shares.push_back(
          {detail::table_of(of_share, repeats_most_), detail::slopes_of(of_share, repeats_most_)});
      log_shares.push_back(std::log(model.regularity[i].share));
    }
    std::fill(slope.begin(), slope.end(), 0.0);
    std::vector<Density> each(shares.size());
    double sum = 0;
    for (const Alike& alike : clients_) {
      for (std::size_t i = 0; i < shares.size(); ++i) {
        each[i] = density_of(shares[i], alike.client);
        each[i].log += log_shares[i];
      }
      sum += alike.count * add_slopes(each, alike.count, slope);
    }
    for (std::size_t i = 0; i < shares.size(); ++i) {
      slope[scales + i] -= count_ * model.regularity[i].share;
    }
    return sum;
  }

  /// What is minimised: against likelihood and prior, for each client.
  [[nodiscard]] double objective(std::span<const double> point, std::span<double> slope) const {
    double value = log_likelihood(point, slope);
    if (const auto& prior = options_.prior) {
      const std::array<double, scales> middle{std::log(prior->r), std::log(prior->scale_weeks),
                                              std::log(prior->a), std::log(prior->b)};
      for (std::size_t i = 0; i < scales; ++i) {
        const double off = (point[i] - middle[i]) / prior->log_deviation;
        value -= 0.5 * off * off;
        slope[i] -= off / prior->log_deviation;
      }
    }
    for (double& each : slope) each /= -count_;
    return -value / count_;
  }

private:
  /// The log density of one of those alike; adds the slopes of all of them.
  static double add_slopes(std::span<const Density> each, double count, std::span<double> slope) {
    double most = each.front().log;
    for (const Density& share : each) most = std::max(most, share.log);
    double sum = 0;
    for (const Density& share : each) sum += std::exp(share.log - most);
    for (std::size_t i = 0; i < each.size(); ++i) {
      const double weight = count * std::exp(each[i].log - most) / sum;
      for (std::size_t j = 0; j < scales; ++j) slope[j] += weight * each[i].slope[j];
      slope[scales + i] += weight;
    }
    return most + std::log(sum);
  }

  RhythmFitOptions options_;
  std::vector<Alike> clients_;
  double count_ = 0;  ///< of clients
  std::int32_t repeats_most_ = 0;
};

detail::Minimum lowest_of(const History& history, std::span<const double> from,
                          const detail::MinimiseOptions& how) {
  return detail::minimise(
      from,
      [&history](std::span<const double> point, std::span<double> slope) {
        return history.objective(point, slope);
      },
      how);
}

}  // namespace

std::string_view to_string(FitEnd end) noexcept {
  constexpr std::string_view words[] = {"converged", "no_clients", "not_converged"};
  return words[static_cast<std::size_t>(end)];
}

RhythmFit fit_rhythm(std::span<const VisitSummary> clients, const RhythmFitOptions& options) {
  const History history(clients, options);
  RhythmFit out;
  if (history.is_empty()) return out;
  const RhythmPrior start = options.prior.value_or(RhythmPrior{});
  std::vector<double> from{std::log(start.r), std::log(start.scale_weeks), std::log(start.a),
                           std::log(start.b)};
  from.resize(scales + options.regularities.size(), 0.0);
  detail::MinimiseOptions how;
  how.steps_max = options.steps_max;
  // Of a large shop some thousands say nearly where the end is; all of them say exactly.
  constexpr std::size_t sample = 4096;
  if (const std::size_t stride = clients.size() / sample; stride >= 4) {
    const History some(clients, options, stride);
    if (!some.is_empty()) {
      detail::Minimum near = lowest_of(some, from, how);
      from = std::move(near.at);
      how.inverse = std::move(near.inverse);
    }
  }
  const detail::Minimum lowest = lowest_of(history, from, how);
  out.model = history.model_at(lowest.at);
  out.end = lowest.converged ? FitEnd::converged : FitEnd::not_converged;
  out.steps = lowest.steps;
  std::vector<double> slope(from.size());
  out.log_likelihood = history.log_likelihood(lowest.at, slope);
  return out;
}

}  // namespace reactivation
