#include "reactivation/adapters/memory_runs.hpp"

namespace reactivation {
namespace {

bool has_lease(const RunRecord& run, Instant now) {
  return run.state == RunState::running && run.lease_until > now &&
         run.begun_at <= now + run_clock_tolerance;
}

RunAnswer refused(RunRefusal refusal, std::optional<Instant> until = {}) {
  return {std::nullopt, refusal, until};
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

void MemoryRuns::put_company(const ScheduledCompany& company) {
  const std::lock_guard lock{mutex_};
  companies_[company.company_id.value] = company;
}

result<RunAnswer> MemoryRuns::begin_run(const RunClaim& claim) {
  if (claim.owner.empty() || claim.lease_until <= claim.now) return errc::invalid_argument;
  const std::lock_guard lock{mutex_};
  const std::int64_t company = claim.key.company_id.value;
  if (companies_.count(company) == 0) return errc::not_found;
  for (auto it = rows_.lower_bound({company, LocalDate::min()});
       it != rows_.end() && it->first.first == company; ++it) {
    const RunRecord& run = it->second.record;
    if (has_lease(run, claim.now)) return refused(RunRefusal::running_elsewhere, run.lease_until);
  }
  const bool is_manual = claim.cause == RunCause::manual;
  const auto [place, is_new] = rows_.try_emplace({company, claim.key.local_date});
  Row& row = place->second;
  if (!is_new && !is_manual) {
    const RunAnswer answer = answer_of_schedule(row.record, claim.now);
    if (answer.refusal != RunRefusal::none) return answer;
  }
  const int tries = is_manual ? 1 : row.record.tries + 1;
  ++row.epoch;
  row.record = {.key = claim.key,
                .state = RunState::running,
                .owner = claim.owner,
                .begun_at = claim.now,
                .lease_until = claim.lease_until,
                .ended_at = {},
                .tries = tries,
                .next_try_at = {},
                .last_error = row.record.last_error,
                .why = {}};
  return RunAnswer{RunTicket{claim.key, row.epoch, tries}, RunRefusal::none, {}};
}

result<void> MemoryRuns::end_run(const RunTicket& ticket, const RunOutcome& outcome) {
  if (outcome.state == RunState::running ||
      (outcome.state == RunState::failed) != outcome.next_try_at.has_value()) {
    return errc::invalid_argument;
  }
  const std::lock_guard lock{mutex_};
  const auto found = rows_.find({ticket.key.company_id.value, ticket.key.local_date});
  if (found == rows_.end() || found->second.epoch != ticket.epoch ||
      found->second.record.state != RunState::running) {
    return errc::not_found;
  }
  RunRecord& run = found->second.record;
  run.state = outcome.state;
  run.ended_at = outcome.ended_at;
  run.next_try_at = outcome.next_try_at;
  run.last_error = outcome.last_error;
  run.why = outcome.why;
  return boost::outcome_v2::success();
}

result<std::optional<RunRecord>> MemoryRuns::find_run(const RunKey& key) {
  const std::lock_guard lock{mutex_};
  const auto found = rows_.find({key.company_id.value, key.local_date});
  if (found == rows_.end()) return std::optional<RunRecord>{};
  return std::optional<RunRecord>{found->second.record};
}

result<std::vector<ScheduledCompany>> MemoryRuns::list_scheduled() {
  const std::lock_guard lock{mutex_};
  std::vector<ScheduledCompany> all;
  all.reserve(companies_.size());
  for (const auto& [id, company] : companies_) all.push_back(company);
  return all;
}

}  // namespace reactivation
