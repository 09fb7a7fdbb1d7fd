// Notices as documents list them.
#pragma once

#include <nlohmann/json.hpp>

#include "notices.hpp"
#include "reactivation/json/words.hpp"

namespace cli {

/// The kind of each, in the order in which they came.
[[nodiscard]] inline std::vector<reactivation::AlertKind> kinds_of(
    const std::vector<reactivation::Alert>& alerts) {
  std::vector<reactivation::AlertKind> out;
  for (const reactivation::Alert& alert : alerts) out.push_back(alert.kind);
  return out;
}

/// Their words.
[[nodiscard]] inline nlohmann::ordered_json notices_json(const Notices& notices) {
  auto out = nlohmann::ordered_json::array();
  for (const reactivation::Alert& alert : notices.alerts()) {
    out.push_back(reactivation::word_of(alert.kind));
  }
  return out;
}

}  // namespace cli
