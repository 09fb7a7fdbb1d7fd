// What a hand-over leaves behind: states, the original's row, and its counters as caches.
#include "attempt_state.hpp"
#include "attempts.hpp"
#include "client_rows.hpp"
#include "inbox.hpp"
#include "office.hpp"
#include "persons.hpp"
#include "reactivation/ports/draft_log.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

std::string text_of(Database& database, const char* sql, std::int64_t id) {
  Rows row = database.query(sql, id);
  return std::string{row.next() ? row.text(0) : std::string_view{}};
}

std::string named_slots(Database& database, std::string_view offered_json) {
  std::vector<NamedSlot> slots;
  for (const OfferedSlot& offered : slots_of(offered_json)) {
    const Slot& slot = offered.slot;
    slots.push_back(
        {slot.starts_at, slot.staff_id.value,
         text_of(database, "SELECT name FROM staff WHERE id = ?1", slot.staff_id.value),
         text_of(database, "SELECT title FROM services WHERE id = ?1", slot.service_id.value)});
  }
  return json_of(slots);
}

/// The original's row, made when something may have left.
void write_campaign(Database& database, const std::string& id, std::int64_t client) {
  std::string slots;
  {
    Rows row =
        database.query("SELECT slots FROM reactivation_attempt_offers WHERE attempt_id = ?1", id);
    slots = named_slots(database, row.next() ? row.text(0) : std::string_view{"[]"});
  }
  database.change(
      "INSERT OR IGNORE INTO reactivation_campaigns (id, company_id, client_phone, client_id,"
      " service_id, attempt_number, sent_at, message_text, discount_offered, slots_offered,"
      " ai_prompt_used, ai_generation_time_ms, reactivation_ai_model, created_at, updated_at)"
      " SELECT a.id, a.company_id, coalesce(k.phone, ''), a.client_id, a.service_id,"
      "  a.attempt_number, a.sent_at, coalesce(o.text, ''), a.discount_percent, ?2, d.prompt,"
      "  d.took_ms, d.model, a.sent_at, a.sent_at FROM reactivation_attempts a"
      "  LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id"
      "  LEFT JOIN reactivation_drafts d ON d.attempt_id = a.id AND d.problem = ''"
      "   AND /*sqlite:*/substr(o.template_id, -length(?3))/*:*/"
      "    /*postgres: right(o.template_id, length(?3))*/ = ?3"  // a template in its place was no
                                                                 // model's
      "  LEFT JOIN clients k ON k.id = a.client_id AND k.company_id = a.company_id"
      " WHERE a.id = ?1",
      id, slots, model_template_ending);
  database.change(
      "UPDATE clients SET last_reactivation_sent = max(coalesce(last_reactivation_sent, 0),"
      "  (SELECT sent_at FROM reactivation_attempts WHERE id = ?2)),"
      " reactivation_attempts_count = coalesce(reactivation_attempts_count, 0) + 1 WHERE id = ?1",
      client, id);
}

/// For dashboards made for the original; no decision reads them.
void write_counters(Session& session, CompanyId company, Instant at) {
  const TimeZone& zone = zone_of(session, company);
  const Instant midnight = zone.is_known() ? zone.start_of(zone.local_date(at)) : at;
  const auto count = [&](Instant from) {
    Rows row = session.database.query(
        "SELECT count(*) FROM reactivation_ledger WHERE counts <> 0 AND sent_at >= ?2"
        " AND sent_at <= ?3 AND account_id ="
        "  (SELECT account_id FROM reactivation_companies WHERE company_id = ?1)",
        company.value, from, at);
    return row.next() ? row.integer(0) : 0;
  };
  session.database.change(
      "UPDATE whatsapp_account_health SET current_daily_sent = ?2, current_hourly_sent = ?3,"
      " last_message_sent_at = ?4, updated_at = ?4 WHERE company_id = ?1",
      company.value, count(midnight), count(at - Seconds{3599}), at);
}

Instant sent_at_of(Database& database, const std::string& id, Instant otherwise) {
  Rows row = database.query("SELECT sent_at FROM reactivation_attempts WHERE id = ?1", id);
  return row.next() && !row.is_null(0) ? Instant{Seconds{row.integer(0)}} : otherwise;
}

