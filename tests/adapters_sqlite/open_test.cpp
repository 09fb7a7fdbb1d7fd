#include <sys/wait.h>

#include <csignal>

#include "store_fixture.hpp"

using namespace store_test;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

struct Failed {
  std::error_code code;
  std::string detail;
};

Failed failed(const std::string& path, OpenMode mode = OpenMode::create_or_existing) {
  Failed out;
  auto store = SqliteStore::open(path, mode, zones, &out.detail);
  REQUIRE_FALSE(store);
  out.code = store.error();
  INFO(out.detail);
  CHECK(out.detail.find(path) != std::string::npos);
  return out;
}

}  // namespace

TEST_CASE("A new file has all tables, a write-ahead log, and opens again unchanged") {
  const Folder folder;
  REQUIRE(opened(folder.file())->create_company(new_company()));
  const std::string before = dump(folder.file());
  const auto again = opened(folder.file(), OpenMode::existing);
  CHECK(again->schema_version().value() == newest_schema);
  CHECK(dump(folder.file()) == before);
  const Sql sql{folder.file()};
  CHECK(sql.one("PRAGMA journal_mode") == "wal");
  CHECK(sql.one("PRAGMA integrity_check") == "ok");
  CHECK(sql.rows("PRAGMA foreign_key_check").empty());
  for (const char* table :
       {"service_reactivation_rules", "reactivation_campaigns", "whatsapp_account_health",
        "reactivation_settings", "reactivation_attempts", "reactivation_client_services",
        "reactivation_accounts", "reactivation_ledger", "reactivation_slots", "reactivation_events",
        "reactivation_runs", "reactivation_schema", "companies", "services", "staff", "clients",
        "bookings"}) {
    CAPTURE(table);
    CHECK(sql.number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '" +
                     std::string{table} + "'") == 1);
  }
}

TEST_CASE("A path that leads nowhere is refused with the remedy") {
  const Folder folder;
  const Failed missing = failed(folder.file("none.db"), OpenMode::existing);
  CHECK(missing.code == errc::not_found);
  CHECK(missing.detail.find("init") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.file("none.db")));
  CHECK(failed(folder.file("no/such/folder.db")).code == errc::storage_failed);
  CHECK(failed(folder.path().string()).code == errc::storage_failed);
  CHECK(failed("").code == errc::invalid_argument);
}

TEST_CASE("A folder or file that may not be written is refused with the remedy") {
  const Folder folder;
  { const auto store = opened(folder.file()); }
  Sql{folder.file()}.run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::permissions(folder.file(), std::filesystem::perms{0444});
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // The administrator may write everywhere, so the test steps down.
    if (geteuid() == 0 && setuid(65534) != 0) _exit(3);
    std::string detail;
    const auto is_refused = [&](const std::string& path) {
      const auto store = SqliteStore::open(path, OpenMode::create_or_existing, zones, &detail);
      return !store && store.error() == errc::storage_failed &&
             detail.find("check the permissions") != std::string::npos;
    };
    if (!is_refused(folder.file())) _exit(1);
    if (!is_refused(folder.file("new.db"))) _exit(2);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
}

TEST_CASE("A file that is no database is refused and left as it is") {
  const Folder folder;
  std::string text = "client,date\n";
  while (text.size() < 5000) text += "c1,2025-01-01\n";
  std::ofstream{folder.file()} << text;
  CHECK(failed(folder.file()).code == errc::storage_corrupt);
  CHECK(bytes_of(folder.file()) == text);
}

TEST_CASE("An empty file becomes a database") {
  const Folder folder;
  std::ofstream{folder.file()};
  CHECK(opened(folder.file(), OpenMode::existing)->schema_version().value() == newest_schema);
}

