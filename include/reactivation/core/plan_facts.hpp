// PlanFacts: what a store hands to the planner, and to the permit of one message.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "reactivation/core/tables.hpp"

namespace reactivation {

/// A snapshot whose completed visits are already summed by client and service.
struct PlanFacts {
  Company company;
  Settings settings;
  std::optional<Account> account;
  std::vector<Service> services;
  std::vector<Staff> staff;
  std::vector<Rule> rules;
  ClientTable clients;
  std::vector<TimeZone> client_zones;
  HistoryTable history;    ///< grouped by client
  VisitTable open_visits;  ///< bookings that are not completed, and completed ones in the future
  std::vector<Attempt> attempts;
  std::vector<Slot> slots;
  DiscountFacts discounts;  ///< read where the settings try discounts or have a budget; not for a
                            ///< permit, which decides no discount
  std::int64_t clients_total = 0;  ///< of the company, also those left out by the scope;
                                   ///< not counted for one person

  friend bool operator==(const PlanFacts&, const PlanFacts&) = default;
};

/// The facts as the planner's input. They must outlive it.
[[nodiscard]] PlanInput input_of(const PlanFacts& facts, Instant now);

}  // namespace reactivation
