#include "reactivation/core/interval_step.hpp"

#include <catch2/catch.hpp>

using namespace reactivation;

namespace {

ServiceInterval known(int due_days, std::int64_t returns = 100) {
  ServiceInterval out;
  out.median_days = due_days * 2 / 3;
  out.due_days = due_days;
  out.returns = returns;
  out.is_historical = returns >= 30;
  return out;
}

Rule rule_of(std::optional<int> days = {}, std::optional<IntervalSource> source = {}) {
  Rule out;
  out.service_id = ServiceId{1};
  out.reactivation_interval_days = days;
  out.active_interval_source = source;
  return out;
}

IntervalStep step(const Rule& rule, std::optional<ServiceInterval> found,
                  std::optional<std::int32_t> days_since = {}) {
  return interval_step({rule, BusinessType::barbershop, "Haircut", found, days_since});
}

}  // namespace

TEST_CASE("the first step leaves the table's interval by at most a fifth") {
  const IntervalStep found = step(rule_of(), known(48));
  CHECK(to_string(found.end) == "moved");
  CHECK(found.before == Interval{21, IntervalSource::table});
  CHECK(found.after == Interval{25, IntervalSource::historical});
  const Rule after = rule_with_step(rule_of(), found);
  CHECK(after.calculated_avg_interval == 25);
  CHECK(after.reactivation_interval_days == 25);
  CHECK(after.active_interval_source == IntervalSource::historical);
}

TEST_CASE("month by month the interval comes to rest where the history has it") {
  Rule rule = rule_of();
  int steps = 0;
  for (; steps < 20; ++steps) {
    const IntervalStep found = step(rule, known(48), 28);
    if (found.end != StepEnd::moved) break;
    CHECK(found.after.days - found.before.days <= std::max(1, found.before.days / 5));
    rule = rule_with_step(rule, found);
  }
  CHECK(steps == 5);  // 21 25 30 36 43 48
  CHECK(rule.reactivation_interval_days == 48);
  const IntervalStep last = step(rule, known(48), 28);
  CHECK(last.end == StepEnd::at_rest);
  CHECK(rule_with_step(rule, last).reactivation_interval_days == 48);
}

TEST_CASE("a person's interval stays in force, and the historical number is noted beside it") {
  const Rule rule = rule_of(35, IntervalSource::manual);
  const IntervalStep found = step(rule, known(48));
  CHECK(to_string(found.end) == "noted");
  CHECK(found.after == found.before);
  CHECK(found.historical_after == 42);
  const Rule after = rule_with_step(rule, found);
  CHECK(after.reactivation_interval_days == 35);
  CHECK(after.active_interval_source == IntervalSource::manual);
  CHECK(after.calculated_avg_interval == 42);
}

TEST_CASE("a model's suggestion gives way to 30 returns, not to fewer") {
  const Rule rule = rule_of(28, IntervalSource::ai);
  CHECK(step(rule, known(20, 29)).end == StepEnd::noted);
  CHECK(step(rule, known(20, 30)).after == Interval{23, IntervalSource::historical});
}

TEST_CASE("what is in force moves by a fifth at most, whatever was noted beside it") {
  Rule suggested = rule_of(28, IntervalSource::ai);
  suggested.calculated_avg_interval = 23;  // noted while there were fewer than 30 returns
  CHECK(step(suggested, known(20)).after == Interval{23, IntervalSource::historical});
  suggested.calculated_avg_interval = 55;
  CHECK(step(suggested, known(60)).after == Interval{33, IntervalSource::historical});
  // As a database of the original may have it.
  Rule table = rule_of(28, IntervalSource::table);
  table.calculated_avg_interval = 51;
  CHECK(step(table, known(33)).after == Interval{33, IntervalSource::historical});
  CHECK(step(table, known(60)).after == Interval{33, IntervalSource::historical});
}

TEST_CASE("no step too soon, on too few returns, or to less on a short history") {
  CHECK(step(rule_of(), std::nullopt).end == StepEnd::too_few_returns);
  CHECK(step(rule_of(), known(48), 27).end == StepEnd::too_soon);
  ServiceInterval shown = known(14);
  shown.is_provisional = true;
  CHECK(step(rule_of(), shown).end == StepEnd::provisional);
  shown.due_days = 48;
  CHECK(step(rule_of(), shown).end == StepEnd::moved);
}

TEST_CASE("the evidence is one line") {
  CHECK(evidence_of(known(48)) ==
        "100 returns; half of those who come back have come after 32 days, three of four after 48 "
        "days");
  ServiceInterval shown = known(48);
  shown.is_provisional = true;
  CHECK(evidence_of(shown).ends_with("the history is short, it may be longer"));
}
