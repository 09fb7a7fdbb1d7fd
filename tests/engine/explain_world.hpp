// One salon in UTC for the explanations.
#pragma once

#include "reactivation/core/snapshot.hpp"
#include "reactivation/engine/explain.hpp"

namespace world {

using namespace reactivation;

inline constexpr CompanyId salon{1};
inline constexpr ServiceId haircut{1};
inline constexpr ServiceId massage{2};

/// `2026-03-03T07:00:00Z` and the like.
inline Instant at(const char* text) { return parse_time(text).value().instant_in(TimeZone::utc()); }

/// Open to messages from 10 to 19 every day, warm account, nobody in it yet.
inline Snapshot empty_salon() {
  Snapshot out;
  out.company.id = salon;
  out.company.name = "Lily";
  out.company.time_zone = TimeZone::utc();
  out.company.business_type = BusinessType::beauty;
  out.settings.sending_days = WeekdaySet::every_day();
  Account account;
  account.id = AccountId{1};
  account.warmup_level = WarmupLevel::warm;
  out.account = account;
  out.services = {{haircut, "Haircut", 5000, true}, {massage, "Massage", 6000, true}};
  out.staff = {{StaffId{1}, "Grace", true}, {StaffId{2}, "Ruby", true}};
  Rule rule;
  rule.service_id = haircut;
  rule.reactivation_interval_days = 28;
  out.rules = {rule};
  return out;
}

/// A client with a test number whose last haircut was so many days before `now`.
inline void add_client(Snapshot& snapshot, std::int64_t id, int days_ago, Instant now) {
  Client client;
  client.id = ClientId{id};
  client.name = "Anna Smith";
  client.phone = PhoneNumber{999'000'000'000ULL + static_cast<std::uint64_t>(id)};
  client.phone_status = PhoneStatus::test;
  snapshot.clients.push_back(client);
  Visit visit;
  visit.client_id = client.id;
  visit.service_ids = {haircut};
  visit.staff_id = StaffId{1};
  visit.starts_at = now - Days{days_ago};
  snapshot.visits.push_back(visit);
}

}  // namespace world
