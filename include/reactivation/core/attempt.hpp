// Attempt: one message to one client about one service, and the cycle it belongs to.
#pragma once

#include <cstdint>
#include <optional>

#include "reactivation/core/ids.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// The life of an attempt (safety.md §2). Up to `deferred` nothing has been handed over; from
/// `dispatching` on it counts as sent, also when nobody knows the outcome; the last two never left.
enum class AttemptState : std::uint8_t {
  planned,
  drafted,
  held,
  ready,
  deferred,
  dispatching,
  accepted,
  delivered,
  read,
  uncertain,
  uncertain_final,
  rejected,
  cancelled,
};

/// Classes of a reply (requirements §4.11) and what a booking or silence makes of an attempt.
enum class ReplyType : std::uint8_t {
  none,
  opt_out,
  negative,
  positive,
  neutral,
  pause_until,
  other_service,
  other_staff,
  other_time,
  unclear,
  no_response,
  booking_created,
};

/// Why a campaign is over.
enum class CompletionReason : std::uint8_t {
  none,
  converted,
  max_attempts,
  opted_out,
  negative,
  replied,
  cancelled,
  visited,
};

[[nodiscard]] constexpr bool counts_as_sent(AttemptState state) noexcept {
  return state >= AttemptState::dispatching && state <= AttemptState::uncertain_final;
}
[[nodiscard]] constexpr bool is_waiting_to_be_sent(AttemptState state) noexcept {
  return state <= AttemptState::deferred;
}

struct Settings;
enum class PlannedBy : std::uint8_t { plan, hand };
/// The state in which an attempt that was in `before` takes part again on a later day. What a
/// person holds back no plan sends: it stays held, unless every text waits for approval and so this
/// one is written and held anew.
[[nodiscard]] AttemptState state_when_planned_again(AttemptState before, PlannedBy by,
                                                    const Settings& settings) noexcept;

/// Of one cycle, as documents and columns give them. Rules stop at `max_attempts_ceiling`; by hand
/// it may go on.
inline constexpr int attempt_number_max = 1000;

struct Attempt {
  AttemptId id;
  ClientId client_id;
  ServiceId service_id;
  LocalDate cycle_key;
  int attempt_number = 1;
  AttemptState state = AttemptState::planned;
  std::optional<Instant> not_before;  ///< set while waiting; absent: some time today
  std::optional<Instant> not_after;   ///< a waiting attempt past it is void
  std::optional<Instant> sent_at;     ///< present from `dispatching` on
  int discount_percent = 0;
  ReplyType reply_type = ReplyType::none;
  std::optional<Instant> response_received_at;
  CompletionReason completion_reason = CompletionReason::none;

  friend bool operator==(const Attempt&, const Attempt&) = default;
};

/// An answer is waited for this long after the send (requirements §4.12).
inline constexpr Days response_deadline{7};

/// What makes an attempt this attempt and no other.
struct AttemptKey {
  CompanyId company_id;
  ClientId client_id;
  ServiceId service_id;
  LocalDate cycle_key;
  int attempt_number = 1;
};
/// UUIDv5 (RFC 4122, SHA-1) in the project's own namespace, of the text
/// "company|client|service|YYYY-MM-DD|number".
[[nodiscard]] AttemptId attempt_id(const AttemptKey& key);

}  // namespace reactivation
