#include "clock_contract.hpp"
#include "messenger_contract.hpp"
#include "reactivation/adapters/memory.hpp"

namespace reactivation::contract {
namespace {

class MemoryMessengerFixture final : public MessengerFixture {
public:
  MemoryMessengerFixture() {
    messenger_.on_send([this](const OutgoingMessage&) -> result<SendReceipt> {
      if (std::exchange(fails_, false)) return errc::messenger_failed;
      return SendReceipt{std::exchange(next_, SendOutcome::accepted)};
    });
  }
  Messenger& messenger() override { return messenger_; }
  void set_next(SendOutcome outcome) override { next_ = outcome; }
  void fail_next() override { fails_ = true; }
  std::size_t sent() override { return messenger_.messages().size(); }

private:
  MemoryMessenger messenger_;
  SendOutcome next_ = SendOutcome::accepted;
  bool fails_ = false;
};

}  // namespace

std::unique_ptr<MessengerFixture> make_messenger_fixture() {
  return std::make_unique<MemoryMessengerFixture>();
}

std::unique_ptr<Clock> make_clock() {
  return std::make_unique<VirtualClock>(Instant{Seconds{1'773'144'000}});
}

TEST_CASE("the memory messenger reaches nobody unless it is told to") {
  CHECK(MemoryMessenger{}.reach() == Reach::nobody);
  CHECK(MemoryMessenger{Reach::people}.reach() == Reach::people);
}

TEST_CASE("the memory messenger names what it accepts, and keeps the messages") {
  MemoryMessenger messenger;
  CountedLook yes{true};
  const auto receipt = messenger.send(outgoing(1), yes);
  REQUIRE(receipt);
  CHECK_FALSE(receipt.value().provider_id.empty());
  REQUIRE(messenger.messages().size() == 1);
  CHECK(messenger.messages()[0].text == outgoing(1).text);
  CHECK(messenger.find_outcome(outgoing(1).attempt_id).value()->provider_id ==
        receipt.value().provider_id);
}

TEST_CASE("the memory messenger can lose an answer and find it later") {
  MemoryMessenger messenger;
  messenger.on_send([](const OutgoingMessage&) { return SendReceipt{SendOutcome::uncertain}; });
  CountedLook yes{true};
  REQUIRE(messenger.send(outgoing(1), yes));
  CHECK_FALSE(messenger.find_outcome(outgoing(1).attempt_id).value());
  messenger.set_outcome(outgoing(1).attempt_id, SendOutcome::accepted);
  CHECK(messenger.find_outcome(outgoing(1).attempt_id).value()->outcome == SendOutcome::accepted);
}

TEST_CASE("the memory notifier keeps the notices in order") {
  MemoryNotifier notifier;
  notifier.notify({AlertKind::complaint, CompanyId{1}, ClientId{2}});
  notifier.notify({AlertKind::account_stopped, CompanyId{1}, {}});
  REQUIRE(notifier.alerts().size() == 2);
  CHECK(notifier.alerts()[0].kind == AlertKind::complaint);
  CHECK(notifier.alerts()[1].kind == AlertKind::account_stopped);
}

}  // namespace reactivation::contract
