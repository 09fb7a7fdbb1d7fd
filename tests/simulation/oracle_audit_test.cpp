// The store read from outside, and the end of a world; and how fast a year is read.
#include <chrono>
#include <iostream>

#include "oracle_story.hpp"

using namespace story;

namespace {

StoredAttempt stored_of(int client, AttemptState state, int number = 1) {
  StoredAttempt stored;
  stored.company_id = salon;
  stored.attempt.id = id_of(client, number);
  stored.attempt.client_id = ClientId{client};
  stored.attempt.service_id = haircut;
  stored.attempt.attempt_number = number;
  stored.attempt.state = state;
  stored.attempt.not_after = utc(2026, 3, 3, 18);
  return stored;
}

using Path = std::vector<std::string>;
/// The attempt and the events that lead along that path.
void add(Audited& audited, StoredAttempt stored, const Path& path) {
  std::string from;
  for (const std::string& to : path) {
    audited.steps.push_back({stored.attempt.id, from, to});
    from = to;
  }
  audited.attempts.push_back(std::move(stored));
}

}  // namespace

TEST_CASE("I29: events fold to the state, along the protocol's ways") {
  Story told;
  told.begin();
  Audited audited;
  SECTION("sound") {
    add(audited, stored_of(1, AttemptState::read),
        {"planned", "ready", "dispatching", "accepted", "delivered", "read"});
    add(audited, stored_of(2, AttemptState::uncertain_final),
        {"planned", "held", "ready", "dispatching", "deferred", "dispatching", "uncertain",
         "uncertain_final"});
    add(audited, stored_of(3, AttemptState::cancelled), {"planned", "cancelled"});
    told.say(audited);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: over two audits") {
    add(audited, stored_of(1, AttemptState::ready), {"planned", "ready"});
    told.say(audited);
    Audited second;
    second.attempts = {stored_of(1, AttemptState::dispatching)};
    second.steps = {{id_of(1), "ready", "dispatching"}};
    told.say(second);
    CHECK(broken(told) == Names{});
  }
  SECTION("broken: another state than its events'") {
    add(audited, stored_of(1, AttemptState::accepted), {"planned", "ready", "dispatching"});
    told.say(audited);
    CHECK(broken(told) == Names{"I29"});
  }
  SECTION("broken: an event is missing") {
    add(audited, stored_of(1, AttemptState::accepted), {"planned"});
    audited.steps.push_back({id_of(1), "dispatching", "accepted"});
    told.say(audited);
    CHECK(broken(told) == Names{"I29"});
  }
  SECTION("broken: no such way") {
    const Path path = GENERATE(Path{"planned", "dispatching"},
                               Path{"planned", "ready", "dispatching", "cancelled"},
                               Path{"planned", "ready", "dispatching", "accepted", "ready"},
                               Path{"planned", "ready", "dispatching", "uncertain", "rejected"},
                               Path{"planned", "ready", "dispatching", "uncertain", "ready"});
    StoredAttempt stored = stored_of(1, AttemptState::dispatching);
    if (path.back() == "cancelled") stored.attempt.state = AttemptState::cancelled;
    if (path.back() == "ready") stored.attempt.state = AttemptState::ready;
    if (path.back() == "rejected") stored.attempt.state = AttemptState::rejected;
    add(audited, stored, path);
    told.say(audited);
    CHECK(broken(told) == Names{"I29"});
  }
}

TEST_CASE("I10: a person has one live attempt in a company") {
  Story told;
  told.begin(2);
  Client twin = client_of(3);
  twin.phone = client_of(1).phone;
  told.say(ClientStated{salon, twin});
  Audited audited;
  add(audited, stored_of(1, AttemptState::ready), {"planned", "ready"});
  SECTION("broken: two of one client") {
    add(audited, stored_of(1, AttemptState::planned, 2), {"planned"});
    told.say(audited);
    CHECK(broken(told) == Names{"I10"});
  }
  SECTION("broken: two rows with one number") {
    add(audited, stored_of(3, AttemptState::planned), {"planned"});
    told.say(audited);
    CHECK(broken(told) == Names{"I10"});
  }
  SECTION("sound: another person") {
    add(audited, stored_of(2, AttemptState::planned), {"planned"});
    told.say(audited);
    CHECK(broken(told) == Names{});
  }
  SECTION("sound: one is over") {
    add(audited, stored_of(3, AttemptState::cancelled), {"planned", "cancelled"});
    told.say(audited);
    CHECK(broken(told) == Names{});
  }
}

TEST_CASE("I12: no more hand-overs at once than the account allows") {
  Story told;
  told.facts.account->concurrent_limit = 1;
  told.begin();
  Audited audited;
  const Path path{"planned", "ready", "dispatching"};
  add(audited, stored_of(1, AttemptState::dispatching), path);
  SECTION("sound") {
    told.say(audited);
    CHECK(broken(told) == Names{});
  }
  SECTION("broken") {
    add(audited, stored_of(2, AttemptState::dispatching), path);
    told.say(audited);
    CHECK(broken(told) == Names{"I12"});
  }
}

