// What the library alone takes for the answer that the service gives: the day's plan of a stored
// company, with a text for each message, as a document. service_bench.py calls it.
//
//   service_bench DATABASE [ROUNDS]: milliseconds of each round, a line each
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "reactivation/adapters/memory.hpp"
#include "reactivation/adapters/sqlite.hpp"
#include "reactivation/adapters/system_clock.hpp"
#include "reactivation/adapters/tz.hpp"
#include "reactivation/engine/engine.hpp"
#include "reactivation/json/plan_json.hpp"

using namespace reactivation;

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 20;
  const SystemTimeZones zones;
  auto store = SqliteStore::open(argv[1], OpenMode::existing, zones);
  if (!store) return 1;
  SystemClock clock;
  MemoryMessenger messenger;
  SqliteStore& db = *store.value();
  Engine engine({.snapshots = db,
                 .attempts = db,
                 .inbox = db,
                 .office = db,
                 .slots = db,
                 .messenger = messenger,
                 .clock = clock},
                {.owner = "bench", .here = "bench"});
  for (int i = 0; i < rounds; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    const auto day = engine.preview_day(CompanyId{1}, PlanScope::all);
    if (!day) return 1;
    const std::string text = write_plan(day.value().plan);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begun;
    std::cout << taken.count() << " " << text.size() << "\n";
  }
}
