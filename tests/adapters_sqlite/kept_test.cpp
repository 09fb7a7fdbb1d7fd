// What the store keeps between two readings, and that nobody's change is overlooked for it.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "reactivation/engine/plan_from.hpp"
#include "store_fixture.hpp"

using namespace store_test;

namespace {

const Instant now = at("2025-06-02T09:30:00Z");
constexpr const char* here = "here";

/// A salon with three due clients, the first and a fourth of one number; a second salon sends
/// through the same account, which is armed and governed.
struct Salon {
  Folder folder;
  std::unique_ptr<SqliteStore> store = opened(folder.file());
  Sql sql{folder.file()};  ///< another program
  std::vector<PlannedAttempt> planned;

  Salon() {
    NewCompany made = new_company();
    made.account_since = now - Days{200};
    REQUIRE(store->create_company(made));
    made.company.id = CompanyId{2};
    made.account_id = AccountId{1};
    REQUIRE(store->create_company(made));
    REQUIRE(store->arm(AccountId{1}, here, now - Days{50}));
    sql.run(
        "UPDATE reactivation_accounts SET min_interval_seconds = 0;"
        "INSERT INTO services (id, company_id, title, price_minor) VALUES (1, 1, 'Haircut', 5000),"
        " (2, 1, 'Colour', 9000);"
        "INSERT INTO staff (id, company_id, name) VALUES (1, 1, 'Maria');"
        "INSERT INTO clients (id, company_id, phone, name, reactivation_has_chat_history,"
        " reactivation_external_id) VALUES (1, 1, '+79000000001', 'Anna', 1, 'c1'),"
        " (2, 1, '+79000000002', 'Boris', 1, 'c2'), (3, 1, '+79000000003', 'Clara', 1, 'c3'),"
        " (4, 1, '+79000000002', 'Dora', 1, 'c4'), (9, 2, '+79000000002', 'Boris', 1, NULL);"
        "INSERT INTO bookings (id, company_id, client_id, service_ids, datetime, status) SELECT id,"
        " 1, id, '[1]', " +
        seconds(now - Days{40}) +
        ", 'completed' FROM clients WHERE id < 4;"
        "INSERT INTO reactivation_identities (kind, value, company_id, client_id)"
        " VALUES ('lid', 'l-2', 1, 2);"
        "INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)"
        " VALUES (1, 1, 'old', " +
        seconds(now - Days{3}) + ")");
    Rule rule;
    rule.service_id = ServiceId{1};
    rule.manual_interval = rule.reactivation_interval_days = 28;
    REQUIRE(store->put_rule(salon, rule));
    REQUIRE(store->begin(salon));
    REQUIRE(store->commit());
    const Plan plan = plan_from(*store, salon, now, PlanScope::all).value();
    REQUIRE(plan.planned.size() == 3);
    REQUIRE(store->store_plan(plan).value() == 3);
    planned = plan.planned;
    sql.run(
        "UPDATE reactivation_attempts SET lease_owner = 'test', lease_epoch = 1,"
        " lease_until = 4102444800");
  }

