#include "views.hpp"

#include <array>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialect.hpp"

namespace reactivation::sql {
namespace {

constexpr std::string_view mark_of_ours = "made by reactivation";

/// One column of a table, as the catalogue describes it.
struct BaseColumn {
  std::string type;       ///< as it is written, with its length
  std::string category;   ///< pg_type.typcategory
  std::string fallback;   ///< what stands in for no value; may be empty
  std::string points_at;  ///< the table of a foreign key
  bool is_generated = false;
};
using BaseColumns = std::map<std::string, BaseColumn, std::less<>>;

struct ViewColumn {
  const char* name;
  bool is_written = false;  ///< the store changes it in rows that are there
};

constexpr bool written = true;

constexpr ViewColumn company_columns[] = {{"id"}, {"name"}, {"created_at"}};
constexpr ViewColumn service_columns[] = {{"id"},
                                          {"company_id"},
                                          {"title", written},
                                          {"price_minor", written},
                                          {"active", written},
                                          {"reactivation_external_id", written}};
constexpr ViewColumn staff_columns[] = {{"id"},
                                        {"company_id"},
                                        {"name", written},
                                        {"active", written},
                                        {"reactivation_external_id", written}};
constexpr ViewColumn client_columns[] = {{"id"},
                                         {"company_id"},
                                         {"phone", written},
                                         {"name", written},
                                         {"visit_count"},
                                         {"loyalty_level", written},
                                         {"total_spent"},
                                         {"reactivation_opt_out", written},
                                         {"opt_out_reason", written},
                                         {"opt_out_date", written},
                                         {"last_reactivation_sent", written},
                                         {"reactivation_attempts_count", written},
                                         {"preferred_time_period", written},
                                         {"preferred_days", written},
                                         {"preference_confidence", written},
                                         {"reactivation_external_id", written},
                                         {"reactivation_phone_status", written},
                                         {"reactivation_consent", written},
                                         {"reactivation_paused_until", written},
                                         {"reactivation_needs_person", written},
                                         {"reactivation_has_chat_history", written},
                                         {"reactivation_locale", written},
                                         {"reactivation_timezone", written},
                                         {"reactivation_visit_count", written},
                                         {"reactivation_spent_minor", written},
                                         {"reactivation_preferred_staff_id", written}};
constexpr ViewColumn booking_columns[] = {{"id"},
                                          {"company_id"},
                                          {"client_id", written},
                                          {"staff_id", written},
                                          {"service_ids", written},
                                          {"datetime", written},
                                          {"status", written},
                                          {"cost_minor", written},
                                          {"created_at", written},
                                          {"reactivation_external_id", written},
                                          {"reactivation_time_known", written},
                                          {"reactivation_discount_applied", written}};
constexpr ViewColumn rule_columns[] = {{"id"},
                                       {"service_id"},
                                       {"company_id"},
                                       {"reactivation_interval_days", written},
                                       {"retry_interval_days", written},
                                       {"max_attempts", written},
                                       {"is_active", written},
                                       {"discount_progression", written},
                                       {"manual_interval", written},
                                       {"ai_suggested_interval", written},
                                       {"calculated_avg_interval", written},
                                       {"active_interval_source", written},
                                       {"created_at", written},
                                       {"updated_at", written},
                                       {"last_optimized_at", written}};
constexpr ViewColumn campaign_columns[] = {{"id"},
                                           {"company_id"},
                                           {"client_phone", written},
                                           {"client_id", written},
                                           {"service_id"},
                                           {"attempt_number"},
                                           {"sent_at", written},
                                           {"message_text", written},
                                           {"discount_offered", written},
                                           {"slots_offered", written},
                                           {"ai_prompt_used", written},
                                           {"ai_generation_time_ms", written},
                                           {"personalization_data", written},
                                           {"response_received_at", written},
                                           {"response_type", written},
                                           {"response_text", written},
                                           {"booking_created", written},
                                           {"booking_id", written},
                                           {"conversion_time_hours", written},
                                           {"response_time_hours", written},
                                           {"next_attempt_scheduled_at", written},
                                           {"is_campaign_completed", written},
                                           {"completion_reason", written},
                                           {"created_at"},
                                           {"updated_at", written},
                                           {"reactivation_ai_model", written}};
constexpr ViewColumn health_columns[] = {{"id"},
                                         {"company_id"},
                                         {"account_created_at", written},
                                         {"warmup_level", written},
                                         {"daily_outbound_limit", written},
                                         {"hourly_outbound_limit", written},
                                         {"concurrent_limit", written},
                                         {"current_daily_sent", written},
                                         {"current_hourly_sent", written},
                                         {"last_message_sent_at", written},
                                         {"last_daily_reset_at", written},
                                         {"last_hourly_reset_at", written},
                                         {"spam_score", written},
                                         {"last_ban_date", written},
                                         {"ban_count", written},
                                         {"last_incident_date", written},
                                         {"last_incident_type", written},
                                         {"safe_sending_hours", written},
                                         {"safe_sending_days", written},
                                         {"created_at"},
                                         {"updated_at", written}};
constexpr ViewColumn settings_columns[] = {{"id"},
                                           {"company_id"},
                                           {"enabled", written},
                                           {"tone", written},
                                           {"daily_limit_mode", written},
                                           {"manual_daily_limit", written},
                                           {"sending_hours", written},
                                           {"sending_days", written},
                                           {"notify_admin_on_low_conversion", written},
                                           {"conversion_threshold", written},
                                           {"admin_notification_chat_id", written},
                                           {"include_slots_in_message", written},
                                           {"max_slots_to_offer", written},
                                           {"prefer_favorite_staff", written},
                                           {"created_at"},
                                           {"updated_at", written},
                                           {"reactivation_address_form", written},
                                           {"reactivation_max_offers_per_slot", written},
                                           {"reactivation_discount_from_attempt", written},
                                           {"reactivation_max_discount_percent", written},
                                           {"reactivation_require_consent", written},
                                           {"reactivation_opt_out_on_negative", written},
                                           {"reactivation_require_approval", written},
                                           {"reactivation_recent_visit_days", written},
                                           {"reactivation_lapsed_cutoff_days", written},
                                           {"reactivation_holidays", written},
                                           {"reactivation_holdout_percent", written},
                                           {"reactivation_holdout_name", written}};

struct ViewTable {
  const char* name;
  std::span<const ViewColumn> columns;
};
constexpr std::array view_tables{
    ViewTable{"companies", company_columns},
    ViewTable{"services", service_columns},
    ViewTable{"staff", staff_columns},
    ViewTable{"clients", client_columns},
    ViewTable{"bookings", booking_columns},
    ViewTable{"service_reactivation_rules", rule_columns},
    ViewTable{"reactivation_campaigns", campaign_columns},
    ViewTable{"whatsapp_account_health", health_columns},
    ViewTable{"reactivation_settings", settings_columns},
};

bool ends_with_minor(std::string_view name) { return name.ends_with("_minor"); }

/// How a column is read and written, by the type it has in the table. `b` is the table.
class Mapping {
public:
  Mapping(const ViewTable& table, const ViewColumn& column, const BaseColumn& base)
      : table_(table.name), name_(column.name), base_(base) {}

