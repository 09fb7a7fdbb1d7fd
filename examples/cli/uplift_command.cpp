// reactivation uplift: whether one group of an experiment did better than another, and how sure.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

#include "commands.hpp"
#include "failure.hpp"
#include "reactivation/adapters/csv.hpp"
#include "reactivation/core/experiment.hpp"
#include "table.hpp"
#include "typed.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;
using Json = nlohmann::ordered_json;

namespace {

struct UpliftArguments {
  std::string groups;
  std::string control;
  std::vector<std::string> weights;
  bool is_json = false;
};

struct NamedGroup {
  std::string name;
  GroupCount count;
  double weight = 1;
};

struct Groups {
  std::vector<NamedGroup> all;
  ValueColumn values = ValueColumn::absent;
  std::size_t control = 0;
};

constexpr std::size_t groups_max = 100;
constexpr std::int64_t count_max = 1'000'000'000'000;

enum Column : std::size_t { group_name, clients, successes, value_sum, value_sumsq, columns };
constexpr std::array<const char*, columns> column_names{"group", "clients", "successes",
                                                        "value_sum", "value_sumsq"};

std::array<std::size_t, columns> places_of(const RowSource& file) {
  std::array<std::size_t, columns> out{};
  const auto header = file.header();
  for (std::size_t i = 0; i < columns; ++i) {
    const auto found = std::find(header.begin(), header.end(), column_names[i]);
    out[i] = static_cast<std::size_t>(found - header.begin());
  }
  for (const Column needed : {group_name, clients, successes}) {
    if (out[needed] < header.size()) continue;
    fail_usage(std::string(file.name()) + ": there is no column " + column_names[needed] +
               "; the header is group,clients,successes[,value_sum,value_sumsq]");
  }
  if ((out[value_sum] < header.size()) != (out[value_sumsq] < header.size())) {
    fail_usage(std::string(file.name()) +
               ": value_sum and value_sumsq go together; add the other one");
  }
  return out;
}

template <class Number>
Number read_number(std::string_view text, const std::string& place, const char* what) {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) {
    fail_usage(place + ": \"" + typed(std::string(text)) + "\" is no " + what);
  }
  return out;
}

std::int64_t read_count(std::string_view text, const std::string& place) {
  const auto out = read_number<std::int64_t>(text, place, "whole number; write it as 1200");
  if (out < 0 || out > count_max) {
    fail_usage(place + ": a count lies between 0 and 1000000000000");
  }
  return out;
}

double read_value(std::string_view text, const std::string& place) {
  const auto out = read_number<double>(text, place, "number; write it as 1200.50");
  if (!std::isfinite(out)) fail_usage(place + ": a value must be finite");
  return out;
}

NamedGroup read_group(const RowSource& file, const TableRow& row,
                      const std::array<std::size_t, columns>& places) {
  const std::string line = std::string(file.name()) + ":" + std::to_string(row.line);
  if (row.problem != RowProblem::none) {
    fail_usage(line + ": the row cannot be read; it needs as many cells as the header");
  }
  const auto place = [&line](Column column) { return line + ":" + column_names[column]; };
  NamedGroup out;
  out.name = std::string(row.cells[places[group_name]]);
  if (out.name.empty()) fail_usage(place(group_name) + ": every group needs a name");
  out.count.clients = read_count(row.cells[places[clients]], place(clients));
  out.count.successes = read_count(row.cells[places[successes]], place(successes));
  if (out.count.successes > out.count.clients) {
    fail_usage(place(successes) + ": more successes than clients; count each client once");
  }
  if (places[value_sum] >= row.cells.size()) return out;
  out.count.value = read_value(row.cells[places[value_sum]], place(value_sum));
  out.count.value_squares = read_value(row.cells[places[value_sumsq]], place(value_sumsq));
  const double least = out.count.clients > 0 ? out.count.value * out.count.value /
                                                   static_cast<double>(out.count.clients)
                                             : 0.0;
  if (out.count.value_squares < least * (1 - 1e-9) ||
      (out.count.clients == 0 && (out.count.value != 0 || out.count.value_squares != 0))) {
    fail_usage(
        place(value_sumsq) +
        ": no values have this sum of squares; it is the sum of each client's value squared");
  }
  return out;
}