  static std::string seconds(Instant when) {
    return std::to_string(when.time_since_epoch().count());
  }
  [[nodiscard]] const PlannedAttempt& of(int client) const {
    for (const PlannedAttempt& attempt : planned) {
      if (attempt.client_id == ClientId{client}) return attempt;
    }
    throw std::out_of_range("nothing is planned for that client");
  }
  [[nodiscard]] PermitState look(int client, Instant when = now) const {
    auto state = store->load_permit_state(of(client).attempt_id, here, when);
    INFO(store->detail());
    REQUIRE(state);
    return std::move(state).value();
  }
  /// The same by a program that has just opened the file, and keeps nothing.
  [[nodiscard]] PermitState fresh_look(int client, Instant when = now) const {
    const auto other = opened(folder.file());
    auto state = other->load_permit_state(of(client).attempt_id, here, when);
    INFO(other->detail());
    REQUIRE(state);
    return std::move(state).value();
  }
  [[nodiscard]] bool commit(const PermitState& seen, const char* installation = here) const {
    OutgoingMessage message;
    message.attempt_id = seen.attempt.id;
    message.company_id = salon;
    message.client_id = seen.attempt.client_id;
    message.text = "Hello";
    message.sent_at = seen.at;
    const auto committed = store->commit_permit(seen, installation, message);
    INFO(store->detail());
    REQUIRE(committed);
    return committed.value();
  }
  void send(int client, Instant when = now) const {
    REQUIRE(commit(look(client, when)));
    REQUIRE(store->record_outcome(of(client).attempt_id, SendReceipt{SendOutcome::accepted}, when));
  }
};

/// Each of them changes what a permit for client 2 is decided from.
const std::vector<std::string> foreign_changes{
    // the company
    "UPDATE companies SET name = 'Other' WHERE id = 1",
    "UPDATE reactivation_companies SET timezone = 'Test/Plus3' WHERE company_id = 1",
    "UPDATE reactivation_settings SET enabled = 0 WHERE company_id = 1",
    "DELETE FROM reactivation_settings",
    "UPDATE reactivation_settings SET reactivation_require_consent = 1 WHERE company_id = 1",
    "UPDATE services SET active = 0 WHERE id = 1",
    "INSERT INTO services (id, company_id, title) VALUES (3, 1, 'Massage')",
    "DELETE FROM services WHERE id = 2",
    "UPDATE staff SET active = 0 WHERE id = 1",
    "DELETE FROM staff",
    "UPDATE service_reactivation_rules SET is_active = 0",
    "UPDATE service_reactivation_rules SET manual_interval = 90",
    "DELETE FROM service_reactivation_rules",
    // the account
    "UPDATE whatsapp_account_health SET daily_outbound_limit = 3 WHERE company_id = 1",
    "UPDATE whatsapp_account_health SET spam_score = 0.9 WHERE company_id = 2",
    "UPDATE reactivation_accounts SET paused_until = 4102444800",
    "UPDATE reactivation_accounts SET is_stopped = 1",
    "UPDATE reactivation_accounts SET armed_for = 'elsewhere'",
    "UPDATE reactivation_accounts SET awaits_confirmation = 1",
    "UPDATE reactivation_accounts SET is_governed = 0",
    "INSERT INTO reactivation_account_signals (account_id, kind, at)"
    " VALUES (1, 'permanent_ban', 1748800000)",
    // sends and hand-overs
    "INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)"
    " VALUES (1, 2, 'x', 1748850000)",
    "UPDATE reactivation_attempts SET state = 'dispatching', sent_at = 1748850000"
    " WHERE client_id = 3",
    "UPDATE reactivation_attempts SET lease_epoch = 2 WHERE client_id = 2",
    "UPDATE reactivation_attempts SET state = 'held' WHERE client_id = 2",
    "UPDATE reactivation_attempts SET not_after = not_after - 60 WHERE client_id = 2",
    // the person
    "UPDATE clients SET reactivation_opt_out = 1 WHERE id = 2",
    "UPDATE clients SET reactivation_opt_out = 1 WHERE id = 4",
    "UPDATE clients SET reactivation_opt_out = 1 WHERE id = 9",
    "UPDATE clients SET reactivation_needs_person = 2 WHERE id = 2",
    "UPDATE clients SET reactivation_paused_until = 4102444800 WHERE id = 2",
    "UPDATE clients SET reactivation_consent = 'denied' WHERE id = 2",
    "UPDATE clients SET phone = '+79000000077' WHERE id = 2",
    "UPDATE clients SET phone = '+79000000002' WHERE id = 3",
    "UPDATE clients SET last_reactivation_sent = 1748800000 WHERE id = 2",
    "UPDATE clients SET reactivation_has_chat_history = 0 WHERE id = 2",
    "UPDATE clients SET reactivation_timezone = 'Test/Plus3' WHERE id = 2",
    "DELETE FROM clients WHERE id = 2",
    "INSERT INTO reactivation_suppressions VALUES (1, 'phone', '+79000000002')",
    "INSERT INTO reactivation_suppressions VALUES (1, 'external_id', 'c2')",
    "INSERT INTO reactivation_suppressions VALUES (1, 'lid', 'l-2')",
    "INSERT INTO reactivation_account_suppressions VALUES (1, 'phone', '+79000000002')",
    "INSERT INTO reactivation_account_suppressions VALUES (1, 'lid', 'l-2')",
    // visits and attempts
    "INSERT INTO bookings (company_id, client_id, service_ids, datetime, status)"
    " VALUES (1, 2, '[1]', 1749000000, 'booked')",
    "INSERT INTO bookings (company_id, client_id, service_ids, datetime, status)"
    " VALUES (1, 2, '[1]', 1748800000, 'completed')",
    "UPDATE bookings SET status = 'cancelled' WHERE client_id = 2",
    "DELETE FROM bookings WHERE client_id = 2",
    "UPDATE reactivation_client_services SET times = 7 WHERE client_id = 2",
    "INSERT INTO reactivation_dirty_clients VALUES (1, 2)",
    "UPDATE reactivation_attempts SET client_id = 2, service_id = 2, state = 'accepted',"
    " sent_at = 1748750000 WHERE client_id = 3",
};

constexpr const char* file_variable = "REACTIVATION_TEST_FILE";
constexpr const char* sql_variable = "REACTIVATION_TEST_SQL";

/// This program once more, as a process of its own: its locks and its cache are not ours.
void run_in_another_process(const Salon& world, const std::string& sql) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    setenv(file_variable, world.folder.file().c_str(), 1);
    setenv(sql_variable, sql.c_str(), 1);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(127);
    execl("/proc/self/exe", "test", "[.another-process]", static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
}

}  // namespace

