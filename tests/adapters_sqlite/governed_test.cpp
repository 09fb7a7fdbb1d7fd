// The governor's caps in what a plan is made from.
#include "store_fixture.hpp"

using namespace store_test;

namespace {

const Instant now = at("2025-06-02T10:00:00Z");

/// A salon whose account is two hundred days old (hot since the ninetieth) and armed.
struct Governed {
  Folder folder;
  std::unique_ptr<SqliteStore> store = opened(folder.file());
  Sql sql{folder.file()};

  Governed() {
    NewCompany made = new_company();
    made.account_since = now - Days{200};
    REQUIRE(store->create_company(made));
    REQUIRE(store->arm(AccountId{1}, "here", now - Days{50}));
  }
  [[nodiscard]] Account account(Instant when = now) const {
    return store->load_plan_facts(salon, when, PlanScope::all).value().account.value();
  }
  /// One send a day, so many days in a row up to yesterday.
  void use(int days) const {
    for (int day = 1; day <= days; ++day) {
      sql.run(
          "INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)"
          " VALUES (1, 1, 'a" +
          std::to_string(day) + "', " +
          std::to_string((now - Days{day}).time_since_epoch().count()) + ")");
    }
  }
};

}  // namespace

TEST_CASE("An account that has not been used starts at a quarter of its level") {
  const Governed world;
  // Hot: 100 a day, 20 an hour, 20 first contacts; 25 % of each on the first day of use.
  CHECK(world.account().daily_outbound_limit == 25);
  CHECK(world.account().hourly_outbound_limit == 5);
  CHECK(world.account().first_contact_daily_limit == 5);
}

TEST_CASE("After fourteen days of use the level's row is in force") {
  const Governed world;
  world.use(14);
  CHECK(world.account().daily_outbound_limit == 100);
  CHECK(world.account().first_contact_daily_limit == 20);
}

TEST_CASE("Nobody armed it, or the host switched the governor off: the stored ceilings alone") {
  const Governed world;
  REQUIRE(world.store->disarm(AccountId{1}, "test", now));
  CHECK(world.account().daily_outbound_limit == 100);
  REQUIRE(world.store->arm(AccountId{1}, "here", now));
  world.sql.run("UPDATE reactivation_accounts SET is_governed = 0");
  CHECK(world.account().daily_outbound_limit == 100);
  CHECK_FALSE(world.account().first_contact_daily_limit);
}

TEST_CASE(
    "A yellow card stops the account for a day, and a word from tomorrow's version for good") {
  const Governed world;
  world.use(14);
  REQUIRE(world.store->record_signal(AccountId{1}, {AccountSignalKind::yellow_card, now, {}}));
  CHECK(world.account(now + Seconds{1}).paused_until == now + Days{1});
  world.sql.run(
      "INSERT INTO reactivation_account_signals (account_id, kind, at) VALUES (1, 'doom', 5)");
  CHECK(world.account(now + Days{2}).spam_score == 1.0);
}

TEST_CASE("A signal from tomorrow's version is written down, and stops the account for good") {
  const Governed world;
  world.use(14);
  REQUIRE(world.store->record_signal(AccountId{1}, {AccountSignalKind{255}, now, {}}));
  CHECK(world.sql.one("SELECT kind FROM reactivation_account_signals") == "unknown");
  CHECK(world.account(now + Days{2}).spam_score == 1.0);
}

TEST_CASE("A ban stops at once, is told in the original's columns, and ends by a person") {
  const Governed world;
  const AccountSignal ban{AccountSignalKind::temporary_ban, now, now + Days{1}};
  REQUIRE(world.store->record_signal(AccountId{1}, ban));
  REQUIRE(world.store->record_signal(AccountId{1}, ban));
  CHECK(world.store->load_gate(AccountId{1}, "here").value().awaits_confirmation);
  CHECK(world.account(now + Seconds{1}).spam_score == 1.0);
  CHECK(world.sql.one("SELECT ban_count, last_incident_type, spam_score"
                      " FROM whatsapp_account_health") == "1|temporary_ban|1.0");
  CHECK(world.sql.one("SELECT count(*) FROM reactivation_events WHERE kind = 'signal'") == "1");
  const Instant later = now + Days{5};
  REQUIRE(world.store->confirm(AccountId{1}, later));
  CHECK_FALSE(world.store->load_gate(AccountId{1}, "here").value().awaits_confirmation);
  CHECK(world.account(later + Seconds{60}).warmup_level == WarmupLevel::cold);
  CHECK(world.account(later + Seconds{60}).daily_outbound_limit <= 5);
  CHECK(world.store->record_signal(AccountId{9}, ban).error() == errc::not_found);
}

TEST_CASE("Opt-outs among the last sends raise the score and lower the day") {
  const Governed world;
  world.use(14);
  // 8 opt-outs among 14 sends: neg = 8 / max(14, 50) = 16 %, twice the 8 % that weigh one half.
  for (int i = 1; i <= 8; ++i) {
    const std::string id = "a" + std::to_string(i);
    world.sql.run(
        "INSERT INTO reactivation_attempts (id, company_id, client_id, service_id, cycle_key,"
        " attempt_number, campaign_id, state, planned_on, rank, priority_score, last_visit_at,"
        " days_since_visit, interval_days, interval_source, discount_percent, sent_at, reply_type)"
        " VALUES ('" +
        id + "', 1, " + std::to_string(i) +
        ", 1, '2025-01-01', 1, 'c', 'accepted', '2025-05-01', 1, 0, 0, 0, 0, 'default', 0, 5,"
        " 'opt_out')");
  }
  CHECK(world.account().spam_score == 1.0);
}
