// When a day's run is due: crontab lines, read on the clock of a company.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/time.hpp"

namespace reactivation {

/// The civil minutes that a crontab line names, as sets of bits. The default is `0 10 * * *`.
struct CronSchedule {
  std::uint64_t minutes = 1;                   ///< bits 0 to 59
  std::uint32_t hours = 1U << 10;              ///< bits 0 to 23
  std::uint32_t days_of_month = 0xFFFF'FFFEU;  ///< bits 1 to 31
  std::uint32_t months = 0x1FFE;               ///< bits 1 to 12
  std::uint32_t weekdays = 0xFE;               ///< bits 1 to 7, Monday to Sunday
  bool is_day_of_month_restricted = false;     ///< the field does not begin with `*`
  bool is_weekday_restricted = false;

  /// Whether a day counts. When both fields are restricted one of them suffices, as in Vixie's
  /// cron; else both must hold (one of them then mostly holds for every day).
  [[nodiscard]] bool is_day_named(LocalDate date) const noexcept;
  /// The first named minute at or after `from`, and not after `last`.
  [[nodiscard]] std::optional<LocalTime> next_minute(LocalTime from, LocalTime last) const noexcept;

  friend constexpr bool operator==(const CronSchedule&, const CronSchedule&) noexcept = default;
};

/// The longest text that is read, in bytes. All 128 numbers of all fields fit.
inline constexpr std::size_t max_cron_bytes = 512;

/// Reads `minute hour day-of-month month day-of-week`, as crontab(5) has it: `*`, numbers, ranges
/// `a-b`, steps `*/n` and `a-b/n`, lists of these; names jan-dec and mon-sun in any case; 0 and 7
/// are Sunday; fields are parted by blanks. Also `@hourly`, `@daily`, `@midnight`, `@weekly`,
/// `@monthly`, `@yearly` and `@annually`. Nothing else is taken.
///
/// On failure `problem`, when given, receives a sentence that names the field and what it may hold;
/// it never repeats the text.
[[nodiscard]] std::optional<CronSchedule> parse_cron(std::string_view text,
                                                     std::string* problem = nullptr);

/// The first instant after `after`, and before 2200, at which the schedule fires in that zone; none
/// when it names no day within 40 years (30 February). An unknown zone has none.
///
/// Clock changes, as Debian's cron treats them:
/// - A schedule that leaves out hours of the day fires once for each civil minute it names. A
/// minute
///   that the clock skips fires at the first instant after the gap, together with all others of the
///   gap; one that occurs twice fires the first time. Days that a zone skipped as a whole
///   (Apia, 2011-12-30) fire nothing.
/// - A schedule that names every hour fires at each real instant whose civil minute it names: what
///   is skipped is left out, what occurs twice fires twice, so that the pace stays.
[[nodiscard]] std::optional<Instant> next_fire(const CronSchedule& schedule, const TimeZone& zone,
                                               Instant after);

}  // namespace reactivation
