// reactivation report: one HTML file that an owner reads.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "reactivation/json/words.hpp"
#include "reactivation/report/html.hpp"
#include "report_reading.hpp"
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

void run(const ReportArguments& arguments) {
  if (arguments.out.empty()) fail_usage("--out is needed: the file to write, as --out report.html");
  Desk desk(arguments.place);
  ReportQuestion question{
      .company = desk.company(),
      .now = desk.now(),
      .days = read_span(arguments.span, desk.company().time_zone.local_date(desk.now())),
      .costs = arguments.costs,
      .language = language_of(arguments.locale, desk.company()),
      .has_replay = arguments.has_replay};
  ProgressLine line;
  question.progress = line.callback();
  auto report = read_report(desk.store(), question);
  line.clear();
  if (!report && report.error() == make_error_code(errc::cancelled)) fail_run("stopped");
  write_file(arguments.out, report_html(desk.get(std::move(report))));
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