  [[nodiscard]] std::string reading() const {
    const std::string value = "b." + quoted_name(name_);
    const std::string& type = base_.type;
    if (is_integer()) return value + "::bigint";
    if (type == "boolean") return value + "::integer::bigint";
    if (base_.category == "N") {
      return ends_with_minor(name_) ? value + "::bigint" : value + "::double precision";
    }
    if (type.starts_with("timestamp") && type.ends_with("with time zone")) return seconds(value);
    if (is_civil()) return seconds(in_zone(value));
    if (base_.category == "A") return "'[' || array_to_string(" + value + ", ',') || ']'";
    return value + "::text";
  }

  [[nodiscard]] std::string writing() const {
    const std::string value = "NEW." + quoted_name(name_);
    const std::string& type = base_.type;
    if (!base_.points_at.empty() && table_ == "reactivation_campaigns" && name_ != "company_id") {
      // A row that is not there any more, or never was in this database, is no reason to lose the
      // outcome of a message.
      return "(SELECT f.id FROM " + base_.points_at + " f WHERE f.id = " + value + ")";
    }
    if (type == "boolean") return "(" + value + " <> 0)";
    if (type.starts_with("timestamp") && type.ends_with("with time zone")) {
      return "to_timestamp(" + value + ")";
    }
    if (is_civil()) return local(value) + "::" + type;
    if (base_.category == "A") {
      return "CASE WHEN " + value + " IS NULL THEN NULL ELSE string_to_array(btrim(" + value +
             ", '[] '), ',')::" + type + " END";
    }
    return value + "::" + type;
  }

