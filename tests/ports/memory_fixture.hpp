// MemoryStore behind the suites' fixture. `store` is there for what only this adapter can do.
#pragma once

#include <map>

#include "reactivation/adapters/memory.hpp"
#include "store_world.hpp"

namespace reactivation::contract {

class MemoryFixture final : public StoreFixture {
public:
  void start(const std::vector<Snapshot>& companies) override {
    store = MemoryStore{};
    for (const Snapshot& company : companies) {
      check(store.add_company(company));
      if (!company.account) continue;
      accounts[company.company.id] = *company.account;
      set_governed(company.account->id, Switch::off);
    }
  }
  SnapshotSource& snapshots() override { return store; }
  AttemptStore& attempts() override { return store; }
  Inbox& inbox() override { return store; }
  SlotSource& slots() override { return store; }
  Office& office() override { return store; }
  DialogueMemory& dialogues() override { return store; }

  void set_enabled(CompanyId company, Switch enabled) override {
    Settings settings = get(store.load_snapshot(company, noon)).settings;
    settings.enabled = enabled == Switch::on;
    check(store.put_settings(company, settings));
  }
  void put_client(CompanyId company, const Client& client) override {
    check(store.put_client(company, client));
  }
  void put_visit(CompanyId company, const Visit& visit) override {
    check(store.put_visit(company, visit));
  }
  void pause_account(CompanyId company, Instant until) override {
    Account& account = accounts.at(company);
    account.paused_until = until;
    check(store.put_account(company, account));
  }
  void set_governed(AccountId account, Switch governed) override {
    check(store.switch_governor(account,
                                governed == Switch::on ? GovernorSwitch::on : GovernorSwitch::off));
  }
  void ban_account(CompanyId company) override {
    check(store.ban(get(store.find_account(company)), noon));
  }

  MemoryStore store;
  std::map<CompanyId, Account> accounts;  ///< as they were put
};

}  // namespace reactivation::contract