/// The opt-out came while the message was leaving: its campaign is over all the same.
void end_if_opted_out(Database& database, const std::string& id, std::int64_t client) {
  const std::int64_t ended = database.change(
      "UPDATE reactivation_attempts SET completion_reason = 'opted_out' WHERE id = ?1"
      " AND completion_reason = 'none' AND EXISTS (SELECT 1 FROM clients k WHERE k.id = ?2"
      "  AND k.company_id = reactivation_attempts.company_id AND k.reactivation_opt_out <> 0)",
      id, client);
  if (ended == 0) return;
  database.change(
      "UPDATE reactivation_campaigns SET is_campaign_completed = 1,"
      " completion_reason = 'opted_out' WHERE id = ?1",
      id);
}

/// The messenger's own name may come later than the outcome; the first one stays.
void write_provider_id(Database& database, const std::string& id, const SendReceipt& receipt) {
  if (receipt.provider_id.empty()) return;
  database.change(
      "UPDATE reactivation_attempts SET provider_id = coalesce(provider_id, ?2) WHERE id = ?1", id,
      receipt.provider_id);
}

bool is_client(Session& session, const PersonKey& who) {
  return session.database
      .query("SELECT 1 FROM clients WHERE company_id = ?1 AND id = ?2", who.company_id.value,
             who.client_id.value)
      .next();
}

/// In the same transaction as the outcome: neither stands without the other. A client whose row is
/// gone is written to no more.
Applied write_person_fault(Session& session, const PersonKey& who, PersonFault fault, Instant at) {
  if (fault == PersonFault::none || !is_client(session, who)) return {};
  return write_order(session, who,
                     changes_of_person_fault(read_person_of_key(session, who), fault, at));
}

/// Whatever became of the message. Written again it changes nothing.
void write_signal_of(Session& session, CompanyId company, const SendReceipt& receipt) {
  if (receipt.signal) write_signal(session, account_of(session, company), *receipt.signal);
}

}  // namespace

Applied write_outcome(Session& session, const AttemptId& attempt, const SendReceipt& receipt,
                      Instant now) {
  const std::string id = to_string(attempt);
  const auto stored = state_of(session, id);
  if (!stored) fail(errc::not_found, "there is no such attempt");
  if (stored->state != AttemptState::dispatching) {
    if (is_recorded(receipt.outcome, stored->state)) {
      write_provider_id(session.database, id, receipt);
      write_signal_of(session, stored->company_id, receipt);
      return {false, {}};
    }
    fail(errc::not_found, "the attempt is not being sent");
  }
  Database& database = session.database;
  const AttemptState next = state_after(receipt.outcome, stored->requeues);
  if (counts_as_sent(next)) {
    write_campaign(database, id, stored->client_id);
    write_counters(session, stored->company_id, sent_at_of(database, id, now));
    database.change(
        "UPDATE reactivation_attempts SET lease_owner = '', lease_until = NULL WHERE id = ?1", id);
    write_provider_id(database, id, receipt);
    end_if_opted_out(database, id, stored->client_id);
  } else {
    session.kept.ledger_changed(sent_at_of(database, id, now));
    database.change("UPDATE reactivation_ledger SET counts = 0 WHERE attempt_id = ?1", id);
    database.change(
        "UPDATE reactivation_attempts SET sent_at = NULL, requeues = requeues + ?2,"
        " lease_owner = '', lease_until = NULL WHERE id = ?1",
        id, next == AttemptState::deferred);
    if (receipt.is_number_unknown && next == AttemptState::rejected) {
      database.change("UPDATE reactivation_ledger SET is_number_unknown = 1 WHERE attempt_id = ?1",
                      id);
      write_client(session, unreachable(stored->company_id, ClientId{stored->client_id}, now), now);
    }
  }
  move_to(session, *stored, {id, next, now, receipt.why});
  write_reaction(session, attempt, receipt.person_fault);
  Applied applied = write_person_fault(session, {stored->company_id, ClientId{stored->client_id}},
                                       receipt.person_fault, now);
  write_signal_of(session, stored->company_id, receipt);
  return applied;
}

