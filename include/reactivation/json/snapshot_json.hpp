// The document reactivation.snapshot/1: everything a decision for one company needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/snapshot.hpp"
#include "reactivation/json/read.hpp"
#include "reactivation/ports/time_zone.hpp"

namespace reactivation {

/// Present exactly when no issue is an error.
struct ReadSnapshot {
  std::optional<Snapshot> snapshot;
  std::vector<Issue> issues;
};

/// Reads the whole document and lists everything that is wrong with it, up to `limits.issues_max`.
/// The rules of every field: docs/documents.md and schemas/reactivation.snapshot-1.schema.json.
/// Throws nothing but std::bad_alloc.
[[nodiscard]] ReadSnapshot read_snapshot(std::string_view bytes, const TimeZoneSource& zones,
                                         const ReadLimits& limits = {});

/// The document of a snapshot, every field in its fixed order: equal snapshots are equal bytes, and
/// `read_snapshot` gives the same value back.
[[nodiscard]] std::string write_snapshot(const Snapshot& snapshot);

}  // namespace reactivation
