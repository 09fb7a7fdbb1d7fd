-- The sending protocol, the inbox and what people decide.

ALTER TABLE reactivation_attempts ADD COLUMN lease_owner TEXT NOT NULL DEFAULT '';
ALTER TABLE reactivation_attempts ADD COLUMN lease_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reactivation_attempts ADD COLUMN lease_until INTEGER;
ALTER TABLE reactivation_attempts ADD COLUMN is_forced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reactivation_attempts ADD COLUMN provider_id TEXT;
ALTER TABLE reactivation_attempts ADD COLUMN booking_id INTEGER;
ALTER TABLE reactivation_attempts ADD COLUMN next_attempt_at INTEGER;
ALTER TABLE reactivation_attempt_offers ADD COLUMN drafted_at INTEGER;

-- An account is armed for one installation, by its name there; a copy elsewhere is not armed.
ALTER TABLE reactivation_accounts ADD COLUMN armed_for TEXT;
ALTER TABLE reactivation_accounts ADD COLUMN armed_at INTEGER;
ALTER TABLE reactivation_accounts ADD COLUMN awaits_confirmation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reactivation_accounts ADD COLUMN is_stopped INTEGER NOT NULL DEFAULT 0;
-- 0: the host has switched the governor off, the stored ceilings alone hold.
ALTER TABLE reactivation_accounts ADD COLUMN is_governed INTEGER NOT NULL DEFAULT 1;

ALTER TABLE reactivation_ledger ADD COLUMN is_first_contact INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reactivation_ledger ADD COLUMN delivery TEXT NOT NULL DEFAULT 'none'
  CHECK (delivery IN ('none', 'sent', 'failed', 'delivered', 'read'));
ALTER TABLE reactivation_ledger ADD COLUMN is_number_unknown INTEGER NOT NULL DEFAULT 0;

CREATE INDEX reactivation_attempts_leaving
  ON reactivation_attempts(lease_until) WHERE state = 'dispatching';
CREATE INDEX reactivation_attempts_void
  ON reactivation_attempts(not_after)
  WHERE state IN ('planned', 'drafted', 'held', 'ready', 'deferred');
CREATE INDEX reactivation_attempts_unsure
  ON reactivation_attempts(sent_at) WHERE state = 'uncertain';
CREATE INDEX reactivation_attempts_silent
  ON reactivation_attempts(sent_at)
  WHERE completion_reason = 'none' AND next_attempt_at IS NULL AND sent_at IS NOT NULL;
CREATE INDEX reactivation_attempts_by_client
  ON reactivation_attempts(company_id, client_id, sent_at);
CREATE INDEX reactivation_attempts_by_provider
  ON reactivation_attempts(provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX reactivation_companies_by_account ON reactivation_companies(account_id);

-- Opt-outs by identity. Those of a company, and those said to a messaging account, which hold for
-- every company that ever sends through it. An erased person's stay as `hash`.
ALTER TABLE reactivation_suppressions RENAME TO reactivation_suppressions_2;
CREATE TABLE reactivation_suppressions (
  company_id INTEGER NOT NULL,
  kind TEXT NOT NULL
    CHECK (kind IN ('phone', 'external_id', 'lid', 'user_id', 'chat_id', 'hash')),
  value TEXT NOT NULL,
  PRIMARY KEY (company_id, kind, value)
) STRICT, WITHOUT ROWID;
INSERT INTO reactivation_suppressions SELECT company_id, kind, value
  FROM reactivation_suppressions_2;
DROP TABLE reactivation_suppressions_2;
CREATE TABLE reactivation_account_suppressions (
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'lid', 'user_id', 'chat_id', 'hash')),
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, kind, value)
) STRICT, WITHOUT ROWID;
CREATE VIEW reactivation_opt_outs AS
  SELECT company_id, kind, value FROM reactivation_suppressions
  UNION ALL
  SELECT c.company_id, s.kind, s.value
    FROM reactivation_companies c JOIN reactivation_account_suppressions s USING (account_id);

-- By what else a client is known; phone and code stand in the client's own row.
CREATE TABLE reactivation_identities (
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'lid', 'user_id', 'chat_id')),
  value TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  PRIMARY KEY (kind, value, company_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactivation_identities_of_client
  ON reactivation_identities(company_id, client_id);
CREATE INDEX reactivation_clients_by_number ON clients(phone) WHERE phone IS NOT NULL;

-- What came in. A row is never removed but by erasing the person; its effect is written once.
CREATE TABLE reactivation_inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  provider TEXT NOT NULL,
  event_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'delivery', 'booking')),
  account_id INTEGER,
  company_id INTEGER,
  identities TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  mark TEXT NOT NULL DEFAULT 'new' CHECK (mark IN ('new', 'done', 'unmatched', 'dead')),
  is_id_reused INTEGER NOT NULL DEFAULT 0,
  UNIQUE (provider, event_id, digest)
) STRICT;
CREATE INDEX reactivation_inbox_open ON reactivation_inbox(id) WHERE mark IN ('new', 'unmatched');

CREATE TABLE reactivation_wishes (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  staff_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX reactivation_wishes_of_client ON reactivation_wishes(company_id, client_id);

CREATE TABLE reactivation_dialogues (
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  body TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (company_id, client_id)
) STRICT, WITHOUT ROWID;

-- What the messenger said about an account, for the governor. Never changed.
CREATE TABLE reactivation_account_signals (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER
) STRICT;
CREATE INDEX reactivation_account_signals_by_account
  ON reactivation_account_signals(account_id, at);

-- One secret of the file, so that hashes of numbers cannot be looked up in a list.
CREATE TABLE reactivation_salt (value TEXT NOT NULL) STRICT;
INSERT INTO reactivation_salt SELECT hex(randomblob(16));
