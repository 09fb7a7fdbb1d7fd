// The contract of the governor behind a store: its caps are in every plan and permit of an account
// that is armed and governed, and both stores know the same things about its sends
// (docs/governor.md). Expected numbers are those of its tables.
#pragma once

#include "inbound.hpp"
#include "reactivation/core/account_alert.hpp"

namespace reactivation::contract {

enum class History : std::uint8_t { none, chatted };

/// Thirty clients who are due, at an account of two hundred days: hot since the ninetieth.
inline Snapshot governed_salon(History history) {
  Snapshot out = salon(lily, shared_account);
  out.account->account_created_at = noon - Days{200};
  for (int number = 1; number <= 30; ++number) {
    Client one = client(lily, number, number);
    one.has_chat_history = history == History::chatted;
    out.clients.push_back(one);
    out.visits.push_back(visit(lily, number, noon - Days{80}));
  }
  return out;
}

struct GovernedWorld : World {
  explicit GovernedWorld(History history = History::chatted) : World({governed_salon(history)}) {}

  void govern() {
    fixture->set_governed(shared_account, Switch::on);
    check(fixture->office().arm(shared_account, here, noon - Days{60}));
  }
  [[nodiscard]] Account account(Instant now = noon, CompanyId company = lily) {
    return get(fixture->snapshots().load_plan_facts(company, now, PlanScope::all)).account.value();
  }
  /// One accepted message on each of the days before noon, the oldest first.
  std::vector<AttemptId> use(int days) {
    std::vector<AttemptId> sent;
    for (int day = days; day >= 1; --day) sent.push_back(send_at(noon - Days{day}));
    return sent;
  }
  AttemptId send_at(Instant now) {
    store_day(lily, now);
    const AttemptId id = hand_over(lily, now).planned.attempt_id;
    record(id, SendOutcome::accepted, {}, now);
    return id;
  }
  /// So many messages, a minute apart, the last one at noon.
  std::vector<AttemptId> send_today(int count) {
    const Instant first = noon - Seconds{60 * (count - 1)};
    store_day(lily, first);
    std::vector<AttemptId> sent;
    for (int i = 0; i < count; ++i) {
      const Instant now = first + Seconds{60 * i};
      sent.push_back(hand_over(lily, now).planned.attempt_id);
      record(sent.back(), SendOutcome::accepted, {}, now);
    }
    return sent;
  }
  void tell(const AttemptId& id, Delivery delivery, PersonFault fault = PersonFault::none,
            Instant now = noon) {
    const Person person = get(fixture->inbox().load_person_of_attempt(id));
    const PersonKey who{lily, look(id).attempt.client_id};
    get(fixture->inbox().apply_order(
        who, changes_of_delivery(person, id, {delivery, now, false, fault})));
  }
  void refuse(Instant now, const SendReceipt& receipt) {
    const AttemptId id = hand_over(lily, now).planned.attempt_id;
    get(fixture->attempts().record_outcome(id, receipt, now));
  }
  void signal(AccountSignalKind kind, Instant when = noon) {
    check(fixture->office().record_signal(shared_account, {kind, when, {}}));
  }
  [[nodiscard]] PermitReason permit(const ClaimedAttempt& held, Instant now = noon) {
    const AttemptId& id = held.planned.attempt_id;
    return permit_for(look(id, now), claim_of(held), now).reason;
  }
  [[nodiscard]] static PermitClaim claim_of(const ClaimedAttempt& held) {
    return {held.lease.owner, held.lease.epoch, Reach::nobody, ClockTrust::trusted, Seconds{30}};
  }
  [[nodiscard]] std::vector<AlertKind> alerts(Instant now = noon) {
    std::vector<AlertKind> kinds;
    for (const Alert& alert : get(fixture->office().take_account_alerts(now))) {
      CHECK(alert.company_id == lily);
      CHECK_FALSE(alert.client_id.is_set());
      kinds.push_back(alert.kind);
    }
    return kinds;
  }
};

TEST_CASE("a governed account that was never used starts at a quarter of its level") {
  GovernedWorld world;
  world.govern();
  world.fixture->reopen();
  // Hot: 100 a day, 20 an hour, 20 first contacts.
  CHECK(limits_of(world.account()) == AccountLimits{25, 5, 10, Seconds{30}});
  CHECK(world.account().first_contact_daily_limit == 5);
  CHECK(get(world.fixture->snapshots().load_snapshot(lily, noon)).account == world.account());
  CHECK(world.plan(lily).planned.size() == 25);
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  CHECK(world.look(held.planned.attempt_id).facts.account == world.account());
  CHECK(get(world.fixture->snapshots().load_person_facts(lily, client_id(lily, 1), noon)).account ==
        world.account());
}

TEST_CASE("an account that nobody has armed, or whose governor is off, has its ceilings alone") {
  GovernedWorld world;
  const auto is_free = [&] {
    return limits_of(world.account()) == AccountLimits{100, 20, 10, Seconds{30}} &&
           !world.account().first_contact_daily_limit && world.plan(lily).planned.size() == 30;
  };
  world.fixture->set_governed(shared_account, Switch::on);
  CHECK(is_free());  // what reaches nobody, as an outbox, needs no arming and has no governor
  check(world.fixture->office().arm(shared_account, here, noon));
  CHECK_FALSE(is_free());
  world.fixture->set_governed(shared_account, Switch::off);
  CHECK(is_free());
  world.fixture->set_governed(shared_account, Switch::on);
  CHECK_FALSE(is_free());
  check(world.fixture->office().disarm(shared_account, "test", noon));
  CHECK(is_free());
}

TEST_CASE("days of use open the ramp, and a day without a send is none") {
  GovernedWorld world;
  world.use(7);
  world.govern();
  // 25 % + 75 % · 7/14 = 62.5 %.
  CHECK(limits_of(world.account()) == AccountLimits{62, 12, 10, Seconds{30}});
  world.fixture->set_governed(shared_account, Switch::off);
  world.send_at(noon);
  world.fixture->set_governed(shared_account, Switch::on);
  CHECK(limits_of(world.account(noon + Seconds{60})).sent_daily_max == 62);
  // 25 % + 75 % · 8/14 = 67.9 %.
  CHECK(limits_of(world.account(noon + Days{1})).sent_daily_max == 67);
  CHECK(limits_of(world.account(noon + Days{3})).sent_daily_max == 67);
}

TEST_CASE("the cap for people who never wrote is in the plan and in the permit") {
  GovernedWorld world{History::none};
  world.store_day(lily);
  world.govern();
  CHECK(world.plan(lily).planned.size() <= 5);
  // More have turns than may be written to: the permit lets five of them go.
  for (int i = 0; i < 5; ++i) {
    const Instant now = noon + Seconds{900 * i};
    const ClaimedAttempt held = world.claim(lily, now);
    REQUIRE(world.permit(held, now) == PermitReason::approved);
    REQUIRE(world.commit(world.look(held.planned.attempt_id, now), held.planned, now));
    world.record(held.planned.attempt_id, SendOutcome::accepted, {}, now);
  }
  const Instant sixth = noon + Seconds{900 * 5};
  CHECK(world.permit(world.claim(lily, sixth), sixth) == PermitReason::first_contact_limit);
}

TEST_CASE("a stop ends permits at once: one that was read, and one that was given") {
  GovernedWorld world;
  world.use(14);
  world.govern();
  world.store_day(lily);
  const ClaimedAttempt held = world.claim(lily);
  const AttemptId& id = held.planned.attempt_id;
  const PermitState seen = world.look(id);
  REQUIRE(permit_for(seen, GovernedWorld::claim_of(held), noon).reason == PermitReason::approved);
  SECTION("before it was committed") {
    world.signal(AccountSignalKind::yellow_card);
    CHECK_FALSE(world.commit(seen, held.planned, noon));
    CHECK(world.permit(held) == PermitReason::account_paused);
    CHECK(world.account().paused_until == noon + Days{1});
  }
  SECTION("before the first byte") {
    REQUIRE(world.commit(seen, held.planned, noon));
    const PermitClaim claim = GovernedWorld::claim_of(held);
    REQUIRE(last_look(world.look(id), claim, noon) == PermitReason::approved);
    world.signal(AccountSignalKind::disconnect_storm);
    CHECK(last_look(world.look(id), claim, noon) == PermitReason::account_paused);
  }
  const Instant over = noon + Days{2};
  world.store_day(lily, over);
  CHECK(world.permit(world.claim(lily, over), over) == PermitReason::approved);
}

TEST_CASE("a confirmation ends what was signalled before it, and nothing that comes after") {
  GovernedWorld world;
  world.use(14);
  world.govern();
  const Instant later = noon + Seconds{3600};
  CHECK(world.account(later).first_contact_daily_limit == 20);
  world.signal(AccountSignalKind::undelivered_high);
  CHECK(world.account(later).first_contact_daily_limit == 0);
  check(world.fixture->office().confirm(shared_account, noon + Seconds{60}));
  world.fixture->reopen();
  CHECK(world.account(later).first_contact_daily_limit == 5);  // and the ramp begins again
  // Told late: it was before the confirmation.
  world.signal(AccountSignalKind::not_on_messenger_high, noon + Seconds{30});
  CHECK(world.account(later).first_contact_daily_limit == 5);
  world.signal(AccountSignalKind::not_on_messenger_high, noon + Seconds{61});
  CHECK(world.account(later).first_contact_daily_limit == 0);
}

TEST_CASE("a ban alone sends a confirmed account back to the bottom") {
  GovernedWorld world;
  world.use(14);
  world.govern();
  const auto kind = GENERATE(AccountSignalKind::logged_out, AccountSignalKind::temporary_ban);
  const bool is_ban = kind == AccountSignalKind::temporary_ban;
  world.signal(kind);
  CHECK(world.account().spam_score > spam_score_stop);
  check(world.fixture->office().confirm(shared_account, noon + Seconds{60}));
  world.fixture->set_governed(shared_account, Switch::off);
  const Account stored = world.account(noon + Seconds{120});
  CHECK(stored.warmup_level == (is_ban ? WarmupLevel::cold : WarmupLevel::hot));
  CHECK(limits_of(stored).sent_daily_max == (is_ban ? 5 : 100));
}

TEST_CASE("three of the last twenty not delivered forbid first contacts, two do not") {
  GovernedWorld world;
  const std::vector<AttemptId> sent = world.use(14);
  world.govern();
  for (const std::size_t i : {0U, 1U}) world.tell(sent[i], Delivery::failed);
  CHECK(world.account().first_contact_daily_limit == 20);
  CHECK(world.alerts().empty());
  world.tell(sent[2], Delivery::failed);
  world.fixture->reopen();
  CHECK(world.account().first_contact_daily_limit == 0);
  CHECK(limits_of(world.account()).sent_daily_max == 100);
  world.tell(sent[2], Delivery::delivered);  // it came through after all
  CHECK(world.account().first_contact_daily_limit == 20);
}

TEST_CASE("refusals of unknown numbers forbid first contacts, though no limit counts them") {
  GovernedWorld world;
  world.use(14);
  world.govern();
  SendReceipt unknown{SendOutcome::rejected};
  unknown.is_number_unknown = true;
  world.store_day(lily);
  world.refuse(noon, unknown);
  CHECK(world.account().first_contact_daily_limit == 20);  // 1 of 50 is 2 %
  world.refuse(noon + Seconds{60}, unknown);
  CHECK(world.account(noon + Seconds{60}).first_contact_daily_limit == 0);
  CHECK(world.account(noon + Seconds{60}).sends.empty());
}

TEST_CASE("blocks, reports, opt-outs and complaints raise the score, each once a person") {
  GovernedWorld world;
  const std::vector<AttemptId> sent = world.use(14);
  world.govern();
  CHECK(world.account().spam_score == 0);
  // 2 of max(14, 50) are 4 %: 0.5 · 4/8.
  world.tell(sent[0], Delivery::read, PersonFault::blocked);
  world.tell(sent[0], Delivery::read, PersonFault::blocked);
  world.fixture->reopen();
  CHECK(world.account().spam_score == 0.25);
  world.tell(sent[1], Delivery::failed, PersonFault::reported);
  CHECK(world.account().spam_score == 0.5);
  CHECK(world.account().first_contact_daily_limit == 0);
  // An opt-out without a word of the person to us counts one: 5 of 50.
  world.tell(sent[2], Delivery::failed, PersonFault::opted_out);
  CHECK(world.account().spam_score == 0.625);
  CHECK(limits_of(world.account()).sent_daily_max == 50);
  // A complaint is an opt-out besides: 7 of 50 are above 0.7, which stops.
  ReplyFacts complaint;
  complaint.type = ReplyType::opt_out;
  complaint.is_opt_out = complaint.is_incident = true;
  complaint.about = sent[3];
  const Person person = get(world.fixture->inbox().load_person_of_attempt(sent[3]));
  const ClientId who = world.attempt(sent[3]).client_id;
  Changes changes = changes_of_reply(person, complaint, noon);
  get(world.fixture->inbox().apply_order({lily, who}, changes));
  CHECK(world.account().spam_score > spam_score_stop);
  CHECK(limits_of(world.account()).sent_daily_max == 0);
  check(world.fixture->office().confirm(shared_account, noon + Seconds{60}));
  CHECK(world.account(noon + Seconds{120}).spam_score == 0);
}

TEST_CASE("whoever blocks or reports is opted out, and the refused message is evidence") {
  GovernedWorld world;
  world.use(14);
  world.govern();
  world.store_day(lily);
  const auto fault = GENERATE(PersonFault::blocked, PersonFault::reported);
  const auto outcome = GENERATE(SendOutcome::rejected, SendOutcome::uncertain);
  const ClaimedAttempt held = world.hand_over(lily);
  SendReceipt receipt{outcome};
  receipt.person_fault = fault;
  get(world.fixture->attempts().record_outcome(held.planned.attempt_id, receipt, noon));
  world.fixture->reopen();
  const int number = static_cast<int>(held.planned.client_id.value - client_id(lily, 0).value);
  CHECK(world.is_opted_out(lily, number));
  CHECK(world.account().spam_score == 0.25);
}

TEST_CASE("of several companies on one account the strictest word counts for all of them") {
  std::vector<Snapshot> companies = three_salons();
  companies[0].account->daily_outbound_limit = 40;
  companies[1].account->hourly_outbound_limit = 7;
  companies[1].account->concurrent_limit = 3;
  World world{companies};
  const auto limits = [&](CompanyId company) {
    return limits_of(get(world.fixture->snapshots().load_plan_facts(company, noon, PlanScope::all))
                         .account.value());
  };
  CHECK(limits(lily) == AccountLimits{40, 7, 3, Seconds{30}});
  CHECK(limits(rose) == AccountLimits{40, 7, 3, Seconds{30}});
  CHECK(limits(tulip) == AccountLimits{100, 20, 10, Seconds{30}});
  world.fixture->set_governed(shared_account, Switch::on);
  check(world.fixture->office().arm(shared_account, here, noon));
  // Of an age that nobody knows: cold, a quarter of 20 a day and of 5 an hour.
  CHECK(limits(lily) == AccountLimits{5, 1, 2, Seconds{300}});
  CHECK(limits(rose) == AccountLimits{5, 1, 2, Seconds{300}});
}

TEST_CASE("what the governor finds is told once a day while it stands, to one of the askers") {
  GovernedWorld world;
  const std::vector<AttemptId> sent = world.use(14);
  world.govern();
  CHECK(world.alerts().empty());
  for (const std::size_t i : {11U, 12U, 13U}) world.tell(sent[i], Delivery::failed);
  CHECK(world.alerts() == std::vector{AlertKind::list_quality});
  CHECK(world.alerts().empty());
  world.fixture->reopen();
  CHECK(world.alerts(noon + Days{1} - Seconds{1}).empty());
  CHECK(world.alerts(noon + Days{1}) == std::vector{AlertKind::list_quality});
  // 3 · 2 of 50 are 12 %: the score stops, which is another alert.
  for (const std::size_t i : {0U, 1U, 2U})
    world.tell(sent[i], Delivery::read, PersonFault::blocked);
  CHECK(world.alerts(noon + Days{1}) == std::vector{AlertKind::account_stopped});
  CHECK(world.alerts(noon + Days{1}).empty());
  check(world.fixture->office().confirm(shared_account, noon + Days{1}));
  CHECK(world.alerts(noon + Days{9}).empty());
}

TEST_CASE("a signal's alert is not the governor's, and an account without one has none") {
  GovernedWorld world;
  const std::vector<AttemptId> sent = world.use(14);
  world.govern();
  world.signal(AccountSignalKind::undelivered_high);
  world.signal(AccountSignalKind::temporary_ban);
  CHECK(world.alerts().empty());
  for (const std::size_t i : {0U, 1U, 2U}) world.tell(sent[i], Delivery::failed);
  world.fixture->set_governed(shared_account, Switch::off);
  CHECK(world.alerts().empty());
  world.fixture->set_governed(shared_account, Switch::on);
  CHECK(world.alerts() == std::vector{AlertKind::list_quality});
}

}  // namespace reactivation::contract
