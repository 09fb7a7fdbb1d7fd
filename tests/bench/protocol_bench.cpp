// The sending protocol against bare SQL of the same durability, in wall time.
//   protocol_bench [companies] [clients a company]
// Permits: a reading, the core's decision and the commit, against transactions that insert one row.
// The day: planning and storing of every company, against SELECTs of the rows that a plan of those
// due reads and INSERTs of the rows that it stores. One thread, one file, WAL with
// synchronous=FULL.
#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "reactivation/adapters/sqlite.hpp"
#include "reactivation/engine/plan_from.hpp"

using namespace reactivation;

namespace {

class OnlyUtc final : public TimeZoneSource {
public:
  result<TimeZone> find(std::string_view name) const override {
    if (name == "UTC") return TimeZone::utc();
    return errc::time_zone_unknown;
  }
};

constexpr Instant now{date::sys_days{date::year{2025} / 6 / 2} + std::chrono::hours{10}};

double seconds_of(const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}
template <class T>
T must(result<T> outcome, const SqliteStore& store) {
  if (!outcome) give_up(store.detail().c_str());
  return std::move(outcome).value();
}

void run(sqlite3* handle, const std::string& sql) {
  char* message = nullptr;
  if (sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) give_up(message);
}

/// One salon: a service due after 28 days, every fifth client due, an account for hot senders.
void add_company(SqliteStore& store, sqlite3* handle, int company, int clients) {
  NewCompany made;
  made.company.id = CompanyId{company};
  made.company.time_zone = TimeZone::utc();
  made.now = now;
  made.account_since = now - Days{400};
  made.settings.sending_hours = {0, 24};
  made.settings.sending_days = WeekdaySet::every_day();
  if (!store.create_company(made)) give_up(store.detail().c_str());
  const std::string id = std::to_string(company);
  const std::string seconds = std::to_string(now.time_since_epoch().count());
  run(handle, "INSERT INTO services (id, company_id, title, price_minor) VALUES (" + id + ", " +
                  id + ", 'Haircut', 1000)");
  Rule rule;
  rule.service_id = ServiceId{company};
  rule.reactivation_interval_days = 28;
  if (!store.put_rule(CompanyId{company}, rule)) give_up(store.detail().c_str());
  run(handle,
      "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
          std::to_string(clients) + ") INSERT INTO clients (id, company_id, phone, name) SELECT " +
          id + " * 100000 + i, " + id + ", '+7' || (9000000000 + " + id +
          " * 100000 + i), 'Anna' FROM n;"
          "INSERT INTO bookings (company_id, client_id, service_ids, datetime, status, cost_minor)"
          " SELECT company_id, id, '[" +
          id + "]', " + seconds +
          " - 86400 * (v.n * 28 + CASE WHEN id % 5 = 0 THEN 40 ELSE 5 + id % 20 END), 'completed',"
          " 1000 FROM clients, (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2) v"
          " WHERE company_id = " +
          id + "; COMMIT;");
  if (!store.begin(CompanyId{company}) || !store.commit()) give_up(store.detail().c_str());
}

double bare_transactions(sqlite3* handle, int count) {
  run(handle,
      "CREATE TABLE bare (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL)");
  return seconds_of([&] {
    for (int i = 0; i < count; ++i) {
      run(handle, "BEGIN IMMEDIATE; INSERT INTO bare (at, text) VALUES (" + std::to_string(i) +
                      ", 'one row of a ledger'); COMMIT");
    }
  });
}

/// Every attempt of the plans gets its permit.
double permits(SqliteStore& store, sqlite3* handle, const std::vector<Plan>& plans, int count) {
  run(handle,
      "UPDATE reactivation_attempts SET lease_owner = 'bench', lease_epoch = 1, lease_until ="
      " not_after; UPDATE whatsapp_account_health SET concurrent_limit = 1000000;"
      " UPDATE reactivation_accounts SET min_interval_seconds = 0");
  PermitClaim claim;
  claim.owner = "bench";
  claim.epoch = 1;
  claim.reach = Reach::nobody;
  int given = 0;
  const double seconds = seconds_of([&] {
    for (const Plan& plan : plans) {
      for (const PlannedAttempt& attempt : plan.planned) {
        if (given == count) return;
        const Instant at = attempt.not_before;
        const PermitState state = must(store.load_permit_state(attempt.attempt_id, "", at), store);
        const PermitDecision decision = permit_for(state, claim, at);
        if (decision.verdict != PermitVerdict::send) give_up(to_string(decision.reason).data());
        OutgoingMessage message;
        message.attempt_id = attempt.attempt_id;
        message.company_id = plan.company_id;
        message.client_id = attempt.client_id;
        message.text = "A text of about the length that a message has, give or take a few words.";
        message.sent_at = at;
        if (!must(store.commit_permit(state, "", message), store)) give_up("a conflict, alone");
        ++given;
      }
    }
  });
  if (given < count) give_up("too few attempts for so many permits");
  return seconds;
}

std::int64_t count_rows(sqlite3* handle, const std::string& sql) {
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v2(handle, sql.c_str(), -1, &stmt, nullptr) != SQLITE_OK) {
    give_up(sqlite3_errmsg(handle));
  }
  std::int64_t rows = 0;
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(stmt); ++i) (void)sqlite3_column_int64(stmt, i);
    ++rows;
  }
  sqlite3_finalize(stmt);
  return rows;
}

