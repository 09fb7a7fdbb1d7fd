// A backend that keeps everything in tables of its own shape: it hands the planner its facts
// through one port, and puts the plan into its own queue. Nothing of ours is stored.
//
//   people(id, mobile, full_name, said_stop)            its clients
//   appointments(id, person, service, begins, done)     its visits and bookings
//   jobs(attempt_id, person, …, state)                  its queue, which a worker sends from
//
// The plan is made in two steps, as a large backend wants it: sums for everybody, visits only of
// those who are planned. The same day planned twice stores the same jobs once.
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/engine/plan_from.hpp"

using namespace reactivation;

namespace {

constexpr CompanyId salon{1};
constexpr ServiceId haircut{1};

/// One statement; ends the program where a backend would throw.
class Query {
public:
  Query(sqlite3* database, const char* sql) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) {
      std::fprintf(stderr, "own_storage: %s\n", sqlite3_errmsg(database));
      std::exit(1);
    }
  }
  ~Query() { sqlite3_finalize(statement_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& with(int parameter, std::int64_t value) {
    sqlite3_bind_int64(statement_, parameter, value);
    return *this;
  }
  Query& with(int parameter, const std::string& value) {
    sqlite3_bind_text(statement_, parameter, value.c_str(), -1, SQLITE_TRANSIENT);
    return *this;
  }
  bool next() { return sqlite3_step(statement_) == SQLITE_ROW; }
  [[nodiscard]] std::int64_t number(int column) const {
    return sqlite3_column_int64(statement_, column);
  }
  [[nodiscard]] std::string text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr ? std::string{} : bytes;
  }
  [[nodiscard]] Instant instant(int column) const { return Instant{Seconds{number(column)}}; }

private:
  sqlite3_stmt* statement_ = nullptr;
};

std::int64_t seconds_of(Instant instant) { return instant.time_since_epoch().count(); }

class OwnTables final : public SnapshotSource {
public:
  OwnTables(sqlite3* database, TimeZone zone) : database_(database), zone_(std::move(zone)) {}

  result<PlanFacts> load_plan_facts(CompanyId company, Instant now, PlanScope) override {
    if (company != salon) return errc::not_found;
    PlanFacts facts = frame();
    Query people(database_, "SELECT id, mobile, full_name, said_stop FROM people ORDER BY id");
    while (people.next()) facts.clients.add(client_of(people));
    facts.clients_total = static_cast<std::int64_t>(facts.clients.id.size());
    Query past(database_,
               "SELECT person, service, max(begins), count(*) FROM appointments"
               " WHERE done = 1 AND begins <= ?1 GROUP BY person, service ORDER BY person");
    past.with(1, seconds_of(now));
    while (past.next()) {
      facts.history.add(ClientId{past.number(0)}, ServiceId{past.number(1)}, past.instant(2),
                        past.number(3));
    }
    Query ahead(database_,
                "SELECT id, person, service, begins FROM appointments"
                " WHERE done = 0 AND begins > ?1");
    ahead.with(1, seconds_of(now));
    while (ahead.next()) facts.open_visits.add(visit_of(ahead, VisitStatus::booked));
    facts.attempts = attempts();
    return facts;
  }

  result<VisitTable> load_visits(CompanyId, std::span<const ClientId> clients,
                                 Instant now) override {
    VisitTable visits;
    for (const ClientId client : clients) {
      Query past(database_,
                 "SELECT id, person, service, begins FROM appointments"
                 " WHERE done = 1 AND person = ?1 AND begins <= ?2 ORDER BY begins");
      past.with(1, client.value).with(2, seconds_of(now));
      while (past.next()) visits.add(visit_of(past, VisitStatus::completed));
    }
    return visits;
  }

  result<std::vector<Client>> load_clients(CompanyId, std::span<const ClientId> clients) override {
    std::vector<Client> found;
    for (const ClientId client : clients) {
      Query person(database_, "SELECT id, mobile, full_name, said_stop FROM people WHERE id = ?1");
      if (person.with(1, client.value).next()) found.push_back(client_of(person));
    }
    return found;
  }

