// Each reason of requirements 4.2: when it holds, until when, and that the first one binds.
#include <catch2/catch.hpp>
#include <set>
#include <string_view>

#include "core/world.hpp"

using namespace world;

namespace {
/// Planning at `until` the reason is gone; one second before it still holds.
void check_until(const Snapshot& snapshot, SkipReason expected, std::string_view until) {
  const Plan plan = plan_day(snapshot, noon);
  const SkippedClient* row = skipped(plan, 1);
  REQUIRE(row);
  CHECK(row->reason == expected);
  REQUIRE(row->until.has_value());
  CHECK(to_rfc3339(*row->until) == until);
  CHECK(reason(snapshot, *row->until) != expected);
  CHECK(reason(snapshot, *row->until - Seconds{1}) == expected);
}
void check_open_ended(const Snapshot& snapshot, SkipReason expected) {
  const Plan plan = plan_day(snapshot, noon);
  const SkippedClient* row = skipped(plan, 1);
  REQUIRE(row);
  CHECK(row->reason == expected);
  CHECK_FALSE(row->until);
  CHECK_FALSE(row->eligible_at);
}
}  // namespace

TEST_CASE("a due client is planned") {
  const Plan plan = plan_day(salon_with_due_client(), noon);
  REQUIRE(plan.planned.size() == 1);
  CHECK(plan.skipped.empty());
  CHECK(plan.counts == PlanCounts{1, 1, 1, 0});
  CHECK(plan.company_id == CompanyId{7});
  CHECK(plan.local_date == on("2026-03-10"));
  const PlannedAttempt& first = plan.planned[0];
  CHECK(first.days_since_visit == 40);
  CHECK(first.interval == Interval{28, IntervalSource::manual});
  CHECK(first.discount_percent == 10);
  CHECK(first.cycle_key == on("2026-01-29"));
  CHECK(first.not_before == noon);
  CHECK(first.not_after == at("2026-03-10T19:00:00Z"));
  CHECK(first.attempt_id ==
        attempt_id({CompanyId{7}, ClientId{1}, ServiceId{1}, on("2026-01-29"), 1}));
}

TEST_CASE("reason 1: the company is switched off") {
  Snapshot s = salon_with_due_client();
  s.settings.enabled = false;
  check_open_ended(s, SkipReason::company_disabled);
  CHECK_FALSE(skipped(plan_day(s, noon), 1)->service_id);
}

TEST_CASE("reason 2: the client, or somebody with the same phone, opted out") {
  Snapshot s = salon_with_due_client();
  s.clients[0].reactivation_opt_out = true;
  check_open_ended(s, SkipReason::opted_out);
  s.clients[0].reactivation_opt_out = false;
  s.clients.push_back(client(2));
  s.clients[1].phone = s.clients[0].phone;
  s.clients[1].reactivation_opt_out = true;
  check_open_ended(s, SkipReason::opted_out);
  // Without a phone nobody is the same person.
  s.clients[0].phone = s.clients[1].phone = PhoneNumber{};
  s.clients[0].phone_status = PhoneStatus::missing;
  CHECK(reason(s) == SkipReason::phone_missing);
}

