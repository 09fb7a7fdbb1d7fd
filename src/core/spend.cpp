#include "reactivation/core/spend.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "minimise.hpp"
#include "special.hpp"

namespace reactivation {
namespace {

/// The log likelihood of one client, with its slopes along ln p, ln q and ln v added to `slope`.
double with_slopes(const SpendModel& model, const SpendSummary& client,
                   std::span<double> slope) noexcept {
  const double x = client.visits;
  const double px = model.p * x;
  const double all = x * client.mean + model.v;
  const double log_all = std::log(all);
  const double of_sum = special::digamma(px + model.q);
  slope[0] += px * (of_sum - special::digamma(px) + std::log(client.mean) + std::log(x) - log_all);
  slope[1] += model.q * (of_sum - special::digamma(model.q) + std::log(model.v) - log_all);
  slope[2] += model.q - (px + model.q) * model.v / all;
  return log_likelihood(model, client);
}

}  // namespace

double log_likelihood(const SpendModel& model, const SpendSummary& client) noexcept {
  const double x = client.visits;
  const double px = model.p * x;
  return -special::log_beta(px, model.q) + model.q * std::log(model.v) +
         (px - 1) * std::log(client.mean) + px * std::log(x) -
         (px + model.q) * std::log(x * client.mean + model.v);
}

double expected_spend(const SpendModel& model, const SpendSummary& client) noexcept {
  const double x = client.visits;
  return model.p * (model.v + x * client.mean) / (model.p * x + model.q - 1);
}

SpendFit fit_spend(std::span<const SpendSummary> clients) {
  std::vector<SpendSummary> paying;
  double means = 0;
  for (const SpendSummary& client : clients) {
    if (client.visits <= 0 || !(client.mean > 0) || !std::isfinite(client.mean)) continue;
    paying.push_back(client);
    means += client.mean;
  }
  if (paying.empty()) return {};
  const auto count = static_cast<double>(paying.size());
  const auto model_at = [](std::span<const double> point) {
    return SpendModel{std::exp(point[0]), std::exp(point[1]), std::exp(point[2])};
  };
  const std::array<double, 3> from{std::log(4.0), std::log(4.0), std::log(means / count)};
  const detail::Minimum lowest =
      detail::minimise(std::span<const double>(from),
                       [&](std::span<const double> point, std::span<double> slope) {
                         const SpendModel model = model_at(point);
                         std::fill(slope.begin(), slope.end(), 0.0);
                         double sum = 0;
                         for (const SpendSummary& client : paying)
                           sum += with_slopes(model, client, slope);
                         for (double& each : slope) each /= -count;
                         return -sum / count;
                       },
                       {});
  return {model_at(lowest.at), -lowest.value * count, lowest.converged};
}

}  // namespace reactivation
