// Services and staff as people name them.
#pragma once

#include <string>
#include <vector>

#include "reactivation/core/service.hpp"

namespace cli {

/// By title, in any case; else by our id. The command ends when none or several fit.
[[nodiscard]] reactivation::ServiceId find_service(
    const std::vector<reactivation::Service>& services, const std::string& text,
    const std::string& place);
[[nodiscard]] reactivation::StaffId find_staff(const std::vector<reactivation::Staff>& staff,
                                               const std::string& text, const std::string& place);

}  // namespace cli
