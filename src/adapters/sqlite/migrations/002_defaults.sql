-- What every existing company gets; migration 2 continues in C++, where the core's tables are.

INSERT OR IGNORE INTO reactivation_accounts (id) SELECT id FROM companies;
INSERT OR IGNORE INTO reactivation_companies (company_id, account_id)
  SELECT id, id FROM companies;
INSERT OR IGNORE INTO reactivation_settings (company_id) SELECT id FROM companies;
INSERT OR IGNORE INTO whatsapp_account_health (company_id, account_created_at, warmup_level)
  SELECT id, created_at,
         CASE WHEN (unixepoch() - created_at) / 86400 > 90 THEN 'hot'
              WHEN (unixepoch() - created_at) / 86400 > 30 THEN 'warm'
              ELSE 'cold' END
    FROM companies;
INSERT OR IGNORE INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)
  SELECT h.account_id, c.company_id, c.id, c.sent_at
    FROM reactivation_campaigns c JOIN reactivation_companies h USING (company_id)
   WHERE typeof(c.sent_at) = 'integer'
   ORDER BY c.sent_at, c.id;
INSERT OR IGNORE INTO reactivation_suppressions (company_id, kind, value)
  SELECT company_id, 'phone', phone FROM clients
   WHERE ifnull(reactivation_opt_out, 0) <> 0 AND phone <> '';
INSERT OR IGNORE INTO reactivation_dirty_clients (company_id, client_id)
  SELECT DISTINCT company_id, client_id FROM bookings
   WHERE typeof(company_id) = 'integer' AND typeof(client_id) = 'integer';
