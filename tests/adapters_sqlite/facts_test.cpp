#include <algorithm>
#include <random>
#include <set>

#include "reactivation/engine/plan_from.hpp"
#include "store_fixture.hpp"

using namespace store_test;

namespace {

constexpr std::int64_t day = 86400;

/// A company whose rows are written past the store, as a host does it: every awkward case often.
class RandomWorld {
public:
  RandomWorld(const std::string& path, unsigned seed) : random_(seed), sql_(path) {}

  void fill(Instant now, int clients) {
    now_ = now.time_since_epoch().count();
    sql_.run("BEGIN");
    for (int id = 1; id <= 4; ++id) {
      sql_.run("INSERT INTO services (id, company_id, title, price_minor, active) VALUES (" +
               list({id, 1}) + ", 'service', " + std::to_string(id % 2 * 1000) + ", " +
               std::to_string(chance(90) ? 1 : 0) + ")");
      if (chance(85)) add_rule(id);
    }
    for (int id = 1; id <= 3; ++id) {
      sql_.run("INSERT INTO staff (id, company_id, name) VALUES (" + list({id, 1}) + ", 'staff')");
    }
    for (int id = 1; id <= clients; ++id) add_client(id);
    for (int id = 1; id <= clients; ++id) {
      for (int i = number(0, 6); i > 0; --i) add_visit(id);
      if (chance(20)) add_attempt(id);
    }
    for (int i = 0; i < 40; ++i) {
      sql_.run("INSERT OR IGNORE INTO reactivation_slots VALUES (1, " +
               std::to_string(now_ + number(-2, 9 * 24) * 3600) + ", " +
               list({number(1, 4), number(1, 4)}) + ", 30)");
    }
    for (int i = number(0, 6); i > 0; --i) {
      sql_.run("INSERT INTO reactivation_ledger (account_id, company_id, sent_at) VALUES (1, 1, " +
               std::to_string(now_ - number(0, 30) * 3600) + ")");
    }
    sql_.run("COMMIT");
  }

private:
  int number(int from, int to) { return std::uniform_int_distribution<int>{from, to}(random_); }
  bool chance(int percent) { return number(1, 100) <= percent; }
  static std::string list(std::initializer_list<int> numbers) {
    std::string text;
    for (const int n : numbers) text += (text.empty() ? "" : ", ") + std::to_string(n);
    return text;
  }
  std::string pick(std::initializer_list<const char*> words) {
    return *(words.begin() + number(0, static_cast<int>(words.size()) - 1));
  }

  void add_rule(int service) {
    sql_.run(
        "INSERT INTO service_reactivation_rules (service_id, company_id,"
        " reactivation_interval_days, retry_interval_days, max_attempts, is_active)"
        " VALUES (" +
        list({service, 1, number(7, 60), number(5, 30), number(0, 3), chance(90) ? 1 : 0}) + ")");
  }

  void add_client(int id) {
    // Few numbers, so that many share one.
    const std::string phone = chance(15) ? pick({"NULL", "''", "'8 900'", "'+0123456789'"})
                                         : "'+7900000" + std::to_string(number(1000, 1150)) + "'";
    sql_.run(
        "INSERT INTO clients (id, company_id, phone, name, visit_count, loyalty_level,"
        " total_spent, reactivation_opt_out, last_reactivation_sent,"
        " reactivation_phone_status, reactivation_consent, reactivation_paused_until,"
        " reactivation_needs_person, reactivation_has_chat_history, reactivation_timezone)"
        " VALUES (" +
        std::to_string(id) + ", 1, " + phone + ", 'Anna', " +
        pick({"NULL", "NULL", "7", "-3", "'many'"}) + ", " +
        pick({"NULL", "'VIP'", "'gold'", "'?'"}) + ", " +
        pick({"NULL", "NULL", "120.50", "-1", "'1 000,50'"}) + ", " +
        (chance(5) ? pick({"1", "'true'", "7"}) : pick({"0", "NULL", "0"})) + ", " +
        (chance(10) ? std::to_string(now_ - number(0, 40) * day) : "NULL") + ", " +
        pick({"NULL", "NULL", "NULL", "NULL", "NULL", "'mobile'", "'invalid'", "'?'"}) + ", " +
        pick({"NULL", "NULL", "'granted'", "'granted'", "'unknown'", "'denied'"}) + ", " +
        (chance(8) ? std::to_string(now_ + number(-5, 5) * day) : "NULL") + ", " +
        (chance(4) ? "1" : "0") + ", " + (chance(30) ? "1" : "0") + ", " +
        pick({"NULL", "NULL", "NULL", "'Test/Plus3'", "'No/Where'"}) + ")");
  }

