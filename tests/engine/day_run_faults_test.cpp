// What goes wrong between the permit and the outcome, and what the next run makes of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "memory_world.hpp"

using namespace world;

namespace {

const Instant ten = at("2026-03-03T10:00:00Z");

Snapshot salon_with_due(int clients) {
  Snapshot snapshot = empty_salon();
  for (int i = 1; i <= clients; ++i) add_client(snapshot, i, 40 + i, ten);
  snapshot.slots = {{haircut, StaffId{1}, at("2026-03-05T12:00:00Z"), 60}};
  return snapshot;
}

int most_messages_to_one(const Mailbag& mailbag) {
  std::map<std::int64_t, int> counts;
  int most = 0;
  for (const OutgoingMessage& message : mailbag.messages) {
    most = std::max(most, ++counts[message.client_id.value]);
  }
  return most;
}

}  // namespace

TEST_CASE("an unclear hand-over counts as sent and is never repeated") {
  Store store(salon_with_due(3));
  Mailbag mailbag;
  mailbag.on_send = [](const OutgoingMessage&) { return SendOutcome::uncertain; };
  CHECK(Run(store, mailbag, ten).day().uncertain == 3);
  CHECK(store.snapshot.account->sends.size() == 3);
  mailbag.on_send = {};
  CHECK(Run(store, mailbag, ten).day().sent == 0);
  CHECK(mailbag.messages.size() == 3);
}

TEST_CASE("a refused message leaves the ledger, and the day goes on") {
  Store store(salon_with_due(3));
  Mailbag mailbag;
  int calls = 0;
  mailbag.on_send = [&calls](const OutgoingMessage&) {
    return ++calls == 1 ? SendOutcome::rejected : SendOutcome::accepted;
  };
  const auto counts = Run(store, mailbag, ten).day();
  CHECK(counts.rejected == 1);
  CHECK(counts.sent == 2);
  CHECK(store.snapshot.account->sends.size() == 2);
}

TEST_CASE("a messenger that cannot be used ends the run, and nothing is lost") {
  Store store(salon_with_due(3));
  Mailbag mailbag;
  mailbag.on_send = [](const OutgoingMessage&) {
    return result<SendOutcome>(make_error_code(errc::messenger_failed));
  };
  Run broken(store, mailbag, ten);
  REQUIRE(broken.plan());
  const auto failed = broken.dispatch();
  REQUIRE_FALSE(failed);
  CHECK(failed.error() == make_error_code(errc::messenger_failed));
  CHECK(store.snapshot.account->sends.empty());
  mailbag.on_send = {};
  CHECK(Run(store, mailbag, ten).day().sent == 3);
  CHECK(most_messages_to_one(mailbag) == 1);
}

TEST_CASE("a permit whose outcome was lost is settled as uncertain, and never sent") {
  Store store(salon_with_due(2));
  Mailbag mailbag;
  Run first(store, mailbag, ten);
  REQUIRE(first.plan());
  Attempt& lost = store.snapshot.attempts[0];
  lost.state = AttemptState::dispatching;
  lost.sent_at = ten;
  store.snapshot.account->sends.push_back(ten);
  const auto counts = Run(store, mailbag, ten).day();
  CHECK(counts.settled == 1);
  CHECK(counts.sent == 1);
  CHECK(store.count(AttemptState::uncertain) == 1);
  CHECK(mailbag.messages.size() == 1);
  CHECK(mailbag.messages[0].client_id != lost.client_id);
}

TEST_CASE("a messenger that knows what became of a lost hand-over is believed") {
  Store store(salon_with_due(1));
  Mailbag mailbag;
  REQUIRE(Run(store, mailbag, ten).plan());
  Attempt& lost = store.snapshot.attempts[0];
  lost.state = AttemptState::dispatching;
  lost.sent_at = ten;
  mailbag.known[lost.id] = SendOutcome::accepted;
  const auto counts = Run(store, mailbag, ten).day();
  CHECK(counts.settled == 1);
  CHECK(store.count(AttemptState::accepted) == 1);
  CHECK(mailbag.messages.empty());
}

TEST_CASE("a run stopped by its progress goes on where it was") {
  Store store(salon_with_due(6));
  Mailbag mailbag;
  Run stopped(store, mailbag, ten);
  REQUIRE(stopped.plan());
  const auto answer =
      stopped.dispatch([](std::string_view, std::int64_t done, std::int64_t) { return done < 2; });
  REQUIRE_FALSE(answer);
  CHECK(answer.error() == make_error_code(errc::cancelled));
  CHECK(mailbag.messages.size() == 2);
  CHECK(Run(store, mailbag, ten).day().sent == 4);
  CHECK(mailbag.messages.size() == 6);
  CHECK(most_messages_to_one(mailbag) == 1);
}

TEST_CASE("progress counts up to the number of messages") {
  Store store(salon_with_due(3));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  std::vector<std::int64_t> seen;
  REQUIRE(run.dispatch([&seen](std::string_view, std::int64_t done, std::int64_t total) {
    CHECK(total == 3);
    seen.push_back(done);
    return true;
  }));
  CHECK(seen == std::vector<std::int64_t>{0, 1, 2, 3});
}

TEST_CASE("whatever call of the store fails, nobody gets two messages and the limits hold") {
  for (int failing = 0; failing < 60; ++failing) {
    Store store(salon_with_due(4));
    Mailbag mailbag;
    int calls = 0;
    store.before_call = [&calls, failing] { return calls++ != failing; };
    Run broken(store, mailbag, ten);
    if (broken.plan()) (void)broken.dispatch();
    Run mended(store, mailbag, ten);
    if (mended.plan()) (void)mended.dispatch();
    store.before_call = {};
    const auto counts = Run(store, mailbag, ten).day();
    INFO("the store's call " << failing << " failed");
    CHECK(most_messages_to_one(mailbag) == 1);
    CHECK(store.count(AttemptState::dispatching) == 0);
    CHECK(counts.waiting == 0);
    // Every planned client has had a message, or one whose outcome nobody knows.
    CHECK(mailbag.messages.size() +
              static_cast<std::size_t>(store.count(AttemptState::uncertain)) >=
          4);
    CHECK(store.snapshot.account->sends.size() == 4);
  }
}

TEST_CASE("an attempt taken by somebody else meanwhile is left to them") {
  Store store(salon_with_due(1));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  int calls = 0;
  // The last look before the permit: another process takes the attempt right then.
  store.before_call = [&calls, &store] {
    if (++calls == 6) store.snapshot.attempts[0].state = AttemptState::cancelled;
    return true;
  };
  REQUIRE(run.dispatch());
  CHECK(mailbag.messages.empty());
}
