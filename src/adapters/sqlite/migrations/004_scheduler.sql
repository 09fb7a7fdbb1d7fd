-- One row for each company and local date on which its run was begun. An older ticket's epoch is
-- worth nothing. `reactivation_runs` counts what a plan stored; this says how the run went.
CREATE TABLE IF NOT EXISTS reactivation_schedule_runs (
  company_id INTEGER NOT NULL,
  local_date TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'skipped')),
  epoch INTEGER NOT NULL,
  owner TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  ended_at INTEGER,
  tries INTEGER NOT NULL,
  next_try_at INTEGER,
  last_error TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (company_id, local_date),
  CHECK ((state = 'failed') = (next_try_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reactivation_schedule_runs_running
  ON reactivation_schedule_runs(company_id, lease_until) WHERE state = 'running';
