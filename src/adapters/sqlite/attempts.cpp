#include "attempts.hpp"

#include <algorithm>
#include <string>

#include "attempt_state.hpp"
#include "company_rows.hpp"
#include "values.hpp"

namespace reactivation::sqlite {
namespace {

#define REACTIVATION_WAITING "state IN ('planned', 'drafted', 'held', 'ready', 'deferred')"

/// Another attempt of the client that could still go out: nobody gets two.
bool has_other_live_attempt(Session& session, const Plan& plan, const PlannedAttempt& attempt,
                            const std::string& id) {
  Rows row = session.database.query(
      "SELECT 1 FROM reactivation_attempts WHERE company_id = ?1 AND client_id = ?2 AND id <> ?3"
      " AND (not_after IS NULL OR not_after > ?4) AND " REACTIVATION_WAITING,
      plan.company_id.value, attempt.client_id.value, id, plan.now);
  return row.next();
}

/// The same attempt under an id of another maker, as the original's rows have them.
bool has_twin(Session& session, const Plan& plan, const PlannedAttempt& attempt,
              const std::string& id) {
  Rows row = session.database.query(
      "SELECT 1 FROM reactivation_attempts WHERE company_id = ?1 AND client_id = ?2"
      " AND service_id = ?3 AND cycle_key = ?4 AND attempt_number = ?5 AND id <> ?6",
      plan.company_id.value, attempt.client_id.value, attempt.service_id.value,
      to_iso_date(attempt.cycle_key), attempt.attempt_number, id);
  return row.next();
}

/// A stored attempt takes part again when a later day's plan chose it again: it is void, was
/// cancelled, or never left.
bool may_return(const StoredState& stored, const Plan& plan) {
  if (stored.planned_on >= to_iso_date(plan.local_date)) return false;
  if (stored.state == AttemptState::rejected || stored.state == AttemptState::cancelled) {
    return true;
  }
  return is_waiting_to_be_sent(stored.state) && stored.not_after && *stored.not_after <= plan.now;
}

void write_attempt_row(Session& session, const Plan& plan, const PlannedAttempt& attempt,
                       const std::string& id) {
  const AttemptId first =
      attempt_id({plan.company_id, attempt.client_id, attempt.service_id, attempt.cycle_key, 1});
  session.database.change(
      "INSERT INTO reactivation_attempts (id, company_id, client_id, service_id, cycle_key,"
      " attempt_number, campaign_id, state, planned_on, rank, priority_score, last_visit_at,"
      " days_since_visit, interval_days, interval_source, discount_percent, not_before, not_after)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
      " ?17) ON CONFLICT (id) DO UPDATE SET state = 'planned', planned_on = ?8, rank = ?9,"
      " priority_score = ?10, last_visit_at = ?11, days_since_visit = ?12, interval_days = ?13,"
      " interval_source = ?14, discount_percent = ?15, not_before = ?16, not_after = ?17,"
      " requeues = 0, sent_at = NULL",
      id, plan.company_id.value, attempt.client_id.value, attempt.service_id.value,
      to_iso_date(attempt.cycle_key), attempt.attempt_number, to_string(first),
      to_iso_date(plan.local_date), attempt.rank, attempt.priority_score, attempt.last_visit_at,
      attempt.days_since_visit, attempt.interval.days, word_of(attempt.interval.source),
      attempt.discount_percent, attempt.not_before, attempt.not_after);
  session.database.change(
      "INSERT INTO reactivation_attempt_offers (attempt_id, slots, preferences)"
      " VALUES (?1, ?2, ?3) ON CONFLICT (attempt_id) DO UPDATE SET slots = ?2,"
      " preferences = ?3, template_id = NULL, text = NULL",
      id, json_of(attempt.slots), json_of(attempt.preferences));
}

bool store_attempt(Session& session, const Plan& plan, const PlannedAttempt& attempt) {
  const std::string id = to_string(attempt.attempt_id);
  const auto stored = state_of(session, id);
  if (stored && !may_return(*stored, plan)) return false;
  if (has_other_live_attempt(session, plan, attempt, id)) return false;
  if (has_twin(session, plan, attempt, id)) return false;
  write_attempt_row(session, plan, attempt, id);
  append(session, {.company_id = plan.company_id,
                   .client_id = attempt.client_id.value,
                   .attempt_id = id,
                   .kind = "attempt",
                   .from_state = stored ? word_of(stored->state) : std::string_view{},
                   .to_state = word_of(AttemptState::planned),
                   .at = plan.now,
                   .why = {}});
  return true;
}

void write_run(Session& session, const Plan& plan, std::int64_t stored) {
  session.database.change(
      "INSERT INTO reactivation_runs (company_id, local_date, planned_at, clients, due, planned,"
      " skipped, stored) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
      " ON CONFLICT (company_id, local_date) DO UPDATE SET stored = stored + excluded.stored",
      plan.company_id.value, to_iso_date(plan.local_date), plan.now, plan.counts.clients,
      plan.counts.due, plan.counts.planned, plan.counts.skipped, stored);
}

[[noreturn]] void fail_not_waiting() {
  fail(errc::not_found, "the attempt does not wait to be sent any more");
}

/// The client as stored, not as planned: whoever opted out since then is left in peace.
void check_may_be_sent(Session& session, const OutgoingMessage& message) {
  Rows row = session.database.query(
      "SELECT reactivation_opt_out, phone, reactivation_external_id, reactivation_consent"
      " FROM clients WHERE company_id = ?1 AND id = ?2",
      message.company_id.value, message.client_id.value);
  const bool is_known = row.next();
  const bool is_out = !is_known || flag_at(row, 0, false, true) || row.text(3) == "denied" ||
                      is_suppressed(session, message.company_id, "phone", row.text(1)) ||
                      is_suppressed(session, message.company_id, "external_id", row.text(2)) ||
                      is_suppressed(session, message.company_id, "phone", to_e164(message.phone));
  if (is_out) fail(errc::not_found, "the client must not be written to any more");
  // Others with the same number may have been marked by the host itself.
  Rows other = session.database.query(
      "SELECT 1 FROM clients INDEXED BY reactivation_clients_by_phone"
      " WHERE company_id = ?1 AND phone = ?2 AND phone <> ''"
      " AND ifnull(reactivation_opt_out, 0) <> 0",
      message.company_id.value, to_e164(message.phone));
  if (other.next()) fail(errc::not_found, "the client must not be written to any more");
}

}  // namespace

std::int64_t write_plan(Session& session, const Plan& plan) {
  check_company(session, plan.company_id);
  std::int64_t stored = 0;
  for (const PlannedAttempt& attempt : plan.planned) {
    if (store_attempt(session, plan, attempt)) ++stored;
  }
  write_run(session, plan, stored);
  return stored;
}

std::vector<PlannedAttempt> read_waiting(Session& session, CompanyId company, Instant now) {
  check_company(session, company);
  std::vector<PlannedAttempt> waiting;
  // What is held waits for a person, not for its turn.
  Rows row = session.database.query(
      "SELECT a.id, a.rank, a.client_id, a.service_id, a.cycle_key, a.attempt_number,"
      " a.last_visit_at, a.days_since_visit, a.interval_days, a.interval_source,"
      " a.discount_percent, a.priority_score, a.not_before, a.not_after, o.slots, o.preferences"
      " FROM reactivation_attempts a LEFT JOIN reactivation_attempt_offers o"
      " ON o.attempt_id = a.id WHERE a.company_id = ?1"
      " AND a.state IN ('planned', 'drafted', 'held', 'ready', 'deferred') AND a.state <> 'held'"
      " AND (a.not_after IS NULL OR a.not_after > ?2) ORDER BY a.not_before, a.rank, a.id",
      company.value, now);
  while (row.next()) {
    const auto id = attempt_id_of(row.text(0));
    const auto cycle = parse_iso_date(row.text(4));
    if (!id || !cycle) continue;
    PlannedAttempt& attempt = waiting.emplace_back();
    attempt.attempt_id = *id;
    attempt.rank = static_cast<int>(row.integer(1));
    attempt.client_id = ClientId{row.integer(2)};
    attempt.service_id = ServiceId{row.integer(3)};
    attempt.cycle_key = *cycle;
    attempt.attempt_number = static_cast<int>(row.integer(5));
    attempt.last_visit_at = Instant{Seconds{row.integer(6)}};
    attempt.days_since_visit = row.integer(7);
    attempt.interval = {static_cast<int>(row.integer(8)),
                        enum_of<IntervalSource>(row.text(9)).value_or(IntervalSource::table)};
    attempt.discount_percent = static_cast<int>(row.integer(10));
    attempt.priority_score = row.real(11);
    attempt.not_before = Instant{Seconds{row.integer(12)}};
    attempt.not_after = Instant{Seconds{row.integer(13)}};
    attempt.slots = slots_of(row.text(14));
    attempt.preferences = preferences_of_json(row.text(15));
  }
  return waiting;
}

void write_dispatch(Session& session, const OutgoingMessage& message) {
  const std::string id = to_string(message.attempt_id);
  const auto stored = state_of(session, id);
  if (!stored || stored->company_id != message.company_id ||
      stored->client_id != message.client_id.value || stored->state == AttemptState::held ||
      !is_waiting_to_be_sent(stored->state)) {
    fail_not_waiting();
  }
  if (stored->not_after && *stored->not_after <= message.sent_at) {
    fail(errc::not_found, "the attempt's time to be sent is over");
  }
  check_may_be_sent(session, message);
  Database& database = session.database;
  const std::int64_t entered = database.change(
      "INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)"
      " SELECT account_id, company_id, ?2, ?3 FROM reactivation_companies WHERE company_id = ?1"
      " ON CONFLICT (attempt_id) DO UPDATE SET sent_at = ?3, counts = 1 WHERE counts = 0",
      message.company_id.value, id, message.sent_at);
  if (entered != 1) fail_not_waiting();
  database.change(
      "UPDATE reactivation_attempts SET sent_at = ?2, discount_percent = ?3 WHERE id = ?1", id,
      message.sent_at, message.discount_percent);
  database.change(
      "UPDATE reactivation_attempt_offers SET slots = ?2, template_id = ?3, text = ?4"
      " WHERE attempt_id = ?1",
      id, json_of(message.slots), message.template_id, message.text);
  move_to(session, *stored, {id, AttemptState::dispatching, message.sent_at, {}});
}

void write_cancelled(Session& session, const AttemptId& attempt, Instant now,
                     std::string_view why) {
  const std::string id = to_string(attempt);
  const auto stored = state_of(session, id);
  if (!stored || !is_waiting_to_be_sent(stored->state)) fail_not_waiting();
  move_to(session, *stored, {id, AttemptState::cancelled, now, why});
}

}  // namespace reactivation::sqlite
