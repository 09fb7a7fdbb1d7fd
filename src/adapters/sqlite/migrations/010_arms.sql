-- What a company tries on its clients, and what it may give away: without a row nothing, and as much
-- as its rules say.

CREATE TABLE IF NOT EXISTS reactivation_arms (
  company_id INTEGER PRIMARY KEY,
  arms TEXT NOT NULL,
  discount_budget_minor INTEGER,
  margin_percent INTEGER NOT NULL
) STRICT;
