// Small worlds in which nothing goes wrong but one thing: a worker's process dies at one call to
// the disk or one request to the server, or the power is cut there, or it dies when a call is done
// and nobody knows. Each call in turn; the oracle judges every run to its end. Exit code 1 when it
// objects.
//
// usage: simulation_crash_worlds [--store sqlite|postgres] [--runs-max RUNS_A_WORLD_AND_DEATH]
//                                [--worlds NUMBER] [--first-seed SEED]; 0 runs: every call
//        simulation_crash_worlds [--store …] --first-seed SEED --death at_io|after_call|power_cut
//        --call N
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/simulation/simulation.hpp"
#include "sql_world_store.hpp"

using namespace reactivation;
using namespace reactivation::simulation;
using simulation_test::Death;

namespace {

struct Arguments {
  bool is_postgres = false;
  long runs_max = 4;
  int worlds = 20;
  std::uint64_t seed = 1;
  Death death = Death::none;  ///< one run, at `call`
  long call = 0;
};

constexpr std::string_view word(Death death) {
  return death == Death::at_io        ? "at_io"
         : death == Death::after_call ? "after_call"
         : death == Death::power_cut  ? "power_cut"
                                      : "nothing";
}

bool is_store(std::string_view word) {
#ifdef REACTIVATION_POSTGRES_WORLDS
  if (word == "postgres") return true;
#endif
  return word == "sqlite";
}

bool read(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::string_view value = argv[i + 1];
    if (name == "--store") {
      arguments.is_postgres = value == "postgres";
      if (!is_store(value)) return false;
    } else if (name == "--runs-max") {
      arguments.runs_max = std::atol(argv[i + 1]);
    } else if (name == "--worlds") {
      arguments.worlds = std::atoi(argv[i + 1]);
    } else if (name == "--first-seed") {
      arguments.seed = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (name == "--call") {
      arguments.call = std::atol(argv[i + 1]);
    } else if (name == "--death") {
      for (const Death death : {Death::at_io, Death::after_call, Death::power_cut}) {
        if (word(death) == argv[i + 1]) arguments.death = death;
      }
      if (arguments.death == Death::none) return false;
    } else {
      return false;
    }
  }
  return argc % 2 == 1;
}

/// Hot accounts and wide hours, so that a short world has something to send.
SimulationOptions small_world(std::uint64_t seed) {
  SimulationOptions options;
  options.seed = seed;
  options.days = 2 + static_cast<int>(seed % 3);
  options.companies = 1 + static_cast<int>(seed / 3 % 2);
  options.clients = 3 + static_cast<int>(seed % 4);
  options.workers = 2;
  options.faults = FaultSet{};
  if (seed % 2 == 0) {
    Settings settings;
    settings.sending_days = WeekdaySet::every_day();
    settings.require_approval = seed % 10 == 0;
    options.settings = settings;
  }
  return options;
}

struct Sums {
  long runs = 0;
  long died = 0;
  std::int64_t sent = 0;
  int failed = 0;
};

class Trial {
public:
  Trial(const SimulationOptions& options, const TimeZoneSource& zones, Sums& sums, bool is_postgres)
      : options_(options), zones_(zones), sums_(sums), is_postgres_(is_postgres) {}

  /// Without a death: how many calls there are. False: there is an objection already.
  bool count() { return run(Death::none, 0); }
  void die_everywhere(Death death, long runs_max) {
    const long calls = death == Death::after_call ? commits_ : disk_calls_;
    const long stride = runs_max == 0 ? 1 : std::max(1L, (calls + runs_max - 1) / runs_max);
    // Each world begins elsewhere, so that all worlds together meet every kind of call.
    const long first = static_cast<long>(options_.seed * 7919) % stride;
    for (long call = first; call < calls; call += stride) run(death, call);
  }
  [[nodiscard]] long disk_calls() const { return disk_calls_; }
  [[nodiscard]] long commits() const { return commits_; }

  bool run(Death death, long index);

private:
  [[nodiscard]] std::unique_ptr<simulation_test::SqlWorldStore> make_store() const {
#ifdef REACTIVATION_POSTGRES_WORLDS
    if (is_postgres_) return simulation_test::make_postgres_world_store(zones_);
#endif
    return simulation_test::make_sqlite_world_store(zones_);
  }

  const SimulationOptions& options_;
  const TimeZoneSource& zones_;
  Sums& sums_;
  [[maybe_unused]] bool is_postgres_;
  long disk_calls_ = 0;
  long commits_ = 0;
};

bool Trial::run(Death death, long index) {
  const auto store = make_store();
  store->plan_death(death, index);
  const auto report = simulate(options_, *store, zones_);
  ++sums_.runs;
  if (store->has_died()) ++sums_.died;
  if (death == Death::none) {
    disk_calls_ = store->disk_calls();
    commits_ = store->commits();
  }
  const auto tell = [&](std::string_view invariant, const std::string& what) {
    ++sums_.failed;
    std::cout << "seed " << options_.seed << ", " << word(death) << ' ' << index << ": "
              << invariant << ": " << what << std::endl;
    return false;
  };
  if (!report) return tell("error", report.error().message());
  sums_.sent += report.value().year.all.sent;
  if (report.value().violations.empty()) {
    if (death != Death::none && !store->has_died()) return tell("test", "nobody has died");
    return true;
  }
  const Violation& found = report.value().violations.front();
  return tell(found.invariant, "entry " + std::to_string(found.entry) + ": " + found.what);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read(argc, argv, arguments)) {
    std::cerr
        << "usage: simulation_crash_worlds [--store sqlite|postgres] [--runs-max RUNS]"
           " [--worlds NUMBER] [--first-seed SEED] [--death at_io|after_call|power_cut --call N]\n";
    return 2;
  }
  const SystemTimeZones zones;
  Sums sums;
  long disk_calls = 0;
  long commits = 0;
  if (arguments.death != Death::none) {
    const SimulationOptions options = small_world(arguments.seed);
    return Trial(options, zones, sums, arguments.is_postgres).run(arguments.death, arguments.call)
               ? 0
               : 1;
  }
  const auto begun = std::chrono::steady_clock::now();
  for (int world = 0; world < arguments.worlds; ++world) {
    const SimulationOptions options =
        small_world(arguments.seed + static_cast<std::uint64_t>(world));
    Trial trial(options, zones, sums, arguments.is_postgres);
    if (!trial.count()) continue;
    disk_calls += trial.disk_calls();
    commits += trial.commits();
    for (const Death death : {Death::at_io, Death::after_call, Death::power_cut}) {
      trial.die_everywhere(death, arguments.runs_max);
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::cout << arguments.worlds << " worlds with " << disk_calls << " calls to what is beneath in "
            << commits << " commits; " << sums.runs << " runs, " << sums.died << " deaths, "
            << sums.sent << " messages, " << sums.failed << " objections, " << took.count()
            << " s\n";
  return sums.failed == 0 && sums.sent > 0 ? 0 : 1;
}
