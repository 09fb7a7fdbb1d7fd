// Expected values: mpmath with 40 digits, unless another source is named.
#include "reactivation/core/visit_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <random>

using namespace reactivation;

namespace {

Approx exactly(double value) { return Approx(value).epsilon(1e-12); }

const VisitModel erlang_3{1.9, 4.2, 0.37, 0.69, 3};

/// Equal gaps, so that the sum of their logarithms is known.
VisitSummary even(int repeats, double until_last, double observed) {
  return {repeats, until_last, observed,
          repeats > 0 ? repeats * std::log(until_last / repeats) : 0};
}

VisitModel bg() { return {0.243, 4.414, 0.793, 2.426, 1, Leaving::after_repeat_only}; }

LocalDate day(int month, unsigned of_month) {
  return LocalDate{date::year{2026} / month / static_cast<int>(of_month)};
}

}  // namespace

TEST_CASE("MBG/CNBD-3: likelihood, alive, gap, visit and expectation of four clients") {
  struct Row {
    VisitSummary client;
    double log_likelihood, alive, gap, visit, expected;
  };
  const Row rows[] = {
      {even(0, 0, 8), -0.440841122543859, 0.457561226000668, 0.452325552764625, 0.152578017794472,
       0.816448251832998},
      {even(1, 4, 8), -3.27123423855585, 0.730630341350041, 0.593832615508083, 0.426710328608268,
       2.59145094050314},
      {even(5, 22, 24), -11.7590554538009, 0.92921782948717, 0.853656430076016, 0.615509761342832,
       4.52569886289295},
      {even(5, 22, 34), -13.9640075847972, 0.35801863867341, 0.0362637469207202, 0.266692396314184,
       1.44743429337475},
  };
  for (const Row& row : rows) {
    const double silence = row.client.observed_weeks - row.client.until_last_weeks;
    CHECK(log_likelihood(erlang_3, row.client) == exactly(row.log_likelihood));
    CHECK(p_alive(erlang_3, row.client) == exactly(row.alive));
    CHECK(p_gap_longer(erlang_3, row.client, silence) == exactly(row.gap));
    CHECK(p_visit(erlang_3, row.client, 4) == exactly(row.visit));
    CHECK(expected_visits(erlang_3, row.client, 26) == exactly(row.expected));
  }
}

TEST_CASE("MBG/CNBD-3: a new client, waits, gaps and a visit today") {
  CHECK(expected_visits_of_new(erlang_3, 52) == exactly(3.13292529151758));
  VisitModel later = erlang_3;
  later.leaving = Leaving::after_repeat_only;
  CHECK(expected_visits_of_new(later, 52) == exactly(3.72373302588385));
  CHECK(weeks_until_return(erlang_3, even(5, 22, 24), 0.5) == exactly(2.76185867470422));
  CHECK(gap_exceeded_with(erlang_3, even(5, 22, 24), 0.5) == exactly(4.2293711375955));
  CHECK(gap_exceeded_with(erlang_3, even(5, 22, 24), 0.1) == exactly(9.09774529201408));
  CHECK(gap_exceeded_with(erlang_3, even(0, 0, 8), 0.5) == exactly(7.10842572306044));
  CHECK(gap_exceeded_with(erlang_3, even(0, 0, 8), 0.1) == exactly(27.767366697359));
  CHECK(expected_visits(erlang_3, even(5, 22, 34), 52) == Approx(2.61896420).epsilon(1e-8));
  CHECK(expected_visits(erlang_3, even(6, 34, 34), 52) == Approx(7.08897883).epsilon(1e-8));
}

TEST_CASE("MBG/CNBD-3 and BG/CNBD-3: the literals of BTYDplus, and a distribution that is whole") {
  VisitModel model{0.5, 2, 0.3, 0.6, 3, Leaving::after_repeat_only};
  const VisitSummary three{3, 12, 14, 3};
  const VisitSummary four{4, 12, 14, 3};
  CHECK(log_likelihood(model, three) == Approx(-10.42499899).epsilon(1e-9));
  CHECK(log_likelihood(model, four) == Approx(-12.22396221).epsilon(1e-9));
  CHECK(expected_visits_of_new(model, 10) == exactly(0.493824630591));
  CHECK(p_visit_count(model, 2, 10) == exactly(0.0566859088082294));
  model.leaving = Leaving::after_any_visit;
  CHECK(log_likelihood(model, three) == Approx(-10.53937078).epsilon(1e-9));
  CHECK(log_likelihood(model, four) == Approx(-12.30963341).epsilon(1e-9));
  CHECK(p_alive(model, {0, 0, 14, 0}) == Approx(0.54944462).epsilon(1e-8));
  CHECK(p_alive(model, three) == Approx(0.90919467).epsilon(1e-8));
  CHECK(p_alive(model, four) == Approx(0.91811022).epsilon(1e-8));
  CHECK(expected_visits(model, {0, 0, 14, 0}, 10) == Approx(0.11660282).epsilon(1e-7));
  CHECK(expected_visits(model, three, 10) == Approx(1.85531353).epsilon(1e-8));
  CHECK(expected_visits(model, four, 10) == Approx(2.47762674).epsilon(1e-8));
  CHECK(expected_visits_of_new(model, 10) == exactly(0.366405126309));
  CHECK(p_visit_count(model, 2, 10) == exactly(0.045475413882985705));
  for (const Leaving leaving : {Leaving::after_any_visit, Leaving::after_repeat_only}) {
    model.leaving = leaving;
    double whole = 0;
    double mean = 0;
    for (int visits = 0; visits < 60; ++visits) {
      whole += p_visit_count(model, visits, 10);
      mean += visits * p_visit_count(model, visits, 10);
    }
    CHECK(whole == exactly(1));
    CHECK(mean == exactly(expected_visits_of_new(model, 10)));
  }
}

