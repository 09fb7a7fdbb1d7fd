// SqliteStore behind the suites' fixture, with a host that writes its own rows by SQL.
#include "adapters_sqlite/store_fixture.hpp"
#include "store_world.hpp"

namespace reactivation::contract {
namespace {

using store_test::Folder;
using store_test::Sql;

/// The two zones of the suites.
class ContractZones final : public TimeZoneSource {
public:
  result<TimeZone> find(std::string_view name) const override {
    if (name == "UTC") return TimeZone::utc();
    if (name == "Europe/Moscow") return TimeZone{"Europe/Moscow", {{min_instant, Seconds{10800}}}};
    return errc::time_zone_unknown;
  }
};
const ContractZones zones;

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string{"''"} : std::string{c};
  return out + "'";
}
std::string number(std::int64_t value) { return std::to_string(value); }
std::string seconds(Instant at) { return number(at.time_since_epoch().count()); }
std::string seconds(const std::optional<Instant>& at) { return at ? seconds(*at) : "NULL"; }

class SqliteFixture final : public StoreFixture {
public:
  void start(const std::vector<Snapshot>& companies) override {
    folder_ = std::make_unique<Folder>();
    reopen();
    for (const Snapshot& company : companies) add(company);
  }
  void reopen() override {
    store_.reset();
    std::string detail;
    auto opened = SqliteStore::open(folder_->file(), OpenMode::create_or_existing, zones, &detail);
    INFO(detail);
    REQUIRE(opened);
    store_ = std::move(opened).value();
  }
  SnapshotSource& snapshots() override { return *store_; }
  AttemptStore& attempts() override { return *store_; }
  Inbox& inbox() override { return *store_; }
  SlotSource& slots() override { return *store_; }
  Office& office() override { return *store_; }
  DialogueMemory& dialogues() override { return *store_; }

  void set_enabled(CompanyId company, Switch enabled) override {
    run("UPDATE reactivation_settings SET enabled = " +
        std::string{enabled == Switch::on ? "1" : "0"} +
        " WHERE company_id = " + number(company.value));
  }
  void put_client(CompanyId company, const Client& client) override {
    constexpr const char* consents[] = {"unknown", "granted", "denied"};
    constexpr const char* statuses[] = {"mobile", "invalid", "missing", "test"};
    const std::string phone = client.phone.is_set() ? quoted(to_e164(client.phone)) : "NULL";
    run("INSERT INTO clients (id, company_id, name, phone, reactivation_phone_status,"
        " reactivation_opt_out, reactivation_consent, reactivation_paused_until,"
        " reactivation_needs_person, reactivation_has_chat_history) VALUES (" +
        number(client.id.value) + ", " + number(company.value) + ", " + quoted(client.name) + ", " +
        phone + ", '" + statuses[static_cast<int>(client.phone_status)] + "', " +
        number(client.reactivation_opt_out) + ", '" + consents[static_cast<int>(client.consent)] +
        "', " + seconds(client.paused_until) + ", " + number(client.needs_person) + ", " +
        number(client.has_chat_history) +
        ") ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone,"
        " reactivation_phone_status = excluded.reactivation_phone_status,"
        " reactivation_opt_out = max(reactivation_opt_out, excluded.reactivation_opt_out),"
        " reactivation_consent = excluded.reactivation_consent,"
        " reactivation_paused_until = excluded.reactivation_paused_until,"
        " reactivation_needs_person = excluded.reactivation_needs_person,"
        " reactivation_has_chat_history = excluded.reactivation_has_chat_history");
  }
  void put_visit(CompanyId company, const Visit& visit) override {
    constexpr const char* statuses[] = {"completed", "booked", "cancelled", "no_show"};
    std::string services = "[";
    for (const ServiceId id : visit.service_ids) {
      services += (services.size() > 1 ? "," : "") + number(id.value);
    }
    const std::string id = visit.id.is_set() ? number(visit.id.value) : "NULL";
    run("INSERT INTO bookings (id, company_id, client_id, staff_id, service_ids, datetime, status,"
        " cost_minor, created_at) VALUES (" +
        id + ", " + number(company.value) + ", " + number(visit.client_id.value) + ", " +
        (visit.staff_id.is_set() ? number(visit.staff_id.value) : "NULL") + ", '" + services +
        "]', " + seconds(visit.starts_at) + ", '" + statuses[static_cast<int>(visit.status)] +
        "', " + number(visit.cost_minor) + ", " + seconds(visit.created_at) +
        ") ON CONFLICT (id) DO UPDATE SET status = excluded.status,"
        " datetime = excluded.datetime, service_ids = excluded.service_ids");
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

private:
  static std::string account_of(CompanyId company) {
    return "SELECT account_id FROM reactivation_companies WHERE company_id = " +
           number(company.value);
  }
  void run(const std::string& sql) const { Sql{folder_->file()}.run(sql); }

  void add(const Snapshot& snapshot) {
    NewCompany made;
    made.company = snapshot.company;
    made.now = noon;
    made.settings = snapshot.settings;
    made.account_id = snapshot.account->id;
    check(store_->create_company(made));
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
    for (const Rule& rule : snapshot.rules) check(store_->put_rule(snapshot.company.id, rule));
    for (const Client& client : snapshot.clients) put_client(snapshot.company.id, client);
    for (const Visit& visit : snapshot.visits) put_visit(snapshot.company.id, visit);
    check(store_->put_slots(snapshot.company.id, snapshot.slots));
    // An import sums the history of everybody whose bookings the host has changed.
    check(store_->begin(snapshot.company.id));
    check(store_->commit());
  }

  std::unique_ptr<Folder> folder_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace

std::unique_ptr<StoreFixture> make_store_fixture() { return std::make_unique<SqliteFixture>(); }

}  // namespace reactivation::contract
