#include "reactivation/core/eligibility.hpp"

namespace reactivation {

Instant due_at(Instant last_visit_at, int interval_days, const TimeZone& zone) noexcept {
  return zone.to_instant(zone.to_local(last_visit_at) + Days{interval_days});
}

}  // namespace reactivation
