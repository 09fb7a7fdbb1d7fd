// Time zones from the system's tzdata.
#pragma once

#include <memory>
#include <string_view>

#include "reactivation/ports/time_zone.hpp"

namespace reactivation {

/// The zones that the operating system knows. Old aliases resolve to today's name, which the
/// returned zone carries. A zone is built when it is first asked for, and kept. Throws nothing
/// but std::bad_alloc; a machine without tzdata knows no zone.
class SystemTimeZones final : public TimeZoneSource {
public:
  SystemTimeZones();
  ~SystemTimeZones() override;
  SystemTimeZones(const SystemTimeZones&) = delete;
  SystemTimeZones& operator=(const SystemTimeZones&) = delete;

  [[nodiscard]] result<TimeZone> find(std::string_view iana_name) const override;

private:
  struct Cache;
  std::unique_ptr<Cache> cache_;
};

}  // namespace reactivation
