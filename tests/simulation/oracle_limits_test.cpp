// Limits, gates and time: for each invariant a log that breaks it, and its sound twin.
#include "oracle_story.hpp"

using namespace story;

namespace {

/// `count` messages to clients 1, 2, … with that many seconds between them.
void send_many(Story& told, int count, int seconds) {
  for (int number = 1; number <= count; ++number) {
    told.send(number);
    if (number < count) told.now += Seconds{seconds};
  }
}

}  // namespace

TEST_CASE("I12: the rolling hour") {
  Story told;
  told.facts.account->hourly_outbound_limit = 3;
  told.begin();
  SECTION("broken") { send_many(told, 4, 1199); }
  SECTION("sound: the first one has left the hour") { send_many(told, 4, 1200); }
  const bool is_sound = told.now - opening == Seconds{3600};
  CHECK(broken(told) == (is_sound ? Names{} : Names{"I12"}));
}

TEST_CASE("I12: the rolling 24 hours and the local day") {
  Story told;
  told.facts.account->daily_outbound_limit = 2;
  told.facts.settings.sending_hours = {9, 19};
  told.begin();
  send_many(told, 2, 3600);
  SECTION("broken: a third one on the day") {
    told.now += Seconds{3600};
    told.send(3);
    CHECK(broken(told) == Names{"I12"});
  }
  SECTION("broken: on the next day, within 24 hours of both") {
    told.now = opening + Seconds{86'399};
    told.send(3);
    CHECK(broken(told) == Names{"I12"});
  }
  SECTION("sound: 24 hours after the first one") {
    told.now = opening + Seconds{86'400};
    told.send(3);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: one of them was proven unsent") {
    Story other;
    other.facts.account->daily_outbound_limit = 2;
    other.begin();
    other.send(1);
    other.now += Seconds{60};
    other.send(other.wire_of(2), SendOutcome::rejected);
    other.now += Seconds{60};
    other.send(3);
    CHECK(broken(other) == Names{});
  }
}

TEST_CASE("I12: the manual limit of the local day") {
  Story told;
  told.facts.settings.daily_limit_mode = DailyLimitMode::manual;
  told.facts.settings.manual_daily_limit = 1;
  told.begin();
  told.send(1);
  SECTION("broken") {
    told.now += Seconds{3600};
    told.send(2);
    CHECK(broken(told) == Names{"I12"});
  }
  SECTION("sound: the next day, within 24 hours") {
    told.now = utc(2026, 3, 4, 9);
    told.send(2);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I16: an uncertain send keeps its place in the windows") {
  Story told;
  told.facts.account->hourly_outbound_limit = 1;
  told.begin();
  const SendOutcome outcome = GENERATE(SendOutcome::uncertain, SendOutcome::not_started);
  told.send(told.wire_of(1), outcome);
  told.now += Seconds{60};
  told.send(2);
  CHECK(broken(told) == (outcome == SendOutcome::uncertain ? Names{"I12", "I16"} : Names{}));
}

TEST_CASE("I13: a limit that is absent or makes no sense is none") {
  Story told;
  SECTION("broken: no account") {
    told.facts.account.reset();
    told.begin();
    told.send(1);
    CHECK(broken(told) == Names{"I13"});
  }
  SECTION("broken: a negative limit") {
    told.facts.account->daily_outbound_limit = -5;
    told.begin();
    told.send(1);
    CHECK(broken(told) == Names{"I13"});
  }
  SECTION("sound: not stored, so the level's") {
    told.facts.account->warmup_level = WarmupLevel::cold;
    told.begin();
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I14: the gap between two messages of an account") {
  Story told;
  told.facts.account->warmup_level = WarmupLevel::cold;
  told.begin();
  const int gap = GENERATE(299, 300);
  send_many(told, 2, gap);
  CHECK(broken(told) == (gap < 300 ? Names{"I14"} : Names{}));
}

TEST_CASE("I15: nothing after a ban, a pause, a stop or a switch-off") {
  Story told;
  told.begin();
  SECTION("broken: banned") {
    told.order(OrderKind::ban);
    told.send(1);
    CHECK(broken(told) == Names{"I15"});
  }
  SECTION("broken: stopped") {
    told.order(OrderKind::stop_everything);
    told.send(1);
    CHECK(broken(told) == Names{"I15"});
  }
  SECTION("broken: switched off") {
    told.facts.settings.enabled = false;
    told.say(CompanyStated{told.facts});
    told.send(1);
    CHECK(broken(told) == Names{"I15"});
  }
  SECTION("broken: paused, by what another company of the account says") {
    Snapshot other = facts_of(branch);
    other.account->paused_until = opening + Seconds{1};
    told.say(CompanyStated{other});
    told.send(1);
    CHECK(broken(told) == Names{"I15"});
  }
  SECTION("sound: confirmed by a person") {
    told.order(OrderKind::ban);
    told.order(OrderKind::stop_everything);
    told.order(OrderKind::confirm);
    told.send(1);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: between look and wire") {
    const Wired wired = told.wire_of(1);
    told.look(wired);
    told.order(OrderKind::ban);
    told.say(wired);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: the pause is over") {
    told.facts.account->paused_until = opening;
    told.say(CompanyStated{told.facts});
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I31: nothing before the account is armed") {
  Story told;
  told.begin();
  told.order(OrderKind::disarm);
  const bool is_armed = GENERATE(false, true);
  if (is_armed) told.order(OrderKind::arm);
  told.send(1);
  CHECK(broken(told) == (is_armed ? Names{} : Names{"I31"}));
}

TEST_CASE("I17: hours, days and holidays of the company") {
  Story told;
  SECTION("broken: a second before the opening") {
    told.begin();
    told.now = opening - Seconds{1};
    told.send(1);
  }
  SECTION("broken: at the close") {
    told.begin();
    told.now = utc(2026, 3, 3, 18);
    Wired wired = told.wire_of(1);
    wired.planned.not_after += Seconds{60};
    told.send(wired);
  }
  SECTION("broken: on a Sunday") {
    told.begin();
    told.now = utc(2026, 3, 8, 10);
    told.send(1);
  }
  SECTION("broken: on a holiday") {
    told.facts.settings.holidays = {date_at(2026, 3, 3)};
    told.begin();
    told.send(1);
  }
  SECTION("broken: outside the account's safe hours") {
    told.facts.account->safe_sending_hours = {11, 20};
    told.begin();
    told.send(1);
  }
  SECTION("broken: at the client's night") {
    told.facts.client_zones = {TimeZone("America/New_York", {})};
    told.begin();
    Client client = client_of(1);
    client.zone = 0;
    told.say(ClientStated{salon, client});
    told.send(1);
  }
  CHECK(broken(told) == Names{"I17"});
}

TEST_CASE("I17: sound messages at the edges of the window") {
  Story told;
  told.begin();
  SECTION("at the opening") { told.now = opening; }
  SECTION("30 seconds before the close") { told.now = utc(2026, 3, 3, 17, 59, 30); }
  SECTION("in summer, when Berlin opens an hour earlier by UTC") {
    told.now = utc(2026, 3, 31, 8, 0, 1);
    Wired wired = told.wire_of(1);
    wired.planned.not_before = told.now;
    told.send(wired);
    CHECK(broken(told) == Names{});
    return;
  }
  told.send(1);
  CHECK(broken(told) == Names{});
}

TEST_CASE("I18: a hand-over that would not end within the window") {
  Story told;
  told.begin();
  told.now = utc(2026, 3, 3, 17, 59, 31);
  told.send(1);
  CHECK(broken(told) == Names{"I18"});
}

TEST_CASE("I19: an unknown zone, a clock that jumped") {
  Story told;
  SECTION("broken: no such zone") {
    told.facts.company.time_zone = TimeZone("Mars/Olympus", {});
    told.begin();
    told.send(1);
    CHECK(broken(told) == Names{"I19"});
  }
  SECTION("broken: not trusted") {
    told.begin();
    told.say(ClockSet{Seconds{0}, false});
    told.send(1);
    CHECK(broken(told) == Names{"I19"});
  }
  SECTION("broken: an hour ahead") {
    told.begin();
    told.say(ClockSet{Seconds{3600}, true});
    Wired wired = told.wire_of(1);
    wired.message.sent_at += Seconds{3600};
    told.send(wired);
    CHECK(broken(told) == Names{"I19"});
  }
  SECTION("sound: right again") {
    told.begin();
    told.say(ClockSet{Seconds{3600}, false});
    told.say(ClockSet{});
    told.send(1);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I20: nothing stale, and no permit for later") {
  Story told;
  told.begin();
  Wired wired = told.wire_of(1);
  SECTION("broken: past its end") {
    wired.planned.not_after = opening;
    told.send(wired);
    CHECK(broken(told) == Names{"I20"});
  }
  SECTION("broken: of yesterday") {
    wired.planned.not_before -= Seconds{86'400};
    told.send(wired);
    CHECK(broken(told) == Names{"I20"});
  }
  SECTION("broken: longer after its permit than any lease") {
    told.now += Seconds{361};
    told.send(wired);
    CHECK(broken(told) == Names{"I20"});
  }
  SECTION("broken: before its permit") {
    wired.message.sent_at += Seconds{1};
    told.send(wired);
    CHECK(broken(told) == Names{"I20"});
  }
  SECTION("sound: within its lease") {
    told.now += Seconds{360};
    told.send(wired);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I20: offered times that are free, soon enough looked up and far enough ahead") {
  Story told;
  told.begin();
  SECTION("broken: taken more than 15 minutes ago") {
    told.say(SlotsStated{salon, {}});
    told.now += Seconds{901};
    told.send(told.wire_with_slot(1));
    CHECK(broken(told) == Names{"I20"});
  }
  SECTION("broken: the member of staff has left") {
    told.now = utc(2026, 3, 3, 9);
    told.facts.staff[0].active = false;
    told.say(CompanyStated{told.facts});
    told.now += Seconds{3600};
    told.send(told.wire_with_slot(1));
    CHECK(broken(told) == Names{"I20"});
  }
  SECTION("broken: less than two hours ahead, and today") {
    Slot slot = Story::slot();
    slot.starts_at = opening + Seconds{7199};
    told.say(SlotsStated{salon, {slot}});
    Wired wired = told.wire_with_slot(1);
    wired.message.slots[0].slot = slot;
    wired.message.text = "Anneke, 10% off at 11:59.";
    told.send(wired);
    CHECK(broken(told) == Names{"I20", "4.8"});
  }
  SECTION("sound: taken 15 minutes ago") {
    told.say(SlotsStated{salon, {}});
    told.now += Seconds{900};
    told.send(told.wire_with_slot(1));
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("5: what a person holds back, or wants to read, waits for their word") {
  Story told;
  told.facts.settings.require_approval = GENERATE(false, true);
  told.begin();
  Ordered order = told.order_of(OrderKind::hold);
  order.attempt_id = id_of(1);
  if (!told.facts.settings.require_approval) told.say(order);
  const bool is_approved = GENERATE(false, true);
  if (is_approved) {
    order.kind = OrderKind::approve;
    order.end = GENERATE(CallEnd::done, CallEnd::begun);
    told.say(order);
  }
  told.send(1);
  CHECK(broken(told) == (is_approved ? Names{} : Names{"5"}));
}
