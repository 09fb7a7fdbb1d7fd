#include "reactivation/core/slot_ranking.hpp"

#include <algorithm>
#include <tuple>

namespace reactivation {
namespace {

constexpr std::size_t slots_considered_max = 500;
constexpr Days slot_days_max{7};
constexpr std::chrono::hours slot_lead_min{2};

Instant start_of(const Slot& slot) noexcept { return within_reach(slot.starts_at); }

Instant end_of(const Slot& slot) noexcept {
  const int minutes = slot.duration_minutes.value_or(0);
  return start_of(slot) + (minutes > 0 ? Seconds{std::chrono::minutes{minutes}} : Seconds{1});
}

bool is_same_chair(const Slot& a, const Slot& b) noexcept {
  return a.staff_id == b.staff_id && start_of(a) < end_of(b) && start_of(b) < end_of(a);
}

bool is_before(const Slot& a, const Slot& b) noexcept {
  return std::tuple{a.starts_at, a.staff_id, a.duration_minutes} <
         std::tuple{b.starts_at, b.staff_id, b.duration_minutes};
}

struct Candidate {
  OfferedSlot offer;
  bool is_preferred = true;
};

Candidate candidate_of(const Slot& slot, const SlotQuestion& question) {
  const Preferences& likes = question.preferences;
  const LocalTime local = question.zone.to_local(slot.starts_at);
  Candidate out{{slot, 0, {}}, true};
  const auto matched = [&out](SlotMatch match, double points) {
    out.offer.match.push_back(match);
    out.offer.score += points;
  };
  if (question.settings.prefer_favorite_staff && likes.favourite_staff &&
      likes.favourite_staff->staff_id == slot.staff_id) {
    matched(SlotMatch::favourite_staff, 60 * likes.favourite_staff->share);
  }
  if (likes.day_part && day_part_of(hour_of_day(local)) == likes.day_part) {
    matched(SlotMatch::preferred_time, 40 * likes.day_part_confidence);
  } else if (likes.day_part && likes.day_part_confidence > 0.6) {
    out.is_preferred = false;
  }
  const auto day = std::find(likes.days.begin(), likes.days.end(), iso_weekday(date_of(local)));
  if (day != likes.days.end()) {
    const auto rank = static_cast<double>(day - likes.days.begin());
    matched(SlotMatch::preferred_day, (20 - 5 * rank) * likes.days_confidence);
  } else if (likes.days_confidence > 0.5) {
    out.is_preferred = false;
  }
  const Days ahead = date_of(local) - question.today;
  if (ahead == Days{2} || ahead == Days{3}) matched(SlotMatch::near, 10);
  return out;
}

/// The usable slots of the service, each chair and time once, the earliest first.
std::vector<Slot> usable_slots(std::span<const Slot> slots, std::span<const Staff> staff,
                               const SlotQuestion& question) {
  const Instant from = std::max(question.zone.start_of(question.today + Days{1}),
                                within_reach(question.sent_not_before) + slot_lead_min);
  const Instant until = question.zone.start_of(question.today + slot_days_max + Days{1});
  const auto works = [&staff](StaffId id) {
    return std::any_of(staff.begin(), staff.end(),
                       [id](const Staff& member) { return member.id == id && member.active; });
  };
  std::vector<Slot> out;
  for (const Slot& slot : slots) {
    if (slot.service_id == question.service_id && slot.starts_at >= from &&
        slot.starts_at < until && works(slot.staff_id)) {
      out.push_back(slot);
    }
  }
  std::sort(out.begin(), out.end(), is_before);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > slots_considered_max) out.resize(slots_considered_max);
  return out;
}

}  // namespace

bool SlotBook::has_room(const Slot& slot) const {
  const auto taken = std::count_if(offered_.begin(), offered_.end(),
                                   [&slot](const Slot& o) { return is_same_chair(o, slot); });
  return taken < max_offers_;
}

std::vector<OfferedSlot> offered_slots(std::span<const Slot> slots, std::span<const Staff> staff,
                                       const SlotQuestion& question, SlotBook& book) {
  std::vector<Candidate> candidates;
  for (const Slot& slot : usable_slots(slots, staff, question)) {
    if (book.has_room(slot)) candidates.push_back(candidate_of(slot, question));
  }
  // The preferred ones first, each part by score; the order by time and staff decides ties.
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     if (a.is_preferred != b.is_preferred) return a.is_preferred;
                     return a.offer.score > b.offer.score;
                   });
  std::vector<OfferedSlot> out;
  const int wanted = question.slots_max.value_or(question.settings.max_slots_to_offer);
  const auto most = static_cast<std::size_t>(std::clamp(wanted, 0, 5));
  for (Candidate& candidate : candidates) {
    if (out.size() == most) break;
    const bool is_taken = std::any_of(out.begin(), out.end(), [&](const OfferedSlot& o) {
      return is_same_chair(o.slot, candidate.offer.slot);
    });
    if (!is_taken) out.push_back(std::move(candidate.offer));
  }
  for (const OfferedSlot& offer : out) book.offer(offer.slot);
  return out;
}

}  // namespace reactivation
