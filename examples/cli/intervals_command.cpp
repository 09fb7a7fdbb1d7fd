// reactivation intervals: what the history says of each service's interval, and the next step to
// it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "commands.hpp"
#include "failure.hpp"
#include "reactivation/core/interval_step.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/core/tables.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "visit_file.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct IntervalsArguments {
  Place place;
  VisitFileOptions file;
  std::string until;
  bool is_applied = false;
  bool is_json = false;
};

/// One service with a rule.
struct Row {
  Rule rule;
  std::string title;
  ReturnCurve curve;
  std::optional<ReturnTimes> times;
  std::optional<ServiceInterval> found;
  IntervalStep step;
};

/// The days of all clients as of `now`.
VisitDays days_of(const Snapshot& snapshot, Instant now) {
  ClientTable clients;
  for (const Client& client : snapshot.clients) clients.add(client);
  VisitTable visits;
  for (const Visit& visit : merged_visits(snapshot.visits)) visits.add(visit);
  return visit_days_of({.company = snapshot.company,
                        .settings = snapshot.settings,
                        .services = snapshot.services,
                        .staff = {},
                        .rules = snapshot.rules,
                        .clients = clients.columns(),
                        .visits = visits.columns(),
                        .history = {},
                        .attempts = {},
                        .slots = {},
                        .client_zones = {},
                        .weights = {},
                        .now = now});
}

std::vector<Row> rows_of(const Snapshot& snapshot, Instant now,
                         const std::vector<RuleStepTime>& steps) {
  const VisitDays days = days_of(snapshot, now);
  std::vector<Row> out;
  for (const Rule& rule : snapshot.rules) {
    const auto service =
        std::find_if(snapshot.services.begin(), snapshot.services.end(),
                     [&rule](const Service& each) { return each.id == rule.service_id; });
    if (service == snapshot.services.end() || !rule.is_active || !service->active) continue;
    Row row;
    row.rule = rule;
    row.title = service->title;
    const auto index = static_cast<std::uint32_t>(service - snapshot.services.begin());
    row.curve = return_curve(service_gaps(days, index, days.as_of));
    row.times = return_times(row.curve);
    const BusinessType type = snapshot.company.business_type;
    row.found = service_interval(row.curve, table_interval_days(type, row.title),
                                 observed_days(days, index, days.as_of));
    std::optional<std::int32_t> since;
    for (const RuleStepTime& step : steps) {
      if (step.service_id == rule.service_id) {
        since = static_cast<std::int32_t>((now - step.at) / Days{1});
      }
    }
    row.step = interval_step({rule, type, row.title, row.found, since});
    out.push_back(std::move(row));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Row& a, const Row& b) { return a.curve.returns > b.curve.returns; });
  return out;
}

std::string why_text(const Row& row) {
  switch (row.step.end) {
    case StepEnd::moved:
      return "moves to " + count_text(row.step.after.days, "day");
    case StepEnd::noted:
      return "noted as historical: " + count_text(*row.step.historical_after, "day") + "; " +
             interval_text(row.step.before) + " stays";
    case StepEnd::at_rest:
      return "is where the history has it";
    case StepEnd::too_soon:
      return "waits: a step every 28 days";
    case StepEnd::too_few_returns:
      return "too few returns yet (5 are needed)";
    case StepEnd::provisional:
      break;
  }
  return "waits: the history is too short to make it shorter";
}

std::string days_text(const std::optional<ServiceInterval>& found, bool is_due) {
  if (!found) return "–";
  return count_text(is_due ? found->due_days : found->median_days, "day") +
         (found->is_provisional ? "?" : "");
}

std::string table_of(const std::vector<Row>& rows) {
  Table table({{"service", Align::left, 32},
               {"returns", Align::right},
               {"half are back after", Align::right},
               {"three of four", Align::right},
               {"never come back", Align::right},
               {"due after"},
               {"next step"}});
  for (const Row& row : rows) {
    table.add({row.title, number_text(row.curve.returns), days_text(row.found, false),
               days_text(row.found, true),
               row.times ? percent_text(row.times->never_share) : std::string("–"),
               interval_text(row.step.before), why_text(row)});
  }
  return table.is_empty() ? "No rules yet: they come with the services of an import.\n"
                          : table.text();
}

