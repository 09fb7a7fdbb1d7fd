// SIGTERM and SIGINT of a command that runs until it is stopped.
#pragma once

#include "reactivation/adapters/system_clock.hpp"

namespace cli {

/// They stop the clock while this lives; one at a time.
class StopSignals {
public:
  explicit StopSignals(reactivation::SystemClock& clock);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
};

}  // namespace cli
