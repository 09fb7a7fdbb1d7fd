// Interval, discount and priority.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/world.hpp"

using namespace world;

TEST_CASE("the table knows the services of requirements 4.1 in both languages") {
  using enum BusinessType;
  CHECK(table_interval_days(beauty, "Women's hair cut") == 28);
  CHECK(table_interval_days(beauty, "Женская СТРИЖКА") == 28);
  CHECK(table_interval_days(beauty, "Colour touch-up") == 45);
  CHECK(table_interval_days(beauty, "Окрашивание корней") == 45);
  CHECK(table_interval_days(beauty, "Маникюр с покрытием") == 21);
  CHECK(table_interval_days(beauty, "Manicure") == 21);
  CHECK(table_interval_days(beauty, "ПЕДИКЮР") == 28);
  CHECK(table_interval_days(beauty, "Pedicure") == 28);
  CHECK(table_interval_days(beauty, "Массаж спины") == 14);
  CHECK(table_interval_days(beauty, "Massage, 60 min") == 14);
  CHECK(table_interval_days(barbershop, "Haircut") == 21);
  CHECK(table_interval_days(barbershop, "Мужская стрижка") == 21);
  CHECK(table_interval_days(barbershop, "Стрижка бороды") == 21);
  CHECK(table_interval_days(barbershop, "Beard trim") == 14);
  CHECK(table_interval_days(barbershop, "Борода") == 14);
  CHECK(table_interval_days(dental, "Cleaning") == 180);
  CHECK(table_interval_days(dental, "Профессиональная чистка") == 180);
  CHECK(table_interval_days(dental, "Отбеливание") == 180);
  CHECK(table_interval_days(dental, "Whitening") == 180);
  CHECK(table_interval_days(dental, "Check-up") == 180);
  CHECK(table_interval_days(dental, "Осмотр врача") == 180);
  CHECK(table_interval_days(fitness, "Personal training") == 7);
  CHECK(table_interval_days(fitness, "Персональная тренировка") == 7);
}

TEST_CASE("the table answers 30 days for what it does not know") {
  using enum BusinessType;
  CHECK(table_interval_days(beauty, "") == 30);
  CHECK(table_interval_days(beauty, "Solarium") == 30);
  CHECK(table_interval_days(fitness, "Manicure") == 30);
  CHECK(table_interval_days(beauty, "Cuticle care") == 30);
  CHECK(table_interval_days(beauty, "Executive package") == 30);
  CHECK(table_interval_days(other, "Чистка зубов") == 180);
  CHECK(table_interval_days(other, "Yoga class") == 7);
  CHECK(table_interval_days(other, "\xD0") == 30);
  CHECK(table_interval_days(beauty, "ЁЖ и ёж, Щётка") == 30);
}

TEST_CASE("the interval in force is the rule's own, else the best source that is there") {
  Rule rule;
  const auto interval = [&rule] { return interval_of(rule, BusinessType::beauty, "Haircut"); };
  CHECK(interval() == Interval{28, IntervalSource::table});
  rule.ai_suggested_interval = 33;
  CHECK(interval() == Interval{33, IntervalSource::ai});
  rule.calculated_avg_interval = 35;
  CHECK(interval() == Interval{35, IntervalSource::historical});
  rule.manual_interval = 40;
  CHECK(interval() == Interval{40, IntervalSource::manual});
  rule.reactivation_interval_days = 50;
  rule.active_interval_source = IntervalSource::table;
  CHECK(interval() == Interval{50, IntervalSource::table});
}

TEST_CASE("a rule's own interval without a source is named after the number it equals") {
  Rule rule;
  rule.manual_interval = 40;
  rule.calculated_avg_interval = 35;
  rule.ai_suggested_interval = 33;
  const auto source = [&rule](int days) {
    rule.reactivation_interval_days = days;
    return interval_of(rule, BusinessType::beauty, "").source;
  };
  CHECK(source(40) == IntervalSource::manual);
  CHECK(source(35) == IntervalSource::historical);
  CHECK(source(33) == IntervalSource::ai);
  CHECK(source(31) == IntervalSource::manual);
}

TEST_CASE("intervals out of range count as absent") {
  Rule rule;
  rule.reactivation_interval_days = 0;
  rule.manual_interval = -5;
  rule.calculated_avg_interval = 1000000;
  rule.ai_suggested_interval = 3650;
  CHECK(interval_of(rule, BusinessType::other, "") == Interval{3650, IntervalSource::ai});
}

TEST_CASE("a person's own number comes into force by being set, whatever was before") {
  for (const IntervalSource before :
       {IntervalSource::manual, IntervalSource::historical, IntervalSource::ai}) {
    Rule rule;
    rule.service_id = ServiceId{7};
    rule.max_attempts = 2;
    rule.calculated_avg_interval = 35;
    rule.ai_suggested_interval = 33;
    rule.reactivation_interval_days = 35;
    rule.active_interval_source = before;
    const Rule after = rule_with_manual_interval(rule, 40);
    CHECK(interval_of(after, BusinessType::beauty, "Haircut") ==
          Interval{40, IntervalSource::manual});
    CHECK(after.manual_interval == 40);
    CHECK(after.calculated_avg_interval == 35);
    CHECK(after.ai_suggested_interval == 33);
    CHECK(after.service_id == ServiceId{7});
    CHECK(after.max_attempts == 2);
    CHECK(interval_of(rule_with_manual_interval(after, 21), BusinessType::beauty, "").days == 21);
  }
}

