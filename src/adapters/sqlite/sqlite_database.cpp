#include "sqlite_database.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace reactivation::sql {
namespace {

// How long a writer waits for another one before it reports `storage_busy`.
constexpr int busy_timeout_ms = 10000;

errc errc_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return errc::storage_busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return errc::storage_corrupt;
    case SQLITE_FULL:
      return errc::storage_full;
    default:
      return errc::storage_failed;
  }
}

std::string sentence_of(int code, const std::string& path, const std::string& said) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return path + ": another program is writing to the database; try again when it is done";
    case SQLITE_NOTADB:
      return path + ": this file is not a SQLite database; give the path of another file";
    case SQLITE_CORRUPT:
      return path +
             ": the database is damaged; restore it from a backup, or save what is left "
             "with `sqlite3 FILE .recover`";
    case SQLITE_FULL:
      return path +
             ": no space is left for the database; free some, then repeat. "
             "Nothing was changed";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return path + ": cannot be written; check the permissions of the file and of its folder";
    case SQLITE_IOERR:
      return path + ": reading or writing failed (" + said +
             "); check the disk and the folder, then repeat";
    default:
      // SQLite's own words name tables and columns, never the values in them.
      return path + ": " + said;
  }
}

void check_place(const std::string& path, SqliteDatabase::Create create) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path file{path};
  if (path.empty()) fail(errc::invalid_argument, "the path of the database is empty");
  if (fs::is_directory(file, ignored)) {
    fail(errc::storage_failed, path + ": this is a folder; give the path of a file in it");
  }
  if (fs::exists(file, ignored)) return;
  if (create != SqliteDatabase::Create::yes) {
    fail(errc::not_found, path + ": there is no such file; create the database with `init`");
  }
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
  if (!fs::is_directory(folder, ignored)) {
    fail(errc::storage_failed,
         path + ": the folder " + folder.string() + " does not exist; create it first");
  }
}

}  // namespace

class SqliteStatement final : public Statement, private Cursor {
public:
  SqliteStatement(SqliteDatabase& database, std::string_view sql) : database_(&database) {
    check(sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &stmt_, nullptr));
  }
  ~SqliteStatement() override { sqlite3_finalize(stmt_); }

private:
  void bind_integer(int index, std::int64_t value) override {
    check(sqlite3_bind_int64(stmt_, index, value));
  }
  void bind_real(int index, double value) override {
    check(sqlite3_bind_double(stmt_, index, value));
  }
  void bind_text(int index, std::string_view value) override {
    // A null pointer would bind NULL, and an empty text is not "nothing".
    const char* data = value.data() == nullptr ? "" : value.data();
    check(sqlite3_bind_text64(stmt_, index, data, value.size(),
                              is_borrowing() ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void bind_null(int index, ValueType type) override {
    (void)type;
    check(sqlite3_bind_null(stmt_, index));
  }
  Cursor& execute(int values) override {
    (void)values;
    return *this;
  }

  bool next() override {
    const int code = sqlite3_step(stmt_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) database_->fail_with(code);
    return false;
  }
  std::int64_t run() override {
    const std::int64_t before = database_->changes();
    while (next()) {
    }
    const std::int64_t changed = sqlite3_changes64(database_->handle());
    database_->note_change(before, changed);
    return changed;
  }
  void finish() noexcept override { sqlite3_reset(stmt_); }

  int columns() const override { return sqlite3_column_count(stmt_); }
  const char* name(int column) const override { return sqlite3_column_name(stmt_, column); }
  ValueType type(int column) const override {
    switch (sqlite3_column_type(stmt_, column)) {
      case SQLITE_NULL:
        return ValueType::null;
      case SQLITE_INTEGER:
        return ValueType::integer;
      case SQLITE_FLOAT:
        return ValueType::real;
      case SQLITE_TEXT:
        return ValueType::text;
      default:
        return ValueType::other;
    }
  }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(stmt_, column); }
  double real(int column) const override { return sqlite3_column_double(stmt_, column); }
  std::string_view text(int column) const override {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(stmt_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column))};
  }

  void check(int code) {
    if (code != SQLITE_OK) database_->fail_with(code);
  }

  SqliteDatabase* database_;
  sqlite3_stmt* stmt_ = nullptr;
};

SqliteDatabase::SqliteDatabase(const std::string& path, Create create) : Database(path) {
  check_place(path, create);
  const int flags = (create == Create::never_write ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                    (create == Create::yes ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    std::string detail = sentence_of(code, path, sqlite3_errstr(code));
    sqlite3_close(handle_);
    fail(errc_of(code), std::move(detail));
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
}

SqliteDatabase::~SqliteDatabase() {
  forget_statements();
  sqlite3_close(handle_);
}

void SqliteDatabase::fail_with(int code) const {
  fail(errc_of(code), sentence_of(code, place(), sqlite3_errmsg(handle_)));
}

void SqliteDatabase::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_with(code);
}

std::unique_ptr<Statement> SqliteDatabase::prepare(std::string_view sql) {
  return std::make_unique<SqliteStatement>(*this, sql);
}

std::int64_t SqliteDatabase::foreign_commits() {
  Rows row = query("PRAGMA data_version");
  return row.next() ? row.integer(0) : 0;
}

void SqliteDatabase::empty_temporary_tables() {
  change("DELETE FROM temp.reactivation_unsummed");
  change("DELETE FROM temp.reactivation_candidates");
}

bool SqliteDatabase::switch_own_triggers_off() {
  {
    // Triggers of the host must run, so they keep ours switched on.
    Rows row = query(
        "SELECT 1 FROM sqlite_master WHERE type = 'trigger'"
        " AND tbl_name COLLATE NOCASE IN ('bookings', 'clients', 'services', 'staff',"
        "  'service_reactivation_rules')"
        " AND name NOT IN ('reactivation_bookings_added', 'reactivation_bookings_changed',"
        "  'reactivation_bookings_removed')");
    if (row.next()) return false;
  }
  return sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr) == SQLITE_OK;
}

void SqliteDatabase::switch_own_triggers_on() noexcept {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, nullptr);
}

void SqliteDatabase::step(Step step) {
  switch (step) {
    case Step::begin_read:
      (void)query("BEGIN").next();
      break;
    case Step::begin_write:
      (void)query("BEGIN IMMEDIATE").next();
      break;
    case Step::commit:
      (void)query("COMMIT").next();
      break;
    case Step::begin_part:
      (void)query("SAVEPOINT part").next();
      break;
    case Step::commit_part:
      (void)query("RELEASE part").next();
      break;
  }
}

void SqliteDatabase::undo() noexcept {
  sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteDatabase::undo_part() noexcept {
  sqlite3_exec(handle_, "ROLLBACK TO part; RELEASE part", nullptr, nullptr, nullptr);
}

}  // namespace reactivation::sql
