// Values are equal when every one of their fields is.
#include <catch2/catch.hpp>

#include "reactivation/core/arms.hpp"
#include "reactivation/core/metrics.hpp"
#include "reactivation/core/proportion.hpp"

using namespace reactivation;

namespace {

/// One field after the other is one more than it was.
template <class Value, class... Fields>
void check_fields(const Value& value, Fields Value::*... fields) {
  CHECK(value == value);
  const auto differs = [&value](auto field) {
    Value other = value;
    ++(other.*field);
    return !(other == value) && !(value == other);
  };
  CHECK((differs(fields) && ...));
}

}  // namespace

TEST_CASE("results differ when any of their figures does") {
  using Counts = ResultCounts;
  check_fields(Counts{}, &Counts::sent, &Counts::uncertain, &Counts::delivered, &Counts::responses,
               &Counts::positive, &Counts::bookings, &Counts::visits, &Counts::opt_outs,
               &Counts::silent, &Counts::waiting, &Counts::price_minor, &Counts::discount_minor);
  check_fields(Proportion{}, &Proportion::successes, &Proportion::of);
  check_fields(ConfidenceInterval{}, &ConfidenceInterval::low, &ConfidenceInterval::high);
}

TEST_CASE("arms and what was seen of them differ by each field") {
  check_fields(DrawnArm{}, &DrawnArm::value, &DrawnArm::probability);
  CHECK_FALSE(DrawnArm{ArmFactor::tone} == DrawnArm{ArmFactor::slots});
  check_fields(DiscountArm{}, &DiscountArm::percent, &DiscountArm::sent, &DiscountArm::booked);
  check_fields(DiscountFacts{}, &DiscountFacts::given_minor, &DiscountFacts::offered_minor);
  CHECK_FALSE(DiscountFacts{{DiscountArm{}}} == DiscountFacts{});
}

TEST_CASE("arms are in the order of their factor, then of their value") {
  const ArmKey small{ArmFactor::discount, 10};
  const ArmKey large{ArmFactor::discount, 20};
  const ArmKey tone{ArmFactor::tone, 0};
  const ArmKey a_text{ArmFactor::message_template, 3, "en-casual-03"};
  const ArmKey b_text{ArmFactor::message_template, 3, "en-friendly-03"};
  CHECK((tone < a_text && a_text < b_text && b_text > a_text && !(a_text == b_text)));
  CHECK((small < large && large < tone && tone > large && large > small));
  CHECK((small <= small && !(small < small) && small == ArmKey{ArmFactor::discount, 10}));
  CHECK_FALSE(small == large);
  CHECK_FALSE(large == tone);
}
