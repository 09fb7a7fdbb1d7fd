#include "reactivation/core/proportion.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace reactivation;

namespace {
void check(const ConfidenceInterval& is, double low, double high) {
  CHECK(is.low == Approx(low).margin(5e-9));
  CHECK(is.high == Approx(high).margin(5e-9));
}
}  // namespace

TEST_CASE("Wilson's interval, to the digits of published tables") {
  check(wilson_interval({81, 263}), .25528852, .36620958);
  check(wilson_interval({15, 148}), .06238640, .16048724);
  check(wilson_interval({0, 20}), 0, .16112516);
  check(wilson_interval({10, 100}), .05522914, .17436566);
  check(wilson_interval({1, 1}), .20654931, 1);
  CHECK(wilson_interval({0, 20}).low == 0);
  CHECK(wilson_interval({7, 7}).high == 1);
  CHECK(wilson_interval({0, 0}) == ConfidenceInterval{0, 1});
}

TEST_CASE("counts outside the possible are read as the nearest possible ones") {
  CHECK(wilson_interval({30, 20}) == wilson_interval({20, 20}));
  CHECK(wilson_interval({-3, 20}) == wilson_interval({0, 20}));
  CHECK(wilson_interval({5, -2}) == ConfidenceInterval{0, 1});
  CHECK(Proportion{3, 0}.share() == 0);
  CHECK(Proportion{3, 12}.share() == 0.25);
  CHECK(ConfidenceInterval{0, 1}.contains(1));
  CHECK_FALSE(ConfidenceInterval{0, 1}.contains(1.1));
  CHECK_FALSE(ConfidenceInterval{0, 1}.contains(-0.1));
}

TEST_CASE("Newcombe's interval, to the digits of published tables") {
  check(difference_interval({56, 70}, {48, 80}), .05243147, .33387265);
  check(difference_interval({9, 10}, {3, 10}), .17052272, .80901797);
  const ConfidenceInterval unknown = difference_interval({0, 0}, {10, 100});
  check(unknown, 0 - .17436566, 1 - .05522914);
  check(difference_interval({10, 100}, {0, 0}), .05522914 - 1, .17436566);
}

TEST_CASE("a mail campaign of 64,000 (Hillstrom): visits and purchases of the men's mail") {
  const Proportion men{3894, 21307};
  const Proportion none{2262, 21306};
  CHECK(men.share() - none.share() == Approx(.07658956365).margin(5e-12));
  const ConfidenceInterval visits = difference_interval(men, none);
  CHECK(visits.low == Approx(.06995330808).margin(5e-12));
  CHECK(visits.high == Approx(.08322674127).margin(5e-12));
  CHECK(difference_z(men, none) == Approx(22.4860408).margin(5e-8));
  const Proportion bought{267, 21307};
  const Proportion bought_anyway{122, 21306};
  const ConfidenceInterval bought_more = difference_interval(bought, bought_anyway);
  CHECK(bought_more.low == Approx(.00501434467).margin(5e-12));
  CHECK(bought_more.high == Approx(.00864072340).margin(5e-12));
  CHECK(difference_z(bought, bought_anyway) == Approx(7.3851144).margin(5e-8));
  CHECK(chance_first_is_higher(men, none) == Approx(1).margin(1e-12));
}

TEST_CASE("no error to count in: no z") {
  CHECK(difference_z({0, 0}, {1, 2}) == 0);
  CHECK(difference_z({1, 2}, {0, 0}) == 0);
  CHECK(difference_z({0, 9}, {0, 5}) == 0);
}

