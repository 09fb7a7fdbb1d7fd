// Calls whose writes become durable by one commit.
#include "ports/inbound.hpp"
#include "store_fixture.hpp"

using namespace reactivation;
using namespace store_test;

namespace {

InboundEvent event(const std::string& id) {
  InboundEvent out = contract::message(id, contract::phone_identity(1));
  out.account_id = {};
  out.company_id = CompanyId{1};
  return out;
}

std::int64_t stored(const Folder& folder) {
  return Sql{folder.file()}.number("SELECT count(*) FROM reactivation_inbox");
}

struct Place {
  Folder folder;
  std::unique_ptr<SqliteStore> store = opened(folder.file());
};

}  // namespace

TEST_CASE("What is written together is seen by others only when all of it is") {
  Place place;
  REQUIRE(place.store->together([&] {
    CHECK(place.store->receive(event("1")));
    CHECK(place.store->receive(event("2")));
    // Its own store sees it, and nobody else does.
    CHECK(place.store->receive(event("1")).value().state == ReceiptState::known_already);
    CHECK(stored(place.folder) == 0);
  }));
  CHECK(stored(place.folder) == 2);
}

TEST_CASE("A call that fails is undone alone, and those beside it stay") {
  Place place;
  InboundEvent nameless = event("");
  REQUIRE(place.store->together([&] {
    CHECK(place.store->receive(event("1")));
    CHECK(place.store->receive(nameless).error() == make_error_code(errc::invalid_argument));
    CHECK(place.store->receive(event("2")));
  }));
  CHECK(stored(place.folder) == 2);
}

TEST_CASE("When the commit is not reached nothing stays, and the store goes on") {
  Place place;
  const auto lost = place.store->together([&] {
    CHECK(place.store->receive(event("1")));
    throw std::bad_alloc();
  });
  CHECK_FALSE(lost);
  CHECK(stored(place.folder) == 0);
  CHECK_THROWS_AS((void)place.store->together([&] {
    CHECK(place.store->receive(event("1")));
    throw std::runtime_error("the caller's own");
  }),
                  std::runtime_error);
  CHECK(stored(place.folder) == 0);
  CHECK(place.store->receive(event("1")).value().state == ReceiptState::stored);
}

TEST_CASE("While another program writes it is busy, and the work is not begun") {
  Place place;
  place.store->wait_for_others(std::chrono::milliseconds{50});
  const auto other = opened(place.folder.file());
  bool was_begun = false;
  REQUIRE(other->together([&] {
    CHECK(other->receive(event("1")));
    const auto busy = place.store->together([&] { was_begun = true; });
    CHECK(busy.error() == make_error_code(errc::storage_busy));
  }));
  CHECK_FALSE(was_begun);
  CHECK(place.store->together([&] { was_begun = true; }));
  CHECK(was_begun);
}

TEST_CASE("There is one at a time, and none around or inside an import") {
  Place place;
  REQUIRE(place.store->together([&] {
    CHECK(place.store->together([] {}).error() == make_error_code(errc::invalid_argument));
    CHECK(place.store->begin(CompanyId{1}).error() == make_error_code(errc::invalid_argument));
  }));
}
