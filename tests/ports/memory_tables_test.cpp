#include "reactivation/adapters/memory_tables.hpp"

#include "import_contract.hpp"
#include "phone_contract.hpp"
#include "reactivation/adapters/memory_import.hpp"
#include "row_source_contract.hpp"
#include "time_zone_contract.hpp"

namespace reactivation::contract {
namespace {

using date::last;
using date::Sunday;
using std::chrono::hours;

/// Summer time of the European Union since 1996: from the last Sunday of March to that of October,
/// at 1:00 UTC.
TimeZone berlin() {
  std::vector<ZonePeriod> periods{{min_instant, hours{1}}};
  for (int year = 1996; year < 2200; ++year) {
    const date::year of{year};
    periods.push_back({Instant{date::sys_days{of / 3 / Sunday[last]} + hours{1}}, hours{2}});
    periods.push_back({Instant{date::sys_days{of / 10 / Sunday[last]} + hours{1}}, hours{1}});
  }
  return {"Europe/Berlin", std::move(periods)};
}

/// Daylight time of the United States since 2007: from the second Sunday of March to the first one
/// of November, at 2:00 of the clock.
TimeZone american(const char* name, hours standard) {
  std::vector<ZonePeriod> periods{{min_instant, standard}};
  for (int year = 2007; year < 2200; ++year) {
    const date::year of{year};
    const Instant spring{date::sys_days{of / 3 / Sunday[2]} + hours{2} - standard};
    const Instant autumn{date::sys_days{of / 11 / Sunday[1]} + hours{1} - standard};
    periods.push_back({spring, standard + hours{1}});
    periods.push_back({autumn, standard});
  }
  return {name, std::move(periods)};
}

}  // namespace

std::unique_ptr<ImportStore> make_import_store() { return std::make_unique<MemoryImport>(); }

std::unique_ptr<RowSource> make_row_source(const Table& table) {
  return std::make_unique<MemoryRows>("people", table.front(),
                                      Table(table.begin() + 1, table.end()));
}

std::unique_ptr<PhoneReader> make_phones() {
  auto phones = std::make_unique<MemoryPhones>();
  phones->put("07400123456", "GB", PhoneNumber{447400123456});
  return phones;
}

std::unique_ptr<TimeZoneSource> make_time_zones() {
  auto zones = std::make_unique<MemoryZones>();
  zones->put(TimeZone::utc());
  zones->put(berlin());
  zones->put(american("America/New_York", hours{-5}));
  zones->put(american("America/Los_Angeles", hours{-8}), {"US/Pacific"});
  zones->put({"Asia/Kolkata", {{min_instant, Seconds{19'800}}}}, {"Asia/Calcutta"});
  zones->put({"Asia/Tokyo", {{min_instant, hours{9}}}});
  return zones;
}

TEST_CASE("rows in memory of another width than the header have a problem and no cells") {
  MemoryRows rows("x", {"a", "b"}, {{"1"}, {"1", "2", "3"}, {"1", "2"}});
  CHECK(rows.next().value()->problem == RowProblem::too_few_cells);
  const auto wide = rows.next().value();
  CHECK(wide->problem == RowProblem::too_many_cells);
  CHECK(wide->cells.empty());
  CHECK(rows.next().value()->cells.size() == 2);
}

TEST_CASE("an import into memory shows what was committed, of each company its own") {
  MemoryImport store;
  REQUIRE(store.begin(CompanyId{1}));
  REQUIRE(store.put_client(OpenImport::anna()));
  CHECK(store.rows(CompanyId{1}).clients.empty());
  REQUIRE(store.commit());
  CHECK(store.rows(CompanyId{1}).clients.at("anna").name == "Anna");
  CHECK(store.rows(CompanyId{2}).clients.empty());
}

}  // namespace reactivation::contract
