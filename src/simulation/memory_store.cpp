#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "reactivation/adapters/memory.hpp"
#include "reactivation/adapters/memory_runs.hpp"
#include "reactivation/simulation/store.hpp"

namespace reactivation::simulation {
namespace {

using boost::outcome_v2::success;

constexpr int rows_at_once = 1'000'000;

class MemoryAccess final : public StoreAccess {
public:
  MemoryAccess(MemoryStore& store, MemoryRuns& runs) : store_(store), runs_(runs) {}

  SnapshotSource& snapshots() override { return store_; }
  AttemptStore& attempts() override { return store_; }
  Inbox& inbox() override { return store_; }
  SlotSource& slots() override { return store_; }
  Office& office() override { return store_; }
  DialogueMemory& dialogues() override { return store_; }
  RunStore& runs() override { return runs_; }

private:
  MemoryStore& store_;
  MemoryRuns& runs_;
};

class MemoryWorldStore final : public WorldStore {
public:
  std::unique_ptr<StoreAccess> open(int /*worker*/) override {
    return std::make_unique<MemoryAccess>(store_, runs_);
  }

  result<void> add_company(const Snapshot& company) override {
    companies_.push_back(company.company.id);
    accounts_[company.company.id] = company.account;
    enter_run(company);
    if (auto added = store_.add_company(company); !added || !company.account) return added;
    // The worlds judge the ceilings as their hosts have put them.
    return store_.switch_governor(company.account->id, GovernorSwitch::off);
  }
  result<void> put_company(const Snapshot& company) override {
    const CompanyId id = company.company.id;
    enter_run(company);
    if (auto put = store_.put_settings(id, company.settings); !put) return put;
    for (const Rule& rule : company.rules) {
      if (auto put = store_.put_rule(id, rule); !put) return put;
    }
    for (const Staff& member : company.staff) {
      if (auto put = store_.put_staff(id, member); !put) return put;
    }
    // What was decided about the account stays when other rows of the company change.
    if (!company.account || accounts_[id] == company.account) return success();
    accounts_[id] = company.account;
    return store_.put_account(id, *company.account);
  }
  result<void> put_client(CompanyId company, const Client& client) override {
    return store_.put_client(company, client);
  }
  result<void> put_visit(CompanyId company, const Visit& visit) override {
    return store_.put_visit(company, visit);
  }
  result<void> put_slots(CompanyId company, std::span<const Slot> slots) override {
    return store_.put_slots(company, slots);
  }
  result<Audited> audit(Instant now) override;

private:
  void enter_run(const Snapshot& company) {
    runs_.put_company(
        {company.company.id, company.company.time_zone.name(), company.settings.enabled});
  }

  MemoryStore store_;
  MemoryRuns runs_;
  std::vector<CompanyId> companies_;
  std::map<CompanyId, std::optional<Account>> accounts_;  ///< as the host has put them
  std::size_t events_read_ = 0;
};

result<Audited> MemoryWorldStore::audit(Instant now) {
  Audited out;
  for (const CompanyId company : companies_) {
    const auto snapshot = store_.load_snapshot(company, now);
    if (!snapshot) return snapshot.as_failure();
    for (const Attempt& attempt : snapshot.value().attempts) {
      StoredAttempt stored{company, attempt, {}};
      // Only what is still on its way has a lease.
      if (attempt.state <= AttemptState::dispatching) {
        const auto state = store_.load_permit_state(attempt.id, "", now);
        if (!state) return state.as_failure();
        stored.lease = state.value().lease;
      }
      out.attempts.push_back(std::move(stored));
    }
    for (const Client& client : snapshot.value().clients) {
      if (client.reactivation_opt_out) out.opted_out.push_back({company, client.id});
    }
  }
  const auto events = store_.events();
  for (; events_read_ < events.size(); ++events_read_) {
    const MemoryEvent& event = events[events_read_];
    if (event.kind != "attempt" || !event.attempt_id) continue;
    out.steps.push_back({*event.attempt_id, std::string(event.from), std::string(event.to)});
  }
  const auto open = store_.load_unprocessed(now, rows_at_once);
  if (!open) return open.as_failure();
  for (const StoredEvent& event : open.value()) {
    if (!std::holds_alternative<InboundDelivery>(event.event.what)) ++out.unprocessed;
  }
  const auto lost = store_.load_lost_hand_overs(now);
  if (!lost) return lost.as_failure();
  out.lost_hand_overs = static_cast<std::int64_t>(lost.value().size());
  return out;
}

}  // namespace

std::unique_ptr<WorldStore> make_memory_world_store() {
  return std::make_unique<MemoryWorldStore>();
}

}  // namespace reactivation::simulation
