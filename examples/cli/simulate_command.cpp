// reactivation simulate: a year of invented companies under the real engine, with everything going
// wrong, judged by the oracle; or what a year with the host's own settings would have sent.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "failure.hpp"
#include "reactivation/json/parts_json.hpp"
#include "reactivation/simulation/simulation.hpp"
#include "table.hpp"
#include "terminal.hpp"

namespace cli {

using namespace reactivation;
using namespace reactivation::simulation;

namespace {

struct SimulateArguments {
  std::uint64_t seed = 1;
  double years = 0;
  int days = 0;
  int companies = 0;
  int clients = 200;
  int workers = 0;
  std::string faults;
  std::string settings;
  std::string timezone;
  std::string start;
  std::string log;
  bool is_shrunk = false;
  bool is_json = false;
};

constexpr std::size_t settings_bytes_max = 1 << 20;

FaultSet read_faults(const std::string& text) {
  if (text == "all") return FaultSet::all();
  FaultSet faults;
  if (text == "none") return faults;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    const auto kind = find_fault(word);
    if (!kind) {
      fail_usage("--faults \"" + harmless(shortened(word, 30)) +
                 "\": it may be all, none, or words of the list in docs/testing.md");
    }
    faults.insert(*kind);
    begin = end + 1;
  }
  return faults;
}

/// The host's own settings ask for an undisturbed year of one company; else everything is drawn.
SimulationOptions options_of(const SimulateArguments& arguments, const TimeZoneSource& zones) {
  SimulationOptions options;
  const bool is_own = !arguments.settings.empty();
  options.seed = arguments.seed;
  options.days = arguments.days;
  if (options.days == 0) {
    options.days = static_cast<int>(365 * (arguments.years > 0 ? arguments.years : 1) + 0.5);
  }
  options.companies = arguments.companies > 0 ? arguments.companies : (is_own ? 1 : 2);
  options.workers = arguments.workers > 0 ? arguments.workers : (is_own ? 1 : 2);
  options.clients = arguments.clients;
  options.faults = read_faults(!arguments.faults.empty() ? arguments.faults
                               : is_own                  ? "none"
                                                         : "all");
  if (!arguments.timezone.empty()) options.time_zone = find_zone(zones, arguments.timezone).name();
  if (!arguments.start.empty()) {
    const auto date = parse_iso_date(arguments.start);
    if (!date) {
      fail_usage("--start \"" + harmless(shortened(arguments.start, 20)) +
                 "\" is no date; write it as 2026-03-02");
    }
    options.start = TimeZone::utc().start_of(*date);
  }
  if (is_own) {
    auto read = read_settings(read_file(arguments.settings, settings_bytes_max));
    report_issues(read.issues, arguments.settings);
    options.settings = std::move(read.value);
  }
  return options;
}

std::string number_text(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    if (at > 0) digits.insert(at, ",");
  }
  return digits;
}

std::string mean_discount(const PeriodAccount& period) {
  if (period.with_discount == 0) return "–";
  return std::to_string((period.discount_percents + period.with_discount / 2) /
                        period.with_discount) +
         " %";
}

void add_row(Table& table, const std::string& name, const PeriodAccount& period) {
  table.add({name, number_text(period.sent), number_text(period.days_with_sends),
             number_text(period.sent_most_on_a_day), number_text(period.with_discount),
             mean_discount(period), number_text(period.replies), number_text(period.opt_outs),
             number_text(period.bookings), number_text(period.visits)});
}

void print_year(const SimulationOptions& options, const SimulationReport& report) {
  std::cout << styled(std::to_string(options.days) + " simulated days", Style::bold) << ": "
            << options.companies << (options.companies == 1 ? " company" : " companies") << " of "
            << number_text(options.clients) << " clients, from "
            << to_rfc3339(start_of_world(options)).substr(0, 10) << ", seed " << options.seed
            << ", " << number_text(report.faults) << " faults\n\n";
  Table table({{"month", Align::left},
               {"sent", Align::right},
               {"days with sends", Align::right},
               {"most on a day", Align::right},
               {"with discount", Align::right},
               {"mean", Align::right},
               {"replies", Align::right},
               {"opt-outs", Align::right},
               {"bookings after", Align::right},
               {"visits", Align::right}});
  for (const auto& [month, period] : report.year.months) add_row(table, month, period);
  add_row(table, "all", report.year.all);
  std::cout << table.text() << "\nMessages by attempt:";
  for (std::size_t i = 1; i < report.year.by_attempt.size(); ++i) {
    if (report.year.by_attempt[i] == 0) continue;
    std::cout << "  " << i << ": " << number_text(report.year.by_attempt[i]);
  }
  std::cout << "\nNot written to on the last planned day:";
  for (const auto& [reason, clients] : report.year.not_written_to) {
    std::cout << "  " << reason << " " << number_text(clients);
  }
  std::cout << "\n\n";
}

nlohmann::ordered_json period_json(const PeriodAccount& period) {
  return {{"planned", period.planned},
          {"sent", period.sent},
          {"days_with_sends", period.days_with_sends},
          {"sent_most_on_a_day", period.sent_most_on_a_day},
          {"with_discount", period.with_discount},
          {"discount_percents", period.discount_percents},
          {"replies", period.replies},
          {"opt_outs", period.opt_outs},
          {"bookings", period.bookings},
          {"visits", period.visits}};
}

/// What has to be typed after `reactivation simulate` for the same world.
std::string repeat_of(const SimulationOptions& options, const SimulateArguments& arguments) {
  if (arguments.settings.empty()) return to_arguments(options);
  return to_arguments(options) + " --settings " + arguments.settings;
}

