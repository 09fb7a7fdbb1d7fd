// The tables and how a file gets them. Private to the adapter.
#pragma once

#include <string_view>

#include "session.hpp"

namespace reactivation::sqlite {

/// The number of the newest migration this library knows.
inline constexpr int newest_schema = 9;

/// 0 for a file without our tables.
[[nodiscard]] int schema_of(Database& database);

/// Sets the connection up and applies what is missing, all of it or nothing.
/// `errc::storage_newer_schema` when the file is ahead of this library; it is left untouched.
void migrate(Session& session);

/// Migration 2: times that are text become integers, companies, services and accounts get their
/// defaults, what the original sent becomes attempts, the history is summed.
void adopt_existing_rows(Session& session);

[[nodiscard]] bool has_column(Database& database, std::string_view table, std::string_view column);

}  // namespace reactivation::sqlite
