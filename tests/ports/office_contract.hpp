// The contract of Office: accounts, identities, offers, statistics.
#pragma once

#include "inbound.hpp"

namespace reactivation::contract {

TEST_CASE("an account is found by its company, and is safe until somebody arms it") {
  World world;
  Office& office = world.fixture->office();
  CHECK(get(office.find_account(lily)) == shared_account);
  CHECK(get(office.find_account(rose)) == shared_account);
  CHECK(get(office.find_account(tulip)) == own_account);
  CHECK(failed_with(office.find_account(CompanyId{99}), errc::not_found));
  CHECK(get(office.load_gate(shared_account, here)) == AccountGate{});
  CHECK(failed_with(office.load_gate(AccountId{99}, here), errc::not_found));
  CHECK(failed_with(office.arm(AccountId{99}, here, noon), errc::not_found));
  CHECK(failed_with(office.arm(shared_account, "", noon), errc::invalid_argument));
}

TEST_CASE("arming moves an account from one installation to another") {
  World world;
  Office& office = world.fixture->office();
  check(office.arm(shared_account, here, noon));
  CHECK(get(office.load_gate(shared_account, here)).is_armed);
  CHECK_FALSE(get(office.load_gate(own_account, here)).is_armed);
  check(office.arm(shared_account, "machine-b", noon));
  world.fixture->reopen();
  CHECK_FALSE(get(world.fixture->office().load_gate(shared_account, here)).is_armed);
  CHECK(get(world.fixture->office().load_gate(shared_account, "machine-b")).is_armed);
  check(world.fixture->office().disarm(shared_account, "test", noon));
  CHECK_FALSE(get(world.fixture->office().load_gate(shared_account, "machine-b")).is_armed);
}

TEST_CASE("what was acknowledged lives and moves with the arming") {
  World world;
  const auto acknowledged = [&](std::string_view place) {
    return get(world.fixture->office().load_gate(shared_account, place)).acknowledged.ru_whatsapp;
  };
  const auto acknowledge = [&](AccountId account) {
    return world.fixture->office().acknowledge(account, Acknowledgement::ru_whatsapp, noon);
  };
  CHECK(failed_with(acknowledge(AccountId{99}), errc::not_found));
  CHECK(failed_with(acknowledge(shared_account), errc::invalid_argument));  // not armed
  check(world.fixture->office().arm(shared_account, here, noon));
  CHECK_FALSE(acknowledged(here));
  check(acknowledge(shared_account));
  check(acknowledge(shared_account));
  world.fixture->reopen();
  CHECK(acknowledged(here));
  CHECK_FALSE(acknowledged("machine-b"));
  CHECK_FALSE(get(world.fixture->office().load_gate(own_account, here)).acknowledged.ru_whatsapp);
  check(world.fixture->office().arm(shared_account, here, noon));
  CHECK(acknowledged(here));  // armed again at the same place: nothing has changed
  check(world.fixture->office().arm(shared_account, "machine-b", noon));
  CHECK_FALSE(acknowledged("machine-b"));
  check(acknowledge(shared_account));
  CHECK(acknowledged("machine-b"));
  check(world.fixture->office().disarm(shared_account, "test", noon));
  check(world.fixture->office().arm(shared_account, "machine-b", noon));
  CHECK_FALSE(acknowledged("machine-b"));
}

TEST_CASE("a stop reaches every account, and each starts again by a person's word") {
  World world;
  Office& office = world.fixture->office();
  check(office.arm(shared_account, here, noon));
  check(office.stop_everything("complaints", noon));
  world.fixture->reopen();
  Office& again = world.fixture->office();
  CHECK(get(again.load_gate(shared_account, here)).is_stopped);
  CHECK(get(again.load_gate(own_account, here)).is_stopped);
  check(again.confirm(shared_account, noon));
  CHECK_FALSE(get(again.load_gate(shared_account, here)).is_stopped);
  CHECK(get(again.load_gate(shared_account, here)).is_armed);
  CHECK(get(again.load_gate(own_account, here)).is_stopped);
}

TEST_CASE("B113: what only a person can mend stops the account until a person confirms") {
  World world;
  const AccountSignal slow{AccountSignalKind::rate_limited, noon, {}};
  check(world.fixture->office().record_signal(shared_account, slow));
  CHECK_FALSE(get(world.fixture->office().load_gate(shared_account, here)).awaits_confirmation);
  for (const auto kind : {AccountSignalKind::auth_revoked, AccountSignalKind::logged_out,
                          AccountSignalKind::account_locked, AccountSignalKind::temporary_ban}) {
    check(world.fixture->office().record_signal(shared_account, {kind, noon, {}}));
    world.fixture->reopen();
    Office& again = world.fixture->office();
    CHECK(get(again.load_gate(shared_account, here)).awaits_confirmation);
    CHECK_FALSE(get(again.load_gate(own_account, here)).awaits_confirmation);
    check(again.confirm(shared_account, noon + Seconds{60}));
    CHECK_FALSE(get(again.load_gate(shared_account, here)).awaits_confirmation);
  }
}

TEST_CASE("confirming ends a ban, and no pause that has an end of its own") {
  World world;
  Office& office = world.fixture->office();
  world.fixture->pause_account(lily, noon + Days{3});
  world.fixture->ban_account(lily);
  CHECK(get(office.load_gate(shared_account, here)).awaits_confirmation);
  const auto paused_until = [&] {
    return get(world.fixture->snapshots().load_plan_facts(rose, noon, PlanScope::all))
        .account.value()
        .paused_until;
  };
  CHECK(paused_until() == noon + Days{3});
  check(office.confirm(shared_account, noon));
  CHECK_FALSE(get(office.load_gate(shared_account, here)).awaits_confirmation);
  CHECK(paused_until() == noon + Days{3});
}

TEST_CASE("after a ban nothing may leave, and a confirmed account starts again from the bottom") {
  World world;
  Office& office = world.fixture->office();
  const AccountSignal ban{AccountSignalKind::temporary_ban, noon, noon + Days{1}};
  const auto account = [&](CompanyId company) {
    return get(world.fixture->snapshots().load_plan_facts(company, noon, PlanScope::all))
        .account.value();
  };
  check(office.record_signal(shared_account, ban));
  CHECK(get(office.load_gate(shared_account, here)).awaits_confirmation);
  CHECK(account(lily).spam_score > spam_score_stop);
  CHECK(account(rose).spam_score > spam_score_stop);
  CHECK(account(tulip).spam_score == 0);
  check(office.confirm(shared_account, noon + Days{2}));
  // The same word of the messenger again, told late.
  check(office.record_signal(shared_account, ban));
  CHECK_FALSE(get(office.load_gate(shared_account, here)).awaits_confirmation);
  for (const CompanyId company : {lily, rose}) {
    CHECK(account(company).spam_score == 0);
    CHECK(account(company).warmup_level == WarmupLevel::cold);
    CHECK(limits_of(account(company)).sent_daily_max == 5);
  }
  CHECK(account(tulip).warmup_level == WarmupLevel::hot);
}

TEST_CASE("a signal that is no ban leaves the account as it is") {
  World world;
  Office& office = world.fixture->office();
  check(office.record_signal(shared_account, {AccountSignalKind::reach_out_lock, noon, {}}));
  CHECK_FALSE(get(office.load_gate(shared_account, here)).awaits_confirmation);
  CHECK(get(world.fixture->snapshots().load_plan_facts(lily, noon, PlanScope::all))
            .account.value()
            .warmup_level == WarmupLevel::hot);
}

TEST_CASE("identities of unknown clients are not found, empty ones refused, known ones no error") {
  World world;
  Office& office = world.fixture->office();
  const Identity lid{IdentityKind::lid, "4711"};
  const PersonKey anna{lily, client_id(lily, 1)};
  CHECK(failed_with(office.add_identity({lily, ClientId{99}}, lid), errc::not_found));
  CHECK(failed_with(office.add_identity(anna, {IdentityKind::lid, ""}), errc::invalid_argument));
  check(office.add_identity(anna, lid));
  check(office.add_identity(anna, lid));
  const Person person = get(world.fixture->inbox().load_person_of(message("e-1", lid)));
  CHECK(person.clients.size() == 2);
}

TEST_CASE("offers are found by client or phone while they hold, latest first") {
  World world;
  Office& office = world.fixture->office();
  const AttemptId id = world.send_one(lily, "m-1");
  const auto by_client = [&](Instant now) {
    return get(office.find_offers(lily, client_id(lily, 1), std::nullopt, now));
  };
  const auto offers = by_client(noon);
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].attempt_id == id);
  CHECK(offers[0].client_id == client_id(lily, 1));
  CHECK(offers[0].service_id == haircut_of(lily));
  CHECK(offers[0].sent_at == noon);
  CHECK(to_iso_date(offers[0].valid_until) == "2026-03-17");
  CHECK(offers[0].discount_percent == 10);
  CHECK(offers[0].text == "Anna, it has been 5 weeks since your haircut.");
  CHECK(get(office.find_offers(lily, std::nullopt, phone(1), noon)).size() == 1);
  CHECK(get(office.find_offers(lily, std::nullopt, phone(2), noon)).empty());
  CHECK(get(office.find_offers(rose, std::nullopt, phone(1), noon)).empty());
  CHECK(by_client(noon - Seconds{1}).empty());
  CHECK(by_client(at("2026-03-17T23:59:59Z")).size() == 1);
  CHECK(by_client(at("2026-03-18T00:00:00Z")).empty());
  CHECK(failed_with(office.find_offers(CompanyId{99}, std::nullopt, phone(1), noon),
                    errc::not_found));
}

