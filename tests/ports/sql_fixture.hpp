// A store over SQL behind the suites' fixture, with a host that writes its own rows.
#pragma once

#include <string>
#include <vector>

#include "reactivation/adapters/sql_store.hpp"
#include "store_world.hpp"

namespace reactivation::contract {

/// The two zones of the suites.
class ContractZones final : public TimeZoneSource {
public:
  result<TimeZone> find(std::string_view name) const override {
    if (name == "UTC") return TimeZone::utc();
    if (name == "Europe/Moscow") return TimeZone{"Europe/Moscow", {{min_instant, Seconds{10800}}}};
    return errc::time_zone_unknown;
  }
};
inline const ContractZones contract_zones;

inline std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string{"''"} : std::string{c};
  return out + "'";
}
inline std::string number(std::int64_t value) { return std::to_string(value); }
inline std::string seconds(Instant at) { return number(at.time_since_epoch().count()); }
inline std::string seconds(const std::optional<Instant>& at) { return at ? seconds(*at) : "NULL"; }

/// The store's tables hold the same columns whatever the database; a subclass opens it and runs the
/// host's SQL.
class SqlFixture : public StoreFixture {
public:
  void start(const std::vector<Snapshot>& companies) override {
    make_database();
    reopen();
    for (const Snapshot& company : companies) add(company);
  }
  SnapshotSource& snapshots() override { return store(); }
  AttemptStore& attempts() override { return store(); }
  Inbox& inbox() override { return store(); }
  SlotSource& slots() override { return store(); }
  Office& office() override { return store(); }
  DialogueMemory& dialogues() override { return store(); }

  void set_enabled(CompanyId company, Switch enabled) override {
    run("UPDATE reactivation_settings SET enabled = " +
        std::string{enabled == Switch::on ? "1" : "0"} +
        " WHERE company_id = " + number(company.value));
  }
  void put_client(CompanyId company, const Client& client) override {
    constexpr const char* consents[] = {"unknown", "granted", "denied"};
    constexpr const char* statuses[] = {"mobile", "invalid", "missing", "test"};
    const std::string phone = client.phone.is_set() ? quoted(to_e164(client.phone)) : "NULL";
    const std::string values = quoted(client.name) + ", " + phone + ", '" +
                               statuses[static_cast<int>(client.phone_status)] + "', '" +
                               consents[static_cast<int>(client.consent)] + "', " +
                               seconds(client.paused_until) + ", " + number(client.needs_person) +
                               ", " + number(client.has_chat_history);
    const std::string columns =
        "name, phone, reactivation_phone_status, reactivation_consent, reactivation_paused_until,"
        " reactivation_needs_person, reactivation_has_chat_history";
    if (has_row("clients", client.id.value)) {
      run("UPDATE clients SET (" + columns + ") = (" + values +
          ") WHERE id = " + number(client.id.value));
      if (client.reactivation_opt_out) {
        run("UPDATE clients SET reactivation_opt_out = 1 WHERE id = " + number(client.id.value));
      }
      return;
    }
    run("INSERT INTO clients (id, company_id, reactivation_opt_out, " + columns + ") VALUES (" +
        number(client.id.value) + ", " + number(company.value) + ", " +
        number(client.reactivation_opt_out) + ", " + values + ")");
  }
  void put_visit(CompanyId company, const Visit& visit) override {
    constexpr const char* statuses[] = {"completed", "booked", "cancelled", "no_show"};
    std::string services = "[";
    for (const ServiceId id : visit.service_ids) {
      services += (services.size() > 1 ? "," : "") + number(id.value);
    }
    services = quoted(services + "]");
    const std::string status = quoted(statuses[static_cast<int>(visit.status)]);
    if (visit.id.is_set() && has_row("bookings", visit.id.value)) {
      run("UPDATE bookings SET status = " + status + ", datetime = " + seconds(visit.starts_at) +
          ", service_ids = " + services + " WHERE id = " + number(visit.id.value));
      return;
    }
    const bool has_id = visit.id.is_set();
    run("INSERT INTO bookings (" + std::string{has_id ? "id, " : ""} +
        "company_id, client_id, staff_id, service_ids, datetime, status, cost_minor, created_at)"
        " VALUES (" +
        (has_id ? number(visit.id.value) + ", " : "") + number(company.value) + ", " +
        number(visit.client_id.value) + ", " +
        (visit.staff_id.is_set() ? number(visit.staff_id.value) : "NULL") + ", " + services + ", " +
        seconds(visit.starts_at) + ", " + status + ", " + number(visit.cost_minor) + ", " +
        seconds(visit.created_at) + ")");
  }
  void pause_account(CompanyId company, Instant until) override {
    run("UPDATE reactivation_accounts SET paused_until = " + seconds(until) + " WHERE id = (" +
        account_of(company) + ")");
  }
  void set_governed(AccountId account, Switch governed) override {
    run("UPDATE reactivation_accounts SET is_governed = " +
        std::string{governed == Switch::on ? "1" : "0"} + " WHERE id = " + number(account.value));
  }
  void ban_account(CompanyId company) override {
    run("UPDATE reactivation_accounts SET awaits_confirmation = 1 WHERE id = (" +
        account_of(company) + ")");
  }

protected:
  virtual void make_database() = 0;
  [[nodiscard]] virtual SqlStore& store() = 0;
  virtual void run(const std::string& sql) const = 0;
  [[nodiscard]] virtual bool has_row(const std::string& table, std::int64_t id) const = 0;

private:
  static std::string account_of(CompanyId company) {
    return "SELECT account_id FROM reactivation_companies WHERE company_id = " +
           number(company.value);
  }

