#include "database.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace reactivation::sqlite {
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

void check_place(const std::string& path, Database::Create create) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path file{path};
  if (path.empty()) fail(errc::invalid_argument, "the path of the database is empty");
  if (fs::is_directory(file, ignored)) {
    fail(errc::storage_failed, path + ": this is a folder; give the path of a file in it");
  }
  if (fs::exists(file, ignored)) return;
  if (create != Database::Create::yes) {
    fail(errc::not_found, path + ": there is no such file; create the database with `init`");
  }
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
  if (!fs::is_directory(folder, ignored)) {
    fail(errc::storage_failed,
         path + ": the folder " + folder.string() + " does not exist; create it first");
  }
}

}  // namespace

void fail(errc code, std::string detail) { throw Failure{code, std::move(detail)}; }

bool Rows::next() {
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail_with(code);
  return false;
}

std::int64_t Rows::run() {
  const std::int64_t before = database_->changes();
  while (next()) {
  }
  const std::int64_t changed = sqlite3_changes64(database_->handle());
  // SQLite answers with the last change, even when this statement was none.
  if (database_->is_narrow_) {
    database_->narrow_changes_ += std::min(changed, database_->changes() - before);
  }
  return changed;
}

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  check(sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &stmt_, nullptr));
}

void Statement::bind(int index, std::string_view value) {
  // A null pointer would bind NULL, and an empty text is not "nothing".
  const char* data = value.data() == nullptr ? "" : value.data();
  check(sqlite3_bind_text64(stmt_, index, data, value.size(),
                            is_text_static_ ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::check(int code) {
  if (code != SQLITE_OK) database_->fail_with(code);
}

Database::Database(std::string path, Create create) : path_(std::move(path)) {
  check_place(path_, create);
  const int flags = (create == Create::never_write ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                    (create == Create::yes ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path_.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    std::string detail = sentence_of(code, path_, sqlite3_errstr(code));
    sqlite3_close(handle_);
    fail(errc_of(code), std::move(detail));
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
}

Database::~Database() {
  statements_.clear();
  sqlite3_close(handle_);
}

void Database::fail_with(int code) const {
  fail(errc_of(code), sentence_of(code, path_, sqlite3_errmsg(handle_)));
}

void Database::run(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_with(code);
}

Statement& Database::cached(const char* sql) {
  auto& slot = statements_[sql];
  if (!slot) slot = std::make_unique<Statement>(*this, sql);
  return *slot;
}

std::int64_t Database::foreign_commits() {
  Rows row = query("PRAGMA data_version");
  return row.next() ? row.integer(0) : 0;
}

Transaction::Transaction(Database& database, Kind kind)
    : database_(&database), changes_before_(database.changes()), is_part_(database.is_batch_) {
  if (is_part_ && !database.is_in_transaction()) {
    fail(errc::storage_failed, database.path() + ": what was written together is undone");
  }
  if (!is_part_ && database.is_in_transaction()) {
    fail(errc::invalid_argument, database.path() + ": an import is open; commit it first");
  }
  if (is_part_) {
    (void)database.query("SAVEPOINT part").next();
  } else {
    (void)database.query(kind == Kind::read ? "BEGIN" : "BEGIN IMMEDIATE").next();
  }
  database.is_narrow_ = kind == Kind::message;
}

Transaction::~Transaction() {
  database_->is_narrow_ = false;
  if (!is_open_) return;
  // What was read of changes that are undone here must not be kept.
  if (database_->changes() != changes_before_) ++database_->undone_;
  // Fails only when SQLite has already rolled back by itself, as it does on a full disk.
  sqlite3_exec(database_->handle(), is_part_ ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK",
               nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  (void)database_->query(is_part_ ? "RELEASE part" : "COMMIT").next();
  is_open_ = false;
}

Batch::Batch(Database& database) : database_(&database), changes_before_(database.changes()) {
  if (database.is_in_transaction()) {
    fail(errc::invalid_argument, database.path() + ": an import is open; commit it first");
  }
  (void)database.query("BEGIN IMMEDIATE").next();
  database.is_batch_ = true;
}

Batch::~Batch() {
  database_->is_batch_ = false;
  if (!is_open_) return;
  if (database_->changes() != changes_before_) ++database_->undone_;
  sqlite3_exec(database_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Batch::commit() {
  if (!database_->is_in_transaction()) {
    fail(errc::storage_failed, database_->path() + ": what was written together is undone");
  }
  (void)database_->query("COMMIT").next();
  is_open_ = false;
}

}  // namespace reactivation::sqlite
