// On which days each client was here, and for what: what the rhythm is learnt from.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reactivation/core/plan.hpp"
#include "reactivation/core/return_curve.hpp"
#include "reactivation/core/spend.hpp"
#include "reactivation/core/visit_model.hpp"

namespace reactivation {

/// One client's days with a completed visit, each once, in rising order, in company time.
struct ClientDays {
  struct OfService {
    std::uint32_t service = 0;    ///< index into the input's services; has an active rule
    std::vector<LocalDate> days;  ///< not empty
    LocalDate booked_on{};        ///< the nearest booking ahead; the epoch: none
  };
  struct Paid {
    LocalDate day;
    double amount = 0;  ///< of that day, in major units, > 0
  };
  std::vector<LocalDate> days;
  std::vector<OfService> services;  ///< by index
  std::vector<Paid> paid;
};

/// The days of all clients, in the order of the input's rows.
struct VisitDays {
  std::vector<ClientDays> clients;
  LocalDate as_of{};  ///< the local date of the input's `now`
};

/// From `input.visits`, which must hold every visit (sums of a store say no days).
[[nodiscard]] VisitDays visit_days_of(const PlanInput& input);

/// Those of the days, in rising order, that are not after `as_of`.
[[nodiscard]] std::span<const LocalDate> days_until(std::span<const LocalDate> days,
                                                    LocalDate as_of) noexcept;
/// The days between each visit and the next, oldest first.
[[nodiscard]] std::vector<double> gap_days_of(std::span<const LocalDate> days);
/// What a client's paid days until `as_of` brought.
[[nodiscard]] SpendSummary spend_of(const ClientDays& client, LocalDate as_of) noexcept;
/// For how long the service is known on `as_of`: since anybody's first visit with it; 0 before.
[[nodiscard]] std::int32_t observed_days(const VisitDays& days, std::uint32_t service,
                                         LocalDate as_of) noexcept;
/// The gaps of all clients with one service, as known on `as_of`.
[[nodiscard]] std::vector<ReturnGap> service_gaps(const VisitDays& days, std::uint32_t service,
                                                  LocalDate as_of);

}  // namespace reactivation
