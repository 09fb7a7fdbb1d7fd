// SqliteStore behind the suites' fixture.
#include "adapters_sqlite/store_fixture.hpp"
#include "sql_fixture.hpp"

namespace reactivation::contract {
namespace {

using store_test::Folder;
using store_test::Sql;

class SqliteFixture final : public SqlFixture {
public:
  void reopen() override {
    store_.reset();
    std::string detail;
    auto opened =
        SqliteStore::open(folder_->file(), OpenMode::create_or_existing, contract_zones, &detail);
    INFO(detail);
    REQUIRE(opened);
    store_ = std::move(opened).value();
  }

protected:
  void make_database() override { folder_ = std::make_unique<Folder>(); }
  SqlStore& store() override { return *store_; }
  void run(const std::string& sql) const override { Sql{folder_->file()}.run(sql); }
  bool has_row(const std::string& table, std::int64_t id) const override {
    const std::string where = " WHERE id = " + std::to_string(id);
    return Sql{folder_->file()}.number("SELECT count(*) FROM " + table + where) > 0;
  }

private:
  std::unique_ptr<Folder> folder_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace

std::unique_ptr<StoreFixture> make_store_fixture() { return std::make_unique<SqliteFixture>(); }

}  // namespace reactivation::contract
