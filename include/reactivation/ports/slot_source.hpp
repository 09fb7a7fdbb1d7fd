// Port: where free times come from.
#pragma once

#include <span>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/slot.hpp"

namespace reactivation {

/// Asked when a day is planned, and again before a text that names a time is written and sent.
class SlotSource {
public:
  virtual ~SlotSource() = default;
  /// Free times of those services in [from, until), in any order, at most 500 a service. An empty
  /// answer is an answer. Threads: one call at a time.
  [[nodiscard]] virtual result<std::vector<Slot>> find_slots(CompanyId company,
                                                             std::span<const ServiceId> services,
                                                             Instant from, Instant until) = 0;
  /// Those of `slots` that can be booked at this moment, asked before a text that names them is
  /// written and again before it is sent when it has become old. A listed time is not always one
  /// that can be booked: a source of such lists asks its system here. `errc::io_failed`: not known
  /// now, so none is named. Where `find_slots` is the last word nothing needs to be done.
  [[nodiscard]] virtual result<std::vector<Slot>> bookable(CompanyId company,
                                                           std::vector<Slot> slots) {
    (void)company;
    return slots;
  }
};

}  // namespace reactivation
