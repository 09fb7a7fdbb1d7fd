#include <algorithm>
#include <charconv>
#include <new>
#include <utility>

#include "attempts.hpp"
#include "company_rows.hpp"
#include "drafts.hpp"
#include "facts.hpp"
#include "import.hpp"
#include "reactivation/adapters/sqlite.hpp"
#include "runs.hpp"
#include "schema.hpp"
#include "store_parts.hpp"

namespace reactivation {

using sqlite::Database;
using sqlite::Failure;
using sqlite::Rows;
using sqlite::Session;
using sqlite::Transaction;

SqliteStore::SqliteStore(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
SqliteStore::~SqliteStore() = default;

result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, OpenMode mode,
                                                       const TimeZoneSource& zones,
                                                       std::string* detail) {
  const auto create =
      mode == OpenMode::create_or_existing ? Database::Create::yes : Database::Create::no;
  try {
    std::unique_ptr<Parts> parts{
        new Parts{Session{Database{path, create}, sqlite::Zones{zones}}, {}, {}}};
    sqlite::migrate(parts->session);
    return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(parts)}};
  } catch (Failure& failure) {
    if (detail != nullptr) *detail = std::move(failure.detail);
    return failure.code;
  } catch (const std::bad_alloc&) {
    if (detail != nullptr) detail->clear();
    return errc::storage_failed;
  }
}

result<SqliteFile> look_at_sqlite(const std::string& path, std::string* detail) {
  try {
    Database database{path, Database::Create::never_write};
    return SqliteFile{sqlite::schema_of(database), sqlite::newest_schema};
  } catch (Failure& failure) {
    if (detail != nullptr) *detail = std::move(failure.detail);
    return failure.code;
  } catch (const std::bad_alloc&) {
    if (detail != nullptr) detail->clear();
    return errc::storage_failed;
  }
}

void SqliteStore::wait_for_others(std::chrono::milliseconds longest) {
  sqlite3_busy_timeout(parts_->session.database.handle(), static_cast<int>(longest.count()));
}

result<void> SqliteStore::together(const std::function<void()>& work) {
  return parts_->guarded([&] {
    sqlite::Batch batch{parts_->session.database};
    work();
    batch.commit();
  });
}

const std::string& SqliteStore::detail() const noexcept { return parts_->detail; }

result<int> SqliteStore::schema_version() {
  return parts_->reading([&] { return sqlite::schema_of(parts_->session.database); });
}

result<void> SqliteStore::create_company(const NewCompany& company) {
  return parts_->writing([&] { sqlite::write_company(parts_->session, company); });
}

result<std::vector<CompanyName>> SqliteStore::list_companies() {
  return parts_->reading([&] {
    std::vector<CompanyName> companies;
    Rows rows = parts_->session.database.query(
        "SELECT r.company_id, c.name FROM reactivation_companies r"
        " LEFT JOIN companies c ON c.id = r.company_id ORDER BY r.company_id");
    while (rows.next()) {
      companies.push_back({CompanyId{rows.integer(0)}, std::string{rows.text(1)}});
    }
    return companies;
  });
}

result<Company> SqliteStore::load_company(CompanyId company) {
  return parts_->reading([&] { return sqlite::read_company(parts_->session, company); });
}

result<Settings> SqliteStore::load_settings(CompanyId company) {
  return parts_->reading([&] {
    sqlite::check_company(parts_->session, company);
    return sqlite::read_settings(parts_->session, company);
  });
}

result<void> SqliteStore::set_settings(CompanyId company, const Settings& settings) {
  return parts_->writing([&] {
    sqlite::check_company(parts_->session, company);
    sqlite::write_settings(parts_->session, company, settings);
  });
}

result<std::vector<Rule>> SqliteStore::load_rules(CompanyId company) {
  return parts_->reading([&] {
    sqlite::check_company(parts_->session, company);
    return sqlite::read_rules(parts_->session, company);
  });
}

result<void> SqliteStore::put_rule(CompanyId company, const Rule& rule) {
  return parts_->writing([&] {
    sqlite::check_company(parts_->session, company);
    sqlite::write_rule(parts_->session, company, rule);
  });
}

result<void> SqliteStore::put_rule_step(CompanyId company, const RuleStep& step) {
  return parts_->writing([&] {
    sqlite::check_company(parts_->session, company);
    sqlite::write_rule_step(parts_->session, company, step);
  });
}

result<std::vector<RuleStepTime>> SqliteStore::load_rule_steps(CompanyId company) {
  return parts_->reading([&] {
    sqlite::check_company(parts_->session, company);
    return sqlite::read_rule_steps(parts_->session, company);
  });
}

result<void> SqliteStore::put_slots(CompanyId company, std::span<const Slot> slots) {
  return parts_->writing([&] {
    sqlite::check_company(parts_->session, company);
    sqlite::write_slots(parts_->session, company, slots);
  });
}

result<OutsideCodes> SqliteStore::load_outside_codes(CompanyId company) {
  return parts_->reading([&] {
    sqlite::check_company(parts_->session, company);
    return sqlite::read_outside_codes(parts_->session, company);
  });
}

result<ClientId> SqliteStore::find_client(CompanyId company, std::string_view id_or_external) {
  return parts_->reading([&] {
    sqlite::check_company(parts_->session, company);
    Database& database = parts_->session.database;
    Rows coded = database.query(
        "SELECT id FROM clients WHERE company_id = ?1 AND reactivation_external_id = ?2",
        company.value, id_or_external);
    if (coded.next()) return ClientId{coded.integer(0)};
    std::int64_t id = 0;
    const char* end = id_or_external.data() + id_or_external.size();
    const auto parsed = std::from_chars(id_or_external.data(), end, id);
    if (parsed.ec == std::errc{} && parsed.ptr == end && id > 0) {
      Rows numbered = database.query("SELECT id FROM clients WHERE company_id = ?1 AND id = ?2",
                                     company.value, id);
      if (numbered.next()) return ClientId{id};
    }
    sqlite::fail(errc::not_found, database.path() + ": company " + std::to_string(company.value) +
                                      " has no client with that number or code");
  });
}

