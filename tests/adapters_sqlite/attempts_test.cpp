#include "reactivation/engine/plan_from.hpp"
#include "store_fixture.hpp"

using namespace store_test;

namespace {

const Instant now = at("2025-06-02T09:30:00Z");

/// A salon with `clients` who are due, everybody with a number of their own.
struct Salon {
  Folder folder;
  std::unique_ptr<SqliteStore> store = opened(folder.file());

  explicit Salon(int clients = 3) {
    NewCompany made = new_company();
    made.settings.max_offers_per_slot = 3;
    REQUIRE(store->create_company(made));
    REQUIRE(store->begin(salon));
    REQUIRE(store->put_service({"cut", "Haircut", 5000, true}));
    REQUIRE(store->put_staff({"m", "Maria \xff"}));
    for (int i = 1; i <= clients; ++i) {
      ImportedClient client;
      client.external_id = "c" + std::to_string(i);
      client.phone = PhoneNumber{79000000000ULL + static_cast<std::uint64_t>(i)};
      REQUIRE(store->put_client(client));
      for (int visit = 0; visit < 5; ++visit) {
        ImportedVisit row;
        row.client_external_id = client.external_id;
        row.service_external_ids = {"cut"};
        row.staff_external_id = "m";
        row.starts_at = at("2025-02-03T10:00:00Z") + Seconds{(visit * 10 + i) * 86400};
        REQUIRE(store->put_visit(row));
      }
    }
    REQUIRE(store->commit());
    const std::vector<Slot> slots{
        {ServiceId{1}, StaffId{1}, at("2025-06-04T10:00:00Z"), 60},
        {ServiceId{1}, StaffId{1}, at("2025-06-05T10:00:00Z"), std::nullopt},
        {ServiceId{1}, StaffId{1}, at("2025-06-05T18:00:00Z"), -5}};
    REQUIRE(store->put_slots(salon, slots));
  }

  [[nodiscard]] Plan plan(Instant when = now) const {
    return plan_from(*store, salon, when, PlanScope::all).value();
  }
  /// Every attempt is this worker's, from now on, whatever its turn.
  void lease() const {
    Sql{folder.file()}.run(
        "UPDATE reactivation_attempts SET lease_owner = 'test', lease_epoch = 1,"
        " lease_until = 4102444800");
  }
  [[nodiscard]] PermitDecision decision(const AttemptId& id, Instant when) const {
    const auto state = store->load_permit_state(id, "here", when);
    REQUIRE(state);
    PermitClaim claim;
    claim.owner = "test";
    claim.epoch = state.value().lease.epoch;
    claim.reach = Reach::nobody;
    return permit_for(state.value(), claim, when);
  }
  /// The permit, whatever the core thinks of it.
  [[nodiscard]] result<bool> permit(const OutgoingMessage& message) const {
    const auto state = store->load_permit_state(message.attempt_id, "here", message.sent_at);
    if (!state) return state.as_failure();
    return store->commit_permit(state.value(), "here", message);
  }
  [[nodiscard]] std::size_t waiting(Instant when) const {
    return std::stoul(
        one("SELECT count(*) FROM reactivation_attempts WHERE state IN ('planned',"
            " 'ready', 'deferred') AND not_after > " +
            std::to_string(when.time_since_epoch().count())));
  }
  /// As a person of the company enters it.
  [[nodiscard]] result<Applied> opt_out(ClientId client, std::string_view why) const {
    Changes changes;
    changes.at = now;
    changes.opt_out = OptOutChange{why, false};
    return store->apply_order({salon, client}, changes);
  }
  [[nodiscard]] std::string one(const std::string& sql) const {
    return Sql{folder.file()}.one(sql);
  }
  /// The states an attempt went through, from its events alone.
  [[nodiscard]] std::string states(const AttemptId& id) const {
    std::string text;
    std::string last;
    for (const std::string& row :
         Sql{folder.file()}.rows("SELECT ifnull(from_state, ''), to_state"
                                 " FROM reactivation_events WHERE attempt_id = '" +
                                 to_string(id) + "' ORDER BY id")) {
      const auto bar = row.find('|');
      CHECK(row.substr(0, bar) == last);
      last = row.substr(bar + 1);
      text += (text.empty() ? "" : " ") + last;
    }
    CHECK(one("SELECT state FROM reactivation_attempts WHERE id = '" + to_string(id) + "'") ==
          last);
    return text;
  }
};

OutgoingMessage message_of(const PlannedAttempt& attempt, Instant sent_at) {
  OutgoingMessage message;
  message.attempt_id = attempt.attempt_id;
  message.company_id = salon;
  message.client_id = attempt.client_id;
  message.service_id = attempt.service_id;
  message.phone = PhoneNumber{79000000000ULL + static_cast<std::uint64_t>(attempt.client_id.value)};
  message.text = "Come back, \"Anna\"";
  message.template_id = "en-friendly-01";
  message.discount_percent = attempt.discount_percent;
  message.slots = attempt.slots;
  message.sent_at = sent_at;
  return message;
}

}  // namespace

