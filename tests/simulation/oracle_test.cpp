// Consent, uniqueness and cadence: for each invariant a log that breaks it, and its sound twin.
#include "oracle_story.hpp"

using namespace story;

TEST_CASE("a sound day has nothing to complain about") {
  Story told;
  told.begin();
  told.send(told.wire_with_slot(1));
  told.now += Seconds{60};
  told.send(2);
  CHECK(broken(told) == Names{});
}

TEST_CASE("I1: an opt-out committed before the last look") {
  Story told;
  told.begin();
  const Wired wired = told.wire_of(1);
  SECTION("said in a reply that was only stored") {
    EventGiven given = told.event_of(1, Intention::opt_out);
    given.is_processed = false;
    told.say(given);
    told.say(Swept{});
    told.send(wired);
    CHECK(broken(told) == Names{"I1"});
  }
  SECTION("ordered by a person") {
    told.order(OrderKind::opt_out, 1);
    told.send(wired);
    CHECK(broken(told) == Names{"I1"});
  }
  SECTION("stated in the host's row") {
    Client client = client_of(1);
    client.reactivation_opt_out = true;
    told.say(ClientStated{salon, client});
    told.send(wired);
    CHECK(broken(told) == Names{"I1"});
  }
  SECTION("a complaint before a look, with another worker's entries between look and wire") {
    told.say(told.event_of(1, Intention::complaint));
    told.look(wired);
    told.say(Swept{1, CallEnd::done});
    told.say(wired);
    CHECK(broken(told) == Names{"I1"});
  }
  SECTION("sound: it came between look and wire") {
    told.look(wired);
    told.say(told.event_of(1, Intention::opt_out));
    told.say(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: somebody else's") {
    told.order(OrderKind::opt_out, 2);
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: taken back with evidence") {
    told.order(OrderKind::opt_out, 1);
    told.order(OrderKind::opt_in, 1);
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: it is being taken back") {
    told.order(OrderKind::opt_out, 1);
    told.order(OrderKind::opt_in, 1, CallEnd::begun);
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: refused, so nothing has changed") {
    told.order(OrderKind::opt_out, 1, CallEnd::refused);
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I1: a message without a last look, or against it") {
  Story told;
  told.begin();
  const Wired wired = told.wire_of(1);
  SECTION("none") { told.say(wired); }
  SECTION("it said no") {
    told.say(Looked{0, wired.message.attempt_id, false});
    told.say(wired);
  }
  CHECK(broken(told) == Names{"I1"});
}

TEST_CASE("I1: an opt-out that a worker could not store") {
  Story told;
  told.begin();
  told.order(OrderKind::opt_out, 1, CallEnd::failed);
  SECTION("binds that worker") {
    told.send(1);
    CHECK(broken(told) == Names{"I1"});
  }
  SECTION("until it has died") {
    told.say(Crashed{0, "anywhere"});
    told.send(1);
    CHECK(broken(told) == Names{});
  }
  SECTION("and everybody once the worker has stored it") {
    told.say(Swept{0, CallEnd::done});
    Wired wired = told.wire_of(1);
    wired.worker = 1;
    told.send(wired);
    CHECK(broken(told) == Names{"I1"});
  }
  SECTION("but not another one") {
    Wired wired = told.wire_of(1);
    wired.worker = 1;
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I2: no row takes an opt-out back") {
  Story told;
  told.begin();
  told.order(OrderKind::opt_out, 1);
  told.say(ClientStated{salon, client_of(1)});
  SECTION("broken") {
    told.send(1);
    CHECK(broken(told) == Names{"I2"});
  }
  SECTION("sound: an opt-in does") {
    told.order(OrderKind::opt_in, 1);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I3: an opt-out is the person's, on the account and under every name") {
  Story told;
  told.begin();
  SECTION("a second row with the number, stated later") {
    told.order(OrderKind::opt_out, 1);
    Client twin = client_of(2);
    twin.phone = client_of(1).phone;
    told.say(ClientStated{salon, twin});
    Wired wired = told.wire_of(2);
    wired.message.phone = twin.phone;
    told.send(wired);
    CHECK(broken(told) == Names{"I3"});
  }
  SECTION("said under a linked id") {
    told.say(IdentityStated{salon, ClientId{1}, {IdentityKind::lid, "777"}});
    told.say(IdentityStated{salon, ClientId{2}, {IdentityKind::lid, "777"}});
    told.order(OrderKind::opt_out, 1);
    told.send(2);
    CHECK(broken(told) == Names{"I3"});
  }
  SECTION("in another company of the account") {
    Snapshot other = facts_of(branch);
    told.now = utc(2026, 3, 2, 9);
    told.say(CompanyStated{other});
    told.say(ClientStated{branch, client_of(1)});
    told.now = opening;
    told.say(told.order_of(OrderKind::opt_out, 1, branch));
    SECTION("broken") {
      told.send(1);
      CHECK(broken(told) == Names{"I3"});
    }
    SECTION("sound: after an opt-in of this company") {
      told.order(OrderKind::opt_in, 1);
      told.send(1);
      CHECK(broken(told) == Names{});
    }
  }
  SECTION("sound: a company of another account") {
    Snapshot other = facts_of(branch);
    other.account->id = AccountId{8};
    told.now = utc(2026, 3, 2, 9);
    told.say(CompanyStated{other});
    told.say(ClientStated{branch, client_of(1)});
    told.now = opening;
    Ordered order = told.order_of(OrderKind::opt_out, 1, branch);
    order.account_id = AccountId{8};
    told.say(order);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I4: a message that nobody has understood yet") {
  Story told;
  told.begin();
  EventGiven given = told.event_of(1, Intention::question);
  given.is_processed = false;
  told.say(given);
  SECTION("blocks its sender") {
    told.send(1);
    CHECK(broken(told) == Names{"I4"});
  }
  SECTION("sound: nobody else") {
    told.send(2);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: swept meanwhile") {
    told.say(Swept{});
    told.send(1);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: repeated and understood") {
    given.receipt = ReceiptState::known_already;
    given.is_processed = true;
    told.say(given);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("4.11: an unreadable reply waits for a person") {
  Story told;
  told.begin();
  told.say(told.event_of(1, Intention::unreadable));
  SECTION("broken") {
    told.send(1);
    CHECK(broken(told) == Names{"4.11"});
  }
  SECTION("sound: somebody has looked") {
    told.order(OrderKind::clear, 1);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("4.2: a row that waits for a person, until the next visit") {
  Story told;
  told.begin();
  Client client = client_of(1);
  client.needs_person = true;
  told.say(ClientStated{salon, client});
  const bool has_been_in = GENERATE(false, true);
  if (has_been_in) told.visit(1, colour, utc(2026, 2, 10, 10));
  told.send(1);
  CHECK(broken(told) == (has_been_in ? Names{} : Names{"4.2"}));
}

TEST_CASE("4.11: a refusal ends its cycle") {
  Story told;
  told.begin();
  told.send(1);
  told.now += Seconds{3600};
  const Intention meant = GENERATE(Intention::refusal, Intention::agreement);
  told.say(told.event_of(1, meant));
  told.now = utc(2026, 3, 17, 10);  // 14 days later
  told.send(told.wire_of(1, 2));
  CHECK(broken(told) == (meant == Intention::refusal ? Names{"4.11"} : Names{}));
}

TEST_CASE("4.11: a campaign that was called off") {
  Story told;
  told.begin();
  DayPlanned day;
  day.company_id = salon;
  day.plan.now = told.now;
  day.plan.planned = {told.wire_of(1).planned, told.wire_of(2).planned};
  told.say(day);
  Ordered order = told.order_of(OrderKind::cancel);
  order.attempt_id = id_of(1);
  SECTION("broken") {
    told.say(order);
    told.now += Seconds{1};
    told.send(1);
    CHECK(broken(told) == Names{"4.11"});
  }
  SECTION("sound: another campaign") {
    told.say(order);
    told.now += Seconds{1};
    told.send(2);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: after the permit") {
    const Wired wired = told.wire_of(1);
    told.now += Seconds{1};
    told.say(order);
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: a person writes all the same") {
    told.say(order);
    told.now += Seconds{1};
    Ordered manual = told.order_of(OrderKind::send_manual, 1);
    manual.attempt_id = id_of(1);
    told.say(manual);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("4.2: a paused client") {
  Story told;
  told.begin();
  Ordered order = told.order_of(OrderKind::pause, 1);
  SECTION("broken") {
    order.until = opening + Seconds{1};
    told.say(order);
    told.send(1);
    CHECK(broken(told) == Names{"4.2"});
  }
  SECTION("sound: shortened by a later order") {
    order.until = opening + Seconds{86'400};
    told.say(order);
    order.until = opening;
    told.say(order);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: it is over") {
    order.until = opening;
    told.say(order);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I6: consent where the company requires it") {
  Story told;
  told.facts.settings.require_consent = true;
  told.begin();
  Client client = client_of(1);
  SECTION("broken: nobody knows") {
    told.send(1);
    CHECK(broken(told) == Names{"I6"});
  }
  SECTION("broken: denied") {
    client.consent = Consent::denied;
    told.say(ClientStated{salon, client});
    told.send(1);
    CHECK(broken(told) == Names{"I6"});
  }
  SECTION("sound: granted") {
    client.consent = Consent::granted;
    told.say(ClientStated{salon, client});
    told.send(1);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: by an opt-in") {
    told.order(OrderKind::opt_in, 1);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I7 and I16: no attempt leaves twice") {
  Story told;
  told.begin();
  SECTION("broken: it was accepted") {
    told.send(1);
    told.now += Seconds{60};
    told.send(1);
    CHECK(broken(told) == Names{"I7"});
  }
  SECTION("broken: nobody knows what became of it") {
    told.send(told.wire_of(1), SendOutcome::uncertain);
    told.now += Seconds{60};
    told.send(1);
    CHECK(broken(told) == Names{"I7", "I16"});
  }
  SECTION("broken: the worker died") {
    told.look(told.wire_of(1));
    told.say(told.wire_of(1));
    told.say(Crashed{0, "after the wire"});
    told.now += Seconds{60};
    told.send(1);
    CHECK(broken(told) == Names{"I7"});
  }
  SECTION("sound: nothing had left") {
    told.send(told.wire_of(1), SendOutcome::not_started);
    told.now += Seconds{60};
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I8: one attempt of a number, one message a day, days between") {
  Story told;
  told.begin();
  told.send(1);
  SECTION("broken: another id for the same number") {
    told.now = utc(2026, 3, 18, 10);
    Wired wired = told.wire_of(1);
    wired.message.attempt_id = wired.planned.attempt_id = id_of(99);
    told.send(wired);
    CHECK(broken(told) == Names{"I8"});
  }
  SECTION("broken: two on one day, by force") {
    told.now += Seconds{3600};
    Ordered order = told.order_of(OrderKind::send_manual, 1);
    order.attempt_id = id_of(1, 2);
    order.force = Force::past_cadence;
    told.say(order);
    told.send(1, 2);
    CHECK(broken(told) == Names{"I8"});
  }
  SECTION("broken: a day too early for the retry interval") {
    told.now = utc(2026, 3, 16, 10);
    told.send(1, 2);
    CHECK(broken(told) == Names{"I8"});
  }
  SECTION("broken: somebody who shares the number") {
    Client twin = client_of(2);
    twin.phone = client_of(1).phone;
    told.say(ClientStated{salon, twin});
    told.now += Seconds{60};
    Wired wired = told.wire_of(2);
    wired.message.phone = twin.phone;
    told.send(wired);
    CHECK(broken(told) == Names{"I8"});
  }
  SECTION("sound: perhaps by force, because the order may have failed or not") {
    told.now = utc(2026, 3, 4, 10);
    Ordered order = told.order_of(OrderKind::send_manual, 1);
    order.force = Force::past_cadence;
    order.end = CallEnd::failed;
    told.say(order);
    told.send(1, 2);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: by force on another day") {
    told.now = utc(2026, 3, 4, 10);
    Ordered order = told.order_of(OrderKind::send_manual, 1);
    order.attempt_id = id_of(1, 2);
    order.force = Force::past_cadence;
    told.say(order);
    told.send(1, 2);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: 14 dates later") {
    told.now = utc(2026, 3, 17, 9);
    told.send(1, 2);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I9: no more attempts in a cycle than the rule says") {
  Story told;
  told.facts.rules[0].max_attempts = 1;
  told.begin();
  told.send(1);
  told.now = utc(2026, 3, 17, 9);
  SECTION("broken: a second one") {
    Wired wired = told.wire_of(1, 2);
    told.send(wired);
    CHECK(broken(told) == Names{"I9"});
  }
  SECTION("broken: the cycle's name has changed, and no visit was in between") {
    Wired wired = told.wire_of(1, 1);
    wired.planned.cycle_key = date_at(2026, 1, 19);
    wired.message.attempt_id = wired.planned.attempt_id = id_of(98);
    told.send(wired);
    CHECK(broken(told) == Names{"I9"});
  }
  SECTION("sound: a visit has begun a new cycle") {
    told.visit(1, haircut, utc(2026, 3, 10, 10));
    told.now = utc(2026, 4, 15, 9);
    Wired wired = told.wire_of(1, 1);
    wired.planned.cycle_key = date_at(2026, 3, 10);
    wired.message.attempt_id = wired.planned.attempt_id = id_of(98);
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I11: planning a day twice stores it once") {
  Story told;
  told.begin();
  DayPlanned day;
  day.company_id = salon;
  day.plan.company_id = salon;
  day.plan.now = told.now;
  day.attempts_new = 3;
  told.say(day);
  SECTION("broken") {
    told.say(day);
    CHECK(broken(told) == Names{"I11"});
  }
  SECTION("sound: nothing new") {
    day.attempts_new = 0;
    told.say(day);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: the first one was decided earlier") {
    day.plan.now += Seconds{1};
    told.say(day);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: something happened in between") {
    told.say(ClientStated{salon, client_of(5)});
    told.say(day);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("4.2: only clients who are due and not coming anyway") {
  Story told;
  told.begin();
  SECTION("broken: a booking lies ahead") {
    told.visit(1, colour, utc(2026, 3, 20, 10), VisitStatus::booked);
    told.send(1);
    CHECK(broken(told) == Names{"4.2"});
  }
  SECTION("broken: in for something else three dates ago") {
    told.visit(1, colour, utc(2026, 2, 28, 10));
    told.send(1);
    CHECK(broken(told) == Names{"4.2"});
  }
  SECTION("broken: not due by a second") {
    told.visit(1, haircut, utc(2026, 2, 1, 9));
    told.now = utc(2026, 3, 3, 9);
    told.send(1);
    CHECK(broken(told) == Names{"4.2"});
  }
  SECTION("broken: away for longer than the cut-off") {
    Story old;
    old.facts.settings.lapsed_cutoff_days = 41;
    old.begin();
    old.send(1);
    CHECK(broken(old) == Names{"4.2"});
  }
  SECTION("broken: everybody is held out") {
    Story held;
    held.facts.settings.holdout.percent = 100;
    held.begin();
    held.send(1);
    CHECK(broken(held) == Names{"4.2"});
  }
  SECTION("broken: the rule is not active") {
    Story idle;
    idle.facts.rules[0].is_active = false;
    idle.begin();
    idle.send(1);
    CHECK(broken(idle) == Names{"4.2"});
  }
  SECTION("sound: in four dates ago") {
    told.visit(1, colour, utc(2026, 2, 27, 10));
    told.send(1);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: due a second ago") {
    told.visit(1, haircut, utc(2026, 2, 1, 9));
    told.now = utc(2026, 3, 3, 9, 0, 1);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: the booking was cancelled") {
    told.visit(1, colour, utc(2026, 3, 20, 10), VisitStatus::cancelled);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}
