-- What a client asked for besides: not only whom, also for what and when.
ALTER TABLE reactivation_wishes ADD COLUMN service_id INTEGER;
ALTER TABLE reactivation_wishes ADD COLUMN day_part TEXT;

-- How people took what an account sent, and what was told about it.

-- Blocks and reports, as far as the messenger tells them: they weigh two in the spam score.
ALTER TABLE reactivation_ledger ADD COLUMN is_blocked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reactivation_ledger ADD COLUMN is_reported INTEGER NOT NULL DEFAULT 0;
-- An alert about an account stands with each of its companies; the last one of its kind is looked
-- for before it is told again.
CREATE INDEX IF NOT EXISTS reactivation_events_account_alerts
  ON reactivation_events(company_id, why, at)
  WHERE attempt_id IS NULL AND client_id IS NULL AND kind = 'alert';