/// What a day must read and write at least: the rows of everybody who may be due, and the attempts.
double bare_day(sqlite3* handle, const std::vector<Plan>& plans) {
  run(handle,
      "CREATE TABLE bare_attempts AS SELECT * FROM reactivation_attempts WHERE 0;"
      " CREATE TABLE bare_offers AS SELECT * FROM reactivation_attempt_offers WHERE 0;"
      " CREATE TABLE bare_events AS SELECT * FROM reactivation_events WHERE 0");
  return seconds_of([&] {
    for (const Plan& plan : plans) {
      const std::string id = std::to_string(plan.company_id.value);
      count_rows(handle,
                 "SELECT k.*, h.last_visit_at, h.times FROM reactivation_client_services h"
                 " JOIN clients k ON k.id = h.client_id WHERE h.company_id = " +
                     id + " AND h.service_id = " + id + " AND h.last_visit_at < " +
                     std::to_string((now - Days{26}).time_since_epoch().count()));
      for (const PlannedAttempt& attempt : plan.planned) {
        count_rows(handle, "SELECT * FROM bookings WHERE company_id = " + id +
                               " AND client_id = " + std::to_string(attempt.client_id.value));
      }
      run(handle,
          "BEGIN IMMEDIATE; INSERT INTO bare_attempts SELECT * FROM reactivation_attempts"
          " WHERE company_id = " +
              id +
              "; INSERT INTO bare_offers SELECT o.* FROM reactivation_attempts a JOIN"
              " reactivation_attempt_offers o ON o.attempt_id = a.id WHERE a.company_id = " +
              id +
              "; INSERT INTO bare_events SELECT * FROM reactivation_events WHERE"
              " company_id = " +
              id + " AND kind = 'attempt'; COMMIT");
    }
  });
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

int main(int argc, char** argv) {
  const int companies = argc > 1 ? std::atoi(argv[1]) : 100;
  const int clients = argc > 2 ? std::atoi(argv[2]) : 1000;
  const auto folder = std::filesystem::temp_directory_path() / "reactivation-protocol-bench";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const OnlyUtc zones;
  const std::string path = (folder / "bench.db").string();
  auto opened = SqliteStore::open(path, OpenMode::create_or_existing, zones);
  sqlite3* handle = nullptr;
  if (!opened || sqlite3_open(path.c_str(), &handle) != SQLITE_OK) give_up("no database");
  run(handle, "PRAGMA synchronous = FULL");
  SqliteStore& store = *opened.value();
  for (int company = 1; company <= companies; ++company) {
    add_company(store, handle, company, clients);
  }
  const long before = peak_kilobytes();
  std::vector<Plan> plans;
  const double day = seconds_of([&] {
    for (int company = 1; company <= companies; ++company) {
      Plan plan = must(plan_from(store, CompanyId{company}, now, PlanScope::due_only), store);
      must(store.store_plan(plan), store);
      plan.skipped.clear();
      plans.push_back(std::move(plan));
    }
  });
  std::printf("day       %d companies of %d clients: %.2f s, peak memory +%ld KiB\n", companies,
              clients, day, peak_kilobytes() - before);
  const double bare = bare_day(handle, plans);
  std::printf("bare day  %.2f s, ratio %.2f\n", bare, day / bare);
  const int count = std::min(2000, companies * 50);
  const double alone = bare_transactions(handle, count);
  const double given = permits(store, handle, plans, count);
  std::printf("bare      %.0f transactions/s\npermits   %.0f /s, ratio %.2f\n", count / alone,
              count / given, alone / given);
  sqlite3_close(handle);
  std::filesystem::remove_all(folder);
  return 0;
}
