#include "reactivation/core/spend.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace reactivation;

TEST_CASE("Gamma-Gamma: the ten first customers of CDNOW, as lifetimes and CLVTools have them") {
  const SpendModel model{6.25, 3.74, 15.44};
  const SpendSummary client{2, 22.35};
  CHECK(log_likelihood(model, client) == Approx(-3.5513167597317).epsilon(1e-12));
  CHECK(expected_spend(model, client) == Approx(24.6637139107612).epsilon(1e-12));
  CHECK(expected_spend(model, {1, 11.77}) == Approx(18.9169).margin(5e-5));
  CHECK(expected_spend(model, {0, 0}) == Approx(35.2190).margin(5e-5));
  CHECK(expected_spend(model, {7, 73.74}) == Approx(71.4697).margin(5e-5));
}

TEST_CASE("a fit finds what the means were drawn from, and leaves out who never paid") {
  std::mt19937_64 random(3);
  const SpendModel truth{6, 4, 300};
  std::gamma_distribution<double> rates(truth.q, 1 / truth.v);
  std::vector<SpendSummary> clients{{0, 0}, {3, 0}, {2, -5}};
  clients.push_back({1, std::numeric_limits<double>::infinity()});
  for (int i = 0; i < 20'000; ++i) {
    const int visits = 1 + i % 6;
    std::gamma_distribution<double> means(truth.p * visits, 1 / (rates(random) * visits));
    clients.push_back({visits, means(random)});
  }
  const SpendFit fit = fit_spend(clients);
  REQUIRE(fit.has_converged);
  CHECK(fit.model.p == Approx(truth.p).epsilon(0.05));
  CHECK(fit.model.q == Approx(truth.q).epsilon(0.05));
  CHECK(fit.model.v == Approx(truth.v).epsilon(0.1));
  double sum = 0;
  for (const SpendSummary& client : std::span(clients).subspan(4)) {
    sum += log_likelihood(fit.model, client);
  }
  CHECK(fit.log_likelihood == Approx(sum).epsilon(1e-10));
}

TEST_CASE("nobody who paid: no model") {
  CHECK_FALSE(fit_spend({}).has_converged);
  const SpendSummary free{4, 0};
  CHECK_FALSE(fit_spend(std::span(&free, 1)).has_converged);
}
