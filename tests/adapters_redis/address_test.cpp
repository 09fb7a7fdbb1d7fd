#include <catch2/catch.hpp>

#include "connection.hpp"

using reactivation::redis::address_of;

TEST_CASE("an address has a host, and may have a port, a database, a user and a password") {
  const auto plain = address_of("redis://cache.example.com");
  REQUIRE(plain);
  CHECK(plain->host == "cache.example.com");
  CHECK(plain->port == 6379);
  CHECK(plain->database == 0);
  const auto full = address_of("redis://lily:p%40ss%3Aword@10.0.0.1:6380/3");
  REQUIRE(full);
  CHECK(full->user == "lily");
  CHECK(full->password == "p@ss:word");
  CHECK(full->port == 6380);
  CHECK(full->database == 3);
  const auto six = address_of("redis://[::1]:7000/");
  REQUIRE(six);
  CHECK(six->host == "::1");
  CHECK(six->port == 7000);
  CHECK(address_of("redis://:secret@h")->password == "secret");
}

TEST_CASE("what is no address is none") {
  for (const char* url :
       {"", "redis:", "redis://", "http://h", "redis://h:x", "redis://h:70000", "redis://h:0",
        "redis://h/x", "redis://h/-1", "redis://a:%zz@h", "redis://a:%2@h"}) {
    CAPTURE(url);
    CHECK_FALSE(address_of(url));
  }
}
