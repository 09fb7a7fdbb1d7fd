// Asks the server, and waits for its answer only so long. Private.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>

namespace reactivation::sql {

struct ResultClearer {
  void operator()(PGresult* rows) const noexcept { PQclear(rows); }
};
using Result = std::unique_ptr<PGresult, ResultClearer>;

/// What the server says to all that was sent: its last result, null when the connection is lost.
struct Answer {
  Result last;
  bool is_late = false;  ///< nothing, or not all of it, came in time; the connection is of no use
};

/// After PQsendQuery or the like, which gave `is_sent`. `longest`: 0 waits for ever.
[[nodiscard]] Answer answer_of(PGconn* connection, int is_sent,
                               std::chrono::milliseconds longest) noexcept;

}  // namespace reactivation::sql
