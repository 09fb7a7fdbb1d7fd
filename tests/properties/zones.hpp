// Time zones built by hand, and civil arithmetic of our own over their periods: it shares nothing
// with TimeZone but the meaning that time.hpp promises.
#pragma once

#include <vector>

#include "reactivation/core/time.hpp"

namespace properties {

/// One hour, half an hour, at midnight, a day that does not exist, a change of the base offset.
[[nodiscard]] const std::vector<reactivation::TimeZone>& hand_made_zones();

[[nodiscard]] reactivation::LocalTime local_time(const reactivation::TimeZone& zone,
                                                 reactivation::Instant at);
[[nodiscard]] reactivation::LocalDate local_date(const reactivation::TimeZone& zone,
                                                 reactivation::Instant at);
/// The earliest instant that shows `local`; when none does, the first one after the gap.
[[nodiscard]] reactivation::Instant instant_of(const reactivation::TimeZone& zone,
                                               reactivation::LocalTime local);

}  // namespace properties
