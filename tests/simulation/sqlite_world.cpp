// Worlds over SqliteStore: a file, and a disk beneath it that fails.
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "faults/fault_disk.hpp"
#include "reactivation/adapters/sqlite.hpp"
#include "sql_world_store.hpp"

namespace simulation_test {
namespace {

using namespace reactivation;
using fault_test::Fault;
using fault_test::FaultDisk;

namespace fs = std::filesystem;

/// One for the process: it is the default of every connection.
FaultDisk& the_disk() {
  static FaultDisk disk;
  return disk;
}

class Folder {
public:
  Folder() {
    const fs::path memory{"/dev/shm"};
    const bool has_memory = access(memory.c_str(), W_OK) == 0;
    std::string name =
        ((has_memory ? memory : fs::temp_directory_path()) / "reactivation-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

private:
  fs::path path_;
};

class SqliteHost final : public HostDatabase {
public:
  explicit SqliteHost(const std::string& path);

  std::int64_t run(const char* sql, const std::vector<Value>& values) override;
  std::vector<std::vector<std::string>> rows(const char* sql,
                                             const std::vector<Value>& values) override;

private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  sqlite3_stmt* bound(const char* sql, const std::vector<Value>& values);

  std::unique_ptr<sqlite3, Close> handle_;
  std::map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

SqliteHost::SqliteHost(const std::string& path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open(path.c_str(), &handle);
  handle_.reset(handle);
  if (code != SQLITE_OK) throw std::runtime_error("the host cannot open " + path);
}

sqlite3_stmt* SqliteHost::bound(const char* sql, const std::vector<Value>& values) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql, -1, &made, nullptr) != SQLITE_OK) {
      throw std::runtime_error(std::string{sqlite3_errmsg(handle_.get())} + " in " + sql);
    }
    statement.reset(made);
  }
  sqlite3_stmt* out = statement.get();
  sqlite3_reset(out);
  int place = 0;
  for (const Value& value : values) {
    ++place;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      sqlite3_bind_int64(out, place, *whole);
    } else if (const auto* real = std::get_if<double>(&value)) {
      sqlite3_bind_double(out, place, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      sqlite3_bind_text(out, place, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT);
    } else {
      sqlite3_bind_null(out, place);
    }
  }
  return out;
}

std::int64_t SqliteHost::run(const char* sql, const std::vector<Value>& values) {
  sqlite3_stmt* statement = bound(sql, values);
  const int code = sqlite3_step(statement);
  const std::string said = sqlite3_errmsg(handle_.get());
  sqlite3_reset(statement);
  if (code != SQLITE_DONE && code != SQLITE_ROW) throw std::runtime_error(said + " in " + sql);
  return sqlite3_changes64(handle_.get());
}

std::vector<std::vector<std::string>> SqliteHost::rows(const char* sql,
                                                       const std::vector<Value>& values) {
  sqlite3_stmt* statement = bound(sql, values);
  std::vector<std::vector<std::string>> out;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    auto& row = out.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row.emplace_back(text == nullptr ? "" : text);
    }
  }
  sqlite3_reset(statement);
  return out;
}

class SqliteWorld final : public WorldDatabase {
public:
  explicit SqliteWorld(const TimeZoneSource& zones) : zones_(zones) {
    copy_template();
    arm(Trouble::none, 0);
    open_host();
  }
  ~SqliteWorld() override { the_disk().disarm(); }

  SqlStore& host_store() override { return *host_store_; }
  HostDatabase& host() override { return *host_; }
  std::unique_ptr<SqlStore> open() override { return try_open(nullptr); }

  void resume() override { the_disk().resume(); }
  void pause() override { the_disk().pause(); }
  void arm(Trouble trouble, long call) override {
    the_disk().arm(fault_of(trouble, call), call);
    the_disk().pause();
  }
  long calls() const override { return the_disk().calls(); }
  long refused() const override { return the_disk().refused(); }
  bool is_dead() const override { return the_disk().is_dead(); }
  /// Every call that is counted would change the disk.
  long changes() const override { return the_disk().calls(); }
  void lose_power(std::uint64_t seed) override {
    host_.reset();
    host_store_.reset();
    the_disk().disarm();
    the_disk().lose_power(seed);
    arm(Trouble::none, 0);
    open_host();
  }

private:
  static Fault fault_of(Trouble trouble, long call) {
    switch (trouble) {
      case Trouble::fails:
        return call % 2 == 0 ? Fault::misread : Fault::glitch;
      case Trouble::full:
        return Fault::full;
      case Trouble::kills:
        return Fault::kill;
      case Trouble::cuts_power:
        return Fault::power_cut;
      default:
        return Fault::none;
    }
  }
  [[nodiscard]] std::string path() const { return folder_.file("world.db"); }
  void copy_template() const;
  [[nodiscard]] std::unique_ptr<SqliteStore> try_open(std::string* detail) const;
  void open_host();

  const TimeZoneSource& zones_;
  Folder folder_;
  std::unique_ptr<SqliteStore> host_store_;
  std::unique_ptr<SqliteHost> host_;
};

std::unique_ptr<SqliteStore> SqliteWorld::try_open(std::string* detail) const {
  auto opened = SqliteStore::open(path(), OpenMode::create_or_existing, zones_, detail);
  if (!opened) return nullptr;
  // Nobody else runs meanwhile: waiting would help nobody.
  opened.value()->wait_for_others(std::chrono::milliseconds{0});
  return std::move(opened).value();
}

/// The schema is made once.
void SqliteWorld::copy_template() const {
  static const Folder folder;
  static const bool is_made = [this] {
    auto made = SqliteStore::open(folder.file("new.db"), OpenMode::create_or_existing, zones_);
    return made.has_value();
  }();
  if (!is_made) throw std::runtime_error("no schema");
  fs::copy_file(folder.file("new.db"), path());
}

void SqliteWorld::open_host() {
  std::string detail;
  host_store_ = try_open(&detail);
  if (!host_store_) throw std::runtime_error(detail);
  host_ = std::make_unique<SqliteHost>(path());
}

}  // namespace

std::unique_ptr<SqlWorldStore> make_sqlite_world_store(const TimeZoneSource& zones,
                                                       Governor governor) {
  (void)the_disk();
  return make_sql_world_store(std::make_unique<SqliteWorld>(zones), governor);
}

}  // namespace simulation_test
