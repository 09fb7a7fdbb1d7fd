// What `stats` and `report` read of a company's messages: one pass over them, nothing kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk.hpp"
#include "reactivation/core/insight.hpp"
#include "reactivation/core/metrics.hpp"

namespace cli {

/// `--period`, or `--from` and `--to`, as typed.
struct SpanArguments {
  std::string period = "month";
  std::string from;
  std::string to;
};
/// `week`, `month`, `quarter` or `year` in days.
[[nodiscard]] std::optional<int> days_of_period(std::string_view period);
void add_span_options(CLI::App& command, SpanArguments& arguments);

/// Whole local days, both inclusive.
struct DaySpan {
  reactivation::LocalDate from;
  reactivation::LocalDate to;
};
/// The command ends for what names no days.
[[nodiscard]] DaySpan read_span(const SpanArguments& arguments, reactivation::LocalDate today);

struct CostArguments {
  double message_minor = 0;
  double prompt_minor_per_million = 0;
  double answer_minor_per_million = 0;
};
void add_cost_options(CLI::App& command, CostArguments& arguments);

struct CompanyResults {
  reactivation::ResultOverview overview;
  std::optional<reactivation::ExperimentFacts> experiment;  ///< absent: nobody is held out
  std::optional<reactivation::SmallestStep> step;           ///< absent: one discount alone
  std::vector<reactivation::ClientId> second_message_clients;
  std::vector<reactivation::Insight> insights;
};
/// A visit within so many days of becoming due counts as one of the experiment.
inline constexpr int outcome_days = 30;

struct ResultsQuestion {
  const reactivation::Company& company;
  reactivation::Instant now;
  DaySpan days;
  CostArguments costs;
};
[[nodiscard]] reactivation::result<CompanyResults> read_results(reactivation::SqlStore& store,
                                                                const ResultsQuestion& question);
[[nodiscard]] CompanyResults read_results(Desk& desk, const DaySpan& days,
                                          const CostArguments& costs);

}  // namespace cli