Groups read_groups(const std::string& path) {
  std::vector<Issue> issues;
  auto opened = open_csv_file(path, CsvOptions{}, issues);
  if (!opened) {
    report_issues(issues, "");
    fail_with(opened.error(), path);
  }
  RowSource& file = *opened.value();
  const auto places = places_of(file);
  Groups out;
  out.values =
      places[value_sum] < file.header().size() ? ValueColumn::present : ValueColumn::absent;
  for (;;) {
    auto row = file.next();
    if (!row) fail_with(row.error(), path);
    if (!row.value()) break;
    NamedGroup group = read_group(file, *row.value(), places);
    for (const NamedGroup& other : out.all) {
      if (other.name == group.name) {
        fail_usage(std::string(file.name()) + ":" + std::to_string(row.value()->line) +
                   ":group: this group stands here twice; one row for each group");
      }
    }
    if (out.all.size() == groups_max) {
      fail_usage(std::string(file.name()) + ": more than 100 groups; one row for each group");
    }
    out.all.push_back(std::move(group));
  }
  if (out.all.size() < 2) {
    fail_usage(std::string(file.name()) + ": a comparison needs two groups, each on its own row");
  }
  return out;
}

NamedGroup& find_group(Groups& groups, const std::string& name, const char* option) {
  for (NamedGroup& group : groups.all) {
    if (group.name == name) return group;
  }
  fail_usage(std::string(option) + " \"" + typed(name) + "\": there is no such group in the file");
}

void apply_weights(const UpliftArguments& arguments, Groups& groups) {
  if (arguments.weights.empty()) return;
  for (NamedGroup& group : groups.all) group.weight = 0;
  for (const std::string& text : arguments.weights) {
    const std::size_t split = text.rfind('=');
    if (split == std::string::npos) {
      fail_usage("--weight \"" + typed(text) + "\": write it as --weight control=0.1");
    }
    const double weight = read_value(std::string_view(text).substr(split + 1), "--weight");
    if (!(weight > 0) || weight > 1e12) fail_usage("--weight: a weight is greater than 0");
    find_group(groups, text.substr(0, split), "--weight").weight = weight;
  }
  for (const NamedGroup& group : groups.all) {
    if (group.weight == 0) {
      fail_usage("--weight: the group \"" + typed(group.name) +
                 "\" has none; name one for each group");
    }
  }
}

void choose_control(const UpliftArguments& arguments, Groups& groups) {
  groups.control = groups.all.size() - 1;
  if (!arguments.control.empty()) {
    groups.control = static_cast<std::size_t>(&find_group(groups, arguments.control, "--control") -
                                              groups.all.data());
    return;
  }
  for (std::size_t i = 0; i < groups.all.size(); ++i) {
    for (const char* usual : {"control", "holdout", "none"}) {
      if (groups.all[i].name == usual) {
        groups.control = i;
        return;
      }
    }
  }
}

SampleRatio ratio_of(const Groups& groups) {
  std::vector<std::int64_t> counts;
  std::vector<double> weights;
  for (const NamedGroup& group : groups.all) {
    counts.push_back(group.count.clients);
    weights.push_back(group.weight);
  }
  return sample_ratio(counts, weights);
}

Json interval_json(const ConfidenceInterval& interval) {
  Json out;
  out["low"] = interval.low;
  out["high"] = interval.high;
  return out;
}

Json comparison_json(const NamedGroup& group, const Comparison& comparison) {
  Json row;
  row["group"] = group.name;
  row["difference"] = comparison.difference;
  row["interval"] = interval_json(comparison.interval);
  row["z"] = comparison.z;
  row["probability"] = comparison.chance_higher;
  row["incremental_successes"] = comparison.incremental;
  row["value_difference"] = comparison.value ? Json(comparison.value->difference) : Json(nullptr);
  row["value_interval"] =
      comparison.value ? interval_json(comparison.value->interval) : Json(nullptr);
  row["incremental_value"] =
      comparison.incremental_value ? Json(*comparison.incremental_value) : Json(nullptr);
  return row;
}

