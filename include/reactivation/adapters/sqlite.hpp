// Adapter: everything of all companies in one SQLite file. docs/storage.md shows the tables.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "reactivation/adapters/sql_store.hpp"

namespace reactivation {

enum class OpenMode : std::uint8_t {
  existing,            ///< `errc::not_found` when there is no file
  create_or_existing,  ///< the folder must exist
};

/// What a file is, by a look that leaves it as it is.
struct SqliteFile {
  int schema = 0;         ///< the last migration applied to it; 0: nothing of ours is in it
  int newest_schema = 0;  ///< that this library knows
};
/// `errc::not_found` when there is no file, `errc::storage_…` when it cannot be read as a database;
/// `detail`, when given, receives a sentence for people.
[[nodiscard]] result<SqliteFile> look_at_sqlite(const std::string& path,
                                                std::string* detail = nullptr);

/// A store in one file. Durability: WAL with synchronous=FULL; every write is one BEGIN IMMEDIATE
/// transaction.
class SqliteStore final : public SqlStore {
public:
  /// Opens the file and brings its schema up to date. A schema newer than this library is refused
  /// (`errc::storage_newer_schema`) and left untouched. `zones` must outlive the store. On failure
  /// `detail`, when given, receives a sentence for people.
  [[nodiscard]] static result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                                 OpenMode mode,
                                                                 const TimeZoneSource& zones,
                                                                 std::string* detail = nullptr);

  /// How long a write waits for another program's before it is `errc::storage_busy` (10 seconds).
  void wait_for_others(std::chrono::milliseconds longest);
  /// What `work` writes through this store becomes durable together, by one commit: all of it, or
  /// after an error nothing. Every call in it keeps its own result: one that fails is undone alone.
  /// Other stores' writes wait meanwhile, so nothing in it waits for a network. No import inside.
  [[nodiscard]] result<void> together(const std::function<void()>& work);

private:
  using SqlStore::SqlStore;
};

}  // namespace reactivation
