// The contract of ImportStore: define `make_import_store`.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "reactivation/ports/import_store.hpp"

namespace reactivation::contract {

/// A fresh store that knows company 1, in UTC, with nothing of its own to import upon. Defined by
/// the adapter's own tests.
std::unique_ptr<ImportStore> make_import_store();

/// An import that is open, with a service `cut`, a member of staff `eve` and a client `anna`.
class OpenImport {
public:
  OpenImport() : store_(make_import_store()) {
    begin();
    put_people();
  }

  ImportStore& store() { return *store_; }
  void begin() { REQUIRE(store_->begin(CompanyId{1})); }
  void commit() { REQUIRE(store_->commit()); }
  /// Commits, and opens the next import.
  void again() {
    commit();
    begin();
  }
  void put_people() {
    ImportedService service;
    service.external_id = "cut";
    service.title = "Haircut";
    service.price_minor = 4500;
    put(service);
    ImportedStaff staff;
    staff.external_id = "eve";
    staff.name = "Eve";
    put(staff);
    put(anna());
  }
  static ImportedClient anna() {
    ImportedClient client;
    client.external_id = "anna";
    client.name = "Anna";
    client.phone = PhoneNumber{447900000001};
    client.phone_status = PhoneStatus::mobile;
    return client;
  }
  /// Of Anna, 2 March 2026 at `hour`.
  static ImportedVisit visit(int hour, std::string code = {}) {
    ImportedVisit visit;
    visit.external_id = std::move(code);
    visit.client_external_id = "anna";
    visit.service_external_ids = {"cut"};
    visit.staff_external_id = "eve";
    visit.starts_at = Instant{date::sys_days{date::year{2026} / 3 / 2} + std::chrono::hours{hour}};
    visit.cost_minor = 4500;
    return visit;
  }

  ImportChange put(const ImportedService& row) { return taken(store_->put_service(row)); }
  ImportChange put(const ImportedStaff& row) { return taken(store_->put_staff(row)); }
  ImportChange put(const ImportedClient& row) { return taken(store_->put_client(row)); }
  ImportChange put(const ImportedVisit& row) { return taken(store_->put_visit(row)); }

private:
  static ImportChange taken(const result<ImportChange>& change) {
    REQUIRE(change);
    return change.value();
  }

  std::unique_ptr<ImportStore> store_;
};

TEST_CASE("rows are new once, and the same rows again change nothing") {
  OpenImport import;
  CHECK(import.put(OpenImport::visit(10, "v1")) == ImportChange::created);
  CHECK(import.put(OpenImport::visit(12)) == ImportChange::created);
  for (int round = 0; round < 2; ++round) {
    import.again();
    CHECK(import.put(OpenImport::anna()) == ImportChange::unchanged);
    CHECK(import.put(OpenImport::visit(10, "v1")) == ImportChange::unchanged);
    CHECK(import.put(OpenImport::visit(12)) == ImportChange::unchanged);
  }
}

TEST_CASE("what a row does not say stays as it is") {
  OpenImport import;
  import.again();
  ImportedService service;
  service.external_id = "cut";
  CHECK(import.put(service) == ImportChange::unchanged);
  service.price_minor = 5000;
  CHECK(import.put(service) == ImportChange::changed);
  ImportedClient anna;
  anna.external_id = "anna";
  CHECK(import.put(anna) == ImportChange::unchanged);
  anna.loyalty_level = LoyaltyLevel::vip;
  CHECK(import.put(anna) == ImportChange::changed);
  import.again();
  service.title = "Haircut";
  CHECK(import.put(service) == ImportChange::unchanged);
  anna = OpenImport::anna();
  anna.loyalty_level = LoyaltyLevel::vip;
  CHECK(import.put(anna) == ImportChange::unchanged);
}

TEST_CASE("an import that is rolled back leaves nothing behind, and takes nothing away") {
  OpenImport import;
  import.put(OpenImport::visit(10, "v1"));
  import.again();
  ImportedClient boris;
  boris.external_id = "boris";
  CHECK(import.put(boris) == ImportChange::created);
  CHECK(import.put(OpenImport::visit(14, "v2")) == ImportChange::created);
  import.store().rollback();
  import.begin();
  CHECK(import.put(OpenImport::anna()) == ImportChange::unchanged);
  CHECK(import.put(OpenImport::visit(10, "v1")) == ImportChange::unchanged);
  CHECK(import.put(boris) == ImportChange::created);
  CHECK(import.put(OpenImport::visit(14, "v2")) == ImportChange::created);
}

TEST_CASE("no import takes back an opt-out or a refusal of consent") {
  OpenImport import;
  ImportedClient anna = OpenImport::anna();
  anna.opt_out = true;
  anna.consent = Consent::denied;
  CHECK(import.put(anna) == ImportChange::changed);
  import.again();
  anna.opt_out = false;
  anna.consent = Consent::unknown;
  CHECK(import.put(anna) == ImportChange::unchanged);
  import.again();
  anna.opt_out = true;
  anna.consent = Consent::denied;
  CHECK(import.put(anna) == ImportChange::unchanged);
}

TEST_CASE("a test number never takes the place of a number that reaches somebody") {
  OpenImport import;
  import.again();
  ImportedClient anna = OpenImport::anna();
  anna.phone = PhoneNumber{999550000001};
  anna.phone_status = PhoneStatus::test;
  CHECK(import.put(anna) == ImportChange::unchanged);
  CHECK(import.put(OpenImport::anna()) == ImportChange::unchanged);
  anna.phone = PhoneNumber{447900000002};
  anna.phone_status = PhoneStatus::mobile;
  CHECK(import.put(anna) == ImportChange::changed);
}

TEST_CASE("a visit of somebody or something that was not put before is not found") {
  OpenImport import;
  ImportedVisit visit = OpenImport::visit(10, "v1");
  visit.client_external_id = "nobody";
  CHECK(import.store().put_visit(visit).error() == make_error_code(errc::not_found));
  visit = OpenImport::visit(10, "v1");
  visit.service_external_ids = {"cut", "nothing"};
  CHECK(import.store().put_visit(visit).error() == make_error_code(errc::not_found));
  visit = OpenImport::visit(10, "v1");
  visit.staff_external_id = "nobody";
  CHECK(import.store().put_visit(visit).error() == make_error_code(errc::not_found));
  // One wrong row ends nothing, and has left nothing.
  CHECK(import.put(OpenImport::visit(10, "v1")) == ImportChange::created);
  import.commit();
}

TEST_CASE("codes are texts: a hostile one is a row like any other") {
  OpenImport import;
  for (const char* code : {"'; DROP TABLE clients; --", "ANNA", " anna", "%", "__proto__"}) {
    ImportedClient client;
    client.external_id = code;
    CHECK(import.put(client) == ImportChange::created);
  }
  import.again();
  CHECK(import.put(OpenImport::anna()) == ImportChange::unchanged);
}

}  // namespace reactivation::contract