TEST_CASE("I5, L1, L2 and L3: at the end everything has come to an end") {
  Story told;
  told.begin();
  told.say(told.event_of(1, Intention::opt_out));
  told.now = utc(2026, 3, 6, 20);
  Audited audited;
  audited.is_end = true;
  audited.opted_out = {{salon, ClientId{1}}};
  SECTION("sound") {
    add(audited, stored_of(2, AttemptState::cancelled), {"planned", "cancelled"});
    told.say(audited);
    CHECK(broken(told) == Names{});
  }
  SECTION("I5: an opt-out was lost") {
    audited.opted_out.clear();
    told.say(audited);
    CHECK(broken(told) == Names{"I5"});
  }
  SECTION("sound: it was taken back") {
    Story other;
    other.begin();
    other.say(other.event_of(1, Intention::opt_out));
    other.order(OrderKind::opt_in, 1);
    audited.opted_out.clear();
    other.say(audited);
    CHECK(broken(other) == Names{});
  }
  SECTION("L1: a void attempt still waits") {
    add(audited, stored_of(2, AttemptState::planned), {"planned"});
    told.say(audited);
    CHECK(broken(told) == Names{"L1"});
  }
  SECTION("L1: a hand-over is still open") {
    add(audited, stored_of(2, AttemptState::dispatching), {"planned", "ready", "dispatching"});
    told.say(audited);
    CHECK(broken(told) == Names{"L1"});
  }
  SECTION("L2: an event has had no effect") {
    audited.unprocessed = 1;
    told.say(audited);
    CHECK(broken(told) == Names{"L2"});
  }
  SECTION("L3: a hand-over is lost") {
    audited.lost_hand_overs = 1;
    told.say(audited);
    CHECK(broken(told) == Names{"L3"});
  }
  SECTION("L3: a lease is held beyond its time") {
    StoredAttempt stored = stored_of(2, AttemptState::planned);
    stored.attempt.not_after = told.now + Seconds{3600};
    const int late = GENERATE(600, 601);
    stored.lease = {"worker", 1, told.now - Seconds{late}};
    add(audited, stored, {"planned"});
    told.say(audited);
    CHECK(broken(told) == (late > 600 ? Names{"L3"} : Names{}));
  }
}

TEST_CASE("a look without a wire holds nothing up") {
  Story told;
  told.begin();
  told.look(told.wire_of(1));
  told.order(OrderKind::opt_out, 2);
  SECTION("the worker died") { told.say(Crashed{0, "at the wire"}); }
  SECTION("the world ended") {}
  Audited audited;
  audited.is_end = true;
  audited.unprocessed = 1;
  audited.opted_out = {{salon, ClientId{2}}};
  told.say(audited);
  CHECK(broken(told) == Names{"L2"});
}

namespace {

/// A company-year: 20 messages on each working day, a plan and an audit each day, visits, events.
Story year() {
  Story told;
  told.facts.settings.sending_hours = {8, 20};
  told.facts.rules[0].max_attempts = 10;
  told.facts.settings.lapsed_cutoff_days = 3650;
  told.facts.settings.discount_from_attempt = 100;
  constexpr int clients = 600;
  told.begin(clients);
  std::vector<StoredAttempt> attempts;
  std::vector<int> numbers(clients + 1, 0);
  int next = 0;
  for (int day = 0; day < 365; ++day) {
    told.now = utc(2026, 3, 3, 9) + Seconds{86'400} * day;
    if (day >= 26) told.now -= Seconds{3600};  // summer time, roughly
    const int weekday = (day + 1) % 7;         // Monday = 0
    DayPlanned plan;
    plan.company_id = salon;
    plan.plan.now = told.now;
    Audited audited;
    std::vector<Wired> wires;
    for (int i = 0; i < 20 && weekday < 5; ++i) {
      const int client = next++ % clients + 1;
      Wired wired = told.wire_of(client, ++numbers[static_cast<std::size_t>(client)]);
      wired.planned.not_before = told.now;
      wired.planned.discount_percent = wired.message.discount_percent = 0;
      wired.message.text = client_of(client).name + ", come for your haircut.";
      plan.plan.planned.push_back(wired.planned);
      wires.push_back(wired);
    }
    plan.attempts_new = static_cast<std::int64_t>(wires.size());
    told.say(plan);
    for (Wired& wired : wires) {
      told.now += Seconds{900};
      wired.message.sent_at = told.now;
      wired.planned.not_after = told.now + Seconds{3600};
      told.send(wired);
      told.say(Reported{0, wired.message.attempt_id, MessageFate::sent, {}, {}, {}});
      told.say(told.event_of(static_cast<int>(wired.message.client_id.value), Intention::question));
      told.say(Swept{});
      told.say(SlotsStated{salon, {Story::slot()}});
      const int client = static_cast<int>(wired.message.client_id.value);
      add(audited, stored_of(client, AttemptState::accepted, wired.planned.attempt_number),
          {"planned", "ready", "dispatching", "accepted"});
    }
    attempts.insert(attempts.end(), audited.attempts.begin(), audited.attempts.end());
    audited.attempts = attempts;
    told.say(audited);
  }
  return told;
}

}  // namespace

TEST_CASE("a company-year is read without a finding") {
  const Story told = year();
  REQUIRE(told.log.size() > 35'000);
  const auto begin = std::chrono::steady_clock::now();
  const Names names = broken(told);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  CHECK(names == Names{});
  std::cout << told.log.size() << " entries read in " << taken.count() << " s\n";
}
