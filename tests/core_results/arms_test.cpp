#include "reactivation/core/arms.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <numeric>

#include "../core/world.hpp"
#include "reactivation/core/metrics.hpp"

using namespace reactivation;
using namespace world;

namespace {

ArmQuestion question_of(int client, const Rule& rule, int number = 1, std::int64_t price = 10'000) {
  return {.key = {CompanyId{7}, ClientId{client}, ServiceId{1}, on("2026-01-29"), number},
          .rule = rule,
          .price_minor = price};
}

Settings trying(std::vector<int> discounts) {
  Settings settings;
  settings.arms.discounts = std::move(discounts);
  return settings;
}

ArmChooser chooser(const Settings& settings, const DiscountFacts& facts = {}) {
  return {settings, CompanyId{7}, on("2026-03-10"), facts};
}

DiscountRow sent(int percent, std::string_view at_time, int number = 1) {
  DiscountRow row;
  row.attempt = attempt(1, "2026-01-29", at_time, number);
  row.attempt.discount_percent = percent;
  row.is_drawn = true;
  row.price_minor = 1'000;
  return row;
}

}  // namespace

TEST_CASE("without arms the rule's progression decides, and nothing is drawn") {
  const Settings settings;
  const Rule rule;
  auto plain = chooser(settings);
  CHECK(plain.choose(question_of(1, rule)).discount_percent == 10);
  CHECK(plain.choose(question_of(1, rule, 2)).discount_percent == 15);
  CHECK(plain.choose(question_of(1, rule)).arms.empty());
  auto falling = question_of(1, rule, 2);
  falling.offered_before = 40;  // a progression that the owner has changed is theirs to fall
  CHECK(plain.choose(falling).discount_percent == 15);
  CHECK_FALSE(needs_discount_facts(settings));
  Settings budgeted;
  budgeted.discount_budget_minor = 100;
  CHECK(needs_discount_facts(budgeted));
}

TEST_CASE("first discounts are drawn as often as their probabilities say") {
  const Settings settings = trying({0, 10, 20});
  const Rule rule;
  auto choose = chooser(settings);
  std::map<int, int> seen;
  std::map<int, double> probability;
  constexpr int clients = 6000;
  for (int client = 1; client <= clients; ++client) {
    const ArmAnswer answer = choose.choose(question_of(client, rule));
    REQUIRE(answer.arms.size() == 1);
    CHECK(answer.arms[0].factor == ArmFactor::discount);
    CHECK(answer.arms[0].value == answer.discount_percent);
    ++seen[answer.discount_percent];
    probability[answer.discount_percent] = answer.arms[0].probability;
  }
  REQUIRE(seen.size() == 3);
  double sum = 0;
  for (const auto& [percent, times] : seen) {
    sum += probability[percent];
    CHECK(times / double{clients} == Approx(probability[percent]).margin(.02));
    CHECK(probability[percent] >= .05);
  }
  CHECK(sum == Approx(1));
  // Nothing is known yet, so the smallest discount earns most.
  CHECK(probability[0] > probability[20]);
  CHECK(needs_discount_facts(settings));
}

TEST_CASE("what was seen moves the probabilities; discounts that are not tried count for nothing") {
  const Settings settings = trying({0, 20});
  const Rule rule;
  DiscountFacts facts;
  facts.arms = {{0, 5000, 200}, {15, 5000, 5000}, {20, 5000, 600}};
  auto choose = chooser(settings, facts);
  std::map<int, double> probability;
  for (int client = 1; client <= 200; ++client) {
    const ArmAnswer answer = choose.choose(question_of(client, rule));
    probability[answer.discount_percent] = answer.arms[0].probability;
  }
  REQUIRE(probability.size() == 2);
  CHECK(probability[0] == Approx(.05));
  CHECK(probability[20] == Approx(.95));
}

