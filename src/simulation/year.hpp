// The account of a year, kept from the log.
#pragma once

#include <map>
#include <set>

#include "reactivation/simulation/simulation.hpp"

namespace reactivation::simulation {

class YearBook {
public:
  void read(const LogEntry& entry);
  [[nodiscard]] const YearAccount& account() const noexcept { return account_; }

private:
  /// The month of the entry, and the year.
  template <class Change>
  void count(Instant at, Change change);
  void count_wire(Instant at, const Wired& wired);

  YearAccount account_;
  std::map<ClientId, Instant> written_at_;
  std::set<VisitId> booked_;
  std::map<std::pair<CompanyId, std::int64_t>, std::int64_t> sent_on_;  ///< company, UTC day
};

}  // namespace reactivation::simulation
