// How a database gets its tables and views. Private to the adapter.
#pragma once

#include "postgres_database.hpp"
#include "session.hpp"

namespace reactivation::sql {

/// Applies what is missing, all of it or nothing; of several at once one does it and the others
/// find it done. With `must_exist` a database without our tables is `errc::not_found`.
/// `errc::storage_newer_schema` when it is ahead of this library; it is left untouched.
enum class WhenEmpty : std::uint8_t { make, refuse };
void migrate(Session& session, PostgresDatabase& database, WhenEmpty when_empty);

}  // namespace reactivation::sql
