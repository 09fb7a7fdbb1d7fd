-- What the original did not have. Instants are whole seconds since 1970-01-01T00:00:00Z, civil
-- dates YYYY-MM-DD, flags 0 or 1, lists and objects JSON, as in the SQLite file. Texts compare by
-- their bytes.

CREATE TABLE reactivation_accounts (
  id bigint PRIMARY KEY,
  min_interval_seconds bigint,
  first_contact_daily_limit bigint,
  paused_until bigint,
  -- Armed for one installation, by its name there; a copy elsewhere is not armed.
  armed_for text,
  armed_at bigint,
  awaits_confirmation bigint NOT NULL DEFAULT 0,
  is_stopped bigint NOT NULL DEFAULT 0,
  is_governed bigint NOT NULL DEFAULT 1,
  acknowledged text
);
CREATE TABLE reactivation_companies (
  company_id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES reactivation_accounts(id),
  business_type text NOT NULL DEFAULT 'other',
  timezone text NOT NULL DEFAULT '',
  locale text NOT NULL DEFAULT 'en',
  country text NOT NULL DEFAULT '',
  currency text NOT NULL DEFAULT ''
);
CREATE INDEX reactivation_companies_by_account ON reactivation_companies(account_id);

CREATE TABLE reactivation_attempts (
  id text COLLATE "C" PRIMARY KEY,
  company_id bigint NOT NULL,
  client_id bigint NOT NULL,
  service_id bigint NOT NULL,
  cycle_key text COLLATE "C" NOT NULL,
  attempt_number bigint NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('planned', 'drafted', 'held', 'ready',
    'deferred', 'dispatching', 'accepted', 'delivered', 'read', 'uncertain', 'uncertain_final',
    'rejected', 'cancelled')),
  planned_on text COLLATE "C" NOT NULL,
  rank bigint NOT NULL,
  priority_score double precision NOT NULL,
  last_visit_at bigint NOT NULL,
  days_since_visit bigint NOT NULL,
  interval_days bigint NOT NULL,
  interval_source text NOT NULL,
  discount_percent bigint NOT NULL,
  not_before bigint,
  not_after bigint,
  requeues bigint NOT NULL DEFAULT 0,
  sent_at bigint,
  reply_type text COLLATE "C" NOT NULL DEFAULT 'none',
  response_received_at bigint,
  completion_reason text COLLATE "C" NOT NULL DEFAULT 'none',
  lease_owner text NOT NULL DEFAULT '',
  lease_epoch bigint NOT NULL DEFAULT 0,
  lease_until bigint,
  is_forced bigint NOT NULL DEFAULT 0,
  provider_id text COLLATE "C",
  booking_id bigint,
  next_attempt_at bigint,
  due_days bigint,
  UNIQUE (company_id, client_id, service_id, cycle_key, attempt_number)
);
CREATE INDEX reactivation_attempts_waiting
  ON reactivation_attempts(company_id, not_before)
  WHERE state IN ('planned', 'drafted', 'held', 'ready', 'deferred');
CREATE INDEX reactivation_attempts_leaving
  ON reactivation_attempts(company_id) WHERE state = 'dispatching';
CREATE INDEX reactivation_attempts_sent
  ON reactivation_attempts(company_id, sent_at, client_id) WHERE sent_at IS NOT NULL;
CREATE INDEX reactivation_attempts_unsure
  ON reactivation_attempts(sent_at) WHERE state = 'uncertain';
CREATE INDEX reactivation_attempts_silent
  ON reactivation_attempts(sent_at)
  WHERE completion_reason = 'none' AND next_attempt_at IS NULL AND sent_at IS NOT NULL
    AND state IN ('accepted', 'delivered', 'read', 'uncertain_final');
CREATE INDEX reactivation_attempts_by_provider
  ON reactivation_attempts(provider_id) WHERE provider_id IS NOT NULL;
CREATE TABLE reactivation_attempt_offers (
  attempt_id text COLLATE "C" PRIMARY KEY REFERENCES reactivation_attempts(id),
  slots text NOT NULL,
  preferences text NOT NULL,
  template_id text,
  text text,
  drafted_at bigint,
  arms_name text,
  arms text
);

-- The summed history: completed visits, one row for each client and service (0: no service named).
CREATE TABLE reactivation_client_services (
  company_id bigint NOT NULL,
  client_id bigint NOT NULL,
  service_id bigint NOT NULL,
  last_visit_at bigint NOT NULL,
  times bigint NOT NULL,
  next_booking_at bigint,
  PRIMARY KEY (company_id, client_id, service_id)
);
CREATE INDEX reactivation_client_services_due
  ON reactivation_client_services(company_id, service_id, last_visit_at);
CREATE INDEX reactivation_client_services_recent
  ON reactivation_client_services(company_id, last_visit_at);
