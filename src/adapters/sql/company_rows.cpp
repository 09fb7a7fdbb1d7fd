#include "company_rows.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>

#include "governed.hpp"
#include "persons.hpp"
#include "reactivation/core/interval.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

constexpr Seconds one_day{86400};
constexpr int slots_max = 500;

int clamped(const Rows& row, int column, int when_null, int otherwise, int most) {
  if (row.is_null(column)) return when_null;
  const auto number = number_at(row, column);
  if (!number || *number < 0) return otherwise;
  return std::min(*number, most);
}

/// From this instant on the ledger matters: the rolling day, and the local day, which may be
/// longer.
Instant ledger_from(const TimeZone& zone, Instant now) {
  if (!zone.is_known()) return now - 2 * one_day;
  return std::min(now - one_day, zone.start_of(zone.local_date(now)));
}

std::vector<Instant> read_sends(Session& session, AccountId account, Instant from) {
  std::vector<Instant> sends;
  Rows rows = session.database.query(
      "SELECT sent_at FROM reactivation_ledger"
      " WHERE account_id = ?1 AND sent_at >= ?2 AND counts <> 0 ORDER BY sent_at",
      account.value, from);
  while (rows.next()) sends.push_back(Instant{Seconds{rows.integer(0)}});
  return sends;
}

double threshold_at(const Rows& row, int column, double otherwise) {
  const ValueType type = row.type(column);
  if (type != ValueType::real && type != ValueType::integer) return otherwise;
  return std::clamp(row.real(column), 0.0, 1.0);
}

void read_added_settings(const Rows& row, int first, Settings& settings) {
  settings.address_form = enum_of<AddressForm>(row.text(first)).value_or(AddressForm::formal);
  settings.max_offers_per_slot =
      std::max(1, clamped(row, first + 1, 1, 1, std::numeric_limits<int>::max()));
  settings.discount_from_attempt = std::max(
      1, clamped(row, first + 2, 1, max_attempts_ceiling + 1, std::numeric_limits<int>::max()));
  settings.max_discount_percent = clamped(row, first + 3, 100, 0, 100);
  settings.require_consent = flag_at(row, first + 4, false, true);
  settings.opt_out_on_negative = flag_at(row, first + 5, false, true);
  settings.require_approval = flag_at(row, first + 6, false, true);
  settings.recent_visit_days = clamped(row, first + 7, 3, 3, max_interval_days);
  settings.lapsed_cutoff_days =
      clamped(row, first + 8, 730, 0, std::numeric_limits<int>::max() / 2);
  if (!row.is_null(first + 9)) {
    const auto holidays = dates_of(row.text(first + 9));
    if (holidays) settings.holidays = *holidays;
    // Nobody can tell which days are free: no day is allowed.
    if (!holidays) settings.sending_days = WeekdaySet{};
  }
  settings.holdout.percent = clamped(row, first + 10, 0, 100, 100);
  if (!row.is_null(first + 11)) settings.holdout.name = std::string{row.text(first + 11)};
}

}  // namespace

namespace {

void read_arms(Session& session, CompanyId company, Settings& settings) {
  Rows row = session.database.query(
      "SELECT arms, discount_budget_minor, margin_percent FROM reactivation_arms"
      " WHERE company_id = ?1",
      company.value);
  if (!row.next()) return;
  settings.arms = arms_of(row.text(0));
  // What stands there and cannot be right tries nothing.
  if (!fault_of(settings.arms).empty()) settings.arms = Arms{};
  if (!row.is_null(1)) settings.discount_budget_minor = std::max<std::int64_t>(0, row.integer(1));
  settings.margin_percent = clamped(row, 2, settings.margin_percent, 0, 100);
}

}  // namespace

