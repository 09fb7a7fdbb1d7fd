-- What the store's SQL calls by SQLite's names. They stand in the schema of the views.

CREATE OR REPLACE FUNCTION max(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE greatest($1, $2) END $$;
CREATE OR REPLACE FUNCTION max(bigint, bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
  PARALLEL SAFE
  AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL OR $3 IS NULL THEN NULL
                    ELSE greatest($1, $2, $3) END $$;
CREATE OR REPLACE FUNCTION min(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE least($1, $2) END $$;
CREATE OR REPLACE FUNCTION typeof(bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN $1 IS NULL THEN 'null' ELSE 'integer' END $$;
CREATE OR REPLACE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT strpos($1, $2) $$;
-- A time without a zone is the company's. A zone that PostgreSQL does not know is UTC here; the
-- library knows none of it either, and sends nothing.
CREATE OR REPLACE FUNCTION in_zone_of_company(at timestamp, company bigint) RETURNS timestamptz
  LANGUAGE plpgsql STABLE
  AS $$
  BEGIN
    RETURN at AT TIME ZONE coalesce(nullif((SELECT c.timezone FROM reactivation_companies c
                                             WHERE c.company_id = company), ''), 'UTC');
  EXCEPTION WHEN invalid_parameter_value THEN
    RETURN at AT TIME ZONE 'UTC';
  END $$;
CREATE OR REPLACE FUNCTION as_local_time(at timestamptz, company bigint) RETURNS timestamp
  LANGUAGE plpgsql STABLE
  AS $$
  BEGIN
    RETURN at AT TIME ZONE coalesce(nullif((SELECT c.timezone FROM reactivation_companies c
                                             WHERE c.company_id = company), ''), 'UTC');
  EXCEPTION WHEN invalid_parameter_value THEN
    RETURN at AT TIME ZONE 'UTC';
  END $$;