-- Clients whose bookings changed since their history was summed. A client may stand here often:
-- nobody waits for anybody to enter a mark.
CREATE TABLE reactivation_dirty_clients (
  company_id bigint NOT NULL,
  client_id bigint NOT NULL
);
CREATE INDEX reactivation_dirty_clients_by_client
  ON reactivation_dirty_clients(company_id, client_id);

-- One row for each send. Windows are counts of these rows; nothing is ever reset. A send that is
-- proven not to have left keeps its row with counts = 0.
CREATE TABLE reactivation_ledger (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL,
  company_id bigint NOT NULL,
  attempt_id text COLLATE "C" UNIQUE,
  sent_at bigint NOT NULL,
  counts bigint NOT NULL DEFAULT 1,
  is_first_contact bigint NOT NULL DEFAULT 0,
  delivery text NOT NULL DEFAULT 'none'
    CHECK (delivery IN ('none', 'sent', 'failed', 'delivered', 'read')),
  is_number_unknown bigint NOT NULL DEFAULT 0,
  is_blocked bigint NOT NULL DEFAULT 0,
  is_reported bigint NOT NULL DEFAULT 0
);
CREATE INDEX reactivation_ledger_by_time
  ON reactivation_ledger(account_id, sent_at, counts, is_first_contact);

CREATE TABLE reactivation_slots (
  company_id bigint NOT NULL,
  starts_at bigint NOT NULL,
  service_id bigint NOT NULL,
  staff_id bigint NOT NULL,
  duration_minutes bigint,
  PRIMARY KEY (company_id, starts_at, service_id, staff_id)
);

CREATE TABLE reactivation_runs (
  company_id bigint NOT NULL,
  local_date text COLLATE "C" NOT NULL,
  planned_at bigint NOT NULL,
  clients bigint NOT NULL,
  due bigint NOT NULL,
  planned bigint NOT NULL,
  skipped bigint NOT NULL,
  stored bigint NOT NULL,
  PRIMARY KEY (company_id, local_date)
);
CREATE TABLE reactivation_schedule_runs (
  company_id bigint NOT NULL,
  local_date text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'skipped')),
  epoch bigint NOT NULL,
  owner text NOT NULL,
  begun_at bigint NOT NULL,
  lease_until bigint NOT NULL,
  ended_at bigint,
  tries bigint NOT NULL,
  next_try_at bigint,
  last_error text NOT NULL DEFAULT '',
  why text NOT NULL DEFAULT '',
  PRIMARY KEY (company_id, local_date),
  CHECK ((state = 'failed') = (next_try_at IS NOT NULL))
);
CREATE INDEX reactivation_schedule_runs_running
  ON reactivation_schedule_runs(company_id, lease_until) WHERE state = 'running';

-- No row is ever removed, so no id is given twice.
CREATE TABLE reactivation_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_id bigint NOT NULL,
  client_id bigint,
  attempt_id text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  from_state text,
  to_state text,
  at bigint,
  why text COLLATE "C"
);
CREATE INDEX reactivation_events_complaints
  ON reactivation_events(company_id, client_id, at)
  WHERE attempt_id IS NULL AND kind = 'alert' AND why = 'complaint';
CREATE INDEX reactivation_events_account_alerts
  ON reactivation_events(company_id, why, at)
  WHERE attempt_id IS NULL AND client_id IS NULL AND kind = 'alert';
CREATE FUNCTION reactivation_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'reactivation_events is append-only';
END $$;
CREATE TRIGGER reactivation_events_stay BEFORE UPDATE OR DELETE ON reactivation_events
  FOR EACH ROW EXECUTE FUNCTION reactivation_events_are_append_only();

-- Opt-outs by identity. Those of a company, and those said to a messaging account, which hold for
-- every company that ever sends through it. An erased person's stay as `hash`.
CREATE TABLE reactivation_suppressions (
  company_id bigint NOT NULL,
  kind text COLLATE "C" NOT NULL
    CHECK (kind IN ('phone', 'external_id', 'lid', 'user_id', 'chat_id', 'hash')),
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, kind, value)
);
CREATE TABLE reactivation_account_suppressions (
  account_id bigint NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('phone', 'lid', 'user_id', 'chat_id', 'hash')),
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, kind, value)
);
CREATE VIEW reactivation_opt_outs WITH (security_invoker = true) AS
  SELECT company_id, kind, value FROM reactivation_suppressions
  UNION ALL
  SELECT c.company_id, s.kind, s.value
    FROM reactivation_companies c JOIN reactivation_account_suppressions s USING (account_id);

