// Strong ids: one type for each noun, so that a client can never be passed where a service is
// meant.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace reactivation {

/// A positive 64-bit integer that names one thing of the host. A default-made id is 0 and names
/// nothing; `is_set` tells the two apart. Codes of outside systems are strings (`external_id`) and
/// never become ids by themselves.
template <class Noun>
struct Id {
  std::int64_t value = 0;

  [[nodiscard]] constexpr bool is_set() const noexcept { return value > 0; }
  friend constexpr auto operator<=>(const Id&, const Id&) noexcept = default;
};

using CompanyId = Id<struct CompanyNoun>;
using ClientId = Id<struct ClientNoun>;
using ServiceId = Id<struct ServiceNoun>;
using StaffId = Id<struct StaffNoun>;
using VisitId = Id<struct VisitNoun>;
using AccountId = Id<struct AccountNoun>;

/// An attempt's id: a UUIDv5 of (company, client, service, cycle key, attempt number), so that the
/// same plan gives the same ids on every machine. See `attempt_id` in attempt.hpp.
struct AttemptId {
  std::array<std::uint8_t, 16> bytes{};

  friend constexpr auto operator<=>(const AttemptId&, const AttemptId&) noexcept = default;
};

/// The 36 lower-case characters of the id: `xxxxxxxx-xxxx-5xxx-xxxx-xxxxxxxxxxxx`.
[[nodiscard]] std::string to_string(const AttemptId& id);

}  // namespace reactivation

/// @cond
template <class Noun>
struct std::hash<reactivation::Id<Noun>> {
  std::size_t operator()(const reactivation::Id<Noun>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
/// @endcond