TEST_CASE("Runs SQL for the tests of another process", "[.another-process]") {
  const char* file = std::getenv(file_variable);
  const char* sql = std::getenv(sql_variable);
  if (file == nullptr || sql == nullptr) return;
  Sql{file}.run(sql);
}

TEST_CASE("What another process commits is seen before a permit, and after one") {
  for (const std::string& change : foreign_changes) {
    INFO(change);
    const Salon world;
    world.send(1);
    const PermitState seen = world.look(2);
    run_in_another_process(world, change);
    CHECK_FALSE(world.commit(seen));
    const PermitState after = world.look(2);
    CHECK_FALSE(after == seen);
    CHECK(after == world.fresh_look(2));
  }
}

TEST_CASE("What another process commits while nobody looks is in the next reading") {
  for (const std::string& change : foreign_changes) {
    INFO(change);
    const Salon world;
    const PermitState before = world.look(2);
    world.send(1);
    run_in_another_process(world, change);
    const PermitState after = world.look(2);
    CHECK_FALSE(after == before);
    CHECK(after == world.fresh_look(2));
  }
}

TEST_CASE("What another store of the same file decides is in the next reading") {
  struct Decision {
    const char* what;
    void (*make)(SqliteStore&);
  };
  const std::vector<Decision> decisions{
      {"opts a person out",
       [](SqliteStore& other) {
         Changes changes;
         changes.at = now;
         changes.opt_out = OptOutChange{"by hand", false};
         REQUIRE(other.apply_order({salon, ClientId{2}}, changes));
       }},
      {"disarms", [](SqliteStore& other) { REQUIRE(other.disarm(AccountId{1}, "test", now)); }},
      {"arms for another installation",
       [](SqliteStore& other) { REQUIRE(other.arm(AccountId{1}, "elsewhere", now)); }},
      {"stops everything", [](SqliteStore& other) { REQUIRE(other.stop_everything("test", now)); }},
      {"hears of a ban",
       [](SqliteStore& other) {
         REQUIRE(other.record_signal(AccountId{1},
                                     {AccountSignalKind::temporary_ban, now, now + Days{1}}));
       }},
      {"switches off",
       [](SqliteStore& other) {
         Settings settings = other.load_settings(salon).value();
         settings.enabled = false;
         REQUIRE(other.set_settings(salon, settings));
       }},
  };
  for (const Decision& decision : decisions) {
    INFO(decision.what);
    const Salon world;
    const auto other = opened(world.folder.file());
    world.send(1);
    const PermitState seen = world.look(2);
    decision.make(*other);
    CHECK_FALSE(world.commit(seen));
    const PermitState after = world.look(2);
    CHECK_FALSE(after == seen);
    CHECK(after == world.fresh_look(2));
  }
}

TEST_CASE("What a write that fails has changed before is not kept") {
  const Salon world;
  world.send(1);
  world.sql.run(
      "CREATE TRIGGER of_the_host AFTER INSERT ON reactivation_ledger BEGIN"
      " UPDATE reactivation_settings SET enabled = 0;"
      " SELECT RAISE(ABORT, 'the host says no'); END");
  const PermitState before = world.look(2);
  OutgoingMessage message;
  message.attempt_id = before.attempt.id;
  message.company_id = salon;
  message.client_id = ClientId{2};
  message.sent_at = now;
  CHECK_FALSE(world.store->commit_permit(before, here, message));
  CHECK(world.look(2) == before);
  CHECK(world.look(2) == world.fresh_look(2));
}

TEST_CASE("What another program commits between a reading and its permit refuses the permit") {
  for (const std::string& change : foreign_changes) {
    INFO(change);
    Salon world;
    const PermitState seen = world.look(2);
    world.sql.run(change);
    CHECK_FALSE(world.commit(seen));
    CHECK_FALSE(world.look(2) == seen);
    CHECK(world.sql.number("SELECT count(*) FROM reactivation_ledger WHERE attempt_id = '" +
                           to_string(seen.attempt.id) + "'") == 0);
  }
}