TEST_CASE("k = 1 is BG/NBD and MBG/NBD: the hypergeometric closed forms") {
  const VisitSummary hardie{2, 30.43, 38.86, 0};
  CHECK(p_alive(bg(), hardie) == exactly(0.726578570080673));
  CHECK(expected_visits(bg(), hardie, 39) == exactly(1.22602817476714));
  CHECK(log_likelihood(bg(), hardie) == exactly(-9.45860630706627));
  const double weeks[] = {0.1429, 1, 3, 31.8571, 32, 78};
  const double expected[] = {0.007828, 0.053268, 0.150865, 1.041996, 1.045243, 1.860519};
  for (int i = 0; i < 6; ++i) {
    CHECK(expected_visits_of_new(bg(), weeks[i]) == Approx(expected[i]).margin(5e-7));
  }
  // R's BTYD, by way of lifetimes.
  CHECK(p_visit_count(bg(), 0, 39) == exactly(0.5737863520960));
  CHECK(p_visit_count(bg(), 10, 2) == Approx(1.07868964e-7).epsilon(1e-8));
  CHECK(p_visit_count(bg(), 11, 30) == exactly(0.00199952144748));
  CHECK(p_visit_count(bg(), 20, 30) == Approx(0.000222226048).epsilon(1e-9));

  const VisitModel mbg{0.525, 6.183, 0.891, 1.614, 1};
  const VisitSummary once{0, 0, 38.86, 0};
  CHECK(log_likelihood(mbg, once) == exactly(-0.539837463531015));
  CHECK(p_alive(mbg, once) == exactly(0.389735080918763));
  CHECK(p_gap_longer(mbg, once, 38.86) == exactly(0.352553692489215));
  CHECK(p_visit(mbg, once, 4) == exactly(0.0170252088484453));
  CHECK(expected_visits(mbg, once, 39) == exactly(0.154012746675147));
  CHECK(log_likelihood(mbg, hardie) == exactly(-9.48555131453393));
  CHECK(p_alive(mbg, hardie) == exactly(0.706202265118487));
  CHECK(p_gap_longer(mbg, hardie, 8.43) == exactly(0.592611696347109));
  CHECK(p_visit(mbg, hardie, 4) == exactly(0.136522147581253));
  CHECK(expected_visits(mbg, hardie, 39) == exactly(1.26296062326737));

  // pymc-marketing's test of the distribution, with the density of the visits' times.
  const VisitModel pymc{0.25, 4, 0.8, 2.5, 1};
  CHECK(log_likelihood(pymc, {0, 0, 40, 0}) == Approx(-0.41792826).epsilon(1e-7));
  CHECK(log_likelihood(pymc, {200, 38, 40, 0}) == Approx(100.7869).epsilon(1e-6));
}

TEST_CASE("nobody who may not leave after the first visit has left after it") {
  CHECK(p_alive(bg(), {0, 0, 500, 0}) == 1);
  CHECK(p_alive(bg(), {1, 0.1, 500, 0}) < 0.5);
}

