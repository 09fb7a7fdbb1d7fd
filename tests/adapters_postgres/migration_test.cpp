// A database that an earlier version made is brought up to date; a newer one is left alone.
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <vector>

#include "postgres_server.hpp"
#include "reactivation/adapters/postgres.hpp"
#include "reactivation/adapters/sql_service.hpp"
#include "session.hpp"

using namespace reactivation;
using postgres_test::Server;
using postgres_test::Sql;

namespace {

class Zones final : public TimeZoneSource {
public:
  result<TimeZone> find(std::string_view) const override { return TimeZone::utc(); }
};
const Zones zones;
const Instant noon{Seconds{1'770'000'000}};

result<std::unique_ptr<PostgresStore>> open(const std::string& url,
                                            MissingTables missing = MissingTables::refuse) {
  return PostgresStore::open(url, missing, zones);
}

/// As an earlier schema left it.
class Old {
public:
  explicit Old(const char* name, int version)
      : url(Server::instance().make_database(name)), sql(url) {
    REQUIRE(open(url, MissingTables::make));
    sql.run("DROP TABLE reactivation_company_leases");
    if (version < 11) sql.run("DROP TABLE reactivation_api_tokens, reactivation_api_requests");
    if (version < 10) {
      sql.run("DROP TABLE reactivation_arms");
      sql.run("ALTER TABLE reactivation_attempt_offers DROP COLUMN arms, DROP COLUMN arms_name");
    }
    sql.run("UPDATE reactivation_schema SET version = " + std::to_string(version));
  }
  bool has_table(const std::string& name) const {
    return sql.number(
               "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
               " AND relname = '" +
               name + "'") == 1;
  }

  std::string url;
  Sql sql;
};

void check_whole(const Old& old, PostgresStore& store) {
  CHECK(store.schema_version().value() == sql::newest_schema);
  for (const char* name : {"reactivation_arms", "reactivation_api_tokens",
                           "reactivation_api_requests", "reactivation_company_leases"}) {
    CHECK(old.has_table(name));
  }
  SqlService service(store);
  ApiToken token;
  token.name = "chief";
  token.role = "admin";
  token.created_at = noon;
  REQUIRE(service.add_token(token, "rs_0123456789abcdef0123456789"));
  CHECK(service.find_token("rs_0123456789abcdef0123456789").value()->name == "chief");
}

}  // namespace

TEST_CASE("a database of schema 9 and later is brought up to date with what is in it") {
  for (const int version : {11, 10, 9}) {
    Old old(("made_by_" + std::to_string(version)).c_str(), version);
    old.sql.run("INSERT INTO companies (id, name) VALUES (7, 'Kept')");
    auto store = open(old.url);
    REQUIRE(store);
    check_whole(old, *store.value());
    CHECK(old.sql.one("SELECT name FROM companies WHERE id = 7") == "Kept");
    // Again there is nothing to do.
    CHECK(open(old.url).value()->schema_version().value() == sql::newest_schema);
    CHECK(old.sql.number("SELECT count(*) FROM reactivation_schema WHERE version = 12") == 1);
  }
}

TEST_CASE("several that come at once bring it up to date once") {
  Old old("made_by_10_for_many", 10);
  std::vector<std::future<bool>> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [&old] { return open(old.url).has_value(); }));
  }
  for (auto& each : all) CHECK(each.get());
  check_whole(old, *open(old.url).value());
}

TEST_CASE("a database that nobody released, and a newer one, are refused and left as they are") {
  Old old("made_by_8", 9);
  old.sql.run("UPDATE reactivation_schema SET version = 8");
  CHECK_FALSE(open(old.url));
  CHECK_FALSE(old.has_table("reactivation_api_tokens"));
  old.sql.run("UPDATE reactivation_schema SET version = " + std::to_string(sql::newest_schema + 1));
  const auto newer = open(old.url);
  REQUIRE_FALSE(newer);
  CHECK(newer.error() == make_error_code(errc::storage_newer_schema));
  CHECK_FALSE(old.has_table("reactivation_api_tokens"));
}
