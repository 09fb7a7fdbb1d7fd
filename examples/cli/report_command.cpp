// reactivation report: one HTML file that an owner reads.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "names.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/core/tables.hpp"
#include "reactivation/engine/backtest.hpp"
#include "reactivation/json/words.hpp"
#include "reactivation/report/html.hpp"
#include "results_reading.hpp"
#include "terminal.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct ReportArguments {
  Place place;
  SpanArguments span;
  CostArguments costs;
  std::string out;
  std::string locale;
  bool has_replay = true;
};

/// A snapshot as the columns that the rhythm is learnt from.
struct Columns {
  ClientTable clients;
  VisitTable visits;

  explicit Columns(const Snapshot& snapshot) {
    for (const Client& client : snapshot.clients) clients.add(client);
    for (const Visit& visit : merged_visits(snapshot.visits)) visits.add(visit);
  }
  [[nodiscard]] PlanInput input(const Snapshot& snapshot, Instant now) const {
    return {.company = snapshot.company,
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
            .now = now};
  }
};

std::vector<ReportCurve> curves_of(const Snapshot& snapshot, const VisitDays& days) {
  std::vector<ReportCurve> out;
  const BusinessType type = snapshot.company.business_type;
  for (const Rule& rule : snapshot.rules) {
    const auto service =
        std::find_if(snapshot.services.begin(), snapshot.services.end(),
                     [&rule](const Service& each) { return each.id == rule.service_id; });
    if (service == snapshot.services.end() || !rule.is_active || !service->active) continue;
    const auto index = static_cast<std::uint32_t>(service - snapshot.services.begin());
    ReportCurve curve;
    curve.title = service->title;
    curve.curve = return_curve(service_gaps(days, index, days.as_of));
    curve.found = service_interval(curve.curve, table_interval_days(type, curve.title),
                                   observed_days(days, index, days.as_of));
    curve.chosen = interval_of(rule, type, service->title);
    out.push_back(std::move(curve));
  }
  std::stable_sort(out.begin(), out.end(), [](const ReportCurve& x, const ReportCurve& y) {
    return x.curve.gaps > y.curve.gaps;
  });
  return out;
}

/// Each client once, by the service that they took last.
ReportRhythm rhythm_of_all(const PlanInput& input, const VisitDays& days) {
  const RhythmKnowledge known = learn_rhythm(input, days, days.as_of);
  const RhythmPolicy policy(days, known, {days.as_of, days.as_of});
  ReportRhythm out;
  for (std::size_t row = 0; row < days.clients.size(); ++row) {
    const ClientDays::OfService* last = nullptr;
    for (const ClientDays::OfService& service : days.clients[row].services) {
      if (last == nullptr || service.days.back() > last->days.back()) last = &service;
    }
    if (last == nullptr) continue;
    if (const auto rhythm = policy.evidence(row, last->service)) {
      out.add(*rhythm, static_cast<double>((days.as_of - last->days.back()).count()));
    }
  }
  return out;
}

ReportAccount account_of(const Account& account, const TimeZone& zone, Instant now) {
  ReportAccount out;
  out.level = account.warmup_level;
  out.limits = limits_of(account);
  for (const Instant sent : account.sends) {
    if (sent > now) continue;
    out.sent_day += now - sent < Days{1};
    out.sent_hour += now - sent < std::chrono::hours{1};
  }
  out.spam_score = account.spam_score;
  if (account.spam_score > spam_score_stop) out.stop = StopReason::spam_score;
  if (account.paused_until && *account.paused_until > now) out.stop = StopReason::stored_pause;
  if (account.account_created_at) out.used_since = zone.local_date(*account.account_created_at);
  return out;
}

