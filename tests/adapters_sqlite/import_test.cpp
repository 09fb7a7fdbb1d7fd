#include "reactivation/engine/plan_from.hpp"
#include "store_fixture.hpp"

using namespace store_test;

namespace {

ImportedClient client_of(const char* code, std::uint64_t phone = 0) {
  ImportedClient client;
  client.external_id = code;
  if (phone != 0) client.phone = PhoneNumber{phone};
  return client;
}

ImportedVisit visit_of(const char* client, const char* when, const char* service = "cut",
                       const char* code = "") {
  ImportedVisit visit;
  visit.external_id = code;
  visit.client_external_id = client;
  visit.service_external_ids = {service};
  visit.starts_at = at(when);
  return visit;
}

/// A salon with one import open.
struct Import {
  Folder folder;
  std::unique_ptr<SqliteStore> store = opened(folder.file());

  Import() {
    REQUIRE(store->create_company(new_company()));
    begin();
  }
  void begin() {
    REQUIRE(store->begin(salon));
    put_service("cut", "Haircut");
    put_service("colour", "Colouring");
  }
  void again() {
    REQUIRE(store->commit());
    begin();
  }
  void put_service(const char* code, const char* title) {
    ImportedService service;
    service.external_id = code;
    service.title = title;
    REQUIRE(store->put_service(service));
  }
  ImportChange put(const ImportedClient& client) {
    const auto change = store->put_client(client);
    INFO(store->detail());
    REQUIRE(change);
    return change.value();
  }
  ImportChange put(const ImportedVisit& visit) {
    const auto change = store->put_visit(visit);
    INFO(store->detail());
    REQUIRE(change);
    return change.value();
  }
  [[nodiscard]] std::string one(const std::string& sql) const {
    return Sql{folder.file()}.one(sql);
  }
};

}  // namespace

TEST_CASE("The same rows put twice change nothing, not a byte of the tables") {
  Import import;
  const auto put_all = [&](ImportChange expected) {
    ImportedClient anna = client_of("a", 79000000001);
    anna.name = "Anna";
    anna.loyalty_level = LoyaltyLevel::vip;
    anna.consent = Consent::granted;
    CHECK(import.put(anna) == expected);
    ImportedClient boris = client_of("b");
    boris.phone = PhoneNumber{};
    boris.phone_status = PhoneStatus::invalid;
    boris.opt_out = true;
    CHECK(import.put(boris) == expected);
    CHECK(import.store->put_staff({"m", "Maria"}).value() == expected);
    ImportedVisit visit = visit_of("a", "2025-01-10T10:00:00Z", "cut", "v1");
    visit.service_external_ids = {"colour", "cut", "cut"};
    visit.staff_external_id = "m";
    visit.cost_minor = 4500;
    visit.created_at = at("2025-01-01T10:00:00Z");
    CHECK(import.put(visit) == expected);
    visit = visit_of("a", "2025-02-10T00:00:00Z");
    visit.is_time_known = false;
    visit.status = VisitStatus::no_show;
    CHECK(import.put(visit) == expected);
    ImportedService service;
    service.external_id = "nails";
    service.price_minor = 2000;
    service.active = false;
    CHECK(import.store->put_service(service).value() == expected);
  };
  put_all(ImportChange::created);
  import.again();
  const std::string before = dump(import.folder.file());
  put_all(ImportChange::unchanged);
  REQUIRE(import.store->commit());
  CHECK(dump(import.folder.file()) == before);
}

TEST_CASE("A change of one field is a change, and only that field is changed") {
  Import import;
  ImportedClient anna = client_of("a", 79000000001);
  anna.name = "Anna";
  import.put(anna);
  import.put(visit_of("a", "2025-01-10T10:00:00Z", "cut", "v1"));
  import.again();
  ImportedClient renamed = client_of("a");
  renamed.name = "Anna K.";
  CHECK(import.put(renamed) == ImportChange::changed);
  ImportedVisit moved = visit_of("a", "2025-01-11T10:00:00Z", "cut", "v1");
  CHECK(import.put(moved) == ImportChange::changed);
  moved.status = VisitStatus::cancelled;
  import.again();
  CHECK(import.put(moved) == ImportChange::changed);
  REQUIRE(import.store->commit());
  CHECK(import.one("SELECT name, phone FROM clients") == "Anna K.|+79000000001");
  CHECK(import.one("SELECT count(*), status FROM bookings") == "1|cancelled");
  CHECK(import.one("SELECT count(*) FROM reactivation_client_services") == "0");
}

