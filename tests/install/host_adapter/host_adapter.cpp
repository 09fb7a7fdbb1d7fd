// A host's adapters before installed contract suites: the store in memory stands for its own, and
// the clock is its own. With BROKEN in the environment the clock does not wait, and must be caught.
#define CATCH_CONFIG_MAIN
#include <cstdlib>
#include <memory>
#include <reactivation/testing/clock_contract.hpp>
#include <reactivation/testing/memory_fixture.hpp>
#include <reactivation/testing/office_contract.hpp>

namespace {

class HostClock final : public reactivation::Clock {
public:
  reactivation::Instant now() const override { return now_; }
  reactivation::result<void> wait_until(reactivation::Instant at) override {
    if (!std::getenv("BROKEN") && at > now_) now_ = at;
    return boost::outcome_v2::success();
  }

private:
  reactivation::Instant now_{reactivation::Seconds{1'773'144'000}};
};

}  // namespace

namespace reactivation::contract {

std::unique_ptr<Clock> make_clock() { return std::make_unique<HostClock>(); }
std::unique_ptr<StoreFixture> make_store_fixture() { return std::make_unique<MemoryFixture>(); }

}  // namespace reactivation::contract
