// reactivation fit: how often a business's clients come, and when they leave, from its visits.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "failure.hpp"
#include "reactivation/core/rhythm.hpp"
#include "table.hpp"
#include "typed.hpp"
#include "visit_file.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct FitArguments {
  VisitFileOptions file;
  std::string until;
  std::string model = "mixture";
  std::string prior = "map";
  int k = 0;
  bool is_json = false;
};

RhythmFitOptions options_of(const FitArguments& arguments) {
  RhythmFitOptions options;
  if (arguments.model == "bg_nbd" || arguments.model == "mbg_nbd") {
    options.regularities = {1};
  } else if (arguments.model != "mbg_cnbd" && arguments.model != "mixture") {
    fail_usage("--model \"" + typed(arguments.model) +
               "\": it may be bg_nbd, mbg_nbd, mbg_cnbd or mixture");
  }
  if (arguments.model == "bg_nbd") options.leaving = Leaving::after_repeat_only;
  if (arguments.prior == "none") {
    options.prior.reset();
  } else if (arguments.prior != "map") {
    fail_usage("--prior \"" + typed(arguments.prior) + "\": it may be none or map");
  }
  if (arguments.k != 0 && arguments.model != "mbg_cnbd") {
    fail_usage("--k belongs to --model mbg_cnbd");
  }
  return options;
}

/// The k under which the visits are most probable: from 1 on, until two in a row are worse.
RhythmFit best_of_one_k(const std::vector<VisitSummary>& clients, RhythmFitOptions options) {
  constexpr int k_max = 12;
  RhythmFit best;
  int worse = 0;
  for (int k = 1; k <= k_max && worse < 2; ++k) {
    options.regularities = {k};
    RhythmFit fit = fit_rhythm(clients, options);
    if (k > 1 && fit.log_likelihood <= best.log_likelihood) {
      ++worse;
      continue;
    }
    worse = 0;
    best = std::move(fit);
  }
  return best;
}

RhythmFit fitted(const FitArguments& arguments, const std::vector<VisitSummary>& clients) {
  RhythmFitOptions options = options_of(arguments);
  if (arguments.model != "mbg_cnbd") return fit_rhythm(clients, options);
  if (arguments.k == 0) return best_of_one_k(clients, options);
  options.regularities = {arguments.k};
  return fit_rhythm(clients, options);
}

/// What was fitted to.
struct Data {
  LocalDate until;
  std::vector<VisitSummary> clients;
  HistorySize size;
};

Data data_of(const FitArguments& arguments) {
  const VisitFile file = read_visit_file(arguments.file);
  Data out;
  out.until = read_until(arguments.until, file.last_visit_on);
  std::vector<double> gaps;
  for (const ClientHistory& client : histories_of(file, out.until)) {
    out.clients.push_back(summary_of(client.days, out.until));
    for (std::size_t i = 1; i < client.days.size(); ++i) {
      gaps.push_back(static_cast<double>((client.days[i] - client.days[i - 1]).count()) / 7);
    }
  }
  if (out.clients.empty()) {
    fail_usage(typed(arguments.file.visits) + ": no visit until " + to_iso_date(out.until) +
               "; name a later day, as --until 2026-02-28");
  }
  out.size = size_of(out.clients, gaps);
  return out;
}

void print_json(const FitArguments& arguments, const Data& data, const RhythmFit& fit) {
  const RhythmModel& model = fit.model;
  const bool is_mixture = model.regularity.size() > 1;
  nlohmann::ordered_json out;
  out["schema"] = "reactivation.fit/1";
  out["model"] = arguments.model;
  out["k"] =
      is_mixture ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(model.regularity[0].k);
  out["r"] = model.r;
  out["alpha"] = is_mixture ? model.scale_weeks : model.of_share(0).alpha;
  out["a"] = model.a;
  out["b"] = model.b;
  out["weights"] = nlohmann::ordered_json::object();
  for (const RegularityShare& share : model.regularity) {
    out["weights"][std::to_string(share.k)] = share.share;
  }
  out["log_likelihood"] = fit.log_likelihood;
  out["clients"] = data.size.clients;
  out["repeat_visits"] = data.size.gaps;
  out["until"] = to_iso_date(data.until);
  out["prior"] = arguments.prior;
  out["end"] = to_string(fit.end);
  out["steps"] = fit.steps;
  out["enough"] = is_enough_for_a_fit(data.size);
  std::cout << out.dump() << "\n";
}