TEST_CASE("Once opted out, no import takes it back") {
  Import import;
  ImportedClient anna = client_of("a", 79000000001);
  anna.opt_out = true;
  import.put(anna);
  import.put(client_of("b", 79000000002));
  import.again();
  const auto is_out = [&](const char* code) {
    return import.one(
        "SELECT reactivation_opt_out FROM clients"
        " WHERE reactivation_external_id = '" +
        std::string{code} + "'");
  };

  SECTION("a file that says no opt-out changes nothing") {
    CHECK(import.put(client_of("a", 79000000001)) == ImportChange::unchanged);
    REQUIRE(import.store->commit());
    CHECK(is_out("a") == "1");
    CHECK(is_out("b") == "0");
  }
  SECTION("another client with the same number is the same person") {
    import.put(client_of("c", 79000000001));
    CHECK(import.put(client_of("b", 79000000001)) == ImportChange::changed);
    REQUIRE(import.store->commit());
    CHECK(is_out("c") == "1");
    CHECK(is_out("b") == "1");
  }
  SECTION("a client with that number from before is marked when the opt-out comes later") {
    ImportedClient boris = client_of("d", 79000000002);
    boris.opt_out = true;
    import.put(boris);
    REQUIRE(import.store->commit());
    CHECK(is_out("b") == "1");
  }
  SECTION("a client whose row was removed comes back opted out, by code and by number") {
    REQUIRE(import.store->commit());
    Sql{import.folder.file()}.run("DELETE FROM clients");
    import.begin();
    import.put(client_of("a", 79000000009));
    import.put(client_of("z", 79000000001));
    import.put(client_of("b", 79000000002));
    REQUIRE(import.store->commit());
    CHECK(is_out("a") == "1");
    CHECK(is_out("z") == "1");
    CHECK(is_out("b") == "0");
  }
  SECTION("a changed number takes the opt-out along, and the old one stays barred") {
    import.put(client_of("a", 79000000005));
    import.put(client_of("e", 79000000005));
    import.put(client_of("f", 79000000001));
    REQUIRE(import.store->commit());
    CHECK(is_out("e") == "1");
    CHECK(is_out("f") == "1");
  }
}

TEST_CASE("A refusal of consent is not overwritten by not knowing") {
  Import import;
  ImportedClient anna = client_of("a");
  anna.consent = Consent::denied;
  import.put(anna);
  import.again();
  anna.consent = Consent::unknown;
  CHECK(import.put(anna) == ImportChange::unchanged);
  anna.consent.reset();
  CHECK(import.put(anna) == ImportChange::unchanged);
  REQUIRE(import.store->commit());
  CHECK(import.one("SELECT reactivation_consent FROM clients") == "denied");
}

TEST_CASE("Rows of one import at one instant are one visit with all its services") {
  Import import;
  const auto put_both = [&] {
    import.put(client_of("a"));
    ImportedVisit first = visit_of("a", "2025-01-10T00:00:00Z", "cut");
    first.cost_minor = 1000;
    ImportedVisit second = visit_of("a", "2025-01-10T00:00:00Z", "colour");
    second.cost_minor = 3000;
    return std::pair{import.put(first), import.put(second)};
  };
  CHECK(put_both() == std::pair{ImportChange::created, ImportChange::changed});
  import.again();
  const std::string before = dump(import.folder.file());
  CHECK(put_both() == std::pair{ImportChange::unchanged, ImportChange::unchanged});
  REQUIRE(import.store->commit());
  CHECK(dump(import.folder.file()) == before);
  CHECK(import.one("SELECT count(*), service_ids, cost_minor FROM bookings") == "1|[1,2]|3000");
}

TEST_CASE("A visit whose later export has fewer services loses them") {
  Import import;
  import.put(client_of("a"));
  import.put(visit_of("a", "2025-01-10T00:00:00Z", "cut"));
  import.put(visit_of("a", "2025-01-10T00:00:00Z", "colour"));
  import.again();
  import.put(visit_of("a", "2025-01-10T00:00:00Z", "cut"));
  REQUIRE(import.store->commit());
  CHECK(import.one("SELECT service_ids FROM bookings") == "[1]");
  CHECK(import.one("SELECT group_concat(service_id) FROM reactivation_client_services") == "1");
}

TEST_CASE("Within one import a completed row wins over a cancelled one of the same visit") {
  Import import;
  import.put(client_of("a"));
  ImportedVisit visit = visit_of("a", "2025-01-10T10:00:00Z", "cut", "v1");
  visit.status = VisitStatus::cancelled;
  import.put(visit);
  visit.status = VisitStatus::completed;
  CHECK(import.put(visit) == ImportChange::changed);
  visit.status = VisitStatus::no_show;
  CHECK(import.put(visit) == ImportChange::unchanged);
  REQUIRE(import.store->commit());
  CHECK(import.one("SELECT status FROM bookings") == "completed");
}

