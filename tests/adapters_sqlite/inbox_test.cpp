// Rows of the inbox that were damaged, and a salon's file with two programs on it.
#include <fcntl.h>
#include <sys/wait.h>

#include <map>

#include "due_salon.hpp"
#include "reactivation/adapters/memory.hpp"
#include "reactivation/engine/engine.hpp"

using namespace store_test;

namespace {

InboundEvent message_of(int number, const std::string& event_id) {
  InboundEvent event;
  event.provider = "test";
  event.event_id = event_id;
  event.company_id = salon;
  event.from = {{IdentityKind::phone, to_e164(phone(number))}};
  event.what = InboundMessage{MessageAuthor::client, true, "thank you", {}};
  event.at = event.received_at = noon;
  return event;
}

/// Hands a line to a file that several programs write to.
class LineMessenger final : public Messenger {
public:
  explicit LineMessenger(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] Reach reach() const noexcept override { return Reach::nobody; }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override {
    if (!look.still_allowed()) return SendReceipt{SendOutcome::not_started};
    const std::string line = to_string(message.attempt_id) + "\n";
    const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0600);
    const bool is_written = ::write(file, line.data(), line.size()) == std::ssize(line);
    ::close(file);
    return SendReceipt{is_written ? SendOutcome::accepted : SendOutcome::uncertain};
  }

private:
  std::string path_;
};

struct Desk {
  std::unique_ptr<SqliteStore> store;
  MemoryMessenger messenger;
  MemoryNotifier notifier;
  VirtualClock clock{noon};
  Engine engine;

  explicit Desk(const std::string& path)
      : store(opened(path, OpenMode::existing)),
        engine({*store, *store, *store, *store, *store, messenger, clock, nullptr, &notifier},
               {"engine", "here", Seconds{300}, Sharing::shared}) {}
};

}  // namespace

