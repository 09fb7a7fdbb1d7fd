-- What a language model was asked for an attempt, and what it answered. Kept for as long as the
-- retention says, and never longer than the person.

CREATE TABLE IF NOT EXISTS reactivation_drafts (
  attempt_id TEXT PRIMARY KEY NOT NULL,
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  prompt TEXT NOT NULL,
  answer TEXT NOT NULL,
  problem TEXT NOT NULL,
  took_ms INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  answer_tokens INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS reactivation_drafts_by_day
  ON reactivation_drafts(company_id, asked_at);
CREATE INDEX IF NOT EXISTS reactivation_drafts_by_age ON reactivation_drafts(asked_at);
CREATE INDEX IF NOT EXISTS reactivation_campaigns_with_prompt
  ON reactivation_campaigns(sent_at) WHERE ai_prompt_used IS NOT NULL;
