// A pool of stores over PostgreSQL, for a program with more threads than connections.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "reactivation/adapters/postgres.hpp"

namespace reactivation {

struct PostgresPoolOptions {
  std::string url;     ///< as `PostgresStore::open` takes it
  int stores_max = 4;  ///< and so connections to the server, at least 1
  /// How long `lend` waits for one that others have; 0: not at all; at most a day.
  std::chrono::milliseconds wait_max{5000};
  /// What each store is lent with, whatever its last borrower has set: `PostgresStore`'s own.
  std::chrono::milliseconds wait_for_others{10'000};
  std::chrono::milliseconds wait_for_answers{120'000};
  MissingTables missing = MissingTables::refuse;
};

/// At most so many stores, opened when they are first needed and lent to one thread at a time. What
/// is given back stays open for the next one, the last used first; `close_idle` lets them go. A
/// connection that was lost is made again by its store (`PostgresStore`), so nothing is asked of
/// the server before a store is lent.
///
/// An engine keeps in mind what it could not store (engine/engine.hpp), so do not make one for each
/// lent store when orders and events go through it; the pool is for reading, for writing by the
/// store's own calls, and for engines that live as long as what is lent.
///
/// Threads: any. Ownership: `zones` must outlive the pool and all that is lent. The pool may end
/// before what is lent; that closes when it is given back.
class PostgresPool {
  struct State;

public:
  /// A store for the one who has it: one call at a time. Given back when it ends; an import that
  /// was left open is rolled back then.
  class Lent {
  public:
    ~Lent();
    Lent(Lent&&) noexcept = default;
    Lent& operator=(Lent&& other) noexcept;
    [[nodiscard]] PostgresStore& operator*() const noexcept { return *store_; }
    [[nodiscard]] PostgresStore* operator->() const noexcept { return store_.get(); }

  private:
    friend class PostgresPool;
    Lent(std::shared_ptr<State> state, std::unique_ptr<PostgresStore> store) noexcept
        : state_(std::move(state)), store_(std::move(store)) {}
    void give_back() noexcept;

    std::shared_ptr<State> state_;
    std::unique_ptr<PostgresStore> store_;
  };

  /// The server is not asked yet. `errc::invalid_argument` for fewer than one store.
  [[nodiscard]] static result<std::unique_ptr<PostgresPool>> make(PostgresPoolOptions options,
                                                                  const TimeZoneSource& zones);
  ~PostgresPool();
  PostgresPool(const PostgresPool&) = delete;
  PostgresPool& operator=(const PostgresPool&) = delete;

  /// `errc::storage_busy` when none became free in time. What `PostgresStore::open` answers when
  /// one had to be opened and could not be: it leaves nothing behind, and the next call tries
  /// again. `detail`, when given, receives a sentence for people, without user and password.
  [[nodiscard]] result<Lent> lend(std::string* detail = nullptr);
  /// Closes the connections that nobody has at the moment.
  void close_idle();

private:
  explicit PostgresPool(std::shared_ptr<State> state) noexcept;

  std::shared_ptr<State> state_;
};

}  // namespace reactivation
