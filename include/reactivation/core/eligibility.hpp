// Why a client is not written to, and until when.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "reactivation/core/time.hpp"

namespace reactivation {

/// The reasons of requirements §4.2, in the order in which the first one binds.
enum class SkipReason : std::uint8_t {
  none,
  company_disabled,
  opted_out,
  consent_missing,
  phone_missing,
  phone_invalid,
  paused,
  needs_person,
  no_visit,
  upcoming_booking,
  visited_recently,
  not_due,
  lapsed,
  attempt_open,
  contacted_recently,
  max_attempts,
  holdout,
  outside_sending_hours,
  no_quota,
};
inline constexpr auto reasons_max = static_cast<std::size_t>(SkipReason::no_quota);
/// A word for programs: `visited_recently`; empty for `none`.
[[nodiscard]] std::string_view to_string(SkipReason reason) noexcept;

/// A reason that holds, and the first instant at which it is gone (`no_instant`: nobody knows).
struct HeldReason {
  SkipReason reason = SkipReason::none;
  Instant until = no_instant;
};

/// Collects the reasons that hold for one client and one service. They must be added in the order
/// of `SkipReason`: the first one binds, the later ones only move `eligible_at`.
class Verdict {
public:
  Verdict() = default;
  /// Also lists every reason in `all`, which must outlive the verdict and its copies and have room
  /// for `reasons_max`.
  explicit Verdict(std::vector<HeldReason>* all) : all_(all) {}

  /// `until`: the first instant at which the reason is gone; `no_instant` when nobody knows.
  void add(SkipReason reason, Instant until = no_instant) noexcept {
    if (all_) all_->push_back({reason, until});
    if (reason_ == SkipReason::none) {
      reason_ = reason;
      until_ = until;
    }
    if (until == no_instant) {
      is_open_ended_ = true;
    } else if (until > latest_) {
      latest_ = until;
    }
  }

  [[nodiscard]] bool passes() const noexcept { return reason_ == SkipReason::none; }
  [[nodiscard]] SkipReason reason() const noexcept { return reason_; }
  [[nodiscard]] Instant until() const noexcept { return until_; }
  /// The latest of all known clearing times; `no_instant` when one of them is open-ended.
  [[nodiscard]] Instant eligible_at() const noexcept {
    return is_open_ended_ ? no_instant : latest_;
  }

private:
  std::vector<HeldReason>* all_ = nullptr;
  SkipReason reason_ = SkipReason::none;
  bool is_open_ended_ = false;
  Instant until_ = no_instant;
  Instant latest_ = no_instant;
};

/// The time at which a service is due again: the local date and time of the last visit plus the
/// interval in days, read in the company's zone. It is due from the first second after it.
[[nodiscard]] Instant due_at(Instant last_visit_at, int interval_days,
                             const TimeZone& zone) noexcept;

/// Whole 24-hour blocks between two instants; 0 when `now` lies before the visit.
[[nodiscard]] constexpr std::int64_t days_since(Instant visit_at, Instant now) noexcept {
  return now > visit_at ? (within_reach(now) - within_reach(visit_at)) / Seconds{86400} : 0;
}

}  // namespace reactivation
