// The log of a few worlds as text: gcc's and clang's must be the same bytes.
#include <iostream>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/simulation/simulation.hpp"

using namespace reactivation;
using namespace reactivation::simulation;

int main() {
  const SystemTimeZones zones;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SimulationOptions options;
    options.seed = seed;
    options.days = 60;
    options.clients = 60;
    const auto store = make_memory_world_store();
    const auto report = simulate(
        options, *store, zones, [](const LogEntry& entry) { std::cout << to_line(entry) << '\n'; });
    if (!report || !report.value().violations.empty()) return 1;
  }
  return std::cout.flush() ? 0 : 1;
}