result<void> SqliteStore::begin(CompanyId company) {
  return parts_->guarded([&] {
    if (parts_->importer) {
      sqlite::fail(errc::invalid_argument, "an import is open already; commit it first");
    }
    if (parts_->session.database.is_in_transaction()) {
      sqlite::fail(errc::invalid_argument, "an import is durable by itself, not together");
    }
    parts_->importer = std::make_unique<sqlite::Importer>(parts_->session, company);
  });
}

result<ImportChange> SqliteStore::put_service(const ImportedService& service) {
  return parts_->importing([&] { return parts_->importer->put_service(service); });
}
result<ImportChange> SqliteStore::put_staff(const ImportedStaff& staff) {
  return parts_->importing([&] { return parts_->importer->put_staff(staff); });
}
result<ImportChange> SqliteStore::put_client(const ImportedClient& client) {
  return parts_->importing([&] { return parts_->importer->put_client(client); });
}
result<ImportChange> SqliteStore::put_visit(const ImportedVisit& visit) {
  return parts_->importing([&] { return parts_->importer->put_visit(visit); });
}
result<void> SqliteStore::commit() {
  auto outcome = parts_->importing([&] { parts_->importer->commit(); });
  parts_->importer.reset();
  return outcome;
}
void SqliteStore::rollback() noexcept { parts_->importer.reset(); }

result<PlanFacts> SqliteStore::load_plan_facts(CompanyId company, Instant now, PlanScope scope) {
  return parts_->reading(
      [&] { return sqlite::read_plan_facts(parts_->session, company, now, scope); });
}

result<PlanFacts> SqliteStore::load_person_facts(CompanyId company, ClientId client, Instant now) {
  return parts_->reading([&] {
    PlanFacts facts = sqlite::read_person_facts(parts_->session, company, client, now);
    const auto& ids = facts.clients.id;
    if (std::find(ids.begin(), ids.end(), client.value) == ids.end()) {
      sqlite::fail(errc::not_found, "the company has no client " + std::to_string(client.value));
    }
    return facts;
  });
}

result<VisitTable> SqliteStore::load_visits(CompanyId company, std::span<const ClientId> clients,
                                            Instant now) {
  return parts_->reading(
      [&] { return sqlite::read_completed_visits(parts_->session, company, clients, now); });
}

result<std::vector<Client>> SqliteStore::load_clients(CompanyId company,
                                                      std::span<const ClientId> clients) {
  return parts_->reading([&] { return sqlite::read_clients(parts_->session, company, clients); });
}

result<Snapshot> SqliteStore::load_snapshot(CompanyId company, Instant now) {
  return parts_->reading([&] { return sqlite::read_snapshot(parts_->session, company, now); });
}

result<std::vector<Slot>> SqliteStore::find_slots(CompanyId company,
                                                  std::span<const ServiceId> services, Instant from,
                                                  Instant until) {
  return parts_->reading([&] {
    sqlite::check_company(parts_->session, company);
    std::vector<Slot> slots = sqlite::read_slots(parts_->session, company, from, until);
    std::erase_if(slots, [&](const Slot& slot) {
      return std::find(services.begin(), services.end(), slot.service_id) == services.end();
    });
    return slots;
  });
}

result<std::int64_t> SqliteStore::store_plan(const Plan& plan) {
  return parts_->writing([&] { return sqlite::write_plan(parts_->session, plan); });
}

result<std::vector<PlannedAttempt>> SqliteStore::load_undrafted(CompanyId company, Instant now,
                                                                int rows_max) {
  return parts_->reading(
      [&] { return sqlite::read_undrafted(parts_->session, company, now, rows_max); });
}

result<void> SqliteStore::save_drafts(std::span<const DraftRecord> records) {
  return parts_->writing([&] { sqlite::write_drafts(parts_->session, records); });
}

result<std::optional<DraftRecord>> SqliteStore::find_draft(const AttemptId& attempt) {
  return parts_->reading([&] { return sqlite::read_draft(parts_->session, attempt); });
}

result<DraftCounts> SqliteStore::count_drafts(CompanyId company, Instant since) {
  return parts_->reading([&] { return sqlite::count_drafts(parts_->session, company, since); });
}

result<std::vector<std::string>> SqliteStore::load_recent_answers(CompanyId company, int rows_max) {
  return parts_->reading(
      [&] { return sqlite::read_recent_answers(parts_->session, company, rows_max); });
}

result<std::int64_t> SqliteStore::forget_drafts(Instant before) {
  return parts_->writing([&] { return sqlite::forget_drafts(parts_->session, before); });
}

result<RunAnswer> SqliteStore::begin_run(const RunClaim& claim) {
  return parts_->writing([&] { return sqlite::write_run_begun(parts_->session, claim); });
}

result<void> SqliteStore::end_run(const RunTicket& ticket, const RunOutcome& outcome) {
  return parts_->writing([&] { sqlite::write_run_ended(parts_->session, ticket, outcome); });
}

result<std::optional<RunRecord>> SqliteStore::find_run(const RunKey& key) {
  return parts_->reading([&] { return sqlite::read_run(parts_->session, key); });
}

result<std::vector<ScheduledCompany>> SqliteStore::list_scheduled() {
  return parts_->reading([&] { return sqlite::read_scheduled(parts_->session); });
}

}  // namespace reactivation
