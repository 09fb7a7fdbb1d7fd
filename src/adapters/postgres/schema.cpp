#include "schema.hpp"

#include <array>
#include <string>
#include <string_view>

#include "adopt.hpp"
#include "dialect.hpp"
#include "migrations.hpp"
#include "views.hpp"

namespace reactivation::sql {
namespace {

// Whoever migrates holds it until the end of the transaction. Any number that is nobody else's.
constexpr const char* migration_lock = "SELECT pg_advisory_xact_lock(7233174018150711)";

struct AddedColumn {
  const char* table;
  const char* column;
  const char* type;
};

// The original's columns of `clients`, and ours.
constexpr std::array added_columns{
    AddedColumn{"companies", "name", "text"},
    AddedColumn{"companies", "created_at", "timestamptz"},
    AddedColumn{"services", "title", "text NOT NULL DEFAULT ''"},
    AddedColumn{"services", "price_minor", "bigint"},
    AddedColumn{"services", "active", "boolean DEFAULT true"},
    AddedColumn{"staff", "name", "text NOT NULL DEFAULT ''"},
    AddedColumn{"staff", "active", "boolean DEFAULT true"},
    AddedColumn{"clients", "phone", "text"},
    AddedColumn{"clients", "name", "text"},
    AddedColumn{"clients", "visit_count", "integer"},
    AddedColumn{"clients", "loyalty_level", "text"},
    AddedColumn{"clients", "total_spent", "numeric"},
    AddedColumn{"bookings", "staff_id", "bigint"},
    AddedColumn{"bookings", "cost_minor", "bigint"},
    AddedColumn{"bookings", "created_at", "timestamptz"},
    AddedColumn{"clients", "reactivation_opt_out", "boolean DEFAULT false"},
    AddedColumn{"clients", "opt_out_reason", "text"},
    AddedColumn{"clients", "opt_out_date", "timestamptz"},
    AddedColumn{"clients", "last_reactivation_sent", "timestamptz"},
    AddedColumn{"clients", "reactivation_attempts_count", "integer DEFAULT 0"},
    AddedColumn{"clients", "preferred_time_period",
                "text CHECK (preferred_time_period IN ('morning', 'afternoon', 'evening'))"},
    AddedColumn{"clients", "preferred_days", "integer[]"},
    AddedColumn{"clients", "preference_confidence", "numeric(3,2)"},
    AddedColumn{"clients", "reactivation_external_id", "text COLLATE \"C\""},
    AddedColumn{"clients", "reactivation_phone_status", "text"},
    AddedColumn{"clients", "reactivation_consent", "text"},
    AddedColumn{"clients", "reactivation_paused_until", "bigint"},
    AddedColumn{"clients", "reactivation_needs_person", "bigint"},
    AddedColumn{"clients", "reactivation_has_chat_history", "bigint"},
    AddedColumn{"clients", "reactivation_locale", "text"},
    AddedColumn{"clients", "reactivation_timezone", "text"},
    AddedColumn{"clients", "reactivation_visit_count", "bigint"},
    AddedColumn{"clients", "reactivation_spent_minor", "bigint"},
    AddedColumn{"clients", "reactivation_preferred_staff_id", "bigint"},
    AddedColumn{"services", "reactivation_external_id", "text COLLATE \"C\""},
    AddedColumn{"staff", "reactivation_external_id", "text COLLATE \"C\""},
    AddedColumn{"bookings", "reactivation_external_id", "text COLLATE \"C\""},
    AddedColumn{"bookings", "reactivation_time_known", "bigint"},
    AddedColumn{"bookings", "reactivation_discount_applied", "bigint"},
    AddedColumn{"reactivation_campaigns", "reactivation_ai_model", "text"},
    AddedColumn{"reactivation_settings", "reactivation_address_form", "text"},
    AddedColumn{"reactivation_settings", "reactivation_max_offers_per_slot", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_discount_from_attempt", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_max_discount_percent", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_require_consent", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_opt_out_on_negative", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_require_approval", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_recent_visit_days", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_lapsed_cutoff_days", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_holidays", "text"},
    AddedColumn{"reactivation_settings", "reactivation_holdout_percent", "bigint"},
    AddedColumn{"reactivation_settings", "reactivation_holdout_name", "text"},
};

/// The statements one by one; a table that a view of the host's stands for is not made.
void make_parents(PostgresDatabase& database) {
  constexpr std::string_view begin = "CREATE TABLE IF NOT EXISTS ";
  const std::string_view all = postgres::parents_sql;
  for (std::size_t at = all.find(begin); at != std::string_view::npos;) {
    const std::size_t next = all.find(begin, at + 1);
    const std::string statement{all.substr(at, next - at)};
    const std::string name =
        statement.substr(begin.size(), statement.find(' ', begin.size()) - begin.size());
    if (!is_host_view(database, name.c_str())) database.run(statement);
    at = next;
  }
}

void add_columns(PostgresDatabase& database) {
  for (const AddedColumn& added : added_columns) {
    if (is_host_view(database, added.table)) continue;
    database.run(std::string{"ALTER TABLE "} + quoted_name(database.home()) + "." + added.table +
                 " ADD COLUMN IF NOT EXISTS " + added.column + " " + added.type);
  }
}

/// A host may already keep what we need to know of a company in its own table.
void take_host_columns(PostgresDatabase& database) {
  if (is_host_view(database, "companies")) return;
  const std::string companies = quoted_name(database.home()) + ".companies";
  for (const char* column : {"timezone", "locale", "country", "currency", "business_type"}) {
    const auto statement = database.prepare(
        "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?1) AND attname = ?2"
        " AND NOT attisdropped");
    Rows row = statement->with(companies, column);
    if (!row.next()) continue;
    const std::string name{column};
    database.run("UPDATE reactivation_companies r SET " + name + " = c." + name + " FROM " +
                 companies + " c WHERE c.id = r.company_id AND c." + name + " IS NOT NULL");
  }
}

/// Tables of ours are nobody's business who has only the rights of the public: a host that serves
/// its database to browsers (Supabase) must give a policy before anybody sees a row of them.
void close_tables(PostgresDatabase& database) {
  database.run(
      "DO $close$ DECLARE t record; BEGIN FOR t IN SELECT c.relname FROM pg_class c"
      " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = " +
      quoted_text(database.home()) +
      " AND c.relkind = 'r' AND (c.relname LIKE 'reactivation\\_%'"
      "  AND c.relname NOT IN ('reactivation_campaigns', 'reactivation_settings')) LOOP"
      " EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', " +
      quoted_text(database.home()) + ", t.relname); END LOOP; END $close$");
}

/// 0 for a database without our tables.
int schema_of(PostgresDatabase& database) {
  {
    const auto exists = database.prepare("SELECT to_regclass(?1) IS NOT NULL");
    Rows row = exists->with(quoted_name(database.home()) + ".reactivation_schema");
    if (!row.next() || row.integer(0) == 0) return 0;
  }
  return schema_version(database);
}

/// What a database made by an earlier version lacks. Before the first one, none was released.
void make_what_is_new(PostgresDatabase& database, int found) {
  constexpr int first = 9;
  if (found < first) {
    fail(errc::storage_failed, database.place() + ": schema " + std::to_string(found) +
                                   " was never released; make a new database with `init`");
  }
  const auto step = [&database, found](int version, const char* sql) {
    if (found >= version) return;
    database.run(sql);
    database.change("INSERT INTO reactivation_schema (version) VALUES (?1)", version);
  };
  database.run("SET LOCAL search_path TO " + quoted_name(database.home()));
  step(10, postgres::arms_sql);
  step(11, postgres::service_sql);
  step(12, postgres::leases_sql);
  close_tables(database);
  database.run("SET LOCAL search_path TO " + quoted_name(database.views()) + ", " +
               quoted_name(database.home()));
}

void make_everything(Session& session, PostgresDatabase& database) {
  const std::string views = quoted_name(database.views());
  database.run("CREATE SCHEMA IF NOT EXISTS " + views);
  // New tables belong into the host's schema, functions into that of the views.
  database.run("SET LOCAL search_path TO " + quoted_name(database.home()));
  database.run(
      "CREATE TABLE reactivation_schema (version integer PRIMARY KEY,"
      " applied_at timestamptz NOT NULL DEFAULT now())");
  make_parents(database);
  database.run(postgres::tables_sql);
  add_columns(database);
  database.run(postgres::own_sql);
  database.run(postgres::service_sql);
  database.run(postgres::leases_sql);
  database.run("SET LOCAL search_path TO " + views + ", " + quoted_name(database.home()));
  database.run(postgres::functions_sql);
  make_views(database);
  database.run(postgres::defaults_sql);
  take_host_columns(database);
  adopt_existing_rows(session);
  close_tables(database);
  database.change("INSERT INTO reactivation_schema (version) VALUES (?1)", newest_schema);
}

}  // namespace

void migrate(Session& session, PostgresDatabase& database, WhenEmpty when_empty) {
  int found = 0;
  bool lacks_view = false;
  {
    Transaction transaction{database, Transaction::Kind::read};
    found = schema_of(database);
    lacks_view = found == newest_schema && is_view_missing(database);
    transaction.commit();
  }
  if (found == 0 && when_empty == WhenEmpty::refuse) {
    fail(errc::not_found,
         database.place() + ": there are no tables of ours; make them with `init`");
  }
  if (found < newest_schema || lacks_view) {
    Transaction transaction{database, Transaction::Kind::write};
    (void)database.query(migration_lock).next();
    // Another worker may have been faster.
    found = schema_of(database);
    if (found == 0) {
      make_everything(session, database);
    } else {
      if (found < newest_schema) make_what_is_new(database, found);
      if (lacks_view) make_views(database);
    }
    transaction.commit();
    database.forget_statements();
  }
  if (found > newest_schema) {
    fail(errc::storage_newer_schema,
         database.place() + ": written by a newer version of this program (schema " +
             std::to_string(found) + ", known here is " + std::to_string(newest_schema) +
             "); update the program. Nothing was changed");
  }
}

}  // namespace reactivation::sql
