// Times the rhythm: fits, scores, a year's backtest. One line a measurement: `name value unit`.
//   rhythm_bench fit CLIENTS FILE      a drawn shop; its summaries are written to FILE for the
//   peers rhythm_bench score CLIENTS rhythm_bench backtest CLIENTS
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/engine/backtest.hpp"

namespace {

using namespace reactivation;

volatile double sink = 0;

double ms_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double median_ms(int runs, const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) times.push_back(ms_of(work));
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void report(const char* name, double value, const char* unit) {
  std::printf("%s %.4f %s\n", name, value, unit);
  std::fflush(stdout);
}

/// A shop of regular and erratic clients over two years.
std::vector<VisitSummary> shop(std::int64_t clients) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> unit(0, 1);
  std::gamma_distribution<double> rates(1.9, 1 / 12.0), a(0.37, 1), b(0.7, 1);
  std::vector<VisitSummary> out;
  for (std::int64_t i = 0; i < clients; ++i) {
    const int k = i % 3 == 0 ? 1 : i % 3 == 1 ? 3 : 8;
    std::gamma_distribution<double> gaps(k, 1.0 / k / rates(random));
    const double x = a(random), leaves = x / (x + b(random));
    VisitSummary client{0, 0, std::floor(728 * unit(random)) / 7, 0};  // days, as histories have
    for (double at = 0; unit(random) >= leaves;) {
      const double gap = std::max(1.0, std::round(7 * gaps(random))) / 7;
      at += gap;
      if (at > client.observed_weeks) break;
      ++client.repeats;
      client.until_last_weeks = at;
      client.log_gaps += std::log(gap);
    }
    out.push_back(client);
  }
  return out;
}

void fit(std::int64_t clients, const std::string& path) {
  const std::vector<VisitSummary> data = shop(clients);
  std::ofstream file(path);
  file.precision(17);
  for (const VisitSummary& c : data) {
    file << c.repeats << ' ' << c.until_last_weeks << ' ' << c.observed_weeks << ' ' << c.log_gaps
         << '\n';
  }
  const auto time = [&](const char* name, std::vector<int> regularities, Leaving leaving) {
    RhythmFitOptions options;
    options.regularities = std::move(regularities);
    options.leaving = leaving;
    options.prior.reset();
    RhythmFit found;
    const double ms = median_ms(3, [&] { found = fit_rhythm(data, options); });
    report((std::string("fit.") + name + ".time").c_str(), ms, "ms");
    report((std::string("fit.") + name + ".log_likelihood").c_str(), found.log_likelihood, "nats");
    report((std::string("fit.") + name + ".r").c_str(), found.model.r, "");
  };
  time("mbg_cnbd_3", {3}, Leaving::after_any_visit);
  time("bg_nbd", {1}, Leaving::after_repeat_only);
  time("mixture", {1, 2, 3, 4, 6, 8, 12}, Leaving::after_any_visit);
}

void score(std::int64_t clients) {
  const std::vector<VisitSummary> data = shop(clients);
  RhythmModel model{1.9, 12, 0.37, 0.7, Leaving::after_any_visit, {}};
  for (const int k : RhythmFitOptions{}.regularities) model.regularity.push_back({k, 1 / 7.0});
  std::vector<ClientScore> out(data.size());
  report("score.time", median_ms(5, [&] { score_clients(model, data, 30 / 7.0, out); }), "ms");
  // The unit: one exponential and one logarithm of each client for each share of the model.
  const double pass = median_ms(5, [&] {
    double sum = 0;
    for (std::size_t share = 0; share < model.regularity.size(); ++share) {
      const double alpha = model.of_share(share).alpha;
      for (const VisitSummary& client : data) {
        sum += std::exp(-std::log(alpha + client.observed_weeks));
      }
    }
    sink = sink + sum;
  });
  report("score.pass", pass, "ms");
}

Snapshot history(std::int64_t clients) {
  constexpr LocalDate first{date::year{2016} / 1 / 1};
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> unit(0, 1);
  Snapshot out;
  out.company.id = CompanyId{1};
  out.company.time_zone = TimeZone::utc();
  out.settings.sending_days = WeekdaySet::every_day();
  out.services = {{ServiceId{1}, "Haircut", 3000, true}, {ServiceId{2}, "Colouring", 9000, true}};
  for (const Service& service : out.services) {
    Rule rule;
    rule.service_id = service.id;
    out.rules.push_back(rule);
  }
  std::int64_t visit_id = 0;
  for (std::int64_t id = 1; id <= clients; ++id) {
    Client client;
    client.id = ClientId{id};
    client.phone = {999'000'000'000ULL + static_cast<std::uint64_t>(id)};
    client.phone_status = PhoneStatus::test;
    out.clients.push_back(client);
    std::gamma_distribution<double> gaps(3, (15 + 60 * unit(random)) / 3);
    const double leaves = 0.03 + 0.3 * unit(random);
    double day = 1000 * unit(random);
    do {
      Visit visit;
      visit.id = VisitId{++visit_id};
      visit.client_id = client.id;
      visit.service_ids = {ServiceId{unit(random) < 0.8 ? 1 : 2}};
      visit.starts_at =
          Instant{first.time_since_epoch() + Days{static_cast<int>(day)}} + std::chrono::hours{12};
      visit.cost_minor = 3000;
      out.visits.push_back(visit);
      day += std::max(1.0, gaps(random));
    } while (day < 1460 && unit(random) >= leaves);
  }
  return out;
}

void replay(std::int64_t clients) {
  const Snapshot data = history(clients);
  report("backtest.visits", static_cast<double>(data.visits.size()), "visits");
  const LocalDate from{date::year{2018} / 6 / 1};
  const BacktestOptions options{.from = from, .until = from + Days{364}};
  for (const char* word : {"spec", "rhythm"}) {
    const std::vector<BacktestSetting> settings{setting_of_word(word).value()};
    const double year = ms_of([&] {
      sink = sink +
             static_cast<double>(backtest(data, settings, options).value().results[0].all.messages);
    });
    report((std::string("backtest.") + word + ".year").c_str(), year, "ms");
  }
  // Separate plans: every thirtieth day of the same year, from the visits until then.
  double plans = 0;
  double plans_by_rhythm = 0;
  constexpr int step = 30;
  int days = 0;
  for (int day = 0; day < 365; day += step, ++days) {
    const Instant now = Instant{(from + Days{day}).time_since_epoch()} + std::chrono::hours{10};
    Snapshot known = data;
    std::erase_if(known.visits, [now](const Visit& visit) { return visit.starts_at > now; });
    Account account;
    account.id = AccountId{1};
    account.warmup_level = WarmupLevel::hot;
    known.account = account;
    plans += ms_of([&] { sink = sink + static_cast<double>(plan_day(known, now).counts.due); });
    plans_by_rhythm += ms_of([&] {
      sink = sink + static_cast<double>(plan_day(known, now, learn_rhythm(known, now)).counts.due);
    });
  }
  report("backtest.spec.365_plans", plans * 365 / days, "ms");
  report("backtest.rhythm.365_plans", plans_by_rhythm * 365 / days, "ms");
}

}  // namespace

int main(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  const std::int64_t clients = count > 2 ? std::atoll(words[2]) : 10'000;
  if (what == "fit" && count > 3) {
    fit(clients, words[3]);
  } else if (what == "score") {
    score(clients);
  } else if (what == "backtest") {
    replay(clients);
  } else {
    std::fputs("usage: rhythm_bench fit CLIENTS FILE | score CLIENTS | backtest CLIENTS\n", stderr);
    return 2;
  }
  return 0;
}