TEST_CASE("the same day draws the same again; another name draws anew") {
  Settings settings = trying({0, 10, 20});
  settings.arms.tones = {Tone::friendly, Tone::casual};
  settings.arms.slots = {0, 3};
  const Rule rule;
  const auto all = [&rule](const Settings& tried) {
    auto choose = chooser(tried);
    std::vector<std::vector<DrawnArm>> out;
    for (int client = 1; client <= 300; ++client) {
      out.push_back(choose.choose(question_of(client, rule)).arms);
    }
    return out;
  };
  const auto first = all(settings);
  CHECK(all(settings) == first);
  CHECK(first[0].size() == 3);
  settings.arms.name = "spring";
  const auto other = all(settings);
  int changed = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i][1] != other[i][1]) ++changed;
  }
  CHECK(changed > 100);  // half of 300 by luck
  CHECK(changed < 200);
}

TEST_CASE("tones and numbers of times are drawn evenly and stay for the cycle") {
  Settings settings;
  settings.arms.tones = {Tone::casual, Tone::professional};
  settings.arms.slots = {0, 2, 5};
  const Rule rule;
  auto choose = chooser(settings);
  std::map<int, int> tones, slots;
  for (int client = 1; client <= 3000; ++client) {
    const auto arms = choose.choose(question_of(client, rule)).arms;
    REQUIRE(arms.size() == 2);
    CHECK(arms[0].factor == ArmFactor::tone);
    CHECK(arms[0].probability == Approx(.5));
    CHECK(arms[1].factor == ArmFactor::slots);
    CHECK(arms[1].probability == Approx(1.0 / 3));
    ++tones[arms[0].value];
    ++slots[arms[1].value];
    CHECK(choose.choose(question_of(client, rule, 2)).arms == arms);
    CHECK(tone_of(arms, settings) == static_cast<Tone>(arms[0].value));
    CHECK(drawn_value(arms, ArmFactor::slots) == arms[1].value);
    CHECK_FALSE(drawn_value(arms, ArmFactor::discount));
  }
  CHECK(tones[static_cast<int>(Tone::casual)] == Approx(1500).margin(120));
  REQUIRE(slots.size() == 3);
  for (const auto& [count, times] : slots) CHECK(times == Approx(1000).margin(120));
  CHECK(tone_of({}, settings) == Tone::friendly);
}

TEST_CASE("an arm above what is allowed becomes the largest that is not, with their joint chance") {
  Settings settings = trying({0, 10, 20});
  settings.max_discount_percent = 15;
  const Rule rule;
  auto limited = chooser(settings);
  double ten = 0, zero = 0;
  for (int client = 1; client <= 300; ++client) {
    const ArmAnswer answer = limited.choose(question_of(client, rule));
    REQUIRE((answer.discount_percent == 0 || answer.discount_percent == 10));
    (answer.discount_percent == 0 ? zero : ten) = answer.arms[0].probability;
  }
  CHECK(zero + ten == Approx(1));
  settings.max_discount_percent = 0;
  auto none = chooser(settings);
  const ArmAnswer answer = none.choose(question_of(1, rule));
  CHECK(answer.discount_percent == 0);
  CHECK(answer.arms[0].probability == Approx(1));
  // Arms that nobody has checked, all of them above it.
  settings.arms.discounts = {10, 20};
  settings.max_discount_percent = 5;
  auto small = chooser(settings);
  CHECK(small.choose(question_of(1, rule)).discount_percent == 5);
}

TEST_CASE("later messages never offer less than the cycle did, and none before its number") {
  Settings settings = trying({0, 10, 30});
  const Rule rule;
  auto choose = chooser(settings);
  auto second = question_of(1, rule, 2);
  second.offered_before = 30;
  CHECK(choose.choose(second).discount_percent == 30);
  second.offered_before = 0;
  CHECK(choose.choose(second).discount_percent == 15);
  CHECK(choose.choose(second).arms.empty());
  settings.discount_from_attempt = 2;
  auto late = chooser(settings);
  CHECK(late.choose(question_of(1, rule)).discount_percent == 0);
  CHECK(late.choose(question_of(1, rule)).arms.empty());
}

