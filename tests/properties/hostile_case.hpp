// Hostile but valid worlds: every edge the planner's contract allows, drawn by rapidcheck so that a
// failing one shrinks.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>

#include "reactivation/core/snapshot.hpp"

namespace properties {

struct Case {
  reactivation::Snapshot snapshot;
  reactivation::Instant now;
};
void showValue(const Case& value, std::ostream& out);

/// How large a world becomes.
struct CaseSize {
  std::int64_t clients_max = 12;
  std::int64_t visits_max = 40;
};
[[nodiscard]] rc::Gen<Case> hostile_case(CaseSize size = {});

}  // namespace properties
