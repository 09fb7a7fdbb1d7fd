#include "reactivation/engine/plan_from.hpp"
#include "store_fixture.hpp"

using namespace store_test;

namespace {

// The original's tables as a host would have brought them to SQLite, not as we make them.
const char* const original = R"sql(
CREATE TABLE companies (id INTEGER PRIMARY KEY, title TEXT, timezone TEXT,
  created_at TIMESTAMP WITH TIME ZONE);
CREATE TABLE services (id INTEGER PRIMARY KEY, company_id INTEGER, title TEXT);
CREATE TABLE staff (id INTEGER PRIMARY KEY, company_id INTEGER, name TEXT);
CREATE TABLE clients (id INTEGER PRIMARY KEY, company_id INTEGER, phone VARCHAR(20), name TEXT,
  visit_count INTEGER, loyalty_level TEXT, total_spent DECIMAL, average_bill DECIMAL,
  last_visit_date TIMESTAMP WITH TIME ZONE,
  reactivation_opt_out BOOLEAN DEFAULT false, opt_out_reason TEXT,
  last_reactivation_sent TIMESTAMP WITH TIME ZONE, reactivation_attempts_count INTEGER DEFAULT 0);
CREATE TABLE bookings (id INTEGER PRIMARY KEY, company_id INTEGER, client_id INTEGER,
  client_phone VARCHAR(20), client_name TEXT, datetime TIMESTAMP WITH TIME ZONE,
  service_ids INTEGER[], status TEXT);
CREATE TABLE service_reactivation_rules (
  id INTEGER PRIMARY KEY, service_id INTEGER NOT NULL REFERENCES services(id),
  company_id INTEGER NOT NULL REFERENCES companies(id),
  reactivation_interval_days INTEGER NOT NULL DEFAULT 30,
  retry_interval_days INTEGER NOT NULL DEFAULT 14, max_attempts INTEGER NOT NULL DEFAULT 3,
  is_active BOOLEAN NOT NULL DEFAULT true, discount_progression INTEGER[] DEFAULT '{10,15,20}',
  manual_interval INTEGER, ai_suggested_interval INTEGER, calculated_avg_interval INTEGER,
  active_interval_source TEXT, created_at TIMESTAMP, updated_at TIMESTAMP,
  last_optimized_at TIMESTAMP, UNIQUE (service_id, company_id));
CREATE TABLE reactivation_campaigns (
  id UUID PRIMARY KEY, company_id INTEGER NOT NULL, client_phone VARCHAR(20) NOT NULL,
  client_id INTEGER, service_id INTEGER, attempt_number INTEGER NOT NULL DEFAULT 1,
  sent_at TIMESTAMP WITH TIME ZONE NOT NULL, message_text TEXT NOT NULL, discount_offered INTEGER,
  slots_offered JSONB, ai_prompt_used TEXT, ai_generation_time_ms INTEGER,
  personalization_data JSONB, response_received_at TIMESTAMP WITH TIME ZONE, response_type TEXT,
  response_text TEXT, booking_created BOOLEAN DEFAULT false, booking_id INTEGER,
  conversion_time_hours INTEGER, response_time_hours INTEGER,
  next_attempt_scheduled_at TIMESTAMP WITH TIME ZONE, is_campaign_completed BOOLEAN DEFAULT false,
  completion_reason TEXT, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE whatsapp_account_health (
  id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL UNIQUE, account_created_at TIMESTAMP,
  account_age_days INTEGER, warmup_level TEXT NOT NULL DEFAULT 'cold',
  daily_outbound_limit INTEGER NOT NULL DEFAULT 20,
  hourly_outbound_limit INTEGER NOT NULL DEFAULT 5,
  concurrent_limit INTEGER NOT NULL DEFAULT 2, current_daily_sent INTEGER DEFAULT 0,
  current_hourly_sent INTEGER DEFAULT 0, last_message_sent_at TIMESTAMP,
  last_daily_reset_at TIMESTAMP, last_hourly_reset_at TIMESTAMP,
  spam_score DECIMAL(3,2) DEFAULT 0.0, last_ban_date TIMESTAMP, ban_count INTEGER DEFAULT 0,
  last_incident_date TIMESTAMP, last_incident_type TEXT,
  safe_sending_hours JSONB DEFAULT '{"start": 10, "end": 19}',
  safe_sending_days INTEGER[] DEFAULT '{1,2,3,4,5}', created_at TIMESTAMP, updated_at TIMESTAMP);

INSERT INTO companies VALUES
  (1, 'Old', 'Test/Plus3', strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-91 days')),
  (2, 'Middle', 'Test/Plus3', strftime('%Y-%m-%d %H:%M:%S+00', 'now', '-32 days')),
  (3, 'New', 'No/Where', unixepoch('now', '-30 days')),
  (4, 'Kept', NULL, NULL);
INSERT INTO services VALUES (11, 1, 'Haircut'), (12, 1, 'Стрижка'), (13, 1, 'Something'),
  (14, NULL, 'Nobody''s');
INSERT INTO staff VALUES (1, 1, 'Maria');
INSERT INTO clients (id, company_id, phone, name, loyalty_level, total_spent, reactivation_opt_out)
  VALUES (21, 1, '+79000000021', 'Anna', 'VIP', 120.5, 0),
         (22, 1, '+79000000022', 'Boris', NULL, NULL, 1),
         (23, 1, '+79000000022', 'Boris again', NULL, NULL, 0);
INSERT INTO bookings (id, company_id, client_id, datetime, service_ids, status) VALUES
  (31, 1, 21, '2025-01-10T13:00:00+03:00', '{11,12}', 'completed'),
  (32, 1, 21, '2025-02-10 22:30:00', '{11}', 'completed'),
  (33, 1, 21, 'sometime', '{11}', 'completed'),
  (34, 1, 21, '2025-03-10T10:00:00Z', '{11}', 'cancelled');
INSERT INTO service_reactivation_rules (service_id, company_id, reactivation_interval_days,
  active_interval_source) VALUES (12, 1, 77, 'manual');
INSERT INTO whatsapp_account_health (company_id, warmup_level, daily_outbound_limit, spam_score)
  VALUES (4, 'hot', 33, 0.25);
INSERT INTO reactivation_campaigns (id, company_id, client_phone, client_id, service_id,
  attempt_number, sent_at, message_text, discount_offered, response_type, completion_reason)
VALUES
  ('0b0c3a52-7d58-4d0f-8f3c-2d1f6f5f3a01', 1, '+79000000021', 21, 11, 1,
   '2025-03-20T09:00:00Z', 'Hello', 10, 'no_response', NULL),
  ('0b0c3a52-7d58-4d0f-8f3c-2d1f6f5f3a02', 1, '+79000000021', 21, 11, 2,
   '2025-04-10 09:00:00+00', 'Hello again', 15, 'positive', 'max_attempts'),
  ('0b0c3a52-7d58-4d0f-8f3c-2d1f6f5f3a03', 1, '+79000000021', 21, 11, 2,
   '2025-04-10 09:00:05+00', 'Twice', 15, NULL, NULL),
  ('not-a-uuid', 1, '+79000000099', NULL, NULL, 1,
   '2025-04-11T09:00:00Z', 'Unknown', 0, NULL, NULL);
)sql";

struct Migrated {
  Folder folder;
  Migrated() {
    Sql{folder.file()}.run(original);
    const auto store = opened(folder.file(), OpenMode::existing);
    CHECK(store->schema_version().value() == newest_schema);
  }
  [[nodiscard]] std::vector<std::string> rows(const std::string& sql) const {
    return Sql{folder.file()}.rows(sql);
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "A database made from the original keeps its rows, and its texts of time become seconds") {
  const Migrated world;
  CHECK(world.rows("SELECT id, title FROM companies ORDER BY id") ==
        Texts{"1|Old", "2|Middle", "3|New", "4|Kept"});
  CHECK(world.rows("SELECT id, phone, name, total_spent FROM clients ORDER BY id") ==
        Texts{"21|+79000000021|Anna|120.5", "22|+79000000022|Boris|NULL",
              "23|+79000000022|Boris again|NULL"});
  // The civil time is the company's, three hours ahead; what is no time stays what it is.
  CHECK(
      world.rows("SELECT id, CASE typeof(datetime) WHEN 'integer' THEN"
                 " datetime(datetime, 'unixepoch') ELSE datetime END FROM bookings ORDER BY id") ==
      Texts{"31|2025-01-10 10:00:00", "32|2025-02-10 19:30:00", "33|sometime",
            "34|2025-03-10 10:00:00"});
  CHECK(world.rows("SELECT DISTINCT typeof(sent_at) FROM reactivation_campaigns") ==
        Texts{"integer"});
  CHECK(world.rows("SELECT count(*), sum(length(message_text)) FROM reactivation_campaigns") ==
        Texts{"4|28"});
  CHECK(world.rows("PRAGMA integrity_check") == Texts{"ok"});
  CHECK(world.rows("PRAGMA foreign_key_check").empty());
}

TEST_CASE("Every existing company gets settings, a level by its age, and limits of that level") {
  const Migrated world;
  CHECK(world.rows("SELECT company_id, warmup_level, daily_outbound_limit, hourly_outbound_limit,"
                   " concurrent_limit FROM whatsapp_account_health ORDER BY company_id") ==
        Texts{"1|hot|100|20|10", "2|warm|50|10|5", "3|cold|20|5|2",
              // What the host had set stays; what was the default is the level's.
              "4|hot|33|20|10"});
  CHECK(world.rows("SELECT company_id, enabled, tone FROM reactivation_settings ORDER BY 1") ==
        Texts{"1|1|friendly", "2|1|friendly", "3|1|friendly", "4|1|friendly"});
  CHECK(world.rows("SELECT company_id, account_age_days FROM reactivation_account_health"
                   " WHERE company_id < 3 ORDER BY 1") == Texts{"1|91", "2|32"});
  const auto store = opened(world.folder.file(), OpenMode::existing);
  CHECK(store->load_company(salon).value().time_zone.name() == "Test/Plus3");
  CHECK_FALSE(store->load_company(CompanyId{3}).value().time_zone.is_known());
  CHECK_FALSE(store->load_company(CompanyId{4}).value().time_zone.is_known());
}

TEST_CASE("Every existing service gets the rule of the table unless it has one") {
  const Migrated world;
  CHECK(world.rows("SELECT service_id, reactivation_interval_days, active_interval_source"
                   " FROM service_reactivation_rules ORDER BY service_id") ==
        Texts{"11|28|default", "12|77|manual", "13|30|default"});
}

TEST_CASE("What the original sent is in the ledger and counts in the cycles") {
  const Migrated world;
  CHECK(world.rows("SELECT account_id, datetime(sent_at, 'unixepoch') FROM reactivation_ledger"
                   " ORDER BY sent_at") == Texts{"1|2025-03-20 09:00:00", "1|2025-04-10 09:00:00",
                                                 "1|2025-04-10 09:00:05", "1|2025-04-11 09:00:00"});
  // The cycle is that of the visit on 10 February, 22:30 in the company's zone. The attempt that
  // the original sent twice is one attempt.
  CHECK(world.rows("SELECT cycle_key, attempt_number, state, reply_type, completion_reason"
                   " FROM reactivation_attempts ORDER BY attempt_number") ==
        Texts{"2025-02-10|1|accepted|no_response|none",
              "2025-02-10|2|accepted|positive|max_attempts"});
  const auto store = opened(world.folder.file(), OpenMode::existing);
  const Instant now = at("2025-06-02T09:30:00Z");
  Settings settings = store->load_settings(salon).value();
  settings.holdout.percent = 0;
  REQUIRE(store->set_settings(salon, settings));
  const Plan plan = plan_from(*store, salon, now, PlanScope::all).value();
  REQUIRE(plan.planned.size() == 1);
  CHECK(plan.planned[0].client_id == ClientId{21});
  CHECK(plan.planned[0].service_id == ServiceId{12});
  for (const SkippedClient& skipped : plan.skipped) {
    CHECK(skipped.reason == SkipReason::opted_out);
  }
}

TEST_CASE("The history of existing bookings is summed") {
  const Migrated world;
  CHECK(world.rows("SELECT client_id, service_id, datetime(last_visit_at, 'unixepoch'), times"
                   " FROM reactivation_client_services ORDER BY service_id") ==
        Texts{"21|11|2025-02-10 19:30:00|2", "21|12|2025-01-10 10:00:00|1"});
}

TEST_CASE("Opening a migrated database again changes nothing") {
  const Migrated world;
  const std::string before = dump(world.folder.file());
  { const auto store = opened(world.folder.file()); }
  CHECK(dump(world.folder.file()) == before);
}
