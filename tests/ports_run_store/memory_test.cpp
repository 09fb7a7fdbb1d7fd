#include "ports/run_store_contract.hpp"
#include "reactivation/adapters/memory_runs.hpp"

using namespace reactivation;

TEST_CASE("the runs in memory keep the contract of run stores") {
  run_contract::check_run_store([](const auto& check) {
    MemoryRuns store;
    store.put_company({CompanyId{2}, "UTC", false});
    store.put_company({CompanyId{1}, "UTC", true});
    check(store);
  });
}
