// reactivation backtest: what each way to decide would have sent in the past, and to whom.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "failure.hpp"
#include "reactivation/engine/backtest.hpp"
#include "reactivation/json/parts_json.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "typed.hpp"
#include "visit_file.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct BacktestArguments {
  Place place;
  VisitFileOptions file;
  std::string settings;
  std::string from;
  std::string until;
  std::vector<std::string> policies{"spec", "fixed:30", "fixed:45", "fixed:60", "rhythm"};
  int daily_limit = 0;
  int refit_days = 28;
  double uplift_percent = 2;
  bool is_json = false;
};

constexpr std::size_t settings_bytes_max = 1 << 20;

std::vector<BacktestSetting> settings_of(const BacktestArguments& arguments) {
  std::vector<BacktestSetting> out;
  for (const std::string& word : arguments.policies) {
    auto setting = setting_of_word(word);
    if (!setting) {
      fail_usage("--policies \"" + typed(word) +
                 "\": it may be spec, rhythm, or fixed:DAYS, as fixed:45");
    }
    out.push_back(std::move(*setting));
  }
  return out;
}

Snapshot read_history(const BacktestArguments& arguments) {
  if (arguments.file.visits.empty() == arguments.place.db.empty()) {
    fail_usage("name one source: --visits F.csv or --db FILE");
  }
  if (arguments.place.db.empty()) {
    Snapshot history = read_visit_file(arguments.file).snapshot;
    if (!arguments.settings.empty()) {
      auto read = read_settings(read_file(arguments.settings, settings_bytes_max));
      report_issues(read.issues, arguments.settings);
      history.settings = std::move(*read.value);
    }
    return history;
  }
  if (!arguments.settings.empty()) {
    fail_usage("--settings belongs to --visits; a database has settings of its own");
  }
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  return database.get(database.store().load_snapshot(company.id, now), database.path());
}

/// The last day with a completed visit.
LocalDate last_visit_on(const Snapshot& history) {
  const TimeZone& known = history.company.time_zone;
  const TimeZone zone = known.is_known() ? known : TimeZone::utc();
  LocalDate last{};
  for (const Visit& visit : history.visits) {
    if (visit.status == VisitStatus::completed) {
      last = std::max(last, zone.local_date(visit.starts_at));
    }
  }
  if (last == LocalDate{}) fail_usage("there is no completed visit to replay; import a history");
  return last;
}

LocalDate read_day(const std::string& option, const std::string& text, LocalDate otherwise) {
  if (text.empty()) return otherwise;
  const auto date = parse_iso_date(text);
  if (!date) {
    fail_usage(option + " \"" + typed(text) + "\" is no date; write it as 2026-01-15");
  }
  return *date;
}

BacktestOptions options_of(const BacktestArguments& arguments, const Snapshot& history) {
  const LocalDate last = last_visit_on(history);
  BacktestOptions options;
  options.until = read_day("--until", arguments.until, last - Days{30});
  options.from = read_day("--from", arguments.from, options.until - Days{364});
  if (options.from > options.until) fail_usage("--from lies after --until; name an earlier day");
  if (options.from > last) {
    fail_usage("--from " + to_iso_date(options.from) + " lies after the last visit, " +
               to_iso_date(last) + "; name an earlier day");
  }
  if (arguments.daily_limit > 0) {
    options.daily_limit = arguments.daily_limit;
  } else if (history.account) {
    options.daily_limit = std::max(1, limits_of(*history.account).sent_daily_max);
    const Settings& settings = history.settings;
    if (settings.daily_limit_mode == DailyLimitMode::manual && settings.manual_daily_limit) {
      options.daily_limit =
          std::min(options.daily_limit, std::max(1, *settings.manual_daily_limit));
    }
  }
  options.refit_days = arguments.refit_days;
  options.uplift_share = arguments.uplift_percent / 100;
  return options;
}

std::string share_text(std::int64_t part, std::int64_t of) {
  if (of == 0) return "–";
  return number_text(part) + " (" +
         percent_text(static_cast<double>(part) / static_cast<double>(of)) + ")";
}

