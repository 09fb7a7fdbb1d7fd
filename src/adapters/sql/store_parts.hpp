// What the store is made of, and how its methods fail. Private.
#pragma once

#include <chrono>
#include <new>
#include <thread>
#include <utility>

#include "import.hpp"
#include "reactivation/adapters/sql_store.hpp"
#include "session.hpp"

namespace reactivation::sql {

/// What `body` gives; what it throws becomes a code, and a sentence in `detail`.
template <class Body>
auto opened(std::string* detail, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (Failure& failure) {
    if (detail != nullptr) *detail = std::move(failure.detail);
    return failure.code;
  } catch (const std::bad_alloc&) {
    if (detail != nullptr) detail->clear();
    return errc::storage_failed;
  }
}

}  // namespace reactivation::sql

namespace reactivation {

struct SqlStore::Parts {
  Parts(std::unique_ptr<sql::Database> connection, const TimeZoneSource& zones)
      : session(std::move(connection), zones) {}

  sql::Session session;
  std::string detail;
  std::unique_ptr<sql::Importer> importer;

  static constexpr int tries_max = 6;
  static constexpr std::chrono::milliseconds pause_before_repeating{20};

  /// Runs `body`; what it throws becomes a code, and `detail` says more.
  template <class Body>
  auto guarded(Body body) -> result<decltype(body())> {
    try {
      if constexpr (std::is_void_v<decltype(body())>) {
        body();
        return boost::outcome_v2::success();
      } else {
        return body();
      }
    } catch (sql::Failure& failure) {
      detail = std::move(failure.detail);
      return failure.code;
    } catch (const std::bad_alloc&) {
      detail.clear();
      return errc::storage_failed;
    }
  }

  /// Once more, after a moment, when the database undid all of it through no fault of its own.
  template <class Body>
  auto in_transaction(sql::Transaction::Kind kind, Body body) -> result<decltype(body())> {
    return guarded([&] {
      for (int tries = 1;; ++tries) {
        try {
          sql::Transaction transaction{session.database, kind};
          if constexpr (std::is_void_v<decltype(body())>) {
            body();
            transaction.commit();
            return;
          } else {
            auto value = body();
            transaction.commit();
            return value;
          }
        } catch (const sql::Failure& failure) {
          const bool is_part = session.database.is_in_batch();
          if (!failure.may_repeat || is_part || tries == tries_max) throw;
        }
        std::this_thread::sleep_for(pause_before_repeating * tries * tries);
      }
    });
  }

  template <class Body>
  auto reading(Body body) -> result<decltype(body())> {
    return in_transaction(sql::Transaction::Kind::read, std::move(body));
  }
  template <class Body>
  auto writing(const sql::Lock& lock, Body body) -> result<decltype(body())> {
    return in_transaction(sql::Transaction::Kind::write, [&] {
      session.database.take(lock);
      return body();
    });
  }
  /// Writes rows of messages and nothing else.
  template <class Body>
  auto writing_message(const sql::Lock& lock, Body body) -> result<decltype(body())> {
    return in_transaction(sql::Transaction::Kind::message, [&] {
      session.database.take(lock);
      return body();
    });
  }

  /// Inside an import. What the caller got wrong leaves the import open; when storage fails it is
  /// over and nothing of it stays.
  template <class Body>
  auto importing(Body body) -> result<decltype(body())> {
    auto outcome = guarded([&] {
      if (!importer) sql::fail(errc::invalid_argument, "no import is open; begin one first");
      return body();
    });
    if (!outcome && outcome.error().value() >= static_cast<int>(errc::storage_failed)) {
      importer.reset();
    }
    return outcome;
  }
};

}  // namespace reactivation
