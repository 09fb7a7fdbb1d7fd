-- Instants are whole seconds since 1970-01-01T00:00:00Z, civil dates are YYYY-MM-DD, flags are 0 or
-- 1, lists and objects are JSON. A table that the host already has stays; see docs/storage.md for
-- the columns that are expected of it.

CREATE TABLE IF NOT EXISTS companies (
  id INTEGER PRIMARY KEY,
  name TEXT,
  created_at INTEGER
);
CREATE TABLE IF NOT EXISTS services (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id INTEGER NOT NULL REFERENCES companies(id),
  title TEXT NOT NULL,
  price_minor INTEGER,
  active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS staff (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id INTEGER NOT NULL REFERENCES companies(id),
  name TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS clients (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id INTEGER NOT NULL REFERENCES companies(id),
  phone TEXT,
  name TEXT,
  visit_count INTEGER,
  loyalty_level TEXT,
  total_spent NUMERIC
);
CREATE TABLE IF NOT EXISTS bookings (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL REFERENCES companies(id),
  client_id INTEGER,
  staff_id INTEGER,
  service_ids TEXT,
  datetime INTEGER NOT NULL,
  status TEXT NOT NULL,
  cost_minor INTEGER,
  created_at INTEGER
);

-- The original's four tables.
CREATE TABLE IF NOT EXISTS service_reactivation_rules (
  id INTEGER PRIMARY KEY,
  service_id INTEGER NOT NULL REFERENCES services(id),
  company_id INTEGER NOT NULL REFERENCES companies(id),
  reactivation_interval_days INTEGER NOT NULL DEFAULT 30,
  retry_interval_days INTEGER NOT NULL DEFAULT 14,
  max_attempts INTEGER NOT NULL DEFAULT 3,
  is_active INTEGER NOT NULL DEFAULT 1,
  discount_progression TEXT DEFAULT '[10,15,20]',
  manual_interval INTEGER,
  ai_suggested_interval INTEGER,
  calculated_avg_interval INTEGER,
  active_interval_source TEXT
    CHECK (active_interval_source IN ('manual', 'historical', 'ai', 'default')),
  created_at INTEGER DEFAULT (unixepoch()),
  updated_at INTEGER DEFAULT (unixepoch()),
  last_optimized_at INTEGER,
  UNIQUE (service_id, company_id)
) STRICT;
CREATE INDEX IF NOT EXISTS idx_service_reactivation_company
  ON service_reactivation_rules(company_id);
CREATE INDEX IF NOT EXISTS idx_service_reactivation_active
  ON service_reactivation_rules(is_active);

CREATE TABLE IF NOT EXISTS reactivation_campaigns (
  id TEXT PRIMARY KEY NOT NULL,
  company_id INTEGER NOT NULL REFERENCES companies(id),
  client_phone TEXT NOT NULL,
  client_id INTEGER,
  service_id INTEGER,
  attempt_number INTEGER NOT NULL DEFAULT 1,
  sent_at INTEGER NOT NULL DEFAULT (unixepoch()),
  message_text TEXT NOT NULL,
  discount_offered INTEGER,
  slots_offered TEXT,
  ai_prompt_used TEXT,
  ai_generation_time_ms INTEGER,
  personalization_data TEXT,
  response_received_at INTEGER,
  response_type TEXT CHECK (response_type IN
    ('positive', 'negative', 'neutral', 'no_response', 'booking_created')),
  response_text TEXT,
  booking_created INTEGER DEFAULT 0,
  booking_id INTEGER,
  conversion_time_hours INTEGER,
  response_time_hours INTEGER,
  next_attempt_scheduled_at INTEGER,
  is_campaign_completed INTEGER DEFAULT 0,
  completion_reason TEXT CHECK (completion_reason IN
    ('converted', 'max_attempts', 'opted_out', 'cancelled')),
  created_at INTEGER DEFAULT (unixepoch()),
  updated_at INTEGER DEFAULT (unixepoch())
) STRICT;
CREATE INDEX IF NOT EXISTS idx_campaigns_phone ON reactivation_campaigns(client_phone);
CREATE INDEX IF NOT EXISTS idx_campaigns_company ON reactivation_campaigns(company_id);
CREATE INDEX IF NOT EXISTS idx_campaigns_sent_at ON reactivation_campaigns(sent_at);
CREATE INDEX IF NOT EXISTS idx_campaigns_next_attempt
  ON reactivation_campaigns(next_attempt_scheduled_at);
CREATE INDEX IF NOT EXISTS idx_campaigns_response_type ON reactivation_campaigns(response_type);

CREATE TABLE IF NOT EXISTS whatsapp_account_health (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL UNIQUE REFERENCES companies(id),
  account_created_at INTEGER,
  warmup_level TEXT NOT NULL DEFAULT 'cold' CHECK (warmup_level IN ('cold', 'warm', 'hot')),
  daily_outbound_limit INTEGER NOT NULL DEFAULT 20,
  hourly_outbound_limit INTEGER NOT NULL DEFAULT 5,
  concurrent_limit INTEGER NOT NULL DEFAULT 2,
  current_daily_sent INTEGER DEFAULT 0,
  current_hourly_sent INTEGER DEFAULT 0,
  last_message_sent_at INTEGER,
  last_daily_reset_at INTEGER DEFAULT (unixepoch()),
  last_hourly_reset_at INTEGER DEFAULT (unixepoch()),
  spam_score REAL DEFAULT 0.0 CHECK (spam_score BETWEEN 0 AND 1),
  last_ban_date INTEGER,
  ban_count INTEGER DEFAULT 0,
  last_incident_date INTEGER,
  last_incident_type TEXT,
  safe_sending_hours TEXT DEFAULT '{"start": 10, "end": 19}',
  safe_sending_days TEXT DEFAULT '[1,2,3,4,5]',
  created_at INTEGER DEFAULT (unixepoch()),
  updated_at INTEGER DEFAULT (unixepoch())
) STRICT;
CREATE INDEX IF NOT EXISTS idx_wa_health_company ON whatsapp_account_health(company_id);
CREATE INDEX IF NOT EXISTS idx_wa_health_warmup ON whatsapp_account_health(warmup_level);

CREATE TABLE IF NOT EXISTS reactivation_settings (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL UNIQUE REFERENCES companies(id),
  enabled INTEGER NOT NULL DEFAULT 1,
  tone TEXT DEFAULT 'friendly' CHECK (tone IN ('friendly', 'professional', 'casual')),
  daily_limit_mode TEXT DEFAULT 'auto' CHECK (daily_limit_mode IN ('auto', 'manual')),
  manual_daily_limit INTEGER,
  sending_hours TEXT DEFAULT '{"start": 10, "end": 19}',
  sending_days TEXT DEFAULT '[1,2,3,4,5]',
  notify_admin_on_low_conversion INTEGER DEFAULT 1,
  conversion_threshold REAL DEFAULT 0.15,
  admin_notification_chat_id TEXT,
  include_slots_in_message INTEGER DEFAULT 1,
  max_slots_to_offer INTEGER DEFAULT 3,
  prefer_favorite_staff INTEGER DEFAULT 1,
  created_at INTEGER DEFAULT (unixepoch()),
  updated_at INTEGER DEFAULT (unixepoch())
) STRICT;
CREATE INDEX IF NOT EXISTS idx_reactivation_settings_company
  ON reactivation_settings(company_id);

-- What the original did not have.
CREATE TABLE IF NOT EXISTS reactivation_accounts (
  id INTEGER PRIMARY KEY,
  min_interval_seconds INTEGER,
  first_contact_daily_limit INTEGER,
  paused_until INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS reactivation_companies (
  company_id INTEGER PRIMARY KEY REFERENCES companies(id),
  account_id INTEGER NOT NULL REFERENCES reactivation_accounts(id),
  business_type TEXT NOT NULL DEFAULT 'other',
  timezone TEXT NOT NULL DEFAULT '',
  locale TEXT NOT NULL DEFAULT 'en',
  country TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL DEFAULT ''
) STRICT;

-- One row for each attempt from the moment it is planned. Wide columns stand in the offers.
CREATE TABLE IF NOT EXISTS reactivation_attempts (
  id TEXT PRIMARY KEY NOT NULL,
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  service_id INTEGER NOT NULL,
  cycle_key TEXT NOT NULL,
  attempt_number INTEGER NOT NULL,
  campaign_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'drafted', 'held', 'ready', 'deferred',
    'dispatching', 'accepted', 'delivered', 'read', 'uncertain', 'uncertain_final', 'rejected',
    'cancelled')),
  planned_on TEXT NOT NULL,
  rank INTEGER NOT NULL,
  priority_score REAL NOT NULL,
  last_visit_at INTEGER NOT NULL,
  days_since_visit INTEGER NOT NULL,
  interval_days INTEGER NOT NULL,
  interval_source TEXT NOT NULL,
  discount_percent INTEGER NOT NULL,
  not_before INTEGER,
  not_after INTEGER,
  requeues INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  reply_type TEXT NOT NULL DEFAULT 'none',
  response_received_at INTEGER,
  completion_reason TEXT NOT NULL DEFAULT 'none',
  UNIQUE (company_id, client_id, service_id, cycle_key, attempt_number)
) STRICT;
CREATE INDEX IF NOT EXISTS reactivation_attempts_waiting
  ON reactivation_attempts(company_id, not_before)
  WHERE state IN ('planned', 'drafted', 'held', 'ready', 'deferred');
CREATE INDEX IF NOT EXISTS reactivation_attempts_sent
  ON reactivation_attempts(company_id, sent_at, client_id) WHERE sent_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS reactivation_attempt_offers (
  attempt_id TEXT PRIMARY KEY NOT NULL REFERENCES reactivation_attempts(id),
  slots TEXT NOT NULL,
  preferences TEXT NOT NULL,
  template_id TEXT,
  text TEXT
) STRICT;

-- The summed history: completed visits, one row for each client and service (0: no service named).
CREATE TABLE IF NOT EXISTS reactivation_client_services (
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  service_id INTEGER NOT NULL,
  last_visit_at INTEGER NOT NULL,
  times INTEGER NOT NULL,
  next_booking_at INTEGER,
  PRIMARY KEY (company_id, client_id, service_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reactivation_client_services_due
  ON reactivation_client_services(company_id, service_id, last_visit_at);
CREATE INDEX IF NOT EXISTS reactivation_client_services_recent
  ON reactivation_client_services(company_id, last_visit_at);
-- Clients whose bookings changed since their history was summed.
CREATE TABLE IF NOT EXISTS reactivation_dirty_clients (
  company_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  PRIMARY KEY (company_id, client_id)
) STRICT, WITHOUT ROWID;

-- One row for each send. Windows are counts of these rows; nothing is ever reset. A send that is
-- proven not to have left keeps its row with counts = 0.
CREATE TABLE IF NOT EXISTS reactivation_ledger (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  company_id INTEGER NOT NULL,
  attempt_id TEXT UNIQUE,
  sent_at INTEGER NOT NULL,
  counts INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX IF NOT EXISTS reactivation_ledger_by_time
  ON reactivation_ledger(account_id, sent_at);

CREATE TABLE IF NOT EXISTS reactivation_slots (
  company_id INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  service_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  duration_minutes INTEGER,
  PRIMARY KEY (company_id, starts_at, service_id, staff_id)
) STRICT, WITHOUT ROWID;

-- Numbers and codes of persons who opted out, kept when the client's row goes.
CREATE TABLE IF NOT EXISTS reactivation_suppressions (
  company_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'external_id')),
  value TEXT NOT NULL,
  PRIMARY KEY (company_id, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reactivation_runs (
  company_id INTEGER NOT NULL,
  local_date TEXT NOT NULL,
  planned_at INTEGER NOT NULL,
  clients INTEGER NOT NULL,
  due INTEGER NOT NULL,
  planned INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  PRIMARY KEY (company_id, local_date)
) STRICT, WITHOUT ROWID;

-- No row is ever removed, so no id is given twice.
CREATE TABLE IF NOT EXISTS reactivation_events (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  client_id INTEGER,
  attempt_id TEXT,
  kind TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT,
  at INTEGER,
  why TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS reactivation_events_by_attempt
  ON reactivation_events(attempt_id) WHERE attempt_id IS NOT NULL;
CREATE TRIGGER IF NOT EXISTS reactivation_events_stay BEFORE UPDATE ON reactivation_events
BEGIN
  SELECT RAISE(ABORT, 'reactivation_events is append-only');
END;
CREATE TRIGGER IF NOT EXISTS reactivation_events_remain BEFORE DELETE ON reactivation_events
BEGIN
  SELECT RAISE(ABORT, 'reactivation_events is append-only');
END;
