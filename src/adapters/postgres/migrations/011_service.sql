-- Who may ask the service, and what it has answered to a request that may come again. Of a token
-- its SHA-256 alone is kept.

CREATE TABLE IF NOT EXISTS reactivation_api_tokens (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest text COLLATE "C" NOT NULL UNIQUE,
  company_id bigint,
  role text NOT NULL CHECK (role IN ('operator', 'owner', 'admin')),
  name text COLLATE "C" NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  revoked_at bigint,
  CHECK ((role = 'admin') = (company_id IS NULL))
);
CREATE TABLE IF NOT EXISTS reactivation_api_requests (
  caller text COLLATE "C" NOT NULL,
  request_key text COLLATE "C" NOT NULL,
  digest text NOT NULL,
  status bigint NOT NULL,
  answer text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (caller, request_key)
);
CREATE INDEX IF NOT EXISTS reactivation_api_requests_by_time ON reactivation_api_requests(at);
