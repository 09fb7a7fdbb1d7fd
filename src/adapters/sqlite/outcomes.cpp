// What a hand-over leaves behind: states, the original's row, and its counters as caches.
#include "attempt_state.hpp"
#include "attempts.hpp"
#include "values.hpp"

namespace reactivation::sqlite {
namespace {

/// An attempt whose message did not even start gets one more try.
constexpr int requeues_max = 1;

AttemptState state_after(SendOutcome outcome, const StoredState& stored) {
  switch (outcome) {
    case SendOutcome::not_started:
      return stored.requeues < requeues_max ? AttemptState::deferred : AttemptState::rejected;
    case SendOutcome::rejected:
      return AttemptState::rejected;
    case SendOutcome::accepted:
      return AttemptState::accepted;
    default:
      return AttemptState::uncertain;
  }
}

/// Recording the same outcome twice is no error, and changes nothing.
bool is_recorded_already(SendOutcome outcome, AttemptState state) {
  switch (outcome) {
    case SendOutcome::not_started:
      return state == AttemptState::deferred || state == AttemptState::rejected;
    case SendOutcome::rejected:
      return state == AttemptState::rejected;
    case SendOutcome::accepted:
      return state >= AttemptState::accepted && state <= AttemptState::read;
    default:
      return state == AttemptState::uncertain || state == AttemptState::uncertain_final;
  }
}

std::string text_of(Database& database, const char* sql, std::int64_t id) {
  Rows row = database.query(sql, id);
  return std::string{row.next() ? row.text(0) : std::string_view{}};
}

std::vector<NamedSlot> named_slots(Database& database, const OutgoingMessage& message) {
  std::vector<NamedSlot> slots;
  for (const OfferedSlot& offered : message.slots) {
    const Slot& slot = offered.slot;
    slots.push_back(
        {slot.starts_at, slot.staff_id.value,
         text_of(database, "SELECT name FROM staff WHERE id = ?1", slot.staff_id.value),
         text_of(database, "SELECT title FROM services WHERE id = ?1", slot.service_id.value)});
  }
  return slots;
}

void write_campaign(Database& database, const OutgoingMessage& message, const std::string& id) {
  database.change(
      "INSERT OR IGNORE INTO reactivation_campaigns (id, company_id, client_phone, client_id,"
      " service_id, attempt_number, sent_at, message_text, discount_offered, slots_offered,"
      " created_at, updated_at)"
      " SELECT ?1, ?2, ?3, ?4, ?5, attempt_number, ?6, ?7, ?8, ?9, ?6, ?6"
      "  FROM reactivation_attempts WHERE id = ?1",
      id, message.company_id.value, to_e164(message.phone), message.client_id.value,
      message.service_id.value, message.sent_at, message.text, message.discount_percent,
      json_of(named_slots(database, message)));
  database.change(
      "UPDATE clients SET last_reactivation_sent = max(ifnull(last_reactivation_sent, 0), ?2),"
      " reactivation_attempts_count = ifnull(reactivation_attempts_count, 0) + 1 WHERE id = ?1",
      message.client_id.value, message.sent_at);
}

/// For dashboards made for the original; no decision reads them.
void write_counters(Session& session, const OutgoingMessage& message) {
  const TimeZone& zone = zone_of(session, message.company_id);
  const Instant at = message.sent_at;
  const Instant midnight = zone.is_known() ? zone.start_of(zone.local_date(at)) : at;
  const auto count = [&](Instant from) {
    Rows row = session.database.query(
        "SELECT count(*) FROM reactivation_ledger WHERE counts <> 0 AND sent_at >= ?2"
        " AND sent_at <= ?3 AND account_id ="
        "  (SELECT account_id FROM reactivation_companies WHERE company_id = ?1)",
        message.company_id.value, from, at);
    return row.next() ? row.integer(0) : 0;
  };
  session.database.change(
      "UPDATE whatsapp_account_health SET current_daily_sent = ?2, current_hourly_sent = ?3,"
      " last_message_sent_at = ?4, updated_at = ?4 WHERE company_id = ?1",
      message.company_id.value, count(midnight), count(at - Seconds{3599}), at);
}

}  // namespace

void write_outcome(Session& session, const OutgoingMessage& message, SendOutcome outcome) {
  const std::string id = to_string(message.attempt_id);
  const auto stored = state_of(session, id);
  if (!stored) fail(errc::not_found, "there is no such attempt");
  if (stored->state != AttemptState::dispatching) {
    if (is_recorded_already(outcome, stored->state)) return;
    fail(errc::not_found, "the attempt is not being sent");
  }
  Database& database = session.database;
  const AttemptState next = state_after(outcome, *stored);
  if (counts_as_sent(next)) {
    write_campaign(database, message, id);
    write_counters(session, message);
  } else {
    database.change("UPDATE reactivation_ledger SET counts = 0 WHERE attempt_id = ?1", id);
    database.change(
        "UPDATE reactivation_attempts SET sent_at = NULL, requeues = requeues + ?2 WHERE id = ?1",
        id, next == AttemptState::deferred);
  }
  move_to(session, *stored, {id, next, message.sent_at, {}});
}

}  // namespace reactivation::sqlite
