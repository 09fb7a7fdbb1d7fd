// The SQL of the migrations, as texts. Private to the adapter.
#pragma once

namespace reactivation::sql {

extern const char* const tables_sql;     ///< migration 1: every table
extern const char* const indexes_sql;    ///< migration 1: what needs the added columns
extern const char* const defaults_sql;   ///< migration 2: rows for what is already there
extern const char* const protocol_sql;   ///< migration 3: leases, inbox, identities, the gate
extern const char* const scheduler_sql;  ///< migration 4: how the runs of the schedule went
extern const char* const lookups_sql;    ///< migration 5: indexes for what every message asks
extern const char* const reactions_sql;  ///< migration 6: how people took it, and what was told
extern const char* const drafts_sql;     ///< migration 7: what a model was asked and answered
extern const char* const results_sql;    ///< migration 9: who was eligible for a message
extern const char* const arms_sql;       ///< migration 10: what is tried, and the month's budget
extern const char* const service_sql;    ///< migration 11: tokens and answers of the service
extern const char* const leases_sql;     ///< migration 12: which worker sends for a company

}  // namespace reactivation::sql
