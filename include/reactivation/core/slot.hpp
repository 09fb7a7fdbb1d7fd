// Slot: a free time at a staff member.
#pragma once

#include <optional>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// Two slots of one staff member that overlap are the same chair: giving one away takes both.
struct Slot {
  ServiceId service_id;
  StaffId staff_id;
  Instant starts_at;
  std::optional<int> duration_minutes;  ///< > 0

  friend bool operator==(const Slot&, const Slot&) noexcept = default;
};

}  // namespace reactivation