  void add_visit(int client) {
    std::int64_t time = now_ - std::int64_t{number(0, 120)} * day + number(-40, 40) * 1800;
    if (chance(8)) time = now_ + number(-3, 10) * day;
    if (chance(10) && last_visit_ != 0) time = last_visit_;  // the same chair time again
    last_visit_ = time;
    const std::string services = pick(
        {"'[1]'", "'[2]'", "'[3]'", "'[1,2]'", "'[2,4,2]'", "'[]'", "NULL", "'[99]'", "'{3}'"});
    sql_.run(
        "INSERT INTO bookings (company_id, client_id, staff_id, service_ids, datetime, status,"
        " cost_minor, reactivation_time_known) VALUES (1, " +
        std::to_string(client) + ", " + pick({"NULL", "1", "2", "3"}) + ", " + services + ", " +
        std::to_string(time) + ", " +
        pick({"'completed'", "'completed'", "'completed'", "'completed'", "'booked'", "'cancelled'",
              "'no_show'", "'confirmed'"}) +
        ", " + std::to_string(number(-100, 9000)) + ", " + pick({"NULL", "1", "0"}) + ")");
  }

  void add_attempt(int client) {
    const int service = number(1, 4);
    const std::int64_t sent = now_ - std::int64_t{number(0, 60)} * day - number(0, 80000);
    const bool waits = chance(30);
    const LocalDate cycle{
        date::floor<Days>(Instant{Seconds{sent - number(0, 90) * day}}).time_since_epoch()};
    const int attempt = number(1, 3);
    const AttemptId id = attempt_id({salon, ClientId{client}, ServiceId{service}, cycle, attempt});
    sql_.run(
        "INSERT OR IGNORE INTO reactivation_attempts (id, company_id, client_id, service_id,"
        " cycle_key, attempt_number, campaign_id, state, planned_on, rank, priority_score,"
        " last_visit_at, days_since_visit, interval_days, interval_source, discount_percent,"
        " not_before, not_after, sent_at, reply_type, completion_reason) VALUES ('" +
        to_string(id) + "', 1, " + list({client, service}) + ", '" + to_iso_date(cycle) + "', " +
        std::to_string(attempt) + ", '', '" +
        (waits ? pick({"planned", "ready", "held"})
               : pick({"accepted", "delivered", "uncertain", "dispatching", "rejected",
                       "cancelled"})) +
        "', '2025-01-01', 1, 1, 0, 1, 1, 'default', 10, " +
        (waits ? std::to_string(now_ + number(-30, 5) * 3600) : "NULL") + ", " +
        (waits ? std::to_string(now_ + number(-20, 9) * 3600) : "NULL") + ", " +
        (waits ? "NULL" : std::to_string(sent)) + ", '" +
        pick({"none", "none", "positive", "negative", "neutral", "opt_out"}) + "', '" +
        pick({"none", "none", "none", "converted", "replied", "max_attempts"}) + "')");
  }

