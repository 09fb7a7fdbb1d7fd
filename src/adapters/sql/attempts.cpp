#include "attempts.hpp"

#include <algorithm>
#include <string>

#include "attempt_state.hpp"
#include "company_rows.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

#define REACTIVATION_WAITING "state IN ('planned', 'drafted', 'held', 'ready', 'deferred')"

/// Another attempt that could still go out to the client, or to anybody with the same number:
/// nobody gets two (I10).
bool has_other_live_attempt(Session& session, const Plan& plan, const PlannedAttempt& attempt,
                            const std::string& id) {
  Rows row = session.database.query(
      "SELECT 1 FROM reactivation_attempts"
      " WHERE company_id = ?1 AND client_id IN"
      "  (SELECT id FROM clients WHERE id = ?2 UNION SELECT id FROM clients"
      "    INDEXED BY reactivation_clients_by_phone WHERE company_id = ?1 AND phone <> ''"
      "    AND phone IN (SELECT phone FROM clients WHERE id = ?2 AND company_id = ?1 /*sqlite:*/"
      "     UNION ALL SELECT CAST(phone AS TEXT) FROM clients WHERE id = ?2 AND company_id = ?1"
      "     UNION ALL SELECT CAST(phone AS BLOB) FROM clients WHERE id = ?2 AND company_id = ?1"
      "    /*:*/))"
      " AND id <> ?3 AND (not_after IS NULL OR not_after > ?4) AND " REACTIVATION_WAITING,
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
  if (stored.is_called_off) return false;
  if (stored.state == AttemptState::rejected || stored.state == AttemptState::cancelled) {
    return true;
  }
  return is_waiting_to_be_sent(stored.state) && stored.not_after && *stored.not_after <= plan.now;
}

void write_attempt_row(Session& session, const Plan& plan, const PlannedAttempt& attempt,
                       AttemptState state) {
  const std::string id = to_string(attempt.attempt_id);
  const std::vector<DrawnArm>& arms = attempt.arms;
  const AttemptId first =
      attempt_id({plan.company_id, attempt.client_id, attempt.service_id, attempt.cycle_key, 1});
  session.database.change(
      "INSERT INTO reactivation_attempts (id, company_id, client_id, service_id, cycle_key,"
      " attempt_number, campaign_id, state, planned_on, rank, priority_score, last_visit_at,"
      " days_since_visit, interval_days, interval_source, discount_percent, not_before, not_after,"
      " due_days) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?18, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
      " ?16, ?17, ?19) ON CONFLICT (id) DO UPDATE SET state = ?18, planned_on = ?8, rank = ?9,"
      " priority_score = ?10, last_visit_at = ?11, days_since_visit = ?12, interval_days = ?13,"
      " interval_source = ?14, discount_percent = ?15, not_before = ?16, not_after = ?17,"
      " due_days = ?19, requeues = 0, sent_at = NULL, is_forced = 0, lease_owner = '', lease_until "
      "= NULL",
      id, plan.company_id.value, attempt.client_id.value, attempt.service_id.value,
      to_iso_date(attempt.cycle_key), attempt.attempt_number, to_string(first),
      to_iso_date(plan.local_date), attempt.rank, attempt.priority_score, attempt.last_visit_at,
      attempt.days_since_visit, attempt.interval.days, word_of(attempt.interval.source),
      attempt.discount_percent, attempt.not_before, attempt.not_after, word_of(state),
      attempt.rhythm ? std::optional{attempt.rhythm->due_days} : std::nullopt);
  session.database.change(
      "INSERT INTO reactivation_attempt_offers (attempt_id, slots, preferences, arms_name, arms)"
      " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (attempt_id) DO UPDATE SET slots = ?2,"
      " preferences = ?3, arms_name = ?4, arms = ?5, template_id = NULL, text = NULL,"
      " drafted_at = NULL",
      id, json_of(attempt.slots), json_of(attempt.preferences),
      arms.empty() ? std::nullopt
                   : std::optional{company_part(session, plan.company_id).settings.arms.name},
      arms.empty() ? std::nullopt : std::optional{json_of(arms)});
}

/// Whether the client is there and has a number: not so when they were erased since the plan.
bool can_be_written_to(Session& session, CompanyId company, ClientId client) {
  return session.database
      .query(
          "SELECT 1 FROM clients WHERE id = ?1 AND company_id = ?2 AND coalesce(phone, '') <> ''",
          client.value, company.value)
      .next();
}

/// Enters the attempt; false when it is there already, or somebody else's is live.
bool store_attempt(Session& session, const Plan& plan, const PlannedAttempt& attempt,
                   PlannedBy by) {
  const std::string id = to_string(attempt.attempt_id);
  const auto stored = state_of(session, id);
  if (stored && !may_return(*stored, plan)) return false;
  if (!can_be_written_to(session, plan.company_id, attempt.client_id)) return false;
  if (has_other_live_attempt(session, plan, attempt, id)) return false;
  if (has_twin(session, plan, attempt, id)) return false;
  AttemptState state = AttemptState::planned;
  if (stored) {
    const Settings& settings = company_part(session, plan.company_id).settings;
    state = state_when_planned_again(stored->state, by, settings);
  }
  write_attempt_row(session, plan, attempt, state);
  append(session, {.company_id = plan.company_id,
                   .client_id = attempt.client_id.value,
                   .attempt_id = id,
                   .kind = "attempt",
                   .from_state = stored ? word_of(stored->state) : std::string_view{},
                   .to_state = word_of(state),
                   .at = plan.now,
                   .why = {}});
  return true;
}

void write_run(Session& session, const Plan& plan, std::int64_t stored) {
  session.database.change(
      "INSERT INTO reactivation_runs (company_id, local_date, planned_at, clients, due, planned,"
      " skipped, stored) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
      " ON CONFLICT (company_id, local_date) DO UPDATE SET"
      " stored = reactivation_runs.stored + excluded.stored",
      plan.company_id.value, to_iso_date(plan.local_date), plan.now, plan.counts.clients,
      plan.counts.due, plan.counts.planned, plan.counts.skipped, stored);
}

[[noreturn]] void fail_not_waiting() {
  fail(errc::not_found, "the attempt does not wait to be sent any more");
}

}  // namespace

std::int64_t write_plan(Session& session, const Plan& plan) {
  check_company(session, plan.company_id);
  std::int64_t stored = 0;
  for (const PlannedAttempt& attempt : plan.planned) {
    if (store_attempt(session, plan, attempt, PlannedBy::plan)) ++stored;
  }
  write_run(session, plan, stored);
  return stored;
}

void write_manual(Session& session, const ManualAttempt& manual, Instant now) {
  check_company(session, manual.company_id);
  Plan plan;
  plan.company_id = manual.company_id;
  plan.now = now;
  plan.local_date = manual.local_date;
  if (!store_attempt(session, plan, manual.planned, PlannedBy::hand)) {
    fail(errc::storage_conflict, "the client has a message waiting, or has had this one today");
  }
  session.database.change("UPDATE reactivation_attempts SET is_forced = ?2 WHERE id = ?1",
                          to_string(manual.planned.attempt_id), manual.force != Force::no);
}

void write_cancelled(Session& session, const AttemptId& attempt, Instant now,
                     std::string_view why) {
  const std::string id = to_string(attempt);
  const auto stored = state_of(session, id);
  if (!stored || !is_waiting_to_be_sent(stored->state)) fail_not_waiting();
  move_to(session, *stored, {id, AttemptState::cancelled, now, why});
}

}  // namespace reactivation::sql
