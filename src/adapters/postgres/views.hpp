// The tables that are the host's or the original's, as views whose columns are what the store's SQL
// expects: whole seconds, 0 and 1, JSON in texts. A trigger of each view writes into the table
// behind it. Private to the adapter.
//
// A host whose tables have other names and columns makes the view itself, before the first `init`
// (docs/postgres.md); such a view is left alone, and so is whatever stands behind it.
#pragma once

#include "postgres_database.hpp"

namespace reactivation::sql {

/// Whether the host has made the view of that table.
[[nodiscard]] bool is_host_view(PostgresDatabase& database, const char* table);
/// Makes or makes again every view that is not the host's, and the indexes behind them.
void make_views(PostgresDatabase& database);
/// Whether somebody has dropped one, to change what stands behind it.
[[nodiscard]] bool is_view_missing(PostgresDatabase& database);

}  // namespace reactivation::sql
