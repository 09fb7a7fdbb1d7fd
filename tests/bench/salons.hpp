// Salons in a SQLite file, and what the store's benchmarks have in common.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reactivation/adapters/sqlite.hpp"

namespace bench {

using namespace reactivation;

class OnlyUtc final : public TimeZoneSource {
public:
  result<TimeZone> find(std::string_view name) const override;
};

inline constexpr Instant now{date::sys_days{date::year{2025} / 6 / 2} + std::chrono::hours{10}};
inline constexpr int services_each = 12;
inline constexpr int staff_each = 8;

[[noreturn]] void give_up(const char* what);
template <class T>
T must(result<T> outcome, const SqlStore& store) {
  if (!outcome) give_up(store.detail().c_str());
  return std::move(outcome).value();
}
void must(const result<void>& outcome, const SqlStore& store);

struct Timing {
  double wall = 0;       ///< seconds
  double processor = 0;  ///< seconds of this thread, which other programs hardly change
};
[[nodiscard]] Timing time_of(const std::function<void()>& body);
[[nodiscard]] double seconds_of(const std::function<void()>& body);
[[nodiscard]] double median(std::vector<double> values);

/// Every row and column of the answer is read; the number of rows.
std::int64_t run(sqlite3* handle, const std::string& sql);

/// The first column of the first row.
[[nodiscard]] std::int64_t run_number(sqlite3* handle, const std::string& sql);

/// A statement that stays prepared, as the store's own do.
class Prepared {
public:
  Prepared(sqlite3* handle, const std::string& sql);
  ~Prepared() { sqlite3_finalize(stmt_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  void run(std::int64_t first = 0);

private:
  sqlite3_stmt* stmt_ = nullptr;
};

/// A folder with two files: one with a store and a second connection to it, and one for bare SQL,
/// so that its commits do not empty the store's cache. All with a write-ahead log, synced fully.
class Place {
public:
  explicit Place(const char* name);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  [[nodiscard]] SqliteStore& store() { return *store_; }
  [[nodiscard]] sqlite3* second() { return second_; }  ///< to the store's file; `bare` attached
  [[nodiscard]] sqlite3* bare() { return bare_; }

private:
  OnlyUtc zones_;
  std::filesystem::path folder_;
  std::unique_ptr<SqliteStore> store_;
  sqlite3* second_ = nullptr;
  sqlite3* bare_ = nullptr;
};

/// One salon: services due after 28 days, every fifth client due, three visits a client, an account
/// for hot senders that never pauses.
void add_company(Place& place, CompanyId company, int clients);

/// A year of attempts that have ended, evenly over the clients that are not due, with their
/// offers, events and sends in the ledger.
void add_ended_attempts(Place& place, CompanyId company, int attempts);

/// The highest resident memory since the last call of `forget_peak`, in KiB.
void forget_peak();
[[nodiscard]] long peak_kib();

}  // namespace bench
