// Which free times a client is offered, and that no chair is offered twice.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reactivation/core/preferences.hpp"
#include "reactivation/core/service.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/slot.hpp"

namespace reactivation {

enum class SlotMatch : std::uint8_t { favourite_staff, preferred_time, preferred_day, near };

struct OfferedSlot {
  Slot slot;
  double score = 0;
  std::vector<SlotMatch> match;  ///< in the order of the enumerators

  friend bool operator==(const OfferedSlot&, const OfferedSlot&) = default;
};

/// Counts over one run how often each chair was offered. Overlapping slots of one staff member are
/// the same chair.
class SlotBook {
public:
  explicit SlotBook(int max_offers) : max_offers_(max_offers) {}
  [[nodiscard]] bool has_room(const Slot& slot) const;
  void offer(const Slot& slot) { offered_.push_back(slot); }

private:
  int max_offers_;
  std::vector<Slot> offered_;
};

struct SlotQuestion {
  ServiceId service_id;
  LocalDate today;          ///< of the company; slots lie 1 to 7 days ahead of it
  Instant sent_not_before;  ///< a slot less than 2 hours after it is not offered
  const Preferences& preferences;
  const Settings& settings;
  const TimeZone& zone;
  std::optional<int> slots_max = {};  ///< absent: the settings' `max_slots_to_offer`
};

/// The best `slots_max` slots (requirements §4.8), best first; ties by time, then staff.
/// When the client's preferences leave too few, the best of the rest fill up. What is returned is
/// entered in `book`. `staff` lists who exists; others and inactive ones are never offered.
[[nodiscard]] std::vector<OfferedSlot> offered_slots(std::span<const Slot> slots,
                                                     std::span<const Staff> staff,
                                                     const SlotQuestion& question, SlotBook& book);

}  // namespace reactivation
