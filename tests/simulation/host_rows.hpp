// The host's own rows, written past the store as a host's program does it.
#pragma once

#include <string>

#include "reactivation/core/snapshot.hpp"
#include "world_database.hpp"

namespace simulation_test {

/// Everything of a new company but what `SqlStore::create_company` and `put_rule` write.
void put_company_rows(HostDatabase& host, const reactivation::Snapshot& company);
void put_staff_rows(HostDatabase& host, const reactivation::Snapshot& company);
/// The ceilings and hours of the company's account, which it has.
void put_account_rows(HostDatabase& host, const reactivation::Snapshot& company);
/// Its pause alone: what a ban has made of the ceilings stays.
void put_account_pause(HostDatabase& host, const reactivation::Account& account);
/// What the engine has found out about the client stays: opt-out, pause, who waits for a person.
void put_client_row(HostDatabase& host, reactivation::CompanyId company,
                    const reactivation::Client& client, const std::string& zone);
void put_visit_row(HostDatabase& host, reactivation::CompanyId company,
                   const reactivation::Visit& visit);

}  // namespace simulation_test
