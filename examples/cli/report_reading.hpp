// What a salon's report shows, read from its store; and each service's return curve.
#pragma once

#include <vector>

#include "reactivation/adapters/sql_store.hpp"
#include "reactivation/core/snapshot.hpp"
#include "reactivation/ports/progress.hpp"
#include "reactivation/report/report.hpp"
#include "results_reading.hpp"

namespace cli {

struct ServiceCurve {
  reactivation::ServiceId service_id;
  reactivation::ReportCurve curve;
};
/// Of the services that clients are reminded of, the most used first.
[[nodiscard]] std::vector<ServiceCurve> curves_of(const reactivation::Snapshot& snapshot,
                                                  reactivation::Instant now);

struct ReportQuestion {
  const reactivation::Company& company;
  reactivation::Instant now;
  DaySpan days;
  CostArguments costs;
  reactivation::Language language = reactivation::Language::en;
  bool has_replay = true;  ///< the past replayed, which takes the longest
  reactivation::Progress progress{};
};
[[nodiscard]] reactivation::result<reactivation::Report> read_report(
    reactivation::SqlStore& store, const ReportQuestion& question);

}  // namespace cli
