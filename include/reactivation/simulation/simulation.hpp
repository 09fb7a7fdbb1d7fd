// A simulated world: companies with their clients, workers with the real engine over a real store,
// a messenger, and everything that goes wrong, by the dice of one seed. A year takes about a
// second.
//
// The same options give the same log, to the byte, on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/core/lifecycle.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/ports/time_zone.hpp"
#include "reactivation/simulation/fault.hpp"
#include "reactivation/simulation/log.hpp"
#include "reactivation/simulation/oracle.hpp"
#include "reactivation/simulation/store.hpp"

namespace reactivation::simulation {

struct SimulationOptions {
  std::uint64_t seed = 1;
  int days = 365;     ///< 1 to 3660
  int companies = 2;  ///< 1 to 8; some share a messaging account
  int clients = 200;  ///< of each company, 1 to 100,000
  int workers = 2;    ///< 1 to 8
  FaultSet faults = FaultSet::all();
  std::optional<Instant> start;      ///< absent: drawn, so that awkward days of zones come up
  std::optional<Settings> settings;  ///< of every company, instead of drawn ones
  std::string time_zone;             ///< of every company; empty: drawn
};

/// How often each thing was seen: blindness shows.
struct Coverage {
  std::map<std::string, std::int64_t> edges;    ///< `ready>dispatching`
  std::map<std::string, std::int64_t> reasons;  ///< of skips and permits
  std::array<std::int64_t, fault_kinds> faults{};

  void read(const LogEntry& entry);
  void add(const Coverage& other);
};

/// What one month, or the whole year, came to.
struct PeriodAccount {
  std::int64_t planned = 0;
  std::int64_t sent = 0;  ///< messages that left
  std::int64_t with_discount = 0;
  std::int64_t discount_percents = 0;  ///< summed; over `with_discount` it is the mean
  std::int64_t replies = 0;
  std::int64_t opt_outs = 0;
  std::int64_t bookings = 0;  ///< made within 7 days of a message
  std::int64_t visits = 0;    ///< of all clients
  std::int64_t days_with_sends = 0;
  std::int64_t sent_most_on_a_day = 0;
};
struct YearAccount {
  PeriodAccount all;
  std::map<std::string, PeriodAccount> months;         ///< `2026-03`
  std::array<std::int64_t, 11> by_attempt{};           ///< messages sent, by attempt number
  std::map<std::string, std::int64_t> not_written_to;  ///< reasons on the last planned day
};

struct SimulationReport {
  std::vector<Violation> violations;
  Coverage coverage;
  YearAccount year;
  std::int64_t entries = 0;
  std::int64_t faults = 0;
  double company_years = 0;
};

using LogObserver = std::function<void(const LogEntry&)>;

/// Runs the world to its end, or to the first entry that the oracle objects to. `errc::cancelled`
/// when `progress` says so; other errors are those of the host's own rows. Threads: any, each with
/// a store of its own.
[[nodiscard]] result<SimulationReport> simulate(const SimulationOptions& options, WorldStore& store,
                                                const TimeZoneSource& zones,
                                                const LogObserver& observer = {},
                                                const Progress& progress = {});

/// The instant at which the world begins: midnight UTC, `start` or drawn by the seed.
[[nodiscard]] Instant start_of_world(const SimulationOptions& options);

using StoreMaker = std::function<std::unique_ptr<WorldStore>()>;

/// Smaller options under which the same invariant is still broken: fewer days, kinds of faults,
/// clients, companies and workers. Returns `failing` itself when nothing smaller fails.
[[nodiscard]] SimulationOptions shrink(const SimulationOptions& failing, const StoreMaker& maker,
                                       const TimeZoneSource& zones);

/// The arguments of `reactivation simulate` that repeat it.
[[nodiscard]] std::string to_arguments(const SimulationOptions& options);

}  // namespace reactivation::simulation
