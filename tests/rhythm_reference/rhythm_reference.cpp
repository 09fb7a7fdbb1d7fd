// The rhythm on real histories, beside figures of other implementations: R's survival and BTYDplus,
// CLVTools, lifetimes, and Python programs of the science notes. Ends with 1 where one is further
// off than its row allows, with 77 where the data is absent.
//
//   rhythm_reference FOLDER      the folder with barbershop, hair-salon and btyd
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reactivation/core/return_curve.hpp"
#include "reactivation/core/rhythm_policy.hpp"
#include "reactivation/core/spend.hpp"

using namespace reactivation;

namespace {

int off = 0;  // rows that are further from their reference than allowed

/// Prints one row; `allowed` is relative.
void row(const std::string& what, double here, double reference, double allowed) {
  const double apart = reference == 0 ? std::abs(here) : std::abs(here / reference - 1);
  const bool is_off = !(apart <= allowed);
  off += is_off;
  std::printf("%-52s %16.6f %16.6f %8.3f %% %s\n", what.c_str(), here, reference, apart * 100,
              is_off ? "OFF" : "");
}

void title(const char* text) {
  std::printf("\n%-52s %16s %16s %10s\n", text, "here", "reference", "apart");
}

using Row = std::vector<std::string>;
std::vector<Row> read(const std::string& path) {
  std::vector<Row> out;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // the columns' names
  while (std::getline(file, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    Row fields(1);
    for (const char c : line) {
      if (c == ',') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    out.push_back(std::move(fields));
  }
  return out;
}

LocalDate iso(const std::string& text) {
  return LocalDate{date::year{std::stoi(text.substr(0, 4))} / std::stoi(text.substr(5, 2)) /
                   std::stoi(text.substr(8, 2))};
}
LocalDate american(const std::string& text) {
  return LocalDate{date::year{std::stoi(text.substr(6, 4))} / std::stoi(text.substr(0, 2)) /
                   std::stoi(text.substr(3, 2))};
}

using DayList = std::vector<LocalDate>;
/// Each client's days with a visit, in order.
std::vector<DayList> histories(const std::map<std::string, std::set<LocalDate>>& by_client) {
  std::vector<DayList> out;
  for (const auto& [client, days] : by_client) out.emplace_back(days.begin(), days.end());
  return out;
}

std::vector<DayList> barbershop(const std::string& folder) {
  std::map<std::string, std::set<LocalDate>> by_client;
  for (const Row& visit : read(folder + "/barbershop/presenca_clientes_limpo.csv")) {
    by_client[visit[0]].insert(iso(visit[1]));
  }
  return histories(by_client);
}

std::vector<VisitSummary> summaries(const std::vector<DayList>& clients, LocalDate as_of) {
  std::vector<VisitSummary> out;
  for (const DayList& days : clients) {
    const VisitSummary summary = summary_of(days, as_of);
    if (summary.repeats >= 0) out.push_back(summary);
  }
  return out;
}

RhythmFit fit(const std::vector<VisitSummary>& clients, std::vector<int> regularities,
              bool with_prior, Leaving leaving = Leaving::after_any_visit) {
  RhythmFitOptions options;
  options.regularities = std::move(regularities);
  options.leaving = leaving;
  if (!with_prior) options.prior.reset();
  return fit_rhythm(clients, options);
}

constexpr double in_likelihood = 1e-6;  // of about 10,000: the 0.01 that a fit is to come within
constexpr double in_parameter = 0.005;

void fit_rows(const std::string& name, const RhythmFit& found, double log_likelihood,
              std::array<double, 4> parameters) {
  row(name + ": log likelihood", found.log_likelihood, log_likelihood, in_likelihood);
  const VisitModel model = found.model.of_share(0);
  row(name + ": r", model.r, parameters[0], in_parameter);
  row(name + ": alpha, weeks", model.alpha, parameters[1], in_parameter);
  row(name + ": a", model.a, parameters[2], in_parameter);
  row(name + ": b", model.b, parameters[3], in_parameter);
}

void fits_of_the_barbershop(const std::vector<DayList>& clients) {
  title("Barbershop until 2018: fits");
  const std::vector<VisitSummary> known = summaries(clients, iso("2018-12-31"));
  VisitSummary sum;
  for (const VisitSummary& client : known) {
    sum.repeats += client.repeats;
    sum.until_last_weeks += client.until_last_weeks;
    sum.observed_weeks += client.observed_weeks;
    sum.log_gaps += client.log_gaps;
  }
  row("clients", static_cast<double>(known.size()), 707, 0);
  row("repeat visits", sum.repeats, 3503, 0);
  row("weeks from first to last", sum.until_last_weeks, 23581.28571429, 1e-12);
  row("weeks observed", sum.observed_weeks, 62623.42857143, 1e-12);
  row("logarithms of gaps", sum.log_gaps, 5268.33090892, 1e-11);
  const double expected[] = {-11022.60124, -10360.00464, -10237.10029, -10319.03301};
  for (int k = 1; k <= 4; ++k) {
    row("MBG/CNBD-" + std::to_string(k) + ": log likelihood", fit(known, {k}, false).log_likelihood,
        expected[k - 1], in_likelihood);
  }
  fit_rows("MBG/CNBD-3", fit(known, {3}, false), -10237.10029,
           {1.897663, 4.164015, .372740, .693636});
  fit_rows("MBG/CNBD-2", fit(known, {2}, false), -10360.00464,
           {1.935504, 6.571458, .350757, .651090});
  row("mixture: log likelihood, at least",
      std::min(-9843.13, fit(known, {1, 2, 3, 4, 6, 8, 12}, false).log_likelihood), -9843.13, 0);
}

void fits_of_cdnow(const std::string& folder) {
  title("CDNOW: fits (rounded summary file of lifetimes)");
  std::vector<VisitSummary> clients;
  for (const Row& client : read(folder + "/btyd/cdnow_customers_summary.csv")) {
    clients.push_back({std::stoi(client[1]), std::stod(client[2]), std::stod(client[3]), 0});
  }
  fit_rows("BG/NBD", fit(clients, {1}, false, Leaving::after_repeat_only), -9582.425561,
           {.2425945, 4.4136019, .7929199, 2.4258881});
  row("MBG/NBD: log likelihood", fit(clients, {1}, false).log_likelihood, -9582.132685,
      in_likelihood);
}

/// A gap of the barbershop, with all visits before it.
struct Gap {
  DayList before;
  int days = 0;
  bool is_lost = false;  ///< no return within a year
};
constexpr int year = 365;
constexpr double month_weeks = 30.0 / 7;
/// The service's interval that own intervals lean on: the table's, as for any business on its first
/// day.
constexpr double service_days = 30;

std::vector<Gap> gaps_of_the_table(const std::vector<DayList>& clients) {
  std::vector<Gap> out;
  for (const DayList& days : clients) {
    for (std::size_t i = 0; i < days.size(); ++i) {
      if (days[i] < iso("2018-01-01") || days[i] > iso("2019-03-01")) continue;
      const int gap = i + 1 < days.size() ? static_cast<int>((days[i + 1] - days[i]).count())
                                          : std::numeric_limits<int>::max();
      const auto end = days.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      out.push_back({{days.begin(), end}, gap, gap > year});
    }
  }
  return out;
}

VisitSummary after_silence(const Gap& gap, int days) {
  return summary_of(gap.before, gap.before.back() + date::days{days});
}

double own_days(const Gap& gap) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < gap.before.size(); ++i) {
    gaps.push_back(static_cast<double>((gap.before[i] - gap.before[i - 1]).count()));
  }
  return own_interval(gaps, service_days).days;
}

/// One policy: fires on the first day of silence on which `fires` says so.
void policy_rows(const std::string& name, const std::vector<Gap>& gaps,
                 const std::function<bool(const Gap&, int)>& fires, std::array<double, 4> reference,
                 double allowed) {
  int fired = 0;
  int within_14 = 0;
  int within_30 = 0;
  int lost = 0;
  for (const Gap& gap : gaps) {
    for (int day = 1; day < std::min(gap.days, year + 1); ++day) {
      if (!fires(gap, day)) continue;
      ++fired;
      within_14 += gap.days - day <= 14;
      within_30 += gap.days - day <= 30;
      lost += gap.is_lost;
      break;
    }
  }
  row(name + ": fired", fired, reference[0], allowed);
  row(name + ": back within 14 d anyway", within_14, reference[1], allowed);
  row(name + ": back within 30 d anyway", within_30, reference[2], allowed);
  row(name + ": precision (lost)", static_cast<double>(lost) / fired, reference[3], allowed);
}

/// The area under the curve of `chance` as a forecast of `comes`, by ranks.
double area_under_curve(std::vector<std::pair<double, bool>> forecasts) {
  std::sort(forecasts.begin(), forecasts.end());
  double ranks = 0;
  double yes = 0;
  for (std::size_t i = 0; i < forecasts.size();) {
    std::size_t j = i;
    double here = 0;
    for (; j < forecasts.size() && forecasts[j].first == forecasts[i].first; ++j) {
      here += forecasts[j].second;
    }
    ranks += here * static_cast<double>(i + j + 1) / 2;
    yes += here;
    i = j;
  }
  const auto count = static_cast<double>(forecasts.size());
  return (ranks - yes * (yes + 1) / 2) / yes / (count - yes);
}

void trigger_table(const std::vector<DayList>& clients) {
  constexpr double three_percent = 0.03;
  title("Barbershop 2018-01 to 2019-02: when to write (fit until 2017)");
  const std::vector<VisitSummary> known = summaries(clients, iso("2017-12-31"));
  const RhythmModel mix = fit(known, {1, 2, 3, 4, 6, 8, 12}, true).model;
  const RhythmModel k3 = fit(known, {3}, true).model;
  const std::vector<Gap> gaps = gaps_of_the_table(clients);
  row("gaps", static_cast<double>(gaps.size()), 2099, 0);
  const std::pair<int, std::array<double, 4>> fixed[] = {{30, {1119, 437, 641, .163}},
                                                         {45, {673, 190, 296, .270}},
                                                         {50, {580, 148, 222, .314}},
                                                         {60, {478, 97, 159, .381}},
                                                         {70, {393, 54, 107, .463}}};
  for (const auto& [days, reference] : fixed) {
    policy_rows(
        "fixed " + std::to_string(days) + " d", gaps,
        [days = days](const Gap&, int day) { return day >= days; }, reference, three_percent);
  }
  const std::pair<double, std::array<double, 4>> chances[] = {{.60, {556, 138, 216, .327}},
                                                              {.50, {472, 91, 154, .386}},
                                                              {.45, {443, 79, 135, .411}},
                                                              {.35, {395, 71, 109, .461}}};
  for (const auto& [chance, reference] : chances) {
    char name[40];
    std::snprintf(name, sizeof name, "P(visit 30 d) < %.2f, mix", chance);
    RhythmThresholds thresholds;
    thresholds.overdue_below = chance;
    std::vector<TriggerQuestion> questions;
    for (const Gap& gap : gaps) {
      questions.push_back(
          {after_silence(gap, 0), static_cast<std::int32_t>(std::ceil(own_days(gap))), 30});
    }
    const std::vector<DueDays> due = trigger_days(mix, thresholds, questions);
    policy_rows(
        name, gaps,
        [&](const Gap& gap, int day) {
          return day >= due[static_cast<std::size_t>(&gap - gaps.data())].due;
        },
        reference, three_percent);
  }
  policy_rows(
      "P(alive) < 0.85, k = 3", gaps,
      [&k3](const Gap& gap, int day) {
        return day >= own_days(gap) && p_alive(k3, after_silence(gap, day)) < .85;
      },
      {480, 124, 173, .379}, three_percent);
  const std::pair<int, std::array<double, 4>> areas[] = {{30, {.700, .720, .730, .741}},
                                                         {45, {.660, .694, .704, .709}}};
  for (const auto& [day, reference] : areas) {
    const std::string silent = "silent for " + std::to_string(day) + " d, AUC: ";
    const auto area = [&, day = day](const RhythmModel& model, bool of_lost) {
      std::vector<std::pair<double, bool>> forecasts;
      for (const Gap& gap : gaps) {
        if (gap.days <= day) continue;
        const VisitSummary client = after_silence(gap, day);
        forecasts.emplace_back(
            of_lost ? p_alive(model, client) : p_visit(model, client, month_weeks),
            of_lost ? !gap.is_lost : gap.days - day <= 30);
      }
      return area_under_curve(std::move(forecasts));
    };
    row(silent + "back within 30 d, k = 3", area(k3, false), reference[0], three_percent);
    row(silent + "back within 30 d, mix", area(mix, false), reference[1], three_percent);
    row(silent + "lost, k = 3", area(k3, true), reference[2], three_percent);
    row(silent + "lost, mix", area(mix, true), reference[3], three_percent);
  }
}

void curve_of(const std::string& name, const ReturnCurve& curve, std::array<double, 10> reference) {
  const ReturnTimes times = return_times(curve).value();
  const double here[] = {static_cast<double>(curve.gaps),
                         static_cast<double>(curve.returns),
                         static_cast<double>(curve.first_day_at(0.5).value()),
                         static_cast<double>(times.horizon_days),
                         times.never_share,
                         static_cast<double>(times.quarter_days),
                         static_cast<double>(times.median_days),
                         static_cast<double>(times.three_quarters_days),
                         static_cast<double>(times.nine_tenths_days),
                         curve.away_after(30)};
  const char* what[] = {"gaps",    "returns", "median",         "horizon",     "never",
                        "quarter", "half",    "three quarters", "nine tenths", "away on day 30"};
  for (std::size_t i = 0; i < reference.size(); ++i) {
    row(name + ": " + what[i], here[i], reference[i], 2e-6);
  }
}

void curves_of_the_salon(const std::string& folder) {
  title("Hair salon until 2018-07-29: return curves");
  std::map<std::string, std::map<std::string, std::set<LocalDate>>> by_service;
  for (const Row& line : read(folder + "/hair-salon/receipt-transactions.csv")) {
    if (line[3] != "WALK_IN") by_service[line[2]][line[3]].insert(american(line[1]));
  }
  const std::pair<const char*, std::array<double, 10>> services[] = {
      {"Women's hair cut", {651, 184, 94, 99, .451905, 42, 56, 76, 94, .969580}},
      {"Men's hair cut", {370, 196, 39, 76, .179951, 28, 35, 46, 64, .751443}}};
  for (const auto& [name, reference] : services) {
    std::vector<ReturnGap> gaps;
    for (const DayList& days : histories(by_service[name])) {
      const auto each = gaps_of(days, iso("2018-07-29"));
      gaps.insert(gaps.end(), each.begin(), each.end());
    }
    curve_of(name, return_curve(gaps), reference);
  }
}

void spend_of_the_salon(const std::string& folder) {
  title("Hair salon: what a visit brings (Gamma-Gamma)");
  std::map<std::string, std::map<LocalDate, double>> paid;
  for (const Row& line : read(folder + "/hair-salon/receipt-transactions.csv")) {
    if (line[3] != "WALK_IN") paid[line[3]][american(line[1])] += std::stod(line[6]);
  }
  std::vector<SpendSummary> clients;
  for (const auto& [client, days] : paid) {
    SpendSummary spend;
    for (const auto& [day, amount] : days) {
      if (amount <= 0) continue;
      ++spend.visits;
      spend.mean += amount;
    }
    if (spend.visits == 0) continue;
    spend.mean /= spend.visits;
    clients.push_back(spend);
  }
  const SpendFit found = fit_spend(clients);
  row("clients", static_cast<double>(clients.size()), 760, 0);
  row("log likelihood", found.log_likelihood, -3869.757990, in_likelihood);
  row("p", found.model.p, 5.224837, in_parameter);
  row("q", found.model.q, 6.469438, in_parameter);
  row("v", found.model.v, 87.624983, in_parameter);
  row("mean of a visit", expected_spend(found.model, {0, 0}), 83.7063, in_parameter);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: rhythm_reference FOLDER\n", stderr);
    return 2;
  }
  const std::string folder = argv[1];
  const std::vector<DayList> clients = barbershop(folder);
  if (clients.empty()) {
    std::printf("%s: no barbershop/presenca_clientes_limpo.csv; nothing to compare\n", argv[1]);
    return 77;
  }
  fits_of_the_barbershop(clients);
  fits_of_cdnow(folder);
  trigger_table(clients);
  curves_of_the_salon(folder);
  spend_of_the_salon(folder);
  std::printf("\n%d rows are off\n", off);
  return off == 0 ? 0 : 1;
}
