#include "permit_state.hpp"

#include "attempt_state.hpp"
#include "client_rows.hpp"
#include "company_rows.hpp"
#include "facts.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

/// A hand-over is somebody's for at least this long: longer than any send takes.
constexpr Seconds hand_over_max{120};

/// Hand-overs of the account that are open, and today's sends to people without a history.
void read_account_counts(Session& session, AccountId account, PermitState& state) {
  const TimeZone& zone = state.facts.company.time_zone;
  const Instant midnight = zone.is_known() ? zone.start_of(zone.local_date(state.at)) : state.at;
  Rows row = session.database.query(
      "SELECT (SELECT count(*) FROM reactivation_companies c CROSS JOIN reactivation_attempts a"
      "   INDEXED BY reactivation_attempts_sent ON a.company_id = c.company_id"
      "   AND /*sqlite:*/(a.state = 'dispatching') = 1/*:*//*postgres: a.state = 'dispatching'*/ "
      "WHERE c.account_id = ?1),"
      " (SELECT count(*) FROM reactivation_ledger WHERE account_id = ?1 AND sent_at >= ?2"
      "   AND counts <> 0 AND is_first_contact <> 0)",
      account.value, midnight);
  if (!row.next()) return;
  state.open = static_cast<int>(row.integer(0));
  state.first_contacts_today = static_cast<int>(row.integer(1));
}

std::size_t row_of(const PlanFacts& facts, ClientId client) {
  std::size_t row = 0;
  while (row < facts.clients.id.size() && facts.clients.id[row] != client.value) ++row;
  return row;
}

}  // namespace

AccountGate read_gate(Session& session, AccountId account, std::string_view here) {
  return read_stored_gate(session, account).at(here);
}

PermitState read_permit_state(Session& session, const AttemptId& attempt, std::string_view here,
                              Instant at) {
  const std::string id = to_string(attempt);
  PermitState state;
  state.at = at;
  CompanyId company;
  {
    Rows row = session.database.query(
        "SELECT" REACTIVATION_ATTEMPT_COLUMNS
        ", a.company_id, a.lease_owner, a.lease_epoch, a.lease_until, a.is_forced,"
        " a.due_days"
        " FROM reactivation_attempts a WHERE a.id = ?1",
        id);
    const auto read = row.next() ? read_attempt(row) : std::nullopt;
    if (!read) fail(errc::not_found, "there is no such attempt");
    constexpr int own = 13;
    state.attempt = *read;
    company = CompanyId{row.integer(own)};
    state.lease.owner = std::string{row.text(own + 1)};
    state.lease.epoch = row.integer(own + 2);
    if (!row.is_null(own + 3)) state.lease.until = Instant{Seconds{row.integer(own + 3)}};
    state.is_forced = flag_at(row, own + 4, false, false);
    state.due_days = number_at(row, own + 5);
  }
  state.facts = read_person_facts(session, company, state.attempt.client_id, at);
  const CompanyPart& part = company_part(session, company);
  read_account_counts(session, part.account_id, state);
  state.gate = part.gate.at(here);
  return state;
}

PermitState keep_permit_state(Session& session, const AttemptId& attempt, std::string_view here,
                              Instant at) {
  PermitState state = read_permit_state(session, attempt, here, at);
  session.kept.reading = KeptReading{state, std::string{here}, session.database.stamp()};
  return state;
}

namespace {

/// Whether a reading at this moment gives what was decided upon. When it is the last reading that
/// was made, and nobody has written anything since, it need not be made again.
bool still_holds(Session& session, const PermitState& seen, std::string_view here,
                 const AttemptId& attempt) {
  const auto& kept = session.kept.reading;
  const bool is_untouched = kept && kept->stamp == session.database.stamp() && kept->here == here &&
                            kept->state.attempt.id == attempt && kept->state == seen;
  return is_untouched || read_permit_state(session, attempt, here, seen.at) == seen;
}

}  // namespace

bool write_permit(Session& session, const PermitState& seen, std::string_view here,
                  const OutgoingMessage& message) {
  if (!still_holds(session, seen, here, message.attempt_id)) return false;
  const AttemptState state = seen.attempt.state;
  if (state == AttemptState::held || !is_waiting_to_be_sent(state)) return false;
  const std::string id = to_string(message.attempt_id);
  Database& database = session.database;
  const std::size_t row = row_of(seen.facts, message.client_id);
  const bool knows_us = row < seen.facts.clients.has_chat_history.size() &&
                        seen.facts.clients.has_chat_history[row] != 0;
  const std::int64_t entered = database.change(
      "INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at,"
      " is_first_contact)"
      " SELECT account_id, company_id, ?2, ?3, ?4 FROM reactivation_companies"
      " WHERE company_id = ?1"
      " ON CONFLICT (attempt_id) DO UPDATE SET sent_at = ?3, counts = 1, is_first_contact = ?4"
      " WHERE reactivation_ledger.counts = 0",
      seen.facts.company.id.value, id, message.sent_at, !knows_us);
  session.kept.ledger_changed(message.sent_at);
  // A counted row is already there: this attempt has been handed over before. Never again (I7).
  if (entered != 1) fail(errc::invalid_argument, "the attempt has been handed over before");
  database.change(
      "UPDATE reactivation_attempts SET state = ?5, sent_at = ?2, discount_percent = ?3,"
      " lease_until = max(coalesce(lease_until, 0), ?4) WHERE id = ?1",
      id, message.sent_at, message.discount_percent, message.sent_at + hand_over_max,
      word_of(AttemptState::dispatching));
  const std::string slots = json_of(message.slots);
  const bool is_other =
      database.change(
          "UPDATE reactivation_attempt_offers SET slots = ?2, template_id = ?3, text = ?4"
          " WHERE attempt_id = ?1 AND (slots <> ?2"
          " OR coalesce(template_id, '') <> ?3 OR text IS NULL OR text <> ?4)",
          id, slots, message.template_id, message.text) > 0;
  if (is_other) write_template_arm(session, id, message.template_id);
  append(session, {.company_id = seen.facts.company.id,
                   .client_id = seen.attempt.client_id.value,
                   .attempt_id = id,
                   .kind = "attempt",
                   .from_state = word_of(state),
                   .to_state = word_of(AttemptState::dispatching),
                   .at = message.sent_at,
                   .why = {}});
  return true;
}

}  // namespace reactivation::sql
