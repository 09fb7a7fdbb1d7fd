// The oracle's own test: with each planted bug switched on, worlds are simulated until the oracle
// objects. Prints a table of bug, invariant, seed and time; exit code 1 when a bug is not caught
// within its time, or when the oracle objects to a world without a bug.
//
// usage: planted_bugs [--bug NAME] [--seconds N] [--control SEEDS] [--list]; NAME may be none
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "planted_list.hpp"
#include "planted_switch.hpp"
#include "reactivation/adapters/tz.hpp"
#include "reactivation/core/holdout.hpp"
#include "reactivation/simulation/simulation.hpp"

using namespace reactivation;
using namespace reactivation::simulation;
using planted::Bug;

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int threads_max = 2;
/// So many worlds are compared with their sound twins to tell why a bug was not caught.
constexpr std::uint64_t worlds_compared = 20;

double seconds_since(SteadyClock::time_point begun) {
  return std::chrono::duration<double>(SteadyClock::now() - begun).count();
}

SimulationOptions options_of(std::uint64_t seed) {
  SimulationOptions options;
  options.seed = seed;
  options.days = 120;
  options.clients = 60;
  options.companies = 1 + static_cast<int>(seed % 3);
  options.workers = 1 + static_cast<int>(seed / 3 % 3);
  return options;
}

struct WorldRun {
  std::optional<Violation> objection;  ///< the first one
  std::string error;                   ///< the world could not go on
  std::uint64_t log_hash = 0;          ///< when asked for
  bool is_over_time = false;
};

enum class Hashing : bool { no, yes };

/// One world with the bug switched on; 0 for none.
WorldRun run_world(int bug, std::uint64_t seed, SteadyClock::time_point until, Hashing hashing) {
  thread_local const SystemTimeZones zones;
  const auto store = make_memory_world_store();
  WorldRun run;
  LogObserver observer;
  if (hashing == Hashing::yes) {
    observer = [&run](const LogEntry& entry) {
      run.log_hash = run.log_hash * 0x100000001b3ULL ^ fnv1a64(to_line(entry));
    };
  }
  planted::active = bug;
  const auto report = simulate(
      options_of(seed), *store, zones, observer,
      [until](std::string_view, std::int64_t, std::int64_t) { return SteadyClock::now() < until; });
  planted::active = 0;
  if (!report) {
    run.is_over_time = report.error() == make_error_code(errc::cancelled);
    run.error = report.error().message();
    return run;
  }
  const auto& violations = report.value().violations;
  if (!violations.empty()) run.objection = violations.front();
  return run;
}

/// Worlds without a bug, each run once.
class Control {
public:
  WorldRun of(std::uint64_t seed) {
    {
      const std::lock_guard lock{mutex_};
      if (const auto known = runs_.find(seed); known != runs_.end()) return known->second;
    }
    const WorldRun run = run_world(0, seed, SteadyClock::time_point::max(), Hashing::yes);
    const std::lock_guard lock{mutex_};
    return runs_.emplace(seed, run).first->second;
  }

private:
  std::mutex mutex_;
  std::map<std::uint64_t, WorldRun> runs_;
};

struct Catch {
  std::optional<Violation> objection;
  std::uint64_t seed = 0;  ///< of the world that gave it away
  double seconds = 0;
  std::int64_t worlds = 0;
  std::uint64_t worlds_changed = 0;  ///< when it was not caught
  std::int64_t worlds_failed = 0;    ///< those that could not go on
};

Catch hunt(const Bug& bug, double seconds_max, Control& control) {
  Catch found;
  const auto begun = SteadyClock::now();
  const auto until = begun + std::chrono::duration_cast<SteadyClock::duration>(
                                 std::chrono::duration<double>(seconds_max));
  for (std::uint64_t seed = 1; SteadyClock::now() < until; ++seed) {
    const WorldRun run = run_world(bug.number, seed, until, Hashing::no);
    if (run.is_over_time) break;
    ++found.worlds;
    if (!run.error.empty()) ++found.worlds_failed;
    if (!run.objection) continue;
    // In a world to which the oracle objects anyway the bug has not given itself away.
    if (control.of(seed).objection) continue;
    found.objection = run.objection;
    found.seed = seed;
    break;
  }
  found.seconds = seconds_since(begun);
  if (found.objection) return found;
  for (std::uint64_t seed = 1; seed <= worlds_compared; ++seed) {
    const auto soon = SteadyClock::now() + std::chrono::seconds{20};
    const WorldRun run = run_world(bug.number, seed, soon, Hashing::yes);
    if (run.log_hash != control.of(seed).log_hash) ++found.worlds_changed;
  }
  return found;
}

