// Allocations that fail on purpose.
#pragma once

#include <reactivation/reactivation.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstddef>

namespace failing_memory {

inline std::atomic<long> failing_at{-1};  ///< counted down by each allocation; fails at 0
inline std::atomic<long> alive{0};
inline std::atomic<long> asked{0};

/// Whether this allocation is the one that fails.
inline bool fails_now() noexcept {
  ++asked;
  return failing_at.load() >= 0 && failing_at.fetch_sub(1) == 0;
}

/// Which of a call's allocations fail: each of the first, and of the others every `stride`th.
struct Pace {
  long thorough = 1'000'000;
  long stride = 1;   ///< odd, so that it falls in step with no rhythm of the code
  long needed = 80;  ///< percent of them without which the call cannot do
};

/// `prepare` makes the world of each call, `call` must not allocate anything of its own. After a
/// failure the next call must work: on a new world, and on what the failed one has left.
template <class Prepare, class Call>
void fail_each_allocation(Pace pace, Prepare prepare, Call call) {
  prepare();
  REQUIRE(call() == REACTIVATION_OK);  // what is kept for good, zones for one, is made here
  prepare();
  asked = 0;
  REQUIRE(call() == REACTIVATION_OK);
  const long allocations = asked;
  REQUIRE(allocations > 10);
  long refused = 0;
  long tried = 0;
  for (long k = 0; k < allocations; k += k < pace.thorough ? 1 : pace.stride) {
    prepare();
    const long before = alive;
    failing_at = k;
    const reactivation_status status = call();
    failing_at = -1;
    ++tried;
    if (status != REACTIVATION_OK) ++refused;
    const bool is_named = status == REACTIVATION_OK || status == REACTIVATION_OUT_OF_MEMORY ||
                          status == REACTIVATION_STORAGE_FAILED ||
                          status == REACTIVATION_CALLBACK_FAILED;
    if (!is_named || alive != before) {
      INFO("allocation " << k << " of " << allocations << ", status " << status);
      CHECK(is_named);
      CHECK(alive == before);
      break;
    }
    if (tried % 16 == 1) REQUIRE(call() == REACTIVATION_OK);  // the next call works
  }
  prepare();
  REQUIRE(call() == REACTIVATION_OK);
  // Most of them are needed; what is done without is a notice or a name.
  CHECK(refused * 100 > tried * pace.needed);
}

}  // namespace failing_memory