TEST_CASE("a month's budget is never promised twice") {
  Settings settings;
  settings.discount_budget_minor = 2'500;
  const Rule rule;  // 10 %
  auto choose = chooser(settings);
  CHECK(choose.choose(question_of(1, rule)).discount_percent == 10);  // 1000 of 2500
  CHECK(choose.choose(question_of(2, rule)).discount_percent == 10);
  CHECK(choose.choose(question_of(3, rule)).discount_percent == 5);  // what is left: 500 of 10,000
  CHECK(choose.choose(question_of(4, rule)).discount_percent == 0);
  DiscountFacts spent;
  spent.given_minor = 1'000;
  spent.offered_minor = 1'400;
  auto rest = chooser(settings, spent);
  CHECK(rest.choose(question_of(1, rule)).discount_percent == 1);
  CHECK(rest.choose(question_of(1, rule)).discount_percent == 0);
  // What has no price costs nothing that could be counted, while anything is left.
  auto free = chooser(settings);
  CHECK(free.choose(question_of(1, rule, 3, 0)).discount_percent == 20);
  CHECK(free.choose(question_of(1, rule, 3, -50)).discount_percent == 20);
}

TEST_CASE("what can be tried") {
  Arms arms;
  CHECK(fault_of(arms).empty());
  arms.discounts = {0, 10};
  arms.tones = {Tone::casual, Tone::friendly};
  arms.slots = {0, 5};
  CHECK(fault_of(arms).empty());
  const auto is_wrong = [&arms](auto change, std::string_view word) {
    Arms wrong = arms;
    change(wrong);
    INFO(word);
    CHECK(fault_of(wrong).find(word) == 0);
  };
  is_wrong([](Arms& a) { a.name.clear(); }, "arms.name");
  is_wrong([](Arms& a) { a.name.assign(101, 'x'); }, "arms.name");
  for (const std::vector<int>& percents : {std::vector<int>{0},
                                           {5, 10},
                                           {0, 10, 10},
                                           {0, 10, 5},
                                           {0, 101},
                                           {-1, 0},
                                           {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}) {
    is_wrong([&](Arms& a) { a.discounts = percents; }, "arms.discounts");
  }
  is_wrong([](Arms& a) { a.tones = {Tone::casual}; }, "arms.tones");
  is_wrong([](Arms& a) { a.tones = {Tone::casual, Tone::casual}; }, "arms.tones");
  is_wrong([](Arms& a) { a.slots = {3}; }, "arms.slots");
  is_wrong([](Arms& a) { a.slots = {3, 6}; }, "arms.slots");
  is_wrong([](Arms& a) { a.slots = {-1, 3}; }, "arms.slots");
  is_wrong([](Arms& a) { a.slots = {3, 1}; }, "arms.slots");
}

TEST_CASE("facts count first messages whose answer's time is over") {
  DiscountCount count(TimeZone::utc(), noon);
  count.add(sent(10, "2026-03-03T12:00:00Z"));  // a week ago to the second
  count.add(sent(10, "2026-03-03T12:00:01Z"));  // may still be answered
  count.add(sent(0, "2026-02-03T12:00:00Z"));
  count.add(sent(10, "2025-03-10T12:00:00Z"));  // a year ago to the second
  count.add(sent(10, "2025-03-10T11:59:59Z"));
  count.add(sent(10, "2026-02-03T12:00:00Z", 2));
  DiscountRow booked = sent(10, "2026-02-04T12:00:00Z");
  booked.attempt.completion_reason = CompletionReason::converted;
  count.add(booked);
  DiscountRow plain = sent(10, "2026-02-04T12:00:00Z");
  plain.is_drawn = false;
  count.add(plain);
  DiscountRow never_left = sent(10, "2026-02-04T12:00:00Z");
  never_left.attempt.state = AttemptState::rejected;
  count.add(never_left);
  never_left.attempt.state = AttemptState::delivered;
  never_left.attempt.sent_at.reset();
  count.add(never_left);
  CHECK(count.take().arms == std::vector<DiscountArm>{{0, 1, 0}, {10, 3, 1}});
}

TEST_CASE("facts count what was given this month and what is promised") {
  const TimeZone zone = berlin();
  const Instant now = at("2026-03-31T23:30:00Z");  // the first of April in Berlin
  DiscountCount count(zone, now);
  const auto visit_of = [](std::string_view when, VisitStatus status) {
    DiscountRow row = sent(10, "2026-03-20T12:00:00Z");
    row.attempt.completion_reason = CompletionReason::converted;
    row.visit_status = status;
    row.visit_at = at(when);
    return row;
  };
  count.add(visit_of("2026-03-31T21:59:59Z", VisitStatus::completed));  // in March still
  DiscountRow given = visit_of("2026-03-31T22:00:00Z", VisitStatus::completed);
  given.visit_cost_minor = 2'005;
  count.add(given);  // 10 % of 2005, rounded up
  given.discount_applied = 0;
  count.add(given);
  count.add(visit_of("2026-04-02T12:00:00Z", VisitStatus::completed));  // not yet
  const DiscountFacts first = count.take();
  CHECK(first.given_minor == 201);
  CHECK(first.offered_minor == 0);

  DiscountCount promised(zone, now);
  promised.add(visit_of("2026-04-02T12:00:00Z", VisitStatus::booked));     // 100
  promised.add(visit_of("2026-04-02T12:00:00Z", VisitStatus::cancelled));  // fell through
  DiscountRow open = sent(20, "2026-03-25T00:00:00Z");
  promised.add(open);  // 200
  open.attempt.completion_reason = CompletionReason::replied;
  promised.add(open);  // 200: the offer holds
  open.attempt.completion_reason = CompletionReason::negative;
  promised.add(open);
  open = sent(20, "2026-03-24T23:30:00Z");  // its week is over
  promised.add(open);
  DiscountRow waiting = sent(5, "2026-03-25T00:00:00Z");
  waiting.attempt.state = AttemptState::ready;
  waiting.attempt.sent_at.reset();
  promised.add(waiting);  // 50
  waiting.attempt.not_after = now;
  promised.add(waiting);  // void
  waiting.attempt.not_after = now + Seconds{1};
  promised.add(waiting);  // 50
  CHECK(promised.take().offered_minor == 600);

  DiscountCount nowhere(TimeZone{}, now);
  nowhere.add(given);
  CHECK(nowhere.take().given_minor == 0);
}

TEST_CASE("a plan draws its arms, names as many times as drawn, and keeps within the budget") {
  Snapshot snapshot = salon();
  snapshot.settings.arms.discounts = {0, 50};
  snapshot.settings.arms.slots = {0, 1};
  snapshot.settings.discount_budget_minor = 1'500;  // one half of 3000
  snapshot.staff.push_back({StaffId{1}, "Eva", true});
  for (int id = 1; id <= 30; ++id) {
    snapshot.clients.push_back(client(id));
    snapshot.visits.push_back(visit(id, {1}, "2026-01-29T12:00:00Z"));
    snapshot.slots.push_back(
        {ServiceId{1}, StaffId{1}, at("2026-03-11T08:00:00Z") + Seconds{3600 * id}, 30});
  }
  const Plan plan = plan_day(snapshot, noon);
  REQUIRE(plan.planned.size() > 10);
  int halves = 0;
  for (const PlannedAttempt& each : plan.planned) {
    REQUIRE(each.arms.size() == 2);
    CHECK(each.arms[0].value == each.discount_percent);
    CHECK(static_cast<int>(each.slots.size()) <= each.arms[1].value);
    if (each.discount_percent == 50) ++halves;
  }
  CHECK(halves == 1);
  snapshot.discounts.given_minor = 1'500;
  for (const PlannedAttempt& each : plan_day(snapshot, noon).planned) {
    CHECK(each.discount_percent == 0);
  }
}

TEST_CASE("a second message of a plan offers no less than the first did") {
  Snapshot snapshot = salon_with_due_client();
  snapshot.settings.arms.discounts = {0, 40};
  snapshot.attempts.push_back(attempt(1, "2026-01-29", "2026-02-20T12:00:00Z"));
  snapshot.attempts[0].discount_percent = 40;
  snapshot.attempts[0].completion_reason = CompletionReason::none;
  const Plan plan = plan_day(snapshot, noon);
  REQUIRE(plan.planned.size() == 1);
  CHECK(plan.planned[0].attempt_number == 2);
  CHECK(plan.planned[0].discount_percent == 40);
}

TEST_CASE("results by arm are worth as much as their probabilities leave") {
  const TimeZone zone = TimeZone::utc();
  ResultMetrics metrics(zone, {});
  const auto add = [&metrics](int percent, double probability, bool is_booked, int times) {
    const std::vector<DrawnArm> arms{{ArmFactor::discount, percent, probability}};
    ResultRow row;
    row.sent_at = noon;
    row.discount_percent = percent;
    row.arms = arms;
    if (is_booked) row.completion_reason = CompletionReason::converted;
    for (int i = 0; i < times; ++i) metrics.add(row);
  };
  // Half of the sends at .8 with a tenth booked, half at .2 with a third: by weights the second
  // half counts four times.
  add(10, .8, true, 40);
  add(10, .8, false, 360);
  add(10, .2, true, 40);
  add(10, .2, false, 80);
  add(20, .5, true, 9);
  add(20, .5, false, 90);  // 99: one short of what may be said
  add(30, .01, false, 200);
  add(40, 0, true, 10);  // no such probability
  const auto& arms = metrics.overview().by_arm;
  REQUIRE(arms.size() == 3);
  const ArmResult& ten = arms.at({ArmFactor::discount, 10});
  CHECK(ten.counts.sent == 520);
  CHECK(ten.counts.bookings == 80);
  CHECK(ten.booked_if_all().value() == Approx((40 / .8 + 40 / .2) / (400 / .8 + 120 / .2)));
  CHECK_FALSE(arms.at({ArmFactor::discount, 20}).booked_if_all());
  CHECK_FALSE(arms.at({ArmFactor::discount, 30}).booked_if_all());
  CHECK_FALSE(ArmResult{}.booked_if_all());
}

TEST_CASE("templates are counted by their id: the same number is another text in another tone") {
  const TimeZone zone = TimeZone::utc();
  ResultMetrics metrics(zone, {});
  const std::vector<DrawnArm> arms{{ArmFactor::tone, static_cast<int>(Tone::casual), .5},
                                   {ArmFactor::message_template, 3, 1.0 / 12}};
  for (const auto& [id, times] :
       {std::pair{"en-casual-03", 120}, {"en-friendly-03", 99}, {"ru-casual-03", 1}}) {
    ResultRow row;
    row.template_id = id;
    row.sent_at = noon;
    row.arms = arms;
    for (int i = 0; i < times; ++i) {
      row.completion_reason = i % 4 == 0 ? CompletionReason::converted : CompletionReason::none;
      metrics.add(row);
    }
  }
  const auto& found = metrics.overview().by_arm;
  REQUIRE(found.size() == 4);
  const ArmResult& casual = found.at({ArmFactor::message_template, 3, "en-casual-03"});
  CHECK(casual.counts.sent == 120);
  CHECK(casual.counts.bookings == 30);
  CHECK(casual.booked_if_all().value() == Approx(.25));
  const ArmResult& friendly = found.at({ArmFactor::message_template, 3, "en-friendly-03"});
  CHECK(friendly.counts.sent == 99);
  CHECK_FALSE(friendly.booked_if_all());
  CHECK(found.at({ArmFactor::message_template, 3, "ru-casual-03"}).counts.bookings == 1);
  CHECK(found.at({ArmFactor::tone, static_cast<int>(Tone::casual)}).counts.sent == 220);
  // Nobody has chosen to try the texts: they are not compared with what is tried.
  const auto tried = tried_arms(metrics.overview());
  REQUIRE(tried.size() == 1);
  CHECK(tried.begin()->first == ArmKey{ArmFactor::tone, static_cast<int>(Tone::casual)});
  CHECK(tried.begin()->second.counts.sent == 220);
}

TEST_CASE("what is tried is all that was drawn but the texts") {
  CHECK(tried_arms({}).empty());
  ResultOverview overview;
  const std::vector<ArmKey> tried{{ArmFactor::discount, 0},
                                  {ArmFactor::discount, 10},
                                  {ArmFactor::tone, 1},
                                  {ArmFactor::slots, 0}};
  for (const ArmKey& key : tried) overview.by_arm[key].counts.sent = 7;
  overview.by_arm[{ArmFactor::message_template, 1, "en-casual-01"}].counts.sent = 7;
  overview.by_arm[{ArmFactor::message_template, 1, "en-friendly-01"}].counts.sent = 7;
  std::vector<ArmKey> found;
  for (const auto& [key, result] : tried_arms(overview)) found.push_back(key);
  CHECK(found == tried);
  CHECK(overview.by_arm.size() == 6);
}
