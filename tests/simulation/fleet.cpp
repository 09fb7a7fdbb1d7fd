// Runs many worlds and says what was seen: exit code 1 when the oracle objects, with the arguments
// that repeat the smallest world in which it still does.
//
// usage: simulation_fleet [--store memory|sqlite|postgres] [--years COMPANY_YEARS]
//                         [--first-seed SEED] [--governor on|off] [--objections-max NUMBER]
//                         [--shrink on|off] [--log FILE]
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/simulation/simulation.hpp"
#include "sql_world_store.hpp"

using namespace reactivation;
using namespace reactivation::simulation;

namespace {

bool is_store(std::string_view word) {
#ifdef REACTIVATION_POSTGRES_WORLDS
  if (word == "postgres") return true;
#endif
  return word == "memory" || word == "sqlite";
}

struct Arguments {
  std::string store = "memory";
  simulation_test::Governor governor = simulation_test::Governor::off;
  double years = 10;
  std::uint64_t seed = 1;
  int objections_max = 20;
  bool shrinks = true;  ///< the first world that fails
  std::string log;      ///< every entry of every world, a line each
};

bool read(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::string_view value = argv[i + 1];
    if (name == "--store" && is_store(value)) {
      arguments.store = value;
    } else if (name == "--governor" && (value == "on" || value == "off")) {
      arguments.governor =
          value == "on" ? simulation_test::Governor::on : simulation_test::Governor::off;
    } else if (name == "--shrink" && (value == "on" || value == "off")) {
      arguments.shrinks = value == "on";
    } else if (name == "--years") {
      arguments.years = std::atof(argv[i + 1]);
    } else if (name == "--first-seed") {
      arguments.seed = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (name == "--log") {
      arguments.log = value;
    } else if (name == "--objections-max") {
      arguments.objections_max = std::atoi(argv[i + 1]);
    } else {
      return false;
    }
  }
  return argc % 2 == 1;
}

/// What the way to a server has met; nothing where there is none.
std::vector<std::pair<std::string, long>> troubles([[maybe_unused]] const Arguments& arguments) {
#ifdef REACTIVATION_POSTGRES_WORLDS
  if (arguments.store == "postgres") return simulation_test::postgres_troubles();
#endif
  return {};
}

void print(const Coverage& coverage, const Arguments& arguments) {
  for (std::size_t i = 0; i < fault_kinds; ++i) {
    std::cout << "fault   " << to_string(static_cast<FaultKind>(i)) << ' ' << coverage.faults[i]
              << '\n';
  }
  for (const auto& [edge, times] : coverage.edges)
    std::cout << "edge    " << edge << ' ' << times << '\n';
  for (const auto& [reason, times] : coverage.reasons) {
    std::cout << "reason  " << reason << ' ' << times << '\n';
  }
  for (const auto& [trouble, times] : troubles(arguments)) {
    std::cout << "wire    " << trouble << ' ' << times << '\n';
  }
  for (const std::string& what : coverage.never_seen()) std::cout << "never   " << what << '\n';
}

struct Sums {
  Coverage coverage;
  double years = 0;
  std::int64_t faults = 0;
  std::int64_t sent = 0;
  int failed = 0;