  std::mt19937 random_;
  Sql sql_;
  std::int64_t now_ = 0;
  std::int64_t last_visit_ = 0;
};

std::string text_of(const PlannedAttempt& planned) {
  std::string text =
      to_string(planned.attempt_id) + " rank " + std::to_string(planned.rank) + " client " +
      std::to_string(planned.client_id.value) + " service " +
      std::to_string(planned.service_id.value) + " cycle " + to_iso_date(planned.cycle_key) +
      " number " + std::to_string(planned.attempt_number) + " last " +
      to_rfc3339(planned.last_visit_at) + " days " + std::to_string(planned.days_since_visit) +
      " discount " + std::to_string(planned.discount_percent) + " score " +
      std::to_string(planned.priority_score) + " from " + to_rfc3339(planned.not_before) + " to " +
      to_rfc3339(planned.not_after);
  for (const OfferedSlot& slot : planned.slots) {
    text += " slot " + std::to_string(slot.slot.staff_id.value) + "@" +
            to_rfc3339(slot.slot.starts_at) + "=" + std::to_string(slot.score) + "/" +
            std::to_string(slot.match.size());
  }
  const Preferences& likes = planned.preferences;
  text += " likes " + std::to_string(likes.confidence) + " " +
          std::to_string(likes.day_part ? static_cast<int>(*likes.day_part) : -1) + " " +
          std::to_string(likes.days_confidence) + " staff " +
          std::to_string(likes.favourite_staff ? likes.favourite_staff->staff_id.value : 0) +
          " gap " + std::to_string(likes.pattern ? likes.pattern->mean_gap_days : 0);
  return text + "\n";
}

std::string text_of(const SkippedClient& skipped) {
  const auto or_dash = [](const std::optional<Instant>& instant) {
    return instant ? to_rfc3339(*instant) : std::string{"-"};
  };
  return std::to_string(skipped.client_id.value) + " " +
         std::to_string(skipped.service_id ? skipped.service_id->value : 0) + " reason " +
         std::to_string(static_cast<int>(skipped.reason)) + " until " + or_dash(skipped.until) +
         " eligible " + or_dash(skipped.eligible_at) + " rank " +
         std::to_string(skipped.rank.value_or(0)) + "\n";
}

std::string text_of(const Plan& plan) {
  std::string text =
      to_iso_date(plan.local_date) + " clients " + std::to_string(plan.counts.clients) + " due " +
      std::to_string(plan.counts.due) + " planned " + std::to_string(plan.counts.planned) +
      " skipped " + std::to_string(plan.counts.skipped) + "\n";
  for (const PlannedAttempt& planned : plan.planned) text += text_of(planned);
  for (const SkippedClient& skipped : plan.skipped) text += text_of(skipped);
  return text;
}

std::string due_only(Plan plan) {
  std::erase_if(plan.skipped, [](const SkippedClient& skipped) {
    return skipped.reason == SkipReason::no_visit || skipped.reason == SkipReason::not_due;
  });
  return text_of(plan);
}

void check_same_plans(SqliteStore& store, Instant now) {
  const auto snapshot = store.load_snapshot(salon, now);
  REQUIRE(snapshot);
  const Plan expected = plan_day(snapshot.value(), now);
  const auto full = plan_from(store, salon, now, PlanScope::all);
  INFO(store.detail());
  REQUIRE(full);
  CHECK(text_of(full.value()) == text_of(expected));
  const auto due = plan_from(store, salon, now, PlanScope::due_only);
  INFO(store.detail());
  REQUIRE(due);
  CHECK(text_of(due.value()) == due_only(expected));
}

}  // namespace

TEST_CASE("Plans from facts, from those due and from the whole snapshot are the same") {
  const Instant now = at("2025-06-02T09:30:00Z");
  std::size_t planned = 0;
  std::set<SkipReason> reasons;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    const Folder folder;
    {
      const auto store = opened(folder.file());
      NewCompany made = new_company(salon, seed % 3 == 0 ? "Test/Spring" : "UTC");
      made.account_since = now - Seconds{200 * day};
      made.settings.enabled = seed % 13 != 0;
      made.settings.require_consent = seed % 7 == 0;
      made.settings.recent_visit_days = seed % 5 == 0 ? 0 : 3;
      made.settings.lapsed_cutoff_days = 100;
      made.settings.holdout.percent = 10;
      REQUIRE(store->create_company(made));
    }
    RandomWorld{folder.file(), seed}.fill(now, 150);
    const auto store = opened(folder.file(), OpenMode::existing);
    if (seed % 2 == 0) {
      // An import that changes nothing sums what the host has written.
      REQUIRE(store->begin(salon));
      REQUIRE(store->commit());
    }
    check_same_plans(*store, now);
    check_same_plans(*store, now - Seconds{30 * day});
    check_same_plans(*store, now + Seconds{45 * day});
    const Plan plan = plan_from(*store, salon, now, PlanScope::all).value();
    planned += plan.planned.size();
    for (const SkippedClient& skipped : plan.skipped) reasons.insert(skipped.reason);
  }
  // The worlds must reach what they are made for.
  CHECK(planned > 100);
  for (const SkipReason reason :
       {SkipReason::company_disabled, SkipReason::opted_out, SkipReason::consent_missing,
        SkipReason::phone_missing, SkipReason::phone_invalid, SkipReason::paused,
        SkipReason::needs_person, SkipReason::no_visit, SkipReason::upcoming_booking,
        SkipReason::visited_recently, SkipReason::not_due, SkipReason::lapsed,
        SkipReason::attempt_open, SkipReason::contacted_recently, SkipReason::max_attempts,
        SkipReason::holdout}) {
    CAPTURE(static_cast<int>(reason));
    CHECK(reasons.count(reason) == 1);
  }
}

