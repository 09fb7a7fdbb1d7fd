// SQLite's own file layer with a disk beneath it that fails, fills up or loses its power at a given
// call. While one lives it is the default of the process.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>

namespace fault_test {

enum class Fault : std::uint8_t {
  none,       ///< calls are counted
  kill,       ///< the process dies: nothing is done from that call on, what was done stays
  power_cut,  ///< the same; of what was not synced only some sectors stay
  full,       ///< every write from that one on fails; only writes are counted
  glitch,     ///< that one call fails
  misread,    ///< that one read fails; only reads are counted
};

class FaultDisk {
public:
  FaultDisk();
  ~FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  /// Counts from 0 again; the call with this number meets the fault. What is on the disk now counts
  /// as synced.
  void arm(Fault fault, long call);
  /// No faults and no counting from now on.
  void disarm();
  /// Calls until `resume` are somebody else's: no fault meets them and none is counted.
  void pause();
  void resume();
  [[nodiscard]] bool has_struck() const;
  /// The process or the machine is gone: every call fails until `arm` or `disarm`.
  [[nodiscard]] bool is_dead() const;
  [[nodiscard]] long calls() const;
  /// Calls that were refused since the disk was armed.
  [[nodiscard]] long refused() const;
  /// Called before each sync while armed, with counting suspended.
  void on_sync(std::function<void()> hook);
  /// After a power cut, with all files closed: leaves what the disk may hold then, by the seed.
  void lose_power(std::uint64_t seed);

private:
  sqlite3_vfs vfs_;
};

}  // namespace fault_test
