// What is asserted right before a message leaves: each promise broken by itself, and what happens
// lawfully between the permit and the look breaks none.
#include "reactivation/core/invariant.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "core/permit_world.hpp"

using namespace world;

namespace {

/// The reading that the permit was committed against: four sends stand in the ledger, the last one
/// long enough ago.
PermitState permitted() {
  PermitState out = state();
  out.facts.account->hourly_outbound_limit = 3;
  out.facts.account->daily_outbound_limit = 5;
  out.facts.account->concurrent_limit = 2;
  out.facts.account->min_interval_seconds = 300;
  out.facts.account->sends = {noon - Seconds{7200}, noon - Seconds{3600}, noon - Seconds{600},
                              noon - Seconds{300}};
  return out;
}

/// The same after the commit.
PermitState looked_at() {
  PermitState out = permitted();
  out.attempt.state = AttemptState::dispatching;
  out.attempt.sent_at = noon;
  out.facts.attempts = {out.attempt};
  out.facts.account->sends.push_back(noon);
  out.open = 1;
  return out;
}

BrokenInvariant after(const std::function<void(PermitState&)>& change) {
  PermitState now = looked_at();
  change(now);
  return broken_invariant(permitted(), now);
}

}  // namespace

TEST_CASE("Nothing is broken by a permit that kept to everything, at its very limits") {
  CHECK(broken_invariant(permitted(), looked_at()) == BrokenInvariant::none);
}

TEST_CASE("I7: an attempt that was permitted at another instant was handed over twice") {
  CHECK(after([](PermitState& now) { now.attempt.sent_at = noon + Seconds{1}; }) ==
        BrokenInvariant::handed_over_twice);
  CHECK(after([](PermitState& now) { now.attempt.sent_at.reset(); }) ==
        BrokenInvariant::handed_over_twice);
}

TEST_CASE("I8: a second message of the cycle's number, or of the day, is seen") {
  CHECK(after([](PermitState& now) {
          Attempt other = sent_before(noon - Seconds{60});
          other.attempt_number = 1;
          now.facts.attempts.push_back(other);
        }) == BrokenInvariant::second_of_cycle);
  CHECK(after([](PermitState& now) {
          now.facts.attempts.push_back(sent_before(noon - Seconds{60}));
        }) == BrokenInvariant::second_of_day);
  CHECK(after([](PermitState& now) {
          Attempt other = sent_before(noon - Seconds{60});
          other.service_id = ServiceId{2};
          now.facts.attempts.push_back(other);
        }) == BrokenInvariant::second_of_day);
  CHECK(after([](PermitState& now) {
          Attempt other = sent_before(noon - Seconds{60});
          other.cycle_key = on("2025-10-01");
          other.attempt_number = 1;
          now.facts.attempts.push_back(other);
        }) == BrokenInvariant::second_of_day);
  // Yesterday, another client's, or one that never left: none of them is a second one.
  CHECK(after([](PermitState& now) {
          Attempt other = sent_before(noon - Days{1});
          now.facts.attempts.push_back(other);
          other = sent_before(noon - Seconds{7200});
          other.client_id = ClientId{2};
          now.facts.attempts.push_back(other);
          other = sent_before(noon - Seconds{7200});
          other.state = AttemptState::rejected;
          now.facts.attempts.push_back(other);
          other.state = AttemptState::accepted;
          other.sent_at.reset();
          now.facts.attempts.push_back(other);
        }) == BrokenInvariant::none);
}

TEST_CASE("I9: what the permit has seen it has judged, however the cycle is counted by now") {
  // Two attempts have left, a visit between them became known late: the third is lawful.
  PermitState before = permitted();
  PermitState now = looked_at();
  before.facts.rules.at(0).max_attempts = 2;
  for (const int number : {7, 8}) {
    Attempt other = sent_before(noon - Seconds{number * 600});
    other.id = attempt_id({CompanyId{7}, ClientId{1}, ServiceId{1}, on("2026-01-29"), number});
    other.attempt_number = number;
    before.facts.attempts.push_back(other);
    now.facts.attempts.push_back(other);
  }
  CHECK(broken_invariant(before, now) == BrokenInvariant::none);
  // One that waited at the permit and leaves now is another matter.
  before.facts.attempts.back().state = AttemptState::ready;
  CHECK(broken_invariant(before, now) == BrokenInvariant::second_of_day);
}

