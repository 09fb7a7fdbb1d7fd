// Readers of the objects that make up a snapshot document.
#pragma once

#include <optional>
#include <vector>

#include "fields.hpp"
#include "reactivation/core/account.hpp"
#include "reactivation/core/rule.hpp"
#include "reactivation/core/settings.hpp"

namespace reactivation::json {

/// No amount here is larger: sums of a million of them still fit 64 bits.
inline constexpr std::int64_t amount_max = 1'000'000'000'000;
inline constexpr std::int64_t count_max = 1'000'000;

/// Each lists what is wrong and gives the value with defaults in those places.
[[nodiscard]] Settings settings_at(const Context& context, NodeIndex node, const Place& place);
[[nodiscard]] Rule rule_at(const Context& context, NodeIndex node, const Place& place);
[[nodiscard]] Account account_at(const Context& context, NodeIndex node, const Place& place);

[[nodiscard]] std::optional<HourRange> hours_at(const Context& context, NodeIndex node,
                                                const Place& place);
[[nodiscard]] std::optional<WeekdaySet> weekdays_at(const Context& context, NodeIndex array,
                                                    const Place& place);
[[nodiscard]] std::optional<std::vector<int>> integers_at(const Context& context, NodeIndex array,
                                                          const Place& place, Bounds bounds);
[[nodiscard]] std::optional<std::vector<LocalDate>> dates_at(const Context& context,
                                                             NodeIndex array, const Place& place);

/// Warnings about what settings and rules say together: decisions clamp, and this says so.
void warn_of_clamped_discounts(const Context& context, const Place& rule_place, const Rule& rule,
                               const Settings& settings);

}  // namespace reactivation::json