TEST_CASE("What another program commits between two permits is in the next reading") {
  for (const std::string& change : foreign_changes) {
    INFO(change);
    Salon world;
    world.send(1);
    const PermitState before = world.look(2);
    world.sql.run(change);
    const PermitState after = world.look(2);
    CHECK_FALSE(after == before);
    CHECK(after == world.fresh_look(2));
  }
}

TEST_CASE("A change of nothing that was read refuses nothing") {
  const std::vector<std::string> elsewhere{
      "UPDATE clients SET name = 'Clara II' WHERE id = 3",
      "CREATE TABLE of_the_host (id INTEGER)",
      "UPDATE reactivation_settings SET enabled = 0 WHERE company_id = 2",
      "UPDATE services SET title = 'Colour' WHERE id = 2",
  };
  for (const std::string& change : elsewhere) {
    INFO(change);
    const Salon world;
    const PermitState seen = world.look(2);
    world.sql.run(change);
    CHECK(world.commit(seen));
  }
}

TEST_CASE("What another program has not committed is neither seen nor kept") {
  Salon world;
  const PermitState seen = world.look(2);
  world.sql.run("BEGIN; UPDATE reactivation_settings SET enabled = 0");
  CHECK(world.look(2) == seen);
  world.sql.run("ROLLBACK");
  CHECK(world.commit(world.look(2)));
}

TEST_CASE("A permit is committed against what was read, not against what the caller says it was") {
  const Salon world;
  PermitState seen = world.look(2);
  const PermitState sound = seen;
  seen.facts.settings.max_slots_to_offer = 5;
  CHECK_FALSE(world.commit(seen));
  CHECK_FALSE(world.commit(sound, "elsewhere"));
  const PermitState of_another = world.look(1);
  CHECK(world.commit(sound));
  CHECK_FALSE(world.commit(of_another));  // the first one has changed the account's ledger
}

TEST_CASE("The store's own changes are in its next reading") {
  struct Change {
    const char* what;
    void (*make)(Salon&);
  };
  const std::vector<Change> own{
      {"settings",
       [](Salon& w) {
         Settings settings = w.store->load_settings(salon).value();
         settings.require_consent = true;
         REQUIRE(w.store->set_settings(salon, settings));
       }},
      {"a rule",
       [](Salon& w) {
         Rule rule = w.store->load_rules(salon).value().front();
         rule.max_attempts = 1;
         REQUIRE(w.store->put_rule(salon, rule));
       }},
      {"an import that is rolled back, and one that is not",
       [](Salon& w) {
         REQUIRE(w.store->begin(salon));
         REQUIRE(w.store->put_service({"s9", "Nails", 100, true}));
         w.store->rollback();
         CHECK(w.look(2) == w.fresh_look(2));
         REQUIRE(w.store->begin(salon));
         REQUIRE(w.store->put_staff({"m9", "Grace"}));
         REQUIRE(w.store->commit());
       }},
      {"a signal",
       [](Salon& w) {
         REQUIRE(w.store->record_signal(AccountId{1}, {AccountSignalKind::yellow_card, now, {}}));
       }},
      {"an event of the inbox",
       [](Salon& w) {
         InboundEvent event;
         event.provider = "test";
         event.event_id = "e-1";
         event.company_id = salon;
         event.from = {{IdentityKind::phone, "+79000000002"}};
         event.at = event.received_at = now;
         InboundMessage message;
         message.text = "hello";
         event.what = message;
         REQUIRE(w.store->receive(event));
       }},
      {"a message to somebody else", [](Salon& w) { w.send(3, now); }},
  };
  for (const Change& change : own) {
    INFO(change.what);
    Salon world;
    world.send(1);
    const PermitState seen = world.look(2);
    change.make(world);
    CHECK_FALSE(world.commit(seen));
    CHECK_FALSE(world.look(2) == seen);
    CHECK(world.look(2) == world.fresh_look(2));
  }
}

