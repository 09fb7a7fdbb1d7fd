#include "reactivation/core/rhythm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace reactivation;

namespace {

/// A shop of regular (k = 6) and erratic (k = 1) clients, drawn from the model itself.
std::vector<VisitSummary> drawn_shop(int clients, double weeks) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> unit(0, 1);
  std::gamma_distribution<double> rates(2, 1.0), a(0.4, 1), b(0.9, 1);
  std::vector<VisitSummary> out;
  for (int i = 0; i < clients; ++i) {
    const int k = i % 2 == 0 ? 6 : 1;
    std::gamma_distribution<double> gaps(k, 10.0 / k / rates(random));
    const double x = a(random), leaves = x / (x + b(random));
    VisitSummary client{0, 0, weeks * unit(random), 0};
    for (double at = 0; unit(random) >= leaves;) {
      const double gap = gaps(random);
      at += gap;
      if (at > client.observed_weeks) break;
      ++client.repeats;
      client.until_last_weeks = at;
      client.log_gaps += std::log(gap);
    }
    out.push_back(client);
  }
  return out;
}

RhythmModel two_kinds() {
  return {2, 10, 0.4, 0.9, Leaving::after_any_visit, {{1, 0.5}, {6, 0.5}}};
}

double likelihood_of(const RhythmModel& model, std::span<const VisitSummary> clients) {
  double sum = 0;
  for (const VisitSummary& client : clients) sum += log_likelihood(model, client);
  return sum;
}

}  // namespace

TEST_CASE("a mixture of one share is that share") {
  const RhythmModel model{1.9, 12.6, 0.37, 0.69, Leaving::after_any_visit, {{3, 1.0}, {6, 0.0}}};
  const VisitModel share{1.9, 4.2, 0.37, 0.69, 3};
  const VisitSummary client{5, 22, 34, 5 * std::log(4.4)};
  CHECK(log_likelihood(model, client) == Approx(log_likelihood(share, client)).epsilon(1e-13));
  CHECK(p_alive(model, client) == Approx(p_alive(share, client)).epsilon(1e-13));
  CHECK(p_visit(model, client, 4) == Approx(p_visit(share, client, 4)).epsilon(1e-13));
  CHECK(p_gap_longer(model, client, 4) == Approx(p_gap_longer(share, client, 4)).epsilon(1e-13));
  CHECK(expected_visits(model, client, 26) ==
        Approx(expected_visits(share, client, 26)).epsilon(1e-13));
  CHECK(weeks_until_return(model, client, 0.5) ==
        Approx(weeks_until_return(share, client, 0.5)).margin(1e-5));
  CHECK(shares_of(model, client) == std::vector<double>{1, 0});
}

TEST_CASE("regular gaps make a client regular, erratic ones erratic") {
  // Ten gaps that add up to 50 weeks: all of 5, or nine of a day and one of the rest.
  const VisitSummary regular{10, 50, 52, 10 * std::log(5.0)};
  const VisitSummary erratic{10, 50, 52, 9 * std::log(1.0 / 7) + std::log(50 - 9.0 / 7)};
  CHECK(shares_of(two_kinds(), regular)[1] > 0.99);
  CHECK(shares_of(two_kinds(), erratic)[1] < 0.01);
}

