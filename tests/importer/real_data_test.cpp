// Two real salons. Every count was taken from the files once, without this library; the command
// stands beside it. The files are not part of the project: without them the tests say so and pass.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "memory_store.hpp"

using namespace import_test;

namespace {

std::optional<std::string> shared_file(const std::string& name) {
  const char* said = std::getenv("REACTIVATION_SHARED_DATA");
  const std::filesystem::path folder =
      said != nullptr ? std::filesystem::path(said)
                      : std::filesystem::path(REACTIVATION_ROOT) / ".." / "shared" / "data";
  const auto path = folder / name;
  if (std::filesystem::exists(path)) return path.string();
  WARN("absent, so nothing is tested: " << name);
  return std::nullopt;
}

/// America/Vancouver over 2018 and early 2019.
TimeZone vancouver() {
  using std::chrono::hours;
  return {"America/Vancouver",
          {{min_instant, hours{-8}},
           {at("2018-03-11T10:00:00Z"), hours{-7}},
           {at("2018-11-04T09:00:00Z"), hours{-8}}}};
}

ImportPlan salon_plan() {
  ImportPlan plan = plan_of("2018-07-30T19:00:00Z");  // noon in Vancouver
  plan.zone = vancouver();
  plan.country = "CA";
  plan.currency = "CAD";
  plan.date_format = "%m/%d/%Y";
  return plan;
}

ImportSummary import_file(MemoryStore& store, const ImportPlan& plan, FileKind kind,
                          const std::string& path) {
  std::vector<Issue> issues;
  auto source = open_csv_file(path, {}, issues);
  REQUIRE(source);
  ImportSources sources;
  if (kind == FileKind::visits) sources.visits = source.value().get();
  if (kind == FileKind::services) sources.services = source.value().get();
  return import_tables(plan, sources, PlainPhones{}, store).value();
}

ImportPlan receipts_plan() {
  ImportPlan plan = salon_plan();
  REQUIRE_FALSE(add_map(plan, "visits.service=Description"));
  REQUIRE_FALSE(add_set(plan, "visits.status=completed"));
  REQUIRE_FALSE(add_exclude(plan, "Client=WALK_IN"));
  plan.group_by = {"Receipt"};
  return plan;
}

}  // namespace

