// A database in which a world lives: the workers' way in, the host's, and what goes wrong beneath.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "reactivation/adapters/sql_store.hpp"

namespace simulation_test {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A connection of the host's, past the store. Throws std::runtime_error when the database does not
/// do as it is told.
class HostDatabase {
public:
  virtual ~HostDatabase() = default;

  /// `sql` is a literal that the database understands but for its values, which are ?1, ?2, …
  /// The number of rows changed.
  virtual std::int64_t run(const char* sql, const std::vector<Value>& values) = 0;
  std::int64_t run(const char* sql) { return run(sql, {}); }
  /// All rows, texts for everything; NULL is empty.
  [[nodiscard]] virtual std::vector<std::vector<std::string>> rows(
      const char* sql, const std::vector<Value>& values) = 0;
};

/// What happens at one call of a worker's store to what keeps its data.
enum class Trouble : std::uint8_t {
  none,        ///< calls are counted
  fails,       ///< that one does not work
  full,        ///< changes fail from that one on
  kills,       ///< the worker's process dies: nothing is done from that call on
  cuts_power,  ///< the same, and everything else goes down with it
};

/// One at a time may be in use.
class WorldDatabase {
public:
  virtual ~WorldDatabase() = default;

  /// The host's own ways in, which no trouble meets; others after `lose_power`.
  [[nodiscard]] virtual reactivation::SqlStore& host_store() = 0;
  [[nodiscard]] virtual HostDatabase& host() = 0;
  /// As a worker's process opens it; nothing when that fails.
  [[nodiscard]] virtual std::unique_ptr<reactivation::SqlStore> open() = 0;

  // --- Beneath a worker's calls, which stand between `resume` and `pause` -----------------------
  virtual void resume() = 0;
  virtual void pause() = 0;
  /// Counts from 0 again; paused.
  virtual void arm(Trouble trouble, long call) = 0;
  [[nodiscard]] virtual long calls() const = 0;
  /// Calls that were refused since it was armed.
  [[nodiscard]] virtual long refused() const = 0;
  /// The worker's process or all of them are gone, until it is armed again.
  [[nodiscard]] virtual bool is_dead() const = 0;
  /// Another number when a call has changed something for good.
  [[nodiscard]] virtual long changes() const = 0;
  /// After `cuts_power` has struck and everybody has closed: everything comes up again.
  virtual void lose_power(std::uint64_t seed) = 0;
};

}  // namespace simulation_test
