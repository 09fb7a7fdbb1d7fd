// After how long the clients of a service come back: the curve of those still away, the interval of
// the service that follows from it, and a client's own interval (docs/rhythm.md). Pure; in days.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reactivation/core/proportion.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// The days between a visit with a service and the next one with it, or until the last day known.
struct ReturnGap {
  std::int32_t days = 0;
  bool has_returned = false;  ///< false: still away on the last day known
};

/// The gaps of one client's visits on `days`, in rising order, as known on `as_of`; the last one is
/// open. Days after `as_of` are bookings: the nearest one ends the open gap. Gaps of no day are
/// left out.
[[nodiscard]] std::vector<ReturnGap> gaps_of(std::span<const LocalDate> days, LocalDate as_of);

/// One day on which somebody came back.
struct CurveStep {
  std::int32_t days = 0;
  std::int64_t at_risk = 0;   ///< away until that day
  std::int64_t returned = 0;  ///< on that day
  double away = 1;            ///< the share still away after it: Kaplan and Meier 1958
  double away_error = 0;      ///< its standard error: Greenwood 1926; NaN where nobody is left
};

/// Where the share that has come back by then lies, 19 times out of 20, as far as its error says
/// so: 1.96 errors around it, within 0 and 1. Where nobody is left there is no error: the share
/// itself.
[[nodiscard]] ConfidenceInterval returned_interval(const CurveStep& step) noexcept;

struct ReturnCurve {
  std::int64_t gaps = 0;
  std::int64_t returns = 0;
  std::vector<CurveStep> steps;

  /// The share still away after `days`.
  [[nodiscard]] double away_after(std::int32_t days) const noexcept;
  /// The first day on which at most `share` is away; nothing where the curve does not fall so far.
  [[nodiscard]] std::optional<std::int32_t> first_day_at(double share) const noexcept;
};
[[nodiscard]] ReturnCurve return_curve(std::span<const ReturnGap> gaps);

/// What a curve says of those who do come back. Without the others: the plain median rises or falls
/// forever with the length of the history (docs/rhythm.md has the numbers).
struct ReturnTimes {
  std::int32_t horizon_days = 0;  ///< the last return that enough gaps stand behind, at most 365
  double never_share = 0;         ///< still away at the horizon
  std::int32_t quarter_days = 0;  ///< a quarter of those who come back has come
  std::int32_t median_days = 0;
  std::int32_t three_quarters_days = 0;
  std::int32_t nine_tenths_days = 0;
};
/// Nothing where no return has max(10, a twentieth of the gaps) at risk.
[[nodiscard]] std::optional<ReturnTimes> return_times(const ReturnCurve& curve) noexcept;

/// The interval of a service as its history has it.
struct ServiceInterval {
  std::int32_t median_days = 0;  ///< when half have come: shrunk to the kind's, 7 to 365
  std::int32_t due_days = 0;     ///< when three of four have come: a message may go, 7 to 365
  std::int64_t returns = 0;      ///< behind it
  /// The history is too short for the curve to have come to rest: the true interval may be longer.
  bool is_provisional = false;
  /// ≥ 30 returns and a horizon of ≥ 1.5 medians: good enough to stand in for the kind's.
  bool is_historical = false;
};
/// `kind_days` is what services of the kind need (`table_interval_days`), `observed_days` how long
/// the business has been watched. Nothing with fewer than 5 returns.
[[nodiscard]] std::optional<ServiceInterval> service_interval(const ReturnCurve& curve,
                                                              std::int32_t kind_days,
                                                              std::int32_t observed_days) noexcept;

/// One careful step from the interval in use to the one found: at most a fifth of it, at least a
/// day, never past the one found. Both ≥ 1.
[[nodiscard]] std::int32_t moved_interval(std::int32_t in_use_days,
                                          std::int32_t found_days) noexcept;

/// A client's own interval with a service.
struct OwnInterval {
  double days = 0;
  double gaps = 0;  ///< how many count, older ones less: ≥ 2 to be spoken of ("you usually come …")
};
/// From the client's gaps in days, oldest first, all > 0, shrunk to the service's median > 0.
[[nodiscard]] OwnInterval own_interval(std::span<const double> gaps_days,
                                       double service_days) noexcept;

}  // namespace reactivation
