#include "reactivation/adapters/sql_store.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "attempts.hpp"
#include "company_rows.hpp"
#include "discounts.hpp"
#include "drafts.hpp"
#include "facts.hpp"
#include "import.hpp"
#include "runs.hpp"
#include "store_parts.hpp"

namespace reactivation {

using sql::Database;
using sql::Rows;

SqlStore::SqlStore(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
SqlStore::~SqlStore() = default;

const std::string& SqlStore::detail() const noexcept { return parts_->detail; }

result<int> SqlStore::schema_version() {
  return parts_->reading([&] { return sql::schema_version(parts_->session.database); });
}

result<void> SqlStore::create_company(const NewCompany& company) {
  return parts_->writing(sql::Lock::everything(),
                         [&] { sql::write_company(parts_->session, company); });
}

result<std::vector<CompanyName>> SqlStore::list_companies() {
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

result<Company> SqlStore::load_company(CompanyId company) {
  return parts_->reading([&] { return sql::read_company(parts_->session, company); });
}

result<Settings> SqlStore::load_settings(CompanyId company) {
  return parts_->reading([&] {
    sql::check_company(parts_->session, company);
    return sql::read_settings(parts_->session, company);
  });
}

result<void> SqlStore::set_settings(CompanyId company, const Settings& settings) {
  return parts_->writing(sql::Lock::on(company), [&] {
    sql::check_company(parts_->session, company);
    sql::write_settings(parts_->session, company, settings);
  });
}

result<std::vector<Rule>> SqlStore::load_rules(CompanyId company) {
  return parts_->reading([&] {
    sql::check_company(parts_->session, company);
    return sql::read_rules(parts_->session, company);
  });
}

result<void> SqlStore::put_rule(CompanyId company, const Rule& rule) {
  return parts_->writing(sql::Lock::on(company), [&] {
    sql::check_company(parts_->session, company);
    sql::write_rule(parts_->session, company, rule);
  });
}

result<void> SqlStore::put_rule_step(CompanyId company, const RuleStep& step) {
  return parts_->writing(sql::Lock::on(company), [&] {
    sql::check_company(parts_->session, company);
    sql::write_rule_step(parts_->session, company, step);
  });
}

result<std::vector<RuleStepTime>> SqlStore::load_rule_steps(CompanyId company) {
  return parts_->reading([&] {
    sql::check_company(parts_->session, company);
    return sql::read_rule_steps(parts_->session, company);
  });
}

result<void> SqlStore::put_slots(CompanyId company, std::span<const Slot> slots) {
  return parts_->writing(sql::Lock::on(company), [&] {
    sql::check_company(parts_->session, company);
    sql::write_slots(parts_->session, company, slots);
  });
}

result<OutsideCodes> SqlStore::load_outside_codes(CompanyId company) {
  return parts_->reading([&] {
    sql::check_company(parts_->session, company);
    return sql::read_outside_codes(parts_->session, company);
  });
}

result<ClientId> SqlStore::find_client(CompanyId company, std::string_view id_or_external) {
  return parts_->reading([&] {
    sql::check_company(parts_->session, company);
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
    sql::fail(errc::not_found, database.place() + ": company " + std::to_string(company.value) +
                                   " has no client with that number or code");
  });
}

result<void> SqlStore::begin(CompanyId company) {
  return parts_->guarded([&] {
    if (parts_->importer) {
      sql::fail(errc::invalid_argument, "an import is open already; commit it first");
    }
    if (parts_->session.database.is_in_transaction()) {
      sql::fail(errc::invalid_argument, "an import is durable by itself, not together");
    }
    parts_->importer = std::make_unique<sql::Importer>(parts_->session, company);
  });
}

result<ImportChange> SqlStore::put_service(const ImportedService& service) {
  return parts_->importing([&] { return parts_->importer->put_service(service); });
}
result<ImportChange> SqlStore::put_staff(const ImportedStaff& staff) {
  return parts_->importing([&] { return parts_->importer->put_staff(staff); });
}
result<ImportChange> SqlStore::put_client(const ImportedClient& client) {
  return parts_->importing([&] { return parts_->importer->put_client(client); });
}
result<ImportChange> SqlStore::put_visit(const ImportedVisit& visit) {
  return parts_->importing([&] { return parts_->importer->put_visit(visit); });
}
result<void> SqlStore::commit() {
  auto outcome = parts_->importing([&] { parts_->importer->commit(); });
  parts_->importer.reset();
  return outcome;
}
void SqlStore::rollback() noexcept { parts_->importer.reset(); }

result<PlanFacts> SqlStore::load_plan_facts(CompanyId company, Instant now, PlanScope scope) {
  return parts_->reading(
      [&] { return sql::read_plan_facts(parts_->session, company, now, scope); });
}

result<PlanFacts> SqlStore::load_person_facts(CompanyId company, ClientId client, Instant now) {
  return parts_->reading([&] {
    PlanFacts facts = sql::read_person_facts(parts_->session, company, client, now);
    const auto& ids = facts.clients.id;
    if (std::find(ids.begin(), ids.end(), client.value) == ids.end()) {
      sql::fail(errc::not_found, "the company has no client " + std::to_string(client.value));
    }
    facts.discounts = sql::read_discounts(parts_->session, facts.company, facts.settings, now);
    return facts;
  });
}

result<VisitTable> SqlStore::load_visits(CompanyId company, std::span<const ClientId> clients,
                                         Instant now) {
  return parts_->reading(
      [&] { return sql::read_completed_visits(parts_->session, company, clients, now); });
}

result<std::vector<Client>> SqlStore::load_clients(CompanyId company,
                                                   std::span<const ClientId> clients) {
  return parts_->reading([&] { return sql::read_clients(parts_->session, company, clients); });
}

result<Snapshot> SqlStore::load_snapshot(CompanyId company, Instant now) {
  return parts_->reading([&] { return sql::read_snapshot(parts_->session, company, now); });
}

result<std::vector<Slot>> SqlStore::find_slots(CompanyId company,
                                               std::span<const ServiceId> services, Instant from,
                                               Instant until) {
  return parts_->reading([&] {
    sql::check_company(parts_->session, company);
    std::vector<Slot> slots = sql::read_slots(parts_->session, company, from, until);
    std::erase_if(slots, [&](const Slot& slot) {
      return std::find(services.begin(), services.end(), slot.service_id) == services.end();
    });
    return slots;
  });
}

result<std::int64_t> SqlStore::store_plan(const Plan& plan) {
  return parts_->writing(sql::Lock::on(plan.company_id),
                         [&] { return sql::write_plan(parts_->session, plan); });
}

result<std::vector<PlannedAttempt>> SqlStore::load_undrafted(CompanyId company, Instant now,
                                                             int rows_max) {
  return parts_->reading(
      [&] { return sql::read_undrafted(parts_->session, company, now, rows_max); });
}

result<void> SqlStore::save_drafts(std::span<const DraftRecord> records) {
  return parts_->writing(sql::Lock::nothing(),
                         [&] { sql::write_drafts(parts_->session, records); });
}

result<std::optional<DraftRecord>> SqlStore::find_draft(const AttemptId& attempt) {
  return parts_->reading([&] { return sql::read_draft(parts_->session, attempt); });
}

result<DraftCounts> SqlStore::count_drafts(CompanyId company, Instant since) {
  return parts_->reading([&] { return sql::count_drafts(parts_->session, company, since); });
}

result<std::vector<std::string>> SqlStore::load_recent_answers(CompanyId company, int rows_max) {
  return parts_->reading(
      [&] { return sql::read_recent_answers(parts_->session, company, rows_max); });
}

result<std::int64_t> SqlStore::forget_drafts(Instant before) {
  return parts_->writing(sql::Lock::nothing(),
                         [&] { return sql::forget_drafts(parts_->session, before); });
}

result<RunAnswer> SqlStore::begin_run(const RunClaim& claim) {
  return parts_->writing(sql::Lock::on(claim.key.company_id),
                         [&] { return sql::write_run_begun(parts_->session, claim); });
}

result<void> SqlStore::end_run(const RunTicket& ticket, const RunOutcome& outcome) {
  return parts_->writing(sql::Lock::on(ticket.key.company_id),
                         [&] { sql::write_run_ended(parts_->session, ticket, outcome); });
}

result<std::optional<RunRecord>> SqlStore::find_run(const RunKey& key) {
  return parts_->reading([&] { return sql::read_run(parts_->session, key); });
}

result<std::vector<ScheduledCompany>> SqlStore::list_scheduled() {
  return parts_->reading([&] { return sql::read_scheduled(parts_->session); });
}

}  // namespace reactivation
