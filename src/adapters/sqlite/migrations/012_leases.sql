-- Which worker sends for a company. It keeps workers out of each other's way; that no message leaves
-- twice or against a limit does not depend on it.

CREATE TABLE IF NOT EXISTS reactivation_company_leases (
  company_id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  lease_until INTEGER NOT NULL
) STRICT;
