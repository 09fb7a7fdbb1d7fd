-- A host whose tables have other names and shapes: salons, customers, treatments, employees,
-- appointments with their treatments in a table between. Views in the schema `reactivation` stand in
-- for the tables that the library expects. Run this once, before the first `reactivation init`.
--
-- In a view instants are whole seconds since 1970-01-01T00:00:00Z, flags 0 or 1, lists JSON texts,
-- numbers bigint. What the library keeps of a client, and has no column here, stands in tables beside
-- the host's own.
CREATE SCHEMA reactivation;

CREATE FUNCTION reactivation.seconds(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS $$ SELECT floor(extract(epoch FROM at - timestamptz '1970-01-01 00:00:00+00'))::bigint $$;

CREATE VIEW reactivation.companies AS
  SELECT id::bigint AS id, title::text AS name, reactivation.seconds(opened_at) AS created_at
    FROM salons;

CREATE TABLE reactivation.service_codes (id bigint PRIMARY KEY, external_id text);
CREATE VIEW reactivation.services AS
  SELECT t.id::bigint AS id, t.salon_id::bigint AS company_id, t.name::text AS title,
         (t.price * 100)::bigint AS price_minor, (NOT t.is_archived)::integer::bigint AS active,
         c.external_id AS reactivation_external_id
    FROM treatments t LEFT JOIN reactivation.service_codes c ON c.id = t.id;

CREATE VIEW reactivation.staff AS
  SELECT id::bigint AS id, salon_id::bigint AS company_id, full_name::text AS name,
         1::bigint AS active, NULL::text AS reactivation_external_id
    FROM employees;

CREATE TABLE reactivation.client_facts (
  id bigint PRIMARY KEY,
  reactivation_opt_out bigint DEFAULT 0,
  opt_out_reason text,
  opt_out_date bigint,
  last_reactivation_sent bigint,
  reactivation_attempts_count bigint DEFAULT 0,
  preferred_time_period text,
  preferred_days text,
  preference_confidence double precision,
  reactivation_external_id text,
  reactivation_phone_status text,
  reactivation_consent text,
  reactivation_paused_until bigint,
  reactivation_needs_person bigint,
  reactivation_has_chat_history bigint,
  reactivation_locale text,
  reactivation_timezone text,
  reactivation_visit_count bigint,
  reactivation_spent_minor bigint,
  reactivation_preferred_staff_id bigint
);
CREATE VIEW reactivation.clients AS
  SELECT k.id::bigint AS id, k.salon_id::bigint AS company_id, k.mobile::text AS phone,
         k.full_name::text AS name, NULL::bigint AS visit_count, k.tier::text AS loyalty_level,
         NULL::double precision AS total_spent, coalesce(f.reactivation_opt_out, 0)
           AS reactivation_opt_out, f.opt_out_reason, f.opt_out_date, f.last_reactivation_sent,
         f.reactivation_attempts_count, f.preferred_time_period, f.preferred_days,
         f.preference_confidence, f.reactivation_external_id, f.reactivation_phone_status,
         f.reactivation_consent, f.reactivation_paused_until, f.reactivation_needs_person,
         f.reactivation_has_chat_history, f.reactivation_locale, f.reactivation_timezone,
         f.reactivation_visit_count, f.reactivation_spent_minor, f.reactivation_preferred_staff_id
    FROM customers k LEFT JOIN reactivation.client_facts f ON f.id = k.id;
CREATE FUNCTION reactivation.write_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Names and numbers change only when a person is erased.
  UPDATE customers SET full_name = NEW.name, mobile = NEW.phone
   WHERE id = OLD.id AND (NEW.name IS DISTINCT FROM OLD.name OR NEW.phone IS DISTINCT FROM OLD.phone);
  DELETE FROM reactivation.client_facts WHERE id = OLD.id;
  INSERT INTO reactivation.client_facts VALUES (OLD.id, NEW.reactivation_opt_out,
    NEW.opt_out_reason, NEW.opt_out_date, NEW.last_reactivation_sent,
    NEW.reactivation_attempts_count, NEW.preferred_time_period, NEW.preferred_days,
    NEW.preference_confidence, NEW.reactivation_external_id, NEW.reactivation_phone_status,
    NEW.reactivation_consent, NEW.reactivation_paused_until, NEW.reactivation_needs_person,
    NEW.reactivation_has_chat_history, NEW.reactivation_locale, NEW.reactivation_timezone,
    NEW.reactivation_visit_count, NEW.reactivation_spent_minor,
    NEW.reactivation_preferred_staff_id);
  RETURN NEW;
END $$;
CREATE TRIGGER write_client INSTEAD OF UPDATE ON reactivation.clients
  FOR EACH ROW EXECUTE FUNCTION reactivation.write_client();

CREATE VIEW reactivation.bookings AS
  SELECT a.id::bigint AS id, a.salon_id::bigint AS company_id, a.customer_id::bigint AS client_id,
         a.employee_id::bigint AS staff_id,
         (SELECT '[' || string_agg(b.treatment_id::text, ',') || ']'
            FROM appointment_treatments b WHERE b.appointment_id = a.id) AS service_ids,
         reactivation.seconds(a.starts_at) AS datetime,
         CASE a.state WHEN 'done' THEN 'completed' WHEN 'no-show' THEN 'no_show'
                      WHEN 'cancelled' THEN 'cancelled' ELSE 'booked' END AS status,
         (a.total * 100)::bigint AS cost_minor, reactivation.seconds(a.made_at) AS created_at,
         NULL::text AS reactivation_external_id, 1::bigint AS reactivation_time_known,
         NULL::bigint AS reactivation_discount_applied
    FROM appointments a;

-- After the first `init`: every change of an appointment marks its customer, so that the history is
-- summed again before the next plan. (The table of marks is made by `init`.)
CREATE FUNCTION reactivation.mark_customer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO reactivation_dirty_clients VALUES (OLD.salon_id, OLD.customer_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO reactivation_dirty_clients VALUES (NEW.salon_id, NEW.customer_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mark_customer AFTER INSERT OR UPDATE OR DELETE ON appointments
  FOR EACH ROW EXECUTE FUNCTION reactivation.mark_customer();
