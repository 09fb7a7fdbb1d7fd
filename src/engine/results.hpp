// What the engine keeps of a day for its results. Private.
#pragma once

#include "reactivation/engine/engine.hpp"

namespace reactivation::detail {

/// Who would get a message today, were it not for the draw or for want of room.
[[nodiscard]] result<void> log_eligible(const EnginePorts& ports, const Plan& plan);

/// Tells the admin when few book, at most once a week.
[[nodiscard]] result<void> tell_of_conversion(const EnginePorts& ports, CompanyId company);

}  // namespace reactivation::detail
