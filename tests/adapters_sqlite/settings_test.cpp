#include <limits>

#include "store_fixture.hpp"

using namespace store_test;

namespace {

const Instant now = at("2025-06-02T09:30:00Z");

/// The salon's settings and account after that SQL, which stands for a host's own hand.
struct Meddled {
  Folder folder;
  PlanFacts facts;

  explicit Meddled(const std::string& sql) {
    const auto store = opened(folder.file());
    REQUIRE(store->create_company(new_company()));
    const Sql other{folder.file()};
    // A host's tables need not be as strict as ours.
    for (const char* table :
         {"reactivation_settings", "whatsapp_account_health", "service_reactivation_rules"}) {
      const std::string name{table};
      std::string columns;
      for (const std::string& column :
           other.rows("SELECT name FROM pragma_table_info('" + name + "')")) {
        columns += (columns.empty() ? "" : ", ") + column;
      }
      other.run("CREATE TABLE loose AS SELECT * FROM " + name + "; DROP TABLE " + name +
                "; CREATE TABLE " + name + " (" + columns + "); INSERT INTO " + name +
                " SELECT * FROM loose; DROP TABLE loose");
    }
    other.run(
        "INSERT INTO services (id, company_id, title) VALUES (1, 1, 'Haircut');"
        "INSERT INTO service_reactivation_rules (id, service_id, company_id, is_active,"
        " reactivation_interval_days, retry_interval_days, max_attempts,"
        " discount_progression) VALUES (1, 1, 1, 1, 28, 14, 3, '[10,15,20]');" +
        sql);
    auto loaded = store->load_plan_facts(salon, now, PlanScope::all);
    INFO(store->detail());
    REQUIRE(loaded);
    facts = std::move(loaded).value();
  }
};

Meddled settings(const std::string& set) {
  return Meddled{"UPDATE reactivation_settings SET " + set};
}
Meddled health(const std::string& set) {
  return Meddled{"UPDATE whatsapp_account_health SET " + set};
}
Meddled rule(const std::string& set) {
  return Meddled{"UPDATE service_reactivation_rules SET " + set};
}

}  // namespace

TEST_CASE("Settings come back as they were written") {
  const Folder folder;
  const auto store = opened(folder.file());
  REQUIRE(store->create_company(new_company()));
  Settings wanted;
  wanted.enabled = false;
  wanted.tone = Tone::professional;
  wanted.address_form = AddressForm::informal;
  wanted.daily_limit_mode = DailyLimitMode::manual;
  wanted.manual_daily_limit = 7;
  wanted.sending_hours = {0, 24};
  wanted.sending_days = WeekdaySet::of(6, 7);
  wanted.holidays = {*parse_iso_date("2025-12-25"), *parse_iso_date("2026-01-01")};
  wanted.include_slots_in_message = false;
  wanted.max_slots_to_offer = 5;
  wanted.max_offers_per_slot = 2;
  wanted.prefer_favorite_staff = false;
  wanted.discount_from_attempt = 2;
  wanted.max_discount_percent = 0;
  wanted.require_consent = true;
  wanted.opt_out_on_negative = true;
  wanted.require_approval = true;
  wanted.recent_visit_days = 0;
  wanted.lapsed_cutoff_days = 365;
  wanted.conversion_threshold = 0.2;
  wanted.holdout = {15, "spring"};
  wanted.arms = {"autumn", {0, 10, 20}, {Tone::professional, Tone::casual}, {0, 2, 5}};
  wanted.discount_budget_minor = 5'000'000;
  wanted.margin_percent = 35;
  REQUIRE(store->set_settings(salon, wanted));
  const Settings stored = store->load_settings(salon).value();
  CHECK(stored.enabled == wanted.enabled);
  CHECK(stored.tone == wanted.tone);
  CHECK(stored.address_form == wanted.address_form);
  CHECK(stored.daily_limit_mode == wanted.daily_limit_mode);
  CHECK(stored.manual_daily_limit == wanted.manual_daily_limit);
  CHECK(stored.sending_hours == wanted.sending_hours);
  CHECK(stored.sending_days == wanted.sending_days);
  CHECK(stored.holidays == wanted.holidays);
  CHECK(stored.include_slots_in_message == wanted.include_slots_in_message);
  CHECK(stored.max_slots_to_offer == wanted.max_slots_to_offer);
  CHECK(stored.max_offers_per_slot == wanted.max_offers_per_slot);
  CHECK(stored.prefer_favorite_staff == wanted.prefer_favorite_staff);
  CHECK(stored.discount_from_attempt == wanted.discount_from_attempt);
  CHECK(stored.max_discount_percent == wanted.max_discount_percent);
  CHECK(stored.require_consent == wanted.require_consent);
  CHECK(stored.opt_out_on_negative == wanted.opt_out_on_negative);
  CHECK(stored.require_approval == wanted.require_approval);
  CHECK(stored.recent_visit_days == wanted.recent_visit_days);
  CHECK(stored.lapsed_cutoff_days == wanted.lapsed_cutoff_days);
  CHECK(stored.conversion_threshold == wanted.conversion_threshold);
  CHECK(stored.holdout.percent == 15);
  CHECK(stored.holdout.name == "spring");
  CHECK(stored == wanted);
  wanted.arms = Arms{};
  wanted.discount_budget_minor.reset();
  REQUIRE(store->set_settings(salon, wanted));
  CHECK(store->load_settings(salon).value() == wanted);
}

