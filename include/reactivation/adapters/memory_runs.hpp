// Adapter: runs in memory, for tests and for hosts that keep their own books.
#pragma once

#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "reactivation/ports/run_store.hpp"

namespace reactivation {

/// Forgets everything when it goes. Threads: any.
class MemoryRuns final : public RunStore {
public:
  /// Adds the company, or replaces what is known of it.
  void put_company(const ScheduledCompany& company);

  [[nodiscard]] result<RunAnswer> begin_run(const RunClaim& claim) override;
  [[nodiscard]] result<void> end_run(const RunTicket& ticket, const RunOutcome& outcome) override;
  [[nodiscard]] result<std::optional<RunRecord>> find_run(const RunKey& key) override;
  [[nodiscard]] result<std::vector<ScheduledCompany>> list_scheduled() override;

private:
  struct Row {
    RunRecord record;
    std::int64_t epoch = 0;
  };
  using Place = std::pair<std::int64_t, LocalDate>;

  std::mutex mutex_;
  std::map<std::int64_t, ScheduledCompany> companies_;
  std::map<Place, Row> rows_;
};

}  // namespace reactivation
