#include "visit_file.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <set>

#include "failure.hpp"
#include "reactivation/adapters/csv.hpp"
#include "reactivation/adapters/memory_import.hpp"
#include "reactivation/adapters/phone.hpp"
#include "reactivation/engine/import_values.hpp"
#include "reactivation/engine/importer.hpp"
#include "terminal.hpp"
#include "typed.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr CompanyId company{1};

void add_or_fail(const std::optional<Issue>& issue, const std::string& option) {
  if (!issue) return;
  const std::string place =
      issue->place.starts_with(option) ? issue->place : option + " " + issue->place;
  fail_usage(without_numbers(place) + ": " + issue->message);
}

/// `client=C` means `visits.client=C`.
std::string of_visits(const std::string& text) {
  const std::size_t dot = text.find('.');
  return dot != std::string::npos && dot < text.find('=') ? text : "visits." + text;
}

/// Whether the file or an option says that of each visit.
bool names(ImportField field, const VisitFileOptions& options, const RowSource& source) {
  const ImportFieldName& known = import_fields()[static_cast<std::size_t>(field)];
  const std::string option = "visits." + std::string(known.name) + "=";
  const auto says = [&option](const std::vector<std::string>& texts) {
    return std::any_of(texts.begin(), texts.end(), [&option](const std::string& text) {
      return of_visits(text).starts_with(option);
    });
  };
  if (says(options.maps) || says(options.sets)) return true;
  const std::string table = "|" + std::string(known.synonyms) + "|";
  return std::any_of(source.header().begin(), source.header().end(), [&](const std::string& name) {
    return table.find("|" + folded(name) + "|") != std::string::npos;
  });
}

ImportPlan plan_of_file(const VisitFileOptions& options, const RowSource& source) {
  ImportPlan plan;
  for (const std::string& text : options.maps) add_or_fail(add_map(plan, of_visits(text)), "--map");
  for (const std::string& text : options.sets) add_or_fail(add_set(plan, of_visits(text)), "--set");
  if (!names(ImportField::visit_status, options, source)) {
    plan.values.push_back({ImportField::visit_status, "completed"});
  }
  if (!names(ImportField::visit_service, options, source)) {
    plan.values.push_back({ImportField::visit_service, "visit"});
  }
  for (const std::string& text : options.exclusions) {
    add_or_fail(add_exclude(plan, text), "--exclude");
  }
  plan.group_by = options.group_by;
  plan.date_format = options.date_format;
  plan.company_id = company;
  plan.country = "US";  // no phone is read here
  plan.zone = TimeZone::utc();
  plan.now = max_instant - Days{1};
  return plan;
}

/// Numbers for codes, in their order.
template <class Row>
std::map<std::string, std::int64_t> numbered(const std::map<std::string, Row>& rows) {
  std::map<std::string, std::int64_t> out;
  for (const auto& [code, row] : rows) out.emplace(code, static_cast<std::int64_t>(out.size()) + 1);
  return out;
}

VisitFile file_of(const MemoryImportRows& rows) {
  VisitFile out;
  Snapshot& snapshot = out.snapshot;
  snapshot.company.id = company;
  snapshot.company.time_zone = TimeZone::utc();
  const auto clients = numbered(rows.clients);
  const auto services = numbered(rows.services);
  for (const auto& [code, id] : services) {
    const MemoryService& service = rows.services.at(code);
    snapshot.services.push_back({ServiceId{id}, service.title, service.price_minor, true});
    Rule rule;
    rule.service_id = ServiceId{id};
    snapshot.rules.push_back(rule);
  }
  for (const auto& [code, id] : clients) {
    Client client;
    client.id = ClientId{id};
    client.name = code;
    snapshot.clients.push_back(std::move(client));
  }
  for (const auto& [key, row] : rows.visits) {
    Visit visit;
    visit.client_id = ClientId{clients.at(row.client)};
    for (const std::string& code : row.services) {
      visit.service_ids.push_back(ServiceId{services.at(code)});
    }
    visit.starts_at = row.starts_at;
    visit.is_time_known = row.is_time_known;
    visit.status = row.status;
    visit.cost_minor = row.cost_minor;
    visit.created_at = row.created_at;
    if (visit.status == VisitStatus::completed) {
      out.last_visit_on = std::max(out.last_visit_on, TimeZone::utc().local_date(visit.starts_at));
    }
    snapshot.visits.push_back(std::move(visit));
  }
  return out;
}

