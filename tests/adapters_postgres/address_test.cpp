// What an error may show of an address: where, never who or by what password.
#include "address.hpp"

#include <catch2/catch.hpp>
#include <memory>

#include "postgres_server.hpp"

using namespace reactivation::sql;

namespace {

std::string said_of(const std::string& url) {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection{PQconnectdb(url.c_str()), PQfinish};
  REQUIRE(PQstatus(connection.get()) != CONNECTION_OK);
  return place_of(url) + ": " + why_not_connected(url, connection.get());
}

bool mentions(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("a place is host, port and database") {
  CHECK(place_of("postgresql://ada:hidden@db.example.com:5433/salon?sslmode=require") ==
        "postgresql://db.example.com:5433/salon");
  CHECK(place_of("postgres://ada@a.example.com:1,b.example.com:2/salon") ==
        "postgresql://a.example.com,b.example.com:1,2/salon");
  CHECK(place_of("host=/run/postgresql dbname=salon user=ada password=hidden") ==
        "postgresql:///run/postgresql/salon");
  CHECK(place_of("postgresql://ada:hid%2Fd%40en@db.example.com/salon") ==
        "postgresql://db.example.com/salon");
}

TEST_CASE("a password that is not encoded does not become a place") {
  for (const char* url :
       {"postgresql://ada:hidden/1@h/salon", "postgresql://ada:1/hidden@h/salon",
        "postgresql://ada:1@hidden@h/salon", "postgresql://ada:%hidden@h/salon",
        "postgresql://ada:1@@hidden@h/salon", "postgresql://ada:1@%2Fhidden@h/salon",
        "postgresql://h:hidden/salon", "postgresql://h/salon?password=1&hidden",
        "host=h dbname=salon password=1 hidden", "postgresql://[hidden/salon"}) {
    CAPTURE(url);
    CHECK(place_of(url) == "the database");
    const std::string said = said_of(url);
    CHECK_FALSE(mentions(said, "hidden"));
    CHECK(mentions(said, "%2F"));
  }
}

TEST_CASE("the server's own sentence comes without the user") {
  std::string url = postgres_test::Server::instance().url();
  const std::string who = "://tests@";
  url.replace(url.find(who), who.size(), "://ada:hidden@");
  const std::string said = said_of(url);
  CHECK(mentions(said, "role \"...\" does not exist"));
  CHECK_FALSE(mentions(said, "ada"));
  CHECK_FALSE(mentions(said, "hidden"));
  CHECK(mentions(said, "check that the server runs"));
}

TEST_CASE("a user whose name is a part of other words leaves those alone") {
  const std::string said = said_of("postgresql://a:e@127.0.0.1:1/salon");
  CHECK(mentions(said, "connection to server at \"127.0.0.1\", port 1 failed"));
}
