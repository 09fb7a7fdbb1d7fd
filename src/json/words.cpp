#include "reactivation/json/words.hpp"

#include <array>
#include <cstddef>

namespace reactivation {
namespace {

/// The words of an enumeration in the order of its enumerators.
template <class Enum>
struct Words;

template <>
struct Words<BusinessType> {
  static constexpr std::array<std::string_view, 5> list{"beauty", "barbershop", "dental", "fitness",
                                                        "other"};
};
template <>
struct Words<Language> {
  static constexpr std::array<std::string_view, 2> list{"en", "ru"};
};
template <>
struct Words<Tone> {
  static constexpr std::array<std::string_view, 3> list{"friendly", "professional", "casual"};
};
template <>
struct Words<AddressForm> {
  static constexpr std::array<std::string_view, 2> list{"formal", "informal"};
};
template <>
struct Words<DailyLimitMode> {
  static constexpr std::array<std::string_view, 2> list{"auto", "manual"};
};
template <>
struct Words<WarmupLevel> {
  static constexpr std::array<std::string_view, 3> list{"cold", "warm", "hot"};
};
template <>
struct Words<IntervalSource> {
  static constexpr std::array<std::string_view, 4> list{"manual", "historical", "ai", "default"};
};
template <>
struct Words<PhoneStatus> {
  static constexpr std::array<std::string_view, 4> list{"mobile", "invalid", "missing", "test"};
};
template <>
struct Words<LoyaltyLevel> {
  static constexpr std::array<std::string_view, 6> list{"",       "New",  "Bronze",
                                                        "Silver", "Gold", "VIP"};
};
template <>
struct Words<Consent> {
  static constexpr std::array<std::string_view, 3> list{"unknown", "granted", "denied"};
};
template <>
struct Words<VisitStatus> {
  static constexpr std::array<std::string_view, 4> list{"completed", "booked", "cancelled",
                                                        "no_show"};
};
template <>
struct Words<AttemptState> {
  static constexpr std::array<std::string_view, 13> list{
      "planned",   "drafted", "held",      "ready",           "deferred", "dispatching", "accepted",
      "delivered", "read",    "uncertain", "uncertain_final", "rejected", "cancelled"};
};
template <>
struct Words<ReplyType> {
  static constexpr std::array<std::string_view, 12> list{
      "none",          "opt_out",     "negative",   "positive", "neutral",     "pause_until",
      "other_service", "other_staff", "other_time", "unclear",  "no_response", "booking_created"};
};
template <>
struct Words<CompletionReason> {
  static constexpr std::array<std::string_view, 8> list{"none",      "converted", "max_attempts",
                                                        "opted_out", "negative",  "replied",
                                                        "cancelled", "visited"};
};
template <>
struct Words<SlotMatch> {
  static constexpr std::array<std::string_view, 4> list{"favourite_staff", "preferred_time",
                                                        "preferred_day", "near"};
};
template <>
struct Words<ArmFactor> {
  static constexpr std::array<std::string_view, 4> list{"discount", "tone", "slots", "template"};
};
template <>
struct Words<DayPart> {
  static constexpr std::array<std::string_view, 3> list{"morning", "afternoon", "evening"};
};
template <>
struct Words<AccountSignalKind> {
  static constexpr std::array<std::string_view, 18> list{
      "reach_out_lock",   "temporary_ban",         "permanent_ban",     "logged_out",
      "auth_revoked",     "yellow_card",           "rate_limited",      "disconnect_storm",
      "undelivered_high", "not_on_messenger_high", "spam_rate_limited", "policy_block",
      "account_locked",   "registration_lost",     "payment_problem",   "person_confirmed",
      "operator_paused",  "operator_resumed"};
};
template <>
struct Words<AlertKind> {
  static constexpr std::array<std::string_view, 13> list{
      "opted_out_in_flight", "reply_needs_person",    "event_id_reused",  "complaint",
      "account_stopped",     "booking_after_opt_out", "event_unreadable", "invariant_broken",
      "account_limited",     "list_quality",          "draft_incident",   "drafts_refused",
      "low_conversion"};
};

template <>
struct Words<MessageAuthor> {
  static constexpr std::array<std::string_view, 3> list{"client", "colleague", "ourselves"};
};
template <>
struct Words<Delivery> {
  static constexpr std::array<std::string_view, 4> list{"sent", "failed", "delivered", "read"};
};
template <>
struct Words<BookingStatus> {
  static constexpr std::array<std::string_view, 4> list{"booked", "completed", "cancelled",
                                                        "no_show"};
};
template <>
struct Words<BookingKeeper> {
  static constexpr std::array<std::string_view, 2> list{"host", "library"};
};
template <>
struct Words<SendOutcome> {
  static constexpr std::array<std::string_view, 4> list{"not_started", "rejected", "accepted",
                                                        "uncertain"};
};
template <>
struct Words<PersonFault> {
  static constexpr std::array<std::string_view, 6> list{"none",      "wait",    "not_today",
                                                        "opted_out", "blocked", "reported"};
};
template <>
struct Words<IdentityKind> {
  static constexpr std::array<std::string_view, 5> list{"phone", "external_id", "lid", "user_id",
                                                        "chat_id"};
};
template <>
struct Words<ReceiptState> {
  static constexpr std::array<std::string_view, 3> list{"stored", "known_already", "id_reused"};
};

template <class Enum>
std::string_view word_in_list(Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  return index < Words<Enum>::list.size() ? Words<Enum>::list[index] : std::string_view{};
}

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_in_any_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace

std::string_view word_of(BusinessType value) noexcept { return word_in_list(value); }
std::string_view word_of(Language value) noexcept { return word_in_list(value); }
std::string_view word_of(Tone value) noexcept { return word_in_list(value); }
std::string_view word_of(AddressForm value) noexcept { return word_in_list(value); }
std::string_view word_of(DailyLimitMode value) noexcept { return word_in_list(value); }
std::string_view word_of(WarmupLevel value) noexcept { return word_in_list(value); }
std::string_view word_of(IntervalSource value) noexcept { return word_in_list(value); }
std::string_view word_of(PhoneStatus value) noexcept { return word_in_list(value); }
std::string_view word_of(LoyaltyLevel value) noexcept { return word_in_list(value); }
std::string_view word_of(Consent value) noexcept { return word_in_list(value); }
std::string_view word_of(VisitStatus value) noexcept { return word_in_list(value); }
std::string_view word_of(AttemptState value) noexcept { return word_in_list(value); }
std::string_view word_of(ReplyType value) noexcept { return word_in_list(value); }
std::string_view word_of(CompletionReason value) noexcept { return word_in_list(value); }
std::string_view word_of(SkipReason value) noexcept {
  return value == SkipReason::none ? std::string_view{"none"} : to_string(value);
}
std::string_view word_of(SlotMatch value) noexcept { return word_in_list(value); }
std::string_view word_of(ArmFactor value) noexcept { return word_in_list(value); }
std::string_view word_of(DayPart value) noexcept { return word_in_list(value); }
std::string_view word_of(AccountSignalKind value) noexcept { return word_in_list(value); }
std::string_view word_of(AlertKind value) noexcept { return word_in_list(value); }
std::string_view word_of(MessageAuthor value) noexcept { return word_in_list(value); }
std::string_view word_of(Delivery value) noexcept { return word_in_list(value); }
std::string_view word_of(BookingStatus value) noexcept { return word_in_list(value); }
std::string_view word_of(BookingKeeper value) noexcept { return word_in_list(value); }
std::string_view word_of(SendOutcome value) noexcept { return word_in_list(value); }
std::string_view word_of(PersonFault value) noexcept { return word_in_list(value); }
std::string_view word_of(IdentityKind value) noexcept { return word_in_list(value); }
std::string_view word_of(ReceiptState value) noexcept { return word_in_list(value); }

template <class Enum>
std::optional<Enum> enum_of(std::string_view word) noexcept {
  const auto& list = Words<Enum>::list;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if constexpr (std::is_same_v<Enum, LoyaltyLevel>) {
      if (equal_in_any_case(list[i], word)) return static_cast<Enum>(i);
    } else {
      if (list[i] == word) return static_cast<Enum>(i);
    }
  }
  return std::nullopt;
}

/// Its words are the core's.
template <>
std::optional<SkipReason> enum_of(std::string_view word) noexcept {
  for (std::size_t i = 0; i <= reasons_max; ++i) {
    if (word_of(static_cast<SkipReason>(i)) == word) return static_cast<SkipReason>(i);
  }
  return std::nullopt;
}

template std::optional<BusinessType> enum_of(std::string_view) noexcept;
template std::optional<Language> enum_of(std::string_view) noexcept;
template std::optional<Tone> enum_of(std::string_view) noexcept;
template std::optional<AddressForm> enum_of(std::string_view) noexcept;
template std::optional<DailyLimitMode> enum_of(std::string_view) noexcept;
template std::optional<WarmupLevel> enum_of(std::string_view) noexcept;
template std::optional<IntervalSource> enum_of(std::string_view) noexcept;
template std::optional<PhoneStatus> enum_of(std::string_view) noexcept;
template std::optional<LoyaltyLevel> enum_of(std::string_view) noexcept;
template std::optional<Consent> enum_of(std::string_view) noexcept;
template std::optional<VisitStatus> enum_of(std::string_view) noexcept;
template std::optional<AttemptState> enum_of(std::string_view) noexcept;
template std::optional<ReplyType> enum_of(std::string_view) noexcept;
template std::optional<CompletionReason> enum_of(std::string_view) noexcept;
template std::optional<SlotMatch> enum_of(std::string_view) noexcept;
template std::optional<ArmFactor> enum_of(std::string_view) noexcept;
template std::optional<DayPart> enum_of(std::string_view) noexcept;
template std::optional<AccountSignalKind> enum_of(std::string_view) noexcept;
template std::optional<AlertKind> enum_of(std::string_view) noexcept;
template std::optional<MessageAuthor> enum_of(std::string_view) noexcept;
template std::optional<Delivery> enum_of(std::string_view) noexcept;
template std::optional<BookingStatus> enum_of(std::string_view) noexcept;
template std::optional<BookingKeeper> enum_of(std::string_view) noexcept;
template std::optional<SendOutcome> enum_of(std::string_view) noexcept;
template std::optional<PersonFault> enum_of(std::string_view) noexcept;
template std::optional<IdentityKind> enum_of(std::string_view) noexcept;
template std::optional<ReceiptState> enum_of(std::string_view) noexcept;

}  // namespace reactivation
