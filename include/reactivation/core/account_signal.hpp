// What happens to a messaging account: the messenger's own signals and what people decide about it.
// The history only grows; what is in force is read from it (core/governor.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "reactivation/core/time.hpp"

namespace reactivation {

/// The rows of the table in docs/governor.md, with each one's reaction. Numbers never change. A
/// value outside this list, as a store may hold it, stops the account until a person confirms.
enum class AccountSignalKind : std::uint8_t {
  reach_out_lock = 0,         ///< WhatsApp's 463: no chats with people who never wrote
  temporary_ban = 1,          ///< WhatsApp's 101 to 106
  permanent_ban = 2,          ///< the number is gone; never move to another one
  logged_out = 3,             ///< the session was ended; never link again by program
  auth_revoked = 4,           ///< the key or the session is refused, by code and never by text
  yellow_card = 5,            ///< the gateway's warning before a ban
  rate_limited = 6,           ///< too many requests
  disconnect_storm = 7,       ///< see `is_disconnect_storm`
  undelivered_high = 8,       ///< the messenger complains about undelivered messages
  not_on_messenger_high = 9,  ///< the messenger complains about numbers it does not know
  spam_rate_limited = 10,     ///< official API 131048: too many blocks and reports
  policy_block = 11,          ///< official API 368
  account_locked = 12,        ///< official API 131031
  registration_lost = 13,     ///< official API 131045, 133010
  payment_problem = 14,       ///< official API 131042
  person_confirmed = 15,      ///< a person looked at everything up to now and takes it from here
  operator_paused = 16,       ///< a person stops the account, to `until` or to `operator_resumed`
  operator_resumed = 17,      ///< ends pauses made before it, and nothing else
};

/// One entry of the history. Order does not matter, and an entry twice is an entry once.
struct AccountSignal {
  AccountSignalKind kind = AccountSignalKind::reach_out_lock;
  Instant at;
  /// When the messenger (or the person, for a pause) says it ends. Absent, or before `at`: not
  /// known.
  std::optional<Instant> until;

  friend constexpr bool operator==(const AccountSignal&, const AccountSignal&) noexcept = default;
};

/// Whether nothing is sent after it before a person has confirmed, however much time passes (B113).
[[nodiscard]] bool waits_for_confirmation(AccountSignalKind kind) noexcept;

inline constexpr int disconnect_storm_count = 5;
inline constexpr Seconds disconnect_storm_length{600};

/// At least `disconnect_storm_count` of these disconnections lie in the `disconnect_storm_length`
/// before now; those later than now count too.
[[nodiscard]] bool is_disconnect_storm(std::span<const Instant> disconnected_at,
                                       Instant now) noexcept;

}  // namespace reactivation
