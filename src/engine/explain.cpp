#include "reactivation/engine/explain.hpp"

#include <algorithm>

#include "reactivation/core/tables.hpp"

namespace reactivation {
namespace {

const SkippedClient* find_skipped(const Plan& plan, ClientId client) {
  const auto found =
      std::find_if(plan.skipped.begin(), plan.skipped.end(),
                   [client](const SkippedClient& skipped) { return skipped.client_id == client; });
  return found == plan.skipped.end() ? nullptr : &*found;
}

const PlannedAttempt* find_planned(const Plan& plan, ClientId client) {
  const auto found =
      std::find_if(plan.planned.begin(), plan.planned.end(),
                   [client](const PlannedAttempt& a) { return a.client_id == client; });
  return found == plan.planned.end() ? nullptr : &*found;
}

/// The plan and its reasons, by the policy that is asked for.
struct Decisions {
  const Snapshot& snapshot;
  const RhythmKnowledge* rhythm;  ///< null: `spec`

  [[nodiscard]] Plan plan_at(Instant now) const {
    return rhythm ? plan_day(snapshot, now, *rhythm) : plan_day(snapshot, now);
  }
  [[nodiscard]] std::vector<HeldReason> reasons_at(Instant now, ClientId client) const {
    return rhythm ? held_reasons(snapshot, client, now, *rhythm)
                  : held_reasons(snapshot, client, now);
  }
};

/// One finding for every reason that can be judged.
std::vector<ReasonFinding> findings_of(std::vector<HeldReason> held,
                                       const std::optional<SkippedClient>& skipped) {
  if (skipped && skipped->reason == SkipReason::no_quota) {
    held.push_back({SkipReason::no_quota, skipped->until.value_or(no_instant)});
  }
  const bool is_without_visit = !held.empty() && held.back().reason == SkipReason::no_visit;
  const auto last =
      static_cast<int>(is_without_visit ? SkipReason::no_visit : SkipReason::no_quota);
  std::vector<ReasonFinding> findings;
  for (int i = 1; i <= last; ++i) {
    ReasonFinding finding{static_cast<SkipReason>(i), false, std::nullopt};
    for (const HeldReason& reason : held) {
      if (reason.reason != finding.reason) continue;
      finding.holds = true;
      if (reason.until != no_instant) finding.until = reason.until;
    }
    findings.push_back(finding);
  }
  return findings;
}

std::vector<PastVisit> past_visits(const std::vector<Visit>& visits, Instant now) {
  std::vector<PastVisit> out;
  for (const Visit& visit : visits) {
    if (visit.status != VisitStatus::completed || visit.starts_at > now) continue;
    out.push_back({visit.starts_at, visit.is_time_known, visit.staff_id, visit.service_ids});
  }
  return out;
}

std::vector<ServiceOutlook> outlooks_of(const Snapshot& snapshot, const std::vector<Visit>& visits,
                                        Instant now) {
  std::vector<ServiceOutlook> out;
  for (const Service& service : snapshot.services) {
    const auto rule =
        std::find_if(snapshot.rules.begin(), snapshot.rules.end(),
                     [&service](const Rule& r) { return r.service_id == service.id; });
    if (rule == snapshot.rules.end() || !rule->is_active || !service.active) continue;
    ServiceOutlook outlook;
    outlook.service_id = service.id;
    outlook.interval = interval_of(*rule, snapshot.company.business_type, service.title);
    for (const PastVisit& visit : past_visits(visits, now)) {
      const auto& ids = visit.service_ids;
      if (std::find(ids.begin(), ids.end(), service.id) == ids.end()) continue;
      outlook.last_visit_at =
          outlook.times == 0 ? visit.starts_at : std::max(outlook.last_visit_at, visit.starts_at);
      ++outlook.times;
    }
    if (outlook.times == 0) continue;
    outlook.days_since_visit = days_since(outlook.last_visit_at, now);
    const TimeZone& zone = snapshot.company.time_zone;
    outlook.due_at = due_at(outlook.last_visit_at, outlook.interval.days,
                            zone.is_known() ? zone : TimeZone::utc());
    out.push_back(outlook);
  }
  std::sort(out.begin(), out.end(), [](const ServiceOutlook& a, const ServiceOutlook& b) {
    if (a.due_at != b.due_at) return a.due_at < b.due_at;
    return a.service_id < b.service_id;
  });
  return out;
}

/// The client's own part: visits, habits, services, what was written before.
void describe(const Snapshot& snapshot, Instant now, Explanation& out) {
  std::vector<Visit> own;
  for (const Visit& visit : snapshot.visits) {
    if (visit.client_id == out.client.id) own.push_back(visit);
  }
  out.visits = merged_visits(own);
  const TimeZone& zone = snapshot.company.time_zone;
  out.preferences =
      preferences_of(past_visits(out.visits, now), zone.is_known() ? zone : TimeZone::utc());
  out.services = outlooks_of(snapshot, out.visits, now);
  for (const Attempt& attempt : snapshot.attempts) {
    if (attempt.client_id == out.client.id) out.attempts.push_back(attempt);
  }
  std::sort(out.attempts.begin(), out.attempts.end(), [](const Attempt& a, const Attempt& b) {
    if (a.cycle_key != b.cycle_key) return a.cycle_key < b.cycle_key;
    if (a.service_id != b.service_id) return a.service_id < b.service_id;
    return a.attempt_number < b.attempt_number;
  });
}

}  // namespace

namespace {

/// What the policy `rhythm` knows of each service, and when it has it due.
void add_rhythms(const Decisions& decisions, Instant now, Explanation& out) {
  const TimeZone& zone = decisions.snapshot.company.time_zone;
  for (ServiceOutlook& outlook : out.services) {
    outlook.rhythm =
        rhythm_of(decisions.snapshot, {out.client.id, outlook.service_id}, now, *decisions.rhythm);
    if (!outlook.rhythm) continue;
    outlook.due_at = due_at(outlook.last_visit_at, outlook.rhythm->due_days,
                            zone.is_known() ? zone : TimeZone::utc());
  }
}

std::optional<Explanation> explained(const Decisions& decisions, ClientId client, Instant now) {
  const Snapshot& snapshot = decisions.snapshot;
  const auto found = std::find_if(snapshot.clients.begin(), snapshot.clients.end(),
                                  [client](const Client& c) { return c.id == client; });
  if (found == snapshot.clients.end()) return std::nullopt;
  Explanation out;
  out.client = *found;
  describe(snapshot, now, out);
  if (decisions.rhythm) add_rhythms(decisions, now, out);
  const Plan plan = decisions.plan_at(now);
  std::optional<ServiceId> service;
  if (const PlannedAttempt* planned = find_planned(plan, client)) {
    out.planned = *planned;
    service = planned->service_id;
  } else if (const SkippedClient* skipped = find_skipped(plan, client)) {
    out.skipped = *skipped;
    service = skipped->service_id;
  }
  out.reasons = findings_of(decisions.reasons_at(now, client), out.skipped);
  if (out.skipped && out.skipped->eligible_at) {
    const Plan later = decisions.plan_at(*out.skipped->eligible_at);
    if (const PlannedAttempt* planned = find_planned(later, client)) out.later = *planned;
  }
  for (ServiceOutlook& outlook : out.services) outlook.is_chosen = outlook.service_id == service;
  return out;
}

}  // namespace

std::optional<Explanation> explain_client(const Snapshot& snapshot, ClientId client, Instant now) {
  return explained({snapshot, nullptr}, client, now);
}

std::optional<Explanation> explain_client(const Snapshot& snapshot, ClientId client, Instant now,
                                          const RhythmKnowledge& known) {
  return explained({snapshot, &known}, client, now);
}

}  // namespace reactivation
