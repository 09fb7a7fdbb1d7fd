// What a message, a reply and a sweep read must not grow with the age of a salon: SQLite is asked
// how it would run each of their statements.
#include <algorithm>
#include <set>

#include "reactivation/engine/plan_from.hpp"
#include "store_fixture.hpp"

using namespace store_test;

namespace {

const Instant now = at("2025-06-02T09:30:00Z");

/// Every statement that the connections opened after it run while `is_on`.
struct Trace {
  static inline std::set<std::string> statements;
  static inline bool is_on = false;

  Trace() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&Trace::opened)); }
  ~Trace() {
    sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&Trace::opened));
    is_on = false;
    statements.clear();
  }
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

private:
  static int opened(sqlite3* handle, char** /*message*/, const void* /*api*/) {
    return sqlite3_trace_v2(
        handle, SQLITE_TRACE_STMT,
        [](unsigned, void*, void* statement, void* text) {
          const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
          const bool is_trigger = std::string_view{static_cast<const char*>(text)}.substr(0, 2) ==
                                  std::string_view{"--"};
          if (is_on && sql != nullptr && !is_trigger) statements.insert(sql);
          return 0;
        },
        nullptr);
  }
};

/// A salon with one due client, an armed account that is governed, and an answer to an old message.
struct Salon {
  Trace trace;
  Folder folder;
  std::unique_ptr<SqliteStore> store = opened(folder.file());
  Sql sql{folder.file()};

  Salon() {
    NewCompany made = new_company();
    made.account_since = now - Days{200};
    REQUIRE(store->create_company(made));
    REQUIRE(store->arm(AccountId{1}, "here", now - Days{50}));
    sql.run(
        "INSERT INTO services (id, company_id, title) VALUES (1, 1, 'Haircut');"
        "INSERT INTO clients (id, company_id, phone, name, reactivation_has_chat_history)"
        " VALUES (1, 1, '+79000000001', 'Anna', 1);"
        "INSERT INTO bookings (company_id, client_id, service_ids, datetime, status)"
        " VALUES (1, 1, '[1]', 1745400000, 'completed');");
    Rule rule;
    rule.service_id = ServiceId{1};
    rule.manual_interval = rule.reactivation_interval_days = 28;
    REQUIRE(store->put_rule(salon, rule));
    REQUIRE(store->begin(salon));
    REQUIRE(store->commit());
    REQUIRE(store->store_plan(plan_from(*store, salon, now, PlanScope::all).value()).value() == 1);
  }

  void send() const {
    const auto claim = store->claim_next({salon, "test", now, now + Seconds{300}});
    REQUIRE(claim);
    REQUIRE(claim.value().attempt);
    const ClaimedAttempt& held = *claim.value().attempt;
    const AttemptId& id = held.planned.attempt_id;
    REQUIRE(store->load_permit_state(id, "here", now));
    const std::vector<ClientId> one{held.planned.client_id};
    REQUIRE(store->load_clients(salon, one));
    REQUIRE(store->load_visits(salon, one, now));
    const Draft draft{"Hello", "t", {}, now};
    REQUIRE(store->save_draft({id, "test", 1}, draft, DraftMark::ready, now).value());
    const auto seen = store->load_permit_state(id, "here", now);
    REQUIRE(seen);
    OutgoingMessage message;
    message.attempt_id = id;
    message.company_id = salon;
    message.client_id = held.planned.client_id;
    message.text = "Hello";
    message.template_id = "t";
    message.sent_at = now;
    REQUIRE(store->commit_permit(seen.value(), "here", message).value());
    SendReceipt receipt{SendOutcome::accepted};
    receipt.provider_id = "m-1";
    REQUIRE(store->record_outcome(id, receipt, now));
    Dialogue dialogue;
    dialogue.company_id = salon;
    dialogue.client_id = held.planned.client_id;
    REQUIRE(store->load_dialogue(salon, held.planned.client_id));
    REQUIRE(store->save_dialogue(dialogue));
  }

  [[nodiscard]] StoredEvent received(const char* id, decltype(InboundEvent::what) what) const {
    InboundEvent event;
    event.provider = "test";
    event.event_id = id;
    event.account_id = AccountId{1};
    event.from = {{IdentityKind::phone, "+79000000001"}};
    event.at = event.received_at = now + Seconds{60};
    event.what = std::move(what);
    return {store->receive(event).value().row, event, false};
  }
  void answer() const {
    InboundDelivery delivery;
    delivery.provider_id = "m-1";
    const StoredEvent delivered = received("e-1", delivery);
    const auto id = store->find_attempt(delivered.event).value();
    REQUIRE(id);
    const Person person = store->load_person_of_attempt(*id).value();
    const DeliveryReport report{Delivery::delivered, now + Seconds{60}, false};
    REQUIRE(store->apply(delivered, changes_of_delivery(person, *id, report), EventMark::done));
    InboundMessage message;
    message.text = "no, thank you";
    const StoredEvent said = received("e-2", message);
    const Person sender = store->load_person_of(said.event).value();
    ReplyFacts reply;
    reply.type = ReplyType::negative;
    reply.is_opt_out = true;
    REQUIRE(store->apply(said, changes_of_reply(sender, reply, now), EventMark::done));
  }
  void sweep() const {
    REQUIRE(store->load_lost_hand_overs(now));
    REQUIRE(store->load_unprocessed(now, 500));
    REQUIRE(store->load_overdue(now + Days{30}, 500));
    REQUIRE(store->load_booking_news(CompanyId{1}, now, 500));
  }

