// PostgresStore behind the suites' fixture: each case has a database of its own, copied from one
// that has the tables.
#include <catch2/catch.hpp>

#include "postgres_server.hpp"
#include "reactivation/adapters/postgres.hpp"
#include "sql_fixture.hpp"

namespace reactivation::contract {
namespace {

using postgres_test::Server;
using postgres_test::Sql;

std::unique_ptr<PostgresStore> opened(const std::string& url) {
  std::string detail;
  auto store = PostgresStore::open(url, MissingTables::make, contract_zones, &detail);
  INFO(detail);
  REQUIRE(store);
  return std::move(store).value();
}

const std::string& with_tables() {
  static const std::string name = [] {
    (void)opened(Server::instance().make_database("with_tables"));
    return "with_tables";
  }();
  return name;
}

class PostgresFixture final : public SqlFixture {
public:
  ~PostgresFixture() override { store_.reset(); }
  void reopen() override {
    store_.reset();
    store_ = opened(url_);
  }

protected:
  void make_database() override {
    store_.reset();
    sql_.reset();
    url_ = Server::instance().make_database("salons", with_tables());
    sql_ = std::make_unique<Sql>(url_);
    sql_->run("SET search_path = reactivation, public");
  }
  SqlStore& store() override { return *store_; }
  void run(const std::string& sql) const override { sql_->run(sql); }
  bool has_row(const std::string& table, std::int64_t id) const override {
    const std::string where = " WHERE id = " + std::to_string(id);
    return sql_->number("SELECT count(*) FROM " + table + where) > 0;
  }

private:
  std::string url_;
  std::unique_ptr<Sql> sql_;
  std::unique_ptr<PostgresStore> store_;
};

}  // namespace

std::unique_ptr<StoreFixture> make_store_fixture() { return std::make_unique<PostgresFixture>(); }

}  // namespace reactivation::contract
