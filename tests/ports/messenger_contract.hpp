// The contract of Messenger, for messengers that a test can lead: define `make_messenger_fixture`.
#pragma once

#include <catch2/catch.hpp>
#include <memory>

#include "reactivation/ports/messenger.hpp"

namespace reactivation::contract {

/// A messenger with the world behind it.
class MessengerFixture {
public:
  virtual ~MessengerFixture() = default;
  virtual Messenger& messenger() = 0;
  /// The next hand-over ends so; without it, it is accepted.
  virtual void set_next(SendOutcome outcome) = 0;
  /// The next hand-over fails before its first byte.
  virtual void fail_next() = 0;
  /// Messages that may have reached somebody.
  virtual std::size_t sent() = 0;
};

/// Defined by the adapter's own tests.
std::unique_ptr<MessengerFixture> make_messenger_fixture();

class CountedLook final : public LastLook {
public:
  explicit CountedLook(bool answer) : answer_(answer) {}
  bool still_allowed() override {
    ++asked;
    return answer_;
  }
  int asked = 0;

private:
  bool answer_;
};

inline OutgoingMessage outgoing(std::uint8_t number) {
  OutgoingMessage message;
  message.attempt_id.bytes[0] = number;
  message.company_id = CompanyId{1};
  message.client_id = ClientId{number};
  message.phone = PhoneNumber{999'000'000'000ULL + number};
  message.text = "Anna, it has been 5 weeks.";
  return message;
}

TEST_CASE("a messenger looks once before it writes, and hands over") {
  const auto fixture = make_messenger_fixture();
  CountedLook yes{true};
  const auto receipt = fixture->messenger().send(outgoing(1), yes);
  REQUIRE(receipt);
  CHECK(receipt.value().outcome == SendOutcome::accepted);
  CHECK(yes.asked == 1);
  CHECK(fixture->sent() == 1);
  CHECK(fixture->messenger().send_max() > Seconds{0});
}

TEST_CASE("when the last look says no, nothing is written and nothing was started") {
  const auto fixture = make_messenger_fixture();
  CountedLook no{false};
  const auto receipt = fixture->messenger().send(outgoing(1), no);
  REQUIRE(receipt);
  CHECK(receipt.value().outcome == SendOutcome::not_started);
  CHECK(no.asked == 1);
  CHECK(fixture->sent() == 0);
  const auto found = fixture->messenger().find_outcome(outgoing(1).attempt_id);
  REQUIRE(found);
  CHECK((!found.value() || found.value()->outcome == SendOutcome::not_started));
}

TEST_CASE("an attempt is handed over at most once") {
  const auto fixture = make_messenger_fixture();
  CountedLook yes{true};
  SECTION("accepted") {}
  SECTION("uncertain") { fixture->set_next(SendOutcome::uncertain); }
  REQUIRE(fixture->messenger().send(outgoing(1), yes));
  REQUIRE(fixture->messenger().send(outgoing(1), yes));
  CHECK(fixture->sent() == 1);
  REQUIRE(fixture->messenger().send(outgoing(2), yes));
  CHECK(fixture->sent() == 2);
}

TEST_CASE("an error means that no byte left, and the same attempt may be handed over later") {
  const auto fixture = make_messenger_fixture();
  CountedLook yes{true};
  fixture->fail_next();
  CHECK_FALSE(fixture->messenger().send(outgoing(1), yes));
  CHECK(fixture->sent() == 0);
  REQUIRE(fixture->messenger().send(outgoing(1), yes));
  CHECK(fixture->sent() == 1);
}

TEST_CASE("what became of a hand-over is told where it is known, without any effect") {
  const auto fixture = make_messenger_fixture();
  CountedLook yes{true};
  REQUIRE(fixture->messenger().send(outgoing(1), yes));
  for (int times = 0; times < 2; ++times) {
    const auto found = fixture->messenger().find_outcome(outgoing(1).attempt_id);
    REQUIRE(found);
    if (found.value()) CHECK(found.value()->outcome == SendOutcome::accepted);
    const auto unknown = fixture->messenger().find_outcome(outgoing(9).attempt_id);
    REQUIRE(unknown);
    CHECK_FALSE(unknown.value());
  }
  CHECK(fixture->sent() == 1);
}

}  // namespace reactivation::contract
