// Seeded worlds in which the original detector and the planner must agree: no deviation that
// requirements §4 documents occurs in them.
#pragma once

#include <cstdint>
#include <string>

#include "reactivation/core/snapshot.hpp"

namespace oracle {

struct World {
  std::uint64_t seed = 0;
  reactivation::Instant now;
  reactivation::Snapshot snapshot;
  std::string original_json;  ///< the same world, one line, as the original's tables hold it
};

/// The same seed gives the same world on every machine.
[[nodiscard]] World make_world(std::uint64_t seed);

}  // namespace oracle
