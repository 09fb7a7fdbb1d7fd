// Accounts: armed, stopped, confirmed. And the counts of a period.
#include "office.hpp"

#include "company_rows.hpp"
#include "permit_state.hpp"
#include "persons.hpp"
#include "reactivation/core/account_alert.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

CampaignCounts counts_of(const Rows& row, int first) {
  return {row.integer(first),     row.integer(first + 1), row.integer(first + 2),
          row.integer(first + 3), row.integer(first + 4), row.integer(first + 5),
          row.integer(first + 6), row.integer(first + 7), row.integer(first + 8)};
}

void add(CampaignCounts& sum, const CampaignCounts& part) {
  sum.sent += part.sent;
  sum.uncertain += part.uncertain;
  sum.delivered += part.delivered;
  sum.responses += part.responses;
  sum.positive += part.positive;
  sum.bookings += part.bookings;
  sum.opt_outs += part.opt_outs;
  sum.silent += part.silent;
  sum.waiting += part.waiting;
}

bool is_ban(AccountSignalKind kind) noexcept {
  return kind == AccountSignalKind::temporary_ban || kind == AccountSignalKind::permanent_ban;
}

/// Whether what the messenger has said since the last confirmation stops the account, and no ban is
/// in it. Without such a word the host has set the flag, as the original did for bans.
bool is_stopped_without_ban(Session& session, AccountId account) {
  Rows rows = session.database.query(
      "SELECT kind FROM reactivation_account_signals WHERE account_id = ?1 AND id >"
      " (SELECT coalesce(max(id), 0) FROM reactivation_account_signals"
      "   WHERE account_id = ?1 AND kind = 'person_confirmed')",
      account.value);
  bool is_stopped = false;
  while (rows.next()) {
    const auto kind = enum_of<AccountSignalKind>(rows.text(0));
    if (!kind || is_ban(*kind)) return false;
    is_stopped |= waits_for_confirmation(*kind);
  }
  return is_stopped;
}

}  // namespace

void append_for_companies(Session& session, AccountId account, std::string_view kind, Instant at,
                          std::string_view why) {
  std::vector<CompanyId> companies;
  {
    Rows rows = session.database.query(
        "SELECT company_id FROM reactivation_companies WHERE account_id = ?1 ORDER BY company_id",
        account.value);
    while (rows.next()) companies.push_back(CompanyId{rows.integer(0)});
  }
  for (const CompanyId company : companies) {
    append(session, {.company_id = company,
                     .client_id = 0,
                     .attempt_id = {},
                     .kind = kind,
                     .from_state = {},
                     .to_state = {},
                     .at = at,
                     .why = why});
  }
}

void check_account(Session& session, AccountId account) {
  Rows row =
      session.database.query("SELECT 1 FROM reactivation_accounts WHERE id = ?1", account.value);
  if (row.next()) return;
  fail(errc::not_found, session.database.place() + ": there is no messaging account " +
                            std::to_string(account.value));
}

void write_armed(Session& session, AccountId account, std::string_view here, Instant at) {
  check_account(session, account);
  if (here.empty()) fail(errc::invalid_argument, "arming needs a name of this installation");
  session.database.change(
      "UPDATE reactivation_accounts SET armed_for = ?2, armed_at = ?3,"
      " acknowledged = CASE WHEN armed_for = ?2 THEN acknowledged END WHERE id = ?1",
      account.value, here, at);
  append_for_companies(session, account, "armed", at, {});
}

void write_acknowledged(Session& session, AccountId account, Acknowledgement what, Instant at) {
  check_account(session, account);
  const std::int64_t changed = session.database.change(
      "UPDATE reactivation_accounts SET acknowledged = ?2 WHERE id = ?1 AND armed_for IS NOT NULL",
      account.value, word_of(what));
  if (changed == 0) fail(errc::invalid_argument, "only an armed account can be acknowledged");
  append_for_companies(session, account, "acknowledged", at, word_of(what));
}

void write_disarmed(Session& session, AccountId account, std::string_view why, Instant at) {
  check_account(session, account);
  session.database.change(
      "UPDATE reactivation_accounts SET armed_for = NULL, acknowledged = NULL"
      " WHERE id = ?1",
      account.value);
  append_for_companies(session, account, "disarmed", at, why);
}

void write_confirmed(Session& session, AccountId account, Instant at) {
  check_account(session, account);
  const bool was_banned = read_gate(session, account, {}).awaits_confirmation &&
                          !is_stopped_without_ban(session, account);
  session.database.change(
      "UPDATE reactivation_accounts SET awaits_confirmation = 0, is_stopped = 0 WHERE id = ?1",
      account.value);
  if (was_banned) {
    // After a ban the account starts again from the bottom (requirements §4.9).
    session.database.change(
        "UPDATE whatsapp_account_health SET spam_score = 0, warmup_level = 'cold',"
        " daily_outbound_limit = min(daily_outbound_limit, 5), updated_at = ?2"
        " WHERE company_id IN (SELECT company_id FROM reactivation_companies"
        "  WHERE account_id = ?1)",
        account.value, at);
  }
  session.database.change(
      "INSERT INTO reactivation_account_signals (account_id, kind, at)"
      " VALUES (?1, 'person_confirmed', ?2)",
      account.value, at);
  append_for_companies(session, account, "confirmed", at, {});
}

