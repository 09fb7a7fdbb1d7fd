#include "minimise.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "special.hpp"

using namespace reactivation::detail;
namespace special = reactivation::special;

namespace {
using Point = std::span<const double>;
using Slope = std::span<double>;

double banana(Point at, Slope slope) {  // Rosenbrock 1960: lowest at (1, 1)
  const double across = at[1] - at[0] * at[0];
  slope[0] = -400 * at[0] * across - 2 * (1 - at[0]);
  slope[1] = 200 * across;
  return 100 * across * across + (1 - at[0]) * (1 - at[0]);
}
}  // namespace

TEST_CASE("the valley of Rosenbrock is followed to its end") {
  const double from[] = {-1.2, 1};
  const Minimum lowest = minimise(from, banana, {});
  CHECK(lowest.converged);
  CHECK(lowest.at[0] == Approx(1).margin(1e-6));
  CHECK(lowest.at[1] == Approx(1).margin(1e-6));
  MinimiseOptions hasty;
  hasty.steps_max = 3;
  CHECK_FALSE(minimise(from, banana, hasty).converged);
}

TEST_CASE("a summit on the way, a wall, and a floor are no trap") {
  const double from[] = {2.5};
  // -cos between two walls: bends the other way at the start.
  const Minimum wave = minimise(
      from,
      [](Point at, Slope slope) {
        slope[0] = std::sin(at[0]);
        return std::abs(at[0]) < 3 ? -std::cos(at[0]) : std::numeric_limits<double>::quiet_NaN();
      },
      {});
  CHECK(wave.converged);
  CHECK(wave.at[0] == Approx(0).margin(1e-5));
  // A slope that lies: no step leads down.
  const double bottom[] = {0};
  const Minimum liar = minimise(bottom,
                                [](Point at, Slope slope) {
                                  slope[0] = 1;
                                  return at[0] * at[0];
                                },
                                {});
  CHECK(liar.converged);
  CHECK(liar.at[0] == 0);
  // Progress that rounding swallows.
  const Minimum flat = minimise(from,
                                [](Point at, Slope slope) {
                                  slope[0] = 1e-3;
                                  return 1e6 - 1e-14 * at[0];
                                },
                                {});
  CHECK(flat.converged);
}

TEST_CASE("special functions: tables of Abramowitz and Stegun, and sums beside infinity") {
  CHECK(special::log_gamma(0.5) == Approx(std::log(std::sqrt(std::acos(-1.0)))).epsilon(1e-14));
  CHECK(special::log_gamma(10) == Approx(std::log(362880.0)).epsilon(1e-15));
  CHECK(special::log_gamma(1e6) == Approx(12815504.569147611).epsilon(1e-14));
  CHECK(special::log_gamma(1e-8) == Approx(18.420680738180209).epsilon(1e-14));
  CHECK(special::digamma(1) == Approx(-0.57721566490153286).epsilon(1e-14));
  CHECK(special::digamma(0.5) == Approx(-1.9635100260214235).epsilon(1e-14));
  CHECK(special::digamma(100) == Approx(4.6001618527380874).epsilon(1e-14));
  CHECK(special::log_beta(2, 3) == Approx(-std::log(12.0)).epsilon(1e-14));
  CHECK(special::log_beta(0.4, 2e9) == Approx(special::log_gamma(0.4) - 0.4 * std::log(2e9)));
  CHECK(special::log_beta(3, 40) == special::log_beta(40, 3));
  const double nothing = -std::numeric_limits<double>::infinity();
  CHECK(special::log_add(nothing, -2) == -2);
  CHECK(special::log_add(1, 1) == Approx(1 + std::log(2.0)));
}

TEST_CASE("a negative binomial adds up to one, also where its first term is no double") {
  for (const double size : {0.3, 4.0, 50'000.0}) {
    special::NegativeBinomial distribution(size, 0.6);
    CHECK(distribution.tail() == 1);
    double sum = 0;
    double mean = 0;
    for (int i = 0; i < 120'000; ++i, distribution.advance()) {
      sum += distribution.pmf();
      mean += i * distribution.pmf();
    }
    CHECK(sum == Approx(1).epsilon(1e-9));
    CHECK(mean == Approx(size * 1.5).epsilon(1e-9));
    CHECK(distribution.tail() < 1e-15);
  }
}
