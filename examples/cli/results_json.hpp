// The figures of a period as one JSON value: the member `results` of reactivation.stats/1.
#pragma once

#include <nlohmann/json.hpp>

#include "results_reading.hpp"

namespace cli {

/// The same pass over the messages counts both.
[[nodiscard]] reactivation::CampaignStats stats_of(const reactivation::ResultOverview& overview);
/// The document reactivation.stats/1.
[[nodiscard]] nlohmann::ordered_json stats_json(const CompanyResults& results,
                                                const reactivation::Company& company,
                                                const DaySpan& days);
[[nodiscard]] nlohmann::ordered_json results_json(const CompanyResults& results,
                                                  const reactivation::Company& company);

}  // namespace cli