  [[nodiscard]] bool is_integer() const {
    return base_.type == "bigint" || base_.type == "integer" || base_.type == "smallint";
  }
  [[nodiscard]] bool is_civil() const {
    return base_.type == "date" ||
           (base_.type.starts_with("timestamp") && !base_.type.ends_with("with time zone"));
  }

private:
  static std::string seconds(const std::string& instant) {
    return "CASE WHEN isfinite(" + instant + ") THEN floor(extract(epoch FROM " + instant +
           " - timestamptz '1970-01-01 00:00:00+00'))::bigint END";
  }
  /// A civil time of a booking is the company's; elsewhere it is UTC.
  [[nodiscard]] std::string in_zone(const std::string& value) const {
    if (table_ == "bookings") {
      return "in_zone_of_company(" + value + "::timestamp, b.company_id::bigint)";
    }
    return "(" + value + "::timestamp AT TIME ZONE 'UTC')";
  }
  [[nodiscard]] std::string local(const std::string& value) const {
    if (table_ == "bookings") return "as_local_time(to_timestamp(" + value + "), NEW.company_id)";
    return "(to_timestamp(" + value + ") AT TIME ZONE 'UTC')";
  }

  std::string_view table_;
  std::string_view name_;
  const BaseColumn& base_;
};

class ViewMaker {
public:
  ViewMaker(PostgresDatabase& database, const ViewTable& table)
      : database_(database),
        table_(table),
        base_(quoted_name(database.home()) + "." + quoted_name(table.name)),
        view_(quoted_name(database.views()) + "." + quoted_name(table.name)),
        columns_(read_columns()) {}

  void make() {
    check();
    std::string list;
    for (const ViewColumn& column : table_.columns) {
      const BaseColumn& base = columns_.at(column.name);
      list += (list.empty() ? "" : ", ") + Mapping{table_, column, base}.reading() + " AS " +
              quoted_name(column.name);
    }
    const std::string function =
        quoted_name(database_.views()) + "." + quoted_name(std::string{"write_"} + table_.name);
    database_.run("DROP VIEW IF EXISTS " + view_ + ";CREATE VIEW " + view_ +
                  " WITH (security_invoker = true) AS SELECT " + list + " FROM " + base_ +
                  " b;COMMENT ON VIEW " + view_ + " IS " + quoted_text(mark_of_ours) +
                  ";CREATE OR REPLACE FUNCTION " + function +
                  "() RETURNS trigger LANGUAGE plpgsql AS $write$ BEGIN IF TG_OP = 'INSERT' THEN " +
                  insertion() + "; ELSE " + change() +
                  "; END IF; IF NOT FOUND THEN RETURN NULL; END IF; RETURN NEW; END $write$;"
                  "CREATE TRIGGER write_through INSTEAD OF INSERT OR UPDATE ON " +
                  view_ + " FOR EACH ROW EXECUTE FUNCTION " + function + "()");
  }

  /// `reading` of the column, when an index can hold it.
  [[nodiscard]] std::string indexable(const char* name) const {
    const BaseColumn& base = columns_.at(name);
    const ViewColumn column{name};
    const Mapping mapping{table_, column, base};
    std::string expression = mapping.is_civil() ? std::string{} : mapping.reading();
    for (std::size_t at; (at = expression.find("b.\"")) != std::string::npos;) {
      expression.erase(at, 2);
    }
    return expression;
  }
  [[nodiscard]] const std::string& base() const { return base_; }

private:
  BaseColumns read_columns() {
    const auto statement = database_.prepare(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory,"
        " CASE WHEN a.attidentity <> '' THEN"
        "   'nextval(' || quote_literal(pg_get_serial_sequence(?1, a.attname)) || ')'"
        "  WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,"
        " a.attgenerated <> '', (SELECT c.confrelid::regclass::text FROM pg_constraint c"
        "   WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]"
        "   LIMIT 1)"
        " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
        " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
        " WHERE a.attrelid = to_regclass(?1) AND a.attnum > 0 AND NOT a.attisdropped");
    BaseColumns columns;
    Rows rows = statement->with(base_);
    while (rows.next()) {
      columns.emplace(
          std::string{rows.text(0)},
          BaseColumn{std::string{rows.text(1)}, std::string{rows.text(2)},
                     std::string{rows.text(3)}, std::string{rows.text(5)}, rows.integer(4) != 0});
    }
    return columns;
  }

