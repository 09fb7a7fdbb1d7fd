// What an adapter brings along to be judged by the contract suites of the storage ports.
//
// In one source file of a Catch2 program define `make_store_fixture`, and include the suites wanted
// (`store_contract.hpp` for all of them) in the same or in other files of that program.
#pragma once

#include <memory>
#include <vector>

#include "reactivation/ports/attempt_store.hpp"
#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/draft_log.hpp"
#include "reactivation/ports/inbox.hpp"
#include "reactivation/ports/office.hpp"
#include "reactivation/ports/results_source.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"

namespace reactivation::contract {

enum class Switch : std::uint8_t { off, on };

/// A store with a host behind it. The suites use companies of UTC and of Europe/Moscow, test
/// numbers (+999…), ids that are distinct over all companies, and no attempts but their own.
class StoreFixture {
public:
  virtual ~StoreFixture() = default;

  /// A fresh store with these companies in it, nothing armed, and no account governed.
  virtual void start(const std::vector<Snapshot>& companies) = 0;
  /// Lets go of the store and opens the same data again, where they last.
  virtual void reopen() {}

  virtual SnapshotSource& snapshots() = 0;
  virtual AttemptStore& attempts() = 0;
  virtual Inbox& inbox() = 0;
  virtual SlotSource& slots() = 0;
  virtual Office& office() = 0;
  virtual DialogueMemory& dialogues() = 0;
  /// A store that keeps no drafts has no use for `draft_contract.hpp`.
  virtual DraftLog& drafts() { return dynamic_cast<DraftLog&>(attempts()); }
  /// A store that is not asked for results has no use for `results_contract.hpp`.
  virtual ResultsSource& results() { return dynamic_cast<ResultsSource&>(attempts()); }

  // --- The host's hands, which write its own rows ----------------------------------------------
  virtual void set_enabled(CompanyId company, Switch enabled) = 0;
  /// Adds or replaces the client's row.
  virtual void put_client(CompanyId company, const Client& client) = 0;
  /// Adds the visit, or replaces the one with its id.
  virtual void put_visit(CompanyId company, const Visit& visit) = 0;
  virtual void pause_account(CompanyId company, Instant until) = 0;
  /// Whether the account is governed once it is armed.
  virtual void set_governed(AccountId account, Switch governed) = 0;
  /// The company's account waits for a person's confirmation.
  virtual void ban_account(CompanyId company) = 0;
};

/// Defined by the adapter's own tests.
std::unique_ptr<StoreFixture> make_store_fixture();

}  // namespace reactivation::contract