TEST_CASE("statistics count the sends of the period by what became of them") {
  World world;
  world.store_day(lily);
  Inbox& inbox = world.fixture->inbox();
  const std::vector outcomes{SendOutcome::accepted, SendOutcome::uncertain, SendOutcome::rejected};
  std::vector<AttemptId> ids;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Instant now = noon + Seconds{60 * static_cast<int>(i)};
    ids.push_back(world.hand_over(lily, now).planned.attempt_id);
    world.record(ids.back(), outcomes[i], {}, now);
  }
  const Period day{noon, noon + Days{1}};
  CampaignStats stats = get(world.fixture->office().load_stats(lily, day));
  CHECK(stats.all.sent == 2);
  CHECK(stats.all.uncertain == 1);
  CHECK(stats.all.waiting == 2);
  CHECK(stats.all.responses == 0);
  REQUIRE(stats.by_attempt.size() == 1);
  CHECK(stats.by_attempt[0].attempt_number == 1);
  CHECK(stats.by_attempt[0].counts.sent == 2);
  ReplyFacts yes;
  yes.type = ReplyType::positive;
  yes.needs_person = false;
  Person person = get(inbox.load_person_of_attempt(ids[0]));
  get(inbox.apply_order({}, changes_of_delivery(person, ids[0], {Delivery::read, noon, false})));
  person = get(inbox.load_person_of_attempt(ids[0]));
  get(inbox.apply_order({}, changes_of_reply(person, yes, noon + Seconds{90})));
  const Instant late = noon + Days{9};
  for (int steps = 0; steps < 2; ++steps) {
    for (const PersonAttempt& known : get(world.fixture->attempts().load_overdue(late, 10))) {
      if (known.attempt.id != ids[1]) continue;
      Changes changes;
      changes.at = late;
      if (const auto change = change_of_time(known, late)) changes.attempts.push_back(*change);
      get(inbox.apply_order({}, changes));
    }
  }
  stats = get(world.fixture->office().load_stats(lily, day));
  CHECK(stats.all.sent == 2);
  CHECK(stats.all.delivered == 1);
  CHECK(stats.all.responses == 1);
  CHECK(stats.all.positive == 1);
  CHECK(stats.all.silent == 1);
  CHECK(stats.all.waiting == 0);
  CHECK(stats.all.opt_outs == 0);
  CHECK(
      get(world.fixture->office().load_stats(lily, {noon + Seconds{1}, noon + Days{1}})).all.sent ==
      1);
  CHECK(get(world.fixture->office().load_stats(lily, {noon - Days{1}, noon})).all.sent == 0);
  CHECK(get(world.fixture->office().load_stats(rose, day)).all.sent == 0);
}

}  // namespace reactivation::contract
