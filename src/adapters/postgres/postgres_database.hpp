// The driver for PostgreSQL. Private to the adapter.
//
// What a transaction pooler allows is all that is used: no named statement, no setting that
// outlives its transaction, no lock of a session, no temporary table without ON COMMIT DROP.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>

#include "answer.hpp"
#include "database.hpp"

namespace reactivation::sql {

struct ConnectionCloser {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};

class PostgresDatabase final : public Database {
public:
  explicit PostgresDatabase(const std::string& url);

  void run(const std::string& sql) override;
  [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override;
  [[nodiscard]] bool is_in_transaction() const override { return is_open_; }
  [[nodiscard]] bool is_remote() const override { return true; }
  /// Nothing tells cheaply whether others have committed: every transaction is another place.
  [[nodiscard]] std::int64_t foreign_commits() override { return transactions_; }
  void take(const Lock& lock) override;
  void empty_temporary_tables() override;
  /// They stay: only a superuser may, and a host's must run.
  [[nodiscard]] bool switch_own_triggers_off() override { return false; }
  void switch_own_triggers_on() noexcept override {}

  /// The schema with the host's tables and ours, and the one with the views over them.
  [[nodiscard]] const std::string& home() const { return home_; }
  [[nodiscard]] const std::string& views() const { return views_; }
  void wait_for_others(std::chrono::milliseconds longest) { lock_timeout_ = longest; }
  /// How long one statement may take, besides its wait for others, before the connection is given
  /// up; 0: for ever.
  void wait_for_answers(std::chrono::milliseconds longest) { answer_max_ = longest; }

  [[noreturn]] void fail_with(const PGresult* answer);
  [[nodiscard]] PGconn* handle() const { return connection_.get(); }
  void count_changes(std::int64_t rows) { changes_ += rows; }

protected:
  void step(Step step) override;
  void undo() noexcept override;
  void undo_part() noexcept override;
  [[nodiscard]] std::int64_t changes() const override { return changes_; }

private:
  friend class PostgresStatement;

  void connect();
  /// The answer to that statement. When it does not come, or not in time, the connection is closed.
  [[nodiscard]] Result ask(const char* sql, std::chrono::milliseconds longest) noexcept;
  [[nodiscard]] Result heard(int is_sent, std::chrono::milliseconds longest) noexcept;
  /// For what the server answers at once: at most so long, and no longer than anything else.
  [[nodiscard]] std::chrono::milliseconds soon() const noexcept;
  /// For anything else.
  [[nodiscard]] std::chrono::milliseconds in_time() const noexcept;
  void begin(bool is_writing);
  void commit();
  /// Whether the transaction whose COMMIT had no answer is committed.
  [[nodiscard]] bool is_committed(const std::string& transaction);
  void close() noexcept;

  std::string url_;
  std::unique_ptr<PGconn, ConnectionCloser> connection_;
  std::string home_;
  std::string views_;
  std::string transaction_;  ///< the number of the open writing transaction
  std::chrono::milliseconds lock_timeout_{10000};
  std::chrono::milliseconds answer_max_{0};  ///< tables of any size are taken over in one statement
  bool is_late_ = false;                     ///< why there is no connection
  std::int64_t transactions_ = 0;
  std::int64_t changes_ = 0;
  bool is_open_ = false;
};

}  // namespace reactivation::sql
