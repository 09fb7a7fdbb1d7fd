// The plan of a stored company: facts, selection, visits of the planned, offers.
#pragma once

#include "reactivation/core/plan.hpp"
#include "reactivation/core/plan_policy.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation {

/// The plan of that company at `now`. `PlanScope::all` equals `plan_day` of the whole snapshot;
/// `PlanScope::due_only` equals it without the rows `no_visit` and `not_due` (the counts still
/// count every client). Effect: none but reading. `progress` is asked between the steps: clients of
/// the company, who is chosen, what they are offered. `slots`: whom to ask for the free times of
/// the services that are planned, instead of those that `source` knows; when it fails, no times are
/// offered. `PolicyKind::rhythm` reads the whole snapshot and learns from it first.
[[nodiscard]] result<Plan> plan_from(SnapshotSource& source, CompanyId company, Instant now,
                                     PlanScope scope, const Progress& progress = {},
                                     SlotSource* slots = nullptr,
                                     PolicyKind policy = PolicyKind::spec);

}  // namespace reactivation
