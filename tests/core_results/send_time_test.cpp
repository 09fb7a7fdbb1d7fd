#include "reactivation/core/send_time.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "special.hpp"

using namespace reactivation;

namespace {
constexpr std::array five{Proportion{3, 20}, Proportion{10, 50}, Proportion{2, 25},
                          Proportion{0, 10}, Proportion{8, 30}};
}

TEST_CASE("five cells, to the digits") {
  const CellModel model{.2, 10};
  constexpr std::array<double, 5> known{.16666667, .2, .11428571, .1, .25};
  for (std::size_t i = 0; i < five.size(); ++i) {
    CHECK(pooled_share(model, five[i]).share == Approx(known[i]).margin(5e-9));
  }
  CHECK(log_likelihood(model, five) == Approx(-62.67825979647275).epsilon(1e-13));
}

TEST_CASE("cells without a signal are taken as alike, at the cap") {
  const CellFit fit = fit_cells(five);
  CHECK(fit.is_capped);
  CHECK(fit.model.strength == cell_strength_max);
  CHECK(fit.model.mean == Approx(.170378).margin(1e-5));
  // The pooled shares of capped cells lie close together.
  CHECK(pooled_share(fit.model, five[4]).share - pooled_share(fit.model, five[3]).share < .01);
}

TEST_CASE("a fit finds what the counts were drawn from, and is at the top") {
  std::mt19937_64 random(11);
  std::gamma_distribution<double> one(.1 * 40, 1);
  std::gamma_distribution<double> two(.9 * 40, 1);
  std::vector<Proportion> cells;
  for (int i = 0; i < 3000; ++i) {
    const double x = one(random);
    const double share = x / (x + two(random));
    std::binomial_distribution<std::int64_t> counts(120, share);
    cells.push_back({counts(random), 120});
  }
  const CellFit fit = fit_cells(cells);
  CHECK_FALSE(fit.is_capped);
  CHECK(fit.model.mean == Approx(.1).epsilon(.02));
  CHECK(fit.model.strength == Approx(40).epsilon(.1));
  for (const double off : {.98, 1.02}) {
    CHECK(log_likelihood({fit.model.mean * off, fit.model.strength}, cells) < fit.log_likelihood);
    CHECK(log_likelihood({fit.model.mean, fit.model.strength * off}, cells) < fit.log_likelihood);
  }
}

TEST_CASE("nothing, nobody and everybody") {
  CHECK(fit_cells({}).model.mean == Approx(.5));
  const std::array never{Proportion{0, 10}, Proportion{0, 30}};
  CHECK(fit_cells(never).model.mean == Approx(.5 / 41));
  const std::array always{Proportion{10, 10}, Proportion{30, 30}};
  const CellFit fit = fit_cells(always);
  CHECK(fit.is_capped);
  CHECK(fit.model.mean == Approx(40.5 / 41));
  CHECK(std::isfinite(fit.log_likelihood));
}

TEST_CASE("hours with fewer than five sends are left out, and none comes without its interval") {
  std::vector<Proportion> hours(24);
  hours[10] = {4, 4};
  hours[11] = {5, 100};
  hours[12] = {60, 100};
  hours[13] = {6, 100};
  const auto shares = time_shares(hours, 0);
  REQUIRE(shares.size() == 3);
  CHECK(shares[0].cell == 11);
  CHECK(shares[1].stands_out);
  CHECK_FALSE(shares[0].stands_out);
  for (const TimeShare& each : shares) {
    CHECK(each.pooled.interval.low < each.pooled.share);
    CHECK(each.pooled.interval.high > each.pooled.share);
  }
  CHECK(time_shares({}, 1).empty());
}

TEST_CASE("the interval of a pooled share holds 95 % of its distribution") {
  const PooledShare share = pooled_share({.2, 10}, {3, 20});
  CHECK(special::beta_share_below(share.interval.low, 5, 25) == Approx(.025).epsilon(1e-9));
  CHECK(special::beta_share_below(share.interval.high, 5, 25) == Approx(.975).epsilon(1e-9));
}

TEST_CASE("the incomplete beta function") {
  using special::beta_share_below;
  CHECK(beta_share_below(0, 2, 3) == 0);
  CHECK(beta_share_below(1, 2, 3) == 1);
  CHECK(beta_share_below(.3, 1, 1) == Approx(.3).epsilon(1e-14));
  CHECK(beta_share_below(.4, 3, 1) == Approx(.064).epsilon(1e-13));
  CHECK(beta_share_below(.4, 1, 3) == Approx(1 - .216).epsilon(1e-13));
  CHECK(beta_share_below(.25, 2, 2) == Approx(.15625).epsilon(1e-13));  // 3x² - 2x³
  CHECK(beta_share_below(.5, 400, 400) == Approx(.5).epsilon(1e-12));
  const double far = beta_share_below(.5, 1e12, 1e12);  // more terms than are summed
  CHECK(far >= 0);
  CHECK(far <= 1);
  CHECK(beta_share_below(.9, 2e5, 2e4) + beta_share_below(.1, 2e4, 2e5) == Approx(1));
}
