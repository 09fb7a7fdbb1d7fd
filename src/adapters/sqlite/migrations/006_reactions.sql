-- What a client asked for besides: not only whom, also for what and when.
ALTER TABLE reactivation_wishes ADD COLUMN service_id INTEGER;
ALTER TABLE reactivation_wishes ADD COLUMN day_part TEXT;
