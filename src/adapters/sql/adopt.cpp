// A database made from the original's tables keeps its rows and gets what we add.
#include "adopt.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "history.hpp"
#include "reactivation/core/account.hpp"
#include "reactivation/core/interval.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

/// Limits that still are the columns' defaults become those of the level.
void raise_default_limits(Database& database) {
  const AccountLimits defaults = limits_of_level(WarmupLevel::cold);
  for (const WarmupLevel level : {WarmupLevel::warm, WarmupLevel::hot}) {
    const AccountLimits limits = limits_of_level(level);
    const std::string_view word = word_of(level);
    database.change(
        "UPDATE whatsapp_account_health SET daily_outbound_limit = ?3"
        " WHERE warmup_level = ?1 AND daily_outbound_limit = ?2",
        word, defaults.sent_daily_max, limits.sent_daily_max);
    database.change(
        "UPDATE whatsapp_account_health SET hourly_outbound_limit = ?3"
        " WHERE warmup_level = ?1 AND hourly_outbound_limit = ?2",
        word, defaults.sent_hourly_max, limits.sent_hourly_max);
    database.change(
        "UPDATE whatsapp_account_health SET concurrent_limit = ?3"
        " WHERE warmup_level = ?1 AND concurrent_limit = ?2",
        word, defaults.concurrent_max, limits.concurrent_max);
  }
}

void add_default_rules(Database& database) {
  struct NewRule {
    std::int64_t company;
    std::int64_t service;
    int days;
  };
  std::vector<NewRule> rules;
  {
    Rows rows = database.query(
        "SELECT s.company_id, s.id, s.title, c.business_type"
        "  FROM services s JOIN reactivation_companies c USING (company_id)"
        " WHERE NOT EXISTS (SELECT 1 FROM service_reactivation_rules r"
        "   WHERE r.service_id = s.id AND r.company_id = s.company_id) ORDER BY s.id");
    while (rows.next()) {
      const auto type = enum_of<BusinessType>(rows.text(3)).value_or(BusinessType::other);
      rules.push_back({rows.integer(0), rows.integer(1), table_interval_days(type, rows.text(2))});
    }
  }
  for (const NewRule& rule : rules) {
    database.change(
        "INSERT INTO service_reactivation_rules"
        " (company_id, service_id, reactivation_interval_days, active_interval_source)"
        " VALUES (?1, ?2, ?3, 'default')",
        rule.company, rule.service, rule.days);
  }
}

struct OldCampaign {
  std::string id;
  CompanyId company;
  std::int64_t client = 0;
  std::int64_t service = 0;
  int attempt_number = 1;
  Instant sent_at;
  int discount = 0;
  std::string reply;
  std::optional<Instant> replied_at;
  std::string completion;
};

std::vector<OldCampaign> old_campaigns(Database& database) {
  std::vector<OldCampaign> campaigns;
  Rows rows = database.query(
      "SELECT id, company_id, client_id, service_id, attempt_number, sent_at, discount_offered,"
      " response_type, response_received_at, completion_reason FROM reactivation_campaigns"
      " WHERE client_id IS NOT NULL AND service_id IS NOT NULL ORDER BY sent_at, id");
  while (rows.next()) {
    const auto sent_at = instant_at(rows, 5, TimeZone::utc());
    if (!sent_at || !attempt_id_of(rows.text(0))) continue;
    campaigns.push_back({std::string{rows.text(0)}, CompanyId{rows.integer(1)}, rows.integer(2),
                         rows.integer(3), std::max(1, number_at(rows, 4).value_or(1)), *sent_at,
                         std::clamp(number_at(rows, 6).value_or(0), 0, 100),
                         std::string{rows.is_null(7) ? "none" : rows.text(7)},
                         instant_at(rows, 8, TimeZone::utc()),
                         std::string{rows.is_null(9) ? "none" : rows.text(9)}});
  }
  return campaigns;
}

/// The last completed visit of the service before the message, else the message itself.
Instant visit_before(Database& database, const OldCampaign& campaign, const TimeZone& zone) {
  Instant last = no_instant;
  std::vector<std::int64_t> ids;
  Rows rows = database.query(
      "SELECT datetime, service_ids FROM bookings"
      " WHERE company_id = ?1 AND client_id = ?2 AND status = 'completed'",
      campaign.company.value, campaign.client);
  while (rows.next()) {
    const auto at = instant_at(rows, 0, zone);
    ids_in_list(rows.text(1), ids);
    const bool has_service = std::find(ids.begin(), ids.end(), campaign.service) != ids.end();
    if (at && *at <= campaign.sent_at && has_service) last = std::max(last, *at);
  }
  return last == no_instant ? campaign.sent_at : last;
}

/// What the original sent counts in cycles and waits for its answer like our own attempts.
void add_old_attempts(Session& session) {
  Database& database = session.database;
  for (const OldCampaign& campaign : old_campaigns(database)) {
    // The cycle's date needs a zone; until the company has one, the date in UTC is near enough,
    // because attempts also count by the instant they were sent.
    const TimeZone& known = zone_of(session, campaign.company);
    const TimeZone zone = known.is_known() ? known : TimeZone::utc();
    const Instant visit = visit_before(database, campaign, zone);
    const auto reply = enum_of<ReplyType>(campaign.reply).value_or(ReplyType::unclear);
    const auto completion =
        enum_of<CompletionReason>(campaign.completion).value_or(CompletionReason::none);
    const LocalDate cycle = zone.local_date(visit);
    const AttemptId first = attempt_id(
        {campaign.company, ClientId{campaign.client}, ServiceId{campaign.service}, cycle, 1});
    const std::int64_t added = database.change(
        "INSERT OR IGNORE INTO reactivation_attempts (id, company_id, client_id, service_id,"
        " cycle_key, attempt_number, campaign_id, state, planned_on, rank, priority_score,"
        " last_visit_at, days_since_visit, interval_days, interval_source, discount_percent,"
        " sent_at, reply_type, response_received_at, completion_reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'accepted', ?8, 0, 0, ?9, ?10, 0, 'default', ?11,"
        " ?12, ?13, ?14, ?15)",
        campaign.id, campaign.company.value, campaign.client, campaign.service, to_iso_date(cycle),
        campaign.attempt_number, to_string(first), to_iso_date(zone.local_date(campaign.sent_at)),
        visit, (campaign.sent_at - visit) / Seconds{86400}, campaign.discount, campaign.sent_at,
        word_of(reply), campaign.replied_at, word_of(completion));
    if (added == 0) continue;  // the original sent that attempt twice
    append(session, {.company_id = campaign.company,
                     .client_id = campaign.client,
                     .attempt_id = campaign.id,
                     .kind = "attempt",
                     .from_state = {},
                     .to_state = word_of(AttemptState::accepted),
                     .at = campaign.sent_at,
                     .why = "sent before this library was used"});
  }
}

}  // namespace

void adopt_existing_rows(Session& session) {
  Database& database = session.database;
  raise_default_limits(database);
  add_default_rules(database);
  add_old_attempts(session);
  std::vector<CompanyId> companies;
  {
    Rows rows = database.query("SELECT company_id FROM reactivation_companies");
    while (rows.next()) companies.push_back(CompanyId{rows.integer(0)});
  }
  for (const CompanyId company : companies) refresh_history(session, company);
}

}  // namespace reactivation::sql
