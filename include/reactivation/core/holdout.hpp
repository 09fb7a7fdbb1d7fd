// The holdout group: a fixed, invisible share of clients who are never messaged.
#pragma once

#include <cstdint>
#include <string_view>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/settings.hpp"

namespace reactivation {

[[nodiscard]] std::uint64_t fnv1a64(std::string_view text) noexcept;
[[nodiscard]] std::uint64_t splitmix64(std::uint64_t value) noexcept;

/// A number in [0, 1) that only depends on its key: the upper 53 bits of splitmix64(fnv1a64(key)).
[[nodiscard]] double hashed_uniform(std::string_view key) noexcept;

/// True when `hashed_uniform("name|company id|client id")` lies below the holdout's share. The same
/// client stays in the same group for as long as the holdout keeps its name.
[[nodiscard]] bool is_held_out(const Holdout& holdout, CompanyId company, ClientId client) noexcept;

}  // namespace reactivation
