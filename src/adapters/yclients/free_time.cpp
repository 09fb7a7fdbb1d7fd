#include "free_time.hpp"

#include <algorithm>
#include <tuple>

namespace reactivation::yclients {
namespace {

constexpr int length_minutes_max = 24 * 60;
constexpr int day_minutes = 24 * 60;
constexpr std::size_t schedule_days_max = 20'000;

std::vector<Span> spans_of(const Json& list) {
  std::vector<Span> out;
  if (!list.is_array()) return out;
  for (const Json& each : list) {
    const auto begin = minutes_of(member(each, "from"));
    auto end = minutes_of(member(each, "to"));
    if (end && *end == 0) end = day_minutes;  // until midnight
    if (begin && end && *begin < *end) out.push_back({*begin, *end});
  }
  return out;
}

/// Busy time that cannot be read, or was not given away, may be anywhere.
bool is_whole(const Json& list, const std::vector<Span>& read) {
  if (list.is_object()) return list.empty();  // what PHP makes of an empty list
  return list.is_array() && list.size() == read.size();
}

}  // namespace

Schedule schedule_of(const Json& data) {
  Schedule out;
  if (!data.is_array()) return out;
  for (const Json& row : data) {
    const std::int64_t staff = id_of(member(row, "staff_id"));
    const auto date = parse_iso_date(text_of(member(row, "date")));
    if (staff == 0 || !date || out.size() >= schedule_days_max) continue;
    const std::vector<Span> busy = spans_of(member(row, "busy_intervals"));
    WorkDay& day = out[{staff, *date}];
    day.busy.insert(day.busy.end(), busy.begin(), busy.end());
    if (!is_whole(member(row, "busy_intervals"), busy)) continue;
    const std::vector<Span> working = spans_of(member(row, "slots"));
    day.working.insert(day.working.end(), working.begin(), working.end());
  }
  return out;
}

Lengths lengths_of(const Json& data) {
  Lengths out;
  if (!data.is_array()) return out;
  for (const Json& service : data) {
    const std::int64_t id = id_of(member(service, "id"));
    const Json& staff = member(service, "staff");
    if (id == 0 || !staff.is_array()) continue;
    const std::int64_t usual = id_of(member(service, "duration"));
    for (const Json& each : staff) {
      std::int64_t seconds = id_of(member(each, "seance_length"));
      if (seconds == 0) seconds = usual;
      const std::int64_t minutes = (std::min<std::int64_t>(seconds, 1'000'000) + 59) / 60;
      const std::int64_t member_id = id_of(member(each, "id"));
      if (member_id == 0 || minutes < 1 || minutes > length_minutes_max) continue;
      out[{id, member_id}] = static_cast<int>(minutes);
    }
  }
  return out;
}

std::vector<int> free_starts(const WorkDay& day, int minutes, int step_minutes) {
  std::vector<int> out;
  for (int at = 0; at + minutes <= day_minutes; at += step_minutes) {
    const bool is_working =
        std::any_of(day.working.begin(), day.working.end(),
                    [&](const Span& span) { return span.begin <= at && at + minutes <= span.end; });
    const bool is_busy = std::any_of(day.busy.begin(), day.busy.end(), [&](const Span& span) {
      return span.begin < at + minutes && at < span.end;
    });
    if (is_working && !is_busy) out.push_back(at);
  }
  return out;
}

void thin_out(std::vector<Slot>& slots, const TimeZone& zone, int step_minutes) {
  std::sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
    return std::tie(a.starts_at, a.staff_id) < std::tie(b.starts_at, b.staff_id);
  });
  for (int step = 2 * step_minutes; slots.size() > slots_per_service_max && step <= day_minutes;
       step *= 2) {
    std::erase_if(slots, [&](const Slot& slot) {
      const LocalTime local = zone.to_local(slot.starts_at);
      const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - date_of(local));
      return minutes.count() % step != 0;
    });
  }
  if (slots.size() > slots_per_service_max) slots.resize(slots_per_service_max);
}

}  // namespace reactivation::yclients
