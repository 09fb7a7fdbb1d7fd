#include "values.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace reactivation::sql {
namespace {

using namespace std::string_view_literals;

// Words in the order of the enumerators.
template <class Enum>
constexpr auto words = nullptr;
template <>
constexpr std::array words<BusinessType>{"beauty"sv, "barbershop"sv, "dental"sv, "fitness"sv,
                                         "other"sv};
template <>
constexpr std::array words<Language>{"en"sv, "ru"sv};
template <>
constexpr std::array words<Tone>{"friendly"sv, "professional"sv, "casual"sv};
template <>
constexpr std::array words<AddressForm>{"formal"sv, "informal"sv};
template <>
constexpr std::array words<DailyLimitMode>{"auto"sv, "manual"sv};
template <>
constexpr std::array words<WarmupLevel>{"cold"sv, "warm"sv, "hot"sv};
// The original calls the table `default`.
template <>
constexpr std::array words<IntervalSource>{"manual"sv, "historical"sv, "ai"sv, "default"sv};
template <>
constexpr std::array words<LoyaltyLevel>{""sv, "New"sv, "Bronze"sv, "Silver"sv, "Gold"sv, "VIP"sv};
template <>
constexpr std::array words<Consent>{"unknown"sv, "granted"sv, "denied"sv};
template <>
constexpr std::array words<PhoneStatus>{"mobile"sv, "invalid"sv, "missing"sv, "test"sv};
template <>
constexpr std::array words<VisitStatus>{"completed"sv, "booked"sv, "cancelled"sv, "no_show"sv};
template <>
constexpr std::array words<AttemptState>{
    "planned"sv,         "drafted"sv,  "held"sv,      "ready"sv, "deferred"sv,
    "dispatching"sv,     "accepted"sv, "delivered"sv, "read"sv,  "uncertain"sv,
    "uncertain_final"sv, "rejected"sv, "cancelled"sv};
template <>
constexpr std::array words<ReplyType>{"none"sv,          "opt_out"sv,     "negative"sv,
                                      "positive"sv,      "neutral"sv,     "pause_until"sv,
                                      "other_service"sv, "other_staff"sv, "other_time"sv,
                                      "unclear"sv,       "no_response"sv, "booking_created"sv};
template <>
constexpr std::array words<CompletionReason>{"none"sv,      "converted"sv, "max_attempts"sv,
                                             "opted_out"sv, "negative"sv,  "replied"sv,
                                             "cancelled"sv, "visited"sv};
template <>
constexpr std::array words<AccountSignalKind>{
    "reach_out_lock"sv,   "temporary_ban"sv,         "permanent_ban"sv,     "logged_out"sv,
    "auth_revoked"sv,     "yellow_card"sv,           "rate_limited"sv,      "disconnect_storm"sv,
    "undelivered_high"sv, "not_on_messenger_high"sv, "spam_rate_limited"sv, "policy_block"sv,
    "account_locked"sv,   "registration_lost"sv,     "payment_problem"sv,   "person_confirmed"sv,
    "operator_paused"sv,  "operator_resumed"sv};
template <>
constexpr std::array words<AlertKind>{
    "opted_out_in_flight"sv, "reply_needs_person"sv,    "event_id_reused"sv,  "complaint"sv,
    "account_stopped"sv,     "booking_after_opt_out"sv, "event_unreadable"sv, "invariant_broken"sv,
    "account_limited"sv,     "list_quality"sv,          "draft_incident"sv,   "drafts_refused"sv,
    "low_conversion"sv};
template <>
constexpr std::array words<ArmFactor>{"discount"sv, "tone"sv, "slots"sv, "template"sv};
template <class Enum>
std::string_view word(Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  // An enumerator from tomorrow's version is kept as a word that nobody knows.
  return index < words<Enum>.size() ? words<Enum>[index] : "unknown"sv;
}

bool is_same_word(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

constexpr Instant end_of_time = max_instant - Seconds{1};

}  // namespace

template <class Enum>
std::optional<Enum> enum_of(std::string_view text) noexcept {
  const auto& known = words<Enum>;
  const auto found = std::find(known.begin(), known.end(), text);
  if (found == known.end()) return std::nullopt;
  return static_cast<Enum>(found - known.begin());
}

std::string_view word_of(BusinessType value) noexcept { return word(value); }
std::string_view word_of(Language value) noexcept { return word(value); }
std::string_view word_of(Tone value) noexcept { return word(value); }
std::string_view word_of(AddressForm value) noexcept { return word(value); }
std::string_view word_of(DailyLimitMode value) noexcept { return word(value); }
std::string_view word_of(WarmupLevel value) noexcept { return word(value); }
std::string_view word_of(IntervalSource value) noexcept { return word(value); }
std::string_view word_of(LoyaltyLevel value) noexcept { return word(value); }
std::string_view word_of(Consent value) noexcept { return word(value); }
std::string_view word_of(PhoneStatus value) noexcept { return word(value); }
std::string_view word_of(VisitStatus value) noexcept { return word(value); }
std::string_view word_of(AttemptState value) noexcept { return word(value); }
std::string_view word_of(ReplyType value) noexcept { return word(value); }
std::string_view word_of(CompletionReason value) noexcept { return word(value); }
std::string_view word_of(AccountSignalKind value) noexcept { return word(value); }
std::string_view word_of(AlertKind value) noexcept { return word(value); }
std::string_view word_of(ArmFactor value) noexcept { return word(value); }

template std::optional<BusinessType> enum_of(std::string_view) noexcept;
template std::optional<ArmFactor> enum_of(std::string_view) noexcept;
template std::optional<Language> enum_of(std::string_view) noexcept;
template std::optional<Tone> enum_of(std::string_view) noexcept;
template std::optional<AddressForm> enum_of(std::string_view) noexcept;
template std::optional<DailyLimitMode> enum_of(std::string_view) noexcept;
template std::optional<WarmupLevel> enum_of(std::string_view) noexcept;
template std::optional<IntervalSource> enum_of(std::string_view) noexcept;
template std::optional<Consent> enum_of(std::string_view) noexcept;
template std::optional<PhoneStatus> enum_of(std::string_view) noexcept;
template std::optional<AttemptState> enum_of(std::string_view) noexcept;
template std::optional<ReplyType> enum_of(std::string_view) noexcept;
template std::optional<CompletionReason> enum_of(std::string_view) noexcept;
template std::optional<AccountSignalKind> enum_of(std::string_view) noexcept;

LoyaltyLevel loyalty_of(std::string_view text) noexcept {
  const auto& known = words<LoyaltyLevel>;
  for (std::size_t i = 1; i < known.size(); ++i) {
    if (is_same_word(known[i], text)) return static_cast<LoyaltyLevel>(i);
  }
  return LoyaltyLevel::unknown;
}

VisitStatus visit_status_of(std::string_view text) noexcept {
  const auto& known = words<VisitStatus>;
  const auto found = std::find(known.begin(), known.end(), text);
  return found == known.end() ? VisitStatus::booked
                              : static_cast<VisitStatus>(found - known.begin());
}

std::optional<Instant> instant_at(const Rows& rows, int column, const TimeZone& zone) {
  switch (rows.type(column)) {
    case ValueType::integer: {
      const Instant at{Seconds{rows.integer(column)}};
      if (at < min_instant || at >= max_instant) return std::nullopt;
      return at;
    }
    case ValueType::text: {
      const auto parsed = parse_time(rows.text(column));
      if (!parsed || !(parsed->utc_offset || zone.is_known())) return std::nullopt;
      const Instant at = parsed->instant_in(zone);
      if (at < min_instant || at >= max_instant) return std::nullopt;
      return at;
    }
    default:
      return std::nullopt;
  }
}

Instant barring_instant_at(const Rows& rows, int column) {
  if (rows.is_null(column)) return no_instant;
  return instant_at(rows, column, TimeZone::utc()).value_or(end_of_time);
}

std::optional<int> number_at(const Rows& rows, int column) {
  if (rows.type(column) != ValueType::integer) return std::nullopt;
  const std::int64_t value = rows.integer(column);
  return static_cast<int>(std::clamp<std::int64_t>(value, std::numeric_limits<int>::min(),
                                                   std::numeric_limits<int>::max()));
}

std::optional<int> limit_at(const Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return std::max(0, number_at(rows, column).value_or(0));
}

bool flag_at(const Rows& rows, int column, bool when_null, bool otherwise) {
  switch (rows.type(column)) {
    case ValueType::null:
      return when_null;
    case ValueType::integer:
      if (rows.integer(column) == 0) return false;
      return rows.integer(column) == 1 || otherwise;
    case ValueType::text:
      if (is_same_word(rows.text(column), "true")) return true;
      if (is_same_word(rows.text(column), "false")) return false;
      return otherwise;
    default:
      return otherwise;
  }
}

double spam_score_at(const Rows& rows, int column) {
  if (rows.is_null(column)) return 0;
  const ValueType type = rows.type(column);
  if (type != ValueType::integer && type != ValueType::real) return 1;
  const double score = rows.real(column);
  return score >= 0 && score <= 1 ? score : 1;
}

std::int64_t amount_at(const Rows& rows, int column) noexcept {
  if (rows.type(column) != ValueType::integer) return 0;
  return std::clamp<std::int64_t>(rows.integer(column), 0, largest_amount);
}

std::uint64_t phone_digits_at(const Rows& rows, int column) noexcept {
  const std::string_view text = rows.text(column);
  if (text.size() < 8 || text.size() > 16 || text[0] != '+' || text[1] == '0') return 0;
  std::uint64_t digits = 0;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return 0;
    digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return digits;
}

PhoneStatus phone_status_at(const Rows& rows, int phone, int status) noexcept {
  const PhoneNumber number{phone_digits_at(rows, phone)};
  const PhoneStatus by_shape = number.is_set()            ? phone_status_by_shape(number)
                               : rows.text(phone).empty() ? PhoneStatus::missing
                                                          : PhoneStatus::invalid;
  if (rows.is_null(status)) return by_shape;
  const auto stored = enum_of<PhoneStatus>(rows.text(status)).value_or(PhoneStatus::invalid);
  if (stored == PhoneStatus::invalid || stored == PhoneStatus::missing) return stored;
  return by_shape;
}

void ids_in_list(std::string_view text, std::vector<std::int64_t>& ids) {
  ids.clear();
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max() / 10 - 1;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] < '0' || text[i] > '9') {
      ++i;
      continue;
    }
    const bool is_negative = i > 0 && text[i - 1] == '-';
    std::int64_t id = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
      id = id > largest ? 0 : id * 10 + (text[i] - '0');
    }
    const bool is_new = std::find(ids.begin(), ids.end(), id) == ids.end();
    if (id > 0 && !is_negative && is_new) ids.push_back(id);
  }
}

std::string list_of_ids(const std::vector<ServiceId>& ids) {
  std::string text = "[";
  for (const ServiceId id : ids) {
    if (text.size() > 1) text += ',';
    text += std::to_string(id.value);
  }
  return text += ']';
}

std::string list_of_numbers(const std::vector<int>& numbers) {
  std::string text = "[";
  for (const int number : numbers) {
    if (text.size() > 1) text += ',';
    text += std::to_string(number);
  }
  return text += ']';
}

std::optional<AttemptId> attempt_id_of(std::string_view uuid) noexcept {
  if (uuid.size() != 36) return std::nullopt;
  AttemptId id;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash != (uuid[i] == '-')) return std::nullopt;
    if (is_dash) continue;
    const char c = uuid[i];
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (value < 0) return std::nullopt;
    std::uint8_t& byte = id.bytes[digits / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | value);
    ++digits;
  }
  return id;
}

}  // namespace reactivation::sql
