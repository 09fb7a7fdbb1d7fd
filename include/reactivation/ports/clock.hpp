// Port: the present moment, and waiting for a later one.
#pragma once

#include <algorithm>

#include "reactivation/core/error.hpp"
#include "reactivation/core/permit.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

class Clock {
public:
  virtual ~Clock() = default;

  [[nodiscard]] virtual Instant now() const = 0;
  /// Returns when `now()` is `at` or later; `errc::cancelled` when it was woken before.
  [[nodiscard]] virtual result<void> wait_until(Instant at) = 0;
  /// `jumped`: the wall clock was set by hand or went its own way; nothing is sent then.
  [[nodiscard]] virtual ClockTrust trust() const { return ClockTrust::trusted; }
};

/// A clock that stands still until somebody waits: a whole day passes in no time.
class VirtualClock final : public Clock {
public:
  explicit VirtualClock(Instant now) noexcept : now_(now) {}

  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] result<void> wait_until(Instant at) override {
    now_ = std::max(now_, at);
    return boost::outcome_v2::success();
  }

private:
  Instant now_;
};

}  // namespace reactivation