  void check() const {
    for (const ViewColumn& column : table_.columns) {
      const auto found = columns_.find(std::string_view{column.name});
      if (found == columns_.end()) {
        fail(errc::storage_failed, database_.place() + ": the table " + table_.name +
                                       " has no column " + column.name +
                                       "; docs/postgres.md says which are expected, and how a view "
                                       "stands in for a table of another shape");
      }
      const std::string_view name{column.name};
      const bool is_key =
          name == "company_id" || name == "client_id" ||
          (name == "id" && std::string_view{table_.name} != "reactivation_campaigns");
      if (is_key && !Mapping{table_, column, found->second}.is_integer()) {
        fail(errc::storage_failed, database_.place() + ": " + table_.name + "." + column.name +
                                       " is no whole number; docs/postgres.md shows how a view "
                                       "gives each row one");
      }
    }
  }

  [[nodiscard]] std::string insertion() const {
    std::string names;
    std::string values;
    for (const ViewColumn& column : table_.columns) {
      const BaseColumn& base = columns_.at(column.name);
      if (base.is_generated) continue;
      const std::string value = Mapping{table_, column, base}.writing();
      names += (names.empty() ? "" : ", ") + quoted_name(column.name);
      values += values.empty() ? "" : ", ";
      values += base.fallback.empty() ? value : "coalesce(" + value + ", " + base.fallback + ")";
    }
    return "INSERT INTO " + base_ + " AS b (" + names + ") OVERRIDING SYSTEM VALUE VALUES (" +
           values + ") ON CONFLICT DO NOTHING RETURNING b.id INTO NEW.id";
  }

  /// What the statement did not change stays as it is now, not as it was when it was read: the host
  /// may have changed it meanwhile.
  [[nodiscard]] std::string change() const {
    std::string list;
    for (const ViewColumn& column : table_.columns) {
      const BaseColumn& base = columns_.at(column.name);
      if (!column.is_written || base.is_generated) continue;
      const std::string name = quoted_name(column.name);
      list += (list.empty() ? "" : ", ") + name + " = CASE WHEN NEW." + name +
              " IS DISTINCT FROM OLD." + name + " THEN " + Mapping{table_, column, base}.writing() +
              " ELSE b." + name + " END";
    }
    const bool is_uuid = columns_.at("id").type == "uuid";
    const std::string key = is_uuid ? "b.id = OLD.id::uuid" : "b.id = OLD.id";
    return list.empty() ? "PERFORM 1" : "UPDATE " + base_ + " AS b SET " + list + " WHERE " + key;
  }

