// A plan made by hand, with every kind of value in it.
#pragma once

#include "reactivation/core/plan.hpp"
#include "reactivation/json/parts_json.hpp"

namespace reactivation::test {

inline Plan sample_plan() {
  const auto at = [](const char* text) {
    return parse_time(text).value().instant_in(TimeZone::utc());
  };
  PlannedAttempt attempt;
  attempt.attempt_id = parse_attempt_id("6ba7b810-9dad-51d1-80b4-00c04fd430c8").value();
  attempt.rank = 1;
  attempt.client_id = ClientId{30};
  attempt.service_id = ServiceId{10};
  attempt.cycle_key = parse_iso_date("2026-01-10").value();
  attempt.attempt_number = 2;
  attempt.days_since_visit = 50;
  attempt.interval = {28, IntervalSource::table};
  attempt.discount_percent = 15;
  attempt.priority_score = 3.7;
  attempt.not_before = at("2026-03-02T07:00:00Z");
  attempt.not_after = at("2026-03-02T16:00:00Z");
  attempt.slots = {{.slot = {ServiceId{10}, StaffId{20}, at("2026-03-03T07:00:00Z"), 60},
                    .score = 0.1,
                    .match = {SlotMatch::favourite_staff, SlotMatch::near}}};
  attempt.preferences.day_part = DayPart::morning;
  attempt.preferences.days = {1, 5};
  attempt.preferences.favourite_staff = StaffPreference{StaffId{20}, 5, 0.8};
  attempt.preferences.pattern = VisitPattern{28.5, 0.9, true};
  attempt.preferences.confidence = 0.7;
  attempt.arms = {{ArmFactor::discount, 15, 0.25},
                  {ArmFactor::tone, static_cast<int>(Tone::casual), 0.5},
                  {ArmFactor::slots, 3, 0.5}};

  const auto skipped = [&](std::int64_t client, SkipReason reason) {
    SkippedClient row;
    row.client_id = ClientId{client};
    row.reason = reason;
    return row;
  };
  Plan plan;
  plan.company_id = CompanyId{7};
  plan.now = at("2026-03-02T06:00:00Z");
  plan.local_date = parse_iso_date("2026-03-02").value();
  plan.counts = {4, 2, 1, 3};
  plan.planned = {attempt};
  plan.skipped = {skipped(31, SkipReason::no_visit), skipped(32, SkipReason::not_due),
                  skipped(33, SkipReason::no_quota)};
  plan.skipped[1].service_id = ServiceId{10};
  plan.skipped[1].until = plan.skipped[1].eligible_at = at("2026-03-20T09:00:00Z");
  plan.skipped[2].service_id = ServiceId{10};
  plan.skipped[2].until = plan.skipped[2].eligible_at = at("2026-03-03T07:00:00Z");
  plan.skipped[2].rank = 2;
  return plan;
}

}  // namespace reactivation::test
