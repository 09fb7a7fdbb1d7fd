// Private: values of YClients' answers, whose types wander (protocols: ids as strings, empty lists
// for objects, flags as numbers).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/time.hpp"

namespace reactivation::yclients {

using Json = nlohmann::json;

/// Nothing deeper than this is parsed.
inline constexpr int depth_max = 32;
/// Whether brackets outside texts nest no deeper.
[[nodiscard]] bool is_shallow(std::string_view json) noexcept;
/// The value, or discarded.
[[nodiscard]] Json parsed(std::string_view text);

/// A member, or null.
[[nodiscard]] const Json& member(const Json& object, const char* name);
/// A positive whole number, also written as text; else 0.
[[nodiscard]] std::int64_t id_of(const Json& value) noexcept;
/// A whole number of either sign, also written as text.
[[nodiscard]] std::optional<std::int64_t> integer_of(const Json& value) noexcept;
/// A text, or a number as one; else empty.
[[nodiscard]] std::string text_of(const Json& value);
/// true, a number but 0, "1", "true".
[[nodiscard]] bool flag_of(const Json& value) noexcept;
/// An amount in major units, also written as text.
[[nodiscard]] std::optional<double> amount_of(const Json& value) noexcept;
/// With two decimals, so that no mark can be read as one of thousands.
[[nodiscard]] std::string amount_text(double amount);

/// Minutes since midnight of `9:30`, `09:30`, `24:00`, `09:30:00`.
[[nodiscard]] std::optional<int> minutes_of(const Json& value) noexcept;
/// An instant with its own offset (`+0900` or `+09:00`), or a count of seconds.
[[nodiscard]] std::optional<Instant> instant_of(const Json& value);
/// The salon's wall clock as `2026-03-01T12:00:00`: `date` (and `time`) as it stands, else the
/// civil part of `datetime`, whose offset is not believed; a count of seconds by the zone. Empty
/// when there is none.
[[nodiscard]] std::string wall_clock_of(const Json& record, const TimeZone& zone);

}  // namespace reactivation::yclients
