#include "reactivation/core/arm_comparison.hpp"

#include <catch2/catch.hpp>

using namespace reactivation;

namespace {

struct Given {
  ArmKey key;
  std::int64_t sent;
  std::int64_t bookings;
  double if_all;  ///< negative: not known
};
ArmKey slots(int value) { return {ArmFactor::slots, value}; }
ArmKey percent(int value) { return {ArmFactor::discount, value}; }

ArmResult result_of(const Given& given) {
  ArmResult out;
  out.counts.sent = given.sent;
  out.counts.bookings = given.bookings;
  if (given.if_all < 0) return out;
  out.weight = 1000;
  out.weight_booked = 1000 * given.if_all;
  out.weight_squares = 1000;
  out.weight_max = 1;
  return out;
}

std::vector<ArmComparison> comparisons(std::initializer_list<Given> all) {
  ResultOverview overview;
  for (const Given& given : all) overview.by_arm[given.key] = result_of(given);
  return compare_arms(overview);
}
ArmComparison comparison(std::initializer_list<Given> all) {
  const auto found = comparisons(all);
  REQUIRE(found.size() == 1);
  return found.front();
}
using Keys = std::vector<ArmKey>;

}  // namespace

TEST_CASE("of nothing, and of texts that nobody chose to try, nothing is found") {
  CHECK(comparisons({}).empty());
  CHECK(comparisons({{{ArmFactor::message_template, 3, "en-casual-03"}, 500, 100, .2}}).empty());
}

TEST_CASE("two arms need a hundred messages each, and weights that are worth something") {
  const ArmComparison early = comparison({{slots(0), 99, 50, .5}, {slots(3), 400, 4, .01}});
  CHECK(early.finding == ArmFinding::too_few);
  CHECK(early.messages_min == 100);
  CHECK_FALSE(early.best);
  CHECK(early.worse.empty());
  CHECK(early.undecided == Keys{slots(0), slots(3)});
  CHECK(comparison({{slots(0), 200, 90, -1}, {slots(3), 400, 4, .01}}).finding ==
        ArmFinding::too_few);
  CHECK(comparison({{slots(0), 300, 90, .3}}).finding == ArmFinding::too_few);
  CHECK(comparison({{slots(0), 100, 50, .5}, {slots(3), 400, 4, .01}}).finding ==
        ArmFinding::better);
}

TEST_CASE("a difference counts when it is hardly chance and both ways of counting agree") {
  // 11 and 15 % of 200: the intervals overlap.
  const ArmComparison same = comparison({{slots(0), 200, 22, .11}, {slots(3), 200, 30, .15}});
  CHECK(same.finding == ArmFinding::same);
  CHECK(same.undecided.empty());
  CHECK_FALSE(same.best);
  // The raw shares are apart, and weighed by their chances it is the other way round, or equal.
  for (const double if_all : {.2, .1}) {
    CHECK(comparison({{slots(0), 400, 20, if_all}, {slots(3), 400, 80, .1}}).finding ==
          ArmFinding::same);
  }
  const ArmComparison better = comparison({{slots(0), 400, 20, .05}, {slots(3), 400, 80, .2}});
  CHECK(better.finding == ArmFinding::better);
  CHECK(better.best == slots(3));
  CHECK(better.worse == Keys{slots(0)});
  CHECK(better.undecided.empty());
  // The first may be the best as well.
  CHECK(comparison({{slots(0), 400, 80, .2}, {slots(3), 400, 20, .05}}).best == slots(0));
}

TEST_CASE("an arm that was dropped early hinders no others, and is undecided itself") {
  const Given dropped{percent(30), 20, 20, 1};
  const ArmComparison better =
      comparison({{percent(0), 480, 38, .081}, {percent(10), 510, 97, .188}, dropped});
  CHECK(better.best == percent(10));
  CHECK(better.worse == Keys{percent(0)});
  CHECK(better.undecided == Keys{percent(30)});
  // Between the best and the worst, and apart from neither.
  const ArmComparison middle = comparison({{percent(0), 480, 38, .081},
                                           {percent(10), 510, 97, .188},
                                           {percent(20), 160, 24, .152},
                                           dropped});
  CHECK(middle.worse == Keys{percent(0)});
  CHECK(middle.undecided == Keys{percent(20), percent(30)});
  const ArmComparison same =
      comparison({{percent(0), 200, 22, .11}, {percent(20), 200, 30, .15}, dropped});
  CHECK(same.finding == ArmFinding::same);
  CHECK(same.undecided == Keys{percent(30)});
}

TEST_CASE("each factor has a finding of its own, in the factors' order") {
  const auto found = comparisons({{slots(0), 400, 20, .05},
                                  {slots(3), 400, 80, .2},
                                  {{ArmFactor::tone, 1}, 10, 1, -1},
                                  {percent(0), 200, 22, .11},
                                  {percent(20), 200, 30, .15}});
  REQUIRE(found.size() == 3);
  CHECK(found[0].factor == ArmFactor::discount);
  CHECK(found[0].finding == ArmFinding::same);
  CHECK(found[1].factor == ArmFactor::tone);
  CHECK(found[1].finding == ArmFinding::too_few);
  CHECK(found[2].factor == ArmFactor::slots);
  CHECK(found[2].finding == ArmFinding::better);
  CHECK(to_string(ArmFinding::better) == "better");
}
