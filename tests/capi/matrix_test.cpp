#include "matrix.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <thread>

using namespace capi_test;

TEST_CASE("every exported function stands in the matrix, and nothing else does") {
  std::ifstream file(SYMBOLS);
  REQUIRE(file);
  std::set<std::string> exported;
  for (std::string name; std::getline(file, name);) exported.insert(name);
  std::set<std::string> tested;
  for (const auto& [name, row] : matrix()) tested.insert(name);
  CHECK(tested == exported);
}

TEST_CASE("every function does what it is for when its arguments are right") {
  for (const auto& [name, row] : matrix()) {
    INFO(name);
    Slots slots;
    REQUIRE(slots.world.open() == REACTIVATION_OK);
    REQUIRE(slots.world.run_day() == REACTIVATION_OK);
    const bool is_about_nothing_yet = name == "reactivation_engine_dialogue";
    CHECK(row.good(slots) == (is_about_nothing_yet ? REACTIVATION_NOT_FOUND : REACTIVATION_OK));
  }
}

TEST_CASE("every function answers every hostile argument with a status") {
  for (const auto& [name, row] : matrix()) row.hostile();
}

TEST_CASE("a function called from inside a callback is busy, or works when it says so") {
  for (const auto& [name, row] : matrix()) {
    if (!row.takes_engine) continue;
    INFO(name);
    Slots slots;
    REQUIRE(slots.world.open() == REACTIVATION_OK);
    REQUIRE(slots.world.run_day() == REACTIVATION_OK);
    reactivation_status inside = -1;
    slots.world.host.send = [&, call = &row](reactivation_text message,
                                             reactivation_last_look* look,
                                             reactivation_sink* receipt) {
      Slots inner;  // its own outputs, over the engine that is under way
      inner.world.engine = slots.world.engine;
      inside = call->good(inner);
      inner.world.engine = nullptr;
      return slots.world.host.accept(message, look, receipt);
    };
    std::string run;
    const reactivation_status status = slots.world.dispatch(run);
    CHECK(status == REACTIVATION_OK);
    REQUIRE(slots.world.host.sends > 0);
    // The attempt that is just leaving cannot be cancelled any more by its id alone.
    if (row.may_reenter) {
      CHECK(inside != REACTIVATION_BUSY);
    } else {
      CHECK(inside == REACTIVATION_BUSY);
    }
  }
}

TEST_CASE("another thread's events, orders and questions get in while a message is handed over") {
  Slots slots;
  REQUIRE(slots.world.open() == REACTIVATION_OK);
  REQUIRE(slots.world.run_day() == REACTIVATION_OK);
  slots.world.host.send = [&](reactivation_text message, reactivation_last_look* look,
                              reactivation_sink* receipt) {
    std::vector<std::pair<std::string, reactivation_status>> answers;
    std::thread([&] {
      for (const auto& [name, row] : matrix()) {
        if (!row.takes_engine) continue;
        Slots inner;
        inner.world.engine = slots.world.engine;
        answers.emplace_back(name, row.good(inner));
        inner.world.engine = nullptr;
      }
    }).join();
    for (const auto& [name, status] : answers) {
      INFO(name);
      CHECK((status == REACTIVATION_BUSY) == !matrix().at(name).may_reenter);
    }
    return slots.world.host.accept(message, look, receipt);
  };
  std::string run;
  CHECK(slots.world.dispatch(run) == REACTIVATION_OK);
  // Among them was stop_everything: the last look said no.
  CHECK(slots.world.host.sends == 1);
  CHECK(slots.world.host.messages.empty());
}

TEST_CASE("destroying an engine from inside its callback has no effect") {
  World world;
  REQUIRE(world.open() == REACTIVATION_OK);
  REQUIRE(world.run_day() == REACTIVATION_OK);
  world.host.send = [&](reactivation_text message, reactivation_last_look* look,
                        reactivation_sink* receipt) {
    reactivation_engine_destroy(world.engine);
    return world.host.accept(message, look, receipt);
  };
  std::string run;
  CHECK(world.dispatch(run) == REACTIVATION_OK);
  CHECK(world.host.releases == 0);
}