TEST_CASE("B110: a newer schema is refused and not touched") {
  const Folder folder;
  { const auto store = opened(folder.file()); }
  Sql{folder.file()}.run("INSERT INTO reactivation_schema (version) VALUES (" +
                         std::to_string(newest_schema + 1) + "); PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string before = bytes_of(folder.file());
  const Failed newer = failed(folder.file());
  CHECK(newer.code == errc::storage_newer_schema);
  CHECK(newer.detail.find("update the program") != std::string::npos);
  CHECK(bytes_of(folder.file()) == before);
}

TEST_CASE("A look at a file tells its schema and leaves it as it is") {
  const Folder folder;
  std::string detail;
  CHECK(look_at_sqlite(folder.file(), &detail).error() == errc::not_found);
  CHECK_FALSE(detail.empty());
  CHECK_FALSE(std::filesystem::exists(folder.file()));
  Sql{folder.file()}.run("CREATE TABLE companies (id INTEGER)");
  CHECK(look_at_sqlite(folder.file()).value().schema == 0);
  CHECK(Sql{folder.file()}.rows("SELECT name FROM sqlite_master").size() == 1);
  std::filesystem::remove(folder.file());
  (void)opened(folder.file());
  CHECK(look_at_sqlite(folder.file()).value().schema == newest_schema);
  Sql{folder.file()}.run("DELETE FROM reactivation_schema WHERE version = " +
                         std::to_string(newest_schema) + "; PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string before = bytes_of(folder.file());
  const SqliteFile older = look_at_sqlite(folder.file()).value();
  CHECK(older.schema == newest_schema - 1);
  CHECK(older.newest_schema == newest_schema);
  CHECK(bytes_of(folder.file()) == before);
  std::ofstream{folder.file(), std::ios::trunc} << std::string(8192, 'x');
  CHECK(look_at_sqlite(folder.file(), &detail).error() == errc::storage_corrupt);
  CHECK(detail.find("not a SQLite database") != std::string::npos);
}

TEST_CASE("Damaged pages are an error with a remedy, never a wrong answer") {
  const Folder folder;
  {
    const auto store = opened(folder.file());
    REQUIRE(store->create_company(new_company()));
    REQUIRE(store->begin(salon));
    for (int i = 0; i < 3000; ++i) {
      ImportedClient client;
      client.external_id = "c" + std::to_string(i);
      REQUIRE(store->put_client(client));
    }
    REQUIRE(store->commit());
  }
  Sql{folder.file()}.run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::int64_t root = 0;
  {
    const Sql sql{folder.file()};
    root = sql.number("SELECT rootpage FROM sqlite_master WHERE name = 'clients'") *
           sql.number("PRAGMA page_size");
  }
  {
    std::fstream file{folder.file(), std::ios::binary | std::ios::in | std::ios::out};
    file.seekp(root - 4096);
    file << std::string(4096, '\x5a');
  }
  std::string detail;
  auto store = SqliteStore::open(folder.file(), OpenMode::existing, zones, &detail);
  if (!store) {
    CHECK(store.error() == errc::storage_corrupt);
    return;
  }
  const auto facts =
      store.value()->load_plan_facts(salon, at("2025-06-02T09:00:00Z"), PlanScope::all);
  REQUIRE_FALSE(facts);
  CHECK(facts.error() == errc::storage_corrupt);
  CHECK(store.value()->detail().find("backup") != std::string::npos);
}

TEST_CASE("A host's table without a column that is needed is named") {
  const Folder folder;
  Sql{folder.file()}.run("CREATE TABLE bookings (id INTEGER PRIMARY KEY, company_id INTEGER)");
  const Failed lacking = failed(folder.file());
  CHECK(lacking.code == errc::storage_failed);
  CHECK(lacking.detail.find("bookings has no column client_id") != std::string::npos);
  CHECK(Sql{folder.file()}.number("SELECT count(*) FROM sqlite_master") == 1);
}

TEST_CASE("B108: a writer that finds the file taken says busy and has changed nothing") {
  const Folder folder;
  const auto first = opened(folder.file());
  REQUIRE(first->create_company(new_company()));
  const auto second = opened(folder.file());
  second->wait_for_others(std::chrono::milliseconds{1});
  REQUIRE(first->begin(salon));
  CHECK(second->begin(salon).error() == errc::storage_busy);
  CHECK(second->detail().find("another program") != std::string::npos);
  CHECK(second->set_settings(salon, Settings{}).error() == errc::storage_busy);
  // Readers are never in the way, and see the last committed state.
  REQUIRE(first->put_service({"s", "Haircut", {}, {}}));
  CHECK(second->load_snapshot(salon, at("2025-06-02T09:00:00Z")).value().services.empty());
  REQUIRE(first->commit());
  CHECK(second->load_snapshot(salon, at("2025-06-02T09:00:00Z")).value().services.size() == 1);
  REQUIRE(second->set_settings(salon, Settings{}));
}

TEST_CASE("A program killed at any time leaves all of an import or nothing") {
  const Folder folder;
  REQUIRE(opened(folder.file())->create_company(new_company()));
  for (int round = 0; round < 8; ++round) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto store = SqliteStore::open(folder.file(), OpenMode::existing, zones);
      if (!store || !store.value()->begin(salon)) _exit(1);
      for (int i = 0; i < 2000; ++i) {
        ImportedClient client;
        client.external_id = std::to_string(round) + "-" + std::to_string(i);
        if (!store.value()->put_client(client)) _exit(1);
        if (i == 250 * round) kill(getpid(), SIGKILL);
      }
      if (round == 7 && store.value()->commit()) kill(getpid(), SIGKILL);
      _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    const auto store = opened(folder.file(), OpenMode::existing);
    const Sql sql{folder.file()};
    CHECK(sql.one("PRAGMA integrity_check") == "ok");
    CHECK(sql.number("SELECT count(*) FROM clients") == 0);
  }
}

TEST_CASE("B108: two programs that open a new file at once both get it whole") {
  const Folder folder;
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto store = SqliteStore::open(folder.file(), OpenMode::create_or_existing, zones);
      if (!store) _exit(1);
      _exit(store.value()->create_company(new_company(CompanyId{i + 1})) ? 0 : 2);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  const auto store = opened(folder.file(), OpenMode::existing);
  CHECK(store->list_companies().value().size() == 4);
  CHECK(Sql{folder.file()}.one("PRAGMA integrity_check") == "ok");
}
