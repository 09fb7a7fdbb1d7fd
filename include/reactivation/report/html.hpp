// A report as one HTML file: nothing is asked of the network, no script runs, it can be printed,
// and every chart has its figures in a table behind it. Pure; every name is escaped.
#pragma once

#include <string>

#include "reactivation/report/report.hpp"

namespace reactivation {

[[nodiscard]] std::string report_html(const Report& report);

}  // namespace reactivation
