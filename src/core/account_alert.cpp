#include "reactivation/core/account_alert.hpp"

#include <algorithm>

namespace reactivation {

std::optional<AlertKind> alert_of(AccountSignalKind kind) noexcept {
  switch (kind) {
    case AccountSignalKind::rate_limited:
      return AlertKind::account_limited;
    case AccountSignalKind::undelivered_high:
    case AccountSignalKind::not_on_messenger_high:
      return AlertKind::list_quality;
    case AccountSignalKind::person_confirmed:
    case AccountSignalKind::operator_paused:
    case AccountSignalKind::operator_resumed:
      return std::nullopt;
    default:
      return AlertKind::account_stopped;
  }
}

namespace {

/// A signal's own prohibition has an end, and was told with the signal.
bool is_found_in_sends(const Lowering& lowering) noexcept {
  const bool is_about_list = lowering.rule == GovernorRule::undelivered_high ||
                             lowering.rule == GovernorRule::not_on_messenger_high;
  return is_about_list && !lowering.until;
}

}  // namespace

std::vector<AlertKind> alerts_of(const Governed& governed) {
  std::vector<AlertKind> alerts;
  if (std::any_of(governed.stops.begin(), governed.stops.end(),
                  [](const Stop& stop) { return stop.reason == StopReason::spam_score; })) {
    alerts.push_back(AlertKind::account_stopped);
  }
  if (std::any_of(governed.lowerings.begin(), governed.lowerings.end(), is_found_in_sends)) {
    alerts.push_back(AlertKind::list_quality);
  }
  return alerts;
}

}  // namespace reactivation
