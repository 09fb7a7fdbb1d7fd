// How a file gets its tables. Private to the adapter.
#pragma once

#include <string_view>

#include "session.hpp"
#include "sqlite_database.hpp"

namespace reactivation::sql {

/// 0 for a file without our tables.
[[nodiscard]] int schema_of(Database& database);

/// Sets the connection up and applies what is missing, all of it or nothing.
/// `errc::storage_newer_schema` when the file is ahead of this library; it is left untouched.
void migrate(Session& session, const SqliteDatabase& file);

/// Migration 2: times that are text become integers, companies, services and accounts get their
/// defaults, what the original sent becomes attempts, the history is summed.
void adopt_file(Session& session);

[[nodiscard]] bool has_column(Database& database, std::string_view table, std::string_view column);

}  // namespace reactivation::sql