void print_json(const Groups& groups, const SampleRatio& ratio) {
  const NamedGroup& control = groups.all[groups.control];
  Json out;
  out["schema"] = "reactivation.uplift/1";
  out["control"] = control.name;
  out["groups"] = Json::array();
  for (const NamedGroup& group : groups.all) {
    Json row;
    row["group"] = group.name;
    row["clients"] = group.count.clients;
    row["successes"] = group.count.successes;
    row["rate"] = group.count.proportion().share();
    row["interval"] = interval_json(wilson_interval(group.count.proportion()));
    row["value_mean"] =
        groups.values == ValueColumn::present ? Json(group.count.values().mean()) : Json(nullptr);
    row["weight"] = group.weight;
    out["groups"].push_back(std::move(row));
  }
  Json check;
  check["chi_square"] = ratio.chi_square;
  check["p"] = ratio.chance;
  check["blocked"] = ratio.is_blocked;
  out["sample_ratio"] = std::move(check);
  out["comparisons"] = Json::array();
  for (const NamedGroup& group : groups.all) {
    if (&group == &control || ratio.is_blocked) continue;
    out["comparisons"].push_back(
        comparison_json(group, compared(group.count, control.count, groups.values)));
  }
  std::cout << out.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

std::string number(const char* form, double value) {
  std::array<char, 400> text{};
  std::snprintf(text.data(), text.size(), form, value);
  return text.data();
}

std::string span_text(const char* form, const ConfidenceInterval& interval, double factor) {
  return number(form, factor * interval.low) + " … " + number(form, factor * interval.high);
}

void print_tables(const Groups& groups, const SampleRatio& ratio) {
  const NamedGroup& control = groups.all[groups.control];
  Table table({{"group", Align::left, 30},
               {"clients", Align::right},
               {"successes", Align::right},
               {"rate", Align::right},
               {"95 % interval", Align::right}});
  for (const NamedGroup& group : groups.all) {
    table.add({harmless(group.name), number_text(group.count.clients),
               number_text(group.count.successes),
               number("%.2f %%", 100 * group.count.proportion().share()),
               span_text("%.2f", wilson_interval(group.count.proportion()), 100)});
  }
  std::cout << table.text() << "\n";
  if (ratio.is_blocked) return;
  Table beside({{"against " + harmless(control.name), Align::left, 40},
                {"points", Align::right},
                {"95 % interval", Align::right},
                {"better with", Align::right},
                {"more successes", Align::right},
                {"more value", Align::right}});
  for (const NamedGroup& group : groups.all) {
    if (&group == &control) continue;
    const Comparison found = compared(group.count, control.count, groups.values);
    beside.add({harmless(group.name), number("%+.2f", 100 * found.difference),
                span_text("%+.2f", found.interval, 100),
                number("%.2f %%", 100 * found.chance_higher), number("%.1f", found.incremental),
                found.incremental_value ? number("%.2f", *found.incremental_value) : "–"});
  }
  std::cout << beside.text();
}

void run(const UpliftArguments& arguments) {
  if (arguments.groups.empty()) fail_usage("--groups is needed: a file with a row for each group");
  Groups groups = read_groups(arguments.groups);
  apply_weights(arguments, groups);
  choose_control(arguments, groups);
  const SampleRatio ratio = ratio_of(groups);
  arguments.is_json ? print_json(groups, ratio) : print_tables(groups, ratio);
  if (ratio.is_blocked) {
    std::cerr << "warning: the groups are not as large as they were meant to be (p = "
              << number("%.2g", ratio.chance)
              << "), so no difference is shown; find out where clients were lost, or name the"
                 " design, as --weight control=0.1 --weight mail=0.9\n";
  }
}

}  // namespace

void add_uplift(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<UpliftArguments>();
  CLI::App* command = add_command(
      program,
      {"uplift", "Compare the groups of an experiment",
       "A file with group,clients,successes and, when known, value_sum,value_sumsq; a row a\n"
       "group. The control is the group named control, holdout or none, else the last one.\n"
       "When the groups are not as large as was meant, no difference is shown; docs/results.md.",
       "  reactivation uplift --groups groups.csv\n"
       "  reactivation uplift --groups groups.csv --weight mail=0.9 --weight control=0.1 --json"});
  command->add_option("--groups", arguments->groups, "The groups")->type_name("F.csv");
  command->add_option("--control", arguments->control, "The group to compare the others with")
      ->type_name("GROUP");
  command
      ->add_option("--weight", arguments->weights,
                   "How large a group was meant to be, beside the others [equal]")
      ->type_name("GROUP=W")
      ->take_all()
      ->allow_extra_args(false);
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
