#include <new>
#include <utility>

#include "reactivation/adapters/sqlite.hpp"
#include "schema.hpp"
#include "sqlite_database.hpp"
#include "store_parts.hpp"

namespace reactivation {
namespace {

/// What `body` gives; what it throws becomes a code, and a sentence in `detail`.
template <class Body>
auto opened(std::string* detail, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (sql::Failure& failure) {
    if (detail != nullptr) *detail = std::move(failure.detail);
    return failure.code;
  } catch (const std::bad_alloc&) {
    if (detail != nullptr) detail->clear();
    return errc::storage_failed;
  }
}

}  // namespace

result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, OpenMode mode,
                                                       const TimeZoneSource& zones,
                                                       std::string* detail) {
  using Create = sql::SqliteDatabase::Create;
  return opened(detail, [&]() -> result<std::unique_ptr<SqliteStore>> {
    const auto create = mode == OpenMode::create_or_existing ? Create::yes : Create::no;
    auto database = std::make_unique<sql::SqliteDatabase>(path, create);
    sql::SqliteDatabase& file = *database;
    auto parts = std::make_unique<Parts>(std::move(database), zones);
    sql::migrate(parts->session, file);
    return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(parts)}};
  });
}

void SqliteStore::wait_for_others(std::chrono::milliseconds longest) {
  const auto& file = static_cast<const sql::SqliteDatabase&>(parts_->session.database);
  sqlite3_busy_timeout(file.handle(), static_cast<int>(longest.count()));
}

result<SqliteFile> look_at_sqlite(const std::string& path, std::string* detail) {
  return opened(detail, [&]() -> result<SqliteFile> {
    sql::SqliteDatabase database{path, sql::SqliteDatabase::Create::never_write};
    return SqliteFile{sql::schema_of(database), sql::newest_schema};
  });
}

}  // namespace reactivation
