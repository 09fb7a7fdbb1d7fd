// The figures of a period as one JSON value: the member `results` of reactivation.stats/1.
#pragma once

#include <nlohmann/json.hpp>

#include "results_reading.hpp"

namespace cli {

[[nodiscard]] nlohmann::ordered_json results_json(const CompanyResults& results,
                                                  const reactivation::Company& company);

}  // namespace cli