TEST_CASE("Storing a plan twice stores its attempts once, and they come back as planned") {
  const Salon world;
  const Plan plan = world.plan();
  REQUIRE(plan.planned.size() == 3);
  CHECK(world.store->store_plan(plan).value() == 3);
  CHECK(world.store->store_plan(plan).value() == 0);
  const Instant late = at("2025-06-02T23:00:00Z");
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string owner = "worker-" + std::to_string(i);
    const Claim claim = world.store->claim_next({salon, owner, late, late + Seconds{300}}).value();
    REQUIRE(claim.attempt);
    CHECK(claim.attempt->lease == Lease{owner, 1, late + Seconds{300}});
    CHECK_FALSE(claim.attempt->draft);
    const PlannedAttempt& stored = claim.attempt->planned;
    const PlannedAttempt& planned = plan.planned[i];
    CHECK(stored.attempt_id == planned.attempt_id);
    CHECK(stored.rank == planned.rank);
    CHECK(stored.client_id == planned.client_id);
    CHECK(stored.cycle_key == planned.cycle_key);
    CHECK(stored.attempt_number == planned.attempt_number);
    CHECK(stored.last_visit_at == planned.last_visit_at);
    CHECK(stored.days_since_visit == planned.days_since_visit);
    CHECK(stored.interval == planned.interval);
    CHECK(stored.discount_percent == planned.discount_percent);
    CHECK(stored.priority_score == planned.priority_score);
    CHECK(stored.not_before == planned.not_before);
    CHECK(stored.not_after == planned.not_after);
    REQUIRE(stored.slots.size() == planned.slots.size());
    REQUIRE(stored.slots.size() == 2);
    for (std::size_t s = 0; s < stored.slots.size(); ++s) {
      CHECK(stored.slots[s].slot == planned.slots[s].slot);
      CHECK(stored.slots[s].score == planned.slots[s].score);
      CHECK(stored.slots[s].match == planned.slots[s].match);
    }
    const Preferences& likes = stored.preferences;
    CHECK(likes.day_part == planned.preferences.day_part);
    CHECK(likes.days == planned.preferences.days);
    CHECK(likes.days_confidence == planned.preferences.days_confidence);
    REQUIRE(likes.favourite_staff);
    CHECK(likes.favourite_staff->share == planned.preferences.favourite_staff->share);
    CHECK(likes.services == planned.preferences.services);
    REQUIRE(likes.pattern);
    CHECK(likes.pattern->mean_gap_days == planned.preferences.pattern->mean_gap_days);
    CHECK(likes.confidence == planned.preferences.confidence);
    CHECK(world.states(stored.attempt_id) == "planned");
  }
  CHECK(world.one("SELECT count(*), sum(stored) FROM reactivation_runs") == "1|3");
  // Who waits is not planned again.
  CHECK(world.plan().planned.empty());
}

TEST_CASE("Two programs that store the same plan make the same attempts") {
  const Salon world;
  const auto other = opened(world.folder.file());
  const Plan mine = world.plan();
  const Plan theirs = plan_from(*other, salon, now, PlanScope::due_only).value();
  CHECK(world.store->store_plan(mine).value() + other->store_plan(theirs).value() == 3);
  CHECK(world.one("SELECT count(*) FROM reactivation_attempts") == "3");
  CHECK(world.one("SELECT count(*) FROM reactivation_events WHERE kind = 'attempt'") == "3");
}

