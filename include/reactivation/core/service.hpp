// Service and Staff: what is sold, and who does it.
#pragma once

#include <cstdint>
#include <string>

#include "reactivation/core/ids.hpp"

namespace reactivation {

struct Service {
  ServiceId id;
  std::string title;
  std::int64_t price_minor = 0;  ///< in the company's currency, >= 0
  bool active = true;

  friend bool operator==(const Service&, const Service&) = default;
};

struct Staff {
  StaffId id;
  std::string name;
  bool active = true;  ///< an inactive member is never offered

  friend bool operator==(const Staff&, const Staff&) = default;
};

}  // namespace reactivation