  void add(const Snapshot& snapshot) {
    NewCompany made;
    made.company = snapshot.company;
    made.now = noon;
    made.settings = snapshot.settings;
    made.account_id = snapshot.account->id;
    check(store().create_company(made));
    const std::string company = number(snapshot.company.id.value);
    const AccountLimits limits = limits_of(*snapshot.account);
    constexpr const char* levels[] = {"cold", "warm", "hot"};
    run("UPDATE whatsapp_account_health SET warmup_level = '" +
        std::string{levels[static_cast<int>(snapshot.account->warmup_level)]} +
        "', account_created_at = " + seconds(snapshot.account->account_created_at) +
        ", daily_outbound_limit = " + number(limits.sent_daily_max) +
        ", hourly_outbound_limit = " + number(limits.sent_hourly_max) +
        ", concurrent_limit = " + number(limits.concurrent_max) + " WHERE company_id = " + company);
    run("UPDATE reactivation_accounts SET min_interval_seconds = " +
        number(limits.gap_min.count()) +
        ", is_governed = 0 WHERE id = " + number(snapshot.account->id.value));
    for (const Service& service : snapshot.services) {
      run("INSERT INTO services (id, company_id, title, price_minor) VALUES (" +
          number(service.id.value) + ", " + company + ", " + quoted(service.title) + ", " +
          number(service.price_minor) + ")");
    }
    for (const Staff& member : snapshot.staff) {
      run("INSERT INTO staff (id, company_id, name) VALUES (" + number(member.id.value) + ", " +
          company + ", " + quoted(member.name) + ")");
    }
    for (const Rule& rule : snapshot.rules) check(store().put_rule(snapshot.company.id, rule));
    for (const Client& client : snapshot.clients) put_client(snapshot.company.id, client);
    for (const Visit& visit : snapshot.visits) put_visit(snapshot.company.id, visit);
    check(store().put_slots(snapshot.company.id, snapshot.slots));
    // An import sums the history of everybody whose bookings the host has changed.
    check(store().begin(snapshot.company.id));
    check(store().commit());
  }
};

}  // namespace reactivation::contract
