// reactivation slots: the free times that messages may offer.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "failure.hpp"
#include "find_by_name.hpp"
#include "reactivation/adapters/csv.hpp"
#include "reactivation/engine/import_values.hpp"
#include "table.hpp"
#include "words.hpp"
#include "yclients_choice.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct SlotsArguments {
  Place place;
  std::string file;
  SlotOptions from;
  bool is_json = false;
};

constexpr std::size_t slots_max = 10'000;

/// Which cell of a row is what; the duration may be absent.
struct SlotColumns {
  std::size_t service = 0;
  std::size_t staff = 0;
  std::size_t datetime = 0;
  std::optional<std::size_t> duration;
};

std::optional<std::size_t> find_column(const RowSource& rows, std::string_view name) {
  const auto header = rows.header();
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (folded(header[i]) == folded(name)) return i;
  }
  return std::nullopt;
}

SlotColumns columns_of(const RowSource& rows) {
  const auto needed = [&rows](std::string_view name) {
    const auto column = find_column(rows, name);
    if (!column) {
      fail_usage(std::string(rows.name()) + " has no column \"" + std::string(name) +
                 "\"; it needs service, staff, datetime and may have duration_minutes");
    }
    return *column;
  };
  return {needed("service"), needed("staff"), needed("datetime"),
          find_column(rows, "duration_minutes")};
}

/// The free times of a file, and what was wrong with the rows that are none.
class SlotReader {
public:
  SlotReader(const PlanFacts& facts, Instant now) : facts_(facts), now_(now) {}

  void read(const TableRow& row, const SlotColumns& columns, const std::string& place) {
    if (row.problem != RowProblem::none) return drop("the row is damaged", place);
    try {
      const auto slot = slot_of(row, columns, place);
      if (slot) slots_.push_back(*slot);
    } catch (const Failure&) {
      drop("service or staff member not known", place);
    }
  }
  void take(std::vector<Slot> slots) { slots_ = std::move(slots); }
  [[nodiscard]] const std::vector<Slot>& slots() const noexcept { return slots_; }
  void report() const {
    for (const auto& [why, dropped] : dropped_) {
      std::cerr << "left out: " << dropped.count << " × " << why << " (first: " << dropped.first
                << ")\n";
    }
  }

  [[nodiscard]] std::string json(CompanyId company) const {
    nlohmann::ordered_json out;
    out["schema"] = "reactivation.slots/1";
    out["company_id"] = company.value;
    out["slots"] = slots_.size();
    out["left_out"] = nlohmann::ordered_json::array();
    for (const auto& [why, dropped] : dropped_) {
      out["left_out"].push_back(
          {{"reason", why}, {"count", dropped.count}, {"first", dropped.first}});
    }
    return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  }

private:
  struct Dropped {
    std::int64_t count = 0;
    std::string first;
  };

  void drop(const std::string& why, const std::string& place) {
    Dropped& dropped = dropped_[why];
    if (dropped.count++ == 0) dropped.first = place;
  }

  std::optional<Slot> slot_of(const TableRow& row, const SlotColumns& columns,
                              const std::string& place) {
    const TimeZone& zone = facts_.company.time_zone;
    Slot slot;
    slot.service_id = find_service(facts_.services, std::string(row.cells[columns.service]), place);
    slot.staff_id = find_staff(facts_.staff, std::string(row.cells[columns.staff]), place);
    const auto time = parse_time(row.cells[columns.datetime]);
    if (!time || !time->has_time) {
      drop("no date with a time, as 2026-03-02T10:30", place);
      return std::nullopt;
    }
    if (!time->utc_offset && zone.is_skipped(time->local)) {
      drop("no clock shows that time: it lies in a clock change", place);
      return std::nullopt;
    }
    slot.starts_at = time->instant_in(zone);
    if (slot.starts_at <= now_) {
      drop("in the past", place);
      return std::nullopt;
    }
    if (columns.duration && !row.cells[*columns.duration].empty()) {
      const std::string_view cell = row.cells[*columns.duration];
      int minutes = 0;
      const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), minutes);
      if (error != std::errc{} || end != cell.data() + cell.size() || minutes < 1 ||
          minutes > 24 * 60) {
        drop("a duration that is no number of minutes from 1 to 1440", place);
        return std::nullopt;
      }
      slot.duration_minutes = minutes;
    }
    return slot;
  }

  const PlanFacts& facts_;
  Instant now_;
  std::vector<Slot> slots_;
  std::map<std::string, Dropped> dropped_;
};

