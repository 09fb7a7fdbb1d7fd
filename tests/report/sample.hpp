// A report with something in every section, and with names that would break a page.
#pragma once

#include "reactivation/report/report.hpp"

namespace sample {

[[nodiscard]] reactivation::Report report(reactivation::Language language);
/// Names as they must not stand in the page.
inline constexpr const char* hostile_name =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>& \u202Egnp.exe";

}  // namespace sample