TEST_CASE("The hair salon's receipts become its visits") {
  const auto path = shared_file("hair-salon/receipt-transactions.csv");
  if (!path) return;
  MemoryStore store;
  const auto summary = import_file(store, receipts_plan(), FileKind::visits, *path);
  const FileSummary& file = summary.files.at(0);
  CHECK(file.rows_read == 1934);           // python3: len(list(csv.DictReader(f)))
  CHECK(file.count_of("excluded") == 37);  // grep -c ,WALK_IN,
  CHECK(file.rows_taken == 1897);
  CHECK(is_accounted_for(file));
  CHECK(store.committed.visits.size() == 1437);  // len({(Receipt, Client)}) without WALK_IN
  CHECK(store.committed.clients.size() == 766);  // len({Client}) without WALK_IN
  CHECK(store.committed.services.size() == 86);  // len({Description}) without WALK_IN and empty
  CHECK(store.committed.staff.size() == 7);      // len({Staff})
  std::int64_t cost_minor = 0;
  for (const auto& [key, visit] : store.committed.visits) cost_minor += visit.cost_minor;
  CHECK(cost_minor == 11'460'208);  // sum(Decimal(Amount)) without WALK_IN
  // The longest receipt: six lines, one of them a discount of 50.
  const MemoryVisit& visit = store.committed.visits.at("1324/C0010");
  CHECK(visit.services.size() == 6);
  CHECK(visit.cost_minor == 31'745);
  CHECK(visit.staff == "Stylist B");
  CHECK(visit.starts_at == at("2018-06-30T07:00:00Z"));
  CHECK_FALSE(visit.is_time_known);

  const auto again = import_file(store, receipts_plan(), FileKind::visits, *path);
  CHECK(again.files.at(0).records.unchanged == 1437);
  CHECK(again.files.at(0).records.total() == 1437);
}

TEST_CASE("Without --date-format the hair salon's dates are refused with the remedy") {
  const auto path = shared_file("hair-salon/receipt-transactions.csv");
  if (!path) return;
  MemoryStore store;
  ImportPlan plan = receipts_plan();
  plan.date_format.clear();
  const auto summary = import_file(store, plan, FileKind::visits, *path);
  CHECK(summary.files.at(0).count_of("date_format_needed") == 1897);
  CHECK(to_text(summary).find("--date-format") != std::string::npos);
  CHECK(store.committed.visits.empty());
}

TEST_CASE("The hair salon's bookings have their times, and those to come stay bookings") {
  const auto path = shared_file("hair-salon/future-bookings.csv");
  if (!path) return;
  MemoryStore store;
  ImportPlan plan = salon_plan();
  REQUIRE_FALSE(add_map(plan, "visits.client=Code"));
  REQUIRE_FALSE(add_set(plan, "visits.status=completed"));
  const auto summary = import_file(store, plan, FileKind::visits, *path);
  const FileSummary& file = summary.files.at(0);
  CHECK(file.rows_read == 1906);
  CHECK(file.count_of("client_missing") == 1);  // one line has no code
  CHECK(file.rows_taken == 1905);
  CHECK(store.committed.visits.size() == 1904);        // len({(Code, Date, Time)})
  CHECK(store.committed.clients.size() == 794);        // len({Code}) without the empty one
  CHECK(file.count_of("completed_in_future") == 189);  // datetime > 2018-07-30 12:00
  CHECK(is_accounted_for(file));
  // The first line, in summer time: 3:50:00 PM on March 14th.
  CHECK(store.committed.visits.count("C0151@2018-03-14T22:50:00Z") == 1);
  // One client at one time in two lines is one visit with two services.
  const MemoryVisit& joined = store.committed.visits.at("C0203@2018-05-12T18:00:00Z");
  CHECK(joined.services == std::vector<std::string>{"CON", "SBD5+1"});
}

TEST_CASE("The hair salon's cancellations, no-shows and services") {
  const auto cancellations = shared_file("hair-salon/client-cancellations.csv");
  const auto no_shows = shared_file("hair-salon/no-show-report.csv");
  const auto services = shared_file("hair-salon/service-listing.csv");
  if (!cancellations || !no_shows || !services) return;
  MemoryStore store;
  ImportPlan plan = salon_plan();
  const auto listed = import_file(store, plan, FileKind::services, *services);
  CHECK(listed.files.at(0).records.created == 33);
  CHECK(store.committed.services.at("SHCW") == MemoryService{"Women's hair cut", 10'200, true});
  CHECK(store.committed.services.at("F&F").title == "F&F");  // it has no name in the list

  REQUIRE_FALSE(add_map(plan, "visits.client=Code"));
  ImportPlan cancelled = plan;
  REQUIRE_FALSE(add_map(cancelled, "visits.date=Booking Date"));
  REQUIRE_FALSE(add_set(cancelled, "visits.status=cancelled"));
  const auto first = import_file(store, cancelled, FileKind::visits, *cancellations);
  CHECK(first.files.at(0).rows_taken == 243);
  CHECK(first.files.at(0).records.created == 212);  // len({(Code, Booking Date)})

  MemoryStore other;
  REQUIRE_FALSE(add_set(plan, "visits.status=no_show"));
  const auto second = import_file(other, plan, FileKind::visits, *no_shows);
  CHECK(second.files.at(0).rows_read == 60);
  CHECK(second.files.at(0).count_of("client_missing") == 1);
  CHECK(other.committed.visits.size() == 58);  // len({(Code, Date)}) without the empty code
}

TEST_CASE("The barbershop's attendance becomes its visits") {
  const auto path = shared_file("barbershop/presenca_clientes_limpo.csv");
  if (!path) return;
  MemoryStore store;
  ImportPlan plan = plan_of("2024-06-01T12:00:00Z");
  plan.country = "BR";
  plan.currency = "BRL";
  REQUIRE_FALSE(add_map(plan, "visits.client=id"));
  REQUIRE_FALSE(add_set(plan, "visits.status=completed"));
  REQUIRE_FALSE(add_set(plan, "visits.service=Haircut"));
  plan.synthetic_phones = SyntheticPhones::fill;
  const auto summary = import_file(store, plan, FileKind::visits, *path);
  const FileSummary& file = summary.files.at(0);
  CHECK(file.rows_read == 13'427);  // wc -l minus the header
  CHECK(file.rows_taken == 13'427);
  CHECK(store.committed.visits.size() == 13'395);  // cut -d, -f1,2 | sort -u
  CHECK(file.count_of("same_row_twice") == 32);    // 13,427 - 13,395
  CHECK(store.committed.clients.size() == 1'007);  // cut -d, -f1 | sort -u
  CHECK(summary.phones_synthetic == 1'007);
  std::set<std::uint64_t> numbers;
  for (const auto& [code, client] : store.committed.clients) numbers.insert(client.phone.digits);
  CHECK(numbers.size() == 1'007);
  const auto again = import_file(store, plan, FileKind::visits, *path);
  CHECK(again.files.at(0).records.unchanged == 13'395);
}
