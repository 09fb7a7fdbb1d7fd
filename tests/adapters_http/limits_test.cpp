// Times and pauses, without a clock.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "reactivation/adapters/http_limits.hpp"

using namespace reactivation;
using namespace reactivation::http;
using namespace std::chrono_literals;

namespace {

// 1994-11-06T08:49:37Z: the example of RFC 9110 §5.6.7, in all of its three forms.
const Instant example{Seconds{784111777}};
const Instant before{Seconds{784111700}};

}  // namespace

TEST_CASE("An HTTP date is read in all three forms of RFC 9110") {
  CHECK(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT", before) == example);
  CHECK(read_http_date("Sunday, 06-Nov-94 08:49:37 GMT", before) == example);
  CHECK(read_http_date("Sun Nov  6 08:49:37 1994", before) == example);
  CHECK(read_http_date(" Sun, 06 Nov 1994 08:49:37 GMT ", before) == example);
}

TEST_CASE("A two-digit year more than fifty years ahead is one of the past") {
  const Instant now{date::sys_days{date::year{2026} / 11 / 26}};
  const auto year_of = [&](const char* text) {
    const auto at = read_http_date(text, now);
    REQUIRE(at);
    return static_cast<int>(date::year_month_day{date::floor<Days>(*at)}.year());
  };
  CHECK(year_of("Sunday, 06-Nov-76 08:49:37 GMT") == 2076);
  CHECK(year_of("Sunday, 06-Nov-77 08:49:37 GMT") == 1977);
}

TEST_CASE("What is no HTTP date is read as none") {
  const auto* const text =
      GENERATE("", "Sun", "Sun,", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
               "Sun, 06 Nov 1994 08:49:37 MSK", "Sun, 06 Now 1994 08:49:37 GMT",
               "Sun, 06 Nov 1994 08:49:37 GMT!", "Sun Nov 66 08:49:37 1994",
               "Sunday, 6-Nov-94 08:49:37 GMT", ", ,");
  CHECK_FALSE(read_http_date(text, before));
}

TEST_CASE("Retry-After is read in every form, never negative and never absurd") {
  CHECK(read_retry_after("120", before) == 120s);
  CHECK(read_retry_after("0", before) == 0s);
  CHECK(read_retry_after("1.5", before) == 1500ms);
  CHECK(read_retry_after(" 7 ", before) == 7s);
  CHECK(read_retry_after("-5", before) == 0s);
  CHECK(read_retry_after("-0.5", before) == 0s);
  CHECK(read_retry_after("99999999999999999999999", before) == 24h);
  CHECK(read_retry_after("86401", before) == 24h);
  CHECK(read_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", before) == 77s);
  CHECK(read_retry_after("Sun Nov  6 08:49:37 1994", before) == 77s);
  CHECK(read_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", before) == 77s);
  CHECK(read_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example + 5s) == 0s);
  CHECK(read_retry_after("Sun, 06 Nov 2094 08:49:37 GMT", example) == 24h);
  for (const char* const text : {"", "soon", "1e3", "12 s", "--1", "0x10", "1,5"}) {
    CAPTURE(text);
    CHECK_FALSE(read_retry_after(text, before));
  }
}

TEST_CASE("A span is read as protobuf and rate-limit headers write it") {
  CHECK(read_duration("39s") == 39s);
  CHECK(read_duration("36.4s") == 36400ms);
  CHECK(read_duration("36.123456789s") == 36124ms);
  CHECK(read_duration("1m30s") == 90s);
  CHECK(read_duration("6m0s") == 6min);
  CHECK(read_duration("200ms") == 200ms);
  CHECK(read_duration("1h2m3s") == 3723s);
  CHECK(read_duration("-3s") == 0s);
  CHECK(read_duration("9999999999s") == 24h);
  for (const char* const text : {"", "s", "39", "39x", "1m 30s", "nan", "1..5s"}) {
    CAPTURE(text);
    CHECK_FALSE(read_duration(text));
  }
}

TEST_CASE("A pause lies between nothing and the doubled bound, evenly, and is the seed's") {
  RepeatPolicy policy;
  policy.first = 1000ms;
  policy.longest = 3000ms;
  const auto spread = [&](int next_try) {
    std::int64_t most = 0;
    std::int64_t sum = 0;
    for (std::uint64_t number = 0; number < 2000; ++number) {
      const auto pause = jittered_pause(policy, next_try, number, 7).count();
      most = std::max(most, pause);
      sum += pause;
    }
    return std::pair{most, sum / 2000};
  };
  for (const auto& [next_try, bound] : {std::pair{2, 1000}, {3, 2000}, {4, 3000}, {40, 3000}}) {
    CAPTURE(next_try);
    const auto [most, mean] = spread(next_try);
    CHECK(most <= bound);
    CHECK(most > bound * 9 / 10);
    CHECK(mean > bound * 45 / 100);
    CHECK(mean < bound * 55 / 100);
  }
  CHECK(jittered_pause(policy, 3, 5, 7) == jittered_pause(policy, 3, 5, 7));
  std::set<Milliseconds> seeds;
  for (std::uint64_t seed = 0; seed < 20; ++seed) seeds.insert(jittered_pause(policy, 3, 5, seed));
  CHECK(seeds.size() > 15);
}

TEST_CASE("A policy without pauses pauses not at all") {
  RepeatPolicy policy;
  policy.first = 0ms;
  CHECK(jittered_pause(policy, 9, 1, 1) == 0ms);
  policy.first = -5ms;
  policy.longest = -5ms;
  CHECK(jittered_pause(policy, 2, 1, 1) == 0ms);
}

TEST_CASE("A host's rate gives a burst, then turns at its pace, and counts hosts apart") {
  HostLimits limits({2.0, 3});
  const SteadyTime start{1000s};
  for (int i = 0; i < 3; ++i) CHECK(limits.take("a.test", start) == start);
  const SteadyTime turn = limits.take("a.test", start);
  CHECK(turn == start + 500ms);
  CHECK(limits.take("a.test", turn) == turn);
  CHECK(limits.take("a.test", turn) == turn + 500ms);
  CHECK(limits.take("b.test", turn) == turn);
  CHECK(limits.take("a.test", start + 1h) == start + 1h);  // a long quiet gives the burst alone
  CHECK(limits.take("a.test", start + 1h) == start + 1h);
  CHECK(limits.take("a.test", start + 1h) == start + 1h);
  CHECK(limits.take("a.test", start + 1h) > start + 1h);
}

TEST_CASE("A held host gives no turn before the end, and a later end stays") {
  HostLimits limits;
  const SteadyTime start{1000s};
  CHECK(limits.take("a.test", start) == start);
  limits.hold("a.test", start + 10s);
  limits.hold("a.test", start + 5s);
  CHECK(limits.take("a.test", start) == start + 10s);
  CHECK(limits.take("a.test", start + 10s) == start + 10s);
  limits.set("a.test", {1.0, 1});
  CHECK(limits.take("a.test", start + 11s) == start + 11s);
  CHECK(limits.take("a.test", start + 11s) == start + 12s);
}
