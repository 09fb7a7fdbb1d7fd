#include "reactivation/core/habits.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "zone_reader.hpp"

namespace reactivation {
namespace {

constexpr std::int64_t outside_parts = -1;
constexpr ChoiceShrinkage staff_shrinkage{120, 1};
constexpr ChoiceShrinkage day_part_shrinkage{120, 2};
constexpr ChoiceShrinkage weekday_shrinkage{120, 4};
constexpr NamingThresholds naming;

std::int64_t part_of(LocalTime local) noexcept {
  const auto part = day_part_of(hour_of_day(local));
  return part ? static_cast<std::int64_t>(*part) : outside_parts;
}

std::vector<ChoiceShare> shares_of(const std::map<std::int64_t, double>& counts) {
  double sum = 0;
  for (const auto& [value, count] : counts) sum += count;
  std::vector<ChoiceShare> out;
  out.reserve(counts.size());
  for (const auto& [value, count] : counts) out.push_back({value, count / sum});
  return out;
}

/// Each kind of choice of one client's visits.
struct OwnChoices {
  std::vector<AgedChoice> staff;
  std::vector<AgedChoice> day_parts;
  std::vector<AgedChoice> weekdays;
};
OwnChoices choices_of(std::span<const PastVisit> visits, const TimeZone& zone, Instant now) {
  OwnChoices out;
  const LocalDate today = zone.local_date(now);
  for (const PastVisit& visit : visits) {
    const LocalTime local = zone.to_local(visit.starts_at);
    const LocalDate day = date_of(local);
    const double age = std::max(0.0, static_cast<double>((today - day).count()));
    out.weekdays.push_back({iso_weekday(day), age});
    if (visit.is_time_known) out.day_parts.push_back({part_of(local), age});
    if (visit.staff_id.is_set()) out.staff.push_back({visit.staff_id.value, age});
  }
  return out;
}

bool is_named(const LikedChoices& liked, double share_min) noexcept {
  return !liked.shares.empty() && liked.shares[0].share >= share_min &&
         liked.visits >= naming.visits_min;
}

void set_staff(const LikedChoices& liked, std::span<const AgedChoice> own, Preferences& out) {
  out.favourite_staff.reset();
  out.other_staff.clear();
  for (const ChoiceShare& choice : liked.shares) {
    const auto visits = std::count_if(own.begin(), own.end(), [&choice](const AgedChoice& visit) {
      return visit.value == choice.value;
    });
    if (visits == 0 || out.other_staff.size() == 2) continue;
    const StaffPreference member{StaffId{choice.value}, static_cast<int>(visits), choice.share};
    const bool is_first = choice.value == liked.shares[0].value;
    if (is_first && is_named(liked, naming.staff)) {
      out.favourite_staff = member;
    } else {
      out.other_staff.push_back(member);
    }
  }
  out.confidence = liked.certainty() * liked.visits / (liked.visits + 2);
}

}  // namespace

double LikedChoices::certainty() const noexcept {
  if (shares.size() < 2) return shares.empty() ? 0 : 1;
  double entropy = 0;
  for (const ChoiceShare& choice : shares) {
    if (choice.share > 0) entropy -= choice.share * std::log(choice.share);
  }
  return 1 - entropy / std::log(static_cast<double>(shares.size()));
}

LikedChoices liked_choices(std::span<const AgedChoice> own, std::span<const ChoiceShare> shop,
                           const ChoiceShrinkage& shrinkage) {
  LikedChoices out;
  std::map<std::int64_t, double> weights;
  for (const ChoiceShare& choice : shop) {
    weights.emplace(choice.value, shrinkage.shop_visits * choice.share);
  }
  for (const AgedChoice& visit : own) {
    const auto known = weights.find(visit.value);
    if (known == weights.end()) continue;
    const double weight = std::exp2(-visit.age_days / shrinkage.half_life_days);
    known->second += weight;
    out.visits += weight;
  }
  if (weights.empty()) return out;
  out.shares = shares_of(weights);
  std::stable_sort(out.shares.begin(), out.shares.end(),
                   [](const ChoiceShare& a, const ChoiceShare& b) { return a.share > b.share; });
  return out;
}

ShopHabits shop_habits(const VisitColumns& visits, std::span<const Staff> staff,
                       const TimeZone& zone, Instant now) {
  std::map<std::int64_t, double> by_staff;
  for (const Staff& member : staff) {
    if (member.active) by_staff.emplace(member.id.value, 0);
  }
  std::map<std::int64_t, double> by_part;
  std::map<std::int64_t, double> by_day;
  detail::ZoneReader reader(zone);
  std::set<std::pair<std::int64_t, Instant>> seen;  // a visit of several services has several rows
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const bool is_completed = visits.status.empty() || visits.status[i] == VisitStatus::completed;
    if (!is_completed || visits.starts_at[i] > now) continue;
    if (!seen.emplace(visits.client_id[i], visits.starts_at[i]).second) continue;
    const LocalTime local = reader.to_local(std::max(visits.starts_at[i], min_instant));
    ++by_day[iso_weekday(date_of(local))];
    if (visits.is_time_known.empty() || visits.is_time_known[i] != 0) ++by_part[part_of(local)];
    if (visits.staff_id.empty()) continue;
    const auto member = by_staff.find(visits.staff_id[i]);
    if (member != by_staff.end()) ++member->second;
  }
  std::erase_if(by_staff, [](const auto& member) { return member.second == 0; });
  return {shares_of(by_staff), shares_of(by_part), shares_of(by_day)};
}

Preferences calibrated_preferences(std::span<const PastVisit> visits, const TimeZone& zone,
                                   const ShopHabits& shop, Instant now) {
  Preferences out = preferences_of(visits, zone);
  const OwnChoices own = choices_of(visits, zone, now);
  set_staff(liked_choices(own.staff, shop.staff, staff_shrinkage), own.staff, out);
  const LikedChoices parts = liked_choices(own.day_parts, shop.day_parts, day_part_shrinkage);
  out.day_part.reset();
  out.day_part_confidence = 0;
  if (is_named(parts, naming.day_part) && parts.shares[0].value != outside_parts) {
    out.day_part = static_cast<DayPart>(parts.shares[0].value);
    out.day_part_confidence = parts.shares[0].share;
  }
  const LikedChoices days = liked_choices(own.weekdays, shop.weekdays, weekday_shrinkage);
  out.days.clear();
  out.days_confidence = 0;
  if (is_named(days, naming.weekday)) {
    out.days.push_back(static_cast<int>(days.shares[0].value));
    out.days_confidence = days.shares[0].share;
  }
  return out;
}

}  // namespace reactivation
