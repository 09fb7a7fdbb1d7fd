// What the discounts of a plan are decided from. Private to the adapter.
#pragma once

#include "reactivation/core/arms.hpp"
#include "session.hpp"

namespace reactivation::sql {

/// Empty where the settings need none: it reads a year of messages.
[[nodiscard]] DiscountFacts read_discounts(Session& session, const Company& company,
                                           const Settings& settings, Instant now);

}  // namespace reactivation::sql
