// Adapter: everything of all companies in one PostgreSQL database (15 or newer), directly or
// through a pooler, also one that pools transactions. docs/postgres.md shows the tables.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "reactivation/adapters/sql_store.hpp"

namespace reactivation {

enum class MissingTables : std::uint8_t {
  make,    ///< the first of several workers makes them, the others wait
  refuse,  ///< `errc::not_found`
};

/// A store on a server. Any number of workers on any number of machines may have one each; rows of
/// a messaging account are locked while something is decided upon it, so what is governed is
/// governed for all of them. Durability: every write is one transaction with synchronous commit. A
/// lost connection is made again by the next call; a change whose COMMIT had no answer is looked up
/// by its transaction, and made again when it is not there. Threads: one call at a time.
class PostgresStore final : public SqlStore {
public:
  /// `url` is `postgresql://…` or libpq's `key=value …`. The tables stand in the first schema of
  /// the user's search_path. `zones` must outlive the store. On failure `detail`, when given,
  /// receives a sentence for people, without user and password. A schema newer than this library is
  /// refused
  /// (`errc::storage_newer_schema`) and left untouched.
  [[nodiscard]] static result<std::unique_ptr<PostgresStore>> open(const std::string& url,
                                                                   MissingTables missing,
                                                                   const TimeZoneSource& zones,
                                                                   std::string* detail = nullptr);

  /// Names this database on this server for `Office::arm`, whatever machine a worker runs on. A
  /// copy of the database elsewhere has another name, so an account armed here is not armed there.
  [[nodiscard]] result<std::string> installation();
  /// Where it is, for messages: host, port and database, without user and password.
  [[nodiscard]] const std::string& place() const noexcept;
  /// How long a write waits for another worker's before it is `errc::storage_busy` (10 seconds).
  void wait_for_others(std::chrono::milliseconds longest);
  /// How long one statement may go without an answer, besides its wait for others, before its
  /// connection is given up and the call is `errc::storage_failed` (2 minutes; 0: for ever). What
  /// the server answers at once, as BEGIN, is given 30 seconds at most. While it opens, a store
  /// waits for ever for its tables, which may be large.
  void wait_for_answers(std::chrono::milliseconds longest);

private:
  using SqlStore::SqlStore;
};

}  // namespace reactivation
