// Every field name of the documents, as a number.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation::json {

// clang-format off
#define REACTIVATION_JSON_KEYS(X)                                                                  \
  X(account) X(account_created_at) X(account_id) X(active) X(active_interval_source)               \
  X(address_form) X(ai_suggested_interval) X(allow_short_interval) X(answers_provider_id)          \
  X(arms) X(at) X(attempt_id) X(attempt_number) X(attempts) X(author) X(body) X(booked)            \
  X(booking) X(booking_id) X(business_type) X(calculated_avg_interval) X(client_id)                \
  X(client_name) X(clients) X(code) X(company) X(company_id) X(company_name)                       \
  X(completion_reason) X(concurrent_limit) X(consent) X(conversion_threshold) X(cost_minor)        \
  X(country) X(created_at) X(currency) X(cycle_key) X(daily_limit_mode) X(daily_outbound_limit)    \
  X(datetime) X(day_part) X(days_since_visit) X(delivery) X(discount_applied)                      \
  X(discount_budget_minor) X(discount_from_attempt) X(discount_percent) X(discount_progression)    \
  X(discounts) X(duration_minutes) X(enabled) X(end) X(epoch) X(event_id) X(external_id)           \
  X(favourite_staff) X(first_contact_daily_limit) X(from) X(given_minor) X(has_chat_history)       \
  X(holdout) X(holidays) X(hourly_outbound_limit) X(id) X(include_slots_in_message) X(is_active)   \
  X(is_number_unknown) X(is_text) X(keeper) X(kind) X(lapsed_cutoff_days)                          \
  X(last_reactivation_sent) X(last_reply) X(locale) X(loyalty_level) X(manual_daily_limit)         \
  X(manual_interval) X(margin_percent) X(max_attempts) X(max_discount_percent)                     \
  X(max_offers_per_slot) X(max_slots_to_offer) X(message) X(min_interval_seconds) X(name)          \
  X(needs_person) X(not_after) X(not_before) X(offer_valid_until) X(offered_minor)                 \
  X(opt_out_on_negative) X(other) X(outcome) X(paused_until) X(percent) X(person_fault) X(phone)   \
  X(phone_status) X(prefer_favorite_staff) X(preferred_staff_id) X(price_minor) X(provider)        \
  X(provider_id) X(reactivation_interval_days) X(reactivation_opt_out) X(receipt) X(received_at)   \
  X(recent_visit_days) X(regular) X(reply_type) X(require_approval) X(require_consent)             \
  X(response_received_at) X(retry_interval_days) X(rules) X(safe_sending_days)                     \
  X(safe_sending_hours) X(schema) X(sending_days) X(sending_hours) X(sends) X(sent) X(sent_at)     \
  X(service_id) X(service_ids) X(service_title) X(services) X(settings) X(signal) X(slots)         \
  X(spam_score) X(staff) X(staff_id) X(staff_name) X(start) X(starts_at) X(state) X(status)        \
  X(text) X(timezone) X(title) X(today) X(tone) X(tones) X(total_spent_minor) X(type) X(until)     \
  X(updated_at) X(value) X(vip) X(visit_count) X(visited_since) X(visits) X(warmup_level)          \
  X(wishes)
// clang-format on

enum class Key : std::uint8_t {
#define REACTIVATION_JSON_KEY(name) name,
  REACTIVATION_JSON_KEYS(REACTIVATION_JSON_KEY)
#undef REACTIVATION_JSON_KEY
      count
};
inline constexpr std::size_t key_count = static_cast<std::size_t>(Key::count);

/// A set of keys: those an object may have, or has had so far.
class KeySet {
public:
  constexpr KeySet() = default;
  constexpr KeySet(std::initializer_list<Key> keys) {
    for (const Key key : keys) insert(key);
  }
  constexpr void insert(Key key) noexcept { words_[index(key) / 64] |= bit(key); }
  [[nodiscard]] constexpr bool contains(Key key) const noexcept {
    return (words_[index(key) / 64] & bit(key)) != 0;
  }

private:
  static constexpr std::size_t index(Key key) noexcept { return static_cast<std::size_t>(key); }
  static constexpr std::uint64_t bit(Key key) noexcept {
    return std::uint64_t{1} << (index(key) % 64);
  }
  std::uint64_t words_[3] = {0, 0, 0};
};
static_assert(key_count <= 192);

[[nodiscard]] std::string_view name_of(Key key) noexcept;
[[nodiscard]] std::optional<Key> find_key(std::string_view name) noexcept;

/// The key of the set that `name` was probably meant to be.
[[nodiscard]] std::optional<Key> nearest_key(std::string_view name, KeySet among);

/// True for a name that can be shown: it looks like a field name and not like somebody's data.
[[nodiscard]] bool is_showable_name(std::string_view name) noexcept;

}  // namespace reactivation::json