TEST_CASE("An attempt void since yesterday waits again when today's plan has it again") {
  const Salon world;
  REQUIRE(world.store->store_plan(world.plan()));
  const Instant tomorrow = now + Seconds{86400};
  CHECK(world.waiting(tomorrow) == 0);
  const Plan plan = world.plan(tomorrow);
  REQUIRE(plan.planned.size() == 3);
  CHECK(world.store->store_plan(plan).value() == 3);
  CHECK(world.waiting(tomorrow) == 3);
  CHECK(world.states(plan.planned[0].attempt_id) == "planned planned");
  CHECK(world.one("SELECT count(*) FROM reactivation_attempts") == "3");
}

TEST_CASE("A cancelled attempt does not come back on the same day") {
  const Salon world{1};
  const Plan plan = world.plan();
  REQUIRE(world.store->store_plan(plan));
  const AttemptId id = plan.planned[0].attempt_id;
  REQUIRE(world.store->cancel_waiting(id, now, "host"));
  CHECK(world.store->cancel_waiting(id, now, "host").error() == errc::not_found);
  CHECK(world.states(id) == "planned cancelled");
  CHECK(world.store->store_plan(plan).value() == 0);
  CHECK(world.waiting(now) == 0);
  CHECK(world.decision(id, now).verdict == PermitVerdict::leave);
}

TEST_CASE("A sent attempt stands in the ledger, in the original's row and in its counters") {
  const Salon world;
  const Plan plan = world.plan();
  REQUIRE(world.store->store_plan(plan));
  const OutgoingMessage message = message_of(plan.planned[0], now);
  world.lease();
  REQUIRE(world.permit(message).value());
  CHECK(world.one("SELECT account_id, company_id, sent_at, counts FROM reactivation_ledger") ==
        "1|1|" + std::to_string(now.time_since_epoch().count()) + "|1");
  // Nobody dispatches it a second time.
  CHECK_FALSE(world.permit(message).value());
  REQUIRE(world.store->record_outcome(message.attempt_id, SendReceipt{SendOutcome::accepted}, now));
  const std::string id = to_string(message.attempt_id);
  CHECK(world.one("SELECT id, client_phone, client_id, service_id, attempt_number, sent_at,"
                  " message_text, discount_offered, response_type, next_attempt_scheduled_at,"
                  " is_campaign_completed FROM reactivation_campaigns") ==
        id + "|+7900000000" + std::to_string(message.client_id.value) + "|" +
            std::to_string(message.client_id.value) + "|1|1|" +
            std::to_string(now.time_since_epoch().count()) + "|Come back, \"Anna\"|10|NULL|NULL|0");
  CHECK(world.one("SELECT json_array_length(slots_offered), slots_offered ->> '$[0].service'"
                  " FROM reactivation_campaigns") == "2|Haircut");
  CHECK(world.one("SELECT current_daily_sent, current_hourly_sent, last_message_sent_at"
                  " FROM whatsapp_account_health") ==
        "1|1|" + std::to_string(now.time_since_epoch().count()));
  CHECK(world.one("SELECT last_reactivation_sent, reactivation_attempts_count FROM clients"
                  " WHERE id = " +
                  std::to_string(message.client_id.value)) ==
        std::to_string(now.time_since_epoch().count()) + "|1");
  CHECK(world.states(message.attempt_id) == "planned dispatching accepted");
  // Recording it again changes nothing, recording something else is refused.
  const std::string before = dump(world.folder.file());
  REQUIRE(world.store->record_outcome(message.attempt_id, SendReceipt{SendOutcome::accepted}, now));
  CHECK(world.store->record_outcome(message.attempt_id, SendReceipt{SendOutcome::rejected}, now)
            .error() == errc::not_found);
  CHECK(dump(world.folder.file()) == before);
  const auto facts = world.store->load_plan_facts(salon, now, PlanScope::all).value();
  CHECK(facts.account->sends == std::vector<Instant>{now});
}

