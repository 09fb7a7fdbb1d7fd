-- Who was eligible for a message, held out or not: what an experiment is counted from. One row for
-- each client, service and last visit with it; the first instant stays.

CREATE TABLE IF NOT EXISTS reactivation_eligibility (
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  service_id INTEGER NOT NULL,
  last_visit_at INTEGER NOT NULL,
  experiment TEXT NOT NULL,
  eligible_at INTEGER NOT NULL,
  is_held INTEGER NOT NULL,
  propensity REAL NOT NULL,
  PRIMARY KEY (company_id, client_id, service_id, last_visit_at, experiment)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reactivation_eligibility_by_time
  ON reactivation_eligibility(company_id, experiment, eligible_at);