TEST_CASE("What a trigger of the host's does in the store's own transactions is not overlooked") {
  const std::vector<std::string> triggers{
      "AFTER INSERT ON reactivation_ledger BEGIN UPDATE reactivation_settings SET enabled = 0; END",
      "AFTER UPDATE ON reactivation_attempts BEGIN UPDATE services SET active = 0; END",
      "AFTER INSERT ON reactivation_events BEGIN DELETE FROM service_reactivation_rules; END",
      "AFTER UPDATE ON clients BEGIN INSERT INTO staff (company_id, name) VALUES (1, 'X'); END",
      // as many rows fewer as the statement itself writes: a count of rows must not cancel out
      "AFTER INSERT ON reactivation_ledger BEGIN DELETE FROM staff; END",
      "AFTER INSERT ON reactivation_campaigns BEGIN"
      " INSERT INTO services (id, company_id, title) VALUES (8, 1, 'Massage'); END",
  };
  for (const std::string& trigger : triggers) {
    INFO(trigger);
    const Salon world;
    const PermitState before = world.look(2);
    world.sql.run("CREATE TRIGGER of_the_host " + trigger);
    (void)world.look(2);  // kept again, after the other program's commit
    world.send(1);
    const PermitState after = world.look(2);
    CHECK(after == world.fresh_look(2));
    const bool is_company_same =
        after.facts.settings == before.facts.settings && after.facts.rules == before.facts.rules &&
        after.facts.services == before.facts.services && after.facts.staff == before.facts.staff;
    CHECK_FALSE(is_company_same);
  }
}

TEST_CASE("The days of use that are kept follow what becomes of older sends") {
  const Salon world;
  for (int day = 1; day <= 14; ++day) {
    world.sql.run(
        "INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)"
        " VALUES (1, 1, 'd" +
        std::to_string(day) + "', " + Salon::seconds(now - Days{day}) + ")");
  }
  const PermitState before = world.look(2);
  // A hand-over of yesterday turns out not to have left: one day of use less, the ramp is lower.
  world.sql.run("UPDATE reactivation_attempts SET state = 'dispatching', sent_at = " +
                Salon::seconds(now - Days{5}) +
                " WHERE client_id = 1; UPDATE reactivation_ledger SET attempt_id = '" +
                to_string(world.of(1).attempt_id) + "' WHERE attempt_id = 'd5'");
  CHECK(world.look(2).facts.account->daily_outbound_limit ==
        before.facts.account->daily_outbound_limit);
  REQUIRE(
      world.store->record_outcome(world.of(1).attempt_id, SendReceipt{SendOutcome::rejected}, now));
  const PermitState after = world.look(2);
  CHECK(after.facts.account->daily_outbound_limit < before.facts.account->daily_outbound_limit);
  CHECK(after == world.fresh_look(2));
}

TEST_CASE("A company that joins the account later brings its opt-outs along") {
  const Salon world;
  world.sql.run(
      "INSERT INTO reactivation_accounts (id, is_stopped, awaits_confirmation) VALUES (7, 0, 0);"
      "UPDATE reactivation_companies SET account_id = 7 WHERE company_id = 2;"
      "UPDATE clients SET reactivation_opt_out = 1 WHERE id = 9");
  const PermitState before = world.look(2);
  CHECK(before.facts.clients.opt_out == std::vector<std::uint8_t>{0, 0});
  world.sql.run("UPDATE reactivation_companies SET account_id = 1 WHERE company_id = 2");
  CHECK_FALSE(world.commit(before));
  CHECK(world.look(2).facts.clients.opt_out == std::vector<std::uint8_t>{1, 1});
  CHECK(world.look(2) == world.fresh_look(2));
}

TEST_CASE("A person whom another program erases stays opted out in the next reading") {
  const Salon world;
  const PermitState before = world.look(2);
  const auto other = opened(world.folder.file());
  Changes changes;
  changes.at = now;
  changes.opt_out = OptOutChange{"by hand", false};
  REQUIRE(other->apply_order({salon, ClientId{4}}, changes));
  REQUIRE(other->erase_person({salon, ClientId{4}}, now));
  CHECK(world.sql.number("SELECT count(*) FROM reactivation_suppressions WHERE kind = 'hash'") > 0);
  // What is left of the opt-out is a hash of the number that client 2 has, too.
  world.sql.run("UPDATE clients SET reactivation_opt_out = 0 WHERE id = 2");
  CHECK_FALSE(world.commit(before));
  CHECK(world.look(2).facts.clients.opt_out == std::vector<std::uint8_t>{1});
  CHECK(world.look(2) == world.fresh_look(2));
}

TEST_CASE(
    "A messenger's word about the account that comes with an outcome is in the next reading") {
  const Salon world;
  (void)world.look(2);
  REQUIRE(world.commit(world.look(1)));
  SendReceipt receipt{SendOutcome::rejected};
  receipt.signal = AccountSignal{AccountSignalKind::temporary_ban, now, now + Days{1}};
  REQUIRE(world.store->record_outcome(world.of(1).attempt_id, receipt, now));
  const PermitState after = world.look(2);
  CHECK(after.gate.awaits_confirmation);
  CHECK(after == world.fresh_look(2));
}