TEST_CASE("I12: a send that its ledger does not know, or one too many, is seen") {
  CHECK(after([](PermitState& now) { now.facts.account->sends.pop_back(); }) ==
        BrokenInvariant::not_in_ledger);
  CHECK(after([](PermitState& now) { now.facts.account->sends.push_back(noon - Seconds{3599}); }) ==
        BrokenInvariant::past_hourly_limit);
  CHECK(after([](PermitState& now) {
          now.facts.account->sends.push_back(noon - Seconds{86399});
        }) == BrokenInvariant::past_daily_limit);
}

TEST_CASE("I14: another send at the same moment is seen, as far as there is a gap at all") {
  PermitState before = permitted();
  PermitState now = looked_at();
  CHECK(broken_invariant(before, now) == BrokenInvariant::none);
  now.facts.account->sends.push_back(noon - Seconds{29});
  CHECK(broken_invariant(before, now) == BrokenInvariant::gap_too_short);
  now.facts.account->sends.back() = noon;
  CHECK(broken_invariant(before, now) == BrokenInvariant::gap_too_short);
  // Without a gap nothing is too near.
  before.facts.account->min_interval_seconds = 0;
  CHECK(broken_invariant(before, now) == BrokenInvariant::none);
}

TEST_CASE("I24: a reading about somebody else is seen") {
  CHECK(after([](PermitState& now) { now.facts.company.id = CompanyId{8}; }) ==
        BrokenInvariant::of_another_company);
  CHECK(after([](PermitState& now) { now.attempt.client_id = ClientId{2}; }) ==
        BrokenInvariant::of_another_company);
  CHECK(after([](PermitState& now) { now.attempt.id.bytes[0] ^= 1; }) ==
        BrokenInvariant::of_another_company);
}

TEST_CASE("What happens lawfully between the permit and the look breaks nothing") {
  // Settled, or taken over, by somebody else: the look refuses by itself.
  CHECK(after([](PermitState& now) {
          now.attempt.state = AttemptState::uncertain;
          now.attempt.sent_at = noon - Seconds{60};
        }) == BrokenInvariant::none);
  CHECK(after([](PermitState& now) {
          now.lease.epoch = 4;
          now.attempt.sent_at = noon + Seconds{400};
        }) == BrokenInvariant::none);
  CHECK(after([](PermitState& now) {
          now.lease.owner = "worker-2";
          now.attempt.sent_at = noon + Seconds{400};
        }) == BrokenInvariant::none);
  // The lease is over: whoever comes next settles it.
  CHECK(after([](PermitState& now) {
          now.at = now.lease.until;
          now.facts.account->sends.clear();
        }) == BrokenInvariant::none);
  // Another company of the account, whose clock is behind and whose limits are wider.
  CHECK(after([](PermitState& now) { now.facts.account->sends.push_back(noon - Seconds{60}); }) ==
        BrokenInvariant::none);
  CHECK(after([](PermitState& now) { now.open = 9; }) == BrokenInvariant::none);
  // Limits lowered since then, others who send later, and a company that moved or lost its account.
  CHECK(after([](PermitState& now) {
          now.facts.account->hourly_outbound_limit = 1;
          now.facts.account->daily_outbound_limit = 1;
          now.facts.account->concurrent_limit = 0;
          now.facts.account->min_interval_seconds = 3600;
          now.open = 2;
          now.facts.account->sends.push_back(noon + Seconds{300});
        }) == BrokenInvariant::none);
  CHECK(after([](PermitState& now) {
          now.facts.account->id = AccountId{99};
          now.facts.account->sends.clear();
        }) == BrokenInvariant::none);
  CHECK(after([](PermitState& now) { now.facts.account.reset(); }) == BrokenInvariant::none);
  PermitState before = permitted();
  before.facts.account.reset();
  CHECK(broken_invariant(before, looked_at()) == BrokenInvariant::none);
}

TEST_CASE("Every broken invariant has a word of its own") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(BrokenInvariant::of_another_company); ++i) {
    words.insert(to_string(static_cast<BrokenInvariant>(i)));
  }
  CHECK(words.size() == 9);
  CHECK(to_string(BrokenInvariant::past_hourly_limit) == "past_hourly_limit");
  CHECK(promise_of(BrokenInvariant::past_hourly_limit) == "I12");
  CHECK(promise_of(BrokenInvariant::of_another_company) == "I24");
  CHECK(promise_of(BrokenInvariant::none).empty());
}
