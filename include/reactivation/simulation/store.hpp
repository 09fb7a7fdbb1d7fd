// A store that can be put into a simulated world: the engine's ports, and the host's hands.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "reactivation/ports/dialogue_memory.hpp"
#include "reactivation/ports/office.hpp"
#include "reactivation/ports/run_store.hpp"
#include "reactivation/ports/slot_source.hpp"
#include "reactivation/ports/snapshot_source.hpp"
#include "reactivation/simulation/fault.hpp"
#include "reactivation/simulation/log.hpp"

namespace reactivation::simulation {

/// The end of a worker's process. A port of a `StoreAccess`, or `WorldStore::open`, throws it when
/// the process died in the middle of the call; the access is destroyed next.
struct Crash {
  std::string place;
};

/// One worker's way to the data that all workers share. One call at a time over all of them.
class StoreAccess {
public:
  virtual ~StoreAccess() = default;

  virtual SnapshotSource& snapshots() = 0;
  virtual AttemptStore& attempts() = 0;
  virtual Inbox& inbox() = 0;
  virtual SlotSource& slots() = 0;
  virtual Office& office() = 0;
  virtual DialogueMemory& dialogues() = 0;
  virtual RunStore& runs() = 0;
};

class WorldStore {
public:
  virtual ~WorldStore() = default;

  /// A new way in, as a process that starts has it. What an earlier one of the same worker had open
  /// is gone with it.
  [[nodiscard]] virtual std::unique_ptr<StoreAccess> open(int worker) = 0;

  // --- The host's own rows; these always succeed, faults are the engine's ------------------------
  /// Without attempts and sends; the account may be one that an earlier company has brought.
  [[nodiscard]] virtual result<void> add_company(const Snapshot& company) = 0;
  /// Settings, rules, staff and the account's ceilings and hours, as they are in `company`.
  [[nodiscard]] virtual result<void> put_company(const Snapshot& company) = 0;
  [[nodiscard]] virtual result<void> put_client(CompanyId company, const Client& client) = 0;
  [[nodiscard]] virtual result<void> put_visit(CompanyId company, const Visit& visit) = 0;
  [[nodiscard]] virtual result<void> put_slots(CompanyId company, std::span<const Slot> slots) = 0;

  // --- Faults beneath the store ------------------------------------------------------------------
  /// Whether `meet` does anything.
  [[nodiscard]] virtual bool has_disk() const noexcept { return false; }
  /// One of the kinds that name the disk, at that call to it from now on (0: the next) out of a
  /// call of any worker. At most one at a time: the last word counts.
  virtual void meet(FaultKind /*kind*/, std::uint64_t /*call*/) {}
  /// What has not struck yet never will, and a full disk has room again.
  virtual void calm_down() {}

  /// A reading from outside; `steps` are those since the last one.
  [[nodiscard]] virtual result<Audited> audit(Instant now) = 0;
};

/// Over MemoryStore and MemoryRuns: all workers share one.
[[nodiscard]] std::unique_ptr<WorldStore> make_memory_world_store();

}  // namespace reactivation::simulation
