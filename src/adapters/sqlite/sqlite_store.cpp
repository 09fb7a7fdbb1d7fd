#include <utility>

#include "reactivation/adapters/sqlite.hpp"
#include "schema.hpp"
#include "sqlite_database.hpp"
#include "store_parts.hpp"

namespace reactivation {
result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, OpenMode mode,
                                                       const TimeZoneSource& zones,
                                                       std::string* detail) {
  using Create = sql::SqliteDatabase::Create;
  return sql::opened(detail, [&]() -> result<std::unique_ptr<SqliteStore>> {
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

result<void> SqliteStore::together(const std::function<void()>& work) {
  return parts_->guarded([&] {
    sql::Batch batch{parts_->session.database};
    work();
    batch.commit();
  });
}

result<SqliteFile> look_at_sqlite(const std::string& path, std::string* detail) {
  return sql::opened(detail, [&]() -> result<SqliteFile> {
    sql::SqliteDatabase database{path, sql::SqliteDatabase::Create::never_write};
    return SqliteFile{sql::schema_of(database), sql::newest_schema};
  });
}

}  // namespace reactivation
