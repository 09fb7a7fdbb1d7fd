// Port: where a company's facts come from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/plan_facts.hpp"
#include "reactivation/core/snapshot.hpp"

namespace reactivation {

/// Which clients a plan is about.
enum class PlanScope : std::uint8_t {
  all,
  due_only,  ///< may leave out clients whose reason would be no_visit or not_due
};

class SnapshotSource {
public:
  virtual ~SnapshotSource() = default;

  /// Everything a plan of `now` needs but the visits of those planned. `errc::not_found` for an
  /// unknown company. Reads one consistent state. Threads: one call at a time.
  [[nodiscard]] virtual result<PlanFacts> load_plan_facts(CompanyId company, Instant now,
                                                          PlanScope scope) = 0;
  /// The same for one client and those of the company who share the number, with all of their
  /// attempts; free times are left out. `errc::not_found` for an unknown client.
  [[nodiscard]] virtual result<PlanFacts> load_person_facts(CompanyId company, ClientId client,
                                                            Instant now) = 0;
  /// The completed visits of those clients up to `now`, at least the last 20 of each.
  [[nodiscard]] virtual result<VisitTable> load_visits(CompanyId company,
                                                       std::span<const ClientId> clients,
                                                       Instant now) = 0;
  /// Those clients with their texts, in the order asked; unknown ones are left out.
  [[nodiscard]] virtual result<std::vector<Client>> load_clients(
      CompanyId company, std::span<const ClientId> clients) = 0;
  /// The whole snapshot, as the document has it.
  [[nodiscard]] virtual result<Snapshot> load_snapshot(CompanyId company, Instant now) = 0;
};

}  // namespace reactivation
