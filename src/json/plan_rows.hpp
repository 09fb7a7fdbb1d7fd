// The rows of a plan, for every document that shows some.
#pragma once

#include "reactivation/core/plan.hpp"
#include "writer.hpp"

namespace reactivation::json {

void put_planned(Writer& out, const PlannedAttempt& attempt);
void put_rhythm(Writer& out, const ClientRhythm& rhythm);
void put_skipped(Writer& out, const SkippedClient& client);

}  // namespace reactivation::json
