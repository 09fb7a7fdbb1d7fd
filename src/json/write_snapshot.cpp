#include <algorithm>
#include <utility>

#include "reactivation/json/parts_json.hpp"
#include "reactivation/json/snapshot_json.hpp"
#include "writer.hpp"

namespace reactivation {
namespace {

using json::Writer;

/// Enumerators that stand for "nothing" are null in a document.
template <class Enum>
std::optional<Enum> unless(Enum value, Enum nothing) {
  return value == nothing ? std::nullopt : std::optional{value};
}

void put_company(Writer& out, const Company& company) {
  out.open('{');
  out.field("id", company.id);
  out.field("name", company.name);
  out.field("business_type", company.business_type);
  out.field("timezone", company.time_zone.name());
  out.field("locale", company.locale);
  out.field("country", company.country);
  out.field("currency", company.currency);
  out.close('}');
}

void put_settings(Writer& out, const Settings& settings) {
  out.open('{');
  out.field("enabled", settings.enabled);
  out.field("tone", settings.tone);
  out.field("address_form", settings.address_form);
  out.field("daily_limit_mode", settings.daily_limit_mode);
  out.field("manual_daily_limit", settings.manual_daily_limit);
  out.field("sending_hours", settings.sending_hours);
  out.field("sending_days", settings.sending_days);
  out.field("holidays", settings.holidays);
  out.field("include_slots_in_message", settings.include_slots_in_message);
  out.field("max_slots_to_offer", settings.max_slots_to_offer);
  out.field("max_offers_per_slot", settings.max_offers_per_slot);
  out.field("prefer_favorite_staff", settings.prefer_favorite_staff);
  out.field("discount_from_attempt", settings.discount_from_attempt);
  out.field("max_discount_percent", settings.max_discount_percent);
  out.field("require_consent", settings.require_consent);
  out.field("opt_out_on_negative", settings.opt_out_on_negative);
  out.field("require_approval", settings.require_approval);
  out.field("recent_visit_days", settings.recent_visit_days);
  out.field("lapsed_cutoff_days", settings.lapsed_cutoff_days);
  out.field("conversion_threshold", settings.conversion_threshold);
  out.key("holdout");
  out.open('{');
  out.field("percent", settings.holdout.percent);
  out.field("name", settings.holdout.name);
  out.close('}');
  out.key("arms");
  out.open('{');
  out.field("name", settings.arms.name);
  out.field("discounts", settings.arms.discounts);
  out.field("tones", settings.arms.tones);
  out.field("slots", settings.arms.slots);
  out.close('}');
  out.field("discount_budget_minor", settings.discount_budget_minor);
  out.field("margin_percent", settings.margin_percent);
  out.close('}');
}

void put_account(Writer& out, const Account& account) {
  out.open('{');
  out.field("id", account.id);
  out.field("account_created_at", account.account_created_at);
  out.field("warmup_level", account.warmup_level);
  out.field("daily_outbound_limit", account.daily_outbound_limit);
  out.field("hourly_outbound_limit", account.hourly_outbound_limit);
  out.field("concurrent_limit", account.concurrent_limit);
  out.field("min_interval_seconds", account.min_interval_seconds);
  out.field("first_contact_daily_limit", account.first_contact_daily_limit);
  out.field("spam_score", account.spam_score);
  out.field("paused_until", account.paused_until);
  out.field("safe_sending_hours", account.safe_sending_hours);
  out.field("safe_sending_days", account.safe_sending_days);
  out.field("sends", account.sends);
  out.close('}');
}

void put_discounts(Writer& out, const DiscountFacts& discounts) {
  out.open('{');
  out.key("arms");
  out.open('[');
  for (const DiscountArm& arm : discounts.arms) {
    out.open('{');
    out.field("percent", arm.percent);
    out.field("sent", arm.sent);
    out.field("booked", arm.booked);
    out.close('}');
  }
  out.close(']');
  out.field("given_minor", discounts.given_minor);
  out.field("offered_minor", discounts.offered_minor);
  out.close('}');
}

bool has_short_interval(const Rule& rule) noexcept {
  constexpr int shortest_usual_days = 7;
  const std::optional<int> all[] = {rule.reactivation_interval_days, rule.manual_interval,
                                    rule.calculated_avg_interval, rule.ai_suggested_interval};
  return std::ranges::any_of(
      all, [](const std::optional<int>& days) { return days && *days < shortest_usual_days; });
}

void put_rule(Writer& out, const Rule& rule) {
  out.open('{');
  out.field("service_id", rule.service_id);
  out.field("is_active", rule.is_active);
  out.field("reactivation_interval_days", rule.reactivation_interval_days);
  out.field("manual_interval", rule.manual_interval);
  out.field("calculated_avg_interval", rule.calculated_avg_interval);
  out.field("ai_suggested_interval", rule.ai_suggested_interval);
  out.field("active_interval_source", rule.active_interval_source);
  out.field("retry_interval_days", rule.retry_interval_days);
  out.field("max_attempts", rule.max_attempts);
  out.field("discount_progression", rule.discount_progression);
  out.field("allow_short_interval", has_short_interval(rule));
  out.close('}');
}

void put_service(Writer& out, const Service& service) {
  out.open('{');
  out.field("id", service.id);
  out.field("title", service.title);
  out.field("price_minor", service.price_minor);
  out.field("active", service.active);
  out.close('}');
}

void put_staff(Writer& out, const Staff& member) {
  out.open('{');
  out.field("id", member.id);
  out.field("name", member.name);
  out.field("active", member.active);
  out.close('}');
}

void put_client(Writer& out, const Client& client, const std::vector<TimeZone>& zones) {
  const bool has_zone = client.zone && *client.zone < zones.size();
  out.open('{');
  out.field("id", client.id);
  out.key("phone");
  client.phone.is_set() ? out.put(to_e164(client.phone)) : out.put_null();
  out.field("phone_status", client.phone_status);
  out.field("name", client.name);
  out.field("locale", client.locale);
  out.key("timezone");
  has_zone ? out.put(zones[*client.zone].name()) : out.put_null();
  out.field("visit_count", client.visit_count);
  out.field("loyalty_level", unless(client.loyalty_level, LoyaltyLevel::unknown));
  out.field("total_spent_minor", client.total_spent_minor);
  out.field("reactivation_opt_out", client.reactivation_opt_out);
  out.field("consent", client.consent);
  out.field("last_reactivation_sent", client.last_reactivation_sent);
  out.field("paused_until", client.paused_until);
  out.field("needs_person", client.needs_person);
  out.field("has_chat_history", client.has_chat_history);
  out.field("preferred_staff_id", client.preferred_staff_id);
  out.close('}');
}

void put_visit(Writer& out, const Visit& visit, const TimeZone& zone) {
  out.open('{');
  out.field("id", visit.id);
  out.field("client_id", visit.client_id);
  out.field("service_ids", visit.service_ids);
  out.field("staff_id", visit.staff_id);
  out.key("datetime");
  // A bare date says that the time is not known.
  const bool is_bare = !visit.is_time_known && zone.is_known();
  is_bare ? out.put(zone.local_date(visit.starts_at)) : out.put(visit.starts_at);
  out.field("status", visit.status);
  out.field("cost_minor", visit.cost_minor);
  out.field("created_at", visit.created_at);
  out.close('}');
}

void put_attempt(Writer& out, const Attempt& attempt) {
  out.open('{');
  out.field("id", to_string(attempt.id));
  out.field("client_id", attempt.client_id);
  out.field("service_id", attempt.service_id);
  out.field("cycle_key", attempt.cycle_key);
  out.field("attempt_number", attempt.attempt_number);
  out.field("state", attempt.state);
  out.field("not_before", attempt.not_before);
  out.field("not_after", attempt.not_after);
  out.field("sent_at", attempt.sent_at);
  out.field("discount_percent", attempt.discount_percent);
  out.field("reply_type", unless(attempt.reply_type, ReplyType::none));
  out.field("response_received_at", attempt.response_received_at);
  out.field("completion_reason", unless(attempt.completion_reason, CompletionReason::none));
  out.close('}');
}

void put_slot(Writer& out, const Slot& slot) {
  out.open('{');
  out.field("service_id", slot.service_id);
  out.field("staff_id", slot.staff_id);
  out.field("datetime", slot.starts_at);
  out.field("duration_minutes", slot.duration_minutes);
  out.close('}');
}

/// One row a line.
template <class Row, class Put>
void put_rows(Writer& out, std::string_view name, const std::vector<Row>& rows, Put put) {
  out.line_break();
  out.key(name);
  out.open('[');
  for (const Row& row : rows) {
    out.line_break();
    put(out, row);
  }
  out.close(']');
}

template <class Value, class Put>
std::string written(const Value& value, Put put) {
  Writer out;
  put(out, value);
  return out.take();
}

template <class Value>
std::string written(const Value& value) {
  return written(value, [](Writer& out, const Value& it) { out.put(it); });
}

}  // namespace

std::string write_snapshot(const Snapshot& snapshot) {
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.snapshot/1");
  out.line_break();
  out.key("company");
  put_company(out, snapshot.company);
  out.line_break();
  out.key("settings");
  put_settings(out, snapshot.settings);
  out.line_break();
  out.key("account");
  snapshot.account ? put_account(out, *snapshot.account) : out.put_null();
  put_rows(out, "services", snapshot.services, put_service);
  put_rows(out, "staff", snapshot.staff, put_staff);
  put_rows(out, "rules", snapshot.rules, put_rule);
  put_rows(out, "clients", snapshot.clients, [&](Writer& to, const Client& client) {
    put_client(to, client, snapshot.client_zones);
  });
  put_rows(out, "visits", snapshot.visits, [&](Writer& to, const Visit& visit) {
    put_visit(to, visit, snapshot.company.time_zone);
  });
  put_rows(out, "attempts", snapshot.attempts, put_attempt);
  put_rows(out, "slots", snapshot.slots, put_slot);
  if (snapshot.discounts != DiscountFacts{}) {
    out.line_break();
    out.key("discounts");
    put_discounts(out, snapshot.discounts);
  }
  out.close('}');
  out.end_line();
  return out.take();
}

std::string write_settings(const Settings& settings) { return written(settings, put_settings); }
std::string write_rule(const Rule& rule) { return written(rule, put_rule); }
std::string write_account(const Account& account) { return written(account, put_account); }
std::string write_hour_range(HourRange hours) { return written(hours); }
std::string write_weekdays(WeekdaySet days) { return written(days); }
std::string write_integers(const std::vector<int>& numbers) { return written(numbers); }
std::string write_dates(const std::vector<LocalDate>& dates) { return written(dates); }

}  // namespace reactivation
