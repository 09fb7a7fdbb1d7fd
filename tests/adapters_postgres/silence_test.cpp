// A server that does not answer and does not close: nobody waits for it for ever.
#include <catch2/catch.hpp>
#include <thread>

#include "failure_of.hpp"
#include "postgres_database.hpp"
#include "postgres_server.hpp"
#include "silent_wire.hpp"

using namespace reactivation;
using namespace reactivation::sql;
using postgres_test::failure_of;
using postgres_test::Server;
using postgres_test::SilentWire;
using postgres_test::Sql;

namespace {

/// A table on the server, and a connection to it that may fall silent.
struct World {
  explicit World(const char* name)
      : sql(Server::instance().make_database(name)),
        wire(Server::instance().socket()),
        database(wire.url(name)) {
    sql.run("CREATE TABLE t (id bigint PRIMARY KEY)");
    // Long enough for a busy machine: only what is silent may be late.
    database.wait_for_answers(std::chrono::milliseconds{3000});
    database.wait_for_others(std::chrono::milliseconds{500});
  }
  void insert(int id) {
    Transaction transaction{database, Transaction::Kind::write};
    database.change("INSERT INTO t VALUES (?1)", id);
    transaction.commit();
  }
  [[nodiscard]] std::int64_t rows() const { return sql.number("SELECT count(*) FROM t"); }

  Sql sql;
  SilentWire wire;
  PostgresDatabase database;
};

}  // namespace

TEST_CASE("a connection that fell silent while nobody used it is made again") {
  World world("silent_idle");
  world.insert(1);
  world.wire.fall_silent();
  world.insert(2);
  CHECK(world.rows() == 2);
}

TEST_CASE("one that falls silent inside a transaction ends it with an error, and the next works") {
  World world("silent_inside");
  const Failure failure = failure_of([&world] {
    Transaction transaction{world.database, Transaction::Kind::write};
    world.database.change("INSERT INTO t VALUES (1)");
    world.wire.fall_silent();
    world.database.change("INSERT INTO t VALUES (2)");
    transaction.commit();
  });
  CHECK(failure.code == errc::storage_failed);
  CHECK_FALSE(failure.may_repeat);  // it would be waited for again, six times
  CHECK(failure.detail.find("has not answered in time") != std::string::npos);
  CHECK(failure.detail.find("tests") == std::string::npos);
  CHECK(world.rows() == 0);
  world.insert(3);
  CHECK(world.sql.one("SELECT id FROM t") == "3");
}

TEST_CASE("a COMMIT whose answer is lost in silence is looked up, and counts as done") {
  World world("silent_commit");
  {
    Transaction transaction{world.database, Transaction::Kind::write};
    world.database.change("INSERT INTO t VALUES (1)");
    world.wire.lose_answers();
    transaction.commit();
  }
  CHECK(world.rows() == 1);
}

TEST_CASE("a COMMIT that never arrived is no success") {
  World world("silent_request");
  const Failure failure = failure_of([&world] {
    Transaction transaction{world.database, Transaction::Kind::write};
    world.database.change("INSERT INTO t VALUES (1)");
    world.wire.fall_silent();
    transaction.commit();
  });
  // The server still has the transaction open, and nobody can say how it will end.
  CHECK(failure.code == errc::storage_failed);
  CHECK(failure.detail.find("look before you repeat it") != std::string::npos);
  CHECK(world.rows() == 0);
}

TEST_CASE("a large answer and a large question come whole") {
  World world("silent_large");
  world.database.wait_for_answers(std::chrono::milliseconds{60'000});
  Transaction transaction{world.database, Transaction::Kind::read};
  const std::string large(std::size_t{8} << 20, 'x');
  Rows row = world.database.query("SELECT ?1, repeat('y', 8000000)", std::string_view{large});
  REQUIRE(row.next());
  CHECK(row.text(0) == large);
  CHECK(row.text(1).size() == 8'000'000);
}

TEST_CASE("a writer that is gone does not keep its locks, unless the server's owner says so") {
  World world("silent_writer");
  const auto limit = [&world] {
    Transaction transaction{world.database, Transaction::Kind::write};
    Rows row =
        world.database.query("SELECT current_setting('idle_in_transaction_session_timeout')");
    return row.next() ? std::string{row.text(0)} : "";
  };
  CHECK(limit() == "5min");
  world.sql.run("ALTER DATABASE silent_writer SET idle_in_transaction_session_timeout TO '7s'");
  world.wire.fall_silent();  // the next connection knows it
  CHECK(limit() == "7s");
}

namespace {

/// As when libpq has no memory left: it refuses the next question and says that all is well.
void refuse_the_next_question(PostgresDatabase& database) {
  REQUIRE(PQsendQuery(database.handle(), "SELECT 1") == 1);
}

}  // namespace

TEST_CASE("a connection that could not be asked to undo is not used again") {
  World world("silent_undo");
  {
    Transaction transaction{world.database, Transaction::Kind::write};
    world.database.change("INSERT INTO t VALUES (1)");
    refuse_the_next_question(world.database);
  }
  world.insert(2);
  CHECK(world.sql.one("SELECT id FROM t") == "2");
}

TEST_CASE("a batch whose part could not be undone is not committed") {
  World world("silent_part");
  {
    Batch batch{world.database};
    {
      Transaction part{world.database, Transaction::Kind::write};
      world.database.change("INSERT INTO t VALUES (1)");
      refuse_the_next_question(world.database);
    }
    CHECK(failure_of([&batch] { batch.commit(); }).code == errc::storage_failed);
  }
  CHECK(world.rows() == 0);
  world.insert(2);
  CHECK(world.rows() == 1);
}

TEST_CASE("a COMMIT that could not be asked for is looked up before it is repeated") {
  World world("silent_refused");
  const Failure failure = failure_of([&world] {
    Transaction transaction{world.database, Transaction::Kind::write};
    world.database.change("INSERT INTO t VALUES (1)");
    refuse_the_next_question(world.database);
    transaction.commit();
  });
  CHECK(failure.may_repeat);
  CHECK(failure.detail.find("nothing was changed") != std::string::npos);
  CHECK(world.rows() == 0);
}

TEST_CASE("waiting for another writer is not silence") {
  World world("silent_lock");
  world.insert(1);
  world.database.wait_for_others(std::chrono::milliseconds{60'000});
  Sql other(Server::instance().url("silent_lock"));
  other.run("BEGIN; UPDATE t SET id = 2");
  std::thread ends([&other] {
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    other.run("COMMIT");
  });
  const Failure failure = failure_of([&world] {
    Transaction transaction{world.database, Transaction::Kind::write};
    world.database.wait_for_answers(std::chrono::milliseconds{1});
    world.database.change("UPDATE t SET id = 3");
    world.database.wait_for_answers(std::chrono::milliseconds{3000});
    transaction.commit();
  });
  ends.join();
  CHECK(failure.detail == "nothing failed");
  CHECK(world.sql.one("SELECT id FROM t") == "3");
}
