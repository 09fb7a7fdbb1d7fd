#include "reactivation/core/experiment.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

using namespace reactivation;

namespace {
GroupCount group(std::int64_t clients, std::int64_t successes) {
  // Each visit brings 40.
  return {clients, successes, 40.0 * static_cast<double>(successes),
          1600.0 * static_cast<double>(successes)};
}
}  // namespace

TEST_CASE("the three groups of the mail campaign are as large as they were meant to be") {
  const SampleRatio even = sample_ratio(std::vector<std::int64_t>{21307, 21387, 21306});
  CHECK(even.chi_square == Approx(.20253125).margin(5e-9));
  CHECK(even.chance == Approx(.90369).margin(5e-6));
  CHECK_FALSE(even.is_blocked);
}

TEST_CASE("uneven groups block, and weights say what is even") {
  const std::vector<std::int64_t> counts{900, 100};
  CHECK(sample_ratio(counts).is_blocked);
  const std::array weights{0.9, 0.1};
  CHECK(sample_ratio(counts, weights).chance == 1);
  CHECK_FALSE(sample_ratio(std::vector<std::int64_t>{5}).is_blocked);
  CHECK(sample_ratio(std::vector<std::int64_t>{0, 0}).chance == 1);
  CHECK(sample_ratio({}).chance == 1);
}

TEST_CASE("sample sizes, to the digits") {
  CHECK(sample_size({.05, .08}) == Approx(1058.855).margin(5e-4));
  CHECK(sample_size({.10, .15}) == Approx(685.597).margin(5e-4));
  CHECK(sample_size({.08, .10}) == Approx(3212.937).margin(5e-4));
  CHECK(std::ceil(sample_size({.05, .10})) == 435);
  CHECK(std::ceil(sample_size({.10, .20})) == 199);
  CHECK(std::ceil(sample_size({.15, .20})) == 906);
}

TEST_CASE("a small holdout needs more clients in all") {
  const std::array<std::array<double, 3>, 4> known{
      {{1, 435, 869}, {4, 289, 1444}, {9, 261, 2609}, {19, 249, 4978}}};
  for (const auto& [ratio, held, all] : known) {
    const double size = sample_size({.05, .10, ratio});
    CHECK(std::ceil(size) == held);
    CHECK(std::ceil(size * (1 + ratio)) == Approx(all).margin(1));
  }
}

TEST_CASE("the confidence sequence and the mixture's ratio, to the digits") {
  const double rho = sequence_rho(1000, 0.05);
  CHECK(rho == Approx(.08908509752892212).epsilon(1e-14));
  CHECK(sequence_radius(.3, 1000, rho, .05) == Approx(.028794520752627138).epsilon(1e-13));
  CHECK(std::isinf(sequence_radius(.3, 0, rho, .05)));
  CHECK(mixture_likelihood_ratio({.05, 1000, .18, .0025}) == Approx(168.632016).margin(5e-7));
  CHECK(mixture_likelihood_ratio({.05, 1000, 0, .0025}) == 1);
}

TEST_CASE("before there is enough, the sequence excludes nothing") {
  const EffectSequence few = effect_sequence({5, 50}, {5, 49}, {});
  CHECK_FALSE(few.is_open);
  CHECK(few.interval == ConfidenceInterval{-1, 1});
  CHECK_FALSE(effect_sequence({0, 5000}, {0, 5000}, {}).is_open);
  CHECK_FALSE(effect_sequence({9, 5000}, {0, 5000}, {}).is_open);
  CHECK(effect_sequence({10, 5000}, {0, 5000}, {}).is_open);
}

TEST_CASE("counts give the same sequence as the clients one by one") {
  const double e = 0.9;
  const double one = 120.0 / 900;
  const double two = 25.0 / 100;
  std::vector<double> scores;
  for (int i = 0; i < 900; ++i) scores.push_back(one - two + ((i < 120 ? 1 : 0) - one) / e);
  for (int i = 0; i < 100; ++i) scores.push_back(one - two - ((i < 25 ? 1 : 0) - two) / (1 - e));
  double mean = 0;
  for (const double score : scores) mean += score / 1000;
  double variance = 0;
  for (const double score : scores) variance += (score - mean) * (score - mean) / 1000;
  const EffectSequence found = effect_sequence({120, 900}, {25, 100}, {e, .05, 1000});
  CHECK(found.effect == Approx(mean).epsilon(1e-12));
  const double radius = sequence_radius(std::sqrt(variance), 1000, sequence_rho(1000, .05), .05);
  CHECK(found.interval.high - found.effect == Approx(radius).epsilon(1e-12));
}

