// reactivation import: exports of a booking system into the database.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "commands.hpp"
#include "configuration.hpp"
#include "failure.hpp"
#include "new_company.hpp"
#include "reactivation/adapters/csv.hpp"
#include "reactivation/adapters/phone.hpp"
#include "reactivation/engine/importer.hpp"
#include "summary_json.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "typed.hpp"
#include "yclients_choice.hpp"
#include "yclients_import.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct ImportArguments {
  Place place;
  std::string config;
  NewCompanyOptions company;
  std::string visits;
  std::string clients;
  std::string services;
  std::vector<std::string> maps;
  std::vector<std::string> sets;
  std::vector<std::string> exclusions;
  std::vector<std::string> group_by;
  std::string date_format;
  std::string encoding = "auto";
  std::string delimiter;
  YclientsImport yclients;
  bool has_synthetic_phones = false;
  bool is_dry_run = false;
  bool is_json = false;
};

/// An open export, or nothing when none was named.
std::unique_ptr<RowSource> open_source(const ImportArguments& arguments, const std::string& path) {
  if (path.empty()) return nullptr;
  CsvOptions options;
  const auto encoding = parse_csv_encoding(arguments.encoding);
  if (!encoding) {
    fail_usage("--encoding " + typed(arguments.encoding) +
               ": use auto, utf-8, utf-16le, utf-16be, windows-1251 or windows-1252");
  }
  options.encoding = *encoding;
  if (arguments.delimiter == "tab" || arguments.delimiter == "\\t") {
    options.delimiter = '\t';
  } else if (arguments.delimiter.size() == 1) {
    options.delimiter = arguments.delimiter[0];
  } else if (!arguments.delimiter.empty()) {
    fail_usage("--delimiter \"" + typed(arguments.delimiter) +
               "\": use one character, or the word tab");
  }
  std::vector<Issue> issues;
  auto opened = open_csv_file(path, options, issues);
  if (opened) return std::move(opened).value();
  report_issues(issues, "");
  fail_with(opened.error(), path);
}

void add_or_fail(const std::optional<Issue>& issue, const std::string& option) {
  if (!issue) return;
  // The place names the option already.
  const std::string place =
      issue->place.starts_with(option) ? issue->place : option + " " + issue->place;
  fail_usage(without_numbers(place) + ": " + issue->message);
}

/// The company of that id; made when it is new and the options say what it needs.
Company find_or_make_company(Database& database, const ImportArguments& arguments) {
  const std::int64_t id = arguments.place.company;
  const NewCompanyOptions& options = arguments.company;
  for (const CompanyName& known :
       database.get(database.store().list_companies(), database.path())) {
    if (known.id.value != id) continue;
    Company company = database.get(database.store().load_company(known.id), database.path());
    if (!options.timezone.empty()) {
      const TimeZone zone = find_zone(database.zones(), options.timezone);
      if (zone.name() != company.time_zone.name()) {
        fail_usage("--timezone " + options.timezone + ": company " + std::to_string(id) +
                   " lives in " + company.time_zone.name() + "; leave the option out");
      }
    }
    if (!options.country.empty()) company.country = checked_country(options.country);
    return company;
  }
  if (options.timezone.empty() || options.country.empty()) {
    fail_usage("company " + std::to_string(id) + " is new in " + database_name(arguments.place.db) +
               ": add --timezone and --country, as --timezone Europe/Moscow --country RU");
  }
  Company company = make_company(database, id, options);
  if (arguments.is_dry_run) return company;
  std::cerr << "Made company " << id << " (" << company.time_zone.name() << ", " << company.country
            << ").\n";
  return company;
}

ImportPlan plan_of_import(const ImportArguments& arguments) {
  ImportPlan plan;
  for (const std::string& text : arguments.maps) add_or_fail(add_map(plan, text), "--map");
  for (const std::string& text : arguments.sets) add_or_fail(add_set(plan, text), "--set");
  for (const std::string& text : arguments.exclusions) {
    add_or_fail(add_exclude(plan, text), "--exclude");
  }
  plan.group_by = arguments.group_by;
  plan.date_format = arguments.date_format;
  if (arguments.has_synthetic_phones) plan.synthetic_phones = SyntheticPhones::fill;
  if (arguments.is_dry_run) plan.mode = ImportMode::dry_run;
  return plan;
}