Company read_company(Session& session, CompanyId company) {
  Company read;
  read.id = company;
  Rows row = session.database.query(
      "SELECT c.name, r.business_type, r.timezone, r.locale, r.country, r.currency"
      "  FROM reactivation_companies r LEFT JOIN companies c ON c.id = r.company_id"
      " WHERE r.company_id = ?1",
      company.value);
  if (!row.next()) check_company(session, company);
  read.name = std::string{row.text(0)};
  read.business_type = enum_of<BusinessType>(row.text(1)).value_or(BusinessType::other);
  read.time_zone = session.zones.named(row.text(2));
  read.locale = enum_of<Language>(row.text(3)).value_or(Language::en);
  read.country = std::string{row.text(4)};
  read.currency = std::string{row.text(5)};
  return read;
}

Settings read_settings(Session& session, CompanyId company) {
  Settings settings;
  settings.enabled = false;
  Rows row = session.database.query(
      "SELECT enabled, tone, daily_limit_mode, manual_daily_limit, sending_hours, sending_days,"
      " include_slots_in_message, max_slots_to_offer, prefer_favorite_staff,"
      " conversion_threshold, reactivation_address_form, reactivation_max_offers_per_slot,"
      " reactivation_discount_from_attempt, reactivation_max_discount_percent,"
      " reactivation_require_consent, reactivation_opt_out_on_negative,"
      " reactivation_require_approval, reactivation_recent_visit_days,"
      " reactivation_lapsed_cutoff_days, reactivation_holidays, reactivation_holdout_percent,"
      " reactivation_holdout_name FROM reactivation_settings WHERE company_id = ?1",
      company.value);
  if (!row.next()) return settings;
  settings.enabled = flag_at(row, 0, false, false);
  settings.tone = enum_of<Tone>(row.text(1)).value_or(Tone::friendly);
  settings.daily_limit_mode =
      enum_of<DailyLimitMode>(row.text(2)).value_or(DailyLimitMode::automatic);
  settings.manual_daily_limit = limit_at(row, 3);
  settings.sending_hours = hours_of(row.text(4));
  settings.sending_days = weekdays_of(row.text(5));
  settings.include_slots_in_message = flag_at(row, 6, true, false);
  settings.max_slots_to_offer = std::max(1, clamped(row, 7, 3, 1, 5));
  settings.prefer_favorite_staff = flag_at(row, 8, true, true);
  settings.conversion_threshold = threshold_at(row, 9, settings.conversion_threshold);
  read_added_settings(row, 10, settings);
  read_arms(session, company, settings);
  return settings;
}

std::vector<Rule> read_rules(Session& session, CompanyId company) {
  std::vector<Rule> rules;
  Rows row = session.database.query(
      "SELECT r.service_id, r.is_active, r.reactivation_interval_days, r.manual_interval,"
      " r.calculated_avg_interval, r.ai_suggested_interval, r.active_interval_source,"
      " r.retry_interval_days, r.max_attempts, r.discount_progression"
      " FROM service_reactivation_rules r"
      " JOIN services s ON s.id = r.service_id AND s.company_id = r.company_id"
      " WHERE r.company_id = ?1 ORDER BY r.service_id, r.id",
      company.value);
  while (row.next()) {
    const ServiceId service{row.integer(0)};
    if (!rules.empty() && rules.back().service_id == service) continue;
    Rule& rule = rules.emplace_back();
    rule.service_id = service;
    rule.is_active = flag_at(row, 1, false, false);
    rule.reactivation_interval_days = number_at(row, 2);
    rule.manual_interval = number_at(row, 3);
    rule.calculated_avg_interval = number_at(row, 4);
    rule.ai_suggested_interval = number_at(row, 5);
    rule.active_interval_source = enum_of<IntervalSource>(row.text(6));
    rule.retry_interval_days =
        clamped(row, 7, Rule{}.retry_interval_days, max_interval_days, max_interval_days);
    rule.max_attempts = clamped(row, 8, 0, 0, max_attempts_ceiling);
    rule.discount_progression = numbers_of(row.text(9));
  }
  return rules;
}

