// The driver for SQLite. Private to the adapter.
#pragma once

#include <sqlite3.h>

#include <string>

#include "database.hpp"

namespace reactivation::sql {

class SqliteDatabase final : public Database {
public:
  enum class Create : std::uint8_t { no, yes, never_write };
  SqliteDatabase(const std::string& path, Create create);
  ~SqliteDatabase() override;

  void run(const std::string& sql) override;
  [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override;
  [[nodiscard]] bool is_in_transaction() const override {
    return sqlite3_get_autocommit(handle_) == 0;
  }
  [[nodiscard]] bool is_remote() const override { return false; }
  [[nodiscard]] std::int64_t foreign_commits() override;
  /// BEGIN IMMEDIATE keeps everybody off.
  void take(const Lock& lock) override { (void)lock; }
  void empty_temporary_tables() override;
  [[nodiscard]] bool switch_own_triggers_off() override;
  void switch_own_triggers_on() noexcept override;

  [[nodiscard]] sqlite3* handle() const { return handle_; }
  [[noreturn]] void fail_with(int code) const;

protected:
  void step(Step step) override;
  void undo() noexcept override;
  void undo_part() noexcept override;
  [[nodiscard]] std::int64_t changes() const override { return sqlite3_total_changes64(handle_); }

private:
  friend class SqliteStatement;
  sqlite3* handle_ = nullptr;
};

}  // namespace reactivation::sql
