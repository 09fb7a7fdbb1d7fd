// How an account stands, for whoever looks after it.
#include "company_rows.hpp"
#include "office.hpp"
#include "persons.hpp"
#include "reactivation/adapters/sql_service.hpp"
#include "store_parts.hpp"
#include "values.hpp"

namespace reactivation {
namespace {

using sql::Rows;
using sql::Session;

void read_counts(Session& session, const Company& company, AccountStanding& standing, Instant now) {
  const TimeZone& zone = company.time_zone;
  const Instant midnight = zone.is_known() ? zone.start_of(zone.local_date(now)) : now;
  Rows row = session.database.query(
      "SELECT (SELECT count(*) FROM reactivation_companies c JOIN reactivation_attempts a"
      "   ON a.company_id = c.company_id AND a.state = 'dispatching' WHERE c.account_id = ?1),"
      " (SELECT count(*) FROM reactivation_ledger WHERE account_id = ?1 AND sent_at >= ?2"
      "   AND counts <> 0 AND is_first_contact <> 0)",
      standing.account.id.value, midnight);
  if (!row.next()) return;
  standing.open = static_cast<int>(row.integer(0));
  standing.first_contacts_today = static_cast<int>(row.integer(1));
}

void read_incidents(Session& session, AccountStanding& standing) {
  Rows rows = session.database.query(
      "SELECT kind, at, until FROM reactivation_account_signals WHERE account_id = ?1"
      " ORDER BY at DESC, id DESC LIMIT 50",
      standing.account.id.value);
  while (rows.next()) {
    AccountSignal& signal = standing.incidents.emplace_back();
    signal.kind = sql::enum_of<AccountSignalKind>(rows.text(0)).value_or(AccountSignalKind{255});
    signal.at = Instant{Seconds{rows.integer(1)}};
    if (!rows.is_null(2)) signal.until = Instant{Seconds{rows.integer(2)}};
  }
}

/// A pause by hand that nobody has ended; by the account's own end or without one.
bool is_paused_by_hand(Session& session, AccountId account, Instant at) {
  Rows row = session.database.query(
      "SELECT 1 FROM reactivation_account_signals p WHERE p.account_id = ?1"
      " AND p.kind = 'operator_paused' AND (p.until IS NULL OR p.until > ?2)"
      " AND NOT EXISTS (SELECT 1 FROM reactivation_account_signals r WHERE r.account_id = ?1"
      "  AND r.kind = 'operator_resumed' AND r.at >= p.at) LIMIT 1",
      account.value, at);
  return row.next();
}

}  // namespace

result<std::optional<AccountStanding>> SqlService::load_standing(CompanyId company, Instant now) {
  auto& parts = *store_.parts_;
  return parts.reading([&]() -> std::optional<AccountStanding> {
    const Company known = sql::read_company(parts.session, company);
    auto account = sql::read_account(parts.session, known, now);
    if (!account) return std::nullopt;
    AccountStanding out;
    out.account = std::move(*account);
    out.governed = sql::read_governed(parts.session, company, now);
    read_counts(parts.session, known, out, now);
    read_incidents(parts.session, out);
    return out;
  });
}

result<bool> SqlService::end_pause(AccountId account, Instant at) {
  auto& parts = *store_.parts_;
  return parts.writing(sql::Lock::on(account), [&] {
    Session& session = parts.session;
    sql::check_account(session, account);
    const std::int64_t changed = session.database.change(
        "UPDATE reactivation_accounts SET paused_until = NULL"
        " WHERE id = ?1 AND paused_until > ?2",
        account.value, at);
    if (is_paused_by_hand(session, account, at)) {
      sql::write_signal(session, account, {AccountSignalKind::operator_resumed, at, std::nullopt});
    } else if (changed == 0) {
      return false;
    }
    sql::append_for_companies(session, account, "pause_ended", at, "by hand");
    return true;
  });
}

}  // namespace reactivation