std::vector<Service> read_services(Session& session, CompanyId company) {
  std::vector<Service> services;
  Rows row = session.database.query(
      "SELECT id, title, price_minor, active FROM services WHERE company_id = ?1 AND id > 0"
      " ORDER BY id",
      company.value);
  while (row.next()) {
    services.push_back({ServiceId{row.integer(0)}, std::string{row.text(1)},
                        std::max<std::int64_t>(0, row.integer(2)), flag_at(row, 3, true, false)});
  }
  return services;
}

std::vector<Staff> read_staff(Session& session, CompanyId company) {
  std::vector<Staff> staff;
  Rows row = session.database.query(
      "SELECT id, name, active FROM staff WHERE company_id = ?1 AND id > 0 ORDER BY id",
      company.value);
  while (row.next()) {
    staff.push_back(
        {StaffId{row.integer(0)}, std::string{row.text(1)}, flag_at(row, 2, true, false)});
  }
  return staff;
}

namespace {

/// Several companies may keep a row about one account: the strictest word of each counts.
void add_other_companies(Session& session, CompanyId company, Account& account) {
  const auto stricter = [](std::optional<int>& limit, std::optional<int> other) {
    limit = std::min(limit.value_or(0), other.value_or(0));
  };
  Rows row = session.database.query(
      "SELECT h.warmup_level, h.daily_outbound_limit, h.hourly_outbound_limit,"
      " h.concurrent_limit, h.spam_score FROM reactivation_companies r"
      " JOIN whatsapp_account_health h USING (company_id)"
      " WHERE r.account_id = ?1 AND r.company_id <> ?2",
      account.id.value, company.value);
  while (row.next()) {
    account.warmup_level = std::min(account.warmup_level,
                                    enum_of<WarmupLevel>(row.text(0)).value_or(WarmupLevel::cold));
    stricter(account.daily_outbound_limit, limit_at(row, 1));
    stricter(account.hourly_outbound_limit, limit_at(row, 2));
    stricter(account.concurrent_limit, limit_at(row, 3));
    account.spam_score = std::max(account.spam_score, spam_score_at(row, 4));
  }
}

std::optional<StoredAccount> read_stored_account(Session& session, CompanyId company) {
  StoredAccount stored;
  Account& account = stored.account;
  {
    Rows row = session.database.query(
        "SELECT r.account_id, h.account_created_at, h.warmup_level, h.daily_outbound_limit,"
        " h.hourly_outbound_limit, h.concurrent_limit, h.spam_score, h.safe_sending_hours,"
        " h.safe_sending_days, a.min_interval_seconds, a.first_contact_daily_limit,"
        " a.paused_until, a.is_governed, a.armed_for IS NOT NULL"
        " FROM reactivation_companies r JOIN whatsapp_account_health h USING (company_id)"
        " JOIN reactivation_accounts a ON a.id = r.account_id WHERE r.company_id = ?1",
        company.value);
    if (!row.next()) return std::nullopt;
    account.id = AccountId{row.integer(0)};
    account.account_created_at = instant_at(row, 1, TimeZone::utc());
    account.warmup_level = enum_of<WarmupLevel>(row.text(2)).value_or(WarmupLevel::cold);
    // These columns are never empty in a sound file; an empty one allows nothing.
    account.daily_outbound_limit = limit_at(row, 3).value_or(0);
    account.hourly_outbound_limit = limit_at(row, 4).value_or(0);
    account.concurrent_limit = limit_at(row, 5).value_or(0);
    account.spam_score = spam_score_at(row, 6);
    account.safe_sending_hours = hours_of(row.text(7));
    account.safe_sending_days = weekdays_of(row.text(8));
    if (!row.is_null(9)) account.min_interval_seconds = clamped(row, 9, 0, 86400, 86400);
    account.first_contact_daily_limit = limit_at(row, 10);
    const Instant paused_until = barring_instant_at(row, 11);
    if (paused_until != no_instant) account.paused_until = paused_until;
    stored.is_governed = flag_at(row, 12, false, true) && row.integer(13) != 0;
  }
  add_other_companies(session, company, account);
  return stored;
}

/// With its sends and, when it is governed, the caps of now.
std::optional<Account> account_now(Session& session, std::optional<StoredAccount> stored,
                                   const TimeZone& zone, Instant now) {
  if (!stored) return std::nullopt;
  Account& account = stored->account;
  account.sends = read_sends(session, account.id, ledger_from(zone, now));
  // What reaches nobody, because nobody has armed the account for people, needs no governor.
  if (!stored->is_governed) return std::move(account);
  return governed_account(account, govern_now(session, account, zone, now));
}

}  // namespace

