#include "reactivation/engine/day_run.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "memory_world.hpp"

using namespace world;

namespace {

const Instant ten = at("2026-03-03T10:00:00Z");

Snapshot salon_with_due(int clients) {
  Snapshot snapshot = empty_salon();
  for (int i = 1; i <= clients; ++i) add_client(snapshot, i, 40 + i, ten);
  return snapshot;
}

const MessageReport& report_on(const Run& run, std::int64_t client) {
  for (const MessageReport& report : run.reports) {
    if (report.attempt.client_id.value == client) return report;
  }
  FAIL("no report on client " << client);
  return run.reports.front();
}

Slot slot_at(const char* time, std::int64_t staff = 1) {
  return {haircut, StaffId{staff}, at(time), 60};
}

}  // namespace

TEST_CASE("a day's messages leave at their turns, once for each planned client") {
  Store store(salon_with_due(12));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  const auto counts = run.day();
  CHECK(counts.sent == 12);
  CHECK(counts.waiting + counts.cancelled + counts.uncertain + counts.rejected == 0);
  REQUIRE(mailbag.messages.size() == 12);
  std::set<std::int64_t> clients;
  for (std::size_t i = 0; i < mailbag.messages.size(); ++i) {
    const OutgoingMessage& message = mailbag.messages[i];
    clients.insert(message.client_id.value);
    CHECK_FALSE(message.text.empty());
    CHECK_FALSE(message.template_id.empty());
    CHECK(message.phone.digits ==
          999'000'000'000ULL + static_cast<std::uint64_t>(message.client_id.value));
    // Warm: at least 120 s between two, at most 10 in any 60 minutes.
    if (i >= 1) CHECK(message.sent_at - mailbag.messages[i - 1].sent_at >= Seconds{120});
    if (i >= 10) CHECK(message.sent_at - mailbag.messages[i - 10].sent_at >= Seconds{3600});
    CHECK(message.sent_at >= ten);
    CHECK(message.sent_at < at("2026-03-03T19:00:00Z"));
  }
  CHECK(clients.size() == 12);
  CHECK(store.count(AttemptState::accepted) == 12);
}

TEST_CASE("the same day run again sends nothing") {
  Store store(salon_with_due(5));
  Mailbag mailbag;
  Run(store, mailbag, ten).day();
  Run again(store, mailbag, ten);
  CHECK(again.day().sent == 0);
  Run later(store, mailbag, ten + Seconds{7200});
  CHECK(later.day().sent == 0);
  CHECK(mailbag.messages.size() == 5);
}

TEST_CASE("who opts out while the day is under way is not written to any more") {
  Store store(salon_with_due(3));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  run.after_message = [&store](const MessageReport&) {
    for (Client& client : store.snapshot.clients) client.reactivation_opt_out = true;
  };
  const auto counts = run.day();
  CHECK(counts.sent == 1);
  CHECK(counts.cancelled == 2);
  CHECK(mailbag.messages.size() == 1);
  CHECK(run.reports.back().skip_reason == SkipReason::opted_out);
  CHECK(store.cancelled.begin()->second == "opted_out");
}

TEST_CASE("an opt-out of somebody with the same number stops the message") {
  Snapshot snapshot = salon_with_due(1);
  Client sibling = snapshot.clients[0];
  sibling.id = ClientId{77};
  snapshot.clients.push_back(sibling);
  Store store(snapshot);
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  store.snapshot.clients.back().reactivation_opt_out = true;
  REQUIRE(run.dispatch());
  CHECK(mailbag.messages.empty());
  CHECK(report_on(run, 1).skip_reason == SkipReason::opted_out);
}

TEST_CASE("who books or comes after the plan is not written to") {
  Store store(salon_with_due(3));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  Visit booking;
  booking.client_id = ClientId{1};
  booking.service_ids = {massage};
  booking.starts_at = at("2026-03-10T12:00:00Z");
  booking.status = VisitStatus::booked;
  store.snapshot.visits.push_back(booking);
  Visit visit;
  visit.client_id = ClientId{2};
  visit.service_ids = {massage};
  visit.starts_at = at("2026-03-02T12:00:00Z");
  store.snapshot.visits.push_back(visit);
  REQUIRE(run.dispatch());
  REQUIRE(mailbag.messages.size() == 1);
  CHECK(mailbag.messages[0].client_id.value == 3);
  CHECK(report_on(run, 1).skip_reason == SkipReason::upcoming_booking);
  CHECK(report_on(run, 2).skip_reason == SkipReason::visited_recently);
}

TEST_CASE("a pause, a withdrawn consent, a lost number and a waiting reply stop a message") {
  Store store(salon_with_due(4));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  store.snapshot.clients[0].paused_until = at("2026-04-01T00:00:00Z");
  store.snapshot.clients[1].consent = Consent::denied;
  store.snapshot.clients[2].phone = {};
  store.snapshot.clients[2].phone_status = PhoneStatus::missing;
  store.snapshot.clients[3].needs_person = true;
  const auto counts = run.dispatch();
  REQUIRE(counts);
  CHECK(mailbag.messages.empty());
  CHECK(counts.value().cancelled == 4);
  CHECK(report_on(run, 1).skip_reason == SkipReason::paused);
  CHECK(report_on(run, 2).skip_reason == SkipReason::consent_missing);
  CHECK(report_on(run, 3).skip_reason == SkipReason::phone_missing);
  CHECK(report_on(run, 4).skip_reason == SkipReason::needs_person);
}

TEST_CASE("a client who is gone is not written to") {
  Store store(salon_with_due(1));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  store.snapshot.clients.clear();
  REQUIRE(run.dispatch());
  CHECK(mailbag.messages.empty());
  CHECK(run.reports.at(0).fate == MessageFate::cancelled);
}

TEST_CASE("a slot taken since the plan is not offered, and the message goes without it") {
  Snapshot snapshot = salon_with_due(1);
  snapshot.slots = {slot_at("2026-03-05T12:00:00Z"), slot_at("2026-03-05T15:00:00Z", 2)};
  Store store(snapshot);
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  REQUIRE(store.plans.begin()->second.slots.size() == 2);
  store.snapshot.slots.erase(store.snapshot.slots.begin());
  REQUIRE(run.dispatch());
  REQUIRE(mailbag.messages.size() == 1);
  const OutgoingMessage& message = mailbag.messages[0];
  REQUIRE(message.slots.size() == 1);
  CHECK(message.slots[0].slot.staff_id.value == 2);
  CHECK(message.text.find("12:00") == std::string::npos);
}

TEST_CASE("with every slot taken the message names none") {
  Snapshot snapshot = salon_with_due(1);
  snapshot.slots = {slot_at("2026-03-05T12:00:00Z")};
  Store store(snapshot);
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  store.snapshot.slots.clear();
  REQUIRE(run.dispatch());
  REQUIRE(mailbag.messages.size() == 1);
  CHECK(mailbag.messages[0].slots.empty());
  CHECK(mailbag.messages[0].text.find(":00") == std::string::npos);
}

TEST_CASE("after a pause or a switch-off no further message leaves") {
  const bool is_pause = GENERATE(true, false);
  Store store(salon_with_due(4));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  run.after_message = [&store, is_pause](const MessageReport&) {
    if (is_pause) {
      store.snapshot.account->paused_until = at("2026-05-01T00:00:00Z");
    } else {
      store.snapshot.settings.enabled = false;
    }
  };
  const auto counts = run.day();
  CHECK(counts.sent == 1);
  CHECK(counts.waiting == 3);
  CHECK(mailbag.messages.size() == 1);
  CHECK(run.reports.back().permit_reason ==
        (is_pause ? PermitReason::account_paused : PermitReason::company_disabled));
}

TEST_CASE("limits tightened after the plan are kept") {
  Store store(salon_with_due(8));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  store.snapshot.account->daily_outbound_limit = 3;
  const auto counts = run.dispatch();
  REQUIRE(counts);
  CHECK(counts.value().sent == 3);
  CHECK(counts.value().waiting == 5);
  CHECK(run.reports.back().permit_reason == PermitReason::daily_limit);
}

TEST_CASE("a longer gap moves the messages instead of losing them") {
  Store store(salon_with_due(4));
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  REQUIRE(run.plan());
  store.snapshot.account->min_interval_seconds = 1800;
  const auto counts = run.dispatch();
  REQUIRE(counts);
  CHECK(counts.value().sent == 4);
  for (std::size_t i = 1; i < mailbag.messages.size(); ++i) {
    CHECK(mailbag.messages[i].sent_at - mailbag.messages[i - 1].sent_at >= Seconds{1800});
  }
}

TEST_CASE("nothing leaves after the window has closed") {
  Store store(salon_with_due(3));
  Mailbag mailbag;
  REQUIRE(Run(store, mailbag, ten).plan());
  Run late(store, mailbag, at("2026-03-03T19:00:00Z"));
  REQUIRE(late.dispatch());
  Run next_day(store, mailbag, at("2026-03-04T10:00:00Z"));
  REQUIRE(next_day.dispatch());
  CHECK(mailbag.messages.empty());
}

TEST_CASE("test numbers go to nobody but messengers that reach nobody") {
  Store store(salon_with_due(1));
  Mailbag mailbag;
  mailbag.has_test_numbers = false;
  Run run(store, mailbag, ten);
  const auto counts = run.day();
  CHECK(counts.cancelled == 1);
  CHECK(mailbag.messages.empty());
  CHECK(report_on(run, 1).skip_reason == SkipReason::phone_invalid);
}

TEST_CASE("a client who came for something else is told so, and an old visit is not") {
  Snapshot snapshot = salon_with_due(2);
  Visit other;
  other.client_id = ClientId{1};
  other.service_ids = {massage};
  other.starts_at = ten - Days{20};
  snapshot.visits.push_back(other);
  other.client_id = ClientId{2};
  other.starts_at = ten - Days{200};
  snapshot.visits.push_back(other);
  Store store(snapshot);
  Mailbag mailbag;
  Run run(store, mailbag, ten);
  CHECK(run.day().sent == 2);  // each text passed the verifier, which knows which is which
}
