#include "adapters_sqlite/store_fixture.hpp"
#include "ports/run_store_contract.hpp"

using namespace store_test;

namespace {

std::unique_ptr<SqliteStore> with_two_companies(const std::string& path) {
  auto store = opened(path);
  REQUIRE(store->create_company(new_company()));
  NewCompany off = new_company(CompanyId{2});
  off.settings.enabled = false;
  REQUIRE(store->create_company(off));
  return store;
}

}  // namespace

TEST_CASE("the runs in SQLite keep the contract of run stores") {
  run_contract::check_run_store([](const auto& check) {
    const Folder folder;
    check(*with_two_companies(folder.file()));
  });
}

TEST_CASE("two stores on one file: one of them begins the run") {
  const Folder folder;
  const auto one = with_two_companies(folder.file());
  const auto other = opened(folder.file());
  const auto claim = run_contract::claim(run_contract::ten);
  const RunTicket ticket = run_contract::ticket(*one, claim);
  CHECK(run_contract::begun(*other, claim).refusal == RunRefusal::running_elsewhere);
  REQUIRE(one->end_run(ticket, run_contract::done(run_contract::ten)));
  CHECK(run_contract::begun(*other, claim).refusal == RunRefusal::already_done);
}

TEST_CASE("a company without settings is switched off, and a state nobody knows is not run again") {
  const Folder folder;
  const auto store = with_two_companies(folder.file());
  REQUIRE(run_contract::begun(*store, run_contract::claim(run_contract::ten)).ticket);
  const Sql sql{folder.file()};
  sql.run("DELETE FROM reactivation_settings WHERE company_id = 1");
  CHECK_FALSE(store->list_scheduled().value().front().is_enabled);
  sql.run(
      "PRAGMA ignore_check_constraints = ON; UPDATE reactivation_schedule_runs SET state = 'x'");
  CHECK(run_contract::begun(*store, run_contract::claim(run_contract::ten + Days{1})).refusal ==
        RunRefusal::given_up);
}

TEST_CASE("a file of schema 3 gets the runs' table, and its rows stay") {
  const Folder folder;
  with_two_companies(folder.file());
  {
    const Sql sql{folder.file()};
    sql.run(
        "DROP TABLE reactivation_schedule_runs;"
        "DELETE FROM reactivation_schema WHERE version > 3");
  }
  const auto store = opened(folder.file());
  CHECK(store->list_scheduled().value().size() == 2);
  CHECK(run_contract::begun(*store, run_contract::claim(run_contract::ten)).ticket);
}
