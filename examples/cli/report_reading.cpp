#include "report_reading.hpp"

#include <algorithm>

#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/core/tables.hpp"
#include "reactivation/engine/backtest.hpp"
#include "table.hpp"

namespace cli {

using namespace reactivation;

namespace {

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

std::vector<ServiceCurve> curves_of(const Snapshot& snapshot, const VisitDays& days) {
  std::vector<ServiceCurve> out;
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
    out.push_back({service->id, std::move(curve)});
  }
  std::stable_sort(out.begin(), out.end(), [](const ServiceCurve& x, const ServiceCurve& y) {
    return x.curve.curve.gaps > y.curve.curve.gaps;
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
result<std::optional<ReportReplay>> replay_of(const Snapshot& history, const VisitDays& days,
                                              const Progress& progress) {
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
  if (options.from > options.until || !history.account) return std::optional<ReportReplay>{};
  options.daily_limit = std::max(1, limits_of(*history.account).sent_daily_max);
  std::vector<BacktestSetting> settings;
  for (const char* word : {"spec", "fixed:45", "rhythm"}) {
    settings.push_back(*setting_of_word(word));
  }
  const auto replayed = backtest(history, settings, options, progress);
  if (!replayed) {
    if (replayed.error() == make_error_code(errc::cancelled)) return replayed.as_failure();
    return std::optional<ReportReplay>{};
  }
  ReportReplay out{options.from, options.until, {}};
  for (const BacktestResult& one : replayed.value().results) {
    out.settings.push_back({one.setting.name, one.all.messages, one.all.within_14_days,
                            one.all.within_30_days, one.clients_never, one.lost, one.lost_reached});
  }
  return std::optional{std::move(out)};
}

/// `Anna (17)`
result<std::vector<std::string>> names_of(SqlStore& store, CompanyId company,
                                          const std::vector<ClientId>& clients) {
  const auto loaded = store.load_clients(company, clients);
  if (!loaded) return loaded.as_failure();
  std::vector<std::string> out;
  for (const ClientId id : clients) {
    const auto& all = loaded.value();
    const auto found =
        std::find_if(all.begin(), all.end(), [id](const Client& each) { return each.id == id; });
    const std::string number = std::to_string(id.value);
    const bool has_name = found != all.end() && !found->name.empty();
    out.push_back(harmless(has_name ? found->name : "#" + number) + " (" + number + ")");
  }
  return out;
}

}  // namespace

std::vector<ServiceCurve> curves_of(const Snapshot& snapshot, Instant now) {
  const Columns columns(snapshot);
  return curves_of(snapshot, visit_days_of(columns.input(snapshot, now)));
}

result<Report> read_report(SqlStore& store, const ReportQuestion& question) {
  const Company& company = question.company;
  Report report;
  report.company = company.name;
  report.language = question.language;
  report.currency = company.currency;
  report.from = question.days.from;
  report.to = question.days.to;
  report.made_on = company.time_zone.local_date(question.now);
  report.outcome_days = outcome_days;
  auto read = read_results(store, {company, question.now, question.days, question.costs});
  if (!read) return read.as_failure();
  CompanyResults results = std::move(read).value();
  report.overview = std::move(results.overview);
  report.experiment = std::move(results.experiment);
  report.insights = std::move(results.insights);
  constexpr std::size_t names_max = 200;
  results.second_message_clients.resize(std::min(results.second_message_clients.size(), names_max));
  auto names = names_of(store, company.id, results.second_message_clients);
  if (!names) return names.as_failure();
  report.second_message_clients = std::move(names).value();
  const auto loaded = store.load_snapshot(company.id, question.now);
  if (!loaded) return loaded.as_failure();
  const Snapshot& snapshot = loaded.value();
  for (const Service& service : snapshot.services) report.services[service.id] = service.title;
  for (const Staff& staff : snapshot.staff) report.staff[staff.id] = staff.name;
  const Columns columns(snapshot);
  const PlanInput input = columns.input(snapshot, question.now);
  const VisitDays visits = visit_days_of(input);
  for (ServiceCurve& curve : curves_of(snapshot, visits)) {
    report.curves.push_back(std::move(curve.curve));
  }
  report.rhythm = rhythm_of_all(input, visits);
  if (snapshot.account) {
    report.account = account_of(*snapshot.account, company.time_zone, question.now);
  }
  if (!question.has_replay) return report;
  auto replay = replay_of(snapshot, visits, question.progress);
  if (!replay) return replay.as_failure();
  report.replay = std::move(replay).value();
  return report;
}

}  // namespace cli
