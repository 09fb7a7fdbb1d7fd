// What the file keeps of every change (I29), and that it names nobody (I27).
#include <map>

#include "due_salon.hpp"
#include "reactivation/adapters/memory.hpp"
#include "reactivation/engine/engine.hpp"

using namespace store_test;

namespace {

/// A salon with clients who are due; the messenger's answers go round.
struct Salon {
  Folder folder;
  std::unique_ptr<SqliteStore> store = opened(folder.file());
  MemoryMessenger messenger;
  MemoryNotifier notifier;
  VirtualClock clock{noon};
  std::unique_ptr<Engine> engine;
  std::vector<std::string> problems;
  int sends = 0;

  explicit Salon(int clients) {
    make_due_salon(*store, clients, "Zerlina Quist");
    messenger.on_send([this](const OutgoingMessage&) -> result<SendReceipt> {
      constexpr SendOutcome outcomes[] = {SendOutcome::accepted, SendOutcome::uncertain,
                                          SendOutcome::rejected, SendOutcome::not_started};
      SendReceipt receipt{outcomes[sends % 4]};
      receipt.provider_id = "p" + std::to_string(++sends);
      return receipt;
    });
    engine = std::make_unique<Engine>(
        EnginePorts{*store, *store, *store, *store, *store, messenger, clock, nullptr, &notifier},
        EngineOptions{"engine", "here", Seconds{300}, Sharing::shared});
  }
  [[nodiscard]] PersonKey key(int number) const {
    return {salon, store->find_client(salon, "c" + std::to_string(number)).value()};
  }
  void hear(const std::string& event_id, int number, decltype(InboundEvent::what) what) const {
    InboundEvent event;
    event.provider = "test";
    event.event_id = event_id;
    event.company_id = salon;
    event.from = {{IdentityKind::phone, to_e164(phone(number))}};
    event.what = std::move(what);
    event.at = clock.now();
    REQUIRE(engine->on_event(event));
  }
  void says(const std::string& event_id, int number, const std::string& text) const {
    hear(event_id, number, InboundMessage{MessageAuthor::client, true, text, {}});
  }
  /// A day with something of everything, and what time does to it.
  void live() {
    const auto day = engine->run_day(salon);
    REQUIRE(day);
    REQUIRE(day.value().plan.planned.size() >= 8);
    REQUIRE(engine->cancel(day.value().plan.planned[7].attempt_id));
    REQUIRE(engine->dispatch(salon, DispatchUntil::window, [this](const MessageReport& report) {
      problems.push_back(std::string{report.problem});
    }));
    for (const OutgoingMessage& sent : messenger.messages()) {
      const auto known = to_string(sent.attempt_id);
      const auto report = known.back() % 2 == 0 ? Delivery::read : Delivery::failed;
      hear("d" + known, 0, InboundDelivery{"", sent.attempt_id, {report, clock.now(), false}});
    }
    says("m1", 1, "what is this secret?");
    says("m2", 2, "STOP");
    REQUIRE(engine->opt_out(key(3), "by phone"));
    clock = VirtualClock{clock.now() + Days{9}};
    REQUIRE(engine->sweep());
  }
};

}  // namespace

TEST_CASE(
    "I29: in the file every change of a state is one event, and the events fold to the state") {
  Salon world(8);
  const Sql sql{world.folder.file()};
  // A second book, which the store knows nothing of.
  sql.run(
      "CREATE TABLE audit (n INTEGER PRIMARY KEY, attempt TEXT, was TEXT, became TEXT);"
      "CREATE TRIGGER audit_new AFTER INSERT ON reactivation_attempts BEGIN INSERT INTO audit"
      " (attempt, was, became) VALUES (new.id, '', new.state); END;"
      "CREATE TRIGGER audit_change AFTER UPDATE ON reactivation_attempts"
      " WHEN old.state <> new.state BEGIN INSERT INTO audit (attempt, was, became)"
      " VALUES (new.id, old.state, new.state); END;");
  world.live();
  const auto changes = sql.rows("SELECT attempt, was, became FROM audit ORDER BY attempt, n");
  CHECK(sql.rows("SELECT attempt_id, ifnull(from_state, ''), to_state FROM reactivation_events"
                 " WHERE kind = 'attempt' ORDER BY attempt_id, id") == changes);
  REQUIRE(changes.size() > 30);
  // By the events alone: the last one of each is what the attempt is.
  CHECK(sql.rows("SELECT e.attempt_id, e.to_state FROM reactivation_events e WHERE e.id ="
                 " (SELECT max(id) FROM reactivation_events l WHERE l.attempt_id = e.attempt_id"
                 " AND l.kind = 'attempt') ORDER BY 1") ==
        sql.rows("SELECT id, state FROM reactivation_attempts ORDER BY 1"));
  const auto ends = sql.rows("SELECT DISTINCT state FROM reactivation_attempts ORDER BY state");
  CHECK(ends.size() >= 4);
}

TEST_CASE("I27: no event in the file, no alert and no report names a person or their words") {
  Salon world(8);
  world.live();
  const Sql sql{world.folder.file()};
  std::vector<std::string> told = sql.rows("SELECT * FROM reactivation_events");
  REQUIRE(told.size() > 30);
  REQUIRE_FALSE(world.notifier.alerts().empty());  // their only parts are numbers and a kind
  REQUIRE_FALSE(world.problems.empty());
  told.insert(told.end(), world.problems.begin(), world.problems.end());
  for (const std::string& words : told) {
    INFO(words);
    for (const char* secret : {"Zerlina", "Quist", "99900000", "secret", "STOP"}) {
      CHECK(words.find(secret) == std::string::npos);
    }
  }
}
