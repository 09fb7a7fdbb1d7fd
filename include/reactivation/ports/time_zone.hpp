// Port: where the rules of IANA zones come from.
#pragma once

#include <string_view>

#include "reactivation/core/error.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

class TimeZoneSource {
public:
  virtual ~TimeZoneSource() = default;
  /// The zone of that IANA name (old aliases resolve to today's name), with all periods from 1970
  /// to 2200. `errc::time_zone_unknown` for any other name. Effect: none. Threads: any.
  [[nodiscard]] virtual result<TimeZone> find(std::string_view iana_name) const = 0;
};

}  // namespace reactivation