  void add(const SimulationReport& report) {
    coverage.add(report.coverage);
    years += report.company_years;
    faults += report.faults;
    sent += report.year.all.sent;
  }
};

/// Over a server everything takes a hundred times as long: small worlds, so that there are several.
constexpr int days_over_a_server = 7;
constexpr int clients_over_a_server = 30;

SimulationOptions options_of(std::uint64_t seed, const Arguments& arguments) {
  SimulationOptions options;
  options.seed = seed;
  if (arguments.store == "postgres") {
    options.days = days_over_a_server;
    options.clients = clients_over_a_server;
    // Every other one is busy: it sends from its first day on.
    if (seed % 2 == 0) options.settings = Settings{};
  }
  options.companies = 1 + static_cast<int>(seed % 3);
  options.workers = 1 + static_cast<int>(seed / 3 % 3);
  return options;
}

/// A fleet that is shorter need not have met everything.
double years_for_all_faults(const Arguments& arguments) {
  return arguments.store == "postgres" ? 0.15 : 15;
}
constexpr double faults_a_year_min = 100;

/// Small worlds over a server have few messages and days; what strikes there is met by the others.
bool is_demanded(FaultKind kind, const Arguments& arguments) {
  if (arguments.store == "memory") return kind < FaultKind::disk_fails;
  return arguments.store == "sqlite" || kind <= FaultKind::order_inside ||
         kind >= FaultKind::disk_fails;
}

/// Whether so long a fleet has met each fault that its store knows, and enough of them.
bool has_met_all(const Sums& sums, const Arguments& arguments) {
  for (std::size_t i = 0; i < fault_kinds; ++i) {
    const bool is_met = sums.coverage.faults[i] > 0;
    if (is_met || !is_demanded(static_cast<FaultKind>(i), arguments)) continue;
    std::cout << "no world has met " << to_string(static_cast<FaultKind>(i)) << '\n';
    return false;
  }
  for (const auto& [trouble, times] : troubles(arguments)) {
    // The power is cut by simulation_crash_worlds.
    if (times > 0 || trouble == "power_cut") continue;
    std::cout << "no world has met " << trouble << " on the way to the server\n";
    return false;
  }
  return static_cast<double>(sums.faults) >= faults_a_year_min * sums.years;
}

/// The program that can: `reactivation simulate` knows the store in memory alone.
std::string repetition(const Arguments& arguments, const SimulationOptions& smallest) {
  if (arguments.store == "memory") return "reactivation simulate " + to_arguments(smallest);
  const bool is_governed = arguments.governor == simulation_test::Governor::on;
  return "simulation_fleet --store " + arguments.store + " --governor " +
         std::string(is_governed ? "on" : "off") + " --years 0.01 --log world.log --first-seed " +
         std::to_string(smallest.seed) + "\n  the same happens with " + to_arguments(smallest);
}

/// False: the world could not be run.
bool run_world(std::uint64_t seed, const StoreMaker& maker, const TimeZoneSource& zones, Sums& sums,
               Arguments& arguments, std::ostream& log) {
  const SimulationOptions options = options_of(seed, arguments);
  auto store = maker();
  LogObserver observer;
  if (!arguments.log.empty()) {
    observer = [&log](const LogEntry& entry) { log << to_line(entry) << '\n'; };
  }
  const auto report = simulate(options, *store, zones, observer);
  store.reset();
  if (!report) {
    std::cerr << "seed " << seed << ": " << report.error().message() << '\n';
    return false;
  }
  sums.add(report.value());
  if (report.value().violations.empty()) return true;
  const Violation& violation = report.value().violations.front();
  std::cout << "seed " << seed << ": " << violation.invariant << " at " << to_rfc3339(violation.at)
            << ", entry " << violation.entry << ": " << violation.what << std::endl;
  ++sums.failed;
  if (std::exchange(arguments.shrinks, false)) {
    std::cout << "  repeat with: " << repetition(arguments, shrink(options, maker, zones))
              << std::endl;
  }
  sums.years += 0.1;  // a fleet of failing worlds ends as well
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read(argc, argv, arguments)) {
    std::cerr << "usage: simulation_fleet [--store memory|sqlite|postgres] [--years COMPANY_YEARS]"
                 " [--first-seed SEED] [--governor on|off] [--objections-max NUMBER]"
                 " [--shrink on|off] [--log FILE]\n";
    return 2;
  }
  const SystemTimeZones zones;
  const StoreMaker maker = [&]() -> std::unique_ptr<WorldStore> {
    if (arguments.store == "memory") return make_memory_world_store();
#ifdef REACTIVATION_POSTGRES_WORLDS
    if (arguments.store == "postgres") {
      return simulation_test::make_postgres_world_store(zones, arguments.governor);
    }
#endif
    return simulation_test::make_sqlite_world_store(zones, arguments.governor);
  };
  Sums sums;
  std::ofstream log{arguments.log};
  const auto begun = std::chrono::steady_clock::now();
  for (std::uint64_t seed = arguments.seed;
       sums.years < arguments.years && sums.failed < arguments.objections_max; ++seed) {
    if (!run_world(seed, maker, zones, sums, arguments, log)) return 1;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  print(sums.coverage, arguments);
  std::cout << sums.years << " company-years in " << took.count() << " s, "
            << sums.years * 365 * 86400 / took.count() << " x real time, " << sums.faults
            << " faults, " << sums.sent << " messages, " << sums.failed
            << " worlds with an objection\n";
  const bool is_blind =
      sums.years >= years_for_all_faults(arguments) && !has_met_all(sums, arguments);
  return sums.failed == 0 && !is_blind ? 0 : 1;
}
