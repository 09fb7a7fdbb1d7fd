// reactivation stats: what came of the messages of a period.
#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "reactivation/json/words.hpp"
#include "results_json.hpp"
#include "results_reading.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "typed.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct StatsArguments {
  Place place;
  SpanArguments span;
  CostArguments costs;
  bool is_json = false;
};

double share(std::int64_t part, std::int64_t of) {
  return of > 0 ? static_cast<double>(part) / static_cast<double>(of) : 0.0;
}

std::string percent_text(std::int64_t part, std::int64_t of) {
  if (of == 0) return "–";
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.1f %%", 100.0 * share(part, of));
  return out.data();
}

Table counts_table(const CampaignStats& stats) {
  Table table({{""},
               {"sent", Align::right},
               {"answered", Align::right},
               {"booked", Align::right},
               {"stopped", Align::right},
               {"silent", Align::right},
               {"open", Align::right}});
  const auto add = [&table](const std::string& name, const CampaignCounts& counts) {
    table.add({name, number_text(counts.sent), number_text(counts.responses),
               number_text(counts.bookings), number_text(counts.opt_outs),
               number_text(counts.silent), number_text(counts.waiting)});
  };
  for (const AttemptCounts& attempt : stats.by_attempt) {
    add("message " + std::to_string(attempt.attempt_number), attempt.counts);
  }
  add("all", stats.all);
  return table;
}

std::string sure_text(const Proportion& proportion) {
  const ConfidenceInterval sure = wilson_interval(proportion);
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%.1f … %.1f %%", 100 * sure.low, 100 * sure.high);
  return out.data();
}

Table rates_table(const CampaignCounts& all) {
  Table table(
      {{""}, {"rate", Align::right}, {"95 % interval", Align::right}, {"target", Align::right}});
  const auto add = [&](const char* name, std::int64_t part, const char* target) {
    table.add({name, percent_text(part, all.sent), sure_text({part, all.sent}), target});
  };
  add("booked", all.bookings, "15 %");
  add("answered", all.responses, "30 %");
  add("stopped", all.opt_outs, "below 5 %");
  return table;
}

std::string name_of(const ArmKey& arm) {
  switch (arm.factor) {
    case ArmFactor::discount:
      return "discount " + std::to_string(arm.value) + " %";
    case ArmFactor::tone:
      return "tone " + std::string(word_of(static_cast<Tone>(arm.value)));
    case ArmFactor::slots:
    case ArmFactor::message_template:
      break;
  }
  return std::to_string(arm.value) + " free times";
}

/// What plans drew, to compare.
Table arms_table(const std::map<ArmKey, ArmResult>& arms) {
  Table table({{"tried"},
               {"sent", Align::right},
               {"booked", Align::right},
               {"95 % interval", Align::right},
               {"had all got it", Align::right}});
  for (const auto& [arm, result] : arms) {
    const ResultCounts& counts = result.counts;
    const auto if_all = result.booked_if_all();
    std::array<char, 32> text{};
    if (if_all) std::snprintf(text.data(), text.size(), "%.1f %%", 100 * *if_all);
    table.add({name_of(arm), number_text(counts.sent), percent_text(counts.bookings, counts.sent),
               sure_text({counts.bookings, counts.sent}), if_all ? text.data() : "–"});
  }
  return table;
}

std::string hours_text(const HourSummary& hours) {
  if (hours.count() == 0) return "–";
  std::array<char, 96> out{};
  std::snprintf(out.data(), out.size(), "%.1f h (mean %.1f)", *hours.median(), *hours.mean());
  return out.data();
}

Table money_table(const ResultOverview& overview, const std::string& currency) {
  const auto money = [&currency](double minor) {
    return money_text(std::llround(minor), currency);
  };
  Table table({{""}, {"", Align::right}, {""}});
  table.add({"half have answered after", hours_text(overview.response_hours), "target below 24 h"});
  table.add({"half have booked after", hours_text(overview.conversion_hours), ""});
  table.add({"visits", number_text(overview.all.visits), "of the bookings"});
  table.add({"revenue of them", money(static_cast<double>(overview.all.revenue_minor())),
             "less discounts of " + money(static_cast<double>(overview.all.discount_minor))});
  const auto roi = overview.roi();
  std::array<char, 32> text{};
  if (roi) std::snprintf(text.data(), text.size(), "%.1f", *roi);
  table.add({"return on cost", roi ? text.data() : "–",
             roi ? "target 3; all messages cost " + money(overview.cost_minor())
                 : "name the costs, as --message-cost 450"});
  return table;
}

void print_insights(const CompanyResults& results) {
  for (const Insight& insight : results.insights) {
    const InsightText text = insight_text(insight, Language::en);
    std::cout << "\n" << styled(text.sentence, Style::bold) << "\n  " << text.evidence << "\n";
  }
}

void run(const StatsArguments& arguments) {
  Desk desk(arguments.place);
  const Company& company = desk.company();
  const TimeZone& zone = company.time_zone;
  const DaySpan days = read_span(arguments.span, zone.local_date(desk.now()));
  const CompanyResults results = read_results(desk, days, arguments.costs);
  const CampaignStats stats = stats_of(results.overview);
  if (arguments.is_json) {
    const auto out = stats_json(results, company, days);
    std::cout << out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
    return;
  }
  std::cout << styled(harmless(company.name), Style::bold) << " · " << day_text(days.from) << " – "
            << day_text(days.to) << "\n\n";
  if (stats.all.sent == 0) {
    std::cout << "No sends yet in this time.\n";
    return;
  }
  std::cout << counts_table(stats).text() << "\n"
            << rates_table(stats.all).text() << "\n"
            << money_table(results.overview, company.currency).text();
  const auto arms = tried_arms(results.overview);
  if (!arms.empty()) std::cout << "\n" << arms_table(arms).text();
  if (stats.all.uncertain > 0) {
    std::cout << "\n"
              << count_text(stats.all.uncertain, "message")
              << " may or may not have arrived; they count as sent.\n";
  }
  print_insights(results);
}

}  // namespace

void add_stats(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<StatsArguments>();
  CLI::App* command = add_command(
      program, {"stats", "Count what came of the messages of a period",
                "By the day of the send, on the company's clock; today is the period's last day. "
                "Beside the\n"
                "rates stand the targets.",
                "  reactivation stats --db salon.db --period quarter\n"
                "  reactivation stats --db salon.db --from 2026-01-01 --to 2026-01-31 --json"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  add_now_option(*command, arguments->place);
  add_span_options(*command, arguments->span);
  add_cost_options(*command, arguments->costs);
  command->add_flag("--json", arguments->is_json, "Print the counts as one JSON document");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