-- By what else a client is known; phone and code stand in the client's own row.
CREATE TABLE reactivation_identities (
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('phone', 'lid', 'user_id', 'chat_id')),
  value text COLLATE "C" NOT NULL,
  company_id bigint NOT NULL,
  client_id bigint NOT NULL,
  PRIMARY KEY (kind, value, company_id, client_id)
);
CREATE INDEX reactivation_identities_of_client ON reactivation_identities(company_id, client_id);

-- What came in. A row is never removed but by erasing the person; its effect is written once.
CREATE TABLE reactivation_inbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('message', 'delivery', 'booking')),
  account_id bigint,
  company_id bigint,
  identities text NOT NULL,
  body text NOT NULL,
  at bigint NOT NULL,
  received_at bigint NOT NULL,
  mark text COLLATE "C" NOT NULL DEFAULT 'new'
    CHECK (mark IN ('new', 'done', 'unmatched', 'dead')),
  is_id_reused bigint NOT NULL DEFAULT 0,
  UNIQUE (provider, event_id, digest)
);
CREATE INDEX reactivation_inbox_open ON reactivation_inbox(id) WHERE mark IN ('new', 'unmatched');
CREATE INDEX reactivation_inbox_unread
  ON reactivation_inbox(id) WHERE mark = 'new' AND kind = 'message';

CREATE TABLE reactivation_wishes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_id bigint NOT NULL,
  client_id bigint NOT NULL,
  kind text NOT NULL,
  staff_id bigint,
  at bigint NOT NULL,
  service_id bigint,
  day_part text
);
CREATE INDEX reactivation_wishes_of_client ON reactivation_wishes(company_id, client_id);
CREATE TABLE reactivation_dialogues (
  company_id bigint NOT NULL,
  client_id bigint NOT NULL,
  body text NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (company_id, client_id)
);

-- What the messenger said about an account, for the governor. Never changed.
CREATE TABLE reactivation_account_signals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL,
  kind text NOT NULL,
  at bigint NOT NULL,
  until bigint
);
CREATE INDEX reactivation_account_signals_by_account
  ON reactivation_account_signals(account_id, at);

CREATE TABLE reactivation_drafts (
  attempt_id text COLLATE "C" PRIMARY KEY,
  company_id bigint NOT NULL,
  client_id bigint NOT NULL,
  asked_at bigint NOT NULL,
  model text NOT NULL,
  prompt text NOT NULL,
  answer text NOT NULL,
  problem text NOT NULL,
  took_ms bigint NOT NULL,
  prompt_tokens bigint NOT NULL,
  answer_tokens bigint NOT NULL
);
CREATE INDEX reactivation_drafts_by_day ON reactivation_drafts(company_id, asked_at);
CREATE INDEX reactivation_drafts_by_age ON reactivation_drafts(asked_at);
CREATE INDEX reactivation_campaigns_with_prompt
  ON reactivation_campaigns(sent_at) WHERE ai_prompt_used IS NOT NULL;

-- Who was eligible for a message, held out or not: what an experiment is counted from. One row for
-- each client, service and last visit with it; the first instant stays.
CREATE TABLE reactivation_eligibility (
  company_id bigint NOT NULL,
  client_id bigint NOT NULL,
  service_id bigint NOT NULL,
  last_visit_at bigint NOT NULL,
  experiment text COLLATE "C" NOT NULL,
  eligible_at bigint NOT NULL,
  is_held bigint NOT NULL,
  propensity double precision NOT NULL,
  PRIMARY KEY (company_id, client_id, service_id, last_visit_at, experiment)
);
CREATE INDEX reactivation_eligibility_by_time
  ON reactivation_eligibility(company_id, experiment, eligible_at);

-- One secret of the database, so that hashes of numbers cannot be looked up in a list.
CREATE TABLE reactivation_salt (value text NOT NULL);
INSERT INTO reactivation_salt SELECT replace(gen_random_uuid()::text, '-', '');

-- For dashboards. The age of an account is computed when it is read.
CREATE VIEW reactivation_account_health WITH (security_invoker = true) AS
  SELECT company_id, account_created_at,
         extract(day FROM now() - account_created_at)::integer AS account_age_days,
         warmup_level, daily_outbound_limit, hourly_outbound_limit, concurrent_limit, spam_score,
         current_daily_sent, current_hourly_sent, last_message_sent_at
    FROM whatsapp_account_health;
CREATE VIEW reactivation_sends_by_day WITH (security_invoker = true) AS
  SELECT company_id, (to_timestamp(sent_at) AT TIME ZONE 'UTC')::date AS utc_date,
         count(*) AS sends
    FROM reactivation_ledger WHERE counts = 1 GROUP BY company_id, utc_date;

CREATE TABLE reactivation_arms (
  company_id bigint PRIMARY KEY,
  arms text NOT NULL,
  discount_budget_minor bigint,
  margin_percent bigint NOT NULL
);
