// What a lost connection, a pooler and other writers do to a transaction.
#include <catch2/catch.hpp>
#include <limits>
#include <memory>

#include "failure_of.hpp"
#include "postgres_database.hpp"
#include "postgres_server.hpp"

using namespace reactivation;
using namespace reactivation::sql;
using postgres_test::failure_of;
using postgres_test::Server;
using postgres_test::Sql;

namespace {

class World {
public:
  explicit World(const char* name) : url(Server::instance().make_database(name)), sql(url) {
    sql.run("CREATE TABLE t (id bigint PRIMARY KEY, text text)");
  }
  /// Ends every connection to the database but that of `sql`.
  void cut() const {
    sql.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
        " current_database() AND pid <> pg_backend_pid()");
  }

  std::string url;
  Sql sql;
};

}  // namespace

TEST_CASE("a connection that died while nobody used it is made again") {
  World world("idle");
  PostgresDatabase database(world.url);
  {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("INSERT INTO t VALUES (1, 'a')");
    transaction.commit();
  }
  world.cut();
  {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("INSERT INTO t VALUES (2, 'b')");
    transaction.commit();
  }
  CHECK(world.sql.number("SELECT count(*) FROM t") == 2);
}

TEST_CASE("one that dies inside a transaction undoes it, and it may be repeated") {
  World world("inside");
  PostgresDatabase database(world.url);
  const Failure failure = failure_of([&] {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("INSERT INTO t VALUES (1, 'a')");
    world.cut();
    database.change("INSERT INTO t VALUES (2, 'b')");
    transaction.commit();
  });
  CHECK(failure.code == errc::storage_failed);
  CHECK(failure.may_repeat);
  CHECK(world.sql.number("SELECT count(*) FROM t") == 0);
  Transaction transaction{database, Transaction::Kind::write};
  database.change("INSERT INTO t VALUES (3, 'c')");
  transaction.commit();
  CHECK(world.sql.one("SELECT text FROM t") == "c");
}

TEST_CASE("a COMMIT on a dead connection is looked up: it is not there, and may be repeated") {
  World world("commit");
  PostgresDatabase database(world.url);
  const Failure failure = failure_of([&] {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("INSERT INTO t VALUES (1, 'a')");
    world.cut();
    transaction.commit();
  });
  CHECK(failure.may_repeat);
  CHECK(failure.detail.find("nothing was changed") != std::string::npos);
  CHECK(world.sql.number("SELECT count(*) FROM t") == 0);
}

TEST_CASE("a COMMIT that was done but never answered counts as done") {
  World world("unheard");
  PostgresDatabase database(world.url);
  {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("INSERT INTO t VALUES (1, 'a')");
    // The server does it; the connection dies before the driver has heard of its own COMMIT.
    PGconn* const connection = database.handle();
    REQUIRE(PQsendQuery(connection, "COMMIT") == 1);
    while (const Result heard{PQgetResult(connection)}) {
    }
    world.cut();
    transaction.commit();
  }
  CHECK(world.sql.number("SELECT count(*) FROM t") == 1);
}

TEST_CASE("a text that two writers put, and a value that does not fit, show no value") {
  World world("values");
  PostgresDatabase database(world.url);
  const Failure twice = failure_of([&] {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("INSERT INTO t VALUES (1, ?1)", std::string_view{"+79001234567"});
    database.change("INSERT INTO t VALUES (1, ?1)", std::string_view{"+79001234567"});
  });
  CHECK(twice.code == errc::storage_conflict);
  CHECK(twice.detail.find("t_pkey") != std::string::npos);
  const Failure number = failure_of([&] {
    Transaction transaction{database, Transaction::Kind::write};
    (void)database.query("SELECT (?1::text)::bigint", std::string_view{"+79001234567x"}).next();
  });
  CHECK(number.code == errc::storage_failed);
  for (const Failure* failure : {&twice, &number}) {
    CHECK(failure->detail.find("7900") == std::string::npos);
    CHECK_FALSE(failure->may_repeat);
  }
}

TEST_CASE("a lock that another writer holds for long is storage_busy") {
  World world("busy");
  world.sql.run("INSERT INTO t VALUES (1, 'a')");
  PostgresDatabase database(world.url);
  database.wait_for_others(std::chrono::milliseconds{50});
  const Sql other{world.url};
  other.run("BEGIN; SELECT * FROM t FOR UPDATE");
  const Failure failure = failure_of([&] {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("UPDATE t SET text = 'b'");
  });
  CHECK(failure.code == errc::storage_busy);
  other.run("ROLLBACK");
}

TEST_CASE("a server that cannot be reached is named without user and password") {
  const Failure failure =
      failure_of([] { PostgresDatabase database("postgresql://u:secret@127.0.0.1:1/salon"); });
  CHECK(failure.code == errc::storage_failed);
  CHECK(failure.detail.find("postgresql://127.0.0.1:1/salon") == 0);
  CHECK(failure.detail.find("secret") == std::string::npos);
}

TEST_CASE("settings and temporary tables end with their transaction") {
  World world("pooled");
  PostgresDatabase database(world.url);
  {
    Transaction transaction{database, Transaction::Kind::read};
    database.empty_temporary_tables();
    database.change("INSERT INTO temp.reactivation_candidates VALUES (?1)", 1);
    database.empty_temporary_tables();
    Rows row = database.query("SELECT count(*) FROM temp.reactivation_candidates");
    REQUIRE(row.next());
    CHECK(row.integer(0) == 0);
    transaction.commit();
  }
  // What the next client of a pooler finds on the same connection.
  const std::unique_ptr<Statement> tables = database.prepare(
      "SELECT to_regclass('reactivation_candidates') IS NULL, current_setting('search_path'),"
      " (SELECT count(*) FROM pg_prepared_statements)");
  Rows row = tables->with();
  REQUIRE(row.next());
  CHECK(row.integer(0) == 1);
  CHECK(row.text(1) == "\"$user\", public");
  CHECK(row.integer(2) == 0);
}

TEST_CASE("values come as they are: numbers, flags, nothing, texts") {
  World world("kinds");
  PostgresDatabase database(world.url);
  Transaction transaction{database, Transaction::Kind::read};
  Rows row = database.query("SELECT ?1, ?2, ?3, ?4, true, 1.5::numeric, '{1,2}'::bigint[]",
                            std::int64_t{-9223372036854775807LL - 1}, 0.1,
                            std::optional<std::int64_t>{}, std::string_view{"Ольга"});
  REQUIRE(row.next());
  CHECK(row.integer(0) == std::numeric_limits<std::int64_t>::min());
  CHECK(row.real(1) == 0.1);
  CHECK(row.is_null(2));
  CHECK(row.text(3) == "Ольга");
  CHECK(row.type(4) == ValueType::integer);
  CHECK(row.integer(4) == 1);
  CHECK(row.type(5) == ValueType::real);
  CHECK(row.text(6) == "{1,2}");
  CHECK_FALSE(row.next());
}