TEST_CASE("a small group that has hardly seen a visit makes nobody certain") {
  const EffectSequence found = effect_sequence({20, 90}, {0, 10}, {.9, .05, 2600});
  CHECK(found.effect == Approx(20.0 / 90));
  CHECK(found.interval.low < 0);
}

TEST_CASE("a clear effect: visits and margin beyond what the held-out group has anyway") {
  const ExperimentResult result = experiment_result(group(9000, 1800), group(1000, 100), {});
  CHECK(result.verdict == ExperimentVerdict::brings_visits);
  CHECK(result.difference == Approx(0.1));
  CHECK(result.incremental_visits == Approx(900));
  CHECK(result.incremental_visits_span.low == Approx(9000 * result.interval.low));
  CHECK(result.incremental_value == Approx(36'000));
  CHECK(result.incremental_value_span.contains(36'000));
  CHECK(result.chance_higher > 0.999);
  CHECK(result.days_left == 0);
}

TEST_CASE("messages that keep clients away are said to") {
  CHECK(experiment_result(group(9000, 450), group(1000, 150), {}).verdict ==
        ExperimentVerdict::keeps_visits_away);
}

TEST_CASE("not enough data yet, and how long it will take") {
  ExperimentQuestion question;
  question.clients_per_day = 20;
  const ExperimentResult early = experiment_result(group(450, 50), group(50, 4), question);
  CHECK(early.verdict == ExperimentVerdict::not_enough_data);
  CHECK(early.clients_needed > 2000);
  REQUIRE(early.days_left);
  CHECK(*early.days_left == (early.clients_needed - 500 + 19) / 20);
  question.clients_per_day = 0;
  CHECK_FALSE(experiment_result(group(450, 50), group(50, 4), question).days_left);
  // Twenty messages a day, a tenth held out, from 5 % by five points: about four months.
  question = {.1, .05, 20, .05};
  const ExperimentResult start = experiment_result({}, {}, question);
  CHECK(start.verdict == ExperimentVerdict::not_enough_data);
  CHECK(start.clients_needed == Approx(2609).margin(10));
  CHECK(start.days_left == (start.clients_needed + 19) / 20);
  CHECK(*start.days_left == Approx(131).margin(1));
}

TEST_CASE("enough data and no effect") {
  CHECK(experiment_result(group(9000, 1000), group(1000, 110), {}).verdict ==
        ExperimentVerdict::no_effect_seen);
}

TEST_CASE("a handful of clients is no look") {
  CHECK(experiment_result(group(85, 20), group(9, 0), {}).verdict ==
        ExperimentVerdict::not_enough_data);
}

TEST_CASE("everybody came: a difference is looked for below") {
  const ExperimentResult all = experiment_result(group(900, 900), group(100, 100), {});
  CHECK(all.clients_needed > 0);
  CHECK(all.verdict != ExperimentVerdict::brings_visits);
}

TEST_CASE("uneven groups have no result, however large the difference") {
  const ExperimentResult result = experiment_result(group(9000, 1800), group(500, 25), {});
  CHECK(result.ratio.is_blocked);
  CHECK(result.verdict == ExperimentVerdict::uneven_groups);
}

TEST_CASE("one group alone says nothing") {
  ExperimentQuestion question;
  question.held_share = 0;
  CHECK(experiment_result(group(500, 60), group(0, 0), question).verdict ==
        ExperimentVerdict::not_enough_data);
  question.held_share = 1;
  CHECK(experiment_result(group(0, 0), group(500, 60), question).verdict ==
        ExperimentVerdict::not_enough_data);
  CHECK(experiment_result(group(500, 60), group(0, 0), {.1}).incremental_value == 0);
}

TEST_CASE("a comparison with a control, with values and without") {
  const Comparison plain = compared(group(70, 56), group(80, 48), ValueColumn::absent);
  CHECK(plain.difference == Approx(.2));
  CHECK(plain.interval.low == Approx(.05243147).margin(5e-9));
  CHECK(plain.incremental == Approx(14));
  CHECK_FALSE(plain.value);
  const Comparison rich = compared(group(70, 56), group(80, 48), ValueColumn::present);
  REQUIRE(rich.value);
  CHECK(rich.value->difference == Approx(8));
  CHECK(rich.incremental_value == Approx(2240 - 70.0 / 80 * 1920));
}

TEST_CASE("every verdict has a word") {
  CHECK(std::string(word_of(ExperimentVerdict::uneven_groups)) == "uneven_groups");
  CHECK(std::string(word_of(ExperimentVerdict::keeps_visits_away)) == "keeps_visits_away");
}
