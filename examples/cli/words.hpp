// Times, numbers and reasons as a person reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reactivation/core/eligibility.hpp"
#include "reactivation/core/interval.hpp"
#include "reactivation/core/plan_policy.hpp"
#include "reactivation/core/time.hpp"

namespace cli {

/// `Mon 2 Mar 2026`
[[nodiscard]] std::string day_text(reactivation::LocalDate date);
/// `Mon 2 Mar`
[[nodiscard]] std::string short_day_text(reactivation::LocalDate date);
/// `10:05`, of the zone's clock.
[[nodiscard]] std::string clock_text(reactivation::Instant at, const reactivation::TimeZone& zone);
/// `Mon 2 Mar 10:05`, with the year when it is not that of `now`.
[[nodiscard]] std::string moment_text(reactivation::Instant at, reactivation::Instant now,
                                      const reactivation::TimeZone& zone);
/// The same, without the time when it is midnight; an en dash for nothing.
[[nodiscard]] std::string until_text(std::optional<reactivation::Instant> at,
                                     reactivation::Instant now, const reactivation::TimeZone& zone);
/// `12,345`
[[nodiscard]] std::string number_text(std::int64_t number);
/// `1 client`, `2 clients`
[[nodiscard]] std::string count_text(std::int64_t number, const std::string& noun);
/// `1,200.50 EUR`
[[nodiscard]] std::string money_text(std::int64_t minor, const std::string& currency);
/// `57 %`
[[nodiscard]] std::string percent_text(double share);
/// `at risk`
[[nodiscard]] std::string state_text(reactivation::RhythmState state);
/// `has a booking ahead`
[[nodiscard]] std::string reason_text(reactivation::SkipReason reason);
/// The same when it does not hold: `has no booking ahead`
[[nodiscard]] std::string reason_absent_text(reactivation::SkipReason reason);
/// `28 days, set by you`
[[nodiscard]] std::string interval_text(const reactivation::Interval& interval);

}  // namespace cli
