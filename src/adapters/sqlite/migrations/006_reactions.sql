-- How people took what an account sent, and what was told about it.

-- An alert about an account stands with each of its companies; the last one of its kind is looked
-- for before it is told again.
CREATE INDEX IF NOT EXISTS reactivation_events_account_alerts
  ON reactivation_events(company_id, why, at)
  WHERE attempt_id IS NULL AND client_id IS NULL AND kind = 'alert';