  /// Asked for by the engine's permits and by documents; a backend that only plans has no need.
  result<PlanFacts> load_person_facts(CompanyId, ClientId, Instant) override {
    return errc::not_found;
  }
  result<Snapshot> load_snapshot(CompanyId, Instant) override { return errc::not_found; }

private:
  /// What does not change from day to day.
  [[nodiscard]] PlanFacts frame() const {
    PlanFacts facts;
    facts.company.id = salon;
    facts.company.name = "Lily";
    facts.company.time_zone = zone_;
    facts.account.emplace();
    facts.services.push_back({haircut, "Haircut"});
    facts.rules.resize(1);
    facts.rules[0].service_id = haircut;
    facts.rules[0].reactivation_interval_days = 28;
    return facts;
  }
  static Client client_of(const Query& row) {
    Client client;
    client.id = ClientId{row.number(0)};
    if (const auto phone = parse_e164(row.text(1))) {
      client.phone = *phone;
      client.phone_status = PhoneStatus::mobile;
    }
    client.name = row.text(2);
    client.reactivation_opt_out = row.number(3) != 0;
    return client;
  }
  static Visit visit_of(const Query& row, VisitStatus status) {
    Visit visit;
    visit.id = VisitId{row.number(0)};
    visit.client_id = ClientId{row.number(1)};
    visit.service_ids = {ServiceId{row.number(2)}};
    visit.starts_at = row.instant(3);
    visit.status = status;
    return visit;
  }
  /// The jobs are the memory of what was planned and sent: without them every day begins anew.
  [[nodiscard]] std::vector<Attempt> attempts() const {
    std::vector<Attempt> out;
    Query jobs(database_,
               "SELECT person, service, cycle, number, sent_at, percent FROM jobs"
               " WHERE state = 'sent'");
    while (jobs.next()) {
      Attempt attempt;
      attempt.client_id = ClientId{jobs.number(0)};
      attempt.service_id = ServiceId{jobs.number(1)};
      attempt.cycle_key = *parse_iso_date(jobs.text(2));
      attempt.attempt_number = static_cast<int>(jobs.number(3));
      attempt.id = attempt_id({salon, attempt.client_id, attempt.service_id, attempt.cycle_key,
                               attempt.attempt_number});
      attempt.state = AttemptState::accepted;
      attempt.sent_at = jobs.instant(4);
      attempt.discount_percent = static_cast<int>(jobs.number(5));
      out.push_back(attempt);
    }
    return out;
  }

  sqlite3* database_;
  TimeZone zone_;
};

/// The plan into the backend's queue; how many jobs are new.
int queue(sqlite3* database, const Plan& plan) {
  const int before = sqlite3_total_changes(database);
  for (const PlannedAttempt& planned : plan.planned) {
    Query job(database,
              "INSERT OR IGNORE INTO jobs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, 'waiting')");
    job.with(1, to_string(planned.attempt_id)).with(2, planned.client_id.value);
    job.with(3, planned.service_id.value).with(4, to_iso_date(planned.cycle_key));
    job.with(5, planned.attempt_number).with(6, planned.discount_percent);
    job.with(7, seconds_of(planned.not_before)).next();
  }
  return sqlite3_total_changes(database) - before;
}

}  // namespace

int main() {
  sqlite3* database = nullptr;
  sqlite3_open(":memory:", &database);
  sqlite3_exec(database,
               "CREATE TABLE people(id INTEGER PRIMARY KEY, mobile, full_name, said_stop);"
               "CREATE TABLE appointments(id INTEGER PRIMARY KEY, person, service, begins, done);"
               "CREATE TABLE jobs(attempt_id PRIMARY KEY, person, service, cycle, number, percent,"
               " run_at, sent_at, state);"
               "INSERT INTO people VALUES (1, '+4915112345678', 'Anna', 0),"
               " (2, '+4915112345679', 'Bo', 0), (3, '+4915112345670', 'Cem', 1);"
               "INSERT INTO appointments SELECT id, id, 1, unixepoch('2026-01-20 10:00'), 1"
               " FROM people;"
               "INSERT INTO appointments VALUES (9, 2, 1, unixepoch('2026-03-20 10:00'), 0);",
               nullptr, nullptr, nullptr);
  const SystemTimeZones zones;
  OwnTables tables(database, zones.find("Europe/Berlin").value());
  const auto day = [&](const char* time) {
    const Instant now = parse_time(time)->instant_in(TimeZone::utc());
    const auto plan = plan_from(tables, salon, now, PlanScope::all);
    if (!plan) std::exit(1);
    std::printf("%s: %d new\n", time, queue(database, plan.value()));
    for (const SkippedClient& skipped : plan.value().skipped) {
      std::printf("  not %lld: %s\n", static_cast<long long>(skipped.client_id.value),
                  std::string(to_string(skipped.reason)).c_str());
    }
  };
  day("2026-03-10T09:00:00Z");
  day("2026-03-10T09:05:00Z");  // the same day again: the same attempt, and no second job
  sqlite3_exec(database, "UPDATE jobs SET state = 'sent', sent_at = run_at", nullptr, nullptr,
               nullptr);
  day("2026-03-11T09:00:00Z");  // Anna has been written to
  sqlite3_close(database);
}
