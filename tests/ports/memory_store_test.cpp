#include "attempt_contract.hpp"
#include "plan_contract.hpp"
#include "reactivation/adapters/memory.hpp"
#include "snapshot_contract.hpp"

namespace reactivation::contract {
namespace {

class MemoryFixture final : public StoreFixture {
public:
  void start(const std::vector<Snapshot>& companies) override {
    store_ = MemoryStore{};
    for (const Snapshot& company : companies) check(store_.add_company(company));
  }
  SnapshotSource& snapshots() override { return store_; }
  AttemptStore& attempts() override { return store_; }
  Inbox& inbox() override { return store_; }
  SlotSource& slots() override { return store_; }
  Office& office() override { return store_; }
  DialogueMemory& dialogues() override { return store_; }

  void set_enabled(CompanyId company, Switch enabled) override {
    Settings settings = get(store_.load_snapshot(company, noon)).settings;
    settings.enabled = enabled == Switch::on;
    check(store_.put_settings(company, settings));
  }
  void put_client(CompanyId company, const Client& client) override {
    check(store_.put_client(company, client));
  }
  void put_visit(CompanyId company, const Visit& visit) override {
    check(store_.put_visit(company, visit));
  }
  void pause_account(CompanyId company, Instant until) override {
    Account account = get(store_.load_snapshot(company, noon)).account.value();
    account.paused_until = until;
    check(store_.put_account(company, account));
  }
  void ban_account(CompanyId company) override {
    check(store_.ban(get(store_.find_account(company)), noon));
  }

private:
  MemoryStore store_;
};

}  // namespace

std::unique_ptr<StoreFixture> make_store_fixture() { return std::make_unique<MemoryFixture>(); }

}  // namespace reactivation::contract
