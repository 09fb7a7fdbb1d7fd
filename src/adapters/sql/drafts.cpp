#include "drafts.hpp"

#include <algorithm>

#include "values.hpp"

namespace reactivation::sql {

void write_drafts(Session& session, std::span<const DraftRecord> records) {
  for (const DraftRecord& record : records) {
    check_company(session, record.company_id);
    session.database.change(
        "INSERT INTO reactivation_drafts (attempt_id, company_id, client_id, asked_at,"
        " model, prompt, answer, problem, took_ms, prompt_tokens, answer_tokens)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE EXISTS"
        "  (SELECT 1 FROM reactivation_attempts WHERE id = ?1 AND company_id = ?2"
        "   AND client_id = ?3"
        "   AND state IN ('planned', 'drafted', 'held', 'ready', 'deferred'))"
        " ON CONFLICT (attempt_id) DO UPDATE SET company_id = ?2, client_id = ?3, asked_at = ?4,"
        " model = ?5, prompt = ?6, answer = ?7, problem = ?8, took_ms = ?9, prompt_tokens = ?10,"
        " answer_tokens = ?11",
        to_string(record.attempt_id), record.company_id.value, record.client_id.value,
        record.asked_at, record.model, record.prompt, record.answer, record.problem,
        static_cast<std::int64_t>(record.took.count()), record.prompt_tokens, record.answer_tokens);
  }
}

std::optional<DraftRecord> read_draft(Session& session, const AttemptId& attempt) {
  Rows row = session.database.query(
      "SELECT company_id, client_id, asked_at, model, prompt, answer, problem, took_ms,"
      " prompt_tokens, answer_tokens FROM reactivation_drafts WHERE attempt_id = ?1",
      to_string(attempt));
  if (!row.next()) return std::nullopt;
  DraftRecord record;
  record.company_id = CompanyId{row.integer(0)};
  record.client_id = ClientId{row.integer(1)};
  record.attempt_id = attempt;
  record.asked_at = Instant{Seconds{row.integer(2)}};
  record.model = row.text(3);
  record.prompt = row.text(4);
  record.answer = row.text(5);
  record.problem = row.text(6);
  record.took = std::chrono::milliseconds{row.integer(7)};
  record.prompt_tokens = row.integer(8);
  record.answer_tokens = row.integer(9);
  return record;
}

DraftCounts count_drafts(Session& session, CompanyId company, Instant since) {
  Rows row = session.database.query(
      "SELECT count(*), count(CASE WHEN problem LIKE 'draft:%'"
      " OR problem LIKE 'message:%' THEN 1 END) FROM reactivation_drafts"
      " WHERE company_id = ?1 AND asked_at >= ?2 AND problem NOT LIKE 'model:%'",
      company.value, since);
  if (!row.next()) return {};
  return {row.integer(0), row.integer(1)};
}

std::vector<std::string> read_recent_answers(Session& session, CompanyId company, int rows_max) {
  Rows rows = session.database.query(
      "SELECT d.answer FROM reactivation_companies own"
      " JOIN reactivation_companies c ON c.account_id = own.account_id"
      " JOIN reactivation_drafts d ON d.company_id = c.company_id"
      " WHERE own.company_id = ?1 AND d.problem = ''"
      " ORDER BY d.asked_at DESC, d.attempt_id DESC LIMIT ?2",
      company.value, rows_max);
  std::vector<std::string> answers;
  while (rows.next()) answers.emplace_back(rows.text(0));
  std::reverse(answers.begin(), answers.end());
  return answers;
}

std::int64_t forget_drafts(Session& session, Instant before) {
  session.database.change(
      "UPDATE reactivation_campaigns SET ai_prompt_used = NULL"
      " WHERE ai_prompt_used IS NOT NULL AND sent_at < ?1",
      before);
  return session.database.change("DELETE FROM reactivation_drafts WHERE asked_at < ?1", before);
}

}  // namespace reactivation::sql
