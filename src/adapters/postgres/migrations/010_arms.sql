-- For a database made before: what a company tries on its clients, and what was drawn.

ALTER TABLE reactivation_attempt_offers ADD COLUMN IF NOT EXISTS arms_name text;
ALTER TABLE reactivation_attempt_offers ADD COLUMN IF NOT EXISTS arms text;
CREATE TABLE IF NOT EXISTS reactivation_arms (
  company_id bigint PRIMARY KEY,
  arms text NOT NULL,
  discount_budget_minor bigint,
  margin_percent bigint NOT NULL
);
