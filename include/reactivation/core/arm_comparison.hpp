// What the messages of a factor's arms say when they are laid side by side. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "reactivation/core/metrics.hpp"

namespace reactivation {

enum class ArmFinding : std::uint8_t {
  too_few,  ///< fewer than two arms have enough messages
  same,     ///< nothing tells those that have enough apart
  better,   ///< `best` brings more bookings than each of `worse`
};

/// `too_few`, `same`, `better`.
[[nodiscard]] constexpr std::string_view to_string(ArmFinding finding) noexcept {
  constexpr std::string_view words[] = {"too_few", "same", "better"};
  return words[static_cast<std::size_t>(finding)];
}

struct ArmComparison {
  ArmFactor factor = ArmFactor::discount;
  ArmFinding finding = ArmFinding::too_few;
  std::optional<ArmKey> best;     ///< of `better`
  std::vector<ArmKey> worse;      ///< of `better`
  std::vector<ArmKey> undecided;  ///< about which the verdict says nothing
  std::int64_t messages_min = 0;  ///< that an arm needs before it is judged
};

/// One for each factor of `tried_arms`, in their order. An arm is judged by its share of messages
/// that were booked after, from `messages_min` on and when `booked_if_all` is known; one that was
/// dropped early hinders no others. It is worse than the best when their intervals (Wilson, 95 %)
/// are apart and `booked_if_all` says the same: the chances of a lot change from day to day, so
/// both ways of counting have to agree. Judged by bookings, not by margin: `smallest_step` weighs
/// what a discount costs.
[[nodiscard]] std::vector<ArmComparison> compare_arms(const ResultOverview& overview);

}  // namespace reactivation
