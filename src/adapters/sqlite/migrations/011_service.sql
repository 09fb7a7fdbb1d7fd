-- Who may ask the service, and what it has answered to a request that may come again. Of a token
-- its SHA-256 alone is kept.

CREATE TABLE IF NOT EXISTS reactivation_api_tokens (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  company_id INTEGER,
  role TEXT NOT NULL CHECK (role IN ('operator', 'owner', 'admin')),
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  CHECK ((role = 'admin') = (company_id IS NULL))
) STRICT;
CREATE TABLE IF NOT EXISTS reactivation_api_requests (
  caller TEXT NOT NULL,
  request_key TEXT NOT NULL,
  digest TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (caller, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reactivation_api_requests_by_time ON reactivation_api_requests(at);
