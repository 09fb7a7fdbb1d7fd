// Parts of the snapshot document on their own, and the small JSON values that stores keep in their
// columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/account.hpp"
#include "reactivation/core/rule.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/json/read.hpp"

namespace reactivation {

/// The objects `settings`, an element of `rules`, and `account` of the snapshot document, by the
/// same rules. Places are JSON pointers inside the object.
[[nodiscard]] ReadDocument<Settings> read_settings(std::string_view bytes,
                                                   const ReadLimits& limits = {});
[[nodiscard]] ReadDocument<Rule> read_rule(std::string_view bytes, const ReadLimits& limits = {});
/// `zone`: of the company, for instants without an offset.
[[nodiscard]] ReadDocument<Account> read_account(std::string_view bytes, const TimeZone& zone,
                                                 const ReadLimits& limits = {});

[[nodiscard]] std::string write_settings(const Settings& settings);
[[nodiscard]] std::string write_rule(const Rule& rule);
[[nodiscard]] std::string write_account(const Account& account);

/// `{"start":10,"end":19}`: whole hours, 0 <= start < end <= 24; nothing else parses.
[[nodiscard]] std::optional<HourRange> parse_hour_range(std::string_view json);
[[nodiscard]] std::string write_hour_range(HourRange hours);
/// `[1,2,3,4,5]`, Monday = 1, each day once; `[]` is no day.
[[nodiscard]] std::optional<WeekdaySet> parse_weekdays(std::string_view json);
[[nodiscard]] std::string write_weekdays(WeekdaySet days);
/// `[10,15,20]`: every number within [low, high].
struct IntegerBounds {
  int low = 0;
  int high = 100;
};
[[nodiscard]] std::optional<std::vector<int>> parse_integers(std::string_view json,
                                                             IntegerBounds bounds);
[[nodiscard]] std::string write_integers(const std::vector<int>& numbers);
/// `["2026-01-01"]`
[[nodiscard]] std::optional<std::vector<LocalDate>> parse_dates(std::string_view json);
[[nodiscard]] std::string write_dates(const std::vector<LocalDate>& dates);

/// The 36 characters of `to_string(AttemptId)`, in either case.
[[nodiscard]] std::optional<AttemptId> parse_attempt_id(std::string_view text) noexcept;

}  // namespace reactivation
