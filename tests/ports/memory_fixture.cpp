#include "memory_fixture.hpp"

namespace reactivation::contract {

std::unique_ptr<StoreFixture> make_store_fixture() { return std::make_unique<MemoryFixture>(); }

}  // namespace reactivation::contract
