// Clients who share a phone are one person, and nobody else is.
#include <catch2/catch.hpp>

#include "core/world.hpp"

using namespace world;

namespace {
Snapshot salon_with_due_clients(int count) {
  Snapshot s = salon();
  for (int id = 1; id <= count; ++id) {
    s.clients.push_back(client(id));
    s.visits.push_back(visit(id, {1}, "2026-01-29T12:00:00Z"));
  }
  return s;
}
SkipReason reason_of(const Plan& plan, int id) {
  const SkippedClient* row = skipped(plan, id);
  return row ? row->reason : SkipReason::none;
}
}  // namespace

TEST_CASE("what is known under three ids of one phone holds for all of them") {
  Snapshot s = salon_with_due_clients(4);
  for (std::size_t i = 1; i < 3; ++i) s.clients[i].phone = s.clients[0].phone;
  s.clients[0].paused_until = {};
  s.clients[1].last_reactivation_sent = at("2026-03-09T12:00:00Z");
  s.clients[2].last_reactivation_sent = at("2026-03-05T12:00:00Z");
  const Plan plan = plan_day(s, noon);
  for (const int id : {1, 2, 3}) {
    CHECK(reason_of(plan, id) == SkipReason::contacted_recently);
    CHECK(skipped(plan, id)->until == at("2026-03-23T00:00:00Z"));  // 14 days after the later one
  }
  CHECK(reason_of(plan, 4) == SkipReason::none);
}

TEST_CASE("flags of two ids of one phone add up") {
  Snapshot s = salon_with_due_clients(3);
  for (std::size_t i = 1; i < 3; ++i) s.clients[i].phone = s.clients[0].phone;
  s.clients[0].needs_person = true;
  s.attempts = {attempt(2, "2026-01-29", "2026-03-08T12:00:00Z")};
  CHECK(reason_of(plan_day(s, noon), 3) == SkipReason::needs_person);
  s.clients[0].needs_person = false;
  CHECK(reason_of(plan_day(s, noon), 3) == SkipReason::attempt_open);
  Attempt waiting = attempt(1, "2026-01-29", "2026-03-08T12:00:00Z");
  waiting.state = AttemptState::held;
  waiting.sent_at.reset();
  s.attempts.push_back(waiting);
  CHECK_FALSE(skipped(plan_day(s, noon), 3)->until);  // nobody knows when that one is over
  s.clients[1].reactivation_opt_out = true;
  CHECK(reason_of(plan_day(s, noon), 1) == SkipReason::opted_out);
}

TEST_CASE("among twenty thousand phones only the same one is the same person") {
  constexpr int count = 20000;
  Snapshot s = salon_with_due_clients(count);
  for (int i = 0; i < 10; ++i) s.clients[static_cast<std::size_t>(i)].reactivation_opt_out = true;
  s.clients.back().phone = s.clients[3].phone;
  const Plan plan = plan_day(s, noon);
  std::int64_t opted_out = 0;
  for (const SkippedClient& row : plan.skipped) {
    const bool is_expected = row.client_id.value <= 10 || row.client_id.value == count;
    if ((row.reason == SkipReason::opted_out) != is_expected) FAIL(row.client_id.value);
    opted_out += row.reason == SkipReason::opted_out ? 1 : 0;
  }
  CHECK(opted_out == 11);
}

TEST_CASE("clients without any phone are not one person") {
  Snapshot s = salon_with_due_clients(3);
  for (Client& c : s.clients) c.phone = {};
  s.clients[0].reactivation_opt_out = true;
  s.clients[1].needs_person = true;
  const Plan plan = plan_day(s, noon);
  CHECK(reason_of(plan, 1) == SkipReason::opted_out);
  CHECK(reason_of(plan, 2) == SkipReason::phone_missing);
  CHECK(reason_of(plan, 3) == SkipReason::phone_missing);
}

TEST_CASE("a number that no phone can have is invalid by its shape and breaks nothing") {
  Snapshot s = salon_with_due_clients(4);
  s.clients[0].phone = s.clients[1].phone = PhoneNumber{0xFFFFFFFFFFFFFFFFULL};
  s.clients[0].reactivation_opt_out = true;
  s.clients[1].needs_person = true;
  s.clients[2].phone = PhoneNumber{0x8000000000000000ULL};
  const Plan plan = plan_day(s, noon);
  CHECK(reason_of(plan, 1) == SkipReason::opted_out);
  CHECK(reason_of(plan, 2) != SkipReason::none);
  CHECK(reason_of(plan, 4) == SkipReason::none);
  for (const std::uint64_t digits : {1ULL, 999'999ULL, 1'000'000'000'000'000ULL, ~0ULL}) {
    CHECK(phone_status_by_shape(PhoneNumber{digits}) == PhoneStatus::invalid);
  }
  CHECK(phone_status_by_shape(PhoneNumber{1'000'000}) == PhoneStatus::mobile);
  CHECK(phone_status_by_shape(PhoneNumber{998'999'999'999'999}) == PhoneStatus::mobile);
}

TEST_CASE("attempts and flags are read when the other columns are absent") {
  const Snapshot base = salon();
  const std::vector<std::int64_t> ids{1, 2};
  const std::vector<std::uint64_t> phones{79000000001ULL, 79000000002ULL};
  const std::vector<std::int64_t> services{1, 1};
  const std::vector<Instant> old(2, at("2026-01-29T12:00:00Z"));
  const std::vector<Attempt> attempts{attempt(1, "2026-01-29", "2026-03-10T10:00:00Z")};
  ClientColumns clients;
  clients.id = ids;
  clients.phone = phones;
  VisitColumns visits;
  visits.client_id = ids;
  visits.service_id = services;
  visits.starts_at = old;
  Account account = *base.account;
  account.first_contact_daily_limit = 1;
  const PlanInput input{.company = base.company,
                        .settings = base.settings,
                        .account = &account,
                        .services = base.services,
                        .staff = {},
                        .rules = base.rules,
                        .clients = clients,
                        .visits = visits,
                        .history = {},
                        .attempts = attempts,
                        .slots = {},
                        .client_zones = {},
                        .weights = {},
                        .now = noon};
  const Selection selection = select_clients(input);
  CHECK(selection.rows[0].reason == SkipReason::attempt_open);
  // Without that column everybody is a first contact, and today's one went to client 1.
  CHECK(selection.rows[1].reason == SkipReason::no_quota);
  account.first_contact_daily_limit = 2;
  CHECK(select_clients(input).rows[1].reason == SkipReason::none);
  account.first_contact_daily_limit = -1;
  CHECK(select_clients(input).rows[1].reason == SkipReason::no_quota);
}

TEST_CASE("a reply whose message has no send time does not end the cycle by a deadline") {
  Snapshot s = salon_with_due_clients(1);
  Attempt answered = attempt(1, "2026-01-29", "2026-02-10T12:00:00Z");
  answered.sent_at.reset();
  answered.reply_type = ReplyType::positive;
  s.attempts = {answered};
  CHECK(reason(s) == SkipReason::none);
  s.attempts[0].reply_type = ReplyType::negative;
  CHECK(reason(s) == SkipReason::max_attempts);
}
