// Settings of one company: what its owner decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reactivation/core/time.hpp"

namespace reactivation {

enum class Tone : std::uint8_t { friendly, professional, casual };
enum class AddressForm : std::uint8_t { formal, informal };
enum class DailyLimitMode : std::uint8_t { automatic, manual };

/// Whole hours of a civil day, [start, end): 0 <= start < end <= 24.
struct HourRange {
  int start = 0;
  int end = 24;

  [[nodiscard]] constexpr bool contains(int hour) const noexcept {
    return start <= hour && hour < end;
  }
  friend constexpr bool operator==(const HourRange&, const HourRange&) noexcept = default;
};

/// A set of weekdays, Monday = 1 … Sunday = 7. The empty set is "never".
class WeekdaySet {
public:
  constexpr WeekdaySet() = default;
  /// The days named; numbers outside 1…7 are not taken.
  template <class... Day>
  [[nodiscard]] static constexpr WeekdaySet of(Day... days) noexcept {
    WeekdaySet set;
    (set.insert(days), ...);
    return set;
  }
  [[nodiscard]] static constexpr WeekdaySet every_day() noexcept { return of(1, 2, 3, 4, 5, 6, 7); }
  constexpr void insert(int iso_weekday) noexcept {
    if (is_weekday(iso_weekday)) bits_ |= 1u << iso_weekday;
  }
  [[nodiscard]] constexpr bool contains(int iso_weekday) const noexcept {
    return is_weekday(iso_weekday) && ((bits_ >> iso_weekday) & 1u) != 0;
  }
  [[nodiscard]] constexpr bool is_empty() const noexcept { return bits_ == 0; }
  friend constexpr bool operator==(const WeekdaySet&, const WeekdaySet&) noexcept = default;

private:
  [[nodiscard]] static constexpr bool is_weekday(int number) noexcept {
    return number >= 1 && number <= 7;
  }

  unsigned bits_ = 0;
};

/// A share of clients who are never messaged, so that the effect of messages can be measured.
struct Holdout {
  int percent = 0;  ///< 0 to 100
  std::string name = "default";

  friend bool operator==(const Holdout&, const Holdout&) = default;
};

/// What is tried on clients, each drawn with a probability that is kept beside it (core/arms.hpp).
/// An empty list tries nothing.
struct Arms {
  std::string name = "default";  ///< another name draws anew
  std::vector<int> discounts;    ///< of first messages, percent, ascending, the first one 0
  std::vector<Tone> tones;       ///< each once
  std::vector<int> slots;        ///< how many free times a message names, 0 to 5, ascending

  friend bool operator==(const Arms&, const Arms&) = default;
};

struct Settings {
  bool enabled = true;
  Tone tone = Tone::friendly;
  AddressForm address_form = AddressForm::formal;
  DailyLimitMode daily_limit_mode = DailyLimitMode::automatic;
  std::optional<int> manual_daily_limit;
  HourRange sending_hours{10, 19};
  WeekdaySet sending_days = WeekdaySet::of(1, 2, 3, 4, 5);
  std::vector<LocalDate> holidays;  ///< no sends on these civil dates
  bool include_slots_in_message = true;
  int max_slots_to_offer = 3;   ///< 1 to 5
  int max_offers_per_slot = 1;  ///< clients of one run who may be offered the same slot, >= 1
  bool prefer_favorite_staff = true;
  int discount_from_attempt = 1;   ///< no discount before this attempt number, >= 1
  int max_discount_percent = 100;  ///< 0 to 100
  bool require_consent = false;    ///< true: `unknown` consent is not enough
  bool opt_out_on_negative = false;
  bool require_approval = false;
  int recent_visit_days = 3;     ///< 0 = off
  int lapsed_cutoff_days = 730;  ///< clients away for longer are left in peace
  double conversion_threshold = 0.15;
  Holdout holdout;
  Arms arms;
  /// What may be given away in a month of the company's; absent: no limit.
  std::optional<std::int64_t> discount_budget_minor;
  int margin_percent = 60;  ///< of a visit's price, before the discount, 0 to 100

  friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace reactivation
