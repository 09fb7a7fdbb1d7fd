// The permit: every reason by itself, in its order; and the last look.
#include "reactivation/core/permit.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/permit_world.hpp"

using namespace world;

namespace {

PermitDecision decide(const PermitState& known, Instant now = noon) {
  return permit_for(known, claim(), now);
}

void check(const PermitDecision& decision, PermitVerdict verdict, PermitReason reason) {
  CHECK(to_string(decision.reason) == to_string(reason));
  CHECK(decision.verdict == verdict);
}

PermitState leaving() {
  PermitState out = state();
  out.attempt.state = AttemptState::dispatching;
  out.attempt.sent_at = noon;
  out.facts.account->sends = {noon};
  out.facts.attempts = {out.attempt};
  return out;
}

PermitReason look(const PermitState& known, Instant now = noon) {
  return last_look(known, claim(), now);
}

}  // namespace

TEST_CASE("nothing against it: the message may leave") {
  check(decide(state()), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("B107: a worker whose lease is over, or taken, leaves the attempt alone") {
  PermitState other = state();
  other.lease.epoch = 4;
  check(decide(other), PermitVerdict::leave, PermitReason::lease_lost);
  other = state();
  other.lease.owner = "worker-2";
  check(decide(other), PermitVerdict::leave, PermitReason::lease_lost);
  check(decide(state(), noon + Seconds{300}), PermitVerdict::leave, PermitReason::lease_lost);
  check(decide(state(), noon + Seconds{299}), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("B107: what is held, handed over or ended is left alone") {
  for (const AttemptState other : {AttemptState::held, AttemptState::dispatching,
                                   AttemptState::uncertain, AttemptState::cancelled}) {
    PermitState known = state();
    known.attempt.state = other;
    check(decide(known), PermitVerdict::leave, PermitReason::not_waiting);
  }
  PermitState ready = state();
  ready.attempt.state = AttemptState::deferred;
  check(decide(ready), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("a client who is gone cannot be written to") {
  PermitState gone = state();
  gone.facts.clients = {};
  check(decide(gone), PermitVerdict::cancel, PermitReason::facts_changed);
}

TEST_CASE("a message of a campaign that somebody has ended is cancelled") {
  PermitState ended = state();
  ended.attempt.completion_reason = CompletionReason::cancelled;
  check(decide(ended), PermitVerdict::cancel, PermitReason::facts_changed);
}

TEST_CASE("every reason of the plan that came up since cancels the attempt") {
  const auto refuses = [](const PermitState& known, SkipReason reason) {
    const PermitDecision decision = decide(known);
    CHECK(decision.verdict == PermitVerdict::cancel);
    CHECK(decision.reason == PermitReason::facts_changed);
    CHECK(decision.skip_reason == reason);
  };
  PermitState known = state();
  known.facts.clients.opt_out[0] = 1;
  refuses(known, SkipReason::opted_out);
  known = state();
  known.facts.clients.consent[0] = Consent::denied;
  refuses(known, SkipReason::consent_missing);
  known = state();
  known.facts.clients.phone_status[0] = PhoneStatus::invalid;
  refuses(known, SkipReason::phone_invalid);
  known = state();
  known.facts.clients.paused_until[0] = noon + Days{1};
  refuses(known, SkipReason::paused);
  known = state();
  known.facts.clients.needs_person[0] = 1;
  refuses(known, SkipReason::needs_person);
  known = state();
  known.facts.open_visits.add(visit(1, {1}, "2026-03-12T12:00:00Z", VisitStatus::booked));
  refuses(known, SkipReason::upcoming_booking);
  known = state();
  known.facts.open_visits.add(visit(1, {9}, "2026-03-09T12:00:00Z"));
  refuses(known, SkipReason::visited_recently);
  known = state();
  known.facts.history.last_visit_at[0] = noon - Days{20};
  refuses(known, SkipReason::not_due);
  known = state();
  known.facts.attempts.push_back(sent_before(noon - Days{3}));
  refuses(known, SkipReason::attempt_open);
  known = state();
  known.facts.attempts.push_back(sent_before(noon - Days{9}));
  refuses(known, SkipReason::contacted_recently);
  known = state();
  known.facts.settings.enabled = false;
  refuses(known, SkipReason::company_disabled);
  known = state();
  known.facts.settings.holdout.percent = 100;
  refuses(known, SkipReason::holdout);
}

TEST_CASE("somebody with the same number who opted out, or waits for a person, stops the message") {
  PermitState known = state();
  Client sibling = client(2);
  sibling.phone = PhoneNumber{79000000001ULL};
  sibling.reactivation_opt_out = true;
  known.facts.clients.add(sibling);
  CHECK(decide(known).skip_reason == SkipReason::opted_out);
}

TEST_CASE("other attempts that wait say nothing against this one") {
  PermitState known = state();
  Attempt other = known.attempt;
  other.id = sent_before(noon).id;
  known.facts.attempts.push_back(other);
  check(decide(known), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("rules of other services play no part") {
  PermitState known = state();
  known.facts.services.push_back({ServiceId{2}, "Massage", 0, true});
  Rule rule;
  rule.service_id = ServiceId{2};
  rule.reactivation_interval_days = 300;
  known.facts.rules.push_back(rule);
  known.facts.history.add(ClientId{1}, ServiceId{2}, noon - Days{41}, 1);
  check(decide(known), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("force passes over cadence and the cycle's attempts") {
  PermitState known = state();
  known.is_forced = true;
  known.facts.history.last_visit_at[0] = noon - Days{1};
  known.facts.attempts.push_back(sent_before(noon - Days{8}));
  known.facts.rules[0].max_attempts = 0;
  known.facts.settings.holdout.percent = 100;
  check(decide(known), PermitVerdict::send, PermitReason::approved);
  known.facts.settings.lapsed_cutoff_days = 1;
  known.facts.history.last_visit_at[0] = noon - Days{100};
  check(decide(known), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("a policy's attempt is judged by the days its plan went by, and by a visit since then") {
  PermitState known = state();
  known.facts.rules[0].reactivation_interval_days = 300;
  known.facts.rules[0].active_interval_source = IntervalSource::manual;
  CHECK(decide(known).skip_reason == SkipReason::not_due);
  known.due_days = 39;
  check(decide(known), PermitVerdict::send, PermitReason::approved);
  known.due_days = 40;  // the fortieth day is full just now, and must have passed
  CHECK(decide(known).skip_reason == SkipReason::not_due);
  known.due_days = 1'000'000;
  CHECK(decide(known).skip_reason == SkipReason::not_due);
  known.due_days = -7;
  check(decide(known), PermitVerdict::send, PermitReason::approved);
  // Whoever came since has to be away for as long again.
  known.due_days = 30;
  known.facts.history.last_visit_at[0] = noon - Days{29};
  CHECK(decide(known).skip_reason == SkipReason::not_due);
  // What the policy does not look at holds as ever.
  known = state();
  known.due_days = 20;
  known.facts.clients.opt_out[0] = 1;
  CHECK(decide(known).skip_reason == SkipReason::opted_out);
}

TEST_CASE("force never passes over opt-out, consent, a booking, a pause or a waiting answer") {
  PermitState known = state();
  known.is_forced = true;
  known.facts.clients.opt_out[0] = 1;
  CHECK(decide(known).skip_reason == SkipReason::opted_out);
  for (const SkipReason reason :
       {SkipReason::company_disabled, SkipReason::opted_out, SkipReason::consent_missing,
        SkipReason::phone_missing, SkipReason::phone_invalid, SkipReason::paused,
        SkipReason::needs_person, SkipReason::no_visit, SkipReason::upcoming_booking,
        SkipReason::attempt_open, SkipReason::outside_sending_hours, SkipReason::no_quota}) {
    CHECK_FALSE(is_passed_over_by_force(reason));
  }
}

TEST_CASE("nobody gets two messages on one local day, not even by force") {
  PermitState known = state();
  known.is_forced = true;
  Attempt today = sent_before(at("2026-03-10T10:00:00Z"));
  today.completion_reason = CompletionReason::visited;
  known.facts.attempts.push_back(today);
  check(decide(known), PermitVerdict::cancel, PermitReason::written_to_today);
  known.facts.attempts.back().sent_at = at("2026-03-09T23:59:59Z");
  CHECK(decide(known).reason != PermitReason::written_to_today);
  known.facts.attempts.back().state = AttemptState::rejected;
  known.facts.attempts.back().sent_at = noon;
  CHECK(decide(known).reason != PermitReason::written_to_today);
  known.facts.attempts.back().state = AttemptState::accepted;
  known.facts.attempts.back().sent_at.reset();
  CHECK(decide(known).reason != PermitReason::written_to_today);
}

TEST_CASE("what binds a waiting message is what its permit would cancel it for") {
  CHECK(binding_reason(state(), noon) == SkipReason::none);
  PermitState known = state();
  known.facts.history.last_visit_at[0] = noon - Days{20};
  CHECK(binding_reason(known, noon) == SkipReason::not_due);
  CHECK(decide(known).skip_reason == SkipReason::not_due);
  CHECK(binding_reason(known, noon + Days{30}) == SkipReason::none);
  // By hand it leaves all the same.
  known.is_forced = true;
  CHECK(binding_reason(known, noon) == SkipReason::none);
  check(decide(known), PermitVerdict::send, PermitReason::approved);
  known.facts.open_visits.add(visit(1, {9}, "2026-03-09T12:00:00Z"));
  CHECK(binding_reason(known, noon) == SkipReason::none);
  check(decide(known), PermitVerdict::send, PermitReason::approved);
  known.facts.clients.needs_person[0] = 1;
  CHECK(binding_reason(known, noon) == SkipReason::needs_person);
  CHECK(decide(known).skip_reason == SkipReason::needs_person);
}

TEST_CASE("a message binds for what it is cancelled for, not for what it waits for") {
  PermitState known = state();
  known.gate.is_armed = false;
  known.facts.account->daily_outbound_limit = 0;
  known.lease = {};
  CHECK(binding_reason(known, noon) == SkipReason::none);
  CHECK(binding_reason(known, at("2026-03-10T03:00:00Z")) == SkipReason::none);  // the night
  // Whether a person keeps it back says nothing about its client.
  known.attempt.state = AttemptState::held;
  CHECK(binding_reason(known, noon) == SkipReason::none);
  known.facts.clients.opt_out[0] = 1;
  CHECK(binding_reason(known, noon) == SkipReason::opted_out);
}

TEST_CASE("whoever was written to today is bound by it, even by force, and tomorrow no more") {
  PermitState known = state();
  known.is_forced = true;
  Attempt today = sent_before(at("2026-03-10T10:00:00Z"));
  today.completion_reason = CompletionReason::visited;
  known.facts.attempts.push_back(today);
  CHECK(binding_reason(known, noon) == SkipReason::contacted_recently);
  CHECK(binding_reason(known, noon + Days{1}) == SkipReason::none);
}

TEST_CASE("what is cancelled for no reason of the plan has none that binds") {
  PermitState gone = state();
  gone.facts.clients = {};
  CHECK(binding_reason(gone, noon) == SkipReason::none);
  PermitState ended = state();
  ended.attempt.completion_reason = CompletionReason::cancelled;
  CHECK(binding_reason(ended, noon) == SkipReason::none);
}

TEST_CASE("a clock behind the ledger, or one that jumped, is not believed") {
  PermitState known = state();
  known.facts.account->sends = {noon + Seconds{121}, noon - Days{1}};
  const PermitDecision behind = decide(known);
  check(behind, PermitVerdict::wait, PermitReason::clock_jumped);
  CHECK(behind.not_before == noon + Seconds{121});
  known.facts.account->sends = {noon + Seconds{120}};
  CHECK(decide(known).reason != PermitReason::clock_jumped);
  PermitClaim jumped = claim();
  jumped.clock = ClockTrust::jumped;
  check(permit_for(state(), jumped, noon), PermitVerdict::wait, PermitReason::clock_jumped);
}

TEST_CASE("people's decisions about the account come before its limits") {
  PermitState known = state();
  known.gate.is_armed = false;
  check(decide(known), PermitVerdict::wait, PermitReason::account_disarmed);
  PermitClaim to_nobody = claim();
  to_nobody.reach = Reach::nobody;
  CHECK(permit_for(known, to_nobody, noon).verdict == PermitVerdict::send);
  known.gate.awaits_confirmation = true;
  check(decide(known), PermitVerdict::wait, PermitReason::confirmation_missing);
  known.gate.is_stopped = true;
  check(decide(known), PermitVerdict::wait, PermitReason::all_stopped);
  CHECK(permit_for(known, to_nobody, noon).verdict == PermitVerdict::wait);
}

TEST_CASE("the account's limits say when") {
  PermitState known = state();
  known.facts.account->paused_until = noon + Seconds{600};
  PermitDecision decision = decide(known);
  check(decision, PermitVerdict::wait, PermitReason::account_paused);
  CHECK(decision.not_before == noon + Seconds{600});

  known = state();
  known.open = 10;
  check(decide(known), PermitVerdict::wait, PermitReason::too_many_open);

  known = state();
  known.facts.account->sends = {noon - Seconds{10}};
  decision = decide(known);
  check(decision, PermitVerdict::wait, PermitReason::gap);
  CHECK(decision.not_before == noon + Seconds{20} + gap_jitter(known.attempt.id, Seconds{30}));

  known = state();
  known.facts.account.reset();
  check(decide(known), PermitVerdict::wait, PermitReason::account_missing);

  known = state();
  known.facts.company.time_zone = {};
  check(decide(known), PermitVerdict::wait, PermitReason::zone_unknown);

  known = state();
  known.lease.until = noon + Days{2};
  check(decide(known, at("2026-03-10T19:00:00Z")), PermitVerdict::cancel, PermitReason::expired);
}

TEST_CASE("a hand-over that would end after the window, or after its own time, does not begin") {
  PermitState known = state();
  known.lease.until = noon + Days{1};
  const Instant closes = at("2026-03-10T19:00:00Z");
  PermitDecision decision = decide(known, closes - Seconds{29});
  check(decision, PermitVerdict::wait, PermitReason::window_too_short);
  CHECK(decision.not_before == at("2026-03-11T10:00:00Z"));
  check(decide(known, closes - Seconds{30}), PermitVerdict::send, PermitReason::approved);
  known.attempt.not_after = noon + Seconds{29};
  check(decide(known), PermitVerdict::wait, PermitReason::window_too_short);
  known.attempt.not_after.reset();
  check(decide(known), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("a client's own zone bounds the hand-over too") {
  PermitState known = state();
  known.facts.client_zones = {
      TimeZone{"X", {{min_instant, std::chrono::hours{8}}}}};  // 20 o'clock there
  known.facts.clients.zone[0] = 0;
  CHECK(decide(known).verdict == PermitVerdict::wait);
  known.facts.clients.zone[0] = 5;  // no such zone in the list: the company's
  check(decide(known), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("people without a chat history have a cap of their own") {
  PermitState known = state();
  known.facts.clients.has_chat_history[0] = 0;
  known.facts.account->first_contact_daily_limit = 5;
  known.first_contacts_today = 4;
  check(decide(known), PermitVerdict::send, PermitReason::approved);
  known.first_contacts_today = 5;
  check(decide(known), PermitVerdict::wait, PermitReason::first_contact_limit);
  known.facts.clients.has_chat_history[0] = 1;
  check(decide(known), PermitVerdict::send, PermitReason::approved);
  known.facts.clients.has_chat_history[0] = 0;
  known.facts.account->first_contact_daily_limit.reset();
  check(decide(known), PermitVerdict::send, PermitReason::approved);
}

TEST_CASE("a text is asked for only where the message may still leave in its time") {
  const auto need = [](const PermitState& known, PermitClaim claimed = claim()) {
    return text_need(known, claimed, noon);
  };
  CHECK(need(state()) == TextNeed::needed);
  PermitState known = state();
  known.lease = {};  // whoever holds it
  CHECK(need(known) == TextNeed::needed);
  known = state();
  known.attempt.state = AttemptState::held;
  CHECK(need(known) == TextNeed::not_this_one);
  known = state();
  known.facts.clients.opt_out[0] = 1;
  CHECK(need(known) == TextNeed::not_this_one);

  // What waits for a person, or has no known end, holds for everybody of the account.
  known = state();
  known.gate.is_armed = false;
  CHECK(need(known) == TextNeed::nobody);
  PermitClaim to_nobody = claim();
  to_nobody.reach = Reach::nobody;
  CHECK(need(known, to_nobody) == TextNeed::needed);
  known = state();
  known.gate.is_stopped = true;
  CHECK(need(known) == TextNeed::nobody);
  known = state();
  known.gate.awaits_confirmation = true;
  CHECK(need(known) == TextNeed::nobody);
  known = state();
  known.facts.account.reset();
  CHECK(need(known) == TextNeed::nobody);
  known = state();
  known.facts.account->spam_score = 0.8;
  CHECK(need(known) == TextNeed::nobody);
  PermitClaim jumped = claim();
  jumped.clock = ClockTrust::jumped;
  CHECK(need(state(), jumped) == TextNeed::nobody);

  // A pause that ends within the attempt's time costs it no text.
  known = state();
  known.facts.account->paused_until = *known.attempt.not_after - Seconds{1};
  CHECK(need(known) == TextNeed::needed);
  known.facts.account->paused_until = *known.attempt.not_after;
  CHECK(need(known) == TextNeed::nobody);
  known.attempt.not_after.reset();
  CHECK(need(known) == TextNeed::needed);

  known = state();
  known.open = 1000;
  CHECK(need(known) == TextNeed::needed);
  known = state();
  known.facts.account->first_contact_daily_limit = 0;
  known.facts.clients.has_chat_history[0] = 0;
  CHECK(need(known) == TextNeed::not_this_one);
}

TEST_CASE("the jitter is the attempt's own and at most a fifth of the gap") {
  AttemptId id{};
  CHECK(gap_jitter(id, Seconds{300}) == Seconds{0});
  id.bytes[14] = 255;
  id.bytes[15] = 255;
  CHECK(gap_jitter(id, Seconds{300}) == Seconds{65535 % 61});
  CHECK(gap_jitter(id, Seconds{0}) == Seconds{0});
  CHECK(gap_jitter(id, Seconds{-10}) == Seconds{0});
  id.bytes = {};
  id.bytes[15] = 60;
  CHECK(gap_jitter(id, Seconds{300}) == Seconds{60});
}

TEST_CASE("the last look lets a message go that the permit allowed") {
  CHECK(look(leaving()) == PermitReason::approved);
}

TEST_CASE("the last look stops what was decided since the permit") {
  PermitState known = leaving();
  known.lease.epoch = 4;
  CHECK(look(known) == PermitReason::lease_lost);
  known = leaving();
  known.lease.owner = "other";
  CHECK(look(known) == PermitReason::lease_lost);
  known = leaving();  // the holder stood still until its lease was over
  CHECK(look(known, known.lease.until - Seconds{1}) == PermitReason::approved);
  CHECK(look(known, known.lease.until) == PermitReason::lease_lost);
  known = leaving();
  known.attempt.state = AttemptState::uncertain;  // somebody settled it
  CHECK(look(known) == PermitReason::not_waiting);
  known = leaving();
  known.facts.clients.opt_out[0] = 1;
  CHECK(look(known) == PermitReason::facts_changed);
  known = leaving();
  known.attempt.completion_reason = CompletionReason::cancelled;  // by hand
  CHECK(look(known) == PermitReason::facts_changed);
  known = leaving();
  known.facts.clients = {};
  CHECK(look(known) == PermitReason::facts_changed);
  known = leaving();
  known.facts.clients.needs_person[0] = 1;
  CHECK(look(known) == PermitReason::facts_changed);
  known = leaving();
  known.facts.account->sends = {noon + Days{1}};
  CHECK(look(known) == PermitReason::clock_jumped);
  PermitClaim jumped = claim();
  jumped.clock = ClockTrust::jumped;
  CHECK(last_look(leaving(), jumped, noon) == PermitReason::clock_jumped);
  known = leaving();
  known.gate.is_armed = false;
  CHECK(look(known) == PermitReason::account_disarmed);
  known = leaving();
  known.facts.account->paused_until = noon + Seconds{1};
  CHECK(look(known) == PermitReason::account_paused);
  known = leaving();
  known.facts.account.reset();
  CHECK(look(known) == PermitReason::account_missing);
  known = leaving();
  known.lease.until = at("2026-03-11T00:00:00Z");
  CHECK(look(known, at("2026-03-10T18:59:40Z")) == PermitReason::window_too_short);
  CHECK(look(known, at("2026-03-10T20:00:00Z")) == PermitReason::window_too_short);
  known.facts.account->sends.clear();  // or the clock would not be believed
  CHECK(look(known, at("2026-03-10T09:00:00Z")) == PermitReason::window_too_short);
}

TEST_CASE("every reason of a permit has a word of its own") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(PermitReason::window_too_short); ++i) {
    words.insert(to_string(static_cast<PermitReason>(i)));
  }
  CHECK(words.size() == static_cast<std::size_t>(PermitReason::window_too_short) + 1);
  CHECK(to_string(PermitReason::account_disarmed) == "account_disarmed");
  CHECK(to_string(PermitReason::outside_sending_hours) == "outside_sending_hours");
}

TEST_CASE("one message by hand is the next attempt, from now to the end of the window") {
  const PermitState known = state();
  PlanInput input = input_of(known.facts, noon);
  input.attempts = {};
  auto attempt = manual_attempt(input, 0);
  REQUIRE(attempt);
  CHECK(attempt->attempt_number == 1);
  CHECK(attempt->cycle_key == on("2026-01-29"));
  CHECK(attempt->discount_percent == 10);
  CHECK(attempt->days_since_visit == 40);
  CHECK(attempt->not_before == noon);
  CHECK(attempt->not_after == at("2026-03-10T19:00:00Z"));
  const std::vector<Attempt> before{sent_before(noon - Days{8})};
  input.attempts = before;
  CHECK(manual_attempt(input, 0)->attempt_number == 8);
  input.now = at("2026-03-10T20:00:00Z");
  CHECK_FALSE(manual_attempt(input, 0));
  input.now = noon;
  input.history = {};
  CHECK_FALSE(manual_attempt(input, 0));
}
