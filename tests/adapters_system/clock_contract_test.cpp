#include "ports/clock_contract.hpp"

#include "reactivation/adapters/system_clock.hpp"

namespace reactivation::contract {

std::unique_ptr<Clock> make_clock() { return std::make_unique<SystemClock>(); }

}  // namespace reactivation::contract
