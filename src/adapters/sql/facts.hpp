// What a plan needs, streamed into columns. Private.
#pragma once

#include "reactivation/ports/snapshot_source.hpp"
#include "session.hpp"

namespace reactivation::sql {

[[nodiscard]] PlanFacts read_plan_facts(Session& session, CompanyId company, Instant now,
                                        PlanScope scope);
[[nodiscard]] Snapshot read_snapshot(Session& session, CompanyId company, Instant now);
[[nodiscard]] VisitTable read_completed_visits(Session& session, CompanyId company,
                                               std::span<const ClientId> clients, Instant now);
[[nodiscard]] std::vector<Client> read_clients(Session& session, CompanyId company,
                                               std::span<const ClientId> clients);

/// One client and those who share the number; without them when the client is gone.
[[nodiscard]] PlanFacts read_person_facts(Session& session, CompanyId company, ClientId client,
                                          Instant now);

/// Bookings to come count, and those whose time has passed lately; older ones decide nothing.
[[nodiscard]] Instant open_bookings_since(const Settings& settings, Instant now);

}  // namespace reactivation::sql
