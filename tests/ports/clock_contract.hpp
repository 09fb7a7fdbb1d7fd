// The contract of Clock: define `make_clock`. Real clocks wait three seconds here.
#pragma once

#include <catch2/catch.hpp>
#include <memory>

#include "reactivation/ports/clock.hpp"

namespace reactivation::contract {

/// Defined by the adapter's own tests.
std::unique_ptr<Clock> make_clock();

TEST_CASE("a clock that was waited for shows that time or a later one") {
  const auto clock = make_clock();
  const Instant before = clock->now();
  REQUIRE(clock->wait_until(before + Seconds{3}));
  CHECK(clock->now() >= before + Seconds{3});
}

TEST_CASE("waiting for a time that is over returns at once and turns nothing back") {
  const auto clock = make_clock();
  const Instant before = clock->now();
  REQUIRE(clock->wait_until(before - Days{1}));
  CHECK(clock->now() >= before);
}

}  // namespace reactivation::contract
