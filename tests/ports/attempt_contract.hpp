// The contract of AttemptStore up to the permit: turns, leases, drafts, orders, time.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "reactivation/ports/results_source.hpp"
#include "store_world.hpp"

namespace reactivation::contract {

TEST_CASE("turns are taken in their order, each at its time") {
  World world;
  const Plan plan = world.plan(lily);
  get(world.fixture->attempts().store_plan(plan));
  const Claim early = world.try_claim(lily, noon - Seconds{1});
  CHECK_FALSE(early.attempt);
  CHECK(early.next_turn_at == plan.planned[0].not_before);
  const ClaimedAttempt first = world.claim(lily);
  CHECK(first.planned.attempt_id == plan.planned[0].attempt_id);
  CHECK(first.planned.client_id == plan.planned[0].client_id);
  CHECK(first.planned.discount_percent == plan.planned[0].discount_percent);
  CHECK(first.planned.days_since_visit == 40);
  CHECK_FALSE(first.draft);
  const Claim next = world.try_claim(lily, noon, "other");
  CHECK_FALSE(next.attempt);
  CHECK(next.next_turn_at == plan.planned[1].not_before);
  const Claim none = world.try_claim(tulip);
  CHECK_FALSE(none.attempt);
  CHECK_FALSE(none.next_turn_at);
}

TEST_CASE("a lease keeps others away until it is over, and each holder has a higher epoch") {
  World world;
  Plan plan = world.plan(lily);
  plan.planned.resize(1);
  get(world.fixture->attempts().store_plan(plan));
  const ClaimedAttempt first = world.claim(lily);
  CHECK(first.lease.owner == "worker");
  CHECK(first.lease.until == noon + Seconds{300});
  const Claim refused = world.try_claim(lily, noon + Seconds{299}, "other");
  CHECK_FALSE(refused.attempt);
  CHECK(refused.next_turn_at == noon + Seconds{300});
  const ClaimedAttempt again = world.claim(lily, noon + Seconds{1});
  CHECK(again.lease.epoch > first.lease.epoch);
  world.fixture->reopen();
  const ClaimedAttempt other = world.claim(lily, noon + Seconds{301}, "other");
  CHECK(other.planned.attempt_id == first.planned.attempt_id);
  CHECK(other.lease.epoch > again.lease.epoch);
  check(world.fixture->attempts().release({other.planned.attempt_id, "other", other.lease.epoch},
                                          std::nullopt));
  CHECK(world.claim(lily, noon + Seconds{302}).lease.epoch > other.lease.epoch);
}

TEST_CASE("attempts past their time and held ones have no turn") {
  World world;
  Plan plan = world.plan(lily);
  get(world.fixture->attempts().store_plan(plan));
  for (const PlannedAttempt& planned : plan.planned) {
    if (planned.rank > 1) check(world.fixture->attempts().hold(planned.attempt_id, noon));
  }
  const Claim over = world.try_claim(lily, plan.planned[0].not_after);
  CHECK_FALSE(over.attempt);
  CHECK_FALSE(over.next_turn_at);
  CHECK(world.claim(lily, plan.planned[0].not_after - Seconds{1}).planned.rank == 1);
}

TEST_CASE("an attempt given back with a time comes again at that time") {
  World world;
  Plan plan = world.plan(lily);
  plan.planned.resize(1);
  get(world.fixture->attempts().store_plan(plan));
  const ClaimedAttempt held = world.claim(lily);
  const HeldAttempt name{held.planned.attempt_id, "worker", held.lease.epoch};
  check(world.fixture->attempts().release(name, noon + Seconds{900}));
  CHECK(world.look(name.attempt_id).lease.owner.empty());
  CHECK(world.try_claim(lily).next_turn_at == noon + Seconds{900});
  CHECK(world.claim(lily, noon + Seconds{900}, "other").planned.attempt_id == name.attempt_id);
  // Whoever has lost it gives nothing back.
  check(world.fixture->attempts().release(name, noon + Seconds{1800}));
  CHECK(world.look(name.attempt_id).lease.owner == "other");
}

TEST_CASE("a draft is kept for the next holder, and only the holder can write it") {
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  const AttemptId& id = held.planned.attempt_id;
  AttemptStore& store = world.fixture->attempts();
  const Slot slot{haircut_of(lily), grace_of(lily), noon + Days{1}, 60};
  const Draft draft{"A text", "en-1", {{slot, 61.5, {SlotMatch::near}}}, noon};
  const auto save = [&](std::string owner, std::int64_t epoch, Instant now) {
    return get(store.save_draft({id, std::move(owner), epoch}, draft, DraftMark::ready, now));
  };
  CHECK_FALSE(save("other", held.lease.epoch, noon));
  CHECK_FALSE(save("worker", held.lease.epoch - 1, noon));
  CHECK_FALSE(save("worker", held.lease.epoch, held.lease.until));
  CHECK(save("worker", held.lease.epoch, noon));
  CHECK(world.attempt(id).state == AttemptState::ready);
  world.fixture->reopen();
  const ClaimedAttempt next = world.claim(lily, noon + Seconds{301}, "other");
  REQUIRE(next.planned.attempt_id == id);
  REQUIRE(next.draft);
  CHECK(next.draft->text == draft.text);
  CHECK(next.draft->template_id == draft.template_id);
  REQUIRE(next.draft->slots.size() == 1);
  CHECK(next.draft->slots[0].slot == slot);
  CHECK(next.draft->drafted_at == noon);
}

TEST_CASE("a draft that needs approval waits for a person, and is ready with its text after") {
  World world;
  Plan plan = world.plan(lily);
  plan.planned.resize(1);
  AttemptStore& store = world.fixture->attempts();
  get(store.store_plan(plan));
  const ClaimedAttempt held = world.claim(lily);
  const AttemptId& id = held.planned.attempt_id;
  const HeldAttempt name{id, "worker", held.lease.epoch};
  CHECK(get(store.save_draft(name, {"A text", "en-1", {}, noon}, DraftMark::held, noon)));
  CHECK(world.attempt(id).state == AttemptState::held);
  CHECK(world.look(id).lease.owner.empty());
  CHECK_FALSE(world.try_claim(lily).attempt);
  check(store.approve(id, noon));
  CHECK(world.attempt(id).state == AttemptState::ready);
  const ClaimedAttempt next = world.claim(lily);
  REQUIRE(next.draft);
  CHECK(next.draft->text == "A text");
}

TEST_CASE("what is approved before it is written waits to be written") {
  World world;
  world.store_day(lily);
  AttemptStore& store = world.fixture->attempts();
  const AttemptId id = world.claim(lily).planned.attempt_id;
  check(store.approve(id, noon));
  CHECK(world.attempt(id).state == AttemptState::planned);
  check(store.hold(id, noon));
  check(store.approve(id, noon));
  CHECK(world.attempt(id).state == AttemptState::planned);
}

TEST_CASE("a person's hold takes the attempt from its worker") {
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  const AttemptId& id = held.planned.attempt_id;
  const PermitState seen = world.look(id);
  check(world.fixture->attempts().hold(id, noon));
  CHECK_FALSE(world.commit(seen, held.planned, noon));
  CHECK_FALSE(world.commit(world.look(id), held.planned, noon));
  CHECK_FALSE(get(world.fixture->attempts().save_draft({id, "worker", held.lease.epoch}, {},
                                                       DraftMark::ready, noon)));
  CHECK(world.attempt(id).state == AttemptState::held);
}

TEST_CASE("what a person holds back stays held when a later day's plan takes it up") {
  World world;
  world.store_day(lily);
  AttemptStore& store = world.fixture->attempts();
  const AttemptId id = world.claim(lily).planned.attempt_id;
  check(store.hold(id, noon));
  const Plan tomorrow = world.plan(lily, noon + Days{1});
  get(store.store_plan(tomorrow));
  REQUIRE(world.look(id, noon + Days{1}).attempt.not_after > noon + Days{1});
  CHECK(world.look(id, noon + Days{1}).attempt.state == AttemptState::held);
  check(store.approve(id, noon + Days{1}));
  CHECK(world.look(id, noon + Days{1}).attempt.state == AttemptState::planned);
  // By hand it is sent all the same: that is a person's latest word.
  check(store.hold(id, noon + Days{1}));
  ManualAttempt manual;
  manual.company_id = lily;
  for (const PlannedAttempt& planned : world.plan(lily, noon + Days{2}).planned) {
    if (planned.attempt_id == id) manual.planned = planned;
  }
  manual.local_date = parse_iso_date("2026-03-12").value();
  check(store.store_manual(manual, noon + Days{2}));
  CHECK(world.look(id, noon + Days{2}).attempt.state == AttemptState::planned);
}

TEST_CASE("a waiting attempt is found with its text, whoever holds it") {
  World world;
  world.store_day(lily);
  AttemptStore& store = world.fixture->attempts();
  const ClaimedAttempt held = world.claim(lily);
  const AttemptId& id = held.planned.attempt_id;
  const ClaimedAttempt bare = get(store.find_waiting(id, noon));
  CHECK(bare.planned.client_id == held.planned.client_id);
  CHECK(bare.planned.not_before == held.planned.not_before);
  CHECK(bare.lease.owner == "worker");
  CHECK(bare.lease.epoch == held.lease.epoch);
  CHECK_FALSE(bare.draft);
  CHECK(get(store.save_draft({id, "worker", held.lease.epoch}, {"A text", "en-1", {}, noon},
                             DraftMark::ready, noon)));
  const ClaimedAttempt written = get(store.find_waiting(id, noon));
  REQUIRE(written.draft);
  CHECK(written.draft->text == "A text");
  CHECK(written.draft->template_id == "en-1");
}

TEST_CASE("a person's own text takes the attempt from its worker, and is what the next one gets") {
  World world;
  world.store_day(lily);
  AttemptStore& store = world.fixture->attempts();
  const ClaimedAttempt held = world.claim(lily);
  const AttemptId& id = held.planned.attempt_id;
  const PermitState seen = world.look(id);
  check(store.set_text(id, {"My words", "person", {}, noon}, DraftMark::ready, noon));
  CHECK(world.attempt(id).state == AttemptState::ready);
  CHECK_FALSE(world.commit(seen, held.planned, noon));
  CHECK_FALSE(get(store.save_draft({id, "worker", held.lease.epoch}, {"Late", "en-1", {}, noon},
                                   DraftMark::ready, noon)));
  world.fixture->reopen();
  const ClaimedAttempt next = world.claim(lily, noon, "other");
  REQUIRE(next.planned.attempt_id == id);
  REQUIRE(next.draft);
  CHECK(next.draft->text == "My words");
  CHECK(next.lease.epoch > held.lease.epoch);
  // The latest word stands.
  check(world.fixture->attempts().set_text(id, {"Better words", "person", {}, noon},
                                           DraftMark::ready, noon));
  CHECK(get(world.fixture->attempts().find_waiting(id, noon)).draft->text == "Better words");
}

TEST_CASE("a text of an attempt that is held, or that must be approved, leaves it held") {
  World world;
  Plan plan = world.plan(lily);
  plan.planned.resize(1);
  AttemptStore& store = world.fixture->attempts();
  get(store.store_plan(plan));
  const AttemptId& id = plan.planned[0].attempt_id;
  check(store.set_text(id, {"My words", "person", {}, noon}, DraftMark::held, noon));
  CHECK(world.attempt(id).state == AttemptState::held);
  check(store.approve(id, noon));
  CHECK(world.attempt(id).state == AttemptState::ready);
  check(store.hold(id, noon));
  check(store.set_text(id, {"Other words", "person", {}, noon}, DraftMark::ready, noon));
  CHECK(world.attempt(id).state == AttemptState::held);
  CHECK_FALSE(world.try_claim(lily).attempt);
  check(store.approve(id, noon));
  CHECK(world.claim(lily).draft->text == "Other words");
}

TEST_CASE("orders about an attempt that does not wait are not found") {
  World world;
  AttemptStore& store = world.fixture->attempts();
  const AttemptId sent = world.send_one(lily, "m-1");
  for (const AttemptId& id : {sent, AttemptId{}}) {
    CHECK(failed_with(store.hold(id, noon), errc::not_found));
    CHECK(failed_with(store.approve(id, noon), errc::not_found));
    CHECK(failed_with(store.cancel_waiting(id, noon, "test"), errc::not_found));
    CHECK(failed_with(store.find_waiting(id, noon), errc::not_found));
    CHECK(failed_with(store.set_text(id, {"x", "person", {}, noon}, DraftMark::ready, noon),
                      errc::not_found));
  }
  const AttemptId waiting = world.claim(lily, noon + Seconds{60}).planned.attempt_id;
  CHECK(failed_with(store.approve(waiting, noon + Days{1}), errc::not_found));
  check(store.cancel_waiting(waiting, noon, "test"));
  CHECK(world.attempt(waiting).state == AttemptState::cancelled);
  CHECK(failed_with(store.cancel_waiting(waiting, noon, "test"), errc::not_found));
  CHECK(failed_with(store.load_permit_state({}, here, noon), errc::not_found));
}

TEST_CASE("a manual attempt is stored like a plan's, and says when it is forced") {
  World world;
  AttemptStore& store = world.fixture->attempts();
  ManualAttempt manual;
  manual.company_id = lily;
  manual.planned = world.plan(lily).planned.at(0);
  manual.local_date = LocalDate{date::floor<Days>(noon).time_since_epoch()};
  manual.force = Force::past_cadence;
  check(store.store_manual(manual, noon));
  CHECK(world.look(manual.planned.attempt_id).is_forced);
  CHECK(world.claim(lily).planned.attempt_id == manual.planned.attempt_id);
  CHECK(failed_with(store.store_manual(manual, noon), errc::storage_conflict));
  manual.planned = world.plan(rose).planned.at(0);
  manual.company_id = rose;
  manual.force = Force::no;
  check(store.store_manual(manual, noon));
  CHECK_FALSE(world.look(manual.planned.attempt_id).is_forced);
}

TEST_CASE("an attempt keeps the days that its policy went by, until it is planned without one") {
  World world;
  Plan plan = world.plan(lily);
  const AttemptId id = plan.planned.at(0).attempt_id;
  plan.planned.at(0).rhythm = ClientRhythm{.due_days = 17};
  get(world.fixture->attempts().store_plan(plan));
  CHECK(world.look(id).due_days == 17);
  if (plan.planned.size() > 1) CHECK_FALSE(world.look(plan.planned.at(1).attempt_id).due_days);
  // The next day's plan has the same attempt, and goes by the rule.
  check(world.fixture->attempts().cancel_waiting(id, noon, "test"));
  plan.now += Days{1};
  plan.local_date += Days{1};
  for (PlannedAttempt& attempt : plan.planned) {
    attempt.rhythm.reset();
    attempt.not_before += Days{1};
    attempt.not_after += Days{1};
  }
  get(world.fixture->attempts().store_plan(plan));
  CHECK_FALSE(world.look(id).due_days);
}

TEST_CASE("an attempt keeps what was drawn for it, until it is planned without") {
  World world;
  Plan plan = world.plan(lily);
  const std::vector<DrawnArm> drawn{{ArmFactor::discount, 10, 0.3125},
                                    {ArmFactor::tone, static_cast<int>(Tone::casual), 0.5},
                                    {ArmFactor::slots, 0, 1.0 / 3}};
  plan.planned.at(0).arms = drawn;
  get(world.fixture->attempts().store_plan(plan));
  const AttemptId id = plan.planned.at(0).attempt_id;
  CHECK(world.claim(lily).planned.arms == drawn);
  check(world.fixture->attempts().cancel_waiting(id, noon, "test"));
  plan.now += Days{1};
  plan.local_date += Days{1};
  for (PlannedAttempt& attempt : plan.planned) {
    attempt.arms.clear();
    attempt.not_before += Days{1};
    attempt.not_after += Days{1};
  }
  get(world.fixture->attempts().store_plan(plan));
  CHECK(world.claim(lily, noon + Days{1}).planned.arms.empty());
}

TEST_CASE("an attempt keeps which template its text is, and that a person's is none") {
  World world;
  Plan plan = world.plan(lily);
  const std::vector<DrawnArm> planned{{ArmFactor::discount, 10, 0.3125}};
  plan.planned.at(0).arms = planned;
  get(world.fixture->attempts().store_plan(plan));
  AttemptStore& store = world.fixture->attempts();
  const ClaimedAttempt first = world.claim(lily);
  const AttemptId id = first.planned.attempt_id;
  const auto with = [&planned](int number) {
    std::vector<DrawnArm> out = planned;
    out.push_back({ArmFactor::message_template, number, 1.0 / 12});
    return out;
  };
  const HeldAttempt held{id, "worker", first.lease.epoch};
  const auto kept = [&] { return get(store.find_waiting(id, noon)).planned.arms; };
  CHECK(
      get(store.save_draft(held, {"A text", "en-friendly-03", {}, noon}, DraftMark::ready, noon)));
  CHECK(kept() == with(3));
  CHECK(
      get(store.save_draft(held, {"A text", "en-friendly-12", {}, noon}, DraftMark::ready, noon)));
  CHECK(kept() == with(12));
  CHECK(get(store.save_draft(held, {"A text", "en-model", {}, noon}, DraftMark::ready, noon)));
  CHECK(kept() == planned);
  check(store.set_text(id, {"My text", "person", {}, noon}, DraftMark::ready, noon));
  CHECK(kept() == planned);
  const ClaimedAttempt again = world.claim(lily);
  REQUIRE(again.planned.attempt_id == id);
  REQUIRE(world.commit(world.look(id), again.planned, noon, "en-casual-01"));
  world.record(id, SendOutcome::accepted, {}, noon);
  const ClaimedAttempt bare = world.hand_over(lily, noon + Seconds{60}, "en-professional-02");
  world.record(bare.planned.attempt_id, SendOutcome::accepted, {}, noon + Seconds{60});
  std::map<ClientId, std::vector<DrawnArm>> sent;
  check(world.fixture->results().for_each_result(
      lily, {noon, noon + Days{1}}, [&sent](const ResultRow& row) {
        sent[row.client_id] = {row.arms.begin(), row.arms.end()};
      }));
  CHECK(sent.at(again.planned.client_id) == with(1));
  // What plans draw nothing for has a template all the same.
  CHECK(sent.at(bare.planned.client_id) ==
        std::vector<DrawnArm>{{ArmFactor::message_template, 2, 1.0 / 12}});
}

TEST_CASE("what time has something for is found, up to the rows asked for") {
  World world;
  const AttemptId sent = world.send_one(lily, "m-1");
  AttemptStore& store = world.fixture->attempts();
  const auto overdue = [&](Instant now, int rows_max) {
    std::vector<AttemptId> ids;
    for (const PersonAttempt& known : get(store.load_overdue(now, rows_max))) {
      if (change_of_time(known, now)) ids.push_back(known.attempt.id);
    }
    return ids;
  };
  CHECK(overdue(noon, 10).empty());
  CHECK(overdue(noon + Days{1}, 10).size() == 2);  // the two that nobody sent
  CHECK(overdue(noon + Days{1}, 1).size() == 1);
  for (const PersonAttempt& known : get(store.load_overdue(noon + Days{1}, 10))) {
    const auto change = change_of_time(known, noon + Days{1});
    if (!change) continue;
    Changes changes;
    changes.at = noon + Days{1};
    changes.attempts.push_back(*change);
    get(world.fixture->inbox().apply_order({}, changes));
  }
  CHECK(overdue(noon + response_deadline - Seconds{1}, 10).empty());
  REQUIRE(overdue(noon + response_deadline, 10) == std::vector{sent});
  const PersonAttempt known = get(store.load_overdue(noon + response_deadline, 10)).at(0);
  CHECK(known.company_id == lily);
  CHECK(known.retry_interval_days == 14);
  CHECK(known.attempts_max == 3);
}

TEST_CASE("an attempt given back for later than its end is overdue at its end") {
  World world;
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  AttemptStore& store = world.fixture->attempts();
  const HeldAttempt name{held.planned.attempt_id, held.lease.owner, held.lease.epoch};
  check(store.release(name, held.planned.not_after + Days{1}));
  const auto overdue = get(store.load_overdue(held.planned.not_after, 10));
  const auto is_it = [&](const PersonAttempt& known) {
    return known.attempt.id == name.attempt_id;
  };
  CHECK(std::any_of(overdue.begin(), overdue.end(), is_it));
}

TEST_CASE("hand-overs whose holder is gone are found, oldest first") {
  World world;
  world.store_day(lily);
  world.store_day(rose);
  const AttemptId first = world.hand_over(lily).planned.attempt_id;
  const AttemptId second = world.hand_over(rose, noon + Seconds{200}).planned.attempt_id;
  AttemptStore& store = world.fixture->attempts();
  CHECK(get(store.load_lost_hand_overs(noon + Seconds{299})).empty());
  CHECK(get(store.load_lost_hand_overs(noon + Seconds{300})).size() == 1);
  world.fixture->reopen();
  AttemptStore& again = world.fixture->attempts();
  const auto lost = get(again.load_lost_hand_overs(noon + Seconds{500}));
  REQUIRE(lost.size() == 2);
  CHECK(lost[0].attempt_id == first);
  CHECK(lost[0].company_id == lily);
  CHECK(lost[1].attempt_id == second);
  world.record(first, SendOutcome::uncertain);
  CHECK(get(again.load_lost_hand_overs(noon + Seconds{500})).size() == 1);
}

}  // namespace reactivation::contract