void print_json(const SimulationOptions& options, const SimulateArguments& arguments,
                const SimulationReport& report) {
  nlohmann::ordered_json out;
  out["schema"] = "reactivation.simulation/1";
  out["seed"] = options.seed;
  out["days"] = options.days;
  out["companies"] = options.companies;
  out["clients"] = options.clients;
  out["workers"] = options.workers;
  out["start"] = to_rfc3339(start_of_world(options));
  out["repeat"] = repeat_of(options, arguments);
  out["entries"] = report.entries;
  out["all"] = period_json(report.year.all);
  out["months"] = nlohmann::ordered_json::object();
  for (const auto& [month, period] : report.year.months) out["months"][month] = period_json(period);
  out["by_attempt"] = report.year.by_attempt;
  out["not_written_to"] = report.year.not_written_to;
  out["edges"] = report.coverage.edges;
  out["reasons"] = report.coverage.reasons;
  for (std::size_t i = 0; i < fault_kinds; ++i) {
    out["faults"][std::string(to_string(static_cast<FaultKind>(i)))] = report.coverage.faults[i];
  }
  out["violations"] = nlohmann::ordered_json::array();
  for (const Violation& violation : report.violations) {
    out["violations"].push_back({{"invariant", violation.invariant},
                                 {"at", to_rfc3339(violation.at)},
                                 {"entry", violation.entry},
                                 {"what", violation.what}});
  }
  std::cout << out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

void run(const SimulateArguments& arguments) {
  const SystemTimeZones zones;
  SimulationOptions options = options_of(arguments, zones);
  std::ofstream log;
  LogObserver observer;
  if (!arguments.log.empty()) {
    log.open(arguments.log, std::ios::binary);
    if (!log)
      fail_usage("--log \"" + harmless(arguments.log) +
                 "\" cannot be written; name a file in a folder that exists");
    observer = [&log](const LogEntry& entry) { log << to_line(entry) << '\n'; };
  }
  const auto store = make_memory_world_store();
  ProgressLine line;
  const auto report = simulate(options, *store, zones, observer, line.callback());
  line.clear();
  if (!report) fail_run("the simulation ended early: " + report.error().message());
  if (log.is_open() && !log.flush()) fail_run("--log: the file cannot be written to its end");
  if (arguments.is_json) {
    print_json(options, arguments, report.value());
  } else {
    print_year(options, report.value());
  }
  const auto& violations = report.value().violations;
  if (violations.empty()) {
    if (!arguments.is_json) {
      std::cout << "The oracle read " << number_text(report.value().entries)
                << " entries of the log and objects to nothing.\n";
    }
    return;
  }
  const Violation& first = violations.front();
  if (arguments.is_shrunk) {
    options = shrink(
        options, [] { return make_memory_world_store(); }, zones);
  }
  fail_run("the oracle objects at " + to_rfc3339(first.at) + ", entry " +
           std::to_string(first.entry) + " of the log, to a breach of " +
           std::string(first.invariant) + ": " + first.what +
           "; repeat it with: reactivation simulate " + repeat_of(options, arguments));
}

}  // namespace

void add_simulate(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<SimulateArguments>();
  CLI::App* command = add_command(
      program,
      {"simulate", "A year of invented clients in a second, judged by an oracle",
       "Runs the engine over invented companies, with crashes, lost answers, repeated and forged\n"
       "events and a store that fails, all by the dice of one seed. An oracle that shares no\n"
       "decision with the engine reads the log and ends the command with 1 when a promise of\n"
       "docs/safety.md is broken. With --settings: what a year with your settings would send, to\n"
       "invented clients, without faults. Nothing leaves the program.",
       "  reactivation simulate --seed 7\n"
       "  reactivation settings --db salon.db --json > settings.json\n"
       "  reactivation simulate --settings settings.json --clients 400 --timezone Europe/London"});
  command->add_option("--seed", arguments->seed, "The same seed is the same world; 1 by default");
  CLI::Option* years =
      command->add_option("--years", arguments->years, "Length of the world; 1 by default")
          ->check(CLI::Range(0.003, 10.0));
  command->add_option("--days", arguments->days, "The same in days")
      ->check(CLI::Range(1, 3660))
      ->excludes(years);
  command->add_option("--companies", arguments->companies, "2 by default, 1 with --settings")
      ->check(CLI::Range(1, 8));
  command->add_option("--clients", arguments->clients, "Of each company; 200 by default")
      ->check(CLI::Range(1, 100'000));
  command->add_option("--workers", arguments->workers, "Processes that plan and send; 2 by default")
      ->check(CLI::Range(1, 8));
  command
      ->add_option("--faults", arguments->faults,
                   "all, none, or a list with commas; all by default, none with --settings")
      ->type_name("KINDS");
  command
      ->add_option("--settings", arguments->settings,
                   "Settings of every company, as `reactivation settings --json` prints them")
      ->type_name("FILE");
  command->add_option("--timezone", arguments->timezone, "Of every company; drawn by default")
      ->type_name("ZONE");
  command->add_option("--start", arguments->start, "First day; drawn by default")
      ->type_name("DATE");
  command->add_option("--log", arguments->log, "Writes everything that happens, a line each")
      ->type_name("FILE");
  command->add_flag("--shrink", arguments->is_shrunk,
                    "After an objection: look for the smallest world in which it still comes");
  command->add_flag("--json", arguments->is_json, "One document, reactivation.simulation/1");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
