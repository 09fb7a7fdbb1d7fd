-- What every existing company gets; the migration continues in C++, where the core's tables are.
-- The views are read here, so that a host's own are served too.

INSERT INTO reactivation_accounts (id) SELECT id FROM companies ON CONFLICT DO NOTHING;
INSERT INTO reactivation_companies (company_id, account_id) SELECT id, id FROM companies
  ON CONFLICT DO NOTHING;
INSERT INTO reactivation_settings (company_id)
  SELECT c.id FROM companies c
   WHERE NOT EXISTS (SELECT 1 FROM reactivation_settings s WHERE s.company_id = c.id);
INSERT INTO whatsapp_account_health (company_id, account_created_at, warmup_level)
  SELECT c.id, c.created_at,
         CASE WHEN extract(epoch FROM now())::bigint - c.created_at > 91 * 86400 - 1 THEN 'hot'
              WHEN extract(epoch FROM now())::bigint - c.created_at > 31 * 86400 - 1 THEN 'warm'
              ELSE 'cold' END
    FROM companies c
   WHERE NOT EXISTS (SELECT 1 FROM whatsapp_account_health h WHERE h.company_id = c.id);
INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)
  SELECT h.account_id, c.company_id, c.id, c.sent_at
    FROM reactivation_campaigns c JOIN reactivation_companies h USING (company_id)
   WHERE c.sent_at IS NOT NULL
   ORDER BY c.sent_at, c.id
  ON CONFLICT DO NOTHING;
INSERT INTO reactivation_suppressions (company_id, kind, value)
  SELECT DISTINCT company_id, 'phone', phone FROM clients
   WHERE coalesce(reactivation_opt_out, 0) <> 0 AND phone <> ''
  ON CONFLICT DO NOTHING;
INSERT INTO reactivation_dirty_clients (company_id, client_id)
  SELECT DISTINCT company_id, client_id FROM bookings
   WHERE company_id IS NOT NULL AND client_id IS NOT NULL;