void tell_what_is_missing(const ImportSummary& summary) {
  for (const FileSummary& file : summary.files) {
    for (const ImportFinding& finding : file.findings) {
      if (finding.kind == FindingKind::excluded || finding.kind == FindingKind::warning) continue;
      std::cerr << "warning: " << count_text(finding.count, "row") << " of " << file.name
                << " left out: " << finding.message
                << (finding.places.empty() ? "" : " (" + finding.places.front() + ")") << "\n";
    }
  }
}

}  // namespace

void add_visit_file_options(CLI::App& command, VisitFileOptions& options) {
  command.add_option("--visits", options.visits, "Visits, bookings or receipts")
      ->type_name("F.csv");
  const auto add_list = [&command](const char* name, std::vector<std::string>& texts,
                                   const char* help, const char* type) {
    command.add_option(name, texts, help)->type_name(type)->take_all()->allow_extra_args(false);
  };
  add_list("--map", options.maps,
           "Which column holds a field: client=Code. Known names are found without it.\n"
           "Fields: client date time service staff amount status",
           "FIELD=COLUMN");
  add_list("--set", options.sets, "The same value for every row: service=Haircut", "FIELD=VALUE");
  add_list("--exclude", options.exclusions, "Leave rows out: Client=WALK_IN", "COLUMN=VALUE");
  add_list("--group-by", options.group_by, "Rows with the same value here are one visit", "COLUMN");
  command
      .add_option("--date-format", options.date_format,
                  "How dates are written, as %d.%m.%Y or %m/%d/%Y; not needed for 2026-03-02")
      ->type_name("F");
}

VisitFile read_visit_file(const VisitFileOptions& options) {
  std::vector<Issue> issues;
  auto opened = open_csv_file(options.visits, CsvOptions{}, issues);
  if (!opened) {
    report_issues(issues, "");
    fail_with(opened.error(), options.visits);
  }
  const std::unique_ptr<RowSource> source = std::move(opened).value();
  const auto phones = make_phone_reader();
  MemoryImport memory;
  ProgressLine line;
  auto imported = import_tables(plan_of_file(options, *source), {nullptr, nullptr, source.get()},
                                *phones, memory, line.callback());
  line.clear();
  if (!imported) {
    if (imported.error() == make_error_code(errc::cancelled)) fail_run("stopped");
    fail_with(imported.error(), options.visits);
  }
  report_issues(imported.value().errors, "");
  tell_what_is_missing(imported.value());
  return file_of(memory.rows(company));
}

LocalDate read_until(const std::string& text, LocalDate otherwise) {
  if (text.empty()) return otherwise;
  const auto date = parse_iso_date(text);
  if (!date) {
    fail_usage("--until \"" + typed(text) + "\" is no date; write it as 2026-02-28");
  }
  return *date;
}

std::vector<ClientHistory> histories_of(const VisitFile& file, LocalDate until) {
  std::vector<std::set<LocalDate>> days(file.snapshot.clients.size());
  for (const Visit& visit : file.snapshot.visits) {
    const LocalDate day = TimeZone::utc().local_date(visit.starts_at);
    if (visit.status != VisitStatus::completed || day > until) continue;
    days[static_cast<std::size_t>(visit.client_id.value - 1)].insert(day);
  }
  std::vector<ClientHistory> out;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (days[i].empty()) continue;
    out.push_back({file.snapshot.clients[i].name, {days[i].begin(), days[i].end()}});
  }
  return out;
}

}  // namespace cli
