// One SQLite connection, its statements and transactions. Private to the adapter: failures are
// thrown as `Failure` and become error codes at the store's public methods.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "reactivation/core/error.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation::sqlite {

struct Failure {
  errc code;
  std::string detail;
};

[[noreturn]] void fail(errc code, std::string detail);

class Database;

/// The rows of one run of a statement. The statement is reset when this goes.
class Rows {
public:
  Rows(Database& database, sqlite3_stmt* statement) : database_(&database), stmt_(statement) {}
  Rows(Rows&& other) noexcept : database_(other.database_), stmt_(other.stmt_) {
    other.stmt_ = nullptr;
  }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (stmt_ != nullptr) sqlite3_reset(stmt_);
  }

  [[nodiscard]] bool next();
  /// Steps to the end; the number of rows changed by the statement.
  std::int64_t run();

  [[nodiscard]] int columns() const { return sqlite3_column_count(stmt_); }
  [[nodiscard]] const char* name(int column) const { return sqlite3_column_name(stmt_, column); }
  [[nodiscard]] int type(int column) const { return sqlite3_column_type(stmt_, column); }
  [[nodiscard]] bool is_null(int column) const { return type(column) == SQLITE_NULL; }
  [[nodiscard]] std::int64_t integer(int column) const {
    return sqlite3_column_int64(stmt_, column);
  }
  [[nodiscard]] double real(int column) const { return sqlite3_column_double(stmt_, column); }
  /// Valid until the next call of `next`.
  [[nodiscard]] std::string_view text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(stmt_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column))};
  }

private:
  Database* database_;
  sqlite3_stmt* stmt_;
};

/// A prepared statement that stays.
class Statement {
public:
  Statement(Database& database, std::string_view sql);
  ~Statement() { sqlite3_finalize(stmt_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds ?1, ?2, … in order; texts are copied.
  template <class... Values>
  [[nodiscard]] Rows with(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return Rows{*database_, stmt_};
  }

  /// Binds and runs to the end at once; texts are not copied. The number of rows changed.
  template <class... Values>
  std::int64_t change(const Values&... values) {
    const BorrowTexts borrow{is_text_static_};
    return with(values...).run();
  }

private:
  struct BorrowTexts {
    explicit BorrowTexts(bool& flag) : is_static(flag) { is_static = true; }
    ~BorrowTexts() { is_static = false; }
    bool& is_static;
  };

  void bind(int index, std::int64_t value) { check(sqlite3_bind_int64(stmt_, index, value)); }
  void bind(int index, int value) { bind(index, std::int64_t{value}); }
  void bind(int index, bool value) { bind(index, std::int64_t{value ? 1 : 0}); }
  void bind(int index, double value) { check(sqlite3_bind_double(stmt_, index, value)); }
  void bind(int index, Instant value) { bind(index, value.time_since_epoch().count()); }
  void bind(int index, std::nullptr_t) { check(sqlite3_bind_null(stmt_, index)); }
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view{value}); }
  void bind(int index, const char* value) { bind(index, std::string_view{value}); }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind(index, nullptr);
    }
  }
  void check(int code);

  Database* database_;
  sqlite3_stmt* stmt_ = nullptr;
  bool is_text_static_ = false;
};

/// Where the file stands, taken inside a transaction: between two equal stamps of one connection
/// nobody has committed and nothing was written.
struct Stamp {
  std::int64_t foreign_commits = 0;
  std::int64_t changes = 0;

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

class Database {
public:
  enum class Create : std::uint8_t { no, yes, never_write };
  Database(std::string path, Create create);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements without parameters and rows.
  void run(const char* sql);
  void run(const std::string& sql) { run(sql.c_str()); }
  /// The statement of that literal, prepared once for each address.
  [[nodiscard]] Statement& cached(const char* sql);
  template <class... Values>
  [[nodiscard]] Rows query(const char* sql, const Values&... values) {
    return cached(sql).with(values...);
  }
  template <class... Values>
  std::int64_t change(const char* sql, const Values&... values) {
    return cached(sql).change(values...);
  }
  [[nodiscard]] std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_); }
  [[nodiscard]] bool is_in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[noreturn]] void fail_with(int code) const;

  /// Another number when another connection has committed, whatever program it belongs to. Inside
  /// a transaction it speaks of what this transaction reads.
  [[nodiscard]] std::int64_t foreign_commits();
  [[nodiscard]] Stamp stamp() { return {foreign_commits(), changes()}; }
  /// Another number after every write of this connection, committed or not, that may have changed
  /// more than the rows of messages, and after everything that was undone. Whatever is not proven
  /// to be narrow counts: only rows that our own statements name, inside `Kind::message`, do not.
  /// What triggers and foreign keys of the host's wrote beside them counts. It only grows.
  [[nodiscard]] std::int64_t wide_writes() const { return changes() - narrow_changes_ + undone_; }
  /// From here on the open transaction counts as `write`, whatever its kind.
  void widen() { is_narrow_ = false; }

  /// Forgets all prepared statements, as a change of the schema wants it.
  void forget_statements() { statements_.clear(); }

private:
  friend class Rows;
  friend class Transaction;
  friend class Batch;
  /// Rows written since the file was opened, also by triggers and foreign keys.
  [[nodiscard]] std::int64_t changes() const { return sqlite3_total_changes64(handle_); }

  std::string path_;
  sqlite3* handle_ = nullptr;
  std::int64_t narrow_changes_ = 0;  ///< of `changes()` those to the rows of messages
  std::int64_t undone_ = 0;          ///< transactions that had written and were rolled back
  bool is_narrow_ = false;
  bool is_batch_ = false;  ///< `Batch` is open: transactions are parts of it
  std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;
};

/// Rolled back unless committed. Inside a `Batch` it is a savepoint of it, and durable with it.
class Transaction {
public:
  enum class Kind : std::uint8_t {
    read,
    write,
    /// Writes attempts with their offers, the ledger, campaigns, events, the inbox, dialogues, rows
    /// of clients and what an account has sent today, and nothing else: nothing of companies,
    /// services, staff, rules, settings and opt-outs, no limit, pause or gate of an account. When a
    /// trigger or a foreign key of the host's writes anything besides, it counts as `write`.
    message,
  };
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

private:
  Database* database_;
  std::int64_t changes_before_;
  bool is_part_;
  bool is_open_ = true;
};

/// Transactions that become durable together: one BEGIN IMMEDIATE around all of them. Rolled back
/// unless committed.
class Batch {
public:
  explicit Batch(Database& database);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  void commit();

private:
  Database* database_;
  std::int64_t changes_before_;
  bool is_open_ = true;
};

}  // namespace reactivation::sqlite
