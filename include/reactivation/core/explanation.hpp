// What is known and decided about one client: every reason in order, and what would be offered.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reactivation/core/plan.hpp"

namespace reactivation {

/// One reason of requirements §4.2, judged whether or not those before it hold.
struct ReasonFinding {
  SkipReason reason = SkipReason::none;
  bool holds = false;
  std::optional<Instant> until;  ///< when it is gone; absent: nobody knows, or it does not hold
};

/// A service with a rule that the client has taken.
struct ServiceOutlook {
  ServiceId service_id;
  Interval interval;
  Instant last_visit_at;
  std::int64_t days_since_visit = 0;
  std::int64_t times = 0;  ///< completed visits with it
  Instant due_at;
  bool is_chosen = false;              ///< the one that the plan's row is about
  std::optional<ClientRhythm> rhythm;  ///< by a policy beside `spec`; then `due_at` is the policy's
};

struct Explanation {
  Client client;
  std::vector<Visit> visits;  ///< merged, oldest first, bookings included
  Preferences preferences;
  std::vector<ServiceOutlook> services;
  std::vector<Attempt> attempts;  ///< oldest cycle first
  /// Exactly one of the two: the client's row of the plan at `now`.
  std::optional<PlannedAttempt> planned;
  std::optional<SkippedClient> skipped;
  /// In the order in which they bind. They end before those that cannot be judged: without a visit
  /// nothing is due.
  std::vector<ReasonFinding> reasons;
  /// What a plan at `skipped->eligible_at` offers, when that is known and nothing else changes.
  std::optional<PlannedAttempt> later;
};

}  // namespace reactivation
