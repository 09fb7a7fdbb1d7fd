#include "runs.hpp"

#include <array>
#include <string>
#include <string_view>

#include "values.hpp"

namespace reactivation::sql {
namespace {

constexpr std::array<std::string_view, 4> state_words{"running", "done", "failed", "skipped"};

std::string_view word_of(RunState state) { return state_words[static_cast<std::size_t>(state)]; }

RunState state_of_word(std::string_view word) {
  for (std::size_t i = 0; i < state_words.size(); ++i) {
    if (state_words[i] == word) return static_cast<RunState>(i);
  }
  return RunState::skipped;  // what nobody understands is not run again
}

Instant instant_of(const Rows& row, int column) { return Instant{Seconds{row.integer(column)}}; }

std::optional<Instant> optional_instant_of(const Rows& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return instant_of(row, column);
}

RunAnswer refused(RunRefusal refusal, std::optional<Instant> until = {}) {
  return {std::nullopt, refusal, until};
}

std::optional<Instant> lease_of_company(Session& session, const RunClaim& claim) {
  Rows row = session.database.query(
      "SELECT max(lease_until) FROM reactivation_schedule_runs WHERE company_id = ?1"
      " AND state = 'running' AND lease_until > ?2 AND begun_at <= ?3",
      claim.key.company_id.value, claim.now, claim.now + run_clock_tolerance);
  return row.next() ? optional_instant_of(row, 0) : std::nullopt;
}

/// Whether that row, whose run goes on nowhere, bars a run of the schedule.
RunAnswer answer_of_schedule(const RunRecord& run, Instant now) {
  if (run.state == RunState::done) return refused(RunRefusal::already_done);
  if (run.state == RunState::skipped) return refused(RunRefusal::given_up);
  if (run.state == RunState::failed && run.next_try_at && *run.next_try_at > now) {
    return refused(RunRefusal::backing_off, run.next_try_at);
  }
  return {};
}

}  // namespace

RunAnswer write_run_begun(Session& session, const RunClaim& claim) {
  if (claim.owner.empty() || claim.lease_until <= claim.now) {
    fail(errc::invalid_argument, "a run needs an owner and a lease that ends after now");
  }
  check_company(session, claim.key.company_id);
  if (const auto until = lease_of_company(session, claim)) {
    return refused(RunRefusal::running_elsewhere, until);
  }
  const bool is_manual = claim.cause == RunCause::manual;
  const auto stored = read_run(session, claim.key);
  if (stored && !is_manual) {
    const RunAnswer answer = answer_of_schedule(*stored, claim.now);
    if (answer.refusal != RunRefusal::none) return answer;
  }
  const int tries = stored && !is_manual ? stored->tries + 1 : 1;
  Rows row = session.database.query(
      "INSERT INTO reactivation_schedule_runs (company_id, local_date, state, epoch, owner,"
      " begun_at, lease_until, tries) VALUES (?1, ?2, 'running', 1, ?3, ?4, ?5, ?6)"
      " ON CONFLICT (company_id, local_date) DO UPDATE SET state = 'running', "
      " epoch = reactivation_schedule_runs.epoch + 1,"
      " owner = ?3, begun_at = ?4, lease_until = ?5, tries = ?6, ended_at = NULL,"
      " next_try_at = NULL, why = '' RETURNING epoch",
      claim.key.company_id.value, to_iso_date(claim.key.local_date), claim.owner, claim.now,
      claim.lease_until, tries);
  if (!row.next()) fail(errc::storage_failed, session.database.place() + ": no run was written");
  return {RunTicket{claim.key, row.integer(0), tries}, RunRefusal::none, {}};
}

void write_run_ended(Session& session, const RunTicket& ticket, const RunOutcome& outcome) {
  if (outcome.state == RunState::running ||
      (outcome.state == RunState::failed) != outcome.next_try_at.has_value()) {
    fail(errc::invalid_argument, "a run ends done, skipped, or failed with the next try");
  }
  const std::int64_t changed = session.database.change(
      "UPDATE reactivation_schedule_runs SET state = ?4, ended_at = ?5, next_try_at = ?6,"
      " last_error = ?7, why = ?8 WHERE company_id = ?1 AND local_date = ?2 AND epoch = ?3"
      " AND state = 'running'",
      ticket.key.company_id.value, to_iso_date(ticket.key.local_date), ticket.epoch,
      word_of(outcome.state), outcome.ended_at, outcome.next_try_at, outcome.last_error,
      outcome.why);
  if (changed != 1) fail(errc::not_found, "the run has ended, or somebody else has begun it again");
}

std::optional<RunRecord> read_run(Session& session, const RunKey& key) {
  Rows row = session.database.query(
      "SELECT state, owner, begun_at, lease_until, ended_at, tries, next_try_at, last_error, why"
      "  FROM reactivation_schedule_runs WHERE company_id = ?1 AND local_date = ?2",
      key.company_id.value, to_iso_date(key.local_date));
  if (!row.next()) return std::nullopt;
  return RunRecord{.key = key,
                   .state = state_of_word(row.text(0)),
                   .owner = std::string{row.text(1)},
                   .begun_at = instant_of(row, 2),
                   .lease_until = instant_of(row, 3),
                   .ended_at = optional_instant_of(row, 4),
                   .tries = static_cast<int>(row.integer(5)),
                   .next_try_at = optional_instant_of(row, 6),
                   .last_error = std::string{row.text(7)},
                   .why = std::string{row.text(8)}};
}

std::vector<ScheduledCompany> read_scheduled(Session& session) {
  std::vector<ScheduledCompany> all;
  Rows row = session.database.query(
      "SELECT r.company_id, r.timezone, s.enabled FROM reactivation_companies r"
      " LEFT JOIN reactivation_settings s ON s.company_id = r.company_id ORDER BY r.company_id");
  while (row.next()) {
    all.push_back(
        {CompanyId{row.integer(0)}, std::string{row.text(1)}, flag_at(row, 2, false, false)});
  }
  return all;
}

}  // namespace reactivation::sql
