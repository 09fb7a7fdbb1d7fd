// Reasons as the words that events and reports carry. Private to the engine.
#pragma once

#include <string_view>

#include "reactivation/core/eligibility.hpp"

namespace reactivation::detail {

[[nodiscard]] inline std::string_view word_of_reason(SkipReason reason) noexcept {
  constexpr std::string_view words[] = {
      "changed",          "company_disabled", "opted_out",
      "consent_missing",  "phone_missing",    "phone_invalid",
      "paused",           "needs_person",     "no_visit",
      "upcoming_booking", "visited_recently", "not_due",
      "lapsed",           "attempt_open",     "contacted_recently",
      "max_attempts",     "holdout",          "outside_sending_hours",
      "no_quota"};
  return words[static_cast<std::size_t>(reason)];
}

}  // namespace reactivation::detail
