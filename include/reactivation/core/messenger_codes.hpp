// What the numbers of messengers mean. Only codes are read, never a text: a message that mentions
// 403 is no ban. Codes that are not listed mean nothing for the account.
#pragma once

#include <cstdint>
#include <optional>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/send_outcome.hpp"

namespace reactivation {

/// `error.code` of the official WhatsApp API, in an answer or in a status: 0, 3, 10, 190 and 200 to
/// 299 auth_revoked · 4, 80007, 130429 rate_limited · 131048 spam_rate_limited · 368 policy_block ·
/// 131031 account_locked · 131042 payment_problem · 131045, 133010 registration_lost.
[[nodiscard]] std::optional<AccountSignalKind> signal_of_whatsapp_cloud_code(int code) noexcept;

/// The code with which an unofficial gateway's connection was closed or refused: 401, 406
/// logged_out · 402 temporary_ban · 403 auth_revoked · 429 rate_limited. Others (408, 411, 428,
/// 440, 500, 503, and 515, which asks for a restart) are one disconnection, see
/// `is_disconnect_storm`.
[[nodiscard]] std::optional<AccountSignalKind> signal_of_gateway_disconnect(int code) noexcept;

/// The code with which one message was refused by the network: 463 reach_out_lock · 429
/// rate_limited.
[[nodiscard]] std::optional<AccountSignalKind> signal_of_gateway_refusal(int code) noexcept;

/// The reason number inside a temporary ban: 101 sent to too many people, 102 blocked by too many,
/// 103 too many groups, 104 the same text to too many, 106 too many in broadcasts.
[[nodiscard]] std::optional<AccountSignalKind> signal_of_gateway_ban(int code) noexcept;

/// The HTTP status of a gateway's own API: 401, 403 auth_revoked · 429 rate_limited.
[[nodiscard]] std::optional<AccountSignalKind> signal_of_gateway_http_status(int status) noexcept;

/// What a failed message asks for.
enum class SendFault : std::uint8_t {
  unknown,            ///< not listed: no retry by itself
  retry_never_today,  ///< the person's own cap for marketing: no retry within 24 hours
  opt_out,            ///< the person stopped marketing: record an opt-out
  wait_for_person,    ///< too much to this one person: only their messages wait
  not_on_messenger,   ///< cannot get it: not again in this campaign
  blocked_by_business,
  window_closed,       ///< outside the 24 hours: only an approved template
  experiment_holdout,  ///< the messenger's own experiment: give up
  transient,           ///< may be tried again later
  request_fault,       ///< our request is wrong: no retry
  template_fault,      ///< the template is wrong, paused or off: do not use it
  account,             ///< see `signal_of_whatsapp_cloud_code`
  blocked_by_person,   ///< the person has blocked the account: record an opt-out
  reported_by_person,  ///< the person has reported the message: record an opt-out
};

/// `error.code` of the official WhatsApp API for one message.
[[nodiscard]] SendFault fault_of_whatsapp_cloud_code(int code) noexcept;

/// What such a fault means for the person: opt_out, retry_never_today, wait_for_person,
/// blocked_by_person and reported_by_person; others are about the message or the number.
[[nodiscard]] PersonFault person_fault_of(SendFault fault) noexcept;

}  // namespace reactivation