TEST_CASE("many clients are scored as each of them is") {
  std::vector<VisitSummary> clients = drawn_shop(500, 100);
  clients.push_back({-1, 0, 10, 0});
  clients.push_back({repeats_max + 1, 10, 10, 0});
  clients.push_back({400, 0.01, 3000, -400 * std::log(40'000.0)});  // left long ago, by all odds
  RhythmModel model = two_kinds();
  model.regularity.push_back({12, 0});
  std::vector<ClientScore> scores(clients.size());
  score_clients(model, clients, 4.3, scores);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    if (clients[i].repeats < 0 || clients[i].repeats > repeats_max) {
      CHECK((scores[i].p_alive == 0 && scores[i].p_visit == 0));
      continue;
    }
    CHECK(scores[i].p_alive == Approx(p_alive(model, clients[i])).epsilon(1e-9).margin(1e-15));
    CHECK(scores[i].p_visit == Approx(p_visit(model, clients[i], 4.3)).epsilon(1e-9).margin(1e-15));
    CHECK(scores[i].p_visit <= scores[i].p_alive);
  }
}

TEST_CASE("a fit finds the parameters that a history was drawn from") {
  const std::vector<VisitSummary> clients = drawn_shop(6'000, 150);
  RhythmFitOptions options;
  options.regularities = {1, 6};
  options.prior.reset();
  const RhythmFit fit = fit_rhythm(clients, options);
  REQUIRE(fit.end == FitEnd::converged);
  CHECK(fit.model.r == Approx(2).epsilon(0.1));
  CHECK(fit.model.scale_weeks == Approx(10).epsilon(0.1));
  CHECK(fit.model.a == Approx(0.4).epsilon(0.15));
  CHECK(fit.model.b == Approx(0.9).epsilon(0.15));
  CHECK(fit.model.regularity[1].share == Approx(0.5).margin(0.05));
  CHECK(fit.log_likelihood == Approx(likelihood_of(fit.model, clients)).epsilon(1e-10));
  CHECK(fit.log_likelihood >= likelihood_of(two_kinds(), clients));
}

TEST_CASE("a fit stands at a summit: every small step leads down") {
  const std::vector<VisitSummary> clients = drawn_shop(300, 120);
  for (const Leaving leaving : {Leaving::after_any_visit, Leaving::after_repeat_only}) {
    RhythmFitOptions options;
    options.regularities = {1, 3, 6};
    options.prior.reset();
    options.leaving = leaving;
    const RhythmFit fit = fit_rhythm(clients, options);
    REQUIRE(fit.end == FitEnd::converged);
    for (double RhythmModel::*parameter :
         {&RhythmModel::r, &RhythmModel::scale_weeks, &RhythmModel::a, &RhythmModel::b}) {
      for (const double factor : {0.98, 1.02}) {
        RhythmModel moved = fit.model;
        moved.*parameter *= factor;
        CHECK(likelihood_of(moved, clients) < fit.log_likelihood);
      }
    }
  }
}

TEST_CASE("a short history leans on what is believed before, and is not degenerate") {
  // Nobody has come twice: without a prior everybody has left, or nobody ever does.
  const std::vector<VisitSummary> clients(30, VisitSummary{0, 0, 6, 0});
  const RhythmFit fit = fit_rhythm(clients);
  CHECK(fit.end == FitEnd::converged);
  CHECK(fit.model.b > 0.1);
  CHECK(fit.model.b < 10);
  CHECK(fit.model.a > 0.05);
  CHECK(fit.model.a < 5);
}

TEST_CASE("nobody to fit, and no time to, are said") {
  CHECK(fit_rhythm({}).end == FitEnd::no_clients);
  const VisitSummary no_history[] = {{-1, 0, 10, 0}, {repeats_max + 1, 10, 10, 0}};
  CHECK(fit_rhythm(no_history).end == FitEnd::no_clients);
  RhythmFitOptions hasty;
  hasty.steps_max = 2;
  const RhythmFit fit = fit_rhythm(drawn_shop(100, 100), hasty);
  CHECK(fit.end == FitEnd::not_converged);
  CHECK(fit.steps == 2);
  CHECK(to_string(FitEnd::converged) == "converged");
  CHECK(to_string(FitEnd::no_clients) == "no_clients");
  CHECK(to_string(FitEnd::not_converged) == "not_converged");
}

TEST_CASE("a client who left beyond all doubt does not overflow the fit") {
  std::vector<VisitSummary> clients = drawn_shop(200, 100);
  clients.push_back({900, 0.5, 5'000, -900 * std::log(1'800.0)});
  const RhythmFit fit = fit_rhythm(clients);
  CHECK(std::isfinite(fit.log_likelihood));
  CHECK(fit.end == FitEnd::converged);
}

TEST_CASE("what is enough for a fit: 200 clients, 150 gaps, four median gaps of time") {
  HistorySize size{200, 150, 24, 6};
  CHECK(is_enough_for_a_fit(size));
  size.clients = 199;
  CHECK_FALSE(is_enough_for_a_fit(size));
  size = {200, 149, 24, 6};
  CHECK_FALSE(is_enough_for_a_fit(size));
  size = {200, 150, 23.9, 6};
  CHECK_FALSE(is_enough_for_a_fit(size));
  const VisitSummary clients[] = {{2, 8, 9, 0}, {0, 0, 20, 0}, {-1, 0, 99, 0}};
  const double gaps[] = {5, 3, 4};
  size = size_of(clients, gaps);
  CHECK(size.clients == 2);
  CHECK(size.gaps == 2);
  CHECK(size.observed_weeks == 20);
  CHECK(size.median_gap_weeks == 4);
  CHECK(size_of(clients, {}).median_gap_weeks == 0);
}

TEST_CASE("without a fit the prior is scaled to the median gap: A / r = 1.5 medians") {
  const RhythmModel model = model_without_a_fit(5);
  CHECK(model.scale_weeks / model.r == Approx(7.5));
  CHECK(model_without_a_fit(0).scale_weeks == 12);
  double whole = 0;
  for (const RegularityShare& share : model.regularity) whole += share.share;
  CHECK(whole == Approx(1));
}

TEST_CASE("a shop many times over has the fit of the shop: a large one begins from a part of it") {
  const std::vector<VisitSummary> shop = drawn_shop(1000, 104);
  constexpr int times = 17;  // over 16,384 clients
  std::vector<VisitSummary> many;
  for (int i = 0; i < times; ++i) many.insert(many.end(), shop.begin(), shop.end());
  RhythmFitOptions options;
  options.regularities = {3};
  options.prior.reset();
  const RhythmFit one = fit_rhythm(shop, options);
  const RhythmFit large = fit_rhythm(many, options);
  CHECK(large.end == FitEnd::converged);
  CHECK(large.log_likelihood == Approx(times * one.log_likelihood).epsilon(1e-10));
  CHECK(large.model.r == Approx(one.model.r).epsilon(1e-4));
  CHECK(large.model.b == Approx(one.model.b).epsilon(1e-4));
  // A part of which nobody has a place in the model is no beginning.
  std::vector<VisitSummary> thinned;
  for (const VisitSummary& client : many) {
    if (thinned.size() % 4 == 0) thinned.push_back({-1, 0, 0, 0});
    thinned.push_back(client);
  }
  thinned.resize(4 * 4096);
  std::vector<VisitSummary> placed;
  for (const VisitSummary& client : thinned) {
    if (client.repeats >= 0) placed.push_back(client);
  }
  CHECK(fit_rhythm(thinned, options).log_likelihood ==
        Approx(fit_rhythm(placed, options).log_likelihood).epsilon(1e-10));
}
