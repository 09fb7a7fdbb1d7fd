#include <catch2/catch.hpp>

#include "reactivation/adapters/models.hpp"

using namespace reactivation;
using namespace std::chrono_literals;

namespace {

const http::SteadyTime start{1000s};

Breaker opened() {
  Breaker breaker({3, 60s, 200s});
  for (int i = 0; i < 3; ++i) breaker.failed(start);
  return breaker;
}

}  // namespace

TEST_CASE("A breaker opens after so many failures in a row, and a success between counts anew") {
  Breaker breaker({3, 60s, 600s});
  breaker.failed(start);
  breaker.failed(start);
  breaker.succeeded();
  breaker.failed(start);
  breaker.failed(start);
  CHECK(breaker.state(start) == Breaker::State::closed);
  CHECK(breaker.is_ready(start));
  breaker.failed(start);
  CHECK(breaker.state(start) == Breaker::State::open);
  CHECK_FALSE(breaker.is_ready(start));
  CHECK(breaker.opens_until() == start + 60s);
}

TEST_CASE("After the pause one question tries, and no second beside it") {
  Breaker breaker = opened();
  CHECK(breaker.state(start + 59s) == Breaker::State::open);
  CHECK(breaker.state(start + 60s) == Breaker::State::probing);
  CHECK(breaker.is_ready(start + 60s));
  breaker.take(start + 60s);
  CHECK_FALSE(breaker.is_ready(start + 60s));
  breaker.succeeded();
  CHECK(breaker.state(start + 60s) == Breaker::State::closed);
}

TEST_CASE("A try that fails doubles the pause, up to its bound") {
  Breaker breaker = opened();
  auto now = start + 60s;
  for (const auto pause : {120s, 200s, 200s}) {
    breaker.take(now);
    breaker.failed(now);
    CHECK(breaker.opens_until() == now + pause);
    now += pause;
  }
}

TEST_CASE("Failures of what was begun before do not lengthen the pause") {
  Breaker breaker = opened();
  breaker.failed(start + 30s);
  CHECK(breaker.opens_until() == start + 60s);
}

TEST_CASE("A try that was called off lets the next one try") {
  Breaker breaker = opened();
  breaker.take(start + 60s);
  breaker.gave_up();
  CHECK(breaker.is_ready(start + 60s));
}
