-- What a message reads and writes, whatever the age of the salon.

-- The unique key of an attempt begins with company and client.
DROP INDEX IF EXISTS reactivation_attempts_by_client;
-- What has lost its turn is found among what has had it, company by company.
DROP INDEX IF EXISTS reactivation_attempts_void;
-- What is only leaving has no silence yet.
DROP INDEX IF EXISTS reactivation_attempts_silent;
CREATE INDEX IF NOT EXISTS reactivation_attempts_silent
  ON reactivation_attempts(sent_at)
  WHERE completion_reason = 'none' AND next_attempt_at IS NULL AND sent_at IS NOT NULL
    AND state IN ('accepted', 'delivered', 'read', 'uncertain_final');
-- Hand-overs in flight stand beside what the company has sent last: a permit and its outcome change
-- one page of one index.
DROP INDEX IF EXISTS reactivation_attempts_leaving;
DROP INDEX IF EXISTS reactivation_attempts_sent;
CREATE INDEX IF NOT EXISTS reactivation_attempts_sent
  ON reactivation_attempts(company_id, (state = 'dispatching'), sent_at, client_id)
  WHERE sent_at IS NOT NULL OR (state = 'dispatching') = 1;
-- Every limit is a count of these rows; all that is counted stands in the index.
DROP INDEX IF EXISTS reactivation_ledger_by_time;
CREATE INDEX IF NOT EXISTS reactivation_ledger_by_time
  ON reactivation_ledger(account_id, sent_at, counts, is_first_contact);
-- Whoever has sent a message that nobody has read yet is looked for at each permit.
CREATE INDEX IF NOT EXISTS reactivation_inbox_unread
  ON reactivation_inbox(id) WHERE mark = 'new' AND kind = 'message';
-- The governor asks for each of the last sends whether its client complained.
CREATE INDEX IF NOT EXISTS reactivation_events_complaints
  ON reactivation_events(company_id, client_id, at)
  WHERE attempt_id IS NULL AND kind = 'alert' AND why = 'complaint';
-- Nothing that runs asks for the events of one attempt, and each of them changed a page of this.
DROP INDEX IF EXISTS reactivation_events_by_attempt;