/// A database for a dry run of a company that does not exist yet; it is gone afterwards.
class ScratchFile {
public:
  explicit ScratchFile(const std::string& beside)
      : path_(beside + ".dry-run-" + std::to_string(::getpid())) {}
  ~ScratchFile() {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      std::error_code ignored;
      std::filesystem::remove(path_ + suffix, ignored);
    }
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
  std::string path_;
};

bool has_company(const std::string& url, std::int64_t id) {
  if (!is_existing_database(url)) return false;
  Database database(url, OpenMode::existing);
  const auto companies = database.get(database.store().list_companies(), database.path());
  return std::any_of(companies.begin(), companies.end(),
                     [id](const CompanyName& company) { return company.id.value == id; });
}

void check_usage(const ImportArguments& arguments) {
  const bool has_files =
      !arguments.visits.empty() || !arguments.clients.empty() || !arguments.services.empty();
  const bool is_yclients = !arguments.yclients.spec.empty();
  if (!has_files && !is_yclients) {
    fail_usage(
        "name at least one file (--visits, --clients or --services), or a system: --from "
        "yclients:SALON");
  }
  if (!is_yclients && (arguments.yclients.is_refresh || !arguments.yclients.hooks.empty())) {
    fail_usage("--refresh and --hook belong to --from");
  }
  const bool has_meaning = !arguments.maps.empty() || !arguments.sets.empty() ||
                           !arguments.exclusions.empty() || !arguments.group_by.empty() ||
                           !arguments.date_format.empty() || !arguments.delimiter.empty();
  if (is_yclients && (has_files || has_meaning)) {
    fail_usage(
        "--from reads a system and knows its fields: leave files and --map and the like out");
  }
  if (arguments.yclients.is_refresh && !arguments.yclients.hooks.empty()) {
    fail_usage("--refresh reads what has changed, --hook what webhooks name: choose one");
  }
}

ImportSummary import_files(Database& database, const ImportPlan& plan,
                           const ImportSources& sources) {
  const auto phones = make_phone_reader();
  ProgressLine line;
  auto imported = import_tables(plan, sources, *phones, database.store(), line.callback());
  line.clear();
  if (!imported && imported.error() == make_error_code(errc::cancelled)) {
    fail_run("stopped; nothing was stored");
  }
  return database.get(std::move(imported), database.path());
}

/// With `--config` its database and, without files, the system that its company has free times
/// from.
ImportArguments with_file(ImportArguments arguments) {
  if (arguments.config.empty()) return arguments;
  const Configuration file = load_configuration(arguments.config);
  const CompanyConfiguration& own = get_company(file, arguments.place.company, arguments.config);
  arguments.place.db = file.database;
  const bool has_files =
      !arguments.visits.empty() || !arguments.clients.empty() || !arguments.services.empty();
  if (has_files) return arguments;
  if (own.slots.spec.empty()) {
    fail_usage(arguments.config + ": company " + std::to_string(own.id.value) +
               " has no `slots` of the kind yclients to import from; name files instead");
  }
  arguments.yclients.spec = own.slots.spec;
  return arguments;
}

void run(const ImportArguments& typed_arguments) {
  const ImportArguments arguments = with_file(typed_arguments);
  check_usage(arguments);
  // Files and options first: a slip there must not leave a company behind.
  ImportPlan plan = plan_of_import(arguments);
  const auto services = open_source(arguments, arguments.services);
  const auto clients = open_source(arguments, arguments.clients);
  const auto visits = open_source(arguments, arguments.visits);
  const bool is_yclients = !arguments.yclients.spec.empty();
  if (is_yclients) (void)yclients_options("--from", arguments.yclients.spec, TimeZone::utc());
  const bool is_known = has_company(arguments.place.db, arguments.place.company);
  std::optional<ScratchFile> scratch;
  if (arguments.is_dry_run && !is_known) scratch.emplace(beside_database(arguments.place.db));
  Database database(scratch ? scratch->path() : arguments.place.db, OpenMode::create_or_existing);
  const Company company = find_or_make_company(database, arguments);
  plan.company_id = company.id;
  plan.country = company.country;
  plan.currency = company.currency;
  plan.zone = company.time_zone;
  plan.now = read_now(arguments.place.now, company.time_zone);

  ImportSummary summary;
  std::string told;
  if (is_yclients) {
    auto imported = import_from_yclients(database, beside_database(arguments.place.db),
                                         arguments.yclients, plan, !is_known);
    summary = std::move(imported.summary);
    told = std::move(imported.told);
  } else {
    summary = import_files(database, plan, {services.get(), clients.get(), visits.get()});
  }
  report_issues(summary.errors, "");
  (arguments.is_json ? std::cerr : std::cout) << told;
  std::cout << (arguments.is_json ? summary_json(summary) : to_text(summary));
  if (summary.is_dry_run) std::cerr << "Dry run: nothing was stored.\n";
}

