"""A host's own tables on a server, filled with salons whose clients are all due."""

TABLES = """
CREATE TABLE companies (id serial PRIMARY KEY, name text, timezone text, country text, locale text,
                        created_at timestamptz DEFAULT now() - interval '200 days');
CREATE TABLE services (id serial PRIMARY KEY, company_id integer REFERENCES companies, title text);
CREATE TABLE staff (id serial PRIMARY KEY, company_id integer REFERENCES companies, name text);
CREATE TABLE clients (id serial PRIMARY KEY, company_id integer REFERENCES companies,
                      phone varchar(20), name text);
CREATE TABLE bookings (id serial PRIMARY KEY, company_id integer REFERENCES companies,
                       client_id integer REFERENCES clients, staff_id integer,
                       service_ids integer[], datetime timestamptz, status text);
"""


def rows(zone, companies, clients):
    """`clients` of each company; they write English."""
    return f"""
INSERT INTO companies (name, timezone, country, locale)
  SELECT 'Salon ' || n, '{zone}', 'GB', 'en' FROM generate_series(1, {companies}) n;
INSERT INTO services (company_id, title) SELECT id, 'Haircut' FROM companies ORDER BY id;
INSERT INTO clients (company_id, phone, name)
  SELECT c.id, '+4479' || (10000000 + c.id * 10000 + n), 'Anna'
    FROM companies c, generate_series(1, {clients}) n ORDER BY c.id, n;
INSERT INTO bookings (company_id, client_id, service_ids, datetime, status)
  SELECT k.company_id, k.id, ARRAY[k.company_id], now() - (40 + k.id % 50) * interval '1 day',
         'completed' FROM clients k;
"""


def at_every_hour(daily, concurrent):
    """Ours, once they are there: whoever is due may be written to at once, within these limits."""
    return f"""
UPDATE reactivation_settings SET sending_hours = '{{"start":0,"end":24}}',
  sending_days = ARRAY[1,2,3,4,5,6,7];
UPDATE reactivation_accounts SET min_interval_seconds = 0, is_governed = 0;
UPDATE whatsapp_account_health SET daily_outbound_limit = {daily},
  hourly_outbound_limit = 1000, concurrent_limit = {concurrent},
  safe_sending_hours = '{{"start":0,"end":24}}', safe_sending_days = ARRAY[1,2,3,4,5,6,7];
"""
