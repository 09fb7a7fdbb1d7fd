// A connection to a database, its statements and transactions, whatever database it is. Private to
// the adapters: failures are thrown as `Failure` and become error codes at the store's methods.
//
// The SQL of the store is written once, in what both databases understand. What only one of them
// knows is marked (docs/storage.md, "One SQL for two databases"):
//   /*sqlite:*/ … /*:*/       only SQLite reads it; PostgreSQL's driver takes it out
//   /*postgres: … */          a comment to SQLite; PostgreSQL's driver puts it in
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "reactivation/core/error.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation::sql {

struct Failure {
  errc code;
  std::string detail;
  /// The whole transaction was undone through no fault of its own, and may be tried again.
  bool may_repeat = false;
};

[[noreturn]] void fail(errc code, std::string detail);

enum class ValueType : std::uint8_t { null, integer, real, text, other };

/// What one run of a statement gives. Belongs to the statement.
class Cursor {
public:
  virtual ~Cursor() = default;
  [[nodiscard]] virtual bool next() = 0;
  /// Steps to the end; the number of rows changed by the statement.
  virtual std::int64_t run() = 0;
  virtual void finish() noexcept = 0;

  [[nodiscard]] virtual int columns() const = 0;
  [[nodiscard]] virtual const char* name(int column) const = 0;
  [[nodiscard]] virtual ValueType type(int column) const = 0;
  /// 0 when it is no number.
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual double real(int column) const = 0;
  /// Valid until the next call of `next`.
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
};

/// The rows of one run of a statement, which is free for another run when this goes.
class Rows {
public:
  explicit Rows(Cursor& cursor) : cursor_(&cursor) {}
  Rows(Rows&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (cursor_ != nullptr) cursor_->finish();
  }

  [[nodiscard]] bool next() { return cursor_->next(); }
  std::int64_t run() { return cursor_->run(); }
  [[nodiscard]] int columns() const { return cursor_->columns(); }
  [[nodiscard]] const char* name(int column) const { return cursor_->name(column); }
  [[nodiscard]] ValueType type(int column) const { return cursor_->type(column); }
  [[nodiscard]] bool is_null(int column) const { return type(column) == ValueType::null; }
  [[nodiscard]] std::int64_t integer(int column) const { return cursor_->integer(column); }
  [[nodiscard]] double real(int column) const { return cursor_->real(column); }
  [[nodiscard]] std::string_view text(int column) const { return cursor_->text(column); }

private:
  Cursor* cursor_;
};

/// A statement that stays.
class Statement {
public:
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  virtual ~Statement() = default;

  /// Binds ?1, ?2, … in order; texts are copied.
  template <class... Values>
  [[nodiscard]] Rows with(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return Rows{execute(index)};
  }

  /// Binds and runs to the end at once; texts are not copied. The number of rows changed.
  template <class... Values>
  std::int64_t change(const Values&... values) {
    const BorrowTexts borrow{is_borrowing_};
    return with(values...).run();
  }

protected:
  virtual void bind_integer(int index, std::int64_t value) = 0;
  virtual void bind_real(int index, double value) = 0;
  virtual void bind_text(int index, std::string_view value) = 0;
  /// `type` is that of the values the place is for.
  virtual void bind_null(int index, ValueType type) = 0;
  [[nodiscard]] virtual Cursor& execute(int values) = 0;
  /// Texts outlive the run.
  [[nodiscard]] bool is_borrowing() const { return is_borrowing_; }

private:
  struct BorrowTexts {
    explicit BorrowTexts(bool& flag) : is_on(flag) { is_on = true; }
    ~BorrowTexts() { is_on = false; }
    bool& is_on;
  };

  void bind(int index, std::int64_t value) { bind_integer(index, value); }
  void bind(int index, int value) { bind_integer(index, value); }
  void bind(int index, bool value) { bind_integer(index, value ? 1 : 0); }
  void bind(int index, double value) { bind_real(index, value); }
  void bind(int index, Instant value) { bind_integer(index, value.time_since_epoch().count()); }
  void bind(int index, std::string_view value) { bind_text(index, value); }
  void bind(int index, const std::string& value) { bind_text(index, value); }
  void bind(int index, const char* value) { bind_text(index, value); }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
      bind_null(index, ValueType::text);
    } else {
      bind_null(index, std::is_same_v<T, double> ? ValueType::real : ValueType::integer);
    }
  }

  bool is_borrowing_ = false;
};

