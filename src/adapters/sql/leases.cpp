// Who holds an attempt: claims, drafts, a person's approval.
#include <string>

#include "attempt_state.hpp"
#include "attempts.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

/// What `planned_of` reads, and behind it what `draft_of` does.
#define REACTIVATION_PLANNED_COLUMNS                                           \
  " a.id, a.rank, a.client_id, a.service_id, a.cycle_key, a.attempt_number,"   \
  " a.last_visit_at, a.days_since_visit, a.interval_days, a.interval_source,"  \
  " a.discount_percent, a.priority_score, a.not_before, a.not_after, o.slots," \
  " o.preferences, o.arms"
#define REACTIVATION_DRAFT_COLUMNS ", o.text, o.template_id, o.drafted_at"

PlannedAttempt planned_of(const Rows& row) {
  PlannedAttempt attempt;
  attempt.attempt_id = attempt_id_of(row.text(0)).value_or(AttemptId{});
  attempt.rank = static_cast<int>(row.integer(1));
  attempt.client_id = ClientId{row.integer(2)};
  attempt.service_id = ServiceId{row.integer(3)};
  attempt.cycle_key = parse_iso_date(row.text(4)).value_or(LocalDate{});
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
  attempt.arms = drawn_arms_of(row.text(16));
  return attempt;
}

std::optional<Draft> draft_of(const Rows& row) {
  if (row.is_null(17) || row.is_null(19)) return std::nullopt;
  return Draft{std::string{row.text(17)}, std::string{row.text(18)}, slots_of(row.text(14)),
               Instant{Seconds{row.integer(19)}}};
}

/// The attempt whose turn has come first and whom nobody holds.
std::optional<ClaimedAttempt> first_free(Session& session, const ClaimQuestion& question) {
  Rows row = session.database.query(
      "SELECT" REACTIVATION_PLANNED_COLUMNS REACTIVATION_DRAFT_COLUMNS
      ", a.lease_epoch"
      " FROM reactivation_attempts a INDEXED BY reactivation_attempts_waiting"
      " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id WHERE a.company_id = ?1"
      " AND a.state IN ('planned', 'drafted', 'held', 'ready', 'deferred') AND a.state <> 'held'"
      " AND coalesce(a.not_before, 0) <= ?2 AND a.not_after > ?2"
      " AND (a.lease_until IS NULL OR a.lease_until <= ?2 OR a.lease_owner = ?3)"
      " ORDER BY a.not_before NULLS FIRST, a.rank, a.id LIMIT 1",
      question.company_id.value, question.now, question.owner);
  if (!row.next()) return std::nullopt;
  return ClaimedAttempt{
      planned_of(row), {question.owner, row.integer(20) + 1, question.lease_until}, draft_of(row)};
}

/// When the next turn comes, or the lease of somebody who may have died ends.
std::optional<Instant> next_turn(Session& session, const ClaimQuestion& question) {
  Rows row = session.database.query(
      "SELECT min(max(coalesce(not_before, 0), coalesce(lease_until, 0), ?2 + 1))"
      " FROM reactivation_attempts INDEXED BY reactivation_attempts_waiting"
      " WHERE company_id = ?1"
      " AND state IN ('planned', 'drafted', 'held', 'ready', 'deferred') AND state <> 'held'"
      " AND not_after > max(?2, coalesce(not_before, 0), coalesce(lease_until, 0))",
      question.company_id.value, question.now);
  if (!row.next() || row.is_null(0)) return std::nullopt;
  return Instant{Seconds{row.integer(0)}};
}

/// Every waiting attempt of which nobody has written or asked anything yet, but those that a person
/// holds back.
std::vector<PlannedAttempt> undrafted(Session& session, CompanyId company, Instant now,
                                      int rows_max) {
  Rows row = session.database.query(
      "SELECT" REACTIVATION_PLANNED_COLUMNS
      " FROM reactivation_attempts a INDEXED BY reactivation_attempts_waiting"
      " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id"
      " LEFT JOIN reactivation_drafts d ON d.attempt_id = a.id WHERE a.company_id = ?1"
      " AND a.state IN ('planned', 'drafted', 'held', 'ready', 'deferred') AND a.state <> 'held'"
      " AND a.not_after > ?2 AND o.text IS NULL AND d.attempt_id IS NULL"
      " ORDER BY a.not_before NULLS FIRST, a.rank, a.id LIMIT ?3",
      company.value, now, rows_max);
  std::vector<PlannedAttempt> out;
  while (row.next()) out.push_back(planned_of(row));
  return out;
}

bool is_held_by(Session& session, const HeldAttempt& held, Instant now) {
  Rows row = session.database.query(
      "SELECT 1 FROM reactivation_attempts WHERE id = ?1 AND lease_owner = ?2 AND lease_epoch = ?3"
      " AND lease_until > ?4 AND state IN ('planned', 'drafted', 'ready', 'deferred')",
      to_string(held.attempt_id), held.owner, held.epoch, now);
  return row.next();
}

StoredState waiting_state(Session& session, const std::string& id, Instant now) {
  const auto stored = state_of(session, id);
  const bool is_void = stored && stored->not_after && *stored->not_after <= now;
  if (!stored || is_void || !is_waiting_to_be_sent(stored->state)) {
    fail(errc::not_found, "the attempt does not wait to be sent any more");
  }
  return *stored;
}

}  // namespace