TEST_CASE("A rejected attempt leaves the ledger, an uncertain one stays in it") {
  const Salon world;
  const Plan plan = world.plan();
  REQUIRE(world.store->store_plan(plan));
  const OutgoingMessage lost = message_of(plan.planned[0], now);
  const OutgoingMessage refused = message_of(plan.planned[1], now);
  world.lease();
  REQUIRE(world.permit(lost).value());
  REQUIRE(world.permit(refused).value());
  REQUIRE(world.store->record_outcome(lost.attempt_id, SendReceipt{SendOutcome::uncertain}, now));
  REQUIRE(world.store->record_outcome(refused.attempt_id, SendReceipt{SendOutcome::rejected}, now));
  CHECK(world.one("SELECT count(*) FROM reactivation_ledger WHERE counts = 1") == "1");
  CHECK(world.one("SELECT count(*) FROM reactivation_campaigns") == "1");
  CHECK(world.states(lost.attempt_id) == "planned dispatching uncertain");
  CHECK(world.states(refused.attempt_id) == "planned dispatching rejected");
  CHECK(world.decision(lost.attempt_id, now).verdict == PermitVerdict::leave);
  CHECK(world.decision(refused.attempt_id, now).verdict == PermitVerdict::leave);
  CHECK(world.one("SELECT sent_at FROM reactivation_attempts WHERE state = 'rejected'") == "NULL");
}

TEST_CASE("A message that did not start gets one more try and one row in the ledger") {
  const Salon world{1};
  const Plan plan = world.plan();
  REQUIRE(world.store->store_plan(plan));
  OutgoingMessage message = message_of(plan.planned[0], now);
  world.lease();
  REQUIRE(world.permit(message).value());
  const SendReceipt nothing_left{SendOutcome::not_started};
  REQUIRE(world.store->record_outcome(message.attempt_id, nothing_left, now));
  REQUIRE(world.waiting(now) == 1);
  message.sent_at = now + Seconds{60};
  world.lease();
  REQUIRE(world.permit(message).value());
  CHECK(world.one("SELECT count(*), sum(counts), max(sent_at) FROM reactivation_ledger") ==
        "1|1|" + std::to_string((now + Seconds{60}).time_since_epoch().count()));
  REQUIRE(world.store->record_outcome(message.attempt_id, nothing_left, now));
  CHECK(world.states(message.attempt_id) == "planned dispatching deferred dispatching rejected");
  CHECK(world.one("SELECT sum(counts) FROM reactivation_ledger") == "0");
}

TEST_CASE("Whoever opts out between plan and send is not written to") {
  const Salon world{4};
  const Plan plan = world.plan();
  REQUIRE(world.store->store_plan(plan));
  REQUIRE(plan.planned.size() == 4);
  world.lease();
  const Sql sql{world.folder.file()};
  const auto reason = [&](std::size_t i) {
    return world.decision(plan.planned[i].attempt_id, now).skip_reason;
  };
  // By the store: at once, and what waits is cancelled.
  REQUIRE(world.opt_out(plan.planned[0].client_id, "asked"));
  CHECK(world.states(plan.planned[0].attempt_id) == "planned cancelled");
  const std::string before = dump(world.folder.file());
  REQUIRE(world.opt_out(plan.planned[0].client_id, "again"));
  CHECK(dump(world.folder.file()) == before);
  // By the host itself, in its table.
  sql.run("UPDATE clients SET reactivation_opt_out = 1 WHERE id = " +
          std::to_string(plan.planned[1].client_id.value));
  CHECK(reason(1) == SkipReason::opted_out);
  // By another client with the same number.
  sql.run(
      "INSERT INTO clients (company_id, phone, reactivation_opt_out) SELECT 1, phone, 1"
      " FROM clients WHERE id = " +
      std::to_string(plan.planned[2].client_id.value));
  CHECK(reason(2) == SkipReason::opted_out);
  // By being removed.
  sql.run("DELETE FROM clients WHERE id = " + std::to_string(plan.planned[3].client_id.value));
  CHECK(world.decision(plan.planned[3].attempt_id, now).verdict == PermitVerdict::cancel);
  CHECK(world.store->load_permit_state(AttemptId{}, "here", now).error() == errc::not_found);
  CHECK(world.one("SELECT count(*) FROM reactivation_ledger") == "0");
}