/// Where the database stands, taken inside a transaction: between two equal stamps of one
/// connection nobody has committed and nothing was written.
struct Stamp {
  std::int64_t foreign_commits = 0;
  std::int64_t changes = 0;

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// Who may not write meanwhile: a transaction that reads what it then changes says it first. Rows
/// of one messaging account, with those of all its companies, are changed by one writer at a time.
struct Lock {
  enum class Of : std::uint8_t { nothing, accounts, attempt, everything };
  Of of = Of::nothing;
  AccountId account{};  ///< of `accounts`: this one, if set,
  CompanyId company{};  ///< and the one that the company sends through
  std::string attempt{};

  /// For what only adds rows that nobody decides by.
  [[nodiscard]] static Lock nothing() { return {}; }
  [[nodiscard]] static Lock everything() { return {.of = Of::everything}; }
  [[nodiscard]] static Lock on(CompanyId company) { return on(AccountId{}, company); }
  [[nodiscard]] static Lock on(AccountId account) { return on(account, CompanyId{}); }
  /// Everything, when neither is known.
  [[nodiscard]] static Lock on(AccountId account, CompanyId company) {
    const bool is_known = account.is_set() || company.is_set();
    return {.of = is_known ? Of::accounts : Of::everything, .account = account, .company = company};
  }
  [[nodiscard]] static Lock on(const AttemptId& attempt) {
    return {.of = Of::attempt, .attempt = to_string(attempt)};
  }
};

class Database {
public:
  explicit Database(std::string place) : place_(std::move(place)) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  /// One or more statements without parameters and rows.
  virtual void run(const std::string& sql) = 0;
  [[nodiscard]] virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
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
  /// The path of the file or the name of the database, for messages. No password in it.
  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] virtual bool is_in_transaction() const = 0;
  /// Every statement costs a way there and back: many rows are asked for at once.
  [[nodiscard]] virtual bool is_remote() const = 0;
  [[nodiscard]] bool is_in_batch() const { return is_batch_; }

  /// Another number when another connection has committed, whatever program it belongs to. Inside
  /// a transaction it speaks of what this transaction reads.
  [[nodiscard]] virtual std::int64_t foreign_commits() = 0;
  [[nodiscard]] Stamp stamp() { return {foreign_commits(), changes()}; }
  /// Another number after every write of this connection, committed or not, that may have changed
  /// more than the rows of messages, and after everything that was undone. Whatever is not proven
  /// to be narrow counts: only rows that our own statements name, inside `Kind::message`, do not.
  /// What triggers and foreign keys of the host's wrote beside them counts. It only grows.
  [[nodiscard]] std::int64_t wide_writes() const { return changes() - narrow_changes_ + undone_; }
  /// From here on the open transaction counts as `write`, whatever its kind.
  void widen() { is_narrow_ = false; }

  /// Waits until no other writer holds what `lock` names, and keeps them off until the end of the
  /// transaction.
  virtual void take(const Lock& lock) = 0;
  /// Inside a transaction: reactivation_candidates and reactivation_unsummed exist and are empty.
  virtual void empty_temporary_tables() = 0;
  /// Switches the store's own triggers off for an import, which does their work itself. False when
  /// they stay on.
  [[nodiscard]] virtual bool switch_own_triggers_off() = 0;
  virtual void switch_own_triggers_on() noexcept = 0;

  /// Forgets all prepared statements, as a change of the schema wants it.
  void forget_statements() { statements_.clear(); }

protected:
  enum class Step : std::uint8_t {
    begin_read,
    begin_write,
    commit,
    begin_part,
    commit_part,
  };
  virtual void step(Step step) = 0;
  virtual void undo() noexcept = 0;
  virtual void undo_part() noexcept = 0;
  /// Rows written since the connection was opened, also by triggers and foreign keys.
  [[nodiscard]] virtual std::int64_t changes() const = 0;
  /// `named` rows of those since `before` were named by a statement of ours.
  void note_change(std::int64_t before, std::int64_t named);

private:
  friend class Transaction;
  friend class Batch;

  std::string place_;
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
    /// Writes attempts with their offers, the ledger, campaigns, events, the inbox, dialogues,
    /// leases, rows of clients and what an account has sent today, and nothing else: nothing of
    /// companies, services, staff, rules, settings and opt-outs, no limit, pause or gate of an
    /// account. When a trigger or a foreign key of the host's writes anything besides, it counts as
    /// `write`.
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

/// Transactions that become durable together. Rolled back unless committed.
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

}  // namespace reactivation::sql