TEST_CASE("A new service gets the rule of the table, and keeps a rule somebody set") {
  Import import;
  ImportedService service;
  service.external_id = "x1";
  REQUIRE(import.store->put_service(service));
  const std::string rule =
      "SELECT reactivation_interval_days, active_interval_source FROM service_reactivation_rules"
      " JOIN services s ON s.id = service_id WHERE s.reactivation_external_id = 'x1'";
  REQUIRE(import.store->commit());
  CHECK(import.one(rule) == "30|default");
  import.begin();
  service.title = "Manicure";
  CHECK(import.store->put_service(service).value() == ImportChange::changed);
  REQUIRE(import.store->commit());
  CHECK(import.one(rule) == "21|default");
  const auto snapshot = import.store->load_snapshot(salon, at("2025-06-02T09:00:00Z")).value();
  Rule mine;
  mine.service_id = snapshot.services.back().id;
  mine.reactivation_interval_days = 40;
  mine.active_interval_source = IntervalSource::manual;
  REQUIRE(import.store->put_rule(salon, mine));
  import.begin();
  service.title = "Pedicure";
  REQUIRE(import.store->put_service(service));
  REQUIRE(import.store->commit());
  CHECK(import.one(rule) == "40|manual");
}

TEST_CASE("What the caller got wrong leaves the import open") {
  Import import;
  CHECK(import.store->begin(salon).error() == errc::invalid_argument);
  CHECK(import.store->put_client(client_of("")).error() == errc::invalid_argument);
  CHECK(import.store->put_visit(visit_of("nobody", "2025-01-10T10:00:00Z")).error() ==
        errc::not_found);
  ImportedVisit early = visit_of("a", "2025-01-10T10:00:00Z");
  import.put(client_of("a"));
  early.starts_at = min_instant - Seconds{1};
  CHECK(import.store->put_visit(early).error() == errc::invalid_argument);
  import.put(visit_of("a", "2025-01-10T10:00:00Z"));
  REQUIRE(import.store->commit());
  CHECK(import.one("SELECT count(*) FROM bookings") == "1");
  CHECK(import.store->commit().error() == errc::invalid_argument);
  CHECK(import.store->put_client(client_of("a")).error() == errc::invalid_argument);
  CHECK(import.store->begin(CompanyId{77}).error() == errc::not_found);
}

TEST_CASE("A rolled back import leaves nothing behind") {
  Import import;
  REQUIRE(import.store->commit());
  const std::string before = dump(import.folder.file());
  import.begin();
  import.put(client_of("a", 79000000001));
  import.put(visit_of("a", "2025-01-10T10:00:00Z"));
  import.store->rollback();
  CHECK(dump(import.folder.file()) == before);
  import.begin();
  import.put(client_of("a", 79000000001));
  import.store.reset();
  CHECK(dump(import.folder.file()) == before);
}

TEST_CASE("Codes belong to their company, and hostile ones are only texts") {
  Import import;
  REQUIRE(import.store->commit());
  REQUIRE(import.store->create_company(new_company(CompanyId{2})));
  const std::string evil = std::string{"'; DROP TABLE clients; --"} + '\0' + "\xff{{x}}";
  for (const CompanyId company : {salon, CompanyId{2}}) {
    REQUIRE(import.store->begin(company));
    ImportedClient client;
    client.external_id = evil;
    client.name = evil;
    CHECK(import.store->put_client(client).value() == ImportChange::created);
    CHECK(import.store->put_client(client).value() == ImportChange::unchanged);
    REQUIRE(import.store->commit());
  }
  const ClientId first = import.store->find_client(salon, evil).value();
  const ClientId second = import.store->find_client(CompanyId{2}, evil).value();
  CHECK(first != second);
  CHECK(import.store->find_client(salon, std::to_string(first.value)).value() == first);
  CHECK(import.store->find_client(salon, std::to_string(second.value)).error() == errc::not_found);
  const std::vector<ClientId> ids{first};
  CHECK(import.store->load_clients(salon, ids).value().at(0).name == evil);
}

TEST_CASE("The host's own triggers run during an import, and its bookings stay marked") {
  Import import;
  import.put(client_of("a"));
  REQUIRE(import.store->commit());
  const Sql sql{import.folder.file()};
  sql.run("CREATE TABLE host_log (n)");
  sql.run(
      "CREATE TRIGGER host AFTER INSERT ON bookings BEGIN INSERT INTO host_log VALUES (1); END");
  import.begin();
  import.put(visit_of("a", "2025-01-10T10:00:00Z"));
  REQUIRE(import.store->commit());
  CHECK(sql.one("SELECT count(*) FROM host_log") == "1");
  CHECK(sql.one("SELECT times FROM reactivation_client_services") == "1");
  sql.run("DROP TRIGGER host; DROP TABLE host_log");
  import.begin();
  import.put(visit_of("a", "2025-02-10T10:00:00Z"));
  REQUIRE(import.store->commit());
  CHECK(sql.one("SELECT times FROM reactivation_client_services") == "2");
  // Ours are on again afterwards, for other programs anyway.
  sql.run(
      "INSERT INTO bookings (company_id, client_id, service_ids, datetime, status)"
      " VALUES (1, 1, '[1]', 1740000000, 'completed')");
  CHECK(sql.one("SELECT count(*) FROM reactivation_dirty_clients") == "1");
}
