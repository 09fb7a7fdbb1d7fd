// The oracle's own reading of time zones: the system's TZif files (RFC 8536), version 2 and later,
// with the POSIX rule of the footer for the years after the table. It shares nothing with
// adapters/tz and core/time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/time.hpp"

namespace reactivation::simulation::oracle {

/// Days since 1970-01-01 of a civil date (proleptic Gregorian), and back.
[[nodiscard]] std::int64_t days_of(std::int64_t year, int month, int day) noexcept;
struct Civil {
  std::int64_t year = 1970;
  int month = 1;
  int day = 1;
};
[[nodiscard]] Civil civil_of(std::int64_t days) noexcept;

/// What the clocks of a place show.
struct LocalReading {
  std::int64_t day = 0;   ///< days since 1970-01-01
  int second_of_day = 0;  ///< 0 to 86399
  int weekday = 1;        ///< Monday = 1 … Sunday = 7

  [[nodiscard]] int hour() const noexcept { return second_of_day / 3600; }
  [[nodiscard]] int minute() const noexcept { return second_of_day / 60 % 60; }
};

class OracleZone {
public:
  /// The bytes of a TZif file; nothing when they are not one.
  [[nodiscard]] static std::optional<OracleZone> parse(std::string_view bytes);
  /// The system's file of that name; nothing when there is none.
  [[nodiscard]] static std::optional<OracleZone> load(std::string_view name);

  /// Local time − UTC.
  [[nodiscard]] std::int64_t offset_at(Instant at) const noexcept;
  [[nodiscard]] LocalReading read(Instant at) const noexcept;
  /// The instant at which the clocks show that second (seconds since 1970-01-01 by the wall clock).
  /// One that is shown twice means the first time, one that is skipped the end of the gap.
  [[nodiscard]] Instant instant_of(std::int64_t wall_seconds) const noexcept;

private:
  struct Period {
    std::int64_t begin = 0;
    std::int64_t offset = 0;
  };
  [[nodiscard]] std::size_t period_of(std::int64_t at) const noexcept;

  std::vector<Period> periods_;  ///< the first one has no begin
};

/// Each zone is read once.
class ZoneShelf {
public:
  /// Null: there is no such zone.
  [[nodiscard]] const OracleZone* find(const std::string& name);

private:
  std::map<std::string, std::unique_ptr<OracleZone>> zones_;
};

}  // namespace reactivation::simulation::oracle
