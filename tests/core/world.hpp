// A small salon to change one thing at a time in.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "reactivation/core/tables.hpp"

namespace world {

using namespace reactivation;  // NOLINT(google-build-using-namespace): tests only

inline Instant at(std::string_view rfc3339) {
  return parse_time(rfc3339).value().instant_in(TimeZone::utc());
}
inline LocalDate on(std::string_view iso_date) { return parse_iso_date(iso_date).value(); }

/// Berlin with the two clock changes of 2026.
inline TimeZone berlin() {
  using std::chrono::hours;
  return {"Europe/Berlin",
          {{at("2025-10-26T01:00:00Z"), hours{1}},
           {at("2026-03-29T01:00:00Z"), hours{2}},
           {at("2026-10-25T01:00:00Z"), hours{1}}}};
}

/// Tuesday noon, in the middle of the default window [10, 19).
inline const Instant noon = at("2026-03-10T12:00:00Z");

inline Visit visit(int client, std::vector<int> services, std::string_view when,
                   VisitStatus status = VisitStatus::completed) {
  Visit out;
  out.client_id = ClientId{client};
  for (const int service : services) out.service_ids.push_back(ServiceId{service});
  out.starts_at = at(when);
  out.status = status;
  return out;
}

inline Client client(int id) {
  Client out;
  out.id = ClientId{id};
  out.phone = PhoneNumber{79000000000ULL + static_cast<unsigned>(id)};
  out.phone_status = PhoneStatus::mobile;
  out.visit_count = 0;
  out.total_spent_minor = 0;
  out.has_chat_history = true;
  return out;
}

/// One service (id 1, every 28 days), a hot account, no clients yet; every day from 10 to 19 UTC.
inline Snapshot salon() {
  Snapshot out;
  out.company.id = CompanyId{7};
  out.company.name = "Salon";
  out.company.time_zone = TimeZone::utc();
  out.company.currency = "EUR";
  out.settings.sending_days = WeekdaySet::every_day();
  Account account;
  account.id = AccountId{1};
  account.warmup_level = WarmupLevel::hot;
  out.account = account;
  out.services.push_back({ServiceId{1}, "Haircut", 3000, true});
  Rule rule;
  rule.service_id = ServiceId{1};
  rule.reactivation_interval_days = 28;
  out.rules.push_back(rule);
  return out;
}

/// The salon with one client (id 1) whose last visit was 40 days before noon: due.
inline Snapshot salon_with_due_client() {
  Snapshot out = salon();
  out.clients.push_back(client(1));
  out.visits.push_back(visit(1, {1}, "2026-01-29T12:00:00Z"));
  return out;
}

inline void add_service(Snapshot& snapshot, int id, int interval_days,
                        std::int64_t price_minor = 1000) {
  snapshot.services.push_back({ServiceId{id}, "Service", price_minor, true});
  Rule rule;
  rule.service_id = ServiceId{id};
  rule.reactivation_interval_days = interval_days;
  snapshot.rules.push_back(rule);
}

inline Attempt attempt(int client_id, std::string_view cycle, std::string_view sent_at,
                       int number = 1) {
  Attempt out;
  out.client_id = ClientId{client_id};
  out.service_id = ServiceId{1};
  out.cycle_key = on(cycle);
  out.attempt_number = number;
  out.state = AttemptState::delivered;
  out.sent_at = at(sent_at);
  return out;
}

inline const SkippedClient* skipped(const Plan& plan, int client_id) {
  const auto found = std::find_if(plan.skipped.begin(), plan.skipped.end(), [&](const auto& row) {
    return row.client_id == ClientId{client_id};
  });
  return found == plan.skipped.end() ? nullptr : &*found;
}
inline const PlannedAttempt* planned(const Plan& plan, int client_id) {
  const auto found = std::find_if(plan.planned.begin(), plan.planned.end(), [&](const auto& row) {
    return row.client_id == ClientId{client_id};
  });
  return found == plan.planned.end() ? nullptr : &*found;
}
/// The reason of client 1; `none` when planned.
inline SkipReason reason(const Snapshot& snapshot, Instant now = noon) {
  const Plan plan = plan_day(snapshot, now);
  const SkippedClient* row = skipped(plan, 1);
  return row ? row->reason : SkipReason::none;
}

}  // namespace world
