// Private and pure: free times out of working hours, busy times and the length of a service.
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "reactivation/core/slot.hpp"
#include "reactivation/core/time.hpp"
#include "values.hpp"

namespace reactivation::yclients {

/// Minutes of a day, [begin, end).
struct Span {
  int begin = 0;
  int end = 0;
};
struct WorkDay {
  std::vector<Span> working;
  std::vector<Span> busy;
};
/// By the code of the member of staff and the salon's date.
using Schedule = std::map<std::pair<std::int64_t, LocalDate>, WorkDay>;
/// By the codes of service and member of staff: how long it takes, in minutes.
using Lengths = std::map<std::pair<std::int64_t, std::int64_t>, int>;

/// The data of `staff/schedule`; what cannot be read is no working time.
[[nodiscard]] Schedule schedule_of(const Json& data);
/// The data of the services with the members of staff who do them.
[[nodiscard]] Lengths lengths_of(const Json& data);

/// Starts within working hours, clear of what is busy, at steps of the hour.
[[nodiscard]] std::vector<int> free_starts(const WorkDay& day, int minutes, int step_minutes);

inline constexpr std::size_t slots_per_service_max = 500;
/// At most so many of one service, ascending by time: every second step is left out until they fit.
void thin_out(std::vector<Slot>& slots, const TimeZone& zone, int step_minutes);

}  // namespace reactivation::yclients