TEST_CASE("how probable it is that one share is higher, exactly") {
  CHECK(chance_first_is_higher({12, 100}, {8, 100}) == Approx(.82159169).margin(5e-9));
  CHECK(chance_first_is_higher({30, 200}, {20, 200}) == Approx(.93330532).margin(5e-9));
  CHECK(chance_first_is_higher({0, 0}, {0, 0}) == Approx(0.5).epsilon(1e-12));
  // The four ways to sum: few successes or failures, of the first or of the second.
  const double straight = chance_first_is_higher({12, 100}, {40, 300});
  CHECK(chance_first_is_higher({40, 300}, {12, 100}) == Approx(1 - straight).epsilon(1e-11));
  CHECK(chance_first_is_higher({260, 300}, {88, 100}) == Approx(straight).epsilon(1e-11));
  CHECK(chance_first_is_higher({88, 100}, {260, 300}) == Approx(1 - straight).epsilon(1e-11));
  // Uniform against uniform of one success: P(Beta(2,1) > Beta(1,1)) = 2/3.
  CHECK(chance_first_is_higher({1, 1}, {0, 0}) == Approx(2.0 / 3).epsilon(1e-12));
  // Both forms where they meet: three standard deviations, and half of one.
  const std::int64_t most = exact_terms_max - 1;
  const std::int64_t all = 10 * exact_terms_max;
  CHECK(chance_first_is_higher({most, all}, {most + 600, all}) ==
        Approx(chance_first_is_higher({most + 2, all}, {most + 602, all})).margin(1e-5));
  CHECK(chance_first_is_higher({5'000'000'000, 10'000'000'000}, {1'000'000'000, 9'000'000'000}) ==
        Approx(1));
}

TEST_CASE("the normal distribution and its quantiles") {
  CHECK(normal_quantile(0.975) == Approx(z_of_95_percent).epsilon(1e-14));
  CHECK(normal_quantile(0.5) == Approx(0).margin(1e-15));
  CHECK(normal_quantile(0.8) == Approx(0.8416212335729143).epsilon(1e-14));
  CHECK(normal_quantile(0.001) == Approx(-3.0902323061678132).epsilon(1e-13));
  CHECK(normal_quantile(0.999) == Approx(3.0902323061678132).epsilon(1e-13));
  CHECK(normal_quantile(0) == -std::numeric_limits<double>::infinity());
  CHECK(normal_quantile(1) == std::numeric_limits<double>::infinity());
  CHECK(normal_share_below(normal_quantile(0.3)) == Approx(0.3).epsilon(1e-14));
}

TEST_CASE("means and their difference") {
  ValueSum first;
  for (const double value : {1.0, 2.0, 3.0, 4.0}) first.add(value);
  CHECK(first.mean() == 2.5);
  CHECK(first.variance() == Approx(5.0 / 3).epsilon(1e-14));
  ValueSum second;
  for (const double value : {0.0, 2.0}) second.add(value);
  const MeanDifference more = mean_difference(first, second);
  CHECK(more.difference == 1.5);
  const double half = z_of_95_percent * std::sqrt(5.0 / 3 / 4 + 2.0 / 2);
  check(more.interval, 1.5 - half, 1.5 + half);
  CHECK(ValueSum{}.mean() == 0);
  CHECK(ValueSum{1, 5, 25}.variance() == 0);
  CHECK(ValueSum{2, 2, 1}.variance() == 0);  // sums that no values have
  CHECK(mean_difference({}, first).difference == -2.5);
}

TEST_CASE("the tail of chi-square, for even and odd degrees of freedom") {
  CHECK(chi_square_tail(0, 3) == 1);
  CHECK(chi_square_tail(3.841458820694124, 1) == Approx(0.05).epsilon(1e-12));
  CHECK(chi_square_tail(5.991464547107979, 2) == Approx(0.05).epsilon(1e-12));
  CHECK(chi_square_tail(7.814727903251179, 3) == Approx(0.05).epsilon(1e-12));
  CHECK(chi_square_tail(18.307038053275146, 10) == Approx(0.05).epsilon(1e-12));
  CHECK(chi_square_tail(24.995790139728616, 15) == Approx(0.05).epsilon(1e-12));
}
