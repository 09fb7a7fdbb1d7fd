// reactivation stats: what came of the messages of a period.
#include <array>
#include <cstdio>
#include <iostream>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "reactivation/json/result_json.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "typed.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct StatsArguments {
  Place place;
  std::string period = "month";
  std::string from;
  std::string to;
  bool is_json = false;
};

/// Whole local days, both inclusive.
struct DaySpan {
  LocalDate from;
  LocalDate to;
};

int days_of(const std::string& period) {
  if (period == "week") return 7;
  if (period == "month") return 30;
  if (period == "quarter") return 91;
  if (period == "year") return 365;
  fail_usage("--period \"" + typed(period) + "\": it may be week, month, quarter or year");
}

LocalDate read_date(const std::string& text, const char* place) {
  const auto date = parse_iso_date(text);
  if (!date) {
    fail_usage(std::string(place) + " \"" + typed(text) + "\" is no date; write it as 2026-03-02");
  }
  return *date;
}

DaySpan days_asked(const StatsArguments& arguments, LocalDate today) {
  if (arguments.from.empty() && arguments.to.empty()) {
    return {today - Days{days_of(arguments.period) - 1}, today};
  }
  if (arguments.from.empty()) fail_usage("--to needs --from, as --from 2026-03-01");
  const DaySpan days{read_date(arguments.from, "--from"),
                     arguments.to.empty() ? today : read_date(arguments.to, "--to")};
  if (days.to < days.from) fail_usage("--to lies before --from; name the earlier date first");
  return days;
}

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

Table rates_table(const CampaignCounts& all) {
  Table table({{""}, {"rate", Align::right}, {"target", Align::right}});
  table.add({"booked", percent_text(all.bookings, all.sent), "15 %"});
  table.add({"answered", percent_text(all.responses, all.sent), "30 %"});
  table.add({"stopped", percent_text(all.opt_outs, all.sent), "below 5 %"});
  return table;
}

void run(const StatsArguments& arguments) {
  Desk desk(arguments.place);
  const TimeZone& zone = desk.company().time_zone;
  const DaySpan days = days_asked(arguments, zone.local_date(desk.now()));
  const CampaignStats stats = desk.get(desk.store().load_stats(
      desk.company().id, {zone.start_of(days.from), zone.start_of(days.to + Days{1})}));
  if (arguments.is_json) {
    std::cout << write_stats({desk.company().id, days.from, days.to, stats});
    return;
  }
  std::cout << styled(harmless(desk.company().name), Style::bold) << " · " << day_text(days.from)
            << " – " << day_text(days.to) << "\n\n";
  if (stats.all.sent == 0) {
    std::cout << "No sends yet in this time.\n";
    return;
  }
  std::cout << counts_table(stats).text() << "\n" << rates_table(stats.all).text();
  if (stats.all.uncertain > 0) {
    std::cout << "\n"
              << count_text(stats.all.uncertain, "message")
              << " may or may not have arrived; they count as sent.\n";
  }
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
  CLI::Option* period = command->add_option(
      "--period", arguments->period, "The last week, month (30 days), quarter (91) or year (365)");
  period->type_name("PERIOD");
  command->add_option("--from", arguments->from, "The first day")
      ->type_name("DATE")
      ->excludes(period);
  command->add_option("--to", arguments->to, "The last day; today when left out")
      ->type_name("DATE")
      ->excludes(period);
  command->add_flag("--json", arguments->is_json, "Print the counts as one JSON document");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