TEST_CASE("the history suggests before a model does, and nobody suggests what cannot be") {
  Rule rule;
  rule.manual_interval = 40;
  CHECK_FALSE(suggested_interval_days(rule));
  rule.ai_suggested_interval = 33;
  CHECK(suggested_interval_days(rule) == 33);
  rule.calculated_avg_interval = 35;
  CHECK(suggested_interval_days(rule) == 35);
  rule.calculated_avg_interval = 0;
  CHECK(suggested_interval_days(rule) == 33);
  rule.ai_suggested_interval = 3651;
  CHECK_FALSE(suggested_interval_days(rule));
}

TEST_CASE("the discount grows with the attempts and stays at its last step") {
  const Rule rule;
  const Settings settings;
  CHECK(discount_for_attempt(rule, settings, 1).percent == 10);
  CHECK(discount_for_attempt(rule, settings, 2).percent == 15);
  CHECK(discount_for_attempt(rule, settings, 3).percent == 20);
  CHECK(discount_for_attempt(rule, settings, 9).percent == 20);
  CHECK_FALSE(discount_for_attempt(rule, settings, 3).is_clamped);
}

TEST_CASE("the discount is 0 before its first attempt and without a progression") {
  Rule rule;
  Settings settings;
  settings.discount_from_attempt = 2;
  CHECK(discount_for_attempt(rule, settings, 1).percent == 0);
  CHECK(discount_for_attempt(rule, settings, 2).percent == 15);
  rule.discount_progression.clear();
  CHECK(discount_for_attempt(rule, settings, 2).percent == 0);
}

TEST_CASE(
    "I22: the discount never leaves 0 to the company's maximum, and says when it was clamped") {
  Rule rule;
  rule.discount_progression = {-5, 30, 150};
  Settings settings;
  CHECK(discount_for_attempt(rule, settings, 1).percent == 0);
  CHECK(discount_for_attempt(rule, settings, 1).is_clamped);
  CHECK(discount_for_attempt(rule, settings, 3).percent == 100);
  settings.max_discount_percent = 25;
  CHECK(discount_for_attempt(rule, settings, 2).percent == 25);
  CHECK(discount_for_attempt(rule, settings, 2).is_clamped);
  settings.max_discount_percent = -1;
  CHECK(discount_for_attempt(rule, settings, 2).percent == 0);
  settings.discount_from_attempt = 0;
  CHECK(discount_for_attempt(rule, settings, 0).percent == 0);
}

TEST_CASE("the priority is the sum of requirements 4.4") {
  // 0.4*5 + 0.3*50 + 0.2*2*12 + 0.1*4.5
  CHECK(priority_score({LoyaltyLevel::vip, 50000, 12, 45}) == Approx(22.25).epsilon(1e-12));
  CHECK(priority_score({LoyaltyLevel::gold, 0, 0, 0}) == Approx(1.6));
  CHECK(priority_score({LoyaltyLevel::silver, 0, 0, 0}) == Approx(1.2));
  CHECK(priority_score({LoyaltyLevel::bronze, 0, 0, 0}) == Approx(0.8));
  CHECK(priority_score({LoyaltyLevel::fresh, 0, 0, 0}) == Approx(0.4));
  CHECK(priority_score({LoyaltyLevel::unknown, 0, 0, 0}) == Approx(0.4));
}

TEST_CASE("the priority is finite whatever the numbers are") {
  const std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  CHECK(priority_score({LoyaltyLevel::fresh, -1e18, -huge, -huge}) == Approx(0.4));
  CHECK(std::isfinite(priority_score({LoyaltyLevel::vip, HUGE_VAL, huge, huge})));
  CHECK(priority_score({LoyaltyLevel::fresh, std::nan(""), 0, 0}) == Approx(0.4));
  PriorityWeights weights;
  weights.loyalty = 1;
  weights.score_other = 7;
  CHECK(priority_score({LoyaltyLevel::unknown, 0, 0, 0}, weights) == Approx(7));
}

TEST_CASE("words of a title end at any sign, and letters of other alphabets are letters") {
  CHECK(table_interval_days(BusinessType::beauty, "vip:massage") == 14);
  CHECK(table_interval_days(BusinessType::beauty, "{vip}|~massage") == 14);
  CHECK(table_interval_days(BusinessType::beauty, "9:massage:60") == 14);
  CHECK(table_interval_days(
            BusinessType::beauty,
            "\u0404\u0432\u0440\u043e \u041c\u0410\u041d\u0418\u041a\u042e\u0420") == 21);
  // A stem inside a word is not a word.
  CHECK(table_interval_days(BusinessType::beauty, "\u0404\u043c\u0430\u043d\u0438\u043a") == 30);
}