void add_file_options(CLI::App& command, ImportArguments& arguments) {
  command.add_option("--visits", arguments.visits, "Visits, bookings or receipts")
      ->type_name("F.csv");
  command.add_option("--clients", arguments.clients, "Clients")->type_name("F.csv");
  command.add_option("--services", arguments.services, "Services")->type_name("F.csv");
  command.add_option("--encoding", arguments.encoding, "auto, utf-8, windows-1251 … [auto]");
  command.add_option("--delimiter", arguments.delimiter, "One character, or tab [found out]")
      ->type_name("C");
}

void add_system_options(CLI::App& command, YclientsImport& yclients) {
  command
      .add_option("--from", yclients.spec,
                  "A booking system instead of files: yclients:SALON, with the tokens in\n"
                  "YCLIENTS_PARTNER_TOKEN and YCLIENTS_USER_TOKEN")
      ->type_name("KIND:PLACE");
  command.add_flag("--refresh", yclients.is_refresh,
                   "With --from: only records changed since the last import from there");
  command
      .add_option("--hook", yclients.hooks,
                  "With --from: read again what this webhook names; - for standard input, or the\n"
                  "folder in which `listen` keeps them, which is emptied when all is stored")
      ->type_name("FILE")
      ->take_all()
      ->allow_extra_args(false);
}

void add_meaning_options(CLI::App& command, ImportArguments& arguments) {
  command
      .add_option("--map", arguments.maps,
                  "Which column holds a field: visits.client=\"Client code\". Known names of\n"
                  "columns are found without it. Fields: visits. id client date time service\n"
                  "staff amount status created_at; clients. id phone name loyalty opt_out\n"
                  "consent tags; services. id title price active")
      ->type_name("KIND.FIELD=COLUMN")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--set", arguments.sets, "The same value for every row: visits.status=completed")
      ->type_name("KIND.FIELD=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--date-format", arguments.date_format,
                  "How dates are written, as %d.%m.%Y or %m/%d/%Y; not needed for 2026-03-02")
      ->type_name("F");
  command
      .add_option("--group-by", arguments.group_by,
                  "Rows of one client with the same value here are one visit (a receipt)")
      ->type_name("COLUMN")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--exclude", arguments.exclusions, "Leave rows out: Client=WALK_IN")
      ->type_name("COLUMN=VALUE")
      ->take_all()
      ->allow_extra_args(false);
}

}  // namespace

void add_import(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = add_command(
      program,
      {"import", "Take over exports of a booking system (CSV), or YClients",
       "Running it again changes nothing. Bad rows are counted and named, and never stop the rest. "
       "A\n"
       "company that is new is made; it needs --timezone and --country then.",
       "  reactivation import --db salon.db --company 1 --visits visits.csv \\\n"
       "      --clients clients.csv --timezone Europe/Moscow --country RU\n"
       "  reactivation import --db salon.db --company 1 --visits receipts.csv \\\n"
       "      --map visits.client=Client --map visits.date=Date --date-format %m/%d/%Y \\\n"
       "      --set visits.status=completed --group-by Receipt --exclude Client=WALK_IN "
       "--dry-run\n"
       "  reactivation import --db salon.db --company 1 --from yclients:4564 --refresh"});
  add_db_option(*command, arguments->place);
  command->get_option("--db")->required(false);
  add_company_option(*command, arguments->place);
  command->get_option("--company")->required();
  add_file_options(*command, *arguments);
  add_system_options(*command, arguments->yclients);
  add_meaning_options(*command, *arguments);
  command->add_flag("--synthetic-phones", arguments->has_synthetic_phones,
                    "Clients without a number get one under +999, which reaches nobody: for\n"
                    "trial runs into an outbox");
  command->add_flag("--dry-run", arguments->is_dry_run, "Show what would be taken; store nothing");
  command->add_flag("--json", arguments->is_json, "Print the summary as one JSON document");
  add_now_option(*command, arguments->place);
  add_new_company_options(*command, arguments->company);
  add_config_option(*command, arguments->config);
  command->callback([arguments, command, &chosen] {
    require_place(*command, {"--db", "--from"});
    chosen = [arguments] { run(*arguments); };
  });
}

}  // namespace cli
