#include "sql_world_store.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "host_rows.hpp"
#include "reactivation/json/parts_json.hpp"
#include "reactivation/simulation/interposed_store.hpp"

namespace simulation_test {
namespace {

using namespace reactivation;
using namespace reactivation::simulation;
using boost::outcome_v2::success;

constexpr int rows_at_once = 1'000'000;
/// All companies are made then; no decision reads it.
constexpr Instant made_at{Seconds{1'262'304'000}};

/// Shared by the store and its accesses.
class Desk;

/// Stands around every call of a worker to a port: only in there trouble comes from beneath.
class IoHand {
public:
  explicit IoHand(Desk& desk) : desk_(desk) {}

  template <class Call>
  auto run(std::string_view name, Call call) -> decltype(call());

  /// The access lives on, its process does not.
  void cut() noexcept { is_cut_ = true; }

private:
  Desk& desk_;
  bool is_cut_ = false;
};

class WorkerRuns final : public RunStore {
public:
  WorkerRuns(std::unique_ptr<SqlStore>& store, IoHand& hand) : store_(store), hand_(hand) {}
  result<RunAnswer> begin_run(const RunClaim& claim) override {
    return hand_.run("begin_run", [&] { return store_->begin_run(claim); });
  }
  result<void> end_run(const RunTicket& ticket, const RunOutcome& outcome) override {
    return hand_.run("end_run", [&] { return store_->end_run(ticket, outcome); });
  }
  result<std::optional<RunRecord>> find_run(const RunKey& key) override {
    return hand_.run("find_run", [&] { return store_->find_run(key); });
  }
  result<std::vector<ScheduledCompany>> list_scheduled() override {
    return hand_.run("list_scheduled", [&] { return store_->list_scheduled(); });
  }

private:
  std::unique_ptr<SqlStore>& store_;
  IoHand& hand_;
};

class WorkerDialogues final : public DialogueMemory {
public:
  WorkerDialogues(std::unique_ptr<SqlStore>& store, IoHand& hand) : store_(store), hand_(hand) {}
  result<std::optional<Dialogue>> load_dialogue(CompanyId company, ClientId client) override {
    return hand_.run("load_dialogue", [&] { return store_->load_dialogue(company, client); });
  }
  result<void> save_dialogue(const Dialogue& dialogue) override {
    return hand_.run("save_dialogue", [&] { return store_->save_dialogue(dialogue); });
  }

private:
  std::unique_ptr<SqlStore>& store_;
  IoHand& hand_;
};

/// What `InterposedStore` asks for the ports.
struct Ports {
  std::unique_ptr<SqlStore>& store;
  SnapshotSource& snapshots() { return *store; }
  AttemptStore& attempts() { return *store; }
  Inbox& inbox() { return *store; }
  Office& office() { return *store; }
  SlotSource& slots() { return *store; }
};

class WorkerAccess final : public StoreAccess {
public:
  WorkerAccess(Desk& desk, std::unique_ptr<SqlStore> opened);
  ~WorkerAccess() override;

  SnapshotSource& snapshots() override { return store_; }
  AttemptStore& attempts() override { return store_; }
  Inbox& inbox() override { return store_; }
  SlotSource& slots() override { return store_; }
  Office& office() override { return store_; }
  DialogueMemory& dialogues() override { return dialogues_; }
  RunStore& runs() override { return runs_; }

  /// The machine goes down.
  void cut() {
    opened_.reset();
    hand_.cut();
  }

private:
  Desk& desk_;
  std::unique_ptr<SqlStore> opened_;
  IoHand hand_;
  Ports ports_{opened_};
  InterposedStore<Ports, IoHand> store_{ports_, hand_};
  WorkerRuns runs_{opened_, hand_};
  WorkerDialogues dialogues_{opened_, hand_};
};

/// The host's own way in, which no fault meets.
class HostAccess final : public StoreAccess {
public:
  explicit HostAccess(WorldDatabase& database) : database_(database) {}
  SnapshotSource& snapshots() override { return database_.host_store(); }
  AttemptStore& attempts() override { return database_.host_store(); }
  Inbox& inbox() override { return database_.host_store(); }
  SlotSource& slots() override { return database_.host_store(); }
  Office& office() override { return database_.host_store(); }
  DialogueMemory& dialogues() override { return database_.host_store(); }
  RunStore& runs() override { return database_.host_store(); }

private:
  WorldDatabase& database_;
};

/// The database, who is in it, and what will go wrong.
class Desk {
public:
  explicit Desk(std::unique_ptr<WorldDatabase> database) : database_(std::move(database)) {
    arm(Trouble::none, 0);
  }

  // --- Around a call of a worker ---------------------------------------------------------------
  void enter() {
    changes_before_ = database_->changes();
    database_->resume();
  }
  /// Whether the caller hears of it. Throws Crash.
  [[nodiscard]] bool leave(std::string_view name);
  /// The worker's process is gone, what it had open is closed.
  void bury();

  void meet(FaultKind kind, std::uint64_t call);
  void plan_death(Death death, long index);
  /// A death that was planned has come by then, and what is counted is what came before.
  void calm_down() {
    disk_calls_ = disk_calls();
    is_calm_ = true;
    arm(Trouble::none, 0);
  }

  void join(WorkerAccess* access) { workers_.push_back(access); }
  void part(WorkerAccess* access) { std::erase(workers_, access); }
  WorldDatabase& database() { return *database_; }
  [[nodiscard]] bool has_died() const noexcept { return has_died_; }
  [[nodiscard]] long disk_calls() const { return is_calm_ ? disk_calls_ : database_->calls(); }
  [[nodiscard]] long commits() const noexcept { return commits_; }

private:
  void arm(Trouble trouble, long call) {
    database_->arm(trouble, call);
    unheard_in_ = -1;
    refused_max_ = -1;
  }

  std::unique_ptr<WorldDatabase> database_;
  std::vector<WorkerAccess*> workers_;
  Death death_ = Death::none;
  long index_ = -1;
  bool has_died_ = false;
  bool is_dying_ = false;
  bool is_calm_ = false;
  long disk_calls_ = 0;
  long commits_ = 0;
  long changes_before_ = 0;
  long unheard_in_ = -1;   ///< commits until one is not heard of
  long refused_max_ = -1;  ///< then there is room again where there was none
};

void Desk::meet(FaultKind kind, std::uint64_t number) {
  const auto call = static_cast<long>(number);
  switch (kind) {
    case FaultKind::disk_fails:
      return arm(Trouble::fails, call);
    case FaultKind::disk_full:
      arm(Trouble::full, call);
      refused_max_ = 1 + 4 * call;
      return;
    case FaultKind::disk_kills:
      return arm(Trouble::kills, call);
    case FaultKind::commit_unheard:
      arm(Trouble::none, 0);
      unheard_in_ = call % 8;
      return;
    default:
      return;
  }
}

void Desk::plan_death(Death death, long index) {
  const Trouble trouble = death == Death::at_io       ? Trouble::kills
                          : death == Death::power_cut ? Trouble::cuts_power
                                                      : Trouble::none;
  arm(trouble, index);
  death_ = death;
  index_ = index;
  has_died_ = false;
  commits_ = 0;
}

bool Desk::leave(std::string_view name) {
  database_->pause();
  const bool has_written = database_->changes() > changes_before_;
  const bool is_counted = has_written && !is_calm_;
  const bool is_its_turn = is_counted && death_ == Death::after_call && commits_ == index_;
  if (is_counted) ++commits_;
  if (refused_max_ >= 0 && database_->refused() > refused_max_) arm(Trouble::none, 0);
  is_dying_ = database_->is_dead() || is_its_turn;
  if (is_dying_) {
    has_died_ = true;
    throw Crash{"disk in " + std::string(name)};
  }
  if (unheard_in_ < 0 || !has_written) return true;
  return unheard_in_-- > 0;
}

void Desk::bury() {
  if (!std::exchange(is_dying_, false)) return;
  if (death_ == Death::power_cut) {
    for (WorkerAccess* worker : workers_) worker->cut();
    database_->lose_power(static_cast<std::uint64_t>(index_));
    arm(Trouble::none, 0);
  }
  // What is counted goes on being counted.
  if (database_->is_dead()) arm(Trouble::none, 0);
}

template <class Call>
auto IoHand::run(std::string_view name, Call call) -> decltype(call()) {
  if (is_cut_) throw Crash{"power in " + std::string(name)};
  desk_.enter();
  auto answer = call();
  if (!desk_.leave(name) && answer) return make_error_code(errc::storage_failed);
  return answer;
}

WorkerAccess::WorkerAccess(Desk& desk, std::unique_ptr<SqlStore> opened)
    : desk_(desk), opened_(std::move(opened)), hand_(desk) {
  desk_.join(this);
}

WorkerAccess::~WorkerAccess() {
  opened_.reset();
  desk_.part(this);
  desk_.bury();
}

// --- The store -----------------------------------------------------------------------------------

/// What the store would refuse counts as the next value that it takes.
Settings storable(Settings settings) {
  if (settings.manual_daily_limit) {
    settings.manual_daily_limit = std::max(0, *settings.manual_daily_limit);
  }
  return settings;
}

bool is_only_paused(Account earlier, const Account& later) {
  earlier.paused_until = later.paused_until;
  return earlier == later;
}

class Store final : public SqlWorldStore {
public:
  Store(std::unique_ptr<WorldDatabase> database, Governor governor)
      : desk_(std::move(database)), governor_(governor) {}

  std::unique_ptr<StoreAccess> open(int worker) override;

  result<void> add_company(const Snapshot& company) override;
  result<void> put_company(const Snapshot& company) override;
  result<void> put_client(CompanyId company, const Client& client) override {
    return by_host([&] { put_client_row(host(), company, client, zone_of(company, client)); });
  }
  result<void> put_visit(CompanyId company, const Visit& visit) override {
    return by_host([&] { put_visit_row(host(), company, visit); });
  }
  result<void> put_slots(CompanyId company, std::span<const Slot> slots) override {
    return store().put_slots(company, slots);
  }

  [[nodiscard]] bool has_disk() const noexcept override { return true; }
  void meet(FaultKind kind, std::uint64_t call) override { desk_.meet(kind, call); }
  void calm_down() override { desk_.calm_down(); }
  result<Audited> audit(Instant now) override;

  void plan_death(Death death, long index) override { desk_.plan_death(death, index); }
  [[nodiscard]] bool has_died() const noexcept override { return desk_.has_died(); }
  [[nodiscard]] long disk_calls() const override { return desk_.disk_calls(); }
  [[nodiscard]] long commits() const noexcept override { return desk_.commits(); }

private:
  SqlStore& store() { return desk_.database().host_store(); }
  HostDatabase& host() { return desk_.database().host(); }
  template <class Write>
  result<void> by_host(Write write) {
    try {
      write();
      return success();
    } catch (const std::runtime_error&) {
      return errc::storage_failed;
    }
  }
  [[nodiscard]] std::string zone_of(CompanyId company, const Client& client) const {
    if (!client.zone) return {};
    const auto found = client_zones_.find(company);
    return found == client_zones_.end() ? "" : found->second.at(*client.zone);
  }
  [[nodiscard]] result<void> read_attempts(Instant now, Audited& out);
  void read_leases(Audited& out);
  void read_steps(Audited& out);

  Desk desk_;
  Governor governor_;
  std::vector<CompanyId> companies_;
  std::map<CompanyId, std::vector<std::string>> client_zones_;
  std::map<CompanyId, std::optional<Account>> accounts_;  ///< as the host has put them
  std::int64_t last_event_ = 0;
  bool has_host_access_ = false;
};

std::unique_ptr<StoreAccess> Store::open(int worker) {
  // The world opens its own way in first, and a worker's when it begins to live.
  if (!std::exchange(has_host_access_, true)) {
    return std::make_unique<HostAccess>(desk_.database());
  }
  desk_.enter();
  auto opened = desk_.database().open();
  const std::string place = "open of worker " + std::to_string(worker);
  try {
    (void)desk_.leave(place);
  } catch (const Crash&) {
    opened.reset();
    desk_.bury();
    throw;
  }
  if (!opened) throw Crash{place};
  return std::make_unique<WorkerAccess>(desk_, std::move(opened));
}

result<void> Store::add_company(const Snapshot& company) {
  const CompanyId own = company.company.id;
  NewCompany made;
  made.company = company.company;
  // A zone that nobody knows can come with the host's row only.
  if (!made.company.time_zone.is_known()) made.company.time_zone = TimeZone::utc();
  made.now = made_at;
  made.settings = storable(company.settings);
  if (company.account) made.account_id = company.account->id;
  if (auto created = store().create_company(made); !created) return created;
  companies_.push_back(own);
  for (const TimeZone& zone : company.client_zones) {
    client_zones_[own].emplace_back(zone.name());
  }
  auto written = by_host([&] {
    host().run("BEGIN");
    put_company_rows(host(), company);
    if (company.account) {
      host().run("UPDATE reactivation_accounts SET is_governed = ?2 WHERE id = ?1",
                 {company.account->id.value, std::int64_t{governor_ == Governor::on ? 1 : 0}});
    }
    for (const Client& client : company.clients) {
      put_client_row(host(), own, client, zone_of(own, client));
    }
    for (const Visit& visit : company.visits) put_visit_row(host(), own, visit);
    host().run("COMMIT");
  });
  if (!written) return written;
  if (auto put = store().put_slots(own, company.slots); !put) return put;
  return put_company(company);
}

result<void> Store::put_company(const Snapshot& company) {
  const CompanyId own = company.company.id;
  if (auto put = store().set_settings(own, storable(company.settings)); !put) return put;
  for (const Rule& rule : company.rules) {
    if (auto put = store().put_rule(own, rule); !put) return put;
  }
  return by_host([&] {
    put_staff_rows(host(), company);
    // What was decided about the account stays when other rows of the company change.
    const std::optional<Account> earlier = std::exchange(accounts_[own], company.account);
    if (!company.account || earlier == company.account) return;
    if (earlier && is_only_paused(*earlier, *company.account)) {
      put_account_pause(host(), *company.account);
    } else {
      put_account_rows(host(), company);
    }
  });
}

result<void> Store::read_attempts(Instant now, Audited& out) {
  for (const CompanyId company : companies_) {
    const auto snapshot = store().load_snapshot(company, now);
    if (!snapshot) return snapshot.as_failure();
    for (const Attempt& attempt : snapshot.value().attempts) {
      out.attempts.push_back({company, attempt, {}});
    }
    // Whoever shares the number with one who is opted out is the same person.
    std::set<std::uint64_t> numbers;
    for (const Client& client : snapshot.value().clients) {
      if (client.reactivation_opt_out) numbers.insert(client.phone.digits);
    }
    numbers.erase(0);
    for (const Client& client : snapshot.value().clients) {
      const bool is_out = client.reactivation_opt_out || numbers.count(client.phone.digits) > 0;
      if (is_out) out.opted_out.push_back({company, client.id});
    }
  }
  return success();
}

void Store::read_leases(Audited& out) {
  std::map<AttemptId, Lease> leases;
  for (const auto& row : host().rows(
           "SELECT id, lease_owner, lease_epoch, lease_until FROM reactivation_attempts"
           " WHERE state IN ('planned', 'drafted', 'held', 'ready', 'deferred', 'dispatching')",
           {})) {
    const auto id = parse_attempt_id(row[0]);
    if (!id) throw std::runtime_error("an attempt without an id");
    Lease& lease = leases[*id];
    lease.owner = row[1];
    lease.epoch = std::stoll(row[2]);
    if (!row[3].empty()) lease.until = Instant{Seconds{std::stoll(row[3])}};
  }
  for (StoredAttempt& stored : out.attempts) {
    const auto found = leases.find(stored.attempt.id);
    if (found != leases.end()) stored.lease = found->second;
  }
}

void Store::read_steps(Audited& out) {
  for (const auto& row :
       host().rows("SELECT id, attempt_id, from_state, to_state FROM reactivation_events"
                   " WHERE id > ?1 AND kind = 'attempt' AND attempt_id IS NOT NULL ORDER BY id",
                   {last_event_})) {
    last_event_ = std::stoll(row[0]);
    const auto id = parse_attempt_id(row[1]);
    if (!id) throw std::runtime_error("an event without an attempt");
    out.steps.push_back({*id, row[2], row[3]});
  }
}

result<Audited> Store::audit(Instant now) {
  Audited out;
  if (auto read = read_attempts(now, out); !read) return read.as_failure();
  const auto open = store().load_unprocessed(now, rows_at_once);
  if (!open) return open.as_failure();
  out.unprocessed =
      std::count_if(open.value().begin(), open.value().end(), [](const StoredEvent& event) {
        return !std::holds_alternative<InboundDelivery>(event.event.what);
      });
  const auto lost = store().load_lost_hand_overs(now);
  if (!lost) return lost.as_failure();
  out.lost_hand_overs = static_cast<std::int64_t>(lost.value().size());
  const auto read = by_host([&] {
    read_leases(out);
    read_steps(out);
  });
  if (!read) return read.as_failure();
  return out;
}

}  // namespace

std::unique_ptr<SqlWorldStore> make_sql_world_store(std::unique_ptr<WorldDatabase> database,
                                                    Governor governor) {
  return std::make_unique<Store>(std::move(database), governor);
}

}  // namespace simulation_test