TEST_CASE("Arms in the file that make no sense try nothing") {
  const Folder folder;
  const auto store = opened(folder.file());
  REQUIRE(store->create_company(new_company()));
  const Settings before = store->load_settings(salon).value();
  for (const char* wrong :
       {"arms = ''", "arms = '{'", "arms = '[]'", "arms = 'null'",
        R"(arms = '{"name":"x","discounts":[5,10]}')", R"(arms = '{"name":"x","discounts":["a"]}')",
        R"(arms = '{"name":"","tones":["casual","friendly"]}')"}) {
    CAPTURE(wrong);
    Sql{folder.file()}.run("UPDATE reactivation_arms SET " + std::string{wrong});
    CHECK(store->load_settings(salon).value() == before);
  }
  Sql{folder.file()}.run(
      "UPDATE reactivation_arms SET discount_budget_minor = -5, margin_percent = 900");
  CHECK(store->load_settings(salon).value().discount_budget_minor == 0);
  CHECK(store->load_settings(salon).value().margin_percent == 100);
}

TEST_CASE("A new company starts with the defaults of the documents") {
  const Folder folder;
  const auto store = opened(folder.file());
  NewCompany made = new_company();
  made.settings = Settings{};
  made.settings.holdout.percent = 10;
  REQUIRE(store->create_company(made));
  const PlanFacts facts = store->load_plan_facts(salon, now, PlanScope::all).value();
  CHECK(facts.settings.sending_hours == HourRange{10, 19});
  CHECK(facts.settings.holdout.percent == 10);
  REQUIRE(facts.account);
  CHECK(facts.account->warmup_level == WarmupLevel::cold);
  CHECK(facts.account->daily_outbound_limit == 20);
  CHECK(facts.account->hourly_outbound_limit == 5);
  CHECK(facts.account->concurrent_limit == 2);
  CHECK_FALSE(facts.account->min_interval_seconds);
  CHECK(facts.account->safe_sending_hours == HourRange{0, 24});
  CHECK(facts.account->safe_sending_days == WeekdaySet::every_day());
  CHECK(store->create_company(made).error() == errc::invalid_argument);
  CHECK(store->list_companies().value().size() == 1);
}

TEST_CASE("An account's level follows its age when the company is made") {
  const auto level_after = [](int days) {
    const Folder folder;
    const auto store = opened(folder.file());
    NewCompany made = new_company();
    made.account_since = made.now - Seconds{std::int64_t{days} * 86400};
    REQUIRE(store->create_company(made));
    const Account account =
        store->load_plan_facts(salon, now, PlanScope::all).value().account.value();
    CHECK(*account.daily_outbound_limit == limits_of_level(account.warmup_level).sent_daily_max);
    return account.warmup_level;
  };
  CHECK(level_after(-5) == WarmupLevel::cold);
  CHECK(level_after(30) == WarmupLevel::cold);
  CHECK(level_after(31) == WarmupLevel::warm);
  CHECK(level_after(90) == WarmupLevel::warm);
  CHECK(level_after(91) == WarmupLevel::hot);
}

