// What a model was asked and answered, in memory.
#include <algorithm>
#include <string_view>

#include "reactivation/adapters/memory.hpp"
#include "state.hpp"

namespace reactivation {
namespace {

using boost::outcome_v2::success;

bool is_of_model(const DraftRecord& record) { return record.problem.starts_with("model:"); }
bool is_refused(const DraftRecord& record) {
  return record.problem.starts_with("draft:") || record.problem.starts_with("message:");
}

}  // namespace

result<std::vector<PlannedAttempt>> MemoryStore::load_undrafted(CompanyId company, Instant now,
                                                                int rows_max) {
  if (state_->company(company) == nullptr) return errc::not_found;
  std::vector<PlannedAttempt> out;
  for (const auto& [id, row] : state_->attempts) {
    const bool is_waiting = row.company_id == company && is_waiting_to_be_sent(row.attempt.state) &&
                            row.attempt.state != AttemptState::held &&
                            !memory::is_void(row.attempt, now);
    if (is_waiting && !row.draft && !state_->drafts.contains(id)) out.push_back(row.planned);
  }
  std::sort(out.begin(), out.end(), [](const PlannedAttempt& a, const PlannedAttempt& b) {
    if (a.not_before != b.not_before) return a.not_before < b.not_before;
    return a.rank != b.rank ? a.rank < b.rank : a.attempt_id < b.attempt_id;
  });
  const auto most = static_cast<std::size_t>(std::max(rows_max, 0));
  if (out.size() > most) out.erase(out.begin() + rows_max, out.end());
  return out;
}

result<void> MemoryStore::save_drafts(std::span<const DraftRecord> records) {
  for (const DraftRecord& record : records) {
    if (state_->company(record.company_id) == nullptr) return errc::not_found;
  }
  for (const DraftRecord& record : records) {
    const auto found = state_->attempts.find(record.attempt_id);
    if (found == state_->attempts.end()) continue;
    const memory::AttemptRow& row = found->second;
    const bool is_theirs = row.company_id == record.company_id &&
                           row.attempt.client_id == record.client_id &&
                           is_waiting_to_be_sent(row.attempt.state);
    if (is_theirs) state_->drafts[record.attempt_id] = record;
  }
  return success();
}

result<std::optional<DraftRecord>> MemoryStore::find_draft(const AttemptId& attempt) {
  const auto found = state_->drafts.find(attempt);
  if (found == state_->drafts.end()) return std::optional<DraftRecord>{};
  return std::optional<DraftRecord>{found->second};
}

result<DraftCounts> MemoryStore::count_drafts(CompanyId company, Instant since) {
  DraftCounts counts;
  for (const auto& [id, record] : state_->drafts) {
    if (record.company_id != company || record.asked_at < since || is_of_model(record)) continue;
    ++counts.answered;
    if (is_refused(record)) ++counts.refused;
  }
  return counts;
}

result<std::vector<std::string>> MemoryStore::load_recent_answers(CompanyId company, int rows_max) {
  const memory::CompanyRow* row = state_->company(company);
  if (row == nullptr) return std::vector<std::string>{};
  const auto companies = memory::companies_beside(*state_, *row);
  std::vector<const DraftRecord*> found;
  for (const auto& [id, record] : state_->drafts) {
    const bool is_of_account =
        std::find(companies.begin(), companies.end(), record.company_id) != companies.end();
    if (is_of_account && record.problem.empty()) found.push_back(&record);
  }
  std::sort(found.begin(), found.end(), [](const DraftRecord* a, const DraftRecord* b) {
    return a->asked_at != b->asked_at ? a->asked_at < b->asked_at : a->attempt_id < b->attempt_id;
  });
  const auto most = static_cast<std::size_t>(std::max(rows_max, 0));
  std::vector<std::string> answers;
  for (std::size_t i = found.size() - std::min(found.size(), most); i < found.size(); ++i) {
    answers.push_back(found[i]->answer);
  }
  return answers;
}

result<std::int64_t> MemoryStore::forget_drafts(Instant before) {
  return static_cast<std::int64_t>(std::erase_if(
      state_->drafts, [before](const auto& entry) { return entry.second.asked_at < before; }));
}

}  // namespace reactivation
