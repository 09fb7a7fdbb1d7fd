// The words that documents, stores and tables use for enumerators: one spelling everywhere.
#pragma once

#include <optional>
#include <string_view>

#include "reactivation/core/account.hpp"
#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/arms.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/client.hpp"
#include "reactivation/core/company.hpp"
#include "reactivation/core/eligibility.hpp"
#include "reactivation/core/lifecycle.hpp"
#include "reactivation/core/phone.hpp"
#include "reactivation/core/preferences.hpp"
#include "reactivation/core/rule.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/slot_ranking.hpp"
#include "reactivation/core/visit.hpp"
#include "reactivation/ports/inbox.hpp"

namespace reactivation {

[[nodiscard]] std::string_view word_of(BusinessType value) noexcept;
[[nodiscard]] std::string_view word_of(Language value) noexcept;
[[nodiscard]] std::string_view word_of(Tone value) noexcept;
[[nodiscard]] std::string_view word_of(AddressForm value) noexcept;
[[nodiscard]] std::string_view word_of(DailyLimitMode value) noexcept;  ///< auto, manual
[[nodiscard]] std::string_view word_of(WarmupLevel value) noexcept;
[[nodiscard]] std::string_view word_of(IntervalSource value) noexcept;  ///< table is "default"
[[nodiscard]] std::string_view word_of(PhoneStatus value) noexcept;
[[nodiscard]] std::string_view word_of(LoyaltyLevel value) noexcept;  ///< "" for unknown
[[nodiscard]] std::string_view word_of(Consent value) noexcept;
[[nodiscard]] std::string_view word_of(VisitStatus value) noexcept;
[[nodiscard]] std::string_view word_of(AttemptState value) noexcept;
[[nodiscard]] std::string_view word_of(ReplyType value) noexcept;
[[nodiscard]] std::string_view word_of(CompletionReason value) noexcept;
[[nodiscard]] std::string_view word_of(SkipReason value) noexcept;
[[nodiscard]] std::string_view word_of(SlotMatch value) noexcept;
[[nodiscard]] std::string_view word_of(ArmFactor value) noexcept;
[[nodiscard]] std::string_view word_of(DayPart value) noexcept;
[[nodiscard]] std::string_view word_of(AccountSignalKind value) noexcept;
[[nodiscard]] std::string_view word_of(AlertKind value) noexcept;
[[nodiscard]] std::string_view word_of(MessageAuthor value) noexcept;
[[nodiscard]] std::string_view word_of(Delivery value) noexcept;
[[nodiscard]] std::string_view word_of(BookingStatus value) noexcept;
[[nodiscard]] std::string_view word_of(BookingKeeper value) noexcept;
[[nodiscard]] std::string_view word_of(SendOutcome value) noexcept;
[[nodiscard]] std::string_view word_of(PersonFault value) noexcept;
[[nodiscard]] std::string_view word_of(IdentityKind value) noexcept;
[[nodiscard]] std::string_view word_of(ReceiptState value) noexcept;

/// The enumerator of a word, exactly as `word_of` spells it: `enum_of<Tone>("casual")`. Nothing for
/// any other text. Loyalty levels are read in any case ("vip", "VIP").
template <class Enum>
[[nodiscard]] std::optional<Enum> enum_of(std::string_view word) noexcept;

}  // namespace reactivation
