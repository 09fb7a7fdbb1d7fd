// The SQL of the migrations, as texts. Private to the adapter.
#pragma once

namespace reactivation::sql::postgres {

extern const char* const functions_sql;  ///< migration 1: in the schema of the views
extern const char* const parents_sql;    ///< migration 1: the host's tables
extern const char* const tables_sql;     ///< migration 1: the original's
extern const char* const own_sql;        ///< migration 1: ours
extern const char* const defaults_sql;   ///< migration 1: rows for what is already there
extern const char* const arms_sql;       ///< migration 10: what is tried, and the month's budget
extern const char* const service_sql;    ///< migration 11: tokens and answers of the service
extern const char* const leases_sql;     ///< migration 12: which worker sends for a company

}  // namespace reactivation::sql::postgres
