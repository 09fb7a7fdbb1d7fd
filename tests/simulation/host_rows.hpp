// The host's own rows, written past the store as a host's program does it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "reactivation/core/snapshot.hpp"

namespace simulation_test {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A connection of the host's. Throws std::runtime_error when SQLite does not do as it is told.
class HostDatabase {
public:
  explicit HostDatabase(const std::string& path);

  void run(const char* sql, const std::vector<Value>& values = {});
  /// All rows, texts for everything; NULL is empty.
  [[nodiscard]] std::vector<std::vector<std::string>> rows(const char* sql,
                                                           const std::vector<Value>& values = {});

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

/// Everything of a new company but what `SqliteStore::create_company` and `put_rule` write.
void put_company_rows(HostDatabase& host, const reactivation::Snapshot& company);
void put_staff_rows(HostDatabase& host, const reactivation::Snapshot& company);
/// The ceilings and hours of the company's account, which it has.
void put_account_rows(HostDatabase& host, const reactivation::Snapshot& company);
/// Its pause alone: what a ban has made of the ceilings stays.
void put_account_pause(HostDatabase& host, const reactivation::Account& account);
/// What the engine has found out about the client stays: opt-out, pause, who waits for a person.
void put_client_row(HostDatabase& host, reactivation::CompanyId company,
                    const reactivation::Client& client, const std::string& zone);
void put_visit_row(HostDatabase& host, reactivation::CompanyId company,
                   const reactivation::Visit& visit);

}  // namespace simulation_test