std::string number(const char* form, double value) {
  char text[64];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

void print_table(const FitArguments& arguments, const Data& data, const RhythmFit& fit) {
  const RhythmModel& model = fit.model;
  const bool is_mixture = model.regularity.size() > 1;
  std::cout << count_text(data.size.clients, "client") << ", " << number_text(data.size.gaps)
            << " repeat visits until " << to_iso_date(data.until) << "\n\n";
  Table table({{""}, {"", Align::right}, {""}});
  table.add({"model",
             arguments.model + (is_mixture ? "" : ", k = " + std::to_string(model.regularity[0].k)),
             ""});
  table.add({"r", number("%.6f", model.r), "shape of the clients' rates"});
  table.add({"alpha", number("%.6f", is_mixture ? model.scale_weeks : model.of_share(0).alpha),
             is_mixture ? "weeks; divided by k for each share" : "weeks"});
  table.add({"a", number("%.6f", model.a), ""});
  table.add(
      {"b", number("%.6f", model.b),
       "leaves after the first visit: " + number("%.1f %%", 100 * model.a / (model.a + model.b))});
  for (const RegularityShare& share : model.regularity) {
    if (!is_mixture) break;
    table.add({"k = " + std::to_string(share.k), number("%.4f", share.share),
               share.k == 1 ? "share of clients; 1: by chance alone" : ""});
  }
  table.add({"log likelihood", number("%.4f", fit.log_likelihood), ""});
  std::cout << table.text();
}

void run(const FitArguments& arguments) {
  if (arguments.file.visits.empty()) fail_usage("--visits is needed: an export with your visits");
  (void)options_of(arguments);
  const Data data = data_of(arguments);
  const RhythmFit fit = fitted(arguments, data.clients);
  if (!is_enough_for_a_fit(data.size)) {
    std::cerr << "note: the history is short (from 200 clients, 150 gaps and 4 median gaps on it "
                 "is enough); plans go by the prior until then\n";
  }
  if (fit.end != FitEnd::converged) {
    std::cerr << "warning: the fit did not converge in " << fit.steps
              << " steps; this is the best so far. Try --prior map, or a longer history\n";
  }
  arguments.is_json ? print_json(arguments, data, fit) : print_table(arguments, data, fit);
}

}  // namespace

void add_fit(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<FitArguments>();
  CLI::App* command = add_command(
      program,
      {"fit", "Fit the rhythm of a business to its visits",
       "How often clients come, how regularly, and when they leave for good; docs/rhythm.md.\n"
       "Time is in weeks. Without --until: the day of the last visit.",
       "  reactivation fit --visits visits.csv --until 2026-02-28\n"
       "  reactivation fit --visits visits.csv --map client=client --map date=date \\\n"
       "      --model mbg_cnbd --prior none --json"});
  add_visit_file_options(*command, arguments->file);
  command->add_option("--until", arguments->until, "The last day that is known")->type_name("DATE");
  command
      ->add_option("--model", arguments->model,
                   "bg_nbd, mbg_nbd, mbg_cnbd (one k), or mixture [mixture]")
      ->type_name("M");
  command->add_option("--k", arguments->k, "Of mbg_cnbd; else the best of 1 to 12")
      ->type_name("K")
      ->check(CLI::Range(1, 12));
  command->add_option("--prior", arguments->prior, "none: likelihood alone; map [map]")
      ->type_name("P");
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
