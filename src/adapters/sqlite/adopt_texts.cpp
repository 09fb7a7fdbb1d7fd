// Migration 2: what a table of the original's may hold only in SQLite, times as texts among it.
#include <array>
#include <string>
#include <vector>

#include "adopt.hpp"
#include "migrations.hpp"
#include "schema.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

struct TimeColumn {
  const char* table;
  const char* column;
};

constexpr std::array utc_columns{
    TimeColumn{"companies", "created_at"},
    TimeColumn{"clients", "opt_out_date"},
    TimeColumn{"clients", "last_reactivation_sent"},
    TimeColumn{"service_reactivation_rules", "created_at"},
    TimeColumn{"service_reactivation_rules", "updated_at"},
    TimeColumn{"service_reactivation_rules", "last_optimized_at"},
    TimeColumn{"reactivation_campaigns", "sent_at"},
    TimeColumn{"reactivation_campaigns", "response_received_at"},
    TimeColumn{"reactivation_campaigns", "next_attempt_scheduled_at"},
    TimeColumn{"reactivation_campaigns", "created_at"},
    TimeColumn{"reactivation_campaigns", "updated_at"},
    TimeColumn{"whatsapp_account_health", "account_created_at"},
    TimeColumn{"whatsapp_account_health", "last_message_sent_at"},
    TimeColumn{"whatsapp_account_health", "last_daily_reset_at"},
    TimeColumn{"whatsapp_account_health", "last_hourly_reset_at"},
    TimeColumn{"whatsapp_account_health", "last_ban_date"},
    TimeColumn{"whatsapp_account_health", "last_incident_date"},
    TimeColumn{"whatsapp_account_health", "created_at"},
    TimeColumn{"whatsapp_account_health", "updated_at"},
    TimeColumn{"reactivation_settings", "created_at"},
    TimeColumn{"reactivation_settings", "updated_at"},
};
// A host's booking may carry a civil time: it is the company's.
constexpr std::array company_columns{TimeColumn{"bookings", "datetime"},
                                     TimeColumn{"bookings", "created_at"}};

/// PostgreSQL prints `2025-01-31 10:00:00+00`: an offset without its minutes.
std::optional<Instant> instant_of_text(std::string text, const TimeZone& zone) {
  const std::size_t size = text.size();
  if (size > 16 && (text[size - 3] == '+' || text[size - 3] == '-')) text += ":00";
  const auto parsed = parse_time(text);
  if (!parsed || !(parsed->utc_offset || zone.is_known())) return std::nullopt;
  return parsed->instant_in(zone);
}

/// Texts that say a time become seconds; other texts stay and count as absent.
template <class ZoneOf>
void make_seconds(Database& database, const TimeColumn& where, const char* company,
                  ZoneOf zone_of_row) {
  struct Change {
    std::int64_t row;
    Instant at;
  };
  std::vector<Change> changes;
  const std::string table{where.table};
  const std::string column{where.column};
  {
    const auto select =
        database.prepare("SELECT rowid, " + std::string{company} + ", " + column + " FROM " +
                         table + " WHERE typeof(" + column + ") = 'text'");
    Rows rows = select->with();
    while (rows.next()) {
      const CompanyId id{rows.integer(1)};
      const auto at = instant_of_text(std::string{rows.text(2)}, zone_of_row(id));
      if (at) changes.push_back({rows.integer(0), *at});
    }
  }
  if (changes.empty()) return;
  const auto update =
      database.prepare("UPDATE " + table + " SET " + column + " = ?2 WHERE rowid = ?1");
  for (const Change& change : changes) update->with(change.row, change.at).run();
}

/// A host may already keep what we need to know of a company in its own table.
void take_host_columns(Database& database) {
  for (const char* column : {"timezone", "locale", "country", "currency", "business_type"}) {
    if (!has_column(database, "companies", column)) continue;
    const std::string name{column};
    database.run("UPDATE reactivation_companies SET " + name + " = (SELECT coalesce(c." + name +
                 ", reactivation_companies." + name +
                 ") FROM companies c WHERE c.id = reactivation_companies.company_id)");
  }
}

}  // namespace

void adopt_file(Session& session) {
  Database& database = session.database;
  for (const TimeColumn& where : utc_columns) {
    const TimeZone utc = TimeZone::utc();
    make_seconds(database, where, "0", [&](CompanyId) -> const TimeZone& { return utc; });
  }
  database.run(defaults_sql);
  take_host_columns(database);
  for (const TimeColumn& where : company_columns) {
    make_seconds(database, where, "company_id",
                 [&](CompanyId company) -> const TimeZone& { return zone_of(session, company); });
  }
  adopt_existing_rows(session);
}

}  // namespace reactivation::sql