bool is_expected(const Bug& bug, std::string_view invariant) {
  std::istringstream words{std::string(bug.breaks)};
  for (std::string word; words >> word;) {
    if (word == invariant) return true;
  }
  return false;
}

std::string row_of(const Bug& bug, const Catch& found) {
  std::ostringstream row;
  row << std::left << std::setw(44) << bug.name;
  if (found.objection) {
    row << std::setw(6) << found.objection->invariant << std::right << std::setw(6) << found.seed;
  } else {
    row << std::setw(6) << "-" << std::right << std::setw(6) << "-";
  }
  row << std::setw(9) << std::fixed << std::setprecision(1) << found.seconds << std::setw(8)
      << found.worlds;
  if (!found.objection) {
    row << "  NOT CAUGHT (" << bug.breaks << "): " << found.worlds_changed << " of "
        << worlds_compared << " worlds differ";
  } else if (!is_expected(bug, found.objection->invariant)) {
    row << "  (expected " << bug.breaks << "): " << found.objection->what;
  }
  if (found.worlds_failed > 0) row << "; " << found.worlds_failed << " worlds failed";
  return row.str();
}

/// Runs `job(0) … job(count - 1)` on two threads.
template <class Job>
void in_parallel(std::size_t count, Job job) {
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  const auto hands =
      std::min<std::size_t>(threads_max, std::max(1u, std::thread::hardware_concurrency()));
  for (std::size_t i = 0; i < hands; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < count; at = next++) job(at);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

/// Every world in which a bug was caught, without it. The number of those objected to.
int run_control(std::uint64_t seeds, Control& control) {
  in_parallel(static_cast<std::size_t>(seeds), [&](std::size_t at) { (void)control.of(at + 1); });
  int objections = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const WorldRun run = control.of(seed);
    if (run.error.empty() && !run.objection) continue;
    ++objections;
    std::cout << "without a bug, seed " << seed << ": ";
    if (run.objection) {
      std::cout << run.objection->invariant << " at " << to_rfc3339(run.objection->at) << ", entry "
                << run.objection->entry << ": " << run.objection->what << '\n';
    } else {
      std::cout << run.error << '\n';
    }
  }
  return objections;
}

struct Arguments {
  std::string only;
  double seconds_max = 300;
  std::uint64_t control_seeds = 20;  ///< at the least
  bool is_list = false;
};

std::optional<Arguments> arguments_of(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool has_value = i + 1 < argc;
    if (word == "--list") {
      out.is_list = true;
    } else if (word == "--bug" && has_value) {
      out.only = argv[++i];
    } else if (word == "--seconds" && has_value) {
      out.seconds_max = std::atof(argv[++i]);
    } else if (word == "--control" && has_value) {
      out.control_seeds = std::strtoull(argv[++i], nullptr, 10);
    } else {
      std::cerr << "usage: planted_bugs [--bug NAME] [--seconds N] [--control SEEDS] [--list]\n";
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = arguments_of(argc, argv);
  if (!arguments) return 2;
  std::vector<Bug> chosen;
  for (const Bug& bug : planted::bugs) {
    if (arguments->only.empty() || arguments->only == bug.name) chosen.push_back(bug);
  }
  if (arguments->is_list) {
    for (const Bug& bug : chosen)
      std::cout << bug.name << " (" << bug.breaks << "): " << bug.why << '\n';
    return 0;
  }
  if (chosen.empty() && arguments->only != "none") {
    std::cerr << "there is no bug " << arguments->only << '\n';
    return 2;
  }
  const auto begun = SteadyClock::now();
  std::cout << std::left << std::setw(44) << "bug" << std::setw(6) << "caught" << std::right
            << std::setw(6) << "seed" << std::setw(9) << "seconds" << std::setw(8) << "worlds\n"
            << std::flush;
  Control control;
  std::mutex mutex;
  std::uint64_t seed_max = arguments->control_seeds;
  std::size_t caught = 0;
  in_parallel(chosen.size(), [&](std::size_t at) {
    const Catch found = hunt(chosen[at], arguments->seconds_max, control);
    const std::lock_guard lock{mutex};
    if (found.objection) ++caught;
    seed_max = std::max(seed_max, found.seed);
    std::cout << row_of(chosen[at], found) << std::endl;
  });
  const int false_alarms = run_control(seed_max, control);
  std::cout << caught << " of " << chosen.size() << " planted bugs caught; " << false_alarms
            << " of " << seed_max << " worlds without a bug objected to; " << std::fixed
            << std::setprecision(0) << seconds_since(begun) << " s\n";
  return caught == chosen.size() && false_alarms == 0 ? 0 : 1;
}
