#include "reactivation/core/eligibility.hpp"

#include <array>

namespace reactivation {

std::string_view to_string(SkipReason reason) noexcept {
  static constexpr std::array<std::string_view, reasons_max + 1> words{"",
                                                                       "company_disabled",
                                                                       "opted_out",
                                                                       "consent_missing",
                                                                       "phone_missing",
                                                                       "phone_invalid",
                                                                       "paused",
                                                                       "needs_person",
                                                                       "no_visit",
                                                                       "upcoming_booking",
                                                                       "visited_recently",
                                                                       "not_due",
                                                                       "lapsed",
                                                                       "attempt_open",
                                                                       "contacted_recently",
                                                                       "max_attempts",
                                                                       "holdout",
                                                                       "outside_sending_hours",
                                                                       "no_quota"};
  const auto place = static_cast<std::size_t>(reason);
  return place < words.size() ? words[place] : std::string_view{};
}

Instant due_at(Instant last_visit_at, int interval_days, const TimeZone& zone) noexcept {
  return zone.to_instant(zone.to_local(last_visit_at) + Days{interval_days});
}

}  // namespace reactivation
