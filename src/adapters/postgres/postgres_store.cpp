#include <utility>

#include "postgres_database.hpp"
#include "reactivation/adapters/postgres.hpp"
#include "schema.hpp"
#include "store_parts.hpp"

namespace reactivation {
namespace {

constexpr std::chrono::milliseconds answer_max{120'000};

}  // namespace

result<std::unique_ptr<PostgresStore>> PostgresStore::open(const std::string& url,
                                                           MissingTables missing,
                                                           const TimeZoneSource& zones,
                                                           std::string* detail) {
  return sql::opened(detail, [&]() -> result<std::unique_ptr<PostgresStore>> {
    auto database = std::make_unique<sql::PostgresDatabase>(url);
    sql::PostgresDatabase& server = *database;
    auto parts = std::make_unique<Parts>(std::move(database), zones);
    sql::migrate(parts->session, server,
                 missing == MissingTables::make ? sql::WhenEmpty::make : sql::WhenEmpty::refuse);
    server.wait_for_answers(answer_max);
    return std::unique_ptr<PostgresStore>{new PostgresStore{std::move(parts)}};
  });
}

void PostgresStore::wait_for_others(std::chrono::milliseconds longest) {
  static_cast<sql::PostgresDatabase&>(parts_->session.database).wait_for_others(longest);
}

void PostgresStore::wait_for_answers(std::chrono::milliseconds longest) {
  static_cast<sql::PostgresDatabase&>(parts_->session.database).wait_for_answers(longest);
}

result<std::string> PostgresStore::installation() {
  return parts_->reading([&] {
    // The server's own number, given when its data folder was made, and the database's in it.
    sql::Rows row = parts_->session.database.query(
        "SELECT 'postgresql-' || c.system_identifier || '-' || d.oid"
        " FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()");
    if (!row.next()) sql::fail(errc::storage_failed, place() + ": the server has no number");
    return std::string{row.text(0)};
  });
}

const std::string& PostgresStore::place() const noexcept {
  return parts_->session.database.place();
}

}  // namespace reactivation
