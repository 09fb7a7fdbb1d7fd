// Snapshot: everything that the decisions for one company need, and nothing else.
#pragma once

#include <optional>
#include <vector>

#include "reactivation/core/account.hpp"
#include "reactivation/core/arms.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/client.hpp"
#include "reactivation/core/company.hpp"
#include "reactivation/core/rule.hpp"
#include "reactivation/core/service.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/slot.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation {

/// The value behind the document `reactivation.snapshot/1`. The order of its rows carries no
/// meaning: shuffled rows give the same plan. Rows of services, staff or clients that the snapshot
/// does not contain are left out of every decision.
struct Snapshot {
  Company company;
  Settings settings;
  std::optional<Account> account;  ///< absent: there is no quota
  std::vector<Service> services;
  std::vector<Staff> staff;
  std::vector<Rule> rules;  ///< at most one for each service
  std::vector<Client> clients;
  std::vector<TimeZone> client_zones;  ///< named by `Client::zone`
  std::vector<Visit> visits;
  std::vector<Attempt> attempts;
  std::vector<Slot> slots;
  DiscountFacts discounts;
};

}  // namespace reactivation
