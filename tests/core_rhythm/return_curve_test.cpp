#include "reactivation/core/return_curve.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace reactivation;

namespace {

/// Remission in weeks under 6-MP, Freireich and others 1963; as R's survival has it.
ReturnCurve freireich() {
  const std::vector<ReturnGap> gaps = {
      {6, true},   {6, true},   {6, true},   {6, false},  {7, true},   {9, false},  {10, true},
      {10, false}, {11, false}, {13, true},  {16, true},  {17, false}, {19, false}, {20, false},
      {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
  return return_curve(gaps);
}

/// `count` gaps that ended on that day.
void add(std::vector<ReturnGap>& gaps, int count, int days, bool has_returned = true) {
  gaps.insert(gaps.end(), static_cast<std::size_t>(count), ReturnGap{days, has_returned});
}

LocalDate day(int month, int of_month) { return LocalDate{date::year{2026} / month / of_month}; }

}  // namespace

TEST_CASE("Kaplan and Meier on the data of Freireich") {
  const ReturnCurve curve = freireich();
  CHECK(curve.gaps == 21);
  CHECK(curve.returns == 9);
  const int days[] = {6, 7, 10, 13, 16, 22, 23};
  const double away[] = {0.857142857, 0.806722689, 0.752941176, 0.690196078,
                         0.627450980, 0.537815126, 0.448179272};
  REQUIRE(curve.steps.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(curve.steps[i].days == days[i]);
    CHECK(curve.steps[i].away == Approx(away[i]).margin(5e-10));
    CHECK(curve.away_after(days[i]) == curve.steps[i].away);
  }
  CHECK(curve.steps[2].away_error == Approx(0.096349653).margin(5e-10));
  CHECK(curve.first_day_at(0.5) == 23);
  CHECK(curve.away_after(5) == 1);
  CHECK(curve.away_after(400) == curve.steps.back().away);
  CHECK_FALSE(curve.first_day_at(0.4));
}

TEST_CASE("a curve of everybody, and of nobody") {
  const ReturnGap both[] = {{3, true}, {3, true}};
  const ReturnCurve all = return_curve(both);
  REQUIRE(all.steps.size() == 1);
  CHECK(all.steps[0].away == 0);
  CHECK(std::isnan(all.steps[0].away_error));
  CHECK(return_curve({}).steps.empty());
  CHECK_FALSE(return_times(return_curve({})));
  CHECK_FALSE(service_interval(return_curve({}), 30, 400));
}

TEST_CASE("the band around a curve is Greenwood's, 1.96 errors to each side") {
  // summary(survfit(Surv(time, status) ~ 1, conf.type = "plain")) of R's survival, of those in
  // remission: 0.857 (0.707, 1.000) after 6 weeks, 0.753 (0.564, 0.942) after 10.
  const ReturnCurve curve = freireich();
  const ConfidenceInterval tenth = returned_interval(curve.steps[2]);
  CHECK(tenth.low == Approx(1 - 0.942).margin(5e-4));
  CHECK(tenth.high == Approx(1 - 0.564).margin(5e-4));
  const ConfidenceInterval sixth = returned_interval(curve.steps[0]);
  CHECK(sixth.low == 0);  // cut off
  CHECK(sixth.high == Approx(1 - 0.707).margin(5e-4));
  for (const CurveStep& step : curve.steps) {
    CHECK(returned_interval(step).contains(1 - step.away));
  }
}

TEST_CASE("where nobody is left the band is the share itself, and it never leaves 0 to 1") {
  const ReturnGap both[] = {{3, true}, {3, true}};
  CHECK(returned_interval(return_curve(both).steps[0]) == ConfidenceInterval{1, 1});
  CHECK(returned_interval({}) == ConfidenceInterval{0, 0});
  CurveStep wide;
  wide.away = 0.5;
  wide.away_error = 3;
  CHECK(returned_interval(wide) == ConfidenceInterval{0, 1});
}

TEST_CASE("the times of those who return do not count those who never do") {
  // 100 gaps: 60 end on days 10, 20, 30, 40 (15 each), 40 are still away after 90.
  std::vector<ReturnGap> gaps;
  for (const int days : {10, 20, 30, 40}) add(gaps, 15, days);
  add(gaps, 40, 90, false);
  const auto times = return_times(return_curve(gaps));
  REQUIRE(times);
  CHECK(times->horizon_days == 40);
  CHECK(times->never_share == Approx(0.4));
  CHECK(times->quarter_days == 10);
  CHECK(times->median_days == 20);
  CHECK(times->three_quarters_days == 30);
  CHECK(times->nine_tenths_days == 40);
}

TEST_CASE("the horizon ends where too few are left, and after a year") {
  std::vector<ReturnGap> gaps;
  add(gaps, 20, 10);
  add(gaps, 9, 50);  // nine at risk: too few
  CHECK(return_times(return_curve(gaps))->horizon_days == 10);
  gaps.clear();
  add(gaps, 20, 10);
  add(gaps, 20, 365);
  add(gaps, 20, 366);
  CHECK(return_times(return_curve(gaps))->horizon_days == 365);
  gaps.clear();
  add(gaps, 300, 10);
  add(gaps, 14, 20);  // of 314 a twentieth is 15.7
  CHECK(return_times(return_curve(gaps))->horizon_days == 10);
}

TEST_CASE("the interval of a service leans on its kind's the more the fewer returns there are") {
  std::vector<ReturnGap> gaps;
  add(gaps, 35, 33);
  add(gaps, 20, 60, false);
  auto found = service_interval(return_curve(gaps), 42, 200);
  REQUIRE(found);
  CHECK(found->median_days == 36);  // exp((35 ln 33 + 20 ln 42) / 55) = 36.02
  CHECK(found->due_days == 42);     // exp((35 ln 33 + 20 ln 63) / 55) = 41.76
  CHECK(found->returns == 35);
  CHECK_FALSE(found->is_provisional);
  CHECK_FALSE(found->is_historical);  // all came on one day: the horizon is the median

  add(gaps, 10, 66);
  found = service_interval(return_curve(gaps), 42, 98);
  CHECK(found->is_historical);   // 45 returns, and the horizon of 66 is two medians
  CHECK(found->is_provisional);  // 98 days are not three of them

  gaps.clear();
  add(gaps, 4, 33);
  add(gaps, 20, 60, false);
  CHECK_FALSE(service_interval(return_curve(gaps), 42, 200));
  add(gaps, 1, 33);
  found = service_interval(return_curve(gaps), 42, 200);
  REQUIRE(found);
  CHECK(found->median_days == 40);  // exp((5 ln 33 + 20 ln 42) / 25) = 40.02
  CHECK_FALSE(found->is_historical);
}

TEST_CASE("an interval is never under a week nor over a year") {
  std::vector<ReturnGap> gaps;
  add(gaps, 4'000, 1);
  CHECK(service_interval(return_curve(gaps), 2, 100)->median_days == 7);
  gaps.clear();
  add(gaps, 50, 360);
  CHECK(service_interval(return_curve(gaps), 3650, 5'000)->due_days == 365);
}

TEST_CASE("an interval in use moves by at most a fifth a step") {
  CHECK(moved_interval(30, 60) == 36);
  CHECK(moved_interval(30, 33) == 33);
  CHECK(moved_interval(30, 10) == 24);
  CHECK(moved_interval(3, 10) == 4);
  CHECK(moved_interval(1, 1) == 1);
}

TEST_CASE("a client's own interval: newer gaps count more, few gaps lean on the service") {
  const double gaps[] = {28, 35, 30};
  const OwnInterval own = own_interval(gaps, 30);
  CHECK(own.days == Approx(30.668385162894314).epsilon(1e-13));
  CHECK(own.gaps == Approx(2.71));
  CHECK(own_interval({}, 42).days == Approx(42));
  CHECK(own_interval({}, 42).gaps == 0);
}

TEST_CASE("gaps of a client: the last one is open, a booking ends it, a day counts once") {
  const LocalDate days[] = {day(1, 1), day(1, 1), day(1, 31), day(3, 1)};
  auto gaps = gaps_of(days, day(2, 10));
  REQUIRE(gaps.size() == 2);
  CHECK((gaps[0].days == 30 && gaps[0].has_returned));
  CHECK((gaps[1].days == 29 && gaps[1].has_returned));  // booked for 1 March
  gaps = gaps_of(std::span(days, 3), day(2, 10));
  REQUIRE(gaps.size() == 2);
  CHECK((gaps[1].days == 10 && !gaps[1].has_returned));
  CHECK(gaps_of(std::span(days, 3), day(1, 31)).size() == 1);  // a gap of no day says nothing
  CHECK(gaps_of(days, day(1, 1)).size() == 1);
  CHECK(gaps_of({}, day(1, 1)).empty());
}