Claim read_claim(Session& session, const ClaimQuestion& question) {
  check_company(session, question.company_id);
  Claim claim;
  claim.attempt = first_free(session, question);
  if (!claim.attempt) claim.next_turn_at = next_turn(session, question);
  return claim;
}

std::vector<PlannedAttempt> read_undrafted(Session& session, CompanyId company, Instant now,
                                           int rows_max) {
  check_company(session, company);
  return undrafted(session, company, now, rows_max);
}

Claim write_claim(Session& session, const ClaimQuestion& question) {
  Claim claim = read_claim(session, question);
  if (!claim.attempt) return claim;
  session.database.change(
      "UPDATE reactivation_attempts SET lease_owner = ?2, lease_epoch = ?3, lease_until = ?4"
      " WHERE id = ?1",
      to_string(claim.attempt->planned.attempt_id), question.owner, claim.attempt->lease.epoch,
      question.lease_until);
  return claim;
}

bool write_draft(Session& session, const HeldAttempt& held, const Draft& draft, DraftMark mark,
                 Instant now) {
  if (!is_held_by(session, held, now)) return false;
  const std::string id = to_string(held.attempt_id);
  session.database.change(
      "UPDATE reactivation_attempt_offers SET slots = ?2, template_id = ?3, text = ?4,"
      " drafted_at = ?5 WHERE attempt_id = ?1",
      id, json_of(draft.slots), draft.template_id, draft.text, draft.drafted_at);
  write_template_arm(session, id, draft.template_id);
  const auto stored = waiting_state(session, id, now);
  const AttemptState next = mark == DraftMark::held ? AttemptState::held : AttemptState::ready;
  if (stored.state != next) move_to(session, stored, {id, next, now, {}});
  if (mark == DraftMark::held) write_release(session, held, std::nullopt);
  return true;
}

void write_release(Session& session, const HeldAttempt& held, std::optional<Instant> not_before) {
  session.database.change(
      "UPDATE reactivation_attempts SET lease_owner = '', lease_until = NULL,"
      " not_before = CASE WHEN ?4 IS NULL THEN not_before"
      "  ELSE min(?4, coalesce(not_after, ?4)) END"
      " WHERE id = ?1 AND lease_owner = ?2 AND lease_epoch = ?3"
      " AND state IN ('planned', 'drafted', 'held', 'ready', 'deferred')",
      to_string(held.attempt_id), held.owner, held.epoch, not_before);
}

void write_hold(Session& session, const AttemptId& attempt, Instant now) {
  const std::string id = to_string(attempt);
  const auto stored = waiting_state(session, id, now);
  if (stored.state == AttemptState::held) return;
  session.database.change(
      "UPDATE reactivation_attempts SET lease_owner = '', lease_epoch = lease_epoch + 1,"
      " lease_until = NULL WHERE id = ?1",
      id);
  move_to(session, stored, {id, AttemptState::held, now, "by hand"});
}

void write_approval(Session& session, const AttemptId& attempt, Instant now) {
  const std::string id = to_string(attempt);
  const auto stored = waiting_state(session, id, now);
  if (stored.state == AttemptState::ready) return;
  // What was held before it was written is written first, and then held again if it must be.
  Rows row = session.database.query(
      "SELECT text FROM reactivation_attempt_offers WHERE attempt_id = ?1", id);
  const bool is_written = row.next() && !row.is_null(0);
  const AttemptState next = is_written ? AttemptState::ready : AttemptState::planned;
  if (stored.state != next) move_to(session, stored, {id, next, now, "approved"});
}

ClaimedAttempt read_waiting_attempt(Session& session, const AttemptId& attempt, Instant now) {
  const std::string id = to_string(attempt);
  (void)waiting_state(session, id, now);
  Rows row = session.database.query(
      "SELECT" REACTIVATION_PLANNED_COLUMNS REACTIVATION_DRAFT_COLUMNS
      ", a.lease_epoch, a.lease_owner, a.lease_until"
      " FROM reactivation_attempts a"
      " LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id WHERE a.id = ?1",
      id);
  if (!row.next()) fail(errc::not_found, "there is no such attempt");
  Lease lease{std::string{row.text(21)}, row.integer(20)};
  if (!row.is_null(22)) lease.until = Instant{Seconds{row.integer(22)}};
  return {planned_of(row), std::move(lease), draft_of(row)};
}

void write_text(Session& session, const AttemptId& attempt, const Draft& draft, DraftMark mark,
                Instant now) {
  const std::string id = to_string(attempt);
  const auto stored = waiting_state(session, id, now);
  session.database.change(
      "UPDATE reactivation_attempt_offers SET slots = ?2, template_id = ?3, text = ?4,"
      " drafted_at = ?5 WHERE attempt_id = ?1",
      id, json_of(draft.slots), draft.template_id, draft.text, draft.drafted_at);
  write_template_arm(session, id, draft.template_id);
  session.database.change(
      "UPDATE reactivation_attempts SET lease_owner = '', lease_epoch = lease_epoch + 1,"
      " lease_until = NULL WHERE id = ?1",
      id);
  const bool is_held = mark == DraftMark::held || stored.state == AttemptState::held;
  move_to(session, stored, {id, is_held ? AttemptState::held : AttemptState::ready, now, "edited"});
}

}  // namespace reactivation::sql
