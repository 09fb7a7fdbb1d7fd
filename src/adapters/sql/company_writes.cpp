#include <algorithm>
#include <string>

#include "company_rows.hpp"
#include "reactivation/core/interval.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

WarmupLevel level_by_age(const std::optional<Instant>& since, Instant now) {
  if (!since) return WarmupLevel::cold;
  const auto days = (now - *since) / Seconds{86400};
  return days > 90 ? WarmupLevel::hot : days > 30 ? WarmupLevel::warm : WarmupLevel::cold;
}

void check_new_company(Session& session, const NewCompany& made) {
  const Company& company = made.company;
  if (!company.id.is_set()) fail(errc::invalid_argument, "a company's id is a positive number");
  if (!company.time_zone.is_known()) {
    fail(errc::invalid_argument,
         "the company's time zone is not known; give an IANA name like Europe/Moscow");
  }
  check_settings(made.settings);
  Rows row = session.database.query(
      "SELECT timezone FROM reactivation_companies WHERE company_id = ?1", company.id.value);
  // One that a migration found in the host's table, and of which nobody has said where it lives.
  if (row.next() && !row.text(0).empty()) {
    fail(errc::invalid_argument, session.database.place() + ": there already is a company " +
                                     std::to_string(company.id.value));
  }
}

void write_account(Session& session, const NewCompany& made) {
  const WarmupLevel level = level_by_age(made.account_since, made.now);
  const AccountLimits limits = limits_of_level(level);
  const Account account;  // its defaults are those of the documents
  session.database.change(
      "INSERT OR IGNORE INTO whatsapp_account_health (company_id, account_created_at,"
      " warmup_level, daily_outbound_limit, hourly_outbound_limit, concurrent_limit, spam_score,"
      " safe_sending_hours, safe_sending_days, last_daily_reset_at, last_hourly_reset_at,"
      " created_at, updated_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9, ?9, ?9, ?9)",
      made.company.id.value, made.account_since, word_of(level), limits.sent_daily_max,
      limits.sent_hourly_max, limits.concurrent_max, json_of(account.safe_sending_hours),
      json_of(account.safe_sending_days), made.now);
}

}  // namespace

void write_company(Session& session, const NewCompany& made) {
  check_new_company(session, made);
  const Company& company = made.company;
  Database& database = session.database;
  // A host's view of its companies takes no rows.
  const bool is_hosts =
      database.query("SELECT 1 FROM companies WHERE id = ?1", company.id.value).next();
  if (!is_hosts) {
    database.change("INSERT OR IGNORE INTO companies (id, name, created_at) VALUES (?1, ?2, ?3)",
                    company.id.value, company.name, made.now);
  }
  const std::int64_t account = made.account_id.is_set() ? made.account_id.value : company.id.value;
  database.change("INSERT OR IGNORE INTO reactivation_accounts (id) VALUES (?1)", account);
  database.change(
      "INSERT INTO reactivation_companies (company_id, account_id, business_type, timezone,"
      " locale, country, currency) VALUES (?1, ?7, ?2, ?3, ?4, ?5, ?6)"
      " ON CONFLICT (company_id) DO UPDATE SET business_type = ?2, timezone = ?3, locale = ?4,"
      " country = ?5, currency = ?6",
      company.id.value, word_of(company.business_type), company.time_zone.name(),
      word_of(company.locale), company.country, company.currency, account);
  const std::int64_t added = database.change(
      "INSERT OR IGNORE INTO reactivation_settings (company_id, created_at, updated_at)"
      " VALUES (?1, ?2, ?2)",
      company.id.value, made.now);
  // A company that the host put there itself keeps what it has.
  if (added > 0) write_settings(session, company.id, made.settings);
  write_account(session, made);
  for (const Service& service : read_services(session, company.id)) {
    add_default_rule(session, company, service);
  }
  append(session, {.company_id = company.id,
                   .attempt_id = {},
                   .kind = "company_created",
                   .from_state = {},
                   .to_state = {},
                   .at = made.now,
                   .why = {}});
}

void write_settings(Session& session, CompanyId company, const Settings& settings) {
  check_settings(settings);
  session.database.change(
      "UPDATE reactivation_settings SET enabled = ?2, tone = ?3, daily_limit_mode = ?4,"
      " manual_daily_limit = ?5, sending_hours = ?6, sending_days = ?7,"
      " include_slots_in_message = ?8, max_slots_to_offer = ?9, prefer_favorite_staff = ?10,"
      " conversion_threshold = ?11, reactivation_address_form = ?12,"
      " reactivation_max_offers_per_slot = ?13, reactivation_discount_from_attempt = ?14,"
      " reactivation_max_discount_percent = ?15, reactivation_require_consent = ?16,"
      " reactivation_opt_out_on_negative = ?17, reactivation_require_approval = ?18,"
      " reactivation_recent_visit_days = ?19, reactivation_lapsed_cutoff_days = ?20,"
      " reactivation_holidays = ?21, reactivation_holdout_percent = ?22,"
      " reactivation_holdout_name = ?23 WHERE company_id = ?1",
      company.value, settings.enabled, word_of(settings.tone), word_of(settings.daily_limit_mode),
      settings.manual_daily_limit, json_of(settings.sending_hours), json_of(settings.sending_days),
      settings.include_slots_in_message, settings.max_slots_to_offer,
      settings.prefer_favorite_staff, settings.conversion_threshold, word_of(settings.address_form),
      settings.max_offers_per_slot, settings.discount_from_attempt, settings.max_discount_percent,
      settings.require_consent, settings.opt_out_on_negative, settings.require_approval,
      settings.recent_visit_days, settings.lapsed_cutoff_days, json_of(settings.holidays),
      settings.holdout.percent, settings.holdout.name);
  session.database.change(
      "INSERT INTO reactivation_arms (company_id, arms, discount_budget_minor, margin_percent)"
      " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (company_id) DO UPDATE SET arms = ?2,"
      " discount_budget_minor = ?3, margin_percent = ?4",
      company.value, json_of(settings.arms), settings.discount_budget_minor,
      settings.margin_percent);
}

