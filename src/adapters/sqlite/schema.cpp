#include "schema.hpp"

#include <array>
#include <span>
#include <string>

#include "migrations.hpp"

namespace reactivation::sql {
namespace {

struct AddedColumn {
  const char* table;
  const char* column;
  const char* type;
};

// The first groups are the original's columns and those expected of the host's tables; they are
// added only where they are missing. The rest is ours.
constexpr std::array added_columns{
    AddedColumn{"companies", "name", "TEXT"},
    AddedColumn{"companies", "created_at", "INTEGER"},
    AddedColumn{"services", "title", "TEXT NOT NULL DEFAULT ''"},
    AddedColumn{"services", "price_minor", "INTEGER"},
    AddedColumn{"services", "active", "INTEGER DEFAULT 1"},
    AddedColumn{"staff", "name", "TEXT NOT NULL DEFAULT ''"},
    AddedColumn{"staff", "active", "INTEGER DEFAULT 1"},
    AddedColumn{"clients", "phone", "TEXT"},
    AddedColumn{"clients", "name", "TEXT"},
    AddedColumn{"clients", "visit_count", "INTEGER"},
    AddedColumn{"clients", "loyalty_level", "TEXT"},
    AddedColumn{"clients", "total_spent", "NUMERIC"},
    AddedColumn{"bookings", "staff_id", "INTEGER"},
    AddedColumn{"bookings", "cost_minor", "INTEGER"},
    AddedColumn{"bookings", "created_at", "INTEGER"},
    AddedColumn{"clients", "reactivation_opt_out", "INTEGER DEFAULT 0"},
    AddedColumn{"clients", "opt_out_reason", "TEXT"},
    AddedColumn{"clients", "opt_out_date", "INTEGER"},
    AddedColumn{"clients", "last_reactivation_sent", "INTEGER"},
    AddedColumn{"clients", "reactivation_attempts_count", "INTEGER DEFAULT 0"},
    AddedColumn{"clients", "preferred_time_period",
                "TEXT CHECK (preferred_time_period IN ('morning', 'afternoon', 'evening'))"},
    AddedColumn{"clients", "preferred_days", "TEXT"},
    AddedColumn{"clients", "preference_confidence", "REAL"},
    AddedColumn{"clients", "reactivation_external_id", "TEXT"},
    AddedColumn{"clients", "reactivation_phone_status", "TEXT"},
    AddedColumn{"clients", "reactivation_consent", "TEXT"},
    AddedColumn{"clients", "reactivation_paused_until", "INTEGER"},
    AddedColumn{"clients", "reactivation_needs_person", "INTEGER"},
    AddedColumn{"clients", "reactivation_has_chat_history", "INTEGER"},
    AddedColumn{"clients", "reactivation_locale", "TEXT"},
    AddedColumn{"clients", "reactivation_timezone", "TEXT"},
    AddedColumn{"clients", "reactivation_visit_count", "INTEGER"},
    AddedColumn{"clients", "reactivation_spent_minor", "INTEGER"},
    AddedColumn{"services", "reactivation_external_id", "TEXT"},
    AddedColumn{"staff", "reactivation_external_id", "TEXT"},
    AddedColumn{"bookings", "reactivation_external_id", "TEXT"},
    AddedColumn{"bookings", "reactivation_time_known", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_address_form", "TEXT"},
    AddedColumn{"reactivation_settings", "reactivation_max_offers_per_slot", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_discount_from_attempt", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_max_discount_percent", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_require_consent", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_opt_out_on_negative", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_require_approval", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_recent_visit_days", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_lapsed_cutoff_days", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_holidays", "TEXT"},
    AddedColumn{"reactivation_settings", "reactivation_holdout_percent", "INTEGER"},
    AddedColumn{"reactivation_settings", "reactivation_holdout_name", "TEXT"},
};

// Of migration 3.
constexpr std::array protocol_columns{
    AddedColumn{"clients", "reactivation_preferred_staff_id", "INTEGER"},
    AddedColumn{"bookings", "reactivation_discount_applied", "INTEGER"},
};

// Of migration 6. Blocks and reports, as far as the messenger tells them, weigh two in the spam
// score; a wish is also for what and when.
constexpr std::array reaction_columns{
    AddedColumn{"reactivation_ledger", "is_blocked", "INTEGER NOT NULL DEFAULT 0"},
    AddedColumn{"reactivation_ledger", "is_reported", "INTEGER NOT NULL DEFAULT 0"},
    AddedColumn{"reactivation_wishes", "service_id", "INTEGER"},
    AddedColumn{"reactivation_wishes", "day_part", "TEXT"},
};

// Of migration 7. The prompt and its time stand in columns that the original has already.
constexpr std::array draft_columns{
    AddedColumn{"reactivation_campaigns", "reactivation_ai_model", "TEXT"},
};

// Of migration 8: the days that a policy chose by, empty for a plan by `spec`; and what was said
// with the arming (core/acknowledgement.hpp), as words.
constexpr std::array choice_columns{
    AddedColumn{"reactivation_attempts", "due_days", "INTEGER"},
    AddedColumn{"reactivation_accounts", "acknowledged", "TEXT"},
};

// Of migration 10: what was drawn for an attempt (core/arms.hpp), with the name it was drawn under.
constexpr std::array arm_columns{
    AddedColumn{"reactivation_attempt_offers", "arms_name", "TEXT"},
    AddedColumn{"reactivation_attempt_offers", "arms", "TEXT"},
};

// Without these a table of the host cannot be read at all.
constexpr std::array required_columns{
    AddedColumn{"companies", "id", ""},         AddedColumn{"services", "id", ""},
    AddedColumn{"services", "company_id", ""},  AddedColumn{"staff", "id", ""},
    AddedColumn{"staff", "company_id", ""},     AddedColumn{"clients", "id", ""},
    AddedColumn{"clients", "company_id", ""},   AddedColumn{"bookings", "id", ""},
    AddedColumn{"bookings", "company_id", ""},  AddedColumn{"bookings", "client_id", ""},
    AddedColumn{"bookings", "service_ids", ""}, AddedColumn{"bookings", "datetime", ""},
    AddedColumn{"bookings", "status", ""},
};

void check_required_columns(Database& database) {
  for (const AddedColumn& needed : required_columns) {
    if (has_column(database, needed.table, needed.column)) continue;
    fail(errc::storage_failed, database.place() + ": the table " + needed.table +
                                   " has no column " + needed.column +
                                   "; docs/storage.md lists the columns that are expected");
  }
}

void add_columns(Database& database, std::span<const AddedColumn> columns) {
  for (const AddedColumn& added : columns) {
    if (has_column(database, added.table, added.column)) continue;
    database.run(std::string{"ALTER TABLE "} + added.table + " ADD COLUMN " + added.column + " " +
                 added.type);
  }
}

void use_write_ahead_log(Database& database, const SqliteDatabase& file) {
  // The switch needs the file for a moment alone, and does not wait for it by itself.
  for (int tries = 0;; ++tries) {
    const int code =
        sqlite3_exec(file.handle(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) break;
    if ((code & 0xFF) != SQLITE_BUSY || tries == 200) file.fail_with(code);
    sqlite3_sleep(25);
  }
  const auto mode = database.prepare("PRAGMA journal_mode");
  Rows row = mode->with();
  if (row.next() && row.text(0) == "wal") return;
  fail(errc::storage_failed,
       database.place() + ": the file system does not allow a write-ahead log; use a local disk");
}

void set_pragmas(Database& database, const SqliteDatabase& file) {
  use_write_ahead_log(database, file);
  database.run(
      "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
      "PRAGMA secure_delete = ON;");
}

/// Once for a connection and outside of any transaction: one that is rolled back would take them
/// along, and with them everything that SQLite knows of the schema.
void make_temporary_tables(Database& database) {
  database.run(
      "CREATE TEMP TABLE IF NOT EXISTS reactivation_unsummed (client_id INTEGER PRIMARY KEY);"
      "CREATE TEMP TABLE IF NOT EXISTS reactivation_candidates (client_id INTEGER PRIMARY KEY);");
}

void record_version(Database& database, int version) {
  database.change("INSERT INTO reactivation_schema (version) VALUES (?1)", version);
}

/// Every migration behind `version`, inside the caller's transaction.
void apply_from(Session& session, int version) {
  Database& database = session.database;
  if (version < 1) {
    database.run(
        "CREATE TABLE IF NOT EXISTS reactivation_schema (version INTEGER PRIMARY KEY,"
        " applied_at INTEGER NOT NULL DEFAULT (unixepoch())) STRICT");
    database.run(tables_sql);
    check_required_columns(database);
    add_columns(database, added_columns);
    database.run(indexes_sql);
    record_version(database, 1);
  }
  if (version < 2) {
    adopt_file(session);
    record_version(database, 2);
  }
  if (version < 3) {
    add_columns(database, protocol_columns);
    database.run(protocol_sql);
    record_version(database, 3);
  }
  if (version < 4) {
    database.run(scheduler_sql);
    record_version(database, 4);
  }
  if (version < 5) {
    database.run(lookups_sql);
    record_version(database, 5);
  }
  if (version < 6) {
    add_columns(database, reaction_columns);
    database.run(reactions_sql);
    record_version(database, 6);
  }
  if (version < 7) {
    add_columns(database, draft_columns);
    database.run(drafts_sql);
    record_version(database, 7);
  }
  if (version < 8) {
    add_columns(database, choice_columns);
    record_version(database, 8);
  }
  if (version < 9) {
    database.run(results_sql);
    record_version(database, 9);
  }
  if (version < 10) {
    add_columns(database, arm_columns);
    database.run(arms_sql);
    record_version(database, 10);
  }
  if (version < 11) {
    database.run(service_sql);
    record_version(database, 11);
  }
  if (version < 12) {
    database.run(leases_sql);
    record_version(database, 12);
  }
}

}  // namespace

bool has_column(Database& database, std::string_view table, std::string_view column) {
  Rows row = database.query("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2 COLLATE NOCASE",
                            table, column);
  return row.next();
}

int schema_of(Database& database) {
  {
    const auto exists = database.prepare(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'reactivation_schema'");
    Rows row = exists->with();
    if (!row.next()) return 0;
  }
  return schema_version(database);
}

void migrate(Session& session, const SqliteDatabase& file) {
  Database& database = session.database;
  const int found = schema_of(database);
  if (found > newest_schema) {
    fail(errc::storage_newer_schema,
         database.place() + ": written by a newer version of this program (schema " +
             std::to_string(found) + ", known here is " + std::to_string(newest_schema) +
             "); update the program. Nothing was changed");
  }
  set_pragmas(database, file);
  if (found < newest_schema) {
    Transaction transaction{database, Transaction::Kind::write};
    // Another program may have been faster.
    const int version = schema_of(database);
    apply_from(session, version);
    transaction.commit();
    database.forget_statements();
  }
  database.run("PRAGMA foreign_keys = ON");
  make_temporary_tables(database);
}

}  // namespace reactivation::sql
