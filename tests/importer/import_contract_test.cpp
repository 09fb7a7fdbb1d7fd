#include "ports/import_contract.hpp"

#include "memory_store.hpp"

namespace reactivation::contract {

std::unique_ptr<ImportStore> make_import_store() {
  return std::make_unique<import_test::MemoryStore>();
}

}  // namespace reactivation::contract
