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

/// What the server says to all that was sent.
struct Answer {
  Result last;            ///< its last result
  bool is_whole = false;  ///< all of it came; else the connection is of no use
  bool is_late = false;   ///< it did not come in time
};

/// After PQsendQuery or the like, which gave `is_sent`. `longest`: 0 waits for ever.
[[nodiscard]] Answer answer_of(PGconn* connection, int is_sent,
                               std::chrono::milliseconds longest) noexcept;

}  // namespace reactivation::sql