void write_rule(Session& session, CompanyId company, const Rule& rule) {
  check_rule(rule);
  std::string title;
  {
    Rows row =
        session.database.query("SELECT title FROM services WHERE id = ?1 AND company_id = ?2",
                               rule.service_id.value, company.value);
    if (!row.next()) {
      fail(errc::invalid_argument, "a rule for service " + std::to_string(rule.service_id.value) +
                                       ", which the company does not have");
    }
    title = std::string{row.text(0)};
  }
  // The column cannot be empty: what an absent number means is what is stored.
  const Interval interval = interval_of(rule, read_company(session, company).business_type, title);
  const auto write = [&](const char* statement) {
    return session.database.change(statement, company.value, rule.service_id.value, rule.is_active,
                                   interval.days, rule.manual_interval,
                                   rule.calculated_avg_interval, rule.ai_suggested_interval,
                                   word_of(interval.source), rule.retry_interval_days,
                                   rule.max_attempts, list_of_numbers(rule.discount_progression));
  };
  const std::int64_t changed = write(
      "UPDATE service_reactivation_rules SET is_active = ?3, reactivation_interval_days = ?4,"
      " manual_interval = ?5, calculated_avg_interval = ?6, ai_suggested_interval = ?7,"
      " active_interval_source = ?8, retry_interval_days = ?9, max_attempts = ?10,"
      " discount_progression = ?11 WHERE company_id = ?1 AND service_id = ?2");
  if (changed > 0) return;
  write(
      "INSERT INTO service_reactivation_rules (company_id, service_id, is_active,"
      " reactivation_interval_days, manual_interval, calculated_avg_interval,"
      " ai_suggested_interval, active_interval_source, retry_interval_days, max_attempts,"
      " discount_progression) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
}

void write_rule_step(Session& session, CompanyId company, const RuleStep& step) {
  write_rule(session, company, step.rule);
  session.database.change(
      "UPDATE service_reactivation_rules SET last_optimized_at = ?3"
      " WHERE company_id = ?1 AND service_id = ?2",
      company.value, step.rule.service_id.value, step.at);
  append(session,
         {.company_id = company,
          .attempt_id = {},
          .kind = "interval",
          .from_state = std::to_string(step.days_before),
          .to_state = std::to_string(step.days_after),
          .at = step.at,
          .why = "service " + std::to_string(step.rule.service_id.value) + ": " + step.evidence});
}

std::vector<RuleStepTime> read_rule_steps(Session& session, CompanyId company) {
  std::vector<RuleStepTime> steps;
  Rows rows = session.database.query(
      "SELECT service_id, last_optimized_at FROM service_reactivation_rules"
      " WHERE company_id = ?1 AND last_optimized_at IS NOT NULL ORDER BY service_id",
      company.value);
  while (rows.next()) {
    steps.push_back({ServiceId{rows.integer(0)}, Instant{Seconds{rows.integer(1)}}});
  }
  return steps;
}

void add_default_rule(Session& session, const Company& company, const Service& service) {
  session.database.change(
      "INSERT OR IGNORE INTO service_reactivation_rules (company_id, service_id,"
      " reactivation_interval_days, active_interval_source) VALUES (?1, ?2, ?3, 'default')",
      company.id.value, service.id.value,
      table_interval_days(company.business_type, service.title));
}

void write_slots(Session& session, CompanyId company, std::span<const Slot> slots) {
  session.database.change("DELETE FROM reactivation_slots WHERE company_id = ?1", company.value);
  for (const Slot& slot : slots) {
    // A free time that nobody could keep is left out.
    const bool is_sound = slot.service_id.is_set() && slot.staff_id.is_set() &&
                          slot.starts_at >= min_instant && slot.starts_at < max_instant &&
                          slot.duration_minutes.value_or(1) > 0;
    if (!is_sound) continue;
    session.database.change(
        "INSERT INTO reactivation_slots VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT (company_id, starts_at, service_id, staff_id) DO UPDATE SET duration_minutes "
        "= ?5",
        company.value, slot.starts_at, slot.service_id.value, slot.staff_id.value,
        slot.duration_minutes);
  }
}

}  // namespace reactivation::sql
