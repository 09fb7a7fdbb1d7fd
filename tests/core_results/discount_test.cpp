#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "reactivation/core/discount_arms.hpp"

using namespace reactivation;

TEST_CASE("draws repeat themselves and have the right mean and spread") {
  CHECK(Draw(5).uniform() == Draw(5).uniform());
  CHECK(Draw(0).uniform() == static_cast<double>(0xe220a8397b1dcdafULL >> 11) * 0x1p-53);
  Draw draw(1);
  constexpr int n = 50'000;
  double normal = 0, squares = 0, small = 0, large = 0, beta = 0;
  for (int i = 0; i < n; ++i) {
    const double z = draw.normal();
    normal += z / n;
    squares += z * z / n;
    small += draw.gamma(.3) / n;
    large += draw.gamma(7) / n;
    beta += draw.beta(2, 6) / n;
  }
  CHECK(normal == Approx(0).margin(.02));
  CHECK(squares == Approx(1).epsilon(.03));
  CHECK(small == Approx(.3).epsilon(.04));
  CHECK(large == Approx(7).epsilon(.01));
  CHECK(beta == Approx(.25).epsilon(.02));
}

TEST_CASE("a beta of vanishing shapes is still a share") {
  Draw draw(3);
  for (int i = 0; i < 200; ++i) {
    const double share = draw.beta(1e-3, 3e-3);
    CHECK(share >= 0);
    CHECK(share <= 1);
  }
}

TEST_CASE("probabilities sum to one, with a floor under each") {
  Draw draw(7);
  const std::array arms{DiscountArm{0, 5000, 475}, DiscountArm{10, 5000, 500},
                        DiscountArm{20, 5000, 515}};
  const auto chances = arm_probabilities(arms, {}, {}, draw);
  CHECK(std::accumulate(chances.begin(), chances.end(), 0.0) == Approx(1));
  for (const double each : chances) CHECK(each >= .05);
  CHECK(chances[0] > .85);  // the discount is useless, and margin says so
  Draw again(7);
  CHECK(arm_probabilities(arms, {}, {}, again) == chances);
  CHECK(arm_probabilities({}, {}, {}, draw).empty());
}

TEST_CASE("many arms share the floor evenly, and none may be below it") {
  Draw draw(7);
  const std::vector<DiscountArm> arms(40, DiscountArm{5, 10, 1});
  for (const double each : arm_probabilities(arms, {}, {}, draw)) CHECK(each == Approx(1.0 / 40));
}

TEST_CASE("a strong discount is found though it costs") {
  Draw draw(9);
  const std::array arms{DiscountArm{0, 5000, 200}, DiscountArm{20, 5000, 600}};
  CHECK(arm_probabilities(arms, {}, {}, draw)[1] == Approx(.95));
  // Counts that cannot be are read as the nearest that can.
  const std::array odd{DiscountArm{0, 10, 900}, DiscountArm{20, 10, -5}};
  CHECK(arm_probabilities(odd, {}, {}, draw)[0] == Approx(.95));
}

TEST_CASE("the arm that a number falls on") {
  const std::array chances{.2, .5, .3};
  CHECK(chosen_arm(chances, 0) == 0);
  CHECK(chosen_arm(chances, .2) == 1);
  CHECK(chosen_arm(chances, .699) == 1);
  CHECK(chosen_arm(chances, .999999) == 2);
  CHECK(chosen_arm({}, .5) == 0);
}

TEST_CASE("what is promised is never more than the month's budget") {
  CHECK(percent_within({100'000, 0, 0}, 200'000) == 50);
  CHECK(percent_within({100'000, 60'000, 30'000}, 200'000) == 5);
  CHECK(percent_within({100'000, 60'000, 40'000}, 200'000) == 0);
  CHECK(percent_within({100'000, 90'000, 40'000}, 200'000) == 0);
  CHECK(percent_within({100'000, 0, 0}, 1000) == 100);
  CHECK(percent_within({100'000, 0, 0}, 0) == 100);
}

TEST_CASE("the smallest step that works") {
  Draw draw(2);
  const std::array useless{DiscountArm{20, 3000, 309}, DiscountArm{0, 3000, 285},
                           DiscountArm{10, 3000, 300}};
  const SmallestStep none = smallest_step(useless, {}, {}, draw);
  CHECK(none.percent == 0);
  CHECK(none.best_rival_chance < beaten_from);
  const std::array strong{DiscountArm{0, 3000, 120}, DiscountArm{10, 3000, 270},
                          DiscountArm{20, 3000, 300}};
  CHECK(smallest_step(strong, {}, {}, draw).percent == 10);
  const std::array stronger{DiscountArm{0, 3000, 120}, DiscountArm{10, 3000, 150},
                            DiscountArm{20, 3000, 500}};
  const SmallestStep most = smallest_step(stronger, {}, {}, draw);
  CHECK(most.percent == 20);
  CHECK(most.best_rival_chance == 0);
}

TEST_CASE("a step is judged from a hundred messages on") {
  Draw draw(2);
  const std::array early{DiscountArm{0, 300, 12}, DiscountArm{10, 99, 27}, DiscountArm{20, 40, 9}};
  const SmallestStep step = smallest_step(early, {}, {}, draw);
  CHECK_FALSE(step.percent);
  CHECK(step.sends_needed == 60);
}

TEST_CASE("clients who come only with the second message") {
  SecondMessageClients clients;
  clients.add({ClientId{4}, 2});
  clients.add({ClientId{4}, 3});
  clients.add({ClientId{1}, 2});  // once is chance
  clients.add({ClientId{2}, 2});
  clients.add({ClientId{2}, 1});  // also came after a first message
  clients.add({ClientId{2}, 2});
  clients.add({ClientId{3}, 2});
  clients.add({ClientId{3}, 2});
  clients.add({ClientId{1}, 0});  // did not book
  CHECK(clients.found() == std::vector<ClientId>{ClientId{3}, ClientId{4}});
  CHECK(SecondMessageClients{}.found().empty());
}
