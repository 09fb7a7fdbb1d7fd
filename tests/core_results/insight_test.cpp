#include "reactivation/core/insight.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace reactivation;

namespace {

ExperimentFacts experiment(const GroupCount& treated, const GroupCount& held,
                           double clients_per_day = 0) {
  return {treated, held, experiment_result(treated, held, {.1, .05, clients_per_day, .1})};
}

std::vector<InsightKind> kinds_of(const InsightInput& input) {
  std::vector<InsightKind> out;
  for (const Insight& insight : insights_of(input)) out.push_back(insight.kind);
  return out;
}

bool says(const InsightInput& input, InsightKind kind) {
  const auto kinds = kinds_of(input);
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

const Insight& only(const std::vector<Insight>& insights, InsightKind kind) {
  return *std::find_if(insights.begin(), insights.end(),
                       [kind](const Insight& each) { return each.kind == kind; });
}

}  // namespace

TEST_CASE("without a holdout nothing is claimed") {
  CHECK(kinds_of({}) == std::vector{InsightKind::no_holdout});
}

TEST_CASE("what an experiment says") {
  InsightInput input;
  input.experiment = experiment({9000, 1800}, {1000, 100});
  CHECK(kinds_of(input) == std::vector{InsightKind::brings_visits, InsightKind::came_anyway});
  CHECK(insights_of(input)[1].value == Approx(.5));
  CHECK(insights_of(input)[0].count == 900);
  input.experiment = experiment({9000, 450}, {1000, 150});
  CHECK(kinds_of(input) == std::vector{InsightKind::keeps_visits_away});
  input.experiment = experiment({9000, 1000}, {1000, 110});
  CHECK(kinds_of(input) == std::vector{InsightKind::no_effect_seen});
  input.experiment = experiment({9000, 1800}, {500, 25});
  CHECK(kinds_of(input) == std::vector{InsightKind::uneven_groups});
  input.experiment = experiment({450, 50}, {50, 4}, 20);
  CHECK(kinds_of(input) == std::vector{InsightKind::not_enough_data});
  CHECK(insights_of(input)[0].count == input.experiment->result.days_left);
  input.experiment = experiment({450, 50}, {50, 4});
  CHECK(kinds_of(input) == std::vector{InsightKind::not_enough_data_yet});
  CHECK(insights_of(input)[0].count == input.experiment->result.clients_needed);
}

TEST_CASE("rates are spoken of when they are surely bad") {
  InsightInput input;
  input.overview.all.sent = 100;
  input.overview.all.bookings = 14;
  input.overview.all.opt_outs = 6;  // more than 5 %, and it may be luck
  CHECK(says(input, InsightKind::low_conversion));
  CHECK_FALSE(says(input, InsightKind::many_opt_outs));
  input.overview.all.opt_outs = 20;
  CHECK(says(input, InsightKind::many_opt_outs));
  input.overview.all.bookings = 15;
  CHECK_FALSE(says(input, InsightKind::low_conversion));
}

TEST_CASE("discounts: the smallest step, none, not known, and who waits for more") {
  InsightInput input;
  input.step = SmallestStep{10, .4, 0};
  CHECK(says(input, InsightKind::smallest_step));
  input.step = SmallestStep{0, .4, 0};
  CHECK(says(input, InsightKind::no_discount));
  input.step = SmallestStep{std::nullopt, 0, 60};
  CHECK(says(input, InsightKind::steps_not_known));
  CHECK_FALSE(says(input, InsightKind::second_message));
  input.second_message_clients = {ClientId{3}, ClientId{9}};
  CHECK(only(insights_of(input), InsightKind::second_message).count == 2);
}

TEST_CASE("the hour and the weekday that stand out, the best of them") {
  InsightInput input;
  for (std::size_t hour = 10; hour < 16; ++hour) input.overview.hours[hour] = {5, 100};
  CHECK(says(input, InsightKind::no_best_time));
  input.overview.hours[12] = {50, 100};
  input.overview.hours[13] = {60, 100};
  input.overview.hours[14] = {45, 100};
  CHECK(only(insights_of(input), InsightKind::best_hour).cell == 13);
  CHECK_FALSE(says(input, InsightKind::no_best_time));
  input.overview.hours = {};
  input.overview.weekdays = {Proportion{5, 100}, Proportion{5, 100}, Proportion{50, 100}};
  CHECK(only(insights_of(input), InsightKind::best_weekday).cell == 3);
  // Two cells alone: nothing to choose from.
  input.overview.weekdays = {Proportion{5, 100}, Proportion{5, 100}};
  CHECK_FALSE(says(input, InsightKind::no_best_time));
}

TEST_CASE("every kind has its words in every language, with nothing left to fill in") {
  Insight insight;
  insight.value = .123;
  insight.low = -.5;
  insight.high = .5;
  insight.first = {1234, 5678};
  insight.second = {12, 345};
  insight.cell = 5;
  for (const Language language : {Language::ru, Language::en}) {
    for (std::size_t kind = 0; kind < insight_kinds; ++kind) {
      insight.kind = static_cast<InsightKind>(kind);
      insight.count = static_cast<std::int64_t>(21 + kind);
      const InsightText text = insight_text(insight, language);
      for (const std::string& part : {text.sentence, text.evidence}) {
        INFO(part);
        CHECK(part.find_first_of("{}") == std::string::npos);
        CHECK(part.size() > 5);
        CHECK(part.back() == '.');
      }
    }
  }
}

TEST_CASE("plurals, decimal points and thin spaces are the language's own") {
  Insight insight;
  insight.kind = InsightKind::not_enough_data;
  const auto sentence = [&insight](std::int64_t count, Language language) {
    insight.count = count;
    return insight_text(insight, language).sentence;
  };
  CHECK(sentence(1, Language::ru).ends_with("осталось примерно 1 день."));
  CHECK(sentence(22, Language::ru).ends_with("22 дня."));
  CHECK(sentence(111, Language::ru).ends_with("111 дней."));
  CHECK(sentence(1, Language::en).ends_with("about 1 day to go."));
  CHECK(sentence(2345, Language::en).ends_with("about 2,345 days to go."));
  CHECK(sentence(2345, Language::ru).ends_with("2 345 дней."));
  insight = {.kind = InsightKind::keeps_visits_away,
             .value = -.0774,
             .low = -.1,
             .high = -.05,
             .first = {1, 2},
             .second = {1'000'000, 2'000'000}};
  CHECK(insight_text(insight, Language::en).sentence ==
        "Messages keep clients away: 7.7 of every 100.");
  CHECK(insight_text(insight, Language::ru).sentence ==
        "Сообщения отпугивают клиентов: 7,7 на каждые 100.");
  CHECK(insight_text(insight, Language::ru).evidence.find("от −10,0 до −5,0") != std::string::npos);
  CHECK(insight_text(insight, Language::en).evidence.find("1,000,000 of 2,000,000") !=
        std::string::npos);
  insight = {.kind = InsightKind::best_weekday, .cell = 2};
  CHECK(insight_text(insight, Language::ru).sentence ==
        "Чаще всего отвечают на сообщения, отправленные во вторник.");
}