std::string number(const char* form, double value) {
  char text[64];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

std::string days_text(const std::optional<double>& days) {
  return days ? number("%g", *days) : std::string("–");
}

Table messages_table(const BacktestReport& report) {
  Table table({{"setting"},
               {"messages", Align::right},
               {"a day", Align::right},
               {"most", Align::right},
               {"quota used", Align::right},
               {"clients", Align::right},
               {"back within 14 days anyway", Align::right},
               {"within 30", Align::right},
               {"never again", Align::right}});
  for (const BacktestResult& one : report.results) {
    const double days = std::max<double>(1, static_cast<double>(report.send_days));
    table.add({one.setting.name, number_text(one.all.messages),
               number("%.1f", static_cast<double>(one.all.messages) / days),
               number_text(one.messages_most_on_a_day), share_text(one.all.messages, one.quota),
               number_text(one.clients), share_text(one.all.within_14_days, one.all.messages),
               share_text(one.all.within_30_days, one.all.messages),
               share_text(one.all.never, one.all.messages)});
  }
  return table;
}

Table silences_table(const BacktestReport& report) {
  Table table({{"setting"},
               {"first messages", Align::right},
               {"to old clients", Align::right},
               {"day, median", Align::right},
               {"back within 14 days anyway", Align::right},
               {"within 30", Align::right},
               {"lost clients reached", Align::right},
               {"day, median", Align::right}});
  for (const BacktestResult& one : report.results) {
    const std::int64_t fresh = one.first.messages - one.backlog.messages;
    table.add({one.setting.name, number_text(fresh), number_text(one.backlog.messages),
               days_text(one.silence_days_median),
               share_text(one.first.within_14_days - one.backlog.within_14_days, fresh),
               share_text(one.first.within_30_days - one.backlog.within_30_days, fresh),
               number_text(one.lost_reached) + " of " + number_text(one.lost),
               days_text(one.lost_silence_days_median)});
  }
  return table;
}

Table effect_table(const BacktestReport& report) {
  Table table({{"setting"},
               {"never came again", Align::right},
               {"visits more", Align::right},
               {"messages for each", Align::right},
               {"worth", Align::right},
               {"discounts to those who came within a week", Align::right}});
  for (const BacktestResult& one : report.results) {
    const bool has_amounts = report.visit_mean > 0;
    table.add({one.setting.name, number_text(one.clients_never), number("%.1f", one.uplift_visits),
               one.uplift_visits > 0
                   ? number("%.0f", static_cast<double>(one.all.messages) / one.uplift_visits)
                   : std::string("–"),
               has_amounts ? number_text(std::lround(one.uplift_value)) : std::string("–"),
               has_amounts ? number_text(std::lround(one.discounts)) : std::string("–")});
  }
  return table;
}

void print_tables(const BacktestReport& report, const BacktestOptions& options) {
  std::cout
      << styled(to_iso_date(report.from) + " to " + to_iso_date(report.until), Style::bold) << ": "
      << count_text(report.send_days, "day") << " with a window, "
      << count_text(report.clients, "client") << ", " << number_text(report.visits)
      << " visits until " << to_iso_date(report.history_until) << ", at most "
      << number_text(options.daily_limit) << " messages a day\n\n"
      << messages_table(report).text()
      << "\nThe first message after each visit of these days (to old clients: after an earlier "
         "one). Lost: no visit for a year.\n\n"
      << silences_table(report).text()
      << "\nWhat a message changes no history knows: above, everybody comes when they came. "
         "If messages\nbrought back "
      << number("%g", 100 * options.uplift_share)
      << " % of the clients who were written to and never came again, for one visit each:\n\n"
      << effect_table(report).text();
}

nlohmann::ordered_json json_of(const ReturnCounts& counts) {
  return {{"messages", counts.messages},
          {"within_14_days", counts.within_14_days},
          {"within_30_days", counts.within_30_days},
          {"later", counts.later},
          {"never", counts.never},
          {"unknown", counts.unknown}};
}

nlohmann::ordered_json json_of(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

void print_json(const BacktestReport& report, const BacktestOptions& options) {
  nlohmann::ordered_json out;
  out["schema"] = "reactivation.backtest/1";
  out["from"] = to_iso_date(report.from);
  out["until"] = to_iso_date(report.until);
  out["history_until"] = to_iso_date(report.history_until);
  out["clients"] = report.clients;
  out["visits"] = report.visits;
  out["send_days"] = report.send_days;
  out["daily_limit"] = options.daily_limit;
  out["refit_days"] = options.refit_days;
  out["uplift_percent"] = 100 * options.uplift_share;
  out["visit_mean"] = report.visit_mean;
  out["settings"] = nlohmann::ordered_json::array();
  for (const BacktestResult& one : report.results) {
    nlohmann::ordered_json row;
    row["setting"] = one.setting.name;
    row["messages"] = one.all.messages;
    row["days_with_messages"] = one.days_with_messages;
    row["messages_most_on_a_day"] = one.messages_most_on_a_day;
    row["quota"] = one.quota;
    row["not_reached_by_quota"] = one.not_reached_by_quota;
    row["clients"] = one.clients;
    row["clients_never"] = one.clients_never;
    row["all"] = json_of(one.all);
    row["first"] = json_of(one.first);
    row["backlog"] = json_of(one.backlog);
    row["silence_days_median"] = json_of(one.silence_days_median);
    row["lost"] = one.lost;
    row["lost_reached"] = one.lost_reached;
    row["lost_silence_days_median"] = json_of(one.lost_silence_days_median);
    row["discounts"] = one.discounts;
    row["uplift_visits"] = one.uplift_visits;
    row["uplift_value"] = one.uplift_value;
    row["models_fitted"] = one.models_fitted;
    row["months"] = nlohmann::ordered_json::object();
    for (const auto& [month, messages] : one.months) row["months"][month] = messages;
    out["settings"].push_back(std::move(row));
  }
  std::cout << out.dump(2) << "\n";
}

void run(const BacktestArguments& arguments) {
  const std::vector<BacktestSetting> settings = settings_of(arguments);
  const Snapshot history = read_history(arguments);
  const BacktestOptions options = options_of(arguments, history);
  ProgressLine line;
  const auto report = backtest(history, settings, options, line.callback());
  line.clear();
  if (!report) {
    if (report.error() == make_error_code(errc::cancelled)) fail_run("stopped; nothing was stored");
    fail_with(report.error(), "the history");
  }
  arguments.is_json ? print_json(report.value(), options) : print_tables(report.value(), options);
}

}  // namespace

void add_backtest(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<BacktestArguments>();
  CLI::App* command = add_command(
      program,
      {"backtest", "Replay the past: what each policy would have sent, and to whom",
       "Plans every morning of a time gone by from what was known then, and says how many "
       "messages\n"
       "would have gone out, how many of them to clients who were coming anyway, and how many "
       "lost\n"
       "clients were reached. Sends nothing, stores nothing. Without --from and --until: the last\n"
       "year that is followed by 30 days.",
       "  reactivation backtest --db salon.db\n"
       "  reactivation backtest --visits visits.csv --from 2026-01-15 --until 2026-02-28 \\\n"
       "      --policies spec --policies fixed:45 --policies rhythm --json"});
  command
      ->add_option("--db", arguments->place.db,
                   "The database: a path, sqlite:PATH, or postgresql://HOST/DATABASE")
      ->type_name("FILE");
  add_company_option(*command, arguments->place);
  add_visit_file_options(*command, arguments->file);
  command
      ->add_option("--settings", arguments->settings,
                   "With --visits: as `reactivation settings --json` prints them")
      ->type_name("FILE");
  command->add_option("--from", arguments->from, "The first day that is planned")
      ->type_name("DATE");
  command->add_option("--until", arguments->until, "The last one")->type_name("DATE");
  command
      ->add_option("--policies", arguments->policies,
                   "spec, rhythm, fixed:DAYS; may be given several times\n"
                   "[spec, fixed:30, fixed:45, fixed:60, rhythm]")
      ->type_name("POLICY")
      ->take_all()
      ->allow_extra_args(false);
  command
      ->add_option("--daily-limit", arguments->daily_limit,
                   "Messages a day [the account's; 100 without one]")
      ->type_name("N")
      ->check(CLI::Range(1, 100'000));
  command->add_option("--refit-days", arguments->refit_days, "How often rhythm learns anew [28]")
      ->type_name("DAYS")
      ->check(CLI::Range(1, 3650));
  command
      ->add_option("--uplift", arguments->uplift_percent,
                   "The what-if: so many of 100 who never come again do [2]")
      ->type_name("PERCENT")
      ->check(CLI::Range(0.0, 100.0));
  add_now_option(*command, arguments->place);
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
