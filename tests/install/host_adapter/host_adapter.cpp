// A host's adapters before installed contract suites: the store in memory stands for its own, the
// clock and the messenger are its own. BROKEN in the environment names the one that does not keep
// its promises, and must be caught.
#define CATCH_CONFIG_MAIN
#include <cstdlib>
#include <map>
#include <memory>
#include <reactivation/testing/clock_contract.hpp>
#include <reactivation/testing/memory_fixture.hpp>
#include <reactivation/testing/messenger_contract.hpp>
#include <reactivation/testing/office_contract.hpp>
#include <reactivation/testing/permit_contract.hpp>
#include <string_view>
#include <utility>

namespace {

using namespace reactivation;

bool is_broken(std::string_view what) {
  const char* broken = std::getenv("BROKEN");
  return broken && what == broken;
}

class HostClock final : public Clock {
public:
  Instant now() const override { return now_; }
  result<void> wait_until(Instant at) override {
    if (!is_broken("clock") && at > now_) now_ = at;
    return boost::outcome_v2::success();
  }

private:
  Instant now_{Seconds{1'773'144'000}};
};

class HostMessenger final : public Messenger {
public:
  Reach reach() const noexcept override { return Reach::nobody; }
  result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override {
    if (std::exchange(fails, false)) return errc::messenger_failed;
    const bool is_allowed = look.still_allowed();
    if (!is_allowed && !is_broken("messenger")) return SendReceipt{SendOutcome::not_started};
    const auto [known, is_new] = outcomes.try_emplace(message.attempt_id, next);
    if (is_new) ++sent;
    next = SendOutcome::accepted;
    return SendReceipt{known->second};
  }

  SendOutcome next = SendOutcome::accepted;
  bool fails = false;
  std::size_t sent = 0;
  std::map<AttemptId, SendOutcome> outcomes;
};

class HostMessengerFixture final : public contract::MessengerFixture {
public:
  Messenger& messenger() override { return messenger_; }
  void set_next(SendOutcome outcome) override { messenger_.next = outcome; }
  void fail_next() override { messenger_.fails = true; }
  std::size_t sent() override { return messenger_.sent; }

private:
  HostMessenger messenger_;
};

}  // namespace

namespace reactivation::contract {

std::unique_ptr<Clock> make_clock() { return std::make_unique<HostClock>(); }
std::unique_ptr<StoreFixture> make_store_fixture() { return std::make_unique<MemoryFixture>(); }
std::unique_ptr<MessengerFixture> make_messenger_fixture() {
  return std::make_unique<HostMessengerFixture>();
}

}  // namespace reactivation::contract
