// The document reactivation.plan/1: what is decided.
#pragma once

#include <cstdint>
#include <string>

#include "reactivation/core/plan.hpp"

namespace reactivation {

/// Which skipped clients the document lists. Its counts are of the whole plan in both cases.
enum class PlanRows : std::uint8_t {
  all,
  due_only,  ///< without those whose reason is no_visit or not_due
};

/// Keys in the order of docs/documents.md, instants in UTC, numbers in their shortest form that
/// reads back the same: equal plans are equal bytes with every compiler. Ends with a line feed.
[[nodiscard]] std::string write_plan(const Plan& plan, PlanRows rows = PlanRows::all);

/// One row of `planned` or `skipped` as an object on one line, for programs that print rows.
[[nodiscard]] std::string write_planned(const PlannedAttempt& attempt);
[[nodiscard]] std::string write_skipped(const SkippedClient& client);

}  // namespace reactivation