template <class Value>
nlohmann::ordered_json or_null(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

void print_json(const std::vector<Row>& rows, LocalDate until, bool is_applied) {
  nlohmann::ordered_json out;
  out["schema"] = "reactivation.intervals/1";
  out["until"] = to_iso_date(until);
  out["applied"] = is_applied;
  out["services"] = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json one;
    one["service_id"] = row.rule.service_id.value;
    one["title"] = row.title;
    one["gaps"] = row.curve.gaps;
    one["returns"] = row.curve.returns;
    const auto found = [&row](auto member) {
      return row.found ? nlohmann::ordered_json((*row.found).*member)
                       : nlohmann::ordered_json(nullptr);
    };
    one["median_days"] = found(&ServiceInterval::median_days);
    one["due_days"] = found(&ServiceInterval::due_days);
    one["provisional"] = found(&ServiceInterval::is_provisional);
    one["historical"] = found(&ServiceInterval::is_historical);
    one["never_share"] = row.times ? nlohmann::ordered_json(row.times->never_share)
                                   : nlohmann::ordered_json(nullptr);
    one["horizon_days"] = row.times ? nlohmann::ordered_json(row.times->horizon_days)
                                    : nlohmann::ordered_json(nullptr);
    one["interval_days"] = row.step.before.days;
    one["interval_source"] = word_of(row.step.before.source);
    one["step"] = to_string(row.step.end);
    one["interval_days_after"] = row.step.after.days;
    one["interval_source_after"] = word_of(row.step.after.source);
    one["calculated_avg_interval"] = or_null(row.step.historical_before);
    one["calculated_avg_interval_after"] = or_null(row.step.historical_after);
    out["services"].push_back(std::move(one));
  }
  std::cout << out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

bool has_step(const Row& row) {
  return row.step.end == StepEnd::moved || row.step.end == StepEnd::noted;
}

void apply(Database& database, CompanyId company, const std::vector<Row>& rows, Instant now) {
  for (const Row& row : rows) {
    if (!has_step(row)) continue;
    const int before = row.step.historical_before.value_or(row.step.before.days);
    database.get(database.store().put_rule_step(
                     company, {rule_with_step(row.rule, row.step), before,
                               *row.step.historical_after, evidence_of(*row.found), now}),
                 database.path());
  }
}

void print(const IntervalsArguments& arguments, const std::vector<Row>& rows, LocalDate until) {
  if (arguments.is_json) {
    print_json(rows, until, arguments.is_applied);
    return;
  }
  std::cout << table_of(rows);
  const auto steps = std::count_if(rows.begin(), rows.end(), has_step);
  if (arguments.is_applied) {
    std::cerr << count_text(steps, "step") << " taken, and written into the log.\n";
  } else if (steps > 0 && !arguments.place.db.empty()) {
    std::cerr << "\n(--apply takes " << (steps == 1 ? "this step" : "these steps") << ")\n";
  }
}

void of_file(const IntervalsArguments& arguments) {
  if (arguments.is_applied)
    fail_usage("--apply needs --db: a file of visits has no rules to change");
  const VisitFile file = read_visit_file(arguments.file);
  const LocalDate until = read_until(arguments.until, file.last_visit_on);
  const Instant now = TimeZone::utc().start_of(until + Days{1}) - Seconds{1};
  print(arguments, rows_of(file.snapshot, now, {}), until);
}

void of_store(const IntervalsArguments& arguments) {
  if (!arguments.until.empty()) fail_usage("--until belongs to --visits; with --db use --now");
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  const Snapshot snapshot =
      database.get(database.store().load_snapshot(company.id, now), database.path());
  const auto steps = database.get(database.store().load_rule_steps(company.id), database.path());
  const std::vector<Row> rows = rows_of(snapshot, now, steps);
  if (arguments.is_applied) apply(database, company.id, rows, now);
  const TimeZone& zone = company.time_zone;
  print(arguments, rows, (zone.is_known() ? zone : TimeZone::utc()).local_date(now));
}

void run(const IntervalsArguments& arguments) {
  if (arguments.file.visits.empty() == arguments.place.db.empty()) {
    fail_usage("name one source: --db FILE or --visits F.csv");
  }
  arguments.place.db.empty() ? of_file(arguments) : of_store(arguments);
}

}  // namespace

void add_intervals(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<IntervalsArguments>();
  CLI::App* command = add_command(
      program,
      {"intervals", "Show after how long clients come back for each service, and the next step",
       "From the history: when half and when three of four of those who come back have come. An\n"
       "interval moves by at most a fifth a step and once in 28 days; what you set by hand stays.\n"
       "--apply writes the steps, with before, after and evidence in the log.",
       "  reactivation intervals --db salon.db\n"
       "  reactivation intervals --db salon.db --apply\n"
       "  reactivation intervals --visits visits.csv --until 2026-02-28 --json"});
  command
      ->add_option("--db", arguments->place.db,
                   "The database: a path, sqlite:PATH, or postgresql://HOST/DATABASE")
      ->type_name("FILE");
  add_company_option(*command, arguments->place);
  add_visit_file_options(*command, arguments->file);
  command->add_option("--until", arguments->until, "With --visits: the last day that is known")
      ->type_name("DATE");
  add_now_option(*command, arguments->place);
  command->add_flag("--apply", arguments->is_applied, "Take the steps");
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
