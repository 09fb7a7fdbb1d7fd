// Private: what YClients says of a record, a client, a service or a member of staff, as rows.
//
//   r: client, wall clock, status, created at, staff, [[service, amount]…]   client "": a walk-in
//   c: name, phone, opt-out ("", "1"), tags      s: title, price      m: name
#pragma once

#include "copy.hpp"

namespace reactivation::yclients {

/// The record, and whom and what it names, unless that is known from elsewhere.
void add_record(const Json& record, const YclientsOptions& options, Copy& copy);
void add_client(const Json& client, Copy& copy);
void add_service(const Json& service, Copy& copy);
void add_staff(const Json& member_of_staff, Copy& copy);

}  // namespace reactivation::yclients