TEST_CASE("Settings and rules out of range are refused with the range") {
  const Folder folder;
  const auto store = opened(folder.file());
  REQUIRE(store->create_company(new_company()));
  const auto is_refused = [&](auto change) {
    Settings settings;
    change(settings);
    const auto outcome = store->set_settings(salon, settings);
    return !outcome && outcome.error() == errc::invalid_argument && !store->detail().empty();
  };
  for (const HourRange hours : {HourRange{10, 10}, HourRange{19, 10}, HourRange{24, 24},
                                HourRange{10, 25}, HourRange{-1, 10}}) {
    CHECK(is_refused([&](Settings& s) { s.sending_hours = hours; }));
  }
  CHECK(is_refused([](Settings& s) { s.manual_daily_limit = -1; }));
  CHECK(is_refused([](Settings& s) { s.max_slots_to_offer = 0; }));
  CHECK(is_refused([](Settings& s) { s.max_slots_to_offer = 6; }));
  CHECK(is_refused([](Settings& s) { s.max_offers_per_slot = 0; }));
  CHECK(is_refused([](Settings& s) { s.discount_from_attempt = 0; }));
  CHECK(is_refused([](Settings& s) { s.max_discount_percent = 101; }));
  CHECK(is_refused([](Settings& s) { s.recent_visit_days = -1; }));
  CHECK(is_refused([](Settings& s) { s.lapsed_cutoff_days = 0; }));
  CHECK(is_refused([](Settings& s) { s.holdout.percent = 101; }));
  CHECK(is_refused([](Settings& s) { s.holdout.name.clear(); }));
  CHECK(is_refused([](Settings& s) { s.arms.discounts = {10, 20}; }));
  CHECK(is_refused([](Settings& s) { s.margin_percent = -1; }));
  CHECK(is_refused([](Settings& s) { s.discount_budget_minor = -1; }));
  CHECK(is_refused([](Settings& s) { s.conversion_threshold = 1.01; }));
  CHECK(is_refused(
      [](Settings& s) { s.conversion_threshold = std::numeric_limits<double>::quiet_NaN(); }));

  Sql{folder.file()}.run("INSERT INTO services (id, company_id, title) VALUES (1, 1, 'Haircut')");
  const auto is_bad_rule = [&](auto change) {
    Rule wanted;
    wanted.service_id = ServiceId{1};
    change(wanted);
    const auto outcome = store->put_rule(salon, wanted);
    return !outcome && outcome.error() == errc::invalid_argument && !store->detail().empty();
  };
  CHECK(is_bad_rule([](Rule& r) { r.service_id = ServiceId{2}; }));
  CHECK(is_bad_rule([](Rule& r) { r.reactivation_interval_days = 0; }));
  CHECK(is_bad_rule([](Rule& r) { r.reactivation_interval_days = 6; }));
  CHECK(is_bad_rule([](Rule& r) { r.reactivation_interval_days = 1000000; }));
  CHECK(is_bad_rule([](Rule& r) { r.max_attempts = -1; }));
  CHECK(is_bad_rule([](Rule& r) { r.max_attempts = 11; }));
  CHECK(is_bad_rule([](Rule& r) { r.retry_interval_days = 0; }));
  CHECK(is_bad_rule([](Rule& r) { r.discount_progression = {10, -5}; }));
  CHECK(is_bad_rule([](Rule& r) { r.discount_progression = {101}; }));
  CHECK(is_bad_rule([](Rule& r) { r.discount_progression.assign(11, 5); }));
  CHECK(store->load_rules(salon).value().empty());
  CHECK_FALSE(is_bad_rule([](Rule& r) {
    r.reactivation_interval_days = 5;
    r.manual_interval = 5;
    r.max_attempts = 0;
    r.discount_progression = {};
  }));
  REQUIRE(store->load_rules(salon).value().size() == 1);
  CHECK(store->load_rules(salon).value()[0].max_attempts == 0);
  CHECK(store->load_rules(salon).value()[0].discount_progression.empty());
  CHECK_FALSE(is_bad_rule([](Rule&) {}));
  CHECK(store->load_rules(salon).value()[0].reactivation_interval_days == 28);
}

TEST_CASE("Limits that make no sense count as nothing") {
  for (const char* value : {"NULL", "-1", "'many'", "'20'", "1.5", "x'00'"}) {
    CAPTURE(value);
    for (const char* column :
         {"daily_outbound_limit", "hourly_outbound_limit", "concurrent_limit"}) {
      const Meddled world = health(std::string{column} + " = " + value);
      const Account account = world.facts.account.value();
      const auto limit =
          std::string{column} == "daily_outbound_limit"    ? account.daily_outbound_limit
          : std::string{column} == "hourly_outbound_limit" ? account.hourly_outbound_limit
                                                           : account.concurrent_limit;
      CHECK(limit == 0);
    }
  }
  CHECK(health("daily_outbound_limit = 9223372036854775807").facts.account->daily_outbound_limit ==
        std::numeric_limits<int>::max());
  CHECK(settings("manual_daily_limit = -3").facts.settings.manual_daily_limit == 0);
  CHECK(settings("manual_daily_limit = 'all'").facts.settings.manual_daily_limit == 0);
  CHECK_FALSE(settings("manual_daily_limit = NULL").facts.settings.manual_daily_limit);
}