void write_signal(Session& session, AccountId account, const AccountSignal& signal) {
  check_account(session, account);
  session.database.widen();
  const std::string_view kind = word_of(signal.kind);
  const std::int64_t added = session.database.change(
      "INSERT INTO reactivation_account_signals (account_id, kind, at, until)"
      " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM reactivation_account_signals"
      "  WHERE account_id = ?1 AND kind = ?2 AND at = ?3 AND coalesce(until, -1) = coalesce(?4, "
      "-1))",
      account.value, kind, signal.at, signal.until);
  if (added == 0) return;
  if (waits_for_confirmation(signal.kind)) {
    session.database.change(
        "UPDATE reactivation_accounts SET awaits_confirmation = 1 WHERE id = ?1", account.value);
  }
  // The original's columns, for its dashboards.
  session.database.change(
      "UPDATE whatsapp_account_health SET last_incident_date = ?2, last_incident_type = ?3,"
      " last_ban_date = CASE WHEN ?4 <> 0 THEN ?2 ELSE last_ban_date END,"
      " ban_count = coalesce(ban_count, 0) + ?4, spam_score = CASE WHEN ?4 <> 0"
      " THEN 1.0 ELSE spam_score END, updated_at = ?2 WHERE company_id IN"
      " (SELECT company_id FROM reactivation_companies WHERE account_id = ?1)",
      account.value, signal.at, kind, is_ban(signal.kind));
  append_for_companies(session, account, "signal", signal.at, kind);
}

namespace {

/// Also one that was told by a clock ahead of this one.
bool is_told_lately(Session& session, const Alert& alert, Instant now) {
  Rows row = session.database.query(
      "SELECT 1 FROM reactivation_events INDEXED BY reactivation_events_account_alerts"
      " WHERE attempt_id IS NULL AND client_id IS NULL AND kind = 'alert'"
      " AND company_id = ?1 AND why = ?2 AND at > ?3 LIMIT 1",
      alert.company_id.value, word_of(alert.kind), now - account_alert_again);
  return row.next();
}

}  // namespace

std::vector<StandingAlert> read_account_alerts(Session& session, Instant now) {
  std::vector<std::pair<AccountId, CompanyId>> accounts;
  {
    Rows rows = session.database.query(
        "SELECT account_id, min(company_id) FROM reactivation_companies GROUP BY account_id"
        " ORDER BY account_id");
    while (rows.next()) {
      accounts.emplace_back(AccountId{rows.integer(0)}, CompanyId{rows.integer(1)});
    }
  }
  std::vector<StandingAlert> standing;
  for (const auto& [account, company] : accounts) {
    const auto governed = read_governed(session, company, now);
    if (!governed) continue;
    for (const AlertKind kind : alerts_of(*governed)) {
      const Alert alert{kind, company, {}};
      if (!is_told_lately(session, alert, now)) standing.push_back({account, alert});
    }
  }
  return standing;
}

std::vector<Alert> write_account_alerts(Session& session,
                                        const std::vector<StandingAlert>& standing, Instant now) {
  std::vector<Alert> alerts;
  for (const auto& [account, alert] : standing) {
    if (is_told_lately(session, alert, now)) continue;
    append_for_companies(session, account, "alert", now, word_of(alert.kind));
    alerts.push_back(alert);
  }
  return alerts;
}

void write_stopped(Session& session, std::string_view why, Instant at) {
  std::vector<AccountId> accounts;
  {
    Rows rows = session.database.query("SELECT id FROM reactivation_accounts ORDER BY id");
    while (rows.next()) accounts.push_back(AccountId{rows.integer(0)});
  }
  session.database.run("UPDATE reactivation_accounts SET is_stopped = 1");
  for (const AccountId account : accounts) {
    append_for_companies(session, account, "stopped", at, why);
  }
}

void append_about(Session& session, const PersonKey& who, std::string_view kind, Instant at) {
  append(session, {.company_id = who.company_id,
                   .client_id = who.client_id.value,
                   .attempt_id = {},
                   .kind = kind,
                   .from_state = {},
                   .to_state = {},
                   .at = at,
                   .why = {}});
}

CampaignStats read_stats(Session& session, CompanyId company, const Period& period) {
  check_company(session, company);
  CampaignStats stats;
  Rows rows = session.database.query(
      "SELECT a.attempt_number, count(*), count(*) FILTER (WHERE a.state IN ('uncertain', "
      "'uncertain_final')),"
      " count(*) FILTER (WHERE a.state IN ('delivered', 'read')),"
      " count(*) FILTER (WHERE a.reply_type NOT IN ('none', 'no_response')),"
      " count(*) FILTER (WHERE a.reply_type IN"
      "  ('positive', 'other_service', 'other_staff', 'other_time')),"
      " count(*) FILTER (WHERE a.completion_reason = 'converted'),"
      " count(*) FILTER (WHERE a.reply_type = 'opt_out' OR a.completion_reason = 'opted_out'),"
      " count(*) FILTER (WHERE a.reply_type = 'no_response'),"
      " count(*) FILTER (WHERE a.reply_type = 'none' AND a.completion_reason = 'none')"
      " FROM reactivation_attempts a INDEXED BY reactivation_attempts_sent"
      " WHERE a.company_id = ?1 /*sqlite:*/AND (a.state = 'dispatching') IN (0, 1)/*:*/"
      " AND a.sent_at >= ?2 AND a.sent_at < ?3"
      " GROUP BY a.attempt_number ORDER BY a.attempt_number",
      company.value, period.from, period.until);
  while (rows.next()) {
    const AttemptCounts& counts = stats.by_attempt.emplace_back(
        AttemptCounts{static_cast<int>(rows.integer(0)), counts_of(rows, 1)});
    add(stats.all, counts.counts);
  }
  return stats;
}

}  // namespace reactivation::sql
