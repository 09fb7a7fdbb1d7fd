#include "host_rows.hpp"

#include <vector>

namespace simulation_test {

using namespace reactivation;

namespace {

constexpr const char* consents[] = {"unknown", "granted", "denied"};
constexpr const char* phone_statuses[] = {"mobile", "invalid", "missing", "test"};
constexpr const char* visit_statuses[] = {"completed", "booked", "cancelled", "no_show"};
constexpr const char* levels[] = {"cold", "warm", "hot"};
constexpr const char* loyalties[] = {"", "New", "Bronze", "Silver", "Gold", "VIP"};

template <class Enum, std::size_t Count>
Value word(const char* const (&words)[Count], Enum value) {
  return std::string{words[static_cast<std::size_t>(value)]};
}
Value flag(bool value) { return std::int64_t{value ? 1 : 0}; }
Value seconds(Instant at) { return at.time_since_epoch().count(); }
Value seconds(const std::optional<Instant>& at) { return at ? seconds(*at) : Value{}; }
Value number(const std::optional<int>& value) {
  return value ? Value{std::int64_t{*value}} : Value{};
}
template <class Noun>
Value id(Id<Noun> value) {
  return value.is_set() ? Value{value.value} : Value{};
}

template <class Range, class Text>
std::string json_list(const Range& range, Text text) {
  std::string out = "[";
  for (const auto& one : range) out += (out.size() > 1 ? "," : "") + text(one);
  return out + "]";
}
std::string json_of(HourRange hours) {
  return "{\"start\": " + std::to_string(hours.start) + ", \"end\": " + std::to_string(hours.end) +
         "}";
}
std::string json_of(WeekdaySet days) {
  std::vector<int> numbers;
  for (int day = 1; day <= 7; ++day) {
    if (days.contains(day)) numbers.push_back(day);
  }
  return json_list(numbers, [](int day) { return std::to_string(day); });
}

/// A view takes no ON CONFLICT. What only a new row gets stands after what is changed.
void put_row(HostDatabase& host, const char* update, const char* insert, std::vector<Value> values,
             const std::vector<Value>& of_new_rows = {}) {
  if (host.run(update, values) > 0) return;
  values.insert(values.end(), of_new_rows.begin(), of_new_rows.end());
  host.run(insert, values);
}

}  // namespace

void put_company_rows(HostDatabase& host, const Snapshot& company) {
  const Value own = company.company.id.value;
  host.run("UPDATE reactivation_companies SET timezone = ?2 WHERE company_id = ?1",
           {own, std::string{company.company.time_zone.name()}});
  for (const Service& service : company.services) {
    host.run(
        "INSERT INTO services (id, company_id, title, price_minor, active)"
        " VALUES (?1, ?2, ?3, ?4, ?5)",
        {service.id.value, own, service.title, service.price_minor, flag(service.active)});
  }
}

void put_staff_rows(HostDatabase& host, const Snapshot& company) {
  const Value own = company.company.id.value;
  for (const Staff& member : company.staff) {
    put_row(host, "UPDATE staff SET name = ?3, active = ?4 WHERE id = ?1 AND company_id = ?2",
            "INSERT INTO staff (id, company_id, name, active) VALUES (?1, ?2, ?3, ?4)",
            {member.id.value, own, member.name, flag(member.active)});
  }
}

void put_account_rows(HostDatabase& host, const Snapshot& company) {
  const Value own = company.company.id.value;
  const Account& account = *company.account;
  const AccountLimits limits = limits_of(account);
  host.run(
      "UPDATE whatsapp_account_health SET warmup_level = ?2, daily_outbound_limit = ?3,"
      " hourly_outbound_limit = ?4, concurrent_limit = ?5, spam_score = ?6,"
      " safe_sending_hours = ?7, safe_sending_days = ?8, account_created_at = ?9"
      " WHERE company_id = ?1",
      {own, word(levels, account.warmup_level), std::int64_t{limits.sent_daily_max},
       std::int64_t{limits.sent_hourly_max}, std::int64_t{limits.concurrent_max},
       account.spam_score, json_of(account.safe_sending_hours), json_of(account.safe_sending_days),
       seconds(account.account_created_at)});
  host.run(
      "UPDATE reactivation_accounts SET min_interval_seconds = ?2,"
      " first_contact_daily_limit = ?3 WHERE id = ?1",
      {account.id.value, number(account.min_interval_seconds),
       number(account.first_contact_daily_limit)});
  put_account_pause(host, account);
}

void put_account_pause(HostDatabase& host, const Account& account) {
  host.run("UPDATE reactivation_accounts SET paused_until = ?2 WHERE id = ?1",
           {account.id.value, seconds(account.paused_until)});
}

void put_client_row(HostDatabase& host, CompanyId company, const Client& client,
                    const std::string& zone) {
  put_row(host,
          "UPDATE clients SET name = ?3, phone = ?4, reactivation_phone_status = ?5,"
          " reactivation_opt_out = CASE WHEN ?6 <> 0 THEN 1 ELSE reactivation_opt_out END,"
          " reactivation_consent = CASE WHEN reactivation_consent = 'denied' AND ?7 = 'unknown'"
          "  THEN 'denied' ELSE ?7 END,"
          " reactivation_has_chat_history = ?8, loyalty_level = ?9, reactivation_timezone = ?10"
          " WHERE id = ?1 AND company_id = ?2",
          "INSERT INTO clients (id, company_id, name, phone, reactivation_phone_status,"
          " reactivation_opt_out, reactivation_consent, reactivation_has_chat_history,"
          " loyalty_level, reactivation_timezone, reactivation_paused_until,"
          " reactivation_needs_person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
          {client.id.value, company.value, client.name,
           client.phone.is_set() ? Value{to_e164(client.phone)} : Value{},
           word(phone_statuses, client.phone_status), flag(client.reactivation_opt_out),
           word(consents, client.consent), flag(client.has_chat_history),
           word(loyalties, client.loyalty_level), zone.empty() ? Value{} : Value{zone}},
          {seconds(client.paused_until), flag(client.needs_person)});
}

void put_visit_row(HostDatabase& host, CompanyId company, const Visit& visit) {
  put_row(host,
          "UPDATE bookings SET client_id = ?3, staff_id = ?4, service_ids = ?5, datetime = ?6,"
          " status = ?7, cost_minor = ?8, created_at = ?9 WHERE id = ?1 AND company_id = ?2",
          "INSERT INTO bookings (id, company_id, client_id, staff_id, service_ids, datetime,"
          " status, cost_minor, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          {id(visit.id), company.value, visit.client_id.value, id(visit.staff_id),
           json_list(visit.service_ids,
                     [](ServiceId service) { return std::to_string(service.value); }),
           seconds(visit.starts_at), word(visit_statuses, visit.status), visit.cost_minor,
           seconds(visit.created_at)});
}

}  // namespace simulation_test