/// The last year that is followed by 30 days; nothing for a history under three months.
std::optional<ReportReplay> replay_of(const Snapshot& history, const VisitDays& days) {
  LocalDate first = days.as_of;
  LocalDate last{};
  for (const ClientDays& client : days.clients) {
    const auto seen = days_until(client.days, days.as_of);
    if (seen.empty()) continue;
    first = std::min(first, seen.front());
    last = std::max(last, seen.back());
  }
  BacktestOptions options;
  options.until = last - Days{30};
  options.from = std::max(options.until - Days{364}, first + Days{60});
  if (options.from > options.until || !history.account) return std::nullopt;
  options.daily_limit = std::max(1, limits_of(*history.account).sent_daily_max);
  std::vector<BacktestSetting> settings;
  for (const char* word : {"spec", "fixed:45", "rhythm"}) {
    settings.push_back(*setting_of_word(word));
  }
  ProgressLine line;
  const auto replayed = backtest(history, settings, options, line.callback());
  line.clear();
  if (!replayed) {
    if (replayed.error() == make_error_code(errc::cancelled)) fail_run("stopped");
    return std::nullopt;
  }
  ReportReplay out{options.from, options.until, {}};
  for (const BacktestResult& one : replayed.value().results) {
    out.settings.push_back({one.setting.name, one.all.messages, one.all.within_14_days,
                            one.all.within_30_days, one.clients_never, one.lost, one.lost_reached});
  }
  return out;
}

/// Whole, or not at all.
void write_file(const std::string& path, const std::string& bytes) {
  const std::string part = path + ".part";
  {
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    if (!file) fail_run(path + ": cannot be written; is the folder there, and is there room?");
  }
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (error) {
    std::filesystem::remove(part, error);
    fail_run(path + ": cannot be written; choose another name");
  }
}

Language language_of(const std::string& text, const Company& company) {
  if (text.empty()) return company.locale;
  const auto language = enum_of<Language>(text);
  if (!language) fail_usage("--locale \"" + typed(text) + "\": it may be ru or en");
  return *language;
}

Report report_of(Desk& desk, const ReportArguments& arguments) {
  const Company& company = desk.company();
  const LocalDate today = company.time_zone.local_date(desk.now());
  const DaySpan days = read_span(arguments.span, today);
  Report report;
  report.company = company.name;
  report.language = language_of(arguments.locale, company);
  report.currency = company.currency;
  report.from = days.from;
  report.to = days.to;
  report.made_on = today;
  report.outcome_days = outcome_days;
  CompanyResults results = read_results(desk, days, arguments.costs);
  report.overview = std::move(results.overview);
  report.experiment = std::move(results.experiment);
  report.insights = std::move(results.insights);
  constexpr std::size_t names_max = 200;
  results.second_message_clients.resize(std::min(results.second_message_clients.size(), names_max));
  for (const ClientId client : results.second_message_clients) {
    report.second_message_clients.push_back(desk.name_of(client));
  }
  const Snapshot snapshot = desk.get(desk.store().load_snapshot(company.id, desk.now()));
  for (const Service& service : snapshot.services) report.services[service.id] = service.title;
  for (const Staff& staff : snapshot.staff) report.staff[staff.id] = staff.name;
  const Columns columns(snapshot);
  const PlanInput input = columns.input(snapshot, desk.now());
  const VisitDays visits = visit_days_of(input);
  report.curves = curves_of(snapshot, visits);
  report.rhythm = rhythm_of_all(input, visits);
  if (snapshot.account) {
    report.account = account_of(*snapshot.account, company.time_zone, desk.now());
  }
  if (arguments.has_replay) report.replay = replay_of(snapshot, visits);
  return report;
}

void run(const ReportArguments& arguments) {
  if (arguments.out.empty()) fail_usage("--out is needed: the file to write, as --out report.html");
  Desk desk(arguments.place);
  write_file(arguments.out, report_html(report_of(desk, arguments)));
  std::cout << arguments.out << "\n";
}

}  // namespace

void add_report(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command = add_command(
      program,
      {"report", "Write what the messages brought as one HTML file",
       "Results and their effect, when clients come back, their rhythm, best times, the account\n"
       "and the past replayed. The file asks nothing of the network and can be printed; it\n"
       "names services, staff and clients who wait for discounts. docs/results.md.",
       "  reactivation report --db salon.db --out report.html\n"
       "  reactivation report --db salon.db --out report.html --period quarter --locale en"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  add_now_option(*command, arguments->place);
  command->add_option("--out", arguments->out, "The file to write")->type_name("FILE.html");
  add_span_options(*command, arguments->span);
  add_cost_options(*command, arguments->costs);
  command->add_option("--locale", arguments->locale, "ru or en [the company's]");
  command->add_flag("!--no-replay", arguments->has_replay,
                    "Without the past replayed, which takes the longest");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