TEST_CASE("The summed history is what a sum over all visits gives") {
  const Instant now = at("2025-06-02T09:30:00Z");
  const Folder folder;
  const auto store = opened(folder.file());
  REQUIRE(store->create_company(new_company()));
  RandomWorld{folder.file(), 5}.fill(now, 200);
  REQUIRE(store->begin(salon));
  REQUIRE(store->commit());
  const Sql sql{folder.file()};
  // SQLite's own JSON and grouping are the second opinion. (PostgreSQL's braces are not JSON.)
  const auto expected = sql.rows(
      "SELECT client_id, value, max(datetime), count(DISTINCT datetime) FROM bookings, "
      " json_each(replace(replace(service_ids, '{', '['), '}', ']'))"
      " WHERE status = 'completed' GROUP BY client_id, value ORDER BY client_id, value");
  const auto summed = sql.rows(
      "SELECT client_id, service_id, last_visit_at, times FROM reactivation_client_services"
      " WHERE service_id > 0 ORDER BY client_id, service_id");
  CHECK(summed.size() > 100);
  CHECK(summed == expected);
  CHECK(sql.rows("SELECT id FROM clients WHERE reactivation_visit_count <> (SELECT count(*) FROM"
                 " bookings b WHERE b.client_id = clients.id AND status = 'completed')")
            .empty());
  CHECK(sql.rows("SELECT id FROM clients WHERE reactivation_spent_minor <> (SELECT"
                 " ifnull(sum(max(cost_minor, 0)), 0) FROM bookings b"
                 " WHERE b.client_id = clients.id AND status = 'completed')")
            .empty());
  CHECK(sql.number("SELECT count(*) FROM reactivation_dirty_clients") == 0);
}

TEST_CASE("A booking that the host changes counts at once, before it is summed") {
  const Instant now = at("2025-06-02T09:30:00Z");
  const Folder folder;
  const auto store = opened(folder.file());
  REQUIRE(store->create_company(new_company()));
  const Sql sql{folder.file()};
  sql.run("INSERT INTO services (id, company_id, title) VALUES (1, 1, 'Haircut')");
  sql.run("INSERT INTO service_reactivation_rules (service_id, company_id) VALUES (1, 1)");
  sql.run("INSERT INTO clients (id, company_id, phone) VALUES (1, 1, '+79000000001')");
  sql.run(
      "INSERT INTO bookings (id, company_id, client_id, service_ids, datetime, status)"
      " VALUES (1, 1, 1, '[1]', unixepoch('2025-01-10T12:00:00Z'), 'completed')");
  REQUIRE(store->begin(salon));
  REQUIRE(store->commit());
  CHECK(plan_from(*store, salon, now, PlanScope::due_only).value().planned.size() == 1);
  sql.run("UPDATE bookings SET datetime = unixepoch('2025-06-01T12:00:00Z')");
  const Plan plan = plan_from(*store, salon, now, PlanScope::all).value();
  CHECK(plan.planned.empty());
  REQUIRE(plan.skipped.size() == 1);
  CHECK(plan.skipped[0].reason == SkipReason::visited_recently);
  sql.run("DELETE FROM bookings");
  CHECK(plan_from(*store, salon, now, PlanScope::all).value().skipped[0].reason ==
        SkipReason::no_visit);
}

TEST_CASE("A company in a zone nobody knows plans nothing and is no error") {
  const Instant now = at("2025-06-02T09:30:00Z");
  const Folder folder;
  const auto store = opened(folder.file());
  REQUIRE(store->create_company(new_company()));
  RandomWorld{folder.file(), 3}.fill(now, 60);
  Sql{folder.file()}.run("UPDATE reactivation_companies SET timezone = 'Europe/Kyivv'");
  const auto plan = plan_from(*store, salon, now, PlanScope::all);
  REQUIRE(plan);
  CHECK(plan.value().planned.empty());
  CHECK(plan.value().counts.clients == 60);
}

TEST_CASE("Unknown companies and clients are not found, an empty company has an empty plan") {
  const Instant now = at("2025-06-02T09:30:00Z");
  const Folder folder;
  const auto store = opened(folder.file());
  CHECK(plan_from(*store, CompanyId{9}, now, PlanScope::all).error() == errc::not_found);
  CHECK(store->detail().find("company 9") != std::string::npos);
  CHECK(store->load_snapshot(CompanyId{9}, now).error() == errc::not_found);
  REQUIRE(store->create_company(new_company()));
  const auto plan = plan_from(*store, salon, now, PlanScope::due_only);
  REQUIRE(plan);
  CHECK(plan.value().counts.clients == 0);
  const std::vector<ClientId> ids{ClientId{5}};
  CHECK(store->load_clients(salon, ids).value().empty());
  CHECK(store->load_visits(salon, ids, now).value().client_id.empty());
  CHECK(store->find_client(salon, "5").error() == errc::not_found);
}