TEST_CASE("A permit is not committed when anything behind it has changed since it was decided") {
  const Salon world;
  const Plan plan = world.plan();
  REQUIRE(world.store->store_plan(plan));
  world.lease();
  const OutgoingMessage message = message_of(plan.planned[0], now);
  const std::string client = std::to_string(message.client_id.value);
  const std::string attempt = to_string(message.attempt_id);
  const std::string changes[] = {
      "INSERT INTO reactivation_suppressions VALUES (1, 'external_id', (SELECT"
      " reactivation_external_id FROM clients WHERE id = " +
          client + "))",
      "DELETE FROM reactivation_suppressions",
      "UPDATE clients SET reactivation_opt_out = 1 WHERE id = " + client,
      "UPDATE clients SET reactivation_needs_person = 2 WHERE id = " + client,
      "UPDATE clients SET reactivation_consent = 'denied' WHERE id = " + client,
      "INSERT INTO bookings (company_id, client_id, service_ids, datetime, status) VALUES (1, " +
          client + ", '[1]', 1749376800, 'booked')",
      "UPDATE reactivation_settings SET enabled = 0",
      "UPDATE reactivation_accounts SET paused_until = 1749376800",
      "UPDATE reactivation_accounts SET is_stopped = 1",
      "UPDATE reactivation_accounts SET armed_for = 'here'",
      "UPDATE whatsapp_account_health SET daily_outbound_limit = 1",
      "INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at) VALUES"
      " (1, 2, 'x', " +
          std::to_string(now.time_since_epoch().count()) + ")",
      "UPDATE reactivation_attempts SET lease_epoch = 2 WHERE id = '" + attempt + "'",
  };
  for (const std::string& change : changes) {
    INFO(change);
    const auto seen = world.store->load_permit_state(message.attempt_id, "here", now);
    REQUIRE(seen);
    Sql{world.folder.file()}.run(change);
    const auto committed = world.store->commit_permit(seen.value(), "here", message);
    REQUIRE(committed);
    CHECK_FALSE(committed.value());
  }
  CHECK(world.states(message.attempt_id) == "planned");
}

TEST_CASE("Nobody has two attempts that can still go out") {
  const Salon world{1};
  const Plan plan = world.plan();
  REQUIRE(world.store->store_plan(plan));
  Plan second = plan;
  second.planned[0].service_id = ServiceId{1};
  second.planned[0].attempt_number = 2;
  second.planned[0].attempt_id = attempt_id(
      {salon, second.planned[0].client_id, ServiceId{1}, second.planned[0].cycle_key, 2});
  CHECK(world.store->store_plan(second).value() == 0);
  CHECK(world.one("SELECT count(*) FROM reactivation_attempts") == "1");
}

TEST_CASE("What happened stays: events can be neither changed nor removed") {
  const Salon world{1};
  REQUIRE(world.store->store_plan(world.plan()));
  const Sql sql{world.folder.file()};
  CHECK_THROWS_WITH(sql.run("UPDATE reactivation_events SET kind = 'x'"),
                    Catch::Contains("append-only"));
  CHECK_THROWS_WITH(sql.run("DELETE FROM reactivation_events"), Catch::Contains("append-only"));
}

TEST_CASE("Free times are replaced as a whole, and found by service and time") {
  const Salon world{1};
  const std::vector<ServiceId> cut{ServiceId{1}};
  const auto all =
      world.store->find_slots(salon, cut, at("2025-06-04T10:00:00Z"), at("2025-06-05T10:00:00Z"));
  REQUIRE(all);
  REQUIRE(all.value().size() == 1);  // the end is open, and a duration below zero was left out
  CHECK(all.value()[0] == Slot{ServiceId{1}, StaffId{1}, at("2025-06-04T10:00:00Z"), 60});
  const std::vector<ServiceId> other{ServiceId{2}};
  CHECK(world.store->find_slots(salon, other, now, now + Seconds{9 * 86400}).value().empty());
  std::vector<Slot> many;
  for (int i = 0; i < 700; ++i) {
    many.push_back({ServiceId{1}, StaffId{1}, now + Seconds{i * 60}, std::nullopt});
  }
  REQUIRE(world.store->put_slots(salon, many));
  CHECK(world.store->find_slots(salon, cut, now, now + Seconds{9 * 86400}).value().size() == 500);
  REQUIRE(world.store->put_slots(salon, {}));
  CHECK(world.store->find_slots(salon, cut, now, now + Seconds{9 * 86400}).value().empty());
}
