#include "ports/import_contract.hpp"

#include "store_fixture.hpp"

namespace reactivation::contract {
namespace {

/// The store, and the folder of its file as long as it lives.
class InAFolder final : public ImportStore {
public:
  InAFolder() : store_(store_test::opened(folder_.file())) {
    REQUIRE(store_->create_company(store_test::new_company(CompanyId{1})));
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
  store_test::Folder folder_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace

std::unique_ptr<ImportStore> make_import_store() { return std::make_unique<InAFolder>(); }

}  // namespace reactivation::contract