TEST_CASE("B79: a row that cannot be read is dead, its sender stays unwritten to, others go on") {
  const std::string body =
      GENERATE(std::string{"{"}, std::string{}, std::string{"[]"}, std::string{R"({"author":0})"},
               std::string{"null"}, std::string{R"({"author":"x","is_text":1,"text":2})"},
               std::string(100'000, '['), std::string{"\\xff"});
  Folder folder;
  make_due_salon(*opened(folder.file()), 3);
  Desk desk(folder.file());
  for (int n = 1; n <= 20; ++n) {
    REQUIRE(desk.store->receive(message_of(n == 7 ? 1 : 2, "m" + std::to_string(n))));
  }
  const Sql sql{folder.file()};
  sql.run("UPDATE reactivation_inbox SET body = '" + body + "' WHERE event_id = 'm7'");
  REQUIRE(desk.engine.sweep());
  CHECK(sql.rows("SELECT mark, count(*) FROM reactivation_inbox GROUP BY mark ORDER BY mark") ==
        std::vector<std::string>{"dead|1", "done|19"});
  REQUIRE(desk.notifier.alerts().size() == 1);
  CHECK(desk.notifier.alerts()[0].kind == AlertKind::event_unreadable);
  CHECK(sql.number("SELECT count(*) FROM reactivation_events WHERE kind = 'alert' AND why ="
                   " 'event_unreadable'") == 1);
  CHECK(desk.store->load_unprocessed(noon, 10).value().empty());
  REQUIRE(desk.engine.run_day(salon));
  REQUIRE(desk.engine.dispatch(salon, DispatchUntil::window));
  CHECK(desk.messenger.messages().size() == 2);
  for (const OutgoingMessage& sent : desk.messenger.messages()) CHECK(sent.phone != phone(1));
  // Whoever asks for a person's data gets a document all the same.
  const PersonKey who{salon, desk.store->find_client(salon, "c1").value()};
  CHECK(desk.store->export_person(who, noon).value().find("discarded") == std::string::npos);
  REQUIRE(desk.engine.clear(who));
  desk.clock = VirtualClock{noon + Days{1}};
  REQUIRE(desk.engine.run_day(salon));
  CHECK(desk.engine.dispatch(salon, DispatchUntil::window).value().sent == 1);
}

TEST_CASE("what a host has written into the flag stays a question to a person after a message") {
  const std::string flag = GENERATE(std::string{"'true'"}, std::string{"4"}, std::string{"1.5"},
                                    std::string{"x'31'"}, std::string{"-1"}, std::string{"1"});
  Folder folder;
  make_due_salon(*opened(folder.file()), 1);
  Desk desk(folder.file());
  const PersonKey who{salon, desk.store->find_client(salon, "c1").value()};
  const Sql sql{folder.file()};
  sql.run("UPDATE clients SET reactivation_needs_person = " + flag);
  const InboundEvent event = message_of(1, "m1");
  CHECK(desk.store->load_person_of(event).value().clients.at(0).needs_person);
  REQUIRE(desk.engine.on_event(event));
  REQUIRE(desk.engine.sweep());
  CHECK(desk.store->load_unprocessed(noon, 10).value().empty());
  const PlanFacts facts = desk.store->load_person_facts(salon, who.client_id, noon).value();
  CHECK(facts.clients.needs_person.at(0) != 0);
  REQUIRE(desk.engine.clear(who));
  CHECK(desk.store->load_person_facts(salon, who.client_id, noon)
            .value()
            .clients.needs_person.at(0) == 0);
}

TEST_CASE("a number that a host stores as a blob is the same person's") {
  Folder folder;
  make_due_salon(*opened(folder.file()), 2);
  const Sql sql{folder.file()};
  sql.run(
      "UPDATE clients SET phone = CAST((SELECT phone FROM clients WHERE"
      " reactivation_external_id = 'c1') AS BLOB) WHERE reactivation_external_id = 'c2'");
  const std::string out = GENERATE(std::string{"c1"}, std::string{"c2"});
  Desk desk(folder.file());
  REQUIRE(desk.engine.run_day(salon));
  CHECK(sql.number("SELECT count(*) FROM reactivation_attempts WHERE state = 'planned'") == 1);
  sql.run("UPDATE clients SET reactivation_opt_out = 1 WHERE reactivation_external_id = '" + out +
          "'");
  const std::string other = out == "c1" ? "c2" : "c1";
  const ClientId sharer = desk.store->find_client(salon, other).value();
  CHECK(desk.store->load_person_facts(salon, sharer, noon).value().clients.id.size() == 2);
  REQUIRE(desk.engine.dispatch(salon, DispatchUntil::window));
  CHECK(desk.messenger.messages().empty());
  CHECK(desk.store->load_person_of(message_of(1, "m1")).value().clients.size() == 2);
}

TEST_CASE("B79: damaged deliveries and bookings are dead as well, and stop nobody's messages") {
  Folder folder;
  make_due_salon(*opened(folder.file()), 1);
  Desk desk(folder.file());
  InboundEvent event = message_of(1, "d1");
  event.what = InboundDelivery{"p-1", std::nullopt, {}};
  REQUIRE(desk.store->receive(event));
  event.event_id = "b1";
  event.what = InboundBooking{};
  REQUIRE(desk.store->receive(event));
  const Sql sql{folder.file()};
  sql.run("UPDATE reactivation_inbox SET body = '{}'");
  REQUIRE(desk.engine.sweep());
  CHECK(sql.number("SELECT count(*) FROM reactivation_inbox WHERE mark = 'dead'") == 2);
  CHECK(desk.notifier.alerts().size() == 2);
  REQUIRE(desk.engine.run_day(salon));
  CHECK(desk.engine.dispatch(salon, DispatchUntil::window).value().sent == 1);
}

TEST_CASE("B79: a damaged row that is sent again in full is read") {
  Folder folder;
  make_due_salon(*opened(folder.file()), 1);
  Desk desk(folder.file());
  InboundEvent event = message_of(1, "m1");
  std::get<InboundMessage>(event.what).text = "STOP";
  REQUIRE(desk.store->receive(event));
  Sql{folder.file()}.run("UPDATE reactivation_inbox SET body = '{'");
  const auto receipt = desk.engine.on_event(event);
  REQUIRE(receipt);
  CHECK(receipt.value().state == ReceiptState::known_already);
  CHECK(receipt.value().is_done);
  CHECK(Sql{folder.file()}.number("SELECT reactivation_opt_out FROM clients") == 1);
}

TEST_CASE("B108: two programs that send from one file keep its limits and write nobody twice") {
  Folder folder;
  constexpr int clients = 30;
  constexpr int a_day = 20;
  make_due_salon(*opened(folder.file()), clients);
  const Sql sql{folder.file()};
  sql.run("UPDATE whatsapp_account_health SET daily_outbound_limit = " + std::to_string(a_day) +
          ", hourly_outbound_limit = 5, concurrent_limit = 2");
  sql.run("UPDATE reactivation_accounts SET min_interval_seconds = 30, is_governed = 0");
  const std::string log = folder.file("wires");
  std::vector<pid_t> programs;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto store = SqliteStore::open(folder.file(), OpenMode::existing, zones);
      if (!store) _exit(1);
      SqliteStore& used = *store.value();
      used.wait_for_others(std::chrono::milliseconds{60'000});
      LineMessenger messenger(log);
      VirtualClock clock{at("2025-06-02T01:00:00Z")};
      Engine engine({used, used, used, used, used, messenger, clock},
                    {"program-" + std::to_string(i), "here", Seconds{300}, Sharing::shared});
      if (!engine.run_day(salon)) _exit(2);
      _exit(engine.dispatch(salon, DispatchUntil::window) ? 0 : 3);
    }
    programs.push_back(child);
  }
  for (const pid_t child : programs) {
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  std::map<std::string, int> wires;
  std::ifstream in(log);
  for (std::string line; std::getline(in, line);) ++wires[line];
  CHECK_FALSE(wires.empty());
  for (const auto& [attempt, count] : wires) CHECK(count == 1);
  CHECK(std::ssize(wires) <= a_day);
  CHECK(sql.number("SELECT count(*) FROM reactivation_ledger WHERE counts = 1") ==
        std::ssize(wires));
  CHECK(sql.number("SELECT max(n) FROM (SELECT count(*) AS n FROM reactivation_ledger a JOIN"
                   " reactivation_ledger b ON b.sent_at > a.sent_at - 3600 AND b.sent_at <="
                   " a.sent_at WHERE a.counts = 1 AND b.counts = 1 GROUP BY a.id)") <= 5);
  CHECK(sql.number("SELECT ifnull(min(a.sent_at - b.sent_at), 30) FROM reactivation_ledger a JOIN"
                   " reactivation_ledger b ON b.id <> a.id AND b.sent_at <= a.sent_at") >= 30);
  CHECK(sql.number("SELECT count(*) FROM reactivation_attempts") ==
        sql.number("SELECT count(DISTINCT client_id) FROM reactivation_attempts"));
  CHECK(sql.one("PRAGMA integrity_check") == "ok");
}

TEST_CASE("the body of an event has the bytes that older versions wrote, whatever is in its text") {
  Folder folder;
  const auto store = opened(folder.file());
  make_due_salon(*store, 1);
  InboundEvent event = message_of(1, "m1");
  // Ends inside a character, as a gateway that cuts texts at a number of bytes does.
  event.what = InboundMessage{MessageAuthor::client,
                              true,
                              "\"\\/\b\f\n\r\t\x01\x1f\x7f é 😀 \xE2\x82x \xED\xA0\x80 \xF0\x9F\x98",
                              {}};
  REQUIRE(store->receive(event).value().state == ReceiptState::stored);
  const Sql sql{folder.file()};
  CHECK(sql.rows("SELECT body FROM reactivation_inbox") ==
        std::vector<std::string>{R"({"author":0,"is_text":true,"text":"\"\\/\b\f\n\r\t\u0001\u001f)"
                                 "\x7f é 😀 \uFFFDx \uFFFD\uFFFD\uFFFD \uFFFD"
                                 R"(","answers":""})"});
  CHECK(store->receive(event).value().state == ReceiptState::known_already);
}