TEST_CASE("extremes give numbers, not overflow") {
  CHECK(p_alive(bg(), {1000, 10, 100, 0}) == Approx(0).margin(1e-12));
  for (const int k : {1, 2, 7, 12}) {
    for (const double scale : {1e-3, 1.0, 1e4}) {
      for (const int repeats : {0, 1, 40, 36'525}) {
        for (const double until_last : {0.0, 0.5, 5'000.0}) {
          for (const double silence : {0.0, 1e-6, 3.0, 5'000.0}) {
            const VisitModel model{scale, 12 * scale, scale, scale, k};
            const VisitSummary client{repeats, until_last, until_last + silence, 0};
            const double alive = p_alive(model, client);
            const double visit = p_visit(model, client, 4);
            CHECK(std::isfinite(log_likelihood(model, client)));
            CHECK((alive >= 0 && alive <= 1));
            CHECK((visit >= 0 && visit <= alive));
            CHECK((p_gap_longer(model, client, silence) >= 0 &&
                   p_gap_longer(model, client, silence) <= 1));
            CHECK(p_visit(model, client, 0) == 0);
            CHECK(weeks_until_return(model, client, 0.5) >= 0);
            CHECK(weeks_until_return(model, client, 0.5) <= horizon_weeks);
          }
        }
      }
    }
  }
  // Twenty visits a week for ten years: the distribution of stages begins below the smallest
  // double.
  const VisitModel busy{2, 1, 0.1, 5, 12};
  CHECK(expected_visits(busy, {10'000, 520, 520, 0}, 52) == Approx(1000).epsilon(0.03));
  // A rate so low that nobody is expected back within the horizon.
  CHECK(weeks_until_return({1, 1e9, 1, 1, 1}, {0, 0, 1, 0}, 0.9) == horizon_weeks);
  CHECK(gap_exceeded_with({1, 1e9, 1, 1, 1}, {0, 0, 1, 0}, 0.1) == horizon_weeks);
}

TEST_CASE("alive and gap never rise with silence; a visit is never likelier than being a client") {
  std::mt19937 random(20261126);
  std::uniform_real_distribution<double> log_uniform(-2, 3);
  const auto draw = [&] { return std::exp(log_uniform(random)); };
  for (int world = 0; world < 300; ++world) {
    const VisitModel model{draw(), draw(), draw(), draw(), 1 + world % 12};
    const int repeats = world % 9;
    const double until_last = repeats > 0 ? draw() : 0;
    double alive_before = 1;
    double gap_before = 1;
    double expected_before = 1e300;
    for (double silence = 0; silence < 300; silence = silence * 1.4 + 0.1) {
      const VisitSummary client{repeats, until_last, until_last + silence, 0};
      const double alive = p_alive(model, client);
      const double gap = p_gap_longer(model, client, silence);
      REQUIRE(alive <= alive_before + 1e-15);
      REQUIRE(gap <= gap_before + 1e-15);
      REQUIRE(p_visit(model, client, 4) <= alive);
      REQUIRE(p_visit(model, client, 40) >= p_visit(model, client, 4));
      // A visit is a chain of visits: never less than the first of them.
      const double expected = expected_visits(model, client, 4);
      REQUIRE(expected >= p_visit(model, client, 4) - 1e-12);
      alive_before = alive;
      gap_before = gap;
      expected_before = expected;
    }
    CHECK(std::isfinite(expected_before));
  }
}

TEST_CASE("a simulated shop behaves as the formulas say") {
  // 40,000 clients whose rates and chances of leaving are drawn; expectation against count.
  std::mt19937_64 random(7);
  std::gamma_distribution<double> rates(0.85, 1 / 1.45);
  std::gamma_distribution<double> a(0.79, 1), b(2.42, 1);
  std::uniform_real_distribution<double> unit(0, 1);
  const VisitModel model{0.85, 1.45, 0.79, 2.42, 3};
  double alive = 0, expected_alive = 0, visits = 0, expected = 0, active = 0, expected_active = 0;
  constexpr double known = 52, asked = 26;
  for (int i = 0; i < 40'000; ++i) {
    std::gamma_distribution<double> gaps(3, 1 / rates(random));
    const double x = a(random), y = b(random), leaves = x / (x + y);
    VisitSummary client{0, 0, known, 0};
    int to_come = 0;
    bool is_client = unit(random) >= leaves;
    bool was_client_at_end = is_client;
    for (double at = 0; is_client;) {
      const double gap = gaps(random);
      at += gap;
      if (at > known + asked) break;
      if (at <= known) {
        ++client.repeats;
        client.until_last_weeks = at;
        client.log_gaps += std::log(gap);
      } else {
        ++to_come;
      }
      is_client = unit(random) >= leaves;
      if (at <= known) was_client_at_end = is_client;
    }
    alive += was_client_at_end;
    visits += to_come;
    active += to_come > 0;
    expected_alive += p_alive(model, client);
    expected += expected_visits(model, client, asked);
    expected_active += p_visit(model, client, asked);
  }
  CHECK(alive == Approx(expected_alive).epsilon(0.02));
  CHECK(visits == Approx(expected).epsilon(0.02));
  CHECK(active == Approx(expected_active).epsilon(0.02));
}

TEST_CASE("a summary merges visits of a day and knows nothing of the future") {
  const LocalDate days[] = {day(1, 5), day(1, 5), day(1, 19), day(2, 2), day(3, 30)};
  const VisitSummary summary = summary_of(days, day(2, 9));
  CHECK(summary.repeats == 2);
  CHECK(summary.until_last_weeks == 4);
  CHECK(summary.observed_weeks == 5);
  CHECK(summary.log_gaps == exactly(2 * std::log(2.0)));
  CHECK(summary_of(days, day(3, 30)).repeats == 3);
  CHECK(summary_of(days, day(1, 5)).observed_weeks == 0);
  CHECK(summary_of(days, day(1, 4)).repeats == -1);
  CHECK(summary_of({}, day(1, 4)).repeats == -1);
}
