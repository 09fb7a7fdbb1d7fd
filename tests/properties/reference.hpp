// Requirements §4.2 and §4.3 once more, naively and row by row, over the snapshot itself: no index,
// no columns, and civil arithmetic of its own.
#pragma once

#include <optional>
#include <vector>

#include "reactivation/core/plan.hpp"

namespace properties {

struct Reason {
  reactivation::SkipReason reason = reactivation::SkipReason::none;
  std::optional<reactivation::Instant> until;  ///< none: nobody knows
};

/// A service with a completed visit and an active rule, and all that speaks against it.
struct Option {
  reactivation::ServiceId service_id;
  reactivation::Instant last_visit_at;
  std::int64_t days = 0;
  std::int64_t times = 0;
  std::int64_t price_minor = 0;
  std::vector<Reason> reasons;  ///< 1 to 14, in the order of the table
};

/// What the requirements say about one client, before hours and quota.
struct Expected {
  std::vector<Reason> reasons;                        ///< of the service named, or of the client
  std::optional<reactivation::ServiceId> service_id;  ///< none for reasons 1 to 7
  std::optional<Option> chosen;                       ///< the best service, when there is any
};

class Reference {
public:
  Reference(const reactivation::Snapshot& snapshot, reactivation::Instant now);

  [[nodiscard]] Expected judge(const reactivation::Client& client) const;
  /// Everything that speaks against one service of a client, first what binds first.
  [[nodiscard]] std::vector<Reason> reasons_for(const reactivation::Client& client,
                                                reactivation::ServiceId service) const;
  /// Completed visits up to now, records of one booking merged.
  [[nodiscard]] std::vector<reactivation::Visit> completed_visits(
      reactivation::ClientId client) const;
  [[nodiscard]] double score(const reactivation::Client& client, std::int64_t days) const;
  [[nodiscard]] int quota() const;
  [[nodiscard]] reactivation::LocalDate today() const { return today_; }

private:
  [[nodiscard]] std::vector<Reason> client_reasons(const reactivation::Client& client) const;
  [[nodiscard]] std::vector<Reason> visit_reasons(const reactivation::Client& client) const;
  [[nodiscard]] std::vector<Reason> service_reasons(const reactivation::Client& client,
                                                    const Option& option) const;
  [[nodiscard]] std::vector<Reason> contact_reasons(const reactivation::Client& client,
                                                    const reactivation::Rule& rule) const;
  [[nodiscard]] bool cycle_is_over(const reactivation::Client& client, const Option& option,
                                   const reactivation::Rule& rule) const;
  [[nodiscard]] std::vector<Option> options(const reactivation::Client& client) const;
  [[nodiscard]] std::vector<const reactivation::Client*> person_of(
      const reactivation::Client& client) const;
  [[nodiscard]] const reactivation::Rule* rule_of(reactivation::ServiceId service) const;
  [[nodiscard]] reactivation::Instant midnight(reactivation::LocalDate date) const;

  const reactivation::Snapshot& snapshot_;
  reactivation::Instant now_;
  reactivation::TimeZone zone_;
  reactivation::LocalDate today_;
  std::vector<reactivation::Visit> visits_;
};

[[nodiscard]] const reactivation::Service* find_service(const reactivation::Snapshot& snapshot,
                                                        reactivation::ServiceId id);

}  // namespace properties
