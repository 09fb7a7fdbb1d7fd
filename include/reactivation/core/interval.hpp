// After how many days a service is due again.
#pragma once

#include <optional>
#include <string_view>

#include "reactivation/core/company.hpp"
#include "reactivation/core/rule.hpp"

namespace reactivation {

struct Interval {
  int days = 30;
  IntervalSource source = IntervalSource::table;

  friend constexpr bool operator==(const Interval&, const Interval&) noexcept = default;
};

/// The table of requirements §4.1: by whole words of the title in every supported language, within
/// the type of business (`other` looks through all of them); 30 days for a title it does not know.
[[nodiscard]] int table_interval_days(BusinessType type, std::string_view service_title) noexcept;

/// The rule's own number with its source; when it has none, the first of manual, historical, AI and
/// the table. A number outside [1, 3650] counts as absent.
[[nodiscard]] Interval interval_of(const Rule& rule, BusinessType type,
                                   std::string_view service_title) noexcept;

/// What a person may put into force: what the history says, else a model, as far as it is usable.
[[nodiscard]] std::optional<int> suggested_interval_days(const Rule& rule) noexcept;

/// A person's own number: it comes into force by being set, whatever was before.
[[nodiscard]] Rule rule_with_manual_interval(Rule rule, int days) noexcept;

}  // namespace reactivation