  /// What reads more than the rows of one person, one account or one company's catalogue.
  [[nodiscard]] std::vector<std::string> long_readings() const {
    std::vector<std::string> found;
    sql.run("CREATE TEMP TABLE IF NOT EXISTS reactivation_unsummed (client_id INTEGER)");
    for (const std::string& statement : Trace::statements) {
      if (statement.find("PRAGMA") == 0 || statement.find("BEGIN") == 0 || statement == "COMMIT" ||
          statement == "ROLLBACK") {
        continue;
      }
      for (const std::string& row : sql.rows("EXPLAIN QUERY PLAN " + statement)) {
        const std::string step = row.substr(row.rfind('|') + 1);
        if (is_long(step)) found.push_back(step + " in " + statement);
      }
    }
    return found;
  }

private:
  static bool is_long(const std::string& step) {
    // A sweep goes through what is open; a partial index holds no more than that.
    static const std::vector<std::string> open{
        "reactivation_attempts_waiting", "reactivation_attempts_unsure",
        "reactivation_attempts_silent",  "reactivation_inbox_open",
        "reactivation_inbox_unread",     "reactivation_salt"};
    // One row each for a company; what a subquery reads is a step of its own.
    static const std::vector<std::string> few{"SCAN CONSTANT ROW", "SCAN reactivation_salt",
                                              "SCAN reactivation_companies", "SCAN (subquery-",
                                              "reactivation_companies_by_account"};
    const auto is_in = [&](const std::string& name) {
      return step.find(name) != std::string::npos;
    };
    if (std::any_of(open.begin(), open.end(), is_in)) return false;
    if (std::any_of(few.begin(), few.end(), is_in)) return false;
    // Hand-overs in flight are few; what has been sent is not.
    if (is_in("INDEX reactivation_attempts_sent (company_id=? AND <expr>=?)")) return false;
    // Everybody of a company.
    const bool is_whole_company =
        is_in("(company_id=?)") && (is_in("clients") || is_in("bookings") || is_in("attempts") ||
                                    is_in("client_services") || is_in("events"));
    return step.rfind("SCAN", 0) == 0 || is_whole_company;
  }
};

}  // namespace

TEST_CASE("Neither a message nor its answer nor a sweep reads more in an old salon") {
  const Salon world;
  Trace::is_on = true;
  world.send();
  world.answer();
  world.sweep();
  Trace::is_on = false;
  CHECK(Trace::statements.size() > 60);
  CHECK(world.long_readings() == std::vector<std::string>{});
}

TEST_CASE("What lies between a permit and its reading is not read again when nothing was written") {
  const Salon world;
  const auto claim = world.store->claim_next({salon, "test", now, now + Seconds{300}});
  const AttemptId id = claim.value().attempt->planned.attempt_id;
  const Draft draft{"Hello", "t", {}, now};
  REQUIRE(world.store->save_draft({id, "test", 1}, draft, DraftMark::ready, now).value());
  const auto seen = world.store->load_permit_state(id, "here", now);
  REQUIRE(seen);
  OutgoingMessage message;
  message.attempt_id = id;
  message.company_id = salon;
  message.client_id = ClientId{1};
  message.sent_at = now;
  message.text = draft.text;
  message.template_id = draft.template_id;
  Trace::is_on = true;
  REQUIRE(world.store->commit_permit(seen.value(), "here", message).value());
  Trace::is_on = false;
  CHECK(std::none_of(Trace::statements.begin(), Trace::statements.end(),
                     [](const std::string& sql) { return sql.rfind("SELECT", 0) == 0; }));
}

TEST_CASE("A delivery of a message that is not ours is written once, however often it is swept") {
  const Salon world;
  InboundDelivery delivery;
  delivery.provider_id = "of somebody else";
  const StoredEvent stored = world.received("e-9", delivery);
  Changes nothing;
  nothing.at = now;
  REQUIRE(world.store->apply(stored, nothing, EventMark::unmatched).value().has_changed);
  const std::int64_t before = world.sql.number("PRAGMA data_version");
  Trace::is_on = true;
  CHECK_FALSE(world.store->apply(stored, nothing, EventMark::unmatched).value().has_changed);
  Trace::is_on = false;
  CHECK(world.sql.number("PRAGMA data_version") == before);
  CHECK(Trace::statements.count("BEGIN IMMEDIATE") == 0);
  CHECK(world.store->load_unprocessed(now + Days{6}, 10).value().size() == 1);
  CHECK(world.store->apply(stored, nothing, EventMark::done).value().has_changed);
}
