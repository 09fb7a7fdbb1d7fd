// The world's store over a store that speaks SQL: one database, a connection for every worker, and
// beneath it something that fails, fills up, or takes the worker's process with it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reactivation/ports/time_zone.hpp"
#include "reactivation/simulation/store.hpp"
#include "world_database.hpp"

namespace simulation_test {

enum class Governor : std::uint8_t { off, on };

/// How a worker dies, once.
enum class Death : std::uint8_t {
  none,        ///< calls are counted
  at_io,       ///< in the middle of a call, at a call to what is beneath
  after_call,  ///< a call that has written is done, and nobody is told
  power_cut,   ///< as `at_io`, with every other process; of what was not synced only parts stay
};

class SqlWorldStore : public reactivation::simulation::WorldStore {
public:
  /// Counts from 0 again.
  virtual void plan_death(Death death, long index) = 0;
  [[nodiscard]] virtual bool has_died() const noexcept = 0;
  /// Until the faults end: calls to what is beneath, out of workers' calls, and those calls of
  /// workers that have changed something.
  [[nodiscard]] virtual long disk_calls() const = 0;
  [[nodiscard]] virtual long commits() const noexcept = 0;
};

/// Ceilings are those that the host has stored, unless the governor is on. One at a time may be in
/// use.
[[nodiscard]] std::unique_ptr<SqlWorldStore> make_sql_world_store(
    std::unique_ptr<WorldDatabase> database, Governor governor);

/// In a folder of its own, in memory where there is such a file system; a disk that fails beneath.
/// `zones` must outlive it.
[[nodiscard]] std::unique_ptr<SqlWorldStore> make_sqlite_world_store(
    const reactivation::TimeZoneSource& zones, Governor governor = Governor::off);

#ifdef REACTIVATION_POSTGRES_WORLDS
/// In a database of its own on a server of the process; the way to it breaks off. `zones` must
/// outlive it.
[[nodiscard]] std::unique_ptr<SqlWorldStore> make_postgres_world_store(
    const reactivation::TimeZoneSource& zones, Governor governor = Governor::off);
/// How often the way to the server has met each of its troubles, in all worlds so far.
[[nodiscard]] std::vector<std::pair<std::string, long>> postgres_troubles();
#endif

}  // namespace simulation_test
