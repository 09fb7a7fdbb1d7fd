// Port: what a company's services and staff are called in an outside system.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "reactivation/core/ids.hpp"

namespace reactivation {

/// The codes under which an import has taken them over; what has none is not named.
struct OutsideCodes {
  std::vector<std::pair<ServiceId, std::string>> services;
  std::vector<std::pair<StaffId, std::string>> staff;
};

}  // namespace reactivation
