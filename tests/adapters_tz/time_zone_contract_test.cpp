#include "ports/time_zone_contract.hpp"

#include "reactivation/adapters/tz.hpp"

namespace reactivation::contract {

std::unique_ptr<TimeZoneSource> make_time_zones() { return std::make_unique<SystemTimeZones>(); }

}  // namespace reactivation::contract