TEST_CASE("reason 3: consent is denied, or unknown where it is required") {
  Snapshot s = salon_with_due_client();
  s.clients[0].consent = Consent::denied;
  check_open_ended(s, SkipReason::consent_missing);
  s.clients[0].consent = Consent::unknown;
  CHECK(reason(s) == SkipReason::none);
  s.settings.require_consent = true;
  check_open_ended(s, SkipReason::consent_missing);
  s.clients[0].consent = Consent::granted;
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("reason 4: there is no phone, or none that can be reached") {
  Snapshot s = salon_with_due_client();
  s.clients[0].phone_status = PhoneStatus::invalid;
  check_open_ended(s, SkipReason::phone_invalid);
  s.clients[0].phone = PhoneNumber{};
  check_open_ended(s, SkipReason::phone_invalid);
  s.clients[0].phone_status = PhoneStatus::mobile;
  check_open_ended(s, SkipReason::phone_missing);
  s.clients[0].phone = PhoneNumber{9990000001ULL};
  s.clients[0].phone_status = PhoneStatus::missing;
  check_open_ended(s, SkipReason::phone_missing);
  s.clients[0].phone_status = PhoneStatus::test;
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("reason 5: the client is paused until an instant") {
  Snapshot s = salon_with_due_client();
  s.clients[0].paused_until = at("2026-03-20T00:00:00Z");
  check_until(s, SkipReason::paused, "2026-03-20T00:00:00Z");
  s.clients[0].paused_until = noon;
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("reason 6: a reply of the person waits for somebody") {
  Snapshot s = salon_with_due_client();
  s.clients[0].needs_person = true;
  check_open_ended(s, SkipReason::needs_person);
  s.clients[0].needs_person = false;
  s.clients.push_back(client(2));
  s.clients[1].phone = s.clients[0].phone;
  s.clients[1].needs_person = true;
  check_open_ended(s, SkipReason::needs_person);
}

TEST_CASE("reason 7: no completed visit with a service that has an active rule") {
  Snapshot s = salon_with_due_client();
  s.visits[0].status = VisitStatus::cancelled;
  check_open_ended(s, SkipReason::no_visit);
  s.visits[0].status = VisitStatus::no_show;
  check_open_ended(s, SkipReason::no_visit);
  s.visits[0].status = VisitStatus::completed;
  s.rules[0].is_active = false;
  check_open_ended(s, SkipReason::no_visit);
  s.rules[0].is_active = true;
  s.services[0].active = false;
  check_open_ended(s, SkipReason::no_visit);
  s.services[0].active = true;
  s.visits[0].service_ids = {ServiceId{99}};
  check_open_ended(s, SkipReason::no_visit);
  s.visits.clear();
  check_open_ended(s, SkipReason::no_visit);
  s.rules[0].service_id = ServiceId{55};
  check_open_ended(s, SkipReason::no_visit);
}

TEST_CASE("reason 8: a booking lies ahead, of any service") {
  Snapshot s = salon_with_due_client();
  s.settings.recent_visit_days = 0;
  s.visits.push_back(visit(1, {99}, "2026-03-12T10:00:00Z", VisitStatus::booked));
  s.visits.push_back(visit(1, {1}, "2026-03-14T10:00:00Z", VisitStatus::booked));
  const Plan plan = plan_day(s, noon);
  CHECK(skipped(plan, 1)->reason == SkipReason::upcoming_booking);
  CHECK(skipped(plan, 1)->until == at("2026-03-14T10:00:00Z"));  // the last one ahead
  CHECK(skipped(plan, 1)->service_id == ServiceId{1});
  s.visits.pop_back();
  check_until(s, SkipReason::upcoming_booking, "2026-03-12T10:00:00Z");
  s.visits[1].status = VisitStatus::cancelled;
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("B24 B68 a completed visit in the future counts as a booking") {
  Snapshot s = salon_with_due_client();
  s.settings.recent_visit_days = 0;
  s.visits.push_back(visit(1, {1}, "2026-03-12T10:00:00Z"));
  CHECK(reason(s) == SkipReason::upcoming_booking);
  s.visits.erase(s.visits.begin());
  CHECK(reason(s) == SkipReason::no_visit);
}

TEST_CASE("reason 9: in lately, for any service, also when the booking was never closed") {
  Snapshot s = salon_with_due_client();
  s.visits.push_back(visit(1, {99}, "2026-03-08T10:00:00Z"));
  check_until(s, SkipReason::visited_recently, "2026-03-12T00:00:00Z");
  s.visits[1].status = VisitStatus::booked;
  check_until(s, SkipReason::visited_recently, "2026-03-12T00:00:00Z");
  s.visits[1].starts_at = at("2026-03-07T23:59:59Z");  // three dates ago: the last day it counts
  check_until(s, SkipReason::visited_recently, "2026-03-11T00:00:00Z");
  s.visits[1].starts_at = at("2026-03-06T23:59:59Z");
  CHECK(reason(s) == SkipReason::none);
  s.visits[1].starts_at = noon;
  check_until(s, SkipReason::visited_recently, "2026-03-14T00:00:00Z");
  s.settings.recent_visit_days = 0;
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("reason 10: not due before its interval has passed, to the second") {
  Snapshot s = salon_with_due_client();
  s.visits[0].starts_at = at("2026-02-10T12:00:00Z");  // exactly 28 days before noon
  check_until(s, SkipReason::not_due, "2026-03-10T12:00:01Z");
  s.visits[0].starts_at = at("2026-02-10T11:59:59Z");
  CHECK(reason(s) == SkipReason::none);
  s.visits[0].starts_at = at("2026-02-20T15:00:00Z");
  check_until(s, SkipReason::not_due, "2026-03-20T15:00:01Z");
}

TEST_CASE("reason 11: away for longer than the cut-off, in local dates") {
  Snapshot s = salon_with_due_client();
  s.settings.lapsed_cutoff_days = 40;
  CHECK(reason(s) == SkipReason::none);
  s.visits[0].starts_at = at("2026-01-28T23:59:59Z");
  check_open_ended(s, SkipReason::lapsed);
  CHECK(plan_day(s, noon).counts.due == 0);
}

TEST_CASE("reason 12: a message of the person is still open") {
  Snapshot s = salon_with_due_client();
  s.rules[0].retry_interval_days = 7;
  s.attempts.push_back(attempt(1, "2026-01-29", "2026-03-05T12:00:00Z"));
  const Plan plan = plan_day(s, noon);
  CHECK(skipped(plan, 1)->reason == SkipReason::attempt_open);
  CHECK(skipped(plan, 1)->until == at("2026-03-12T12:00:00Z"));
  CHECK(plan.counts.due == 1);
  CHECK(reason(s, at("2026-03-12T11:59:59Z")) == SkipReason::attempt_open);
  CHECK(reason(s, at("2026-03-12T12:00:00Z")) == SkipReason::none);
  for (const AttemptState state :
       {AttemptState::dispatching, AttemptState::accepted, AttemptState::read,
        AttemptState::uncertain, AttemptState::uncertain_final}) {
    s.attempts[0].state = state;
    CHECK(reason(s) == SkipReason::attempt_open);
  }
  s.attempts[0].reply_type = ReplyType::positive;
  CHECK(reason(s) == SkipReason::attempt_open);
  s.attempts[0].completion_reason = CompletionReason::converted;
  CHECK(reason(s) == SkipReason::contacted_recently);
  s.attempts[0].state = AttemptState::rejected;
  CHECK(reason(s) == SkipReason::none);
  s.attempts[0].state = AttemptState::accepted;
  s.attempts[0].sent_at.reset();
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("reason 12: a stored attempt that waits for its turn is open until its window ends") {
  Snapshot s = salon_with_due_client();
  Attempt waiting = attempt(1, "2026-01-29", "2026-03-05T12:00:00Z");
  waiting.sent_at.reset();
  waiting.not_before = at("2026-03-10T13:00:00Z");
  waiting.not_after = at("2026-03-10T19:00:00Z");
  for (const AttemptState state : {AttemptState::planned, AttemptState::drafted, AttemptState::held,
                                   AttemptState::ready, AttemptState::deferred}) {
    waiting.state = state;
    s.attempts = {waiting};
    check_until(s, SkipReason::attempt_open, "2026-03-10T19:00:00Z");
  }
  s.attempts[0].not_after.reset();
  check_open_ended(s, SkipReason::attempt_open);
  s.attempts[0].not_after = noon;
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("reason 13: written to lately, by the longer of 7 days and the rule's retry interval") {
  Snapshot s = salon_with_due_client();
  s.attempts.push_back(attempt(1, "2026-01-29", "2026-03-01T22:00:00Z"));
  check_until(s, SkipReason::contacted_recently, "2026-03-15T00:00:00Z");
  s.rules[0].retry_interval_days = 3;
  CHECK(reason(s) == SkipReason::none);
  s.attempts.clear();
  s.clients[0].last_reactivation_sent = at("2026-03-04T01:00:00Z");
  check_until(s, SkipReason::contacted_recently, "2026-03-11T00:00:00Z");
  s.clients[0].last_reactivation_sent = at("2026-03-03T23:00:00Z");
  CHECK(reason(s) == SkipReason::none);
}

TEST_CASE("reason 13: a message to somebody with the same phone counts") {
  Snapshot s = salon_with_due_client();
  s.clients.push_back(client(2));
  s.clients.push_back(client(3));
  s.clients[1].phone = s.clients[0].phone;
  s.attempts.push_back(attempt(2, "2026-01-29", "2026-03-02T12:00:00Z"));
  CHECK(reason(s) == SkipReason::contacted_recently);
}

TEST_CASE("reason 14: all attempts of the cycle are used, or a reply ended it") {
  Snapshot s = salon_with_due_client();
  s.visits[0].starts_at = at("2025-11-01T12:00:00Z");
  s.attempts = {attempt(1, "2025-11-01", "2025-12-01T12:00:00Z", 1),
                attempt(1, "2025-11-01", "2025-12-20T12:00:00Z", 2),
                attempt(1, "2025-11-01", "2026-01-10T12:00:00Z", 3)};
  check_open_ended(s, SkipReason::max_attempts);
  s.rules[0].max_attempts = 4;
  CHECK(reason(s) == SkipReason::none);
  s.rules[0].max_attempts = 0;
  s.attempts.clear();
  check_open_ended(s, SkipReason::max_attempts);
}

TEST_CASE("reason 14: every reply without a booking ends the cycle, silence does not") {
  Snapshot s = salon_with_due_client();
  s.visits[0].starts_at = at("2025-11-01T12:00:00Z");
  s.attempts = {attempt(1, "2025-11-01", "2025-12-01T12:00:00Z")};
  CHECK(reason(s) == SkipReason::none);
  for (const CompletionReason why : {CompletionReason::negative, CompletionReason::replied,
                                     CompletionReason::opted_out, CompletionReason::cancelled}) {
    s.attempts[0].completion_reason = why;
    CHECK(reason(s) == SkipReason::max_attempts);
  }
  for (const CompletionReason why :
       {CompletionReason::converted, CompletionReason::visited, CompletionReason::max_attempts}) {
    s.attempts[0].completion_reason = why;
    CHECK(reason(s) == SkipReason::none);
  }
  s.attempts[0].completion_reason = CompletionReason::none;
  for (const ReplyType reply : {ReplyType::opt_out, ReplyType::negative, ReplyType::positive,
                                ReplyType::neutral, ReplyType::unclear}) {
    s.attempts[0].reply_type = reply;
    CHECK(reason(s) == SkipReason::max_attempts);
  }
  // Who is away asked to be written to later.
  for (const ReplyType reply :
       {ReplyType::no_response, ReplyType::booking_created, ReplyType::pause_until}) {
    s.attempts[0].reply_type = reply;
    CHECK(reason(s) == SkipReason::none);
  }
  // A refusal ends the cycle at once, other replies with the deadline.
  s.attempts[0].sent_at = at("2026-03-05T12:00:00Z");
  s.attempts[0].reply_type = ReplyType::negative;
  s.rules[0].retry_interval_days = 7;
  CHECK(reason(s, at("2026-03-12T10:00:00Z")) == SkipReason::max_attempts);
}

TEST_CASE("reason 15: the client belongs to the holdout") {
  Snapshot s = salon_with_due_client();
  s.settings.holdout.percent = 100;
  check_open_ended(s, SkipReason::holdout);
  CHECK(plan_day(s, noon).counts.due == 1);
  CHECK(skipped(plan_day(s, noon), 1)->service_id == ServiceId{1});
}

TEST_CASE("reason 16: today's window is over, or there is none") {
  Snapshot s = salon_with_due_client();
  const auto row = [&s](std::string_view now) { return *skipped(plan_day(s, at(now)), 1); };
  CHECK(row("2026-03-10T19:00:00Z").reason == SkipReason::outside_sending_hours);
  CHECK(row("2026-03-10T19:00:00Z").until == at("2026-03-11T10:00:00Z"));
  CHECK(reason(s, at("2026-03-10T18:59:59Z")) == SkipReason::none);
  // Before the window opens the message waits for it.
  CHECK(planned(plan_day(s, at("2026-03-10T06:00:00Z")), 1)->not_before ==
        at("2026-03-10T10:00:00Z"));
  s.settings.holidays = {on("2026-03-10"), on("2026-03-11")};
  CHECK(row("2026-03-10T12:00:00Z").until == at("2026-03-12T10:00:00Z"));
  CHECK(row("2026-03-10T12:00:00Z").eligible_at == at("2026-03-12T10:00:00Z"));
  CHECK(reason(s, at("2026-03-12T10:00:00Z")) == SkipReason::none);
  s.settings.sending_days = {};
  check_open_ended(s, SkipReason::outside_sending_hours);
}

TEST_CASE("in an unknown zone nothing is ever sent") {
  Snapshot s = salon_with_due_client();
  s.company.time_zone = {};
  check_open_ended(s, SkipReason::outside_sending_hours);
}

TEST_CASE("reason 17: the day's quota is used up, with the place in the queue") {
  Snapshot s = salon_with_due_client();
  s.clients.push_back(client(2));
  s.clients[1].loyalty_level = LoyaltyLevel::vip;
  s.visits.push_back(visit(2, {1}, "2026-01-29T12:00:00Z"));
  s.account->daily_outbound_limit = 1;
  const Plan plan = plan_day(s, noon);
  REQUIRE(planned(plan, 2));
  CHECK(planned(plan, 2)->rank == 1);
  const SkippedClient* row = skipped(plan, 1);
  CHECK(row->reason == SkipReason::no_quota);
  CHECK(row->rank == 2);
  CHECK(row->until == at("2026-03-11T10:00:00Z"));
  CHECK(row->eligible_at == at("2026-03-11T10:00:00Z"));
}

TEST_CASE("the first reason binds, and eligible_at is when the last known one is over") {
  Snapshot s = salon_with_due_client();
  s.visits.push_back(visit(1, {99}, "2026-03-09T10:00:00Z"));
  s.clients[0].paused_until = at("2026-03-11T00:00:00Z");
  s.clients[0].last_reactivation_sent = at("2026-03-08T10:00:00Z");
  const SkippedClient row = *skipped(plan_day(s, noon), 1);
  CHECK(row.reason == SkipReason::paused);
  CHECK(row.until == at("2026-03-11T00:00:00Z"));
  CHECK(row.eligible_at == at("2026-03-22T00:00:00Z"));
  CHECK(reason(s, *row.eligible_at) == SkipReason::none);
  s.clients[0].needs_person = true;
  CHECK_FALSE(skipped(plan_day(s, noon), 1)->eligible_at);
}

TEST_CASE("all the reasons of a client are told, not only the one that binds") {
  Snapshot s = salon_with_due_client();
  CHECK(held_reasons(s, ClientId{1}, noon).empty());
  CHECK(held_reasons(s, ClientId{2}, noon).empty());
  s.clients[0].paused_until = at("2026-03-20T00:00:00Z");
  s.clients[0].needs_person = true;
  s.visits.push_back(visit(1, {1}, "2026-03-12T10:00:00Z", VisitStatus::booked));
  s.visits[0].starts_at = at("2026-02-20T15:00:00Z");
  s.settings.holdout.percent = 100;
  s.settings.holidays = {on("2026-03-10")};
  s.clients.push_back(client(2));
  s.visits.push_back(visit(2, {1}, "2026-03-10T10:00:00Z"));
  const std::vector<HeldReason> held = held_reasons(s, ClientId{1}, noon);
  const std::vector<std::pair<SkipReason, Instant>> expected{
      {SkipReason::paused, at("2026-03-20T00:00:00Z")},
      {SkipReason::needs_person, no_instant},
      {SkipReason::upcoming_booking, at("2026-03-12T10:00:00Z")},
      {SkipReason::not_due, at("2026-03-20T15:00:01Z")},
      {SkipReason::holdout, no_instant},
      {SkipReason::outside_sending_hours, at("2026-03-11T10:00:00Z")}};
  REQUIRE(held.size() == expected.size());
  for (std::size_t i = 0; i < held.size(); ++i) {
    CHECK(held[i].reason == expected[i].first);
    CHECK(held[i].until == expected[i].second);
  }
  CHECK(skipped(plan_day(s, noon), 1)->reason == held[0].reason);
}

TEST_CASE("the holdout is told once, and nothing after a missing visit") {
  Snapshot s = salon_with_due_client();
  s.settings.holdout.percent = 100;
  CHECK(held_reasons(s, ClientId{1}, noon).size() == 1);
  s.visits[0].service_ids = {ServiceId{99}};
  s.clients[0].needs_person = true;
  const std::vector<HeldReason> held = held_reasons(s, ClientId{1}, noon);
  REQUIRE(held.size() == 2);
  CHECK(held[0].reason == SkipReason::needs_person);
  CHECK(held[1].reason == SkipReason::no_visit);
}

TEST_CASE("reasons can be told from columns that leave everything out") {
  const std::vector<std::int64_t> ids{1};
  const std::vector<std::int64_t> services{1};
  const std::vector<Instant> old{at("2026-01-01T12:00:00Z")};
  const Snapshot s = salon();
  PlanInput input{.company = s.company,
                  .settings = s.settings,
                  .account = &*s.account,
                  .services = s.services,
                  .staff = {},
                  .rules = s.rules,
                  .clients = {},
                  .visits = {},
                  .history = {},
                  .attempts = {},
                  .slots = {},
                  .client_zones = {},
                  .weights = {},
                  .now = noon};
  input.clients.id = ids;
  input.visits.client_id = ids;
  input.visits.service_id = services;
  input.visits.starts_at = old;
  const std::vector<HeldReason> held = held_reasons(input, 0);
  REQUIRE(held.size() == 1);
  CHECK(held[0].reason == SkipReason::phone_missing);
}

TEST_CASE("every reason of the plan has a word of its own, and none has none") {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i <= reasons_max; ++i)
    words.insert(to_string(static_cast<SkipReason>(i)));
  CHECK(words.size() == reasons_max + 1);
  CHECK(to_string(SkipReason::none).empty());
  CHECK(to_string(SkipReason::visited_recently) == "visited_recently");
  CHECK(to_string(SkipReason::no_quota) == "no_quota");
  CHECK(to_string(static_cast<SkipReason>(reasons_max + 1)).empty());
}
