// How values stand in columns, and what a column that makes no sense counts as: zero, or "no".
// Private to the adapter.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database.hpp"
#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/client.hpp"
#include "reactivation/core/company.hpp"
#include "reactivation/core/lifecycle.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/rule.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/visit.hpp"

namespace reactivation::sql {

// --- Enumerations as words --------------------------------------------------------------------
[[nodiscard]] std::string_view word_of(BusinessType value) noexcept;
[[nodiscard]] std::string_view word_of(Language value) noexcept;
[[nodiscard]] std::string_view word_of(Tone value) noexcept;
[[nodiscard]] std::string_view word_of(AddressForm value) noexcept;
[[nodiscard]] std::string_view word_of(DailyLimitMode value) noexcept;
[[nodiscard]] std::string_view word_of(WarmupLevel value) noexcept;
[[nodiscard]] std::string_view word_of(IntervalSource value) noexcept;
[[nodiscard]] std::string_view word_of(LoyaltyLevel value) noexcept;
[[nodiscard]] std::string_view word_of(Consent value) noexcept;
[[nodiscard]] std::string_view word_of(PhoneStatus value) noexcept;
[[nodiscard]] std::string_view word_of(VisitStatus value) noexcept;
[[nodiscard]] std::string_view word_of(AttemptState value) noexcept;
[[nodiscard]] std::string_view word_of(ReplyType value) noexcept;
[[nodiscard]] std::string_view word_of(CompletionReason value) noexcept;
[[nodiscard]] std::string_view word_of(AccountSignalKind value) noexcept;
[[nodiscard]] std::string_view word_of(AlertKind value) noexcept;
[[nodiscard]] std::string_view word_of(ArmFactor value) noexcept;

template <class Enum>
[[nodiscard]] std::optional<Enum> enum_of(std::string_view word) noexcept;

/// `VIP`, `vip` and `Vip` are the same level; what is not known is `unknown`.
[[nodiscard]] LoyaltyLevel loyalty_of(std::string_view word) noexcept;
/// A word we do not know stands for a booking that may still happen.
[[nodiscard]] VisitStatus visit_status_of(std::string_view word) noexcept;

// --- Columns ----------------------------------------------------------------------------------
/// Whole seconds, or a text that says a time (without an offset: in `zone`); else none.
[[nodiscard]] std::optional<Instant> instant_at(const Rows& rows, int column, const TimeZone& zone);
/// The same; what is there but makes no sense is the end of time, because it bars.
[[nodiscard]] Instant barring_instant_at(const Rows& rows, int column);
/// NULL is absent, anything but a whole number from 0 up is 0.
[[nodiscard]] std::optional<int> limit_at(const Rows& rows, int column);
/// A whole number, or absent.
[[nodiscard]] std::optional<int> number_at(const Rows& rows, int column);
/// 0 or 1 (also as the words true and false); anything else but NULL is `otherwise`.
[[nodiscard]] bool flag_at(const Rows& rows, int column, bool when_null, bool otherwise);
/// 0 to 1; NULL is 0, anything else out of range is 1 (the account stops).
[[nodiscard]] double spam_score_at(const Rows& rows, int column);
/// An amount in minor units; what makes no sense is 0.
inline constexpr std::int64_t largest_amount = 1'000'000'000'000'000;
[[nodiscard]] std::int64_t amount_at(const Rows& rows, int column) noexcept;
/// 0 for a text that is not E.164.
[[nodiscard]] std::uint64_t phone_digits_at(const Rows& rows, int column) noexcept;
/// From the stored word, else from the shape; never `mobile` without a number.
[[nodiscard]] PhoneStatus phone_status_at(const Rows& rows, int phone, int status) noexcept;

// --- JSON in columns --------------------------------------------------------------------------
/// The whole numbers of a list, whatever brackets stand around them.
void ids_in_list(std::string_view text, std::vector<std::int64_t>& ids);
[[nodiscard]] std::string list_of_ids(const std::vector<ServiceId>& ids);
[[nodiscard]] std::string list_of_numbers(const std::vector<int>& numbers);
[[nodiscard]] std::string json_of(HourRange hours);
[[nodiscard]] std::string json_of(WeekdaySet days);
[[nodiscard]] std::string json_of(const std::vector<LocalDate>& dates);
[[nodiscard]] std::string json_of(const std::vector<OfferedSlot>& slots);
[[nodiscard]] std::string json_of(const Arms& arms);
[[nodiscard]] Arms arms_of(std::string_view text);
/// `{"discount":[10,0.3125]}`: the value and its probability, by factor.
[[nodiscard]] std::string json_of(const std::vector<DrawnArm>& arms);
[[nodiscard]] std::vector<DrawnArm> drawn_arms_of(std::string_view text);
[[nodiscard]] std::string json_of(const Preferences& preferences);
/// Hours that make no sense are no hours.
[[nodiscard]] HourRange hours_of(std::string_view json);
/// Days that make no sense are no days.
[[nodiscard]] WeekdaySet weekdays_of(std::string_view json);
/// Numbers in order; an entry that is no whole number is 0.
[[nodiscard]] std::vector<int> numbers_of(std::string_view json);
/// None when the list makes no sense.
[[nodiscard]] std::optional<std::vector<LocalDate>> dates_of(std::string_view json);
[[nodiscard]] std::vector<OfferedSlot> slots_of(std::string_view json);
[[nodiscard]] Preferences preferences_of_json(std::string_view json);

/// One offered slot as the original's `slots_offered` has it.
struct NamedSlot {
  Instant starts_at;
  std::int64_t staff_id = 0;
  std::string staff_name;
  std::string service;
};
[[nodiscard]] std::string json_of(const std::vector<NamedSlot>& slots);

[[nodiscard]] std::optional<AttemptId> attempt_id_of(std::string_view uuid) noexcept;

}  // namespace reactivation::sql
