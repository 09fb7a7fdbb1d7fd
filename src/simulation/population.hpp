// Who lives in the world: companies in awkward zones, clients with histories, a phone here and
// there that two people share.
#pragma once

#include <string>
#include <vector>

#include "reactivation/simulation/dice.hpp"
#include "reactivation/simulation/simulation.hpp"

namespace reactivation::simulation {

/// One human, who may be a client of several companies.
struct Human {
  struct Row {
    std::size_t company = 0;  ///< place in `Population::companies`
    ClientId client_id;
  };
  std::vector<Row> rows;
  PhoneNumber phone;
  std::string lid;       ///< WhatsApp's linked id; empty: only the phone is known
  int rhythm_days = 35;  ///< about so long between two visits
  bool is_lost = false;  ///< will not come by themselves any more
};

struct Population {
  Instant start;
  std::vector<Snapshot> companies;  ///< with clients and past visits, without slots
  std::vector<Human> humans;
  std::int64_t last_visit_id = 0;
};

[[nodiscard]] result<Population> populate(const SimulationOptions& options,
                                          const TimeZoneSource& zones);

/// Free times of the company for the nine days after `now`.
[[nodiscard]] std::vector<Slot> free_times(const Snapshot& company, Instant now, Dice& dice);

}  // namespace reactivation::simulation
