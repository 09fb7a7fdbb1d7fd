// The same seed gives the same log, to the byte.
#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/simulation/simulation.hpp"
#include "sql_world_store.hpp"

using namespace reactivation;
using namespace reactivation::simulation;

namespace {

const SystemTimeZones zones;

SimulationOptions options_of(std::uint64_t seed) {
  SimulationOptions options;
  options.seed = seed;
  options.days = 60;
  options.companies = 1 + static_cast<int>(seed % 3);
  options.clients = 40;
  options.workers = 1 + static_cast<int>(seed / 3 % 3);
  return options;
}

/// The two stores may change several attempts of one sweep in different orders; the steps of one
/// attempt stay in theirs.
std::string by_attempt(const std::string& line) {
  if (line.find(" audit ") == std::string::npos && line.find(" end ") == std::string::npos) {
    return line;
  }
  std::vector<std::string> words;
  std::istringstream in{line};
  for (std::string word; in >> word;) words.push_back(word);
  std::stable_sort(words.begin(), words.end(), [](const std::string& a, const std::string& b) {
    return a.substr(0, a.find('=')) < b.substr(0, b.find('='));
  });
  std::string out;
  for (const std::string& word : words) out += word + ' ';
  return out;
}

std::vector<std::string> log_of(const SimulationOptions& options, WorldStore& store) {
  std::vector<std::string> lines;
  const auto report = simulate(options, store, zones,
                               [&](const LogEntry& entry) { lines.push_back(to_line(entry)); });
  INFO((report ? std::string{} : report.error().message()));
  REQUIRE(report);
  return lines;
}
std::vector<std::string> log_over_memory(const SimulationOptions& options) {
  const auto store = make_memory_world_store();
  return log_of(options, *store);
}
std::vector<std::string> log_over_sqlite(const SimulationOptions& options) {
  const auto store = simulation_test::make_sqlite_world_store(zones);
  return log_of(options, *store);
}

std::vector<std::string> sorted(std::vector<std::string> log) {
  for (std::string& line : log) line = by_attempt(line);
  return log;
}

void check_same(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  const std::size_t common = std::min(one.size(), other.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (one[i] == other[i]) continue;
    INFO("line " << i << "\n" << one[i] << "\n" << other[i]);
    FAIL("the logs differ");
  }
  CHECK(one.size() == other.size());
}

}  // namespace

TEST_CASE("The same seed over memory twice gives the same log") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    INFO("seed " << seed);
    check_same(log_over_memory(options_of(seed)), log_over_memory(options_of(seed)));
  }
}

TEST_CASE("The same seed over SQLite twice gives the same log, with faults of the disk") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    INFO("seed " << seed);
    const auto log = log_over_sqlite(options_of(seed));
    check_same(log, log_over_sqlite(options_of(seed)));
    CHECK(log.size() > 500);
  }
}

TEST_CASE("Memory and SQLite give the same log where nothing goes wrong") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    SimulationOptions options = options_of(seed);
    // A fault strikes at a call, and the stores may need different numbers of calls for one thing.
    options.faults = FaultSet{};
    check_same(sorted(log_over_memory(options)), sorted(log_over_sqlite(options)));
  }
}

#ifdef REACTIVATION_POSTGRES_WORLDS
namespace {

/// Everything takes longer there.
SimulationOptions small_options_of(std::uint64_t seed) {
  SimulationOptions options = options_of(seed);
  options.days = 8;
  options.clients = 15;
  // Every other one is busy: it sends from its first day on.
  if (seed % 2 == 0) options.settings = Settings{};
  return options;
}
std::vector<std::string> log_over_postgres(const SimulationOptions& options) {
  const auto store = simulation_test::make_postgres_world_store(zones);
  return log_of(options, *store);
}

}  // namespace

TEST_CASE("Memory, SQLite and PostgreSQL give the same log where nothing goes wrong") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    INFO("seed " << seed);
    SimulationOptions options = small_options_of(seed);
    options.faults = FaultSet{};
    const auto postgres = sorted(log_over_postgres(options));
    check_same(sorted(log_over_memory(options)), postgres);
    check_same(sorted(log_over_sqlite(options)), postgres);
    CHECK(postgres.size() > 50);
  }
}

TEST_CASE("The same seed over PostgreSQL twice gives the same log, with faults on the way") {
  const SimulationOptions options = small_options_of(4);
  const auto log = log_over_postgres(options);
  check_same(log, log_over_postgres(options));
  CHECK(log.size() > 50);
}
#endif