std::vector<LostHandOver> read_lost_hand_overs(Session& session, Instant now) {
  std::vector<LostHandOver> lost;
  Rows rows = session.database.query(
      "SELECT a.company_id, a.id FROM reactivation_companies c CROSS JOIN reactivation_attempts a"
      " INDEXED BY reactivation_attempts_sent ON a.company_id = c.company_id"
      " AND /*sqlite:*/(a.state = 'dispatching') = 1/*:*//*postgres: a.state = 'dispatching'*/"
      " WHERE coalesce(a.lease_until, 0) <= ?1 ORDER BY a.sent_at, a.id",
      now);
  while (rows.next()) {
    if (const auto id = attempt_id_of(rows.text(1))) {
      lost.push_back({CompanyId{rows.integer(0)}, *id});
    }
  }
  return lost;
}

namespace {

void add_overdue(Rows rows, std::vector<PersonAttempt>& overdue) {
  constexpr int own = 13;
  while (rows.next()) {
    const auto attempt = read_attempt(rows);
    if (!attempt) continue;
    PersonAttempt& known = overdue.emplace_back();
    known.company_id = CompanyId{rows.integer(own)};
    known.attempt = *attempt;
    known.retry_interval_days = number_at(rows, own + 1).value_or(14);
    known.attempts_max = number_at(rows, own + 2).value_or(3);
    if (!rows.is_null(own + 3)) known.booking_id = VisitId{rows.integer(own + 3)};
  }
}

#define REACTIVATION_OVERDUE_COLUMNS                                         \
  "SELECT" REACTIVATION_ATTEMPT_COLUMNS                                      \
  ", a.company_id, r.retry_interval_days, r.max_attempts, a.booking_id FROM" \
  " reactivation_attempts a"
#define REACTIVATION_OVERDUE_RULES                                         \
  " LEFT JOIN service_reactivation_rules r ON r.company_id = a.company_id" \
  " AND r.service_id = a.service_id"

}  // namespace

std::vector<PersonAttempt> read_overdue(Session& session, Instant now, int rows_max) {
  std::vector<PersonAttempt> overdue;
  Database& database = session.database;
  // Whatever is void has had its turn: what waits for it need not be looked at.
  add_overdue(
      database.query(REACTIVATION_OVERDUE_COLUMNS
                     " INDEXED BY reactivation_attempts_waiting" REACTIVATION_OVERDUE_RULES
                     " WHERE a.company_id IN (SELECT company_id FROM reactivation_companies)"
                     " AND a.state IN ('planned', 'drafted', 'held', 'ready', 'deferred')"
                     " AND (a.not_before <= ?1 OR a.not_before IS NULL)"
                     " AND a.not_after <= ?1 ORDER BY a.not_after LIMIT ?2",
                     now, rows_max),
      overdue);
  add_overdue(database.query(REACTIVATION_OVERDUE_COLUMNS
                             " INDEXED BY reactivation_attempts_unsure" REACTIVATION_OVERDUE_RULES
                             " WHERE a.state = 'uncertain' AND a.sent_at <= ?1"
                             " ORDER BY a.sent_at LIMIT ?2",
                             now - uncertain_final_after, rows_max),
              overdue);
  add_overdue(database.query(REACTIVATION_OVERDUE_COLUMNS
                             " INDEXED BY reactivation_attempts_silent" REACTIVATION_OVERDUE_RULES
                             " WHERE a.completion_reason = 'none' AND a.next_attempt_at IS NULL"
                             " AND a.sent_at IS NOT NULL AND a.sent_at <= ?1"
                             " AND a.state IN ('accepted', 'delivered', 'read',"
                             " 'uncertain_final') ORDER BY a.sent_at LIMIT ?2",
                             now - response_deadline, rows_max),
              overdue);
  if (overdue.size() > static_cast<std::size_t>(rows_max)) {
    overdue.resize(static_cast<std::size_t>(rows_max));
  }
  return overdue;
}

}  // namespace reactivation::sql
