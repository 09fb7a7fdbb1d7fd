// What a run says of its messages, as engines count them and documents show them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

struct DispatchCounts {
  std::int64_t sent = 0;
  std::int64_t uncertain = 0;
  std::int64_t rejected = 0;
  std::int64_t not_started = 0;
  std::int64_t cancelled = 0;
  std::int64_t waiting = 0;
  std::int64_t held = 0;
  std::int64_t lost = 0;
  /// Hand-overs whose outcome an earlier run did not live to record, now settled.
  std::int64_t settled = 0;
};

/// One message of a run. The words are those of the document `reactivation.run/1`.
struct RunMessageRow {
  AttemptId attempt_id;
  ClientId client_id;
  std::string_view outcome;
  std::string reason;  ///< empty: none
  std::optional<Instant> sent_at;
};

}  // namespace reactivation
