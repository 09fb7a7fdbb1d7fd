// What a client likes, calibrated: newer visits weigh more, and what the whole shop likes stands in
// for what is not known of the client (docs/rhythm.md). The option beside core/preferences.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reactivation/core/columns.hpp"
#include "reactivation/core/preferences.hpp"
#include "reactivation/core/service.hpp"

namespace reactivation {

/// One of the things that can be chosen, and how large a part of the choices.
struct ChoiceShare {
  std::int64_t value = 0;
  double share = 0;
};
/// What was chosen, and how long ago.
struct AgedChoice {
  std::int64_t value = 0;
  double age_days = 0;  ///< ≥ 0
};

struct ChoiceShrinkage {
  double half_life_days = 120;
  double shop_visits = 1;  ///< how many visits the shop's shares weigh as
};

struct LikedChoices {
  std::vector<ChoiceShare> shares;  ///< falling; ties by value
  double visits = 0;                ///< how many count, older ones less

  /// 1 − H / ln C: 0 when all of the shop's C choices are equal, 1 when there is one.
  [[nodiscard]] double certainty() const noexcept;
};
/// (Σ of the choice's visits, newer ones more, + shop_visits · the shop's share) over all. Values
/// that the shop does not have are left out.
[[nodiscard]] LikedChoices liked_choices(std::span<const AgedChoice> own,
                                         std::span<const ChoiceShare> shop,
                                         const ChoiceShrinkage& shrinkage);

/// What the clients of a shop choose. Parts of the day are enumerators of DayPart, -1 the hours
/// outside of them; weekdays from Monday = 1.
struct ShopHabits {
  std::vector<ChoiceShare> staff;  ///< active members alone: nobody likes who has left
  std::vector<ChoiceShare> day_parts;
  std::vector<ChoiceShare> weekdays;
};
/// Over the completed visits until `now`.
[[nodiscard]] ShopHabits shop_habits(const VisitColumns& visits, std::span<const Staff> staff,
                                     const TimeZone& zone, Instant now);

/// A favourite is named from these shares on, and from `visits_min` visits that count.
struct NamingThresholds {
  double staff = 0.70;
  double day_part = 0.70;
  double weekday = 0.50;
  double visits_min = 1.5;
};

/// As `preferences_of`, with what is named and how sure it is by the above; `confidence` is the
/// certainty about the staff, less with few visits. Services and pattern are the same.
[[nodiscard]] Preferences calibrated_preferences(std::span<const PastVisit> visits,
                                                 const TimeZone& zone, const ShopHabits& shop,
                                                 Instant now);

}  // namespace reactivation
