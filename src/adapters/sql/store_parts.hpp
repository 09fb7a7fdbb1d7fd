// What the store is made of, and how its methods fail. Private.
#pragma once

#include <new>
#include <utility>

#include "import.hpp"
#include "reactivation/adapters/sql_store.hpp"
#include "session.hpp"

namespace reactivation {

struct SqlStore::Parts {
  Parts(std::unique_ptr<sql::Database> connection, const TimeZoneSource& zones)
      : session(std::move(connection), zones) {}

  sql::Session session;
  std::string detail;
  std::unique_ptr<sql::Importer> importer;

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

  template <class Body>
  auto in_transaction(sql::Transaction::Kind kind, Body body) -> result<decltype(body())> {
    return guarded([&] {
      sql::Transaction transaction{session.database, kind};
      if constexpr (std::is_void_v<decltype(body())>) {
        body();
        transaction.commit();
      } else {
        auto value = body();
        transaction.commit();
        return value;
      }
    });
  }

  template <class Body>
  auto reading(Body body) -> result<decltype(body())> {
    return in_transaction(sql::Transaction::Kind::read, std::move(body));
  }
  template <class Body>
  auto writing(Body body) -> result<decltype(body())> {
    return in_transaction(sql::Transaction::Kind::write, std::move(body));
  }
  /// Writes rows of messages and nothing else.
  template <class Body>
  auto writing_message(Body body) -> result<decltype(body())> {
    return in_transaction(sql::Transaction::Kind::message, std::move(body));
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
