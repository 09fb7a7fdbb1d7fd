// Visit: a booking with a status.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

enum class VisitStatus : std::uint8_t { completed, booked, cancelled, no_show };

/// Only a completed visit counts as one. Records with the same id are one visit; records without an
/// id are one visit when client and instant are the same. A completed visit that lies in the future
/// counts as a booking, because something about it is wrong.
struct Visit {
  VisitId id;  ///< unset when the host has none
  ClientId client_id;
  std::vector<ServiceId> service_ids;
  StaffId staff_id;   ///< unset when not known
  Instant starts_at;  ///< midnight of the civil date when the time is not known
  bool is_time_known = true;
  VisitStatus status = VisitStatus::completed;
  std::int64_t cost_minor = 0;
  std::optional<Instant> created_at;
};

}  // namespace reactivation
