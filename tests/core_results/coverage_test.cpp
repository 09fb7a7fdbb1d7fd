// How often the intervals hold the truth, counted over drawn worlds. The seed is fixed.
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>

#include "reactivation/core/proportion.hpp"
#include "reactivation/core/sequential.hpp"

using namespace reactivation;

TEST_CASE("95 % intervals of shares from 5 to 30 % hold them as often as they say") {
  std::mt19937_64 random(20260301);
  constexpr int draws = 4000;
  double wilson = 0;
  double newcombe = 0;
  int settings = 0;
  for (const double p : {.05, .08, .10, .15, .20, .25, .30}) {
    for (const std::int64_t n : {300, 500, 1000, 3000}) {
      std::binomial_distribution<std::int64_t> one(n, p);
      std::binomial_distribution<std::int64_t> two(n, p / 2);
      int held = 0;
      int held_difference = 0;
      for (int i = 0; i < draws; ++i) {
        const Proportion first{one(random), n};
        const Proportion second{two(random), n};
        held += wilson_interval(first).contains(p) ? 1 : 0;
        held_difference += difference_interval(first, second).contains(p / 2) ? 1 : 0;
      }
      wilson += static_cast<double>(held) / draws;
      newcombe += static_cast<double>(held_difference) / draws;
      ++settings;
    }
  }
  INFO("wilson " << wilson / settings << ", newcombe " << newcombe / settings);
  CHECK(wilson / settings > .94);
  CHECK(wilson / settings < .965);
  CHECK(newcombe / settings > .94);
  CHECK(newcombe / settings < .965);
}

namespace {

/// How many of the worlds without any effect were called one, looked at every day.
double false_alarms(double treated_share, double p, int worlds) {
  std::mt19937_64 random(7);
  std::bernoulli_distribution treated(treated_share);
  std::bernoulli_distribution comes(p);
  int wrong = 0;
  for (int world = 0; world < worlds; ++world) {
    Proportion first;
    Proportion second;
    bool is_wrong = false;
    for (int day = 0; day < 100 && !is_wrong; ++day) {
      for (int client = 0; client < 20; ++client) {
        Proportion& group = treated(random) ? first : second;
        ++group.of;
        group.successes += comes(random) ? 1 : 0;
      }
      const EffectSequence seen = effect_sequence(first, second, {treated_share, .05, 1000});
      is_wrong = !seen.interval.contains(0);
    }
    wrong += is_wrong ? 1 : 0;
  }
  return static_cast<double>(wrong) / worlds;
}

}  // namespace

TEST_CASE("a look every day calls an effect that is not there at most once in twenty") {
  const double even = false_alarms(.5, .10, 2000);
  const double rare = false_alarms(.5, .05, 2000);
  const double held_out = false_alarms(.9, .10, 2000);
  const double held_out_often = false_alarms(.9, .30, 2000);
  INFO(even << " " << rare << " " << held_out << " " << held_out_often);
  CHECK(even <= .05);
  CHECK(rare <= .05);
  CHECK(held_out <= .05);
  CHECK(held_out_often <= .05);
}
