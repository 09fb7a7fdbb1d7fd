// A world with one time zone.
#pragma once

#include "reactivation/ports/time_zone.hpp"

namespace postgres_test {

class OnlyUtc final : public reactivation::TimeZoneSource {
public:
  reactivation::result<reactivation::TimeZone> find(std::string_view name) const override {
    if (name == "UTC") return reactivation::TimeZone::utc();
    return reactivation::errc::time_zone_unknown;
  }
};
inline const OnlyUtc only_utc;

}  // namespace postgres_test
