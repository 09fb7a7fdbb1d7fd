// Adapter: the clock of this machine.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>

#include "reactivation/ports/clock.hpp"

namespace reactivation {

/// Both clocks of the machine at one moment, each since a moment of its own.
struct ClockReading {
  std::chrono::nanoseconds wall{0};  ///< since 1970, UTC; people and programs may set it
  std::chrono::nanoseconds boot{0};  ///< since the machine started, sleep included; nobody sets it
};
using ReadClocks = std::function<ClockReading()>;
/// CLOCK_REALTIME and CLOCK_BOOTTIME.
[[nodiscard]] ClockReading read_system_clocks();

/// The wall clock, watched by the clock that nobody sets. When they part by more than 5 s, the wall
/// clock has jumped: it is not trusted for 10 minutes of the other clock; then its new time is
/// believed. Threads: any.
class SystemClock final : public Clock {
public:
  /// `read`: for tests; the machine's clocks otherwise.
  explicit SystemClock(ReadClocks read = read_system_clocks);
  ~SystemClock() override;
  SystemClock(const SystemClock&) = delete;
  SystemClock& operator=(const SystemClock&) = delete;

  [[nodiscard]] Instant now() const override;
  /// Returns at `at` also when the wall clock is set meanwhile; `errc::cancelled` from `stop` on.
  [[nodiscard]] result<void> wait_until(Instant at) override;
  [[nodiscard]] ClockTrust trust() const override;

  /// Ends every wait, those to come included. Allowed in a signal handler and from any thread.
  void stop() noexcept;
  [[nodiscard]] bool is_stopped() const noexcept { return is_stopped_.load(); }

private:
  ReadClocks read_;
  int wake_read_ = -1;
  int wake_write_ = -1;
  std::atomic<bool> is_stopped_{false};
  static_assert(std::atomic<bool>::is_always_lock_free);

  mutable std::mutex mutex_;
  mutable std::chrono::nanoseconds believed_;  ///< wall minus boot
  mutable std::chrono::nanoseconds jumped_to_{0};
  mutable std::chrono::nanoseconds trusted_from_{0};  ///< on the boot clock
  mutable bool has_jumped_ = false;
};

}  // namespace reactivation
