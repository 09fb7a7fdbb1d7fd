-- Runs after the added columns exist. The expressions of the partial indexes are repeated word for
-- word by the queries that use them.

CREATE INDEX IF NOT EXISTS idx_clients_opt_out ON clients(reactivation_opt_out);
CREATE INDEX IF NOT EXISTS idx_clients_last_reactivation ON clients(last_reactivation_sent);
CREATE INDEX IF NOT EXISTS reactivation_clients_by_company ON clients(company_id);
CREATE INDEX IF NOT EXISTS reactivation_clients_by_phone
  ON clients(company_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX IF NOT EXISTS reactivation_clients_sent
  ON clients(company_id, last_reactivation_sent) WHERE last_reactivation_sent IS NOT NULL;
CREATE INDEX IF NOT EXISTS reactivation_clients_barred
  ON clients(company_id)
  WHERE ifnull(reactivation_opt_out, 0) <> 0
     OR ifnull(reactivation_consent, 'unknown') NOT IN ('unknown', 'granted')
     OR ifnull(reactivation_phone_status, 'mobile') NOT IN ('mobile', 'test')
     OR ifnull(phone, '') NOT GLOB '+[1-9]*'
     OR length(phone) NOT BETWEEN 8 AND 16
     OR substr(phone, 2) GLOB '*[^0-9]*'
     OR reactivation_paused_until IS NOT NULL
     OR ifnull(reactivation_needs_person, 0) <> 0;
CREATE INDEX IF NOT EXISTS reactivation_clients_unasked
  ON clients(company_id) WHERE ifnull(reactivation_consent, 'unknown') <> 'granted';

CREATE UNIQUE INDEX IF NOT EXISTS reactivation_clients_external
  ON clients(company_id, reactivation_external_id) WHERE reactivation_external_id IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS reactivation_services_external
  ON services(company_id, reactivation_external_id) WHERE reactivation_external_id IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS reactivation_staff_external
  ON staff(company_id, reactivation_external_id) WHERE reactivation_external_id IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS reactivation_bookings_external
  ON bookings(company_id, reactivation_external_id) WHERE reactivation_external_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS reactivation_services_by_company ON services(company_id);
CREATE INDEX IF NOT EXISTS reactivation_staff_by_company ON staff(company_id);
CREATE INDEX IF NOT EXISTS reactivation_bookings_by_client
  ON bookings(company_id, client_id, datetime);
CREATE INDEX IF NOT EXISTS reactivation_bookings_open
  ON bookings(company_id, datetime, client_id)
  WHERE status NOT IN ('completed', 'cancelled', 'no_show');

-- Every change of a booking marks its client; the history is summed again before the next plan.
CREATE TRIGGER IF NOT EXISTS reactivation_bookings_added AFTER INSERT ON bookings
  WHEN typeof(new.client_id) = 'integer' AND NOT EXISTS (SELECT 1 FROM reactivation_dirty_clients
    WHERE company_id = new.company_id AND client_id = new.client_id)
BEGIN
  INSERT INTO reactivation_dirty_clients VALUES (new.company_id, new.client_id);
END;
CREATE TRIGGER IF NOT EXISTS reactivation_bookings_changed
  AFTER UPDATE OF company_id, client_id, service_ids, datetime, status, cost_minor ON bookings
BEGIN
  INSERT INTO reactivation_dirty_clients
    SELECT old.company_id, old.client_id
     WHERE typeof(old.client_id) = 'integer' AND NOT EXISTS (SELECT 1 FROM reactivation_dirty_clients
       WHERE company_id = old.company_id AND client_id = old.client_id);
  INSERT INTO reactivation_dirty_clients
    SELECT new.company_id, new.client_id
     WHERE typeof(new.client_id) = 'integer' AND NOT EXISTS (SELECT 1 FROM reactivation_dirty_clients
       WHERE company_id = new.company_id AND client_id = new.client_id);
END;
CREATE TRIGGER IF NOT EXISTS reactivation_bookings_removed AFTER DELETE ON bookings
  WHEN typeof(old.client_id) = 'integer' AND NOT EXISTS (SELECT 1 FROM reactivation_dirty_clients
    WHERE company_id = old.company_id AND client_id = old.client_id)
BEGIN
  INSERT INTO reactivation_dirty_clients VALUES (old.company_id, old.client_id);
END;

-- The age of an account is computed when it is read.
CREATE VIEW IF NOT EXISTS reactivation_account_health AS
  SELECT company_id, account_created_at,
         CASE WHEN account_created_at IS NULL THEN NULL
              ELSE (unixepoch() - account_created_at) / 86400 END AS account_age_days,
         warmup_level, daily_outbound_limit, hourly_outbound_limit, concurrent_limit, spam_score,
         current_daily_sent, current_hourly_sent, last_message_sent_at
    FROM whatsapp_account_health;
CREATE VIEW IF NOT EXISTS reactivation_sends_by_day AS
  SELECT company_id, date(sent_at, 'unixepoch') AS utc_date, count(*) AS sends
    FROM reactivation_ledger WHERE counts = 1 GROUP BY company_id, utc_date;
