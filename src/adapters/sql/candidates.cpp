#include "candidates.hpp"

#include <algorithm>

#include "reactivation/core/interval.hpp"

namespace reactivation::sql {
namespace {

/// Wider than any shift of a zone, so that what SQL counts in seconds never misses a local day.
constexpr Seconds margin{2 * 86400};

Instant before(Instant now, std::int64_t days) { return now - Seconds{days * 86400} - margin; }

// The expression of the index reactivation_clients_barred, word for word.
#define REACTIVATION_BARRED                                                   \
  "(ifnull(reactivation_opt_out, 0) <> 0"                                     \
  " OR ifnull(reactivation_consent, 'unknown') NOT IN ('unknown', 'granted')" \
  " OR ifnull(reactivation_phone_status, 'mobile') NOT IN ('mobile', 'test')" \
  "/*sqlite:*/ OR ifnull(phone, '') NOT GLOB '+[1-9]*'"                       \
  " OR length(phone) NOT BETWEEN 8 AND 16"                                    \
  " OR substr(phone, 2) GLOB '*[^0-9]*'/*:*/"                                 \
  "/*postgres: OR ifnull(phone, '') !~ '^[+][1-9][0-9]{6,14}$'*/"             \
  " OR reactivation_paused_until IS NOT NULL"                                 \
  " OR ifnull(reactivation_needs_person, 0) <> 0)"

/// Reasons 2 to 6, and everybody who shares the number of one who opted out or waits for a person.
void add_barred(Database& database, const CandidateQuestion& question) {
  const std::int64_t company = question.company.id.value;
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT id FROM clients"
      " INDEXED BY reactivation_clients_barred WHERE company_id = ?1 AND " REACTIVATION_BARRED,
      company);
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT id FROM clients"
      " WHERE company_id = ?1 AND phone IN ("
      "  SELECT phone FROM clients INDEXED BY reactivation_clients_barred"
      "   WHERE company_id = ?1 AND " REACTIVATION_BARRED
      "     AND (ifnull(reactivation_opt_out, 0) <> 0 OR ifnull(reactivation_needs_person, 0) <> 0)"
      "     AND phone <> ''"
      "  UNION SELECT value FROM reactivation_opt_outs"
      "   WHERE company_id = ?1 AND kind = 'phone')",
      company);
  if (!question.settings.require_consent) return;
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT id FROM clients"
      " INDEXED BY reactivation_clients_unasked"
      " WHERE company_id = ?1 AND ifnull(reactivation_consent, 'unknown') <> 'granted'",
      company);
}

/// Reasons 8 and 9.
void add_booked_and_recent(Database& database, const CandidateQuestion& question) {
  const Instant since = before(question.now, question.settings.recent_visit_days);
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT client_id FROM bookings"
      " INDEXED BY reactivation_bookings_open"
      " WHERE company_id = ?1 AND datetime >= ?2 AND typeof(client_id) = 'integer'"
      " AND status NOT IN ('completed', 'cancelled', 'no_show')",
      question.company.id.value, since);
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT client_id"
      " FROM reactivation_client_services INDEXED BY reactivation_client_services_recent"
      " WHERE company_id = ?1 AND last_visit_at >= ?2",
      question.company.id.value, since);
}

/// Reason 10 from the other side: all who are due for some service, however long.
void add_due(Database& database, const CandidateQuestion& question) {
  for (const Rule& rule : question.rules) {
    const auto service =
        std::find_if(question.services.begin(), question.services.end(),
                     [&](const Service& known) { return known.id == rule.service_id; });
    if (!rule.is_active || service == question.services.end() || !service->active) continue;
    const Interval interval = interval_of(rule, question.company.business_type, service->title);
    const Instant until = question.now - Seconds{std::int64_t{interval.days} * 86400} + margin;
    database.change(
        "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT client_id"
        " FROM reactivation_client_services INDEXED BY reactivation_client_services_due"
        " WHERE company_id = ?1 AND service_id = ?2 AND last_visit_at < ?3",
        question.company.id.value, rule.service_id.value, until);
  }
}

/// Whoever was written to lately may share a number with somebody who is due.
void add_contacted(Database& database, const CandidateQuestion& question) {
  std::int64_t days = min_retry_interval_days;
  for (const Rule& rule : question.rules) {
    days = std::max<std::int64_t>(days, rule.retry_interval_days);
  }
  const Instant since = before(question.now, days);
  const std::int64_t company = question.company.id.value;
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT id FROM clients"
      " INDEXED BY reactivation_clients_sent"
      " WHERE company_id = ?1 AND last_reactivation_sent >= ?2",
      company, since);
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT client_id"
      " FROM reactivation_attempts INDEXED BY reactivation_attempts_sent"
      " WHERE company_id = ?1 /*sqlite:*/AND (state = 'dispatching') IN (0, 1)/*:*/ AND sent_at >= "
      "?2",
      company, since);
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates SELECT client_id"
      " FROM reactivation_attempts INDEXED BY reactivation_attempts_waiting"
      " WHERE company_id = ?1"
      " AND state IN ('planned', 'drafted', 'held', 'ready', 'deferred')",
      company);
}

}  // namespace

std::vector<std::int64_t> find_unsummed(Session& session, CompanyId company, Instant now) {
  Database& database = session.database;
  database.empty_temporary_tables();
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_unsummed"
      " SELECT client_id FROM reactivation_dirty_clients WHERE company_id = ?1",
      company.value);
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_unsummed SELECT client_id"
      " FROM reactivation_client_services INDEXED BY reactivation_client_services_recent"
      " WHERE company_id = ?1 AND last_visit_at > ?2",
      company.value, now);
  std::vector<std::int64_t> clients;
  Rows rows = database.query("SELECT client_id FROM temp.reactivation_unsummed ORDER BY client_id");
  while (rows.next()) clients.push_back(rows.integer(0));
  return clients;
}

std::int64_t find_candidates(Session& session, const CandidateQuestion& question) {
  Database& database = session.database;
  database.change(
      "INSERT OR IGNORE INTO temp.reactivation_candidates"
      " SELECT client_id FROM temp.reactivation_unsummed");
  add_barred(database, question);
  add_booked_and_recent(database, question);
  add_due(database, question);
  add_contacted(database, question);
  Rows row = database.query("SELECT count(*) FROM temp.reactivation_candidates");
  return row.next() ? row.integer(0) : 0;
}

}  // namespace reactivation::sql
