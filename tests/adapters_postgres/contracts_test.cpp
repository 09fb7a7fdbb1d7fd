// The contracts of the ports that tests/ports does not run over a fixture.
#include "only_utc.hpp"
#include "ports/import_contract.hpp"
#include "ports/run_store_contract.hpp"
#include "postgres_server.hpp"
#include "reactivation/adapters/postgres.hpp"

using namespace reactivation;
using postgres_test::only_utc;
using postgres_test::Server;

namespace {

std::unique_ptr<PostgresStore> opened(const std::string& url) {
  std::string detail;
  auto store = PostgresStore::open(url, MissingTables::make, only_utc, &detail);
  INFO(detail);
  REQUIRE(store);
  return std::move(store).value();
}

NewCompany new_company(CompanyId id, bool is_enabled = true) {
  NewCompany made;
  made.company.id = id;
  made.company.name = "Salon";
  made.company.time_zone = TimeZone::utc();
  made.company.currency = "EUR";
  made.now = Instant{Seconds{1'748'858'400}};
  made.settings.enabled = is_enabled;
  return made;
}

}  // namespace

TEST_CASE("the runs in PostgreSQL keep the contract of run stores") {
  run_contract::check_run_store([](const auto& check) {
    const auto store = opened(Server::instance().make_database("runs"));
    REQUIRE(store->create_company(new_company(CompanyId{1})));
    REQUIRE(store->create_company(new_company(CompanyId{2}, false)));
    check(*store);
  });
}

TEST_CASE("two workers on one database: one of them begins the run") {
  const std::string url = Server::instance().make_database("runs");
  const auto one = opened(url);
  REQUIRE(one->create_company(new_company(CompanyId{1})));
  REQUIRE(one->create_company(new_company(CompanyId{2}, false)));
  const auto other = opened(url);
  const auto claim = run_contract::claim(run_contract::ten);
  const RunTicket ticket = run_contract::ticket(*one, claim);
  CHECK(run_contract::begun(*other, claim).refusal == RunRefusal::running_elsewhere);
  REQUIRE(one->end_run(ticket, run_contract::done(run_contract::ten)));
  CHECK(run_contract::begun(*other, claim).refusal == RunRefusal::already_done);
}

TEST_CASE("one installation for all workers, another for a copy of the database") {
  const std::string url = Server::instance().make_database("one");
  const auto first = opened(url);
  const auto second = opened(url);
  const std::string here = first->installation().value();
  CHECK(here == second->installation().value());
  CHECK(first->place().find("tests@") == std::string::npos);
  const auto copy = opened(Server::instance().make_database("two"));
  CHECK(copy->installation().value() != here);
}

TEST_CASE("a store outlives its server's crash") {
  Server& server = Server::instance();
  const auto store = opened(server.make_database("crash"));
  REQUIRE(store->create_company(new_company(CompanyId{1})));
  server.kill();
  const auto lost = store->list_companies();
  REQUIRE_FALSE(lost);
  CHECK(store->detail().find("check that the server runs") != std::string::npos);
  server.start();
  REQUIRE(store->list_companies());
  CHECK(store->list_companies().value().size() == 1);
}

namespace reactivation::contract {
namespace {

/// The store, in a database of its own.
class InADatabase final : public ImportStore {
public:
  InADatabase() : store_(opened(Server::instance().make_database("import"))) {
    REQUIRE(store_->create_company(new_company(CompanyId{1})));
  }
  result<void> begin(CompanyId company) override { return store_->begin(company); }
  result<ImportChange> put_service(const ImportedService& row) override {
    return store_->put_service(row);
  }
  result<ImportChange> put_staff(const ImportedStaff& row) override {
    return store_->put_staff(row);
  }
  result<ImportChange> put_client(const ImportedClient& row) override {
    return store_->put_client(row);
  }
  result<ImportChange> put_visit(const ImportedVisit& row) override {
    return store_->put_visit(row);
  }
  result<void> commit() override { return store_->commit(); }
  void rollback() noexcept override { store_->rollback(); }

private:
  std::unique_ptr<PostgresStore> store_;
};

}  // namespace

std::unique_ptr<ImportStore> make_import_store() { return std::make_unique<InADatabase>(); }

}  // namespace reactivation::contract
