// Private: a time zone read many times near the same instants. It gives what TimeZone gives.
#pragma once

#include "reactivation/core/time.hpp"

namespace reactivation::detail {

class ZoneReader {
public:
  explicit ZoneReader(const TimeZone& zone) : zone_(zone) {}

  [[nodiscard]] LocalTime to_local(Instant at) noexcept {
    if (at < begin_ || at >= end_) move_to(at);
    return LocalTime{(at + offset_).time_since_epoch()};
  }
  [[nodiscard]] LocalDate local_date(Instant at) noexcept { return date_of(to_local(at)); }

  [[nodiscard]] Instant to_instant(LocalTime local) noexcept {
    const Instant as_utc{local.time_since_epoch()};
    if (as_utc < begin_ || as_utc >= end_) move_to(as_utc);
    // Further than a day from the edges of the period no other reading is possible.
    if (as_utc - begin_ > margin && end_ - as_utc > margin) return as_utc - offset_;
    return zone_.to_instant(local);
  }

private:
  static constexpr Seconds margin{86400};

  void move_to(Instant at) noexcept {
    const auto periods = zone_.periods();
    std::size_t i = periods.size() - 1;
    while (i > 0 && periods[i].begin > at) --i;
    begin_ = i > 0 ? periods[i].begin : Instant{} - Days{1'000'000};
    end_ = i + 1 < periods.size() ? periods[i + 1].begin : max_instant + Days{1'000'000};
    offset_ = periods[i].utc_offset;
  }

  const TimeZone& zone_;
  Instant begin_ = max_instant;
  Instant end_ = max_instant;
  Seconds offset_{0};
};

}  // namespace reactivation::detail
