#include "reactivation/core/preferences.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace reactivation {
namespace {

/// How often each value was seen; the first seen of a tie stays first. Fed newest first, so ties go
/// to the most recent. A value is an id, a weekday or the number of a part of the day.
class Tally {
public:
  struct Entry {
    std::int64_t value;
    int count;
  };
  void add(std::int64_t value) {
    ++total_;
    for (Entry& entry : entries_) {
      if (entry.value == value) {
        ++entry.count;
        return;
      }
    }
    entries_.push_back({value, 1});
  }
  [[nodiscard]] std::vector<Entry> top(std::size_t most) const {
    std::vector<Entry> sorted = entries_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Entry& a, const Entry& b) { return a.count > b.count; });
    sorted.resize(std::min(most, sorted.size()));
    return sorted;
  }
  [[nodiscard]] double share(int count) const { return static_cast<double>(count) / total_; }

private:
  std::vector<Entry> entries_;
  int total_ = 0;
};

void set_day_part(Preferences& out, const std::vector<PastVisit>& newest_first,
                  const TimeZone& zone) {
  constexpr std::int64_t outside = -1;
  Tally tally;
  for (const PastVisit& visit : newest_first) {
    if (!visit.is_time_known) continue;
    const auto part = day_part_of(hour_of_day(zone.to_local(visit.starts_at)));
    tally.add(part ? static_cast<std::int64_t>(*part) : outside);
  }
  for (const auto& entry : tally.top(4)) {
    if (entry.value == outside) continue;
    const double share = tally.share(entry.count);
    if (share > 0.4) {
      out.day_part = static_cast<DayPart>(entry.value);
      out.day_part_confidence = share;
    }
    return;
  }
}

void set_days(Preferences& out, const std::vector<PastVisit>& newest_first, const TimeZone& zone) {
  Tally tally;
  for (const PastVisit& visit : newest_first) {
    tally.add(iso_weekday(zone.local_date(visit.starts_at)));
  }
  for (const auto& entry : tally.top(3)) {
    if (out.days.empty()) out.days_confidence = tally.share(entry.count);
    out.days.push_back(static_cast<int>(entry.value));
  }
}

void set_staff(Preferences& out, const std::vector<PastVisit>& newest_first) {
  Tally tally;
  for (const PastVisit& visit : newest_first) {
    if (visit.staff_id.is_set()) tally.add(visit.staff_id.value);
  }
  for (const auto& entry : tally.top(3)) {
    const StaffPreference staff{StaffId{entry.value}, entry.count, tally.share(entry.count)};
    if (out.favourite_staff) {
      out.other_staff.push_back(staff);
    } else {
      out.favourite_staff = staff;
    }
  }
}

void set_services(Preferences& out, const std::vector<PastVisit>& newest_first) {
  Tally tally;
  for (const PastVisit& visit : newest_first) {
    for (const ServiceId service : visit.service_ids) tally.add(service.value);
  }
  for (const auto& entry : tally.top(3)) out.services.push_back(ServiceId{entry.value});
}

/// From the gaps between distinct days of visits; the deviation is that of the whole population.
void set_pattern(Preferences& out, const std::vector<PastVisit>& newest_first,
                 const TimeZone& zone) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < newest_first.size(); ++i) {
    const auto gap =
        zone.local_date(newest_first[i - 1].starts_at) - zone.local_date(newest_first[i].starts_at);
    if (gap.count() > 0) gaps.push_back(gap.count());
  }
  if (gaps.size() < 3) return;
  const auto count = static_cast<double>(gaps.size());
  double sum = 0;
  for (const double gap : gaps) sum += gap;
  const double mean = sum / count;
  double squares = 0;
  for (const double gap : gaps) squares += (gap - mean) * (gap - mean);
  const double regularity = 1 - std::min(std::sqrt(squares / count) / mean, 1.0);
  out.pattern = VisitPattern{mean, regularity, regularity > regular_above};
}

double confidence_of(std::size_t visits) noexcept {
  if (visits >= 10) return 0.9;
  if (visits >= 5) return 0.7;
  if (visits >= 3) return 0.5;
  return visits > 0 ? 0.3 : 0;
}

}  // namespace

namespace {

constexpr std::string_view day_part_names[] = {"morning", "afternoon", "evening"};

}  // namespace

std::string_view to_string(DayPart part) noexcept {
  return day_part_names[static_cast<std::size_t>(part)];
}

std::optional<DayPart> day_part_of_word(std::string_view word) noexcept {
  const auto* const found = std::find(std::begin(day_part_names), std::end(day_part_names), word);
  if (found == std::end(day_part_names)) return std::nullopt;
  return static_cast<DayPart>(found - std::begin(day_part_names));
}

std::optional<DayPart> day_part_of(int hour) noexcept {
  if (hour >= 9 && hour < 12) return DayPart::morning;
  if (hour >= 12 && hour < 17) return DayPart::afternoon;
  if (hour >= 17 && hour < 21) return DayPart::evening;
  return std::nullopt;
}

Preferences preferences_of(std::span<const PastVisit> visits, const TimeZone& zone) {
  std::vector<PastVisit> newest_first(visits.begin(), visits.end());
  std::sort(newest_first.begin(), newest_first.end(), [](const PastVisit& a, const PastVisit& b) {
    if (a.starts_at != b.starts_at) return a.starts_at > b.starts_at;
    return a.staff_id < b.staff_id;
  });
  if (newest_first.size() > preference_visits_max) newest_first.resize(preference_visits_max);

  Preferences out;
  set_day_part(out, newest_first, zone);
  set_days(out, newest_first, zone);
  set_staff(out, newest_first);
  set_services(out, newest_first);
  set_pattern(out, newest_first, zone);
  out.confidence = confidence_of(newest_first.size());
  return out;
}

}  // namespace reactivation