  PostgresDatabase& database_;
  const ViewTable& table_;
  std::string base_;
  std::string view_;
  BaseColumns columns_;
};

void add_index(PostgresDatabase& database, const std::string& kind, const std::string& name,
               const std::string& on) {
  database.run("CREATE " + kind + " IF NOT EXISTS " + name + " ON " + on);
}

/// What the store looks rows up by.
void add_indexes(PostgresDatabase& database, const std::string& table, const ViewMaker& maker) {
  const std::string& base = maker.base();
  const std::string external =
      "(company_id, reactivation_external_id)"
      " WHERE reactivation_external_id IS NOT NULL";
  if (table == "services" || table == "staff" || table == "clients" || table == "bookings") {
    add_index(database, "UNIQUE INDEX", "reactivation_" + table + "_external", base + external);
  }
  if (table == "services" || table == "staff") {
    add_index(database, "INDEX", "reactivation_" + table + "_by_company", base + " (company_id)");
  }
  if (table == "clients") {
    add_index(database, "INDEX", "reactivation_clients_by_company", base + " (company_id, id)");
    add_index(database, "INDEX", "reactivation_clients_by_phone", base + " (company_id, phone)");
    add_index(database, "INDEX", "reactivation_clients_by_number", base + " (phone)");
    const std::string sent = maker.indexable("last_reactivation_sent");
    if (!sent.empty()) {
      add_index(database, "INDEX", "reactivation_clients_sent",
                base + " (company_id, (" + sent + ")) WHERE last_reactivation_sent IS NOT NULL");
    }
  }
  if (table == "bookings") {
    add_index(database, "INDEX", "reactivation_bookings_by_client",
              base + " (company_id, client_id)");
    const std::string at = maker.indexable("datetime");
    if (!at.empty()) {
      add_index(database, "INDEX", "reactivation_bookings_by_time",
                base + " (company_id, (" + at + "))");
    }
  }
  if (table == "reactivation_campaigns") {
    add_index(database, "INDEX", "reactivation_campaigns_by_id",
              base + " ((" + maker.indexable("id") + "))");
    add_index(database, "INDEX", "reactivation_campaigns_by_client",
              base + " (company_id, client_id)");
  }
}

/// Every change of a booking marks its client; the history is summed again before the next plan.
void add_marks(PostgresDatabase& database) {
  const std::string views = quoted_name(database.views());
  const std::string home = quoted_name(database.home());
  database.run(
      "CREATE OR REPLACE FUNCTION " + views +
      ".mark_client() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = " + home +
      ", pg_temp AS $mark$ BEGIN"
      " IF TG_OP = 'UPDATE' AND NEW.company_id = OLD.company_id AND NEW.client_id = OLD.client_id"
      "  AND NEW.service_ids::text IS NOT DISTINCT FROM"
      "   OLD.service_ids::text"
      "  AND NEW.datetime = OLD.datetime AND NEW.status = OLD.status"
      "  AND NEW.cost_minor IS NOT DISTINCT FROM OLD.cost_minor THEN RETURN NULL; END IF;"
      " IF TG_OP <> 'INSERT' AND OLD.client_id IS NOT NULL THEN"
      "  INSERT INTO reactivation_dirty_clients VALUES (OLD.company_id, OLD.client_id); END IF;"
      " IF TG_OP <> 'DELETE' AND NEW.client_id IS NOT NULL"
      "  AND (TG_OP = 'INSERT' OR NEW.client_id IS DISTINCT FROM OLD.client_id"
      "   OR NEW.company_id IS DISTINCT FROM OLD.company_id) THEN"
      "  INSERT INTO reactivation_dirty_clients VALUES (NEW.company_id, NEW.client_id); END IF;"
      " RETURN NULL; END $mark$;"
      "DROP TRIGGER IF EXISTS reactivation_bookings_marked ON " +
      home +
      ".bookings; CREATE TRIGGER reactivation_bookings_marked"
      " AFTER INSERT OR UPDATE OR DELETE ON " +
      home + ".bookings FOR EACH ROW EXECUTE FUNCTION " + views + ".mark_client()");
}

}  // namespace

bool is_host_view(PostgresDatabase& database, const char* table) {
  const auto statement = database.prepare(
      "SELECT coalesce(obj_description(c.oid, 'pg_class'), '') FROM pg_class c"
      " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ?1 AND c.relname = ?2");
  Rows row = statement->with(database.views(), table);
  return row.next() && row.text(0) != mark_of_ours;
}

bool is_view_missing(PostgresDatabase& database) {
  std::string names;
  for (const ViewTable& table : view_tables) {
    names += (names.empty() ? "" : ", ") + quoted_text(table.name);
  }
  const auto statement = database.prepare(
      "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
      " WHERE n.nspname = ?1 AND c.relname IN (" +
      names + ")");
  Rows row = statement->with(database.views());
  return !row.next() || row.integer(0) < std::ssize(view_tables);
}

void make_views(PostgresDatabase& database) {
  for (const ViewTable& table : view_tables) {
    if (is_host_view(database, table.name)) continue;
    ViewMaker maker{database, table};
    maker.make();
    add_indexes(database, table.name, maker);
    if (std::string_view{table.name} == "bookings") add_marks(database);
  }
}

}  // namespace reactivation::sql
