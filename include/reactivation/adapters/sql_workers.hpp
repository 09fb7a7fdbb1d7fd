// What workers that share a database ask of it besides the ports.
#pragma once

#include <string_view>
#include <vector>

#include "reactivation/adapters/sql_store.hpp"

namespace reactivation {

/// It waits for its turn.
struct WaitingAttempt {
  CompanyId company_id;
  AttemptId attempt_id;
  Instant not_before;
  int rank = 0;
};

/// Threads, transactions, failures and `detail` are those of the store, which must outlive it.
class SqlWorkers {
public:
  explicit SqlWorkers(SqlStore& store) noexcept : store_(store) {}

  /// Those that `dispatch` may find something to do for: an attempt whose turn has come, or one
  /// that is leaving. In no order.
  [[nodiscard]] result<std::vector<CompanyId>> list_due_companies(Instant now);

  /// Until `until` the company is `owner`'s, who may ask again to keep it longer. False: another
  /// worker has it. One that goes on elsewhere then asks no model for texts that are being written,
  /// and waits for nobody; that messages are safe does not depend on it. A lease that ends later
  /// than twice the span from now is that of a clock that was wrong, and bars nobody.
  [[nodiscard]] result<bool> lease_company(CompanyId company, std::string_view owner, Instant now,
                                           Instant until);
  /// Nothing when it is not `owner`'s.
  [[nodiscard]] result<void> release_company(CompanyId company, std::string_view owner);

  /// For a queue in front of workers: every attempt that waits for its turn and can still have it,
  /// the earliest first. None that a person holds back.
  [[nodiscard]] result<std::vector<WaitingAttempt>> load_waiting(CompanyId company, Instant now,
                                                                 int rows_max);

private:
  SqlStore& store_;
};

}  // namespace reactivation
