// The part of the first migration that needs the core. Private.
#pragma once

#include "session.hpp"

namespace reactivation::sql {

/// For every company that stands in reactivation_companies: limits of its level, rules by the
/// table, attempts for the messages of the original, and the history summed.
void adopt_existing_rows(Session& session);

}  // namespace reactivation::sql
