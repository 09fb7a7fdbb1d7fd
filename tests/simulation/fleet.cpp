// Runs many worlds and says what was seen: exit code 1 when the oracle objects, with the arguments
// that repeat the smallest world in which it still does.
//
// usage: simulation_fleet COMPANY_YEARS [FIRST_SEED]
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/simulation/simulation.hpp"

using namespace reactivation;
using namespace reactivation::simulation;

namespace {

void print(const Coverage& coverage) {
  for (std::size_t i = 0; i < fault_kinds; ++i) {
    std::cout << "fault   " << to_string(static_cast<FaultKind>(i)) << ' ' << coverage.faults[i]
              << '\n';
  }
  for (const auto& [edge, times] : coverage.edges)
    std::cout << "edge    " << edge << ' ' << times << '\n';
  for (const auto& [reason, times] : coverage.reasons) {
    std::cout << "reason  " << reason << ' ' << times << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  const double years = argc > 1 ? std::atof(argv[1]) : 10;
  std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const SystemTimeZones zones;
  Coverage coverage;
  double simulated = 0;
  std::int64_t faults = 0;
  std::int64_t sent = 0;
  int failed = 0;
  const auto begun = std::chrono::steady_clock::now();
  for (; simulated < years; ++seed) {
    SimulationOptions options;
    options.seed = seed;
    options.companies = 1 + static_cast<int>(seed % 3);
    options.workers = 1 + static_cast<int>(seed / 3 % 3);
    const auto store = make_memory_world_store();
    const auto report = simulate(options, *store, zones);
    if (!report) {
      std::cerr << "seed " << seed << ": " << report.error().message() << '\n';
      return 1;
    }
    coverage.add(report.value().coverage);
    simulated += report.value().company_years;
    faults += report.value().faults;
    sent += report.value().year.all.sent;
    if (report.value().violations.empty()) continue;
    const Violation& violation = report.value().violations.front();
    std::cout << "seed " << seed << ": " << violation.invariant << " at "
              << to_rfc3339(violation.at) << ", entry " << violation.entry << ": " << violation.what
              << std::endl;
    if (++failed == 1) {
      const SimulationOptions small = shrink(
          options, [] { return make_memory_world_store(); }, zones);
      std::cout << "  repeat with: reactivation simulate " << to_arguments(small) << '\n';
    }
    simulated += 0.1;
    if (failed > 20) break;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  print(coverage);
  std::cout << simulated << " company-years in " << took.count() << " s, "
            << simulated * 365 * 86400 / took.count() << " x real time, " << faults << " faults, "
            << sent << " messages, " << failed << " worlds with an objection\n";
  return failed == 0 ? 0 : 1;
}