TEST_CASE("A spam score out of range stops the account, an empty one is zero") {
  CHECK(health("spam_score = NULL").facts.account->spam_score == 0);
  CHECK(health("spam_score = 0.4").facts.account->spam_score == 0.4);
  for (const char* value : {"1.2", "-0.1", "'low'", "9e999", "x'31'"}) {
    CHECK(health(std::string{"spam_score = "} + value).facts.account->spam_score == 1.0);
  }
}

TEST_CASE("Hours, days and holidays that make no sense allow nothing") {
  for (const char* hours :
       {"NULL", "''", "'10-19'", "'{\"start\":19,\"end\":10}'", "'{\"start\":10}'",
        "'{\"start\":-1,\"end\":5}'", "'{\"start\":0,\"end\":25}'", "'{\"start\":9.5,\"end\":19}'",
        "'{\"start\":\"10\",\"end\":19}'", "'[10,19]'", "7"}) {
    CAPTURE(hours);
    CHECK(settings(std::string{"sending_hours = "} + hours).facts.settings.sending_hours ==
          HourRange{0, 0});
    CHECK(health(std::string{"safe_sending_hours = "} + hours).facts.account->safe_sending_hours ==
          HourRange{0, 0});
  }
  CHECK(settings("sending_hours = '{\"start\":0,\"end\":24}'").facts.settings.sending_hours ==
        HourRange{0, 24});
  for (const char* days : {"NULL", "'[]'", "'Mon'", "'[\"Mon\"]'", "'[1.5]'", "'[0]'", "'[8]'"}) {
    CAPTURE(days);
    CHECK(settings(std::string{"sending_days = "} + days).facts.settings.sending_days.is_empty());
  }
  CHECK(settings("sending_days = '{1,7}'").facts.settings.sending_days == WeekdaySet::of(1, 7));
  for (const char* holidays : {"'soon'", "'[\"2025-02-30\"]'", "'[20250101]'"}) {
    CHECK(settings(std::string{"reactivation_holidays = "} + holidays)
              .facts.settings.sending_days.is_empty());
  }
}

TEST_CASE("Switches and other settings that make no sense are the careful answer") {
  CHECK_FALSE(settings("enabled = NULL").facts.settings.enabled);
  CHECK_FALSE(settings("enabled = 'yes'").facts.settings.enabled);
  CHECK(settings("enabled = 'true'").facts.settings.enabled);
  CHECK(settings("reactivation_require_consent = 'x'").facts.settings.require_consent);
  CHECK(settings("reactivation_max_discount_percent = 'x'").facts.settings.max_discount_percent ==
        0);
  CHECK(settings("max_slots_to_offer = 99").facts.settings.max_slots_to_offer == 5);
  CHECK(settings("max_slots_to_offer = -1").facts.settings.max_slots_to_offer == 1);
  CHECK(settings("tone = 'rude'").facts.settings.tone == Tone::friendly);
  CHECK(settings("reactivation_holdout_percent = 'x'").facts.settings.holdout.percent == 100);
  CHECK_FALSE(Meddled{"DELETE FROM reactivation_settings"}.facts.settings.enabled);
  CHECK_FALSE(Meddled{"DELETE FROM whatsapp_account_health"}.facts.account);
  CHECK(Meddled{"UPDATE reactivation_accounts SET paused_until = 1900000000"}
            .facts.account->paused_until == Instant{Seconds{1900000000}});
}

TEST_CASE("Rules that make no sense remind nobody too often") {
  CHECK(rule("max_attempts = NULL").facts.rules.at(0).max_attempts == 0);
  CHECK(rule("max_attempts = 'x'").facts.rules.at(0).max_attempts == 0);
  CHECK(rule("max_attempts = 99").facts.rules.at(0).max_attempts == 10);
  CHECK(rule("retry_interval_days = 'x'").facts.rules.at(0).retry_interval_days == 3650);
  CHECK_FALSE(rule("is_active = 'x'").facts.rules.at(0).is_active);
  CHECK_FALSE(
      rule("reactivation_interval_days = 'x'").facts.rules.at(0).reactivation_interval_days);
  CHECK(rule("discount_progression = NULL").facts.rules.at(0).discount_progression.empty());
  CHECK(rule("discount_progression = 'free'").facts.rules.at(0).discount_progression.empty());
  CHECK(rule("discount_progression = '[10,null,\"20%\"]'").facts.rules.at(0).discount_progression ==
        std::vector<int>{10, 0, 0});
  CHECK(rule("discount_progression = '{5,10}'").facts.rules.at(0).discount_progression ==
        std::vector<int>{5, 10});
  CHECK(rule("service_id = 77").facts.rules.empty());
}
