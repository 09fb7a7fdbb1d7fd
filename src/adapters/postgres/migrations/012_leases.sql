-- Which worker sends for a company. It keeps workers out of each other's way; that no message leaves
-- twice or against a limit does not depend on it.

CREATE TABLE IF NOT EXISTS reactivation_company_leases (
  company_id bigint PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  lease_until bigint NOT NULL
);