/// The rows of a file.
void read_file_of_slots(const SlotsArguments& arguments, SlotReader& reader) {
  std::vector<Issue> issues;
  auto opened = open_csv_file(arguments.file, {}, issues);
  if (!opened) {
    report_issues(issues, "");
    fail_with(opened.error(), arguments.file);
  }
  RowSource& rows = *opened.value();
  const SlotColumns columns = columns_of(rows);
  while (true) {
    const auto row = rows.next();
    if (!row) fail_with(row.error(), arguments.file);
    if (!row.value()) break;
    reader.read(*row.value(), columns,
                std::string(rows.name()) + ":" + std::to_string(row.value()->line));
    if (reader.slots().size() > slots_max) {
      fail_usage(arguments.file + ": more than " +
                 number_text(static_cast<std::int64_t>(slots_max)) +
                 " free times; only the next 7 days matter");
    }
  }
}

/// All services of the company at once.
void read_system(const SlotsArguments& arguments, Database& database, const Company& company,
                 const PlanFacts& facts, Instant now, SlotReader& reader) {
  const auto source = open_slots(arguments.from, database, company);
  std::vector<ServiceId> services;
  for (const Service& service : facts.services) services.push_back(service.id);
  auto found = source->find_slots(company.id, services, now, now + Days{9});
  if (!found) fail_run("YClients does not tell its free times now; those known before stay");
  reader.take(std::move(found).value());
}

void run(const SlotsArguments& arguments) {
  if (arguments.file.empty() == arguments.from.spec.empty()) {
    fail_usage("name one source: --file F.csv, or --from yclients:SALON");
  }
  Database database(arguments.place.db, OpenMode::existing);
  const Company company = database.find_company(arguments.place.company);
  const Instant now = read_now(arguments.place.now, company.time_zone);
  const PlanFacts facts = database.get(
      database.store().load_plan_facts(company.id, now, PlanScope::due_only), database.path());
  SlotReader reader(facts, now);
  if (arguments.from.spec.empty()) {
    read_file_of_slots(arguments, reader);
  } else {
    read_system(arguments, database, company, facts, now, reader);
  }
  database.get(database.store().put_slots(company.id, reader.slots()), database.path());
  if (arguments.is_json) {
    std::cout << reader.json(company.id);
    return;
  }
  reader.report();
  std::cout << count_text(static_cast<std::int64_t>(reader.slots().size()), "free time")
            << " known for " << (company.name.empty() ? "the company" : harmless(company.name))
            << "; those known before are replaced.\n";
}

}  // namespace

void add_slots(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<SlotsArguments>();
  arguments->from.option = "--from";
  CLI::App* command = add_command(
      program, {"slots", "Load the free times that messages may offer",
                "The file has the columns service, staff (names or ids), datetime, and may have\n"
                "duration_minutes. The free times known before are replaced.",
                "  reactivation slots --db salon.db --file slots.csv\n"
                "  reactivation slots --db salon.db --from yclients:4564"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  command->add_option("--file", arguments->file, "The free times")->type_name("F.csv");
  command
      ->add_option("--from", arguments->from.spec,
                   "A booking system instead: yclients:SALON, with the tokens in\n"
                   "YCLIENTS_PARTNER_TOKEN and YCLIENTS_USER_TOKEN")
      ->type_name("KIND:PLACE");
  add_now_option(*command, arguments->place);
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
