// Rehearsal: a whole run on top of a store that stays as it is.
#pragma once

#include <map>
#include <vector>

#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation {

/// Stands before a store's two ports. Everything is read from the store; everything written stays
/// in memory, and what is read afterwards says so: attempts, the ledger, the clients' last message.
/// A run takes the same path on it as on the store. Threads: one call at a time.
class Rehearsal final : public SnapshotSource, public AttemptStore {
public:
  Rehearsal(SnapshotSource& snapshots, AttemptStore& attempts)
      : snapshots_(snapshots), attempts_(attempts) {}

  [[nodiscard]] result<PlanFacts> load_plan_facts(CompanyId company, Instant now,
                                                  PlanScope scope) override;
  [[nodiscard]] result<VisitTable> load_visits(CompanyId company, std::span<const ClientId> clients,
                                               Instant now) override;
  [[nodiscard]] result<std::vector<Client>> load_clients(
      CompanyId company, std::span<const ClientId> clients) override;
  [[nodiscard]] result<Snapshot> load_snapshot(CompanyId company, Instant now) override;

  [[nodiscard]] result<std::int64_t> store_plan(const Plan& plan) override;
  [[nodiscard]] result<std::vector<PlannedAttempt>> load_waiting(CompanyId company,
                                                                 Instant now) override;
  [[nodiscard]] result<void> begin_dispatch(const OutgoingMessage& message) override;
  [[nodiscard]] result<void> record_outcome(const OutgoingMessage& message,
                                            SendOutcome outcome) override;
  [[nodiscard]] result<void> cancel_waiting(const AttemptId& attempt, Instant now,
                                            std::string_view why) override;

private:
  struct Entry {
    CompanyId company;
    PlannedAttempt planned;
    AttemptState state = AttemptState::planned;
    std::optional<Instant> sent_at;
  };

  [[nodiscard]] static Attempt attempt_of(const Entry& entry);
  void lay_over(CompanyId company, std::vector<Attempt>& attempts) const;
  void add_sends(CompanyId company, std::optional<Account>& account) const;

  SnapshotSource& snapshots_;
  AttemptStore& attempts_;
  std::map<AttemptId, Entry> entries_;         ///< planned here, or touched here
  std::map<AttemptId, AttemptState> settled_;  ///< of an earlier, real run
};

}  // namespace reactivation
