// Prints the plans of many seeded worlds: what two compilers must print alike.
#include <cstdio>

#include "reactivation/core/plan.hpp"
#include "reactivation/json/plan_json.hpp"
#include "worlds.hpp"

int main() {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const oracle::World world = oracle::make_world(seed);
    std::fputs(reactivation::write_plan(reactivation::plan_day(world.snapshot, world.now)).c_str(),
               stdout);
  }
}
