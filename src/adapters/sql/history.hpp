// The summed history of clients: what a daily plan reads instead of all visits. Private.
#pragma once

#include "session.hpp"

namespace reactivation::sql {

/// Sums the history of every client of the company whose bookings changed. Inside a write
/// transaction.
void refresh_history(Session& session, CompanyId company);

}  // namespace reactivation::sql
