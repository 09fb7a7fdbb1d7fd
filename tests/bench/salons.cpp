#include "salons.hpp"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace bench {

result<TimeZone> OnlyUtc::find(std::string_view name) const {
  if (name == "UTC") return TimeZone::utc();
  return errc::time_zone_unknown;
}

void give_up(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

void must(const result<void>& outcome, const SqlStore& store) {
  if (!outcome) give_up(store.detail().c_str());
}

namespace {

double seconds_at(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

Timing time_of(const std::function<void()>& body) {
  const double wall = seconds_at(CLOCK_MONOTONIC);
  const double processor = seconds_at(CLOCK_THREAD_CPUTIME_ID);
  body();
  return {seconds_at(CLOCK_MONOTONIC) - wall, seconds_at(CLOCK_THREAD_CPUTIME_ID) - processor};
}
double seconds_of(const std::function<void()>& body) { return time_of(body).wall; }

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::int64_t run(sqlite3* handle, const std::string& sql) {
  std::int64_t rows = 0;
  const char* rest = sql.c_str();
  while (*rest != '\0') {
    sqlite3_stmt* stmt = nullptr;
    if (sqlite3_prepare_v2(handle, rest, -1, &stmt, &rest) != SQLITE_OK) {
      give_up(sqlite3_errmsg(handle));
    }
    int code = SQLITE_DONE;
    while (stmt != nullptr && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(stmt); ++i) (void)sqlite3_column_int64(stmt, i);
      ++rows;
    }
    if (code != SQLITE_DONE) give_up(sqlite3_errmsg(handle));
    sqlite3_finalize(stmt);
  }
  return rows;
}

std::int64_t run_number(sqlite3* handle, const std::string& sql) {
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v2(handle, sql.c_str(), -1, &stmt, nullptr) != SQLITE_OK) {
    give_up(sqlite3_errmsg(handle));
  }
  const std::int64_t number = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
  sqlite3_finalize(stmt);
  return number;
}

Prepared::Prepared(sqlite3* handle, const std::string& sql) {
  if (sqlite3_prepare_v2(handle, sql.c_str(), -1, &stmt_, nullptr) != SQLITE_OK) {
    give_up(sqlite3_errmsg(handle));
  }
}

void Prepared::run(std::int64_t first) {
  if (sqlite3_bind_parameter_count(stmt_) > 0) sqlite3_bind_int64(stmt_, 1, first);
  if (sqlite3_step(stmt_) != SQLITE_DONE) give_up("a bare statement failed");
  sqlite3_reset(stmt_);
}

Place::Place(const char* name)
    : folder_(std::filesystem::temp_directory_path() / (std::string{"reactivation-"} + name)) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  const std::string path = (folder_ / "store.db").string();
  const std::string bare = (folder_ / "bare.db").string();
  auto opened = SqliteStore::open(path, OpenMode::create_or_existing, zones_);
  if (!opened) give_up("no store");
  store_ = std::move(opened).value();
  if (sqlite3_open(bare.c_str(), &bare_) != SQLITE_OK) give_up("no database");
  run(bare_, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536");
  if (sqlite3_open(path.c_str(), &second_) != SQLITE_OK) give_up("no second connection");
  run(second_, "ATTACH '" + bare + "' AS bare; PRAGMA synchronous = FULL");
}

Place::~Place() {
  sqlite3_close(second_);
  sqlite3_close(bare_);
  store_.reset();
  std::filesystem::remove_all(folder_);
}

void add_company(Place& place, CompanyId company, int clients) {
  SqliteStore& store = place.store();
  NewCompany made;
  made.company.id = company;
  made.company.time_zone = TimeZone::utc();
  made.now = now;
  made.account_since = now - Days{400};
  made.settings.sending_hours = {0, 24};
  made.settings.sending_days = WeekdaySet::every_day();
  must(store.create_company(made), store);
  const std::string id = std::to_string(company.value);
  const std::string first = std::to_string(company.value * 100);
  const std::string seconds = std::to_string(now.time_since_epoch().count());
  const std::string numbers =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
      " WHERE i < ";
  run(place.second(),
      "BEGIN IMMEDIATE; " + numbers + std::to_string(services_each) +
          ") INSERT INTO services (id, company_id, title, price_minor) SELECT " + first + " + i, " +
          id + ", 'Service ' || i, 1000 FROM n; " + numbers + std::to_string(staff_each) +
          ") INSERT INTO staff (id, company_id, name) SELECT " + first + " + i, " + id +
          ", 'Member ' || i FROM n; " +
          "INSERT INTO service_reactivation_rules (service_id, company_id,"
          " reactivation_interval_days, manual_interval, active_interval_source)"
          " SELECT id, company_id, 28, 28, 'manual' FROM services WHERE company_id = " +
          id + "; " + numbers + std::to_string(clients) +
          ") INSERT INTO clients (id, company_id, phone, name, reactivation_has_chat_history)"
          " SELECT " +
          id + " * 100000 + i, " + id + ", '+7' || (9000000000 + " + id +
          " * 100000 + i), 'Anna', 1 FROM n;"
          "INSERT INTO bookings (company_id, client_id, service_ids, datetime, status, cost_minor)"
          " SELECT company_id, id, '[' || (" +
          first + " + 1 + id % " + std::to_string(services_each) + ") || ']', " + seconds +
          " - 86400 * (v.n * 28 + CASE WHEN id % 5 = 0 THEN 40 ELSE 5 + id % 20 END), 'completed',"
          " 1000 FROM clients, (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2) v"
          " WHERE company_id = " +
          id +
          ";"
          "UPDATE whatsapp_account_health SET concurrent_limit = 1000000,"
          " daily_outbound_limit = 1000000, hourly_outbound_limit = 1000000"
          " WHERE company_id = " +
          id +
          ";"
          "UPDATE reactivation_accounts SET min_interval_seconds = 0 WHERE id ="
          " (SELECT account_id FROM reactivation_companies WHERE company_id = " +
          id + "); COMMIT");
  must(store.begin(company), store);
  must(store.commit(), store);
}

void add_ended_attempts(Place& place, CompanyId company, int attempts) {
  const std::string id = std::to_string(company.value);
  const std::string count = std::to_string(attempts);
  const std::string seconds = std::to_string(now.time_since_epoch().count());
  const std::string own = " FROM reactivation_attempts WHERE company_id = " + id +
                          " AND completion_reason = 'max_attempts'";
  run(place.second(),
      "BEGIN IMMEDIATE; WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1"
      " < " +
          count +
          "), people(number, client) AS (SELECT row_number() OVER (ORDER BY id) - 1, id"
          "  FROM clients WHERE company_id = " +
          id +
          " AND id % 5 <> 0), size(clients) AS (SELECT count(*) FROM people)"
          " INSERT INTO reactivation_attempts (id, company_id, client_id, service_id, cycle_key,"
          " attempt_number, campaign_id, state, planned_on, rank, priority_score, last_visit_at,"
          " days_since_visit, interval_days, interval_source, discount_percent, not_before, "
          "not_after,"
          " sent_at, reply_type, completion_reason, lease_epoch, provider_id)"
          " SELECT printf('%08x-0000-5000-8000-%012x', " +
          id + ", i), " + id + ", client, " + std::to_string(company.value * 100 + 1) +
          ", date('2020-01-01', '+' || (i / clients) || ' days'), 1,"
          " printf('%08x-0000-5000-8000-%012x', " +
          id +
          ", i), 'delivered', '2024-01-01', 1, 1.0,"
          " sent_at - 3000000, 35, 28, 'manual', 10, sent_at, sent_at + 30000, sent_at,"
          " 'no_response', 'max_attempts', 1, 'old-' || " +
          id +
          " || '-' || i"
          " FROM (SELECT i, " +
          seconds + " - 3 * 86400 - i * (365 * 86400 / " + count +
          ") AS sent_at FROM n), size JOIN people ON number = i % clients;"
          "INSERT INTO reactivation_attempt_offers (attempt_id, slots, preferences, template_id,"
          " text) SELECT id, '[]', '{}', 'salon', 'An old text of some length for somebody.'" +
          own +
          "; INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at, "
          "delivery)"
          " SELECT (SELECT account_id FROM reactivation_companies WHERE company_id = " +
          id + "), " + id + ", id, sent_at, 'delivered'" + own +
          "; INSERT INTO reactivation_events (company_id, client_id, attempt_id, kind, from_state,"
          " to_state, at) SELECT company_id, client_id, id, 'attempt', word, 'delivered', sent_at"
          " FROM reactivation_attempts, (SELECT 'planned' AS word UNION SELECT 'accepted')"
          " WHERE company_id = " +
          id + " AND completion_reason = 'max_attempts'; COMMIT");
}

namespace {

long status_kib(const char* key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(key, 0) == 0) return std::atol(line.c_str() + std::string(key).size());
  }
  return 0;
}

}  // namespace

void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }
long peak_kib() { return status_kib("VmHWM:"); }

}  // namespace bench
