#include "results_reading.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "failure.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

int days_of(const std::string& period) {
  if (const auto days = days_of_period(period)) return *days;
  fail_usage("--period \"" + typed(period) + "\": it may be week, month, quarter or year");
}

LocalDate read_date(const std::string& text, const char* place) {
  const auto date = parse_iso_date(text);
  if (!date) {
    fail_usage(std::string(place) + " \"" + typed(text) + "\" is no date; write it as 2026-03-02");
  }
  return *date;
}

/// Everybody who became eligible in the period, as far as the days to come back are over.
result<std::optional<ExperimentFacts>> read_experiment(SqlStore& store, CompanyId company,
                                                       const Holdout& holdout, const Period& period,
                                                       Instant now) {
  if (holdout.percent <= 0) return std::optional<ExperimentFacts>{};
  ExperimentFacts facts;
  const Days within{outcome_days};
  std::int64_t all = 0;
  const auto add = [&](const EligibleOutcome& client) {
    ++all;
    if (client.eligible_at + within > now) return;
    GroupCount& group = client.group == ExperimentGroup::held_out ? facts.held : facts.treated;
    ++group.clients;
    group.successes += client.visits > 0;
    group.value += client.revenue_minor;
    group.value_squares += client.revenue_minor * client.revenue_minor;
  };
  const auto read = store.for_each_eligible(company, {holdout.name, period, within}, add);
  if (!read) return read.as_failure();
  ExperimentQuestion question;
  question.held_share = std::min(holdout.percent, 99) / 100.0;
  const Instant until = std::min(period.until, now);
  const double days = static_cast<double>((until - period.from).count()) / 86400;
  if (days > 0) question.clients_per_day = static_cast<double>(all) / days;
  facts.result = experiment_result(facts.treated, facts.held, question);
  return std::optional{facts};
}

/// First messages alone: later ones go to those whom an earlier one did not bring.
class FirstMessages {
public:
  void add(const ResultRow& row) {
    if (row.attempt_number != 1) return;
    DiscountArm& arm = arms_[row.discount_percent];
    arm.percent = row.discount_percent;
    ++arm.sent;
    if (row.completion_reason == CompletionReason::converted) ++arm.booked;
  }
  [[nodiscard]] std::optional<SmallestStep> step() const {
    if (arms_.size() < 2) return std::nullopt;
    std::vector<DiscountArm> arms;
    for (const auto& [percent, arm] : arms_) arms.push_back(arm);
    Draw draw(1);  // the same figures give the same answer
    return smallest_step(arms, {}, {}, draw);
  }

private:
  std::map<int, DiscountArm> arms_;
};

}  // namespace

std::optional<int> days_of_period(std::string_view period) {
  if (period == "week") return 7;
  if (period == "month") return 30;
  if (period == "quarter") return 91;
  if (period == "year") return 365;
  return std::nullopt;
}

void add_span_options(CLI::App& command, SpanArguments& arguments) {
  CLI::Option* period = command.add_option(
      "--period", arguments.period, "The last week, month (30 days), quarter (91) or year (365)");
  period->type_name("PERIOD");
  command.add_option("--from", arguments.from, "The first day")
      ->type_name("DATE")
      ->excludes(period);
  command.add_option("--to", arguments.to, "The last day; today when left out")
      ->type_name("DATE")
      ->excludes(period);
}

DaySpan read_span(const SpanArguments& arguments, LocalDate today) {
  if (arguments.from.empty() && arguments.to.empty()) {
    return {today - Days{days_of(arguments.period) - 1}, today};
  }
  if (arguments.from.empty()) fail_usage("--to needs --from, as --from 2026-03-01");
  const DaySpan days{read_date(arguments.from, "--from"),
                     arguments.to.empty() ? today : read_date(arguments.to, "--to")};
  if (days.to < days.from) fail_usage("--to lies before --from; name the earlier date first");
  return days;
}

void add_cost_options(CLI::App& command, CostArguments& arguments) {
  const auto add = [&command](const char* name, double& value, const char* help) {
    command.add_option(name, value, help)->type_name("MINOR")->check(CLI::Range(0.0, 1e9));
  };
  add("--message-cost", arguments.message_minor, "What a message costs, in minor units [0]");
  add("--prompt-cost", arguments.prompt_minor_per_million,
      "A language model's million tokens read, in minor units [0]");
  add("--answer-cost", arguments.answer_minor_per_million, "And written [0]");
}

result<CompanyResults> read_results(SqlStore& store, const ResultsQuestion& question) {
  const Company& company = question.company;
  const TimeZone& zone = company.time_zone;
  const CostArguments& costs = question.costs;
  const Period period{zone.start_of(question.days.from), zone.start_of(question.days.to + Days{1})};
  ResultMetrics metrics(
      zone, {costs.message_minor, costs.prompt_minor_per_million, costs.answer_minor_per_million});
  SecondMessageClients waiting;
  FirstMessages first;
  const auto read = store.for_each_result(company.id, period, [&](const ResultRow& row) {
    metrics.add(row);
    first.add(row);
    if (row.completion_reason == CompletionReason::converted) {
      waiting.add({row.client_id, row.attempt_number});
    }
  });
  if (!read) return read.as_failure();
  const auto settings = store.load_settings(company.id);
  if (!settings) return settings.as_failure();
  auto experiment =
      read_experiment(store, company.id, settings.value().holdout, period, question.now);
  if (!experiment) return experiment.as_failure();
  CompanyResults out;
  out.overview = metrics.overview();
  out.experiment = std::move(experiment).value();
  out.step = first.step();
  out.second_message_clients = waiting.found();
  out.insights = insights_of({out.overview, out.experiment, settings.value().conversion_threshold,
                              out.step, out.second_message_clients});
  return out;
}

CompanyResults read_results(Desk& desk, const DaySpan& days, const CostArguments& costs) {
  return desk.get(read_results(desk.store(), {desk.company(), desk.now(), days, costs}));
}

}  // namespace cli
