// reactivation score: what each client's own rhythm says of them on a day.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

#include "commands.hpp"
#include "failure.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "table.hpp"
#include "typed.hpp"
#include "visit_file.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct ScoreArguments {
  VisitFileOptions file;
  std::string until;
  int horizon_days = 30;
  bool is_json = false;
};

/// All visits as one service: the business's own clock.
struct Business {
  RhythmModel model;
  bool is_fitted = false;
  double median_days = 30;
  std::int32_t horizon_days = 30;  ///< of the states
  RhythmThresholds thresholds;
};

Business learnt(const std::vector<ClientHistory>& clients, LocalDate until) {
  Business out;
  std::vector<VisitSummary> summaries;
  std::vector<double> gaps_weeks;
  std::vector<ReturnGap> gaps;
  for (const ClientHistory& client : clients) {
    summaries.push_back(summary_of(client.days, until));
    for (const double gap : gap_days_of(client.days)) gaps_weeks.push_back(gap / 7);
    const auto own = gaps_of(client.days, until);
    gaps.insert(gaps.end(), own.begin(), own.end());
  }
  const HistorySize size = size_of(summaries, gaps_weeks);
  const auto observed_days = static_cast<std::int32_t>(size.observed_weeks * 7);
  out.horizon_days = out.thresholds.horizon_days_min;
  if (const auto known = service_interval(return_curve(gaps), 30, observed_days)) {
    out.median_days = known->median_days;
    out.horizon_days = std::max(out.horizon_days, known->due_days);
  }
  out.is_fitted = is_enough_for_a_fit(size);
  out.model = out.is_fitted ? fit_rhythm(summaries).model
                            : model_without_a_fit(size.median_gap_weeks > 0 ? size.median_gap_weeks
                                                                            : out.median_days / 7);
  return out;
}

struct Score {
  std::int32_t visits = 0;
  std::int64_t silence_days = 0;
  double p_alive = 0;
  double p_visit = 0;
  double expected_visits = 0;
  double return_weeks = 0;
  OwnInterval own;
  RhythmState state = RhythmState::on_rhythm;
};

/// When each client would be given up, as a plan by `rhythm` has it.
std::vector<DueDays> due_days_of(const Business& business,
                                 const std::vector<ClientHistory>& clients) {
  std::vector<TriggerQuestion> questions;
  for (const ClientHistory& client : clients) {
    const OwnInterval own = own_interval(gap_days_of(client.days), business.median_days);
    questions.push_back(
        {summary_of(client.days, client.days.back()),
         std::max(ServiceRhythm{}.floor_days_min, static_cast<std::int32_t>(std::ceil(own.days))),
         business.horizon_days});
  }
  return trigger_days(business.model, business.thresholds, questions);
}

Score score_of(const Business& business, const ClientHistory& client, const DueDays& due,
               LocalDate until, int horizon_days) {
  const VisitSummary summary = summary_of(client.days, until);
  const double weeks = horizon_days / 7.0;
  Score out;
  out.visits = summary.repeats + 1;
  out.silence_days = (until - client.days.back()).count();
  out.p_alive = p_alive(business.model, summary);
  out.p_visit = p_visit(business.model, summary, weeks);
  out.expected_visits = expected_visits(business.model, summary, weeks);
  out.return_weeks = weeks_until_return(business.model, summary, 0.5);
  out.own = own_interval(gap_days_of(client.days), business.median_days);
  const double by_state = p_visit(business.model, summary, business.horizon_days / 7.0);
  out.state =
      state_of({static_cast<double>(out.silence_days), out.own.days, {out.p_alive, by_state}},
               business.thresholds);
  if (out.state == RhythmState::lost && out.silence_days < due.lost) {
    out.state = RhythmState::at_risk;
  }
  return out;
}

std::string number(const char* form, double value) {
  char text[64];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

void print_line(const ClientHistory& client, const Score& score, LocalDate until) {
  const auto return_days = static_cast<int>(std::min(score.return_weeks * 7, 36500.0));
  nlohmann::ordered_json line;
  line["client"] = client.code;
  line["visits"] = score.visits;
  line["days_since_visit"] = score.silence_days;
  line["p_alive"] = score.p_alive;
  line["p_visit"] = score.p_visit;
  line["expected_visits"] = score.expected_visits;
  line["expected_return"] = to_iso_date(until + Days{return_days});
  line["own_interval_days"] = score.own.days;
  line["own_gaps"] = score.own.gaps;
  line["state"] = to_string(score.state);
  std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

void run(const ScoreArguments& arguments) {
  if (arguments.file.visits.empty()) fail_usage("--visits is needed: an export with your visits");
  const VisitFile file = read_visit_file(arguments.file);
  const LocalDate until = read_until(arguments.until, file.last_visit_on);
  const std::vector<ClientHistory> clients = histories_of(file, until);
  if (clients.empty()) {
    fail_usage(typed(arguments.file.visits) + ": no visit until " + to_iso_date(until) +
               "; name a later day, as --until 2026-02-28");
  }
  const Business business = learnt(clients, until);
  if (!business.is_fitted) {
    std::cerr << "note: the history is too short for a fit of its own; the scores go by what is "
                 "usual\n";
  }
  Table table({{"client", Align::left, 32},
               {"visits", Align::right},
               {"last, days ago", Align::right},
               {"own interval", Align::right},
               {"P(client)", Align::right},
               {"P(visit)", Align::right},
               {"visits expected", Align::right},
               {"state"}});
  const std::vector<DueDays> due = due_days_of(business, clients);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const ClientHistory& client = clients[i];
    const Score score = score_of(business, client, due[i], until, arguments.horizon_days);
    if (arguments.is_json) {
      print_line(client, score, until);
      continue;
    }
    table.add({client.code, number_text(score.visits), number_text(score.silence_days),
               number("%.0f", score.own.days), number("%.3f", score.p_alive),
               number("%.3f", score.p_visit), number("%.2f", score.expected_visits),
               std::string(to_string(score.state))});
  }
  if (!arguments.is_json) std::cout << table.text();
}

}  // namespace

void add_score(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ScoreArguments>();
  CLI::App* command = add_command(
      program,
      {"score", "Say of each client how likely they come again, and where they stand",
       "A line a client: P(still a client), P(visit within the horizon), visits expected, their "
       "own\n"
       "interval, and a state: on_rhythm, due, overdue, at_risk, lost. docs/rhythm.md says how.",
       "  reactivation score --visits visits.csv --until 2026-02-28 --horizon 30 --json"});
  add_visit_file_options(*command, arguments->file);
  command->add_option("--until", arguments->until, "The last day that is known [the last visit's]")
      ->type_name("DATE");
  command->add_option("--horizon", arguments->horizon_days, "P(visit) within so many days [30]")
      ->type_name("DAYS")
      ->check(CLI::Range(1, 3650));
  command->add_flag("--json", arguments->is_json, "Print one JSON object a line");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