std::optional<Account> read_account(Session& session, const Company& company, Instant now) {
  return account_now(session, read_stored_account(session, company.id), company.time_zone, now);
}

std::optional<Account> read_account(Session& session, const CompanyPart& part, Instant now) {
  return account_now(session, part.account, part.company.time_zone, now);
}

std::optional<Governed> read_governed(Session& session, CompanyId company, Instant now) {
  const auto stored = read_stored_account(session, company);
  if (!stored || !stored->is_governed) return std::nullopt;
  return govern_now(session, stored->account, zone_of(session, company), now);
}

StoredGate read_stored_gate(Session& session, AccountId account) {
  StoredGate gate;
  Rows row = session.database.query(
      "SELECT armed_for, awaits_confirmation, is_stopped, acknowledged FROM reactivation_accounts"
      " WHERE id = ?1",
      account.value);
  if (!row.next()) return gate;
  if (!row.is_null(0)) gate.armed_for = std::string{row.text(0)};
  gate.awaits_confirmation = flag_at(row, 1, false, true);
  gate.is_stopped = flag_at(row, 2, false, true);
  if (const auto made = acknowledgement_of_word(row.text(3))) gate.acknowledged.insert(*made);
  return gate;
}

const CompanyPart& company_part(Session& session, CompanyId company) {
  session.kept.refresh(session.database);
  if (const CompanyPart* known = session.kept.find(company)) return *known;
  CompanyPart part;
  part.company = read_company(session, company);
  part.account_id = account_of(session, company);
  part.account = read_stored_account(session, company);
  part.gate = read_stored_gate(session, part.account_id);
  part.opt_outs = read_opt_out_scope(session, company);
  part.settings = read_settings(session, company);
  part.services = read_services(session, company);
  part.staff = read_staff(session, company);
  part.rules = read_rules(session, company);
  return session.kept.keep(std::move(part));
}

OutsideCodes read_outside_codes(Session& session, CompanyId company) {
  OutsideCodes codes;
  const auto read = [&](const char* sql, auto& out) {
    Rows row = session.database.query(sql, company.value);
    while (row.next()) {
      using Id = typename std::decay_t<decltype(out)>::value_type::first_type;
      out.emplace_back(Id{row.integer(0)}, std::string{row.text(1)});
    }
  };
  read(
      "SELECT id, reactivation_external_id FROM services WHERE company_id = ?1"
      " AND reactivation_external_id IS NOT NULL ORDER BY id",
      codes.services);
  read(
      "SELECT id, reactivation_external_id FROM staff WHERE company_id = ?1"
      " AND reactivation_external_id IS NOT NULL ORDER BY id",
      codes.staff);
  return codes;
}

std::vector<Slot> read_slots(Session& session, CompanyId company, Instant from, Instant until) {
  std::vector<Slot> slots;
  std::unordered_map<std::int64_t, int> taken;
  Rows row = session.database.query(
      "SELECT service_id, staff_id, starts_at, duration_minutes FROM reactivation_slots"
      " WHERE company_id = ?1 AND starts_at >= ?2 AND starts_at < ?3"
      " ORDER BY starts_at, service_id, staff_id",
      company.value, from, until);
  while (row.next()) {
    if (++taken[row.integer(0)] > slots_max) continue;
    slots.push_back({ServiceId{row.integer(0)}, StaffId{row.integer(1)},
                     Instant{Seconds{row.integer(2)}}, number_at(row, 3)});
  }
  return slots;
}

}  // namespace reactivation::sql
