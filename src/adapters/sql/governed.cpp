#include "governed.hpp"

#include <vector>

#include "values.hpp"

namespace reactivation::sql {
namespace {

/// The last 100 sends, and all of 48 hours: at most twice the highest daily limit, and some.
constexpr int records_min = 100;
constexpr int records_max = 400;
constexpr std::size_t level_days_max = 400;

DeliveryOutcome outcome_of(std::string_view delivery, bool is_number_unknown) {
  if (is_number_unknown) return DeliveryOutcome::not_on_messenger;
  if (delivery == "failed") return DeliveryOutcome::undelivered;
  if (delivery == "delivered" || delivery == "read") return DeliveryOutcome::delivered;
  return DeliveryOutcome::pending;
}

/// The account's newest counted send before `until`.
std::optional<Instant> newest_send(Session& session, AccountId account, Instant until) {
  Rows row = session.database.query(
      "SELECT sent_at FROM reactivation_ledger INDEXED BY reactivation_ledger_by_time"
      " WHERE account_id = ?1 AND sent_at < ?2 AND counts <> 0 ORDER BY sent_at DESC LIMIT 1",
      account.value, until);
  return row.next() ? std::optional{Instant{Seconds{row.integer(0)}}} : std::nullopt;
}

/// From here on the records matter.
Instant records_from(Session& session, AccountId account, Instant now) {
  Rows row = session.database.query(
      "SELECT sent_at FROM reactivation_ledger INDEXED BY reactivation_ledger_by_time"
      " WHERE account_id = ?1 AND sent_at <= ?2 AND counts <> 0"
      " ORDER BY sent_at DESC LIMIT 1 OFFSET ?3",
      account.value, now, records_min - 1);
  const Instant oldest = row.next() ? Instant{Seconds{row.integer(0)}} : min_instant;
  return std::min(oldest, now - Seconds{2 * 86400});
}

/// What was refused because of its person or their number counts in no limit, and is evidence.
std::vector<SendRecord> records_of(Session& session, AccountId account, Instant now) {
  std::vector<SendRecord> records;
  Rows rows = session.database.query(
      "SELECT l.sent_at, l.delivery, l.is_number_unknown, l.is_first_contact, a.reply_type,"
      " EXISTS (SELECT 1 FROM reactivation_events e INDEXED BY reactivation_events_complaints"
      "  WHERE e.attempt_id IS NULL AND e.kind = 'alert' AND e.why = 'complaint'"
      "  AND e.company_id = a.company_id AND e.client_id = a.client_id AND e.at >= l.sent_at),"
      " l.counts, l.is_blocked, l.is_reported, a.completion_reason, a.company_id, a.client_id"
      " FROM reactivation_ledger l INDEXED BY reactivation_ledger_by_time"
      " LEFT JOIN reactivation_attempts a ON a.id = l.attempt_id"
      " WHERE l.account_id = ?1 AND l.sent_at BETWEEN ?4 AND ?2 AND (l.counts <> 0"
      "  OR l.is_number_unknown <> 0 OR l.is_blocked <> 0 OR l.is_reported <> 0)"
      " ORDER BY l.sent_at DESC LIMIT ?3",
      account.value, now, records_max, records_from(session, account, now));
  while (rows.next()) {
    SendRecord& record = records.emplace_back();
    record.sent_at = Instant{Seconds{rows.integer(0)}};
    record.outcome = outcome_of(rows.text(1), rows.integer(2) != 0);
    record.is_first_contact = rows.integer(3) != 0 && rows.integer(6) != 0;
    const auto reply = enum_of<ReplyType>(rows.text(4)).value_or(ReplyType::none);
    record.replied = reply != ReplyType::none && reply != ReplyType::no_response;
    record.opted_out =
        reply == ReplyType::opt_out || rows.text(9) == word_of(CompletionReason::opted_out);
    record.complained = rows.integer(5) != 0;
    record.blocked = rows.integer(7) != 0;
    record.reported = rows.integer(8) != 0;
    record.company_id = CompanyId{rows.integer(10)};
    record.client_id = ClientId{rows.integer(11)};
  }
  return records;
}

/// From day to day by the index: the days are hundreds, their sends may be ten thousands.
std::vector<Instant> find_days_of_use(Session& session, AccountId account, Seconds offset,
                                      Instant today) {
  std::vector<Instant> days;
  Instant until = today;
  while (days.size() < level_days_max) {
    const auto newest = newest_send(session, account, until);
    if (!newest || *newest < min_instant) break;
    days.push_back(*newest);
    until = date::floor<Days>(*newest + offset) - offset;
  }
  return days;
}

/// One instant for each local date with a send. Those before today are kept: they are many, and a
/// message of today changes none of them.
std::vector<Instant> days_of_use(Session& session, AccountId account, const TimeZone& zone,
                                 Instant now) {
  const Seconds offset = zone.to_local(now).time_since_epoch() - now.time_since_epoch();
  const Instant today = date::floor<Days>(now + offset) - offset;
  session.kept.refresh(session.database);
  const std::vector<Instant>* past = session.kept.find_days(account, today);
  if (past == nullptr) {
    past =
        &session.kept.keep_days(account, today, find_days_of_use(session, account, offset, today));
  }
  std::vector<Instant> days = *past;
  const auto newest = newest_send(session, account, now + Seconds{1});
  if (newest && *newest >= today) days.push_back(*newest);
  return days;
}

std::vector<AccountSignal> signals_of(Session& session, AccountId account) {
  std::vector<AccountSignal> signals;
  Rows rows = session.database.query(
      "SELECT kind, at, until FROM reactivation_account_signals WHERE account_id = ?1 ORDER BY id",
      account.value);
  while (rows.next()) {
    AccountSignal& signal = signals.emplace_back();
    // A word that this version does not know stops the account, as the governor says.
    signal.kind = enum_of<AccountSignalKind>(rows.text(0)).value_or(AccountSignalKind{255});
    signal.at = Instant{Seconds{rows.integer(1)}};
    if (!rows.is_null(2)) signal.until = Instant{Seconds{rows.integer(2)}};
  }
  return signals;
}

}  // namespace

Governed govern_now(Session& session, const Account& account, const TimeZone& zone, Instant now) {
  const std::vector<SendRecord> records = records_of(session, account.id, now);
  const std::vector<Instant> days = days_of_use(session, account.id, zone, now);
  const std::vector<AccountSignal> signals = signals_of(session, account.id);
  return govern({account, zone, records, days, signals, std::nullopt, now});
}

}  // namespace reactivation::sql
