// Adapter: the webhooks of the official WhatsApp API. Pure functions over bytes and headers.
//
//   GET  ─► answer_whatsapp_verification ─► 200 with that text, or 403
//   POST ─► read_whatsapp_webhook        ─► events and signals for the engine, then 200
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/http.hpp"
#include "reactivation/adapters/messengers_webhook.hpp"

namespace reactivation {

/// The provider of its events.
inline constexpr std::string_view whatsapp_provider = "whatsapp_cloud";

/// What to answer to the request with which the webhook is set up: `hub.challenge` as it came, when
/// `hub.mode` is `subscribe` and the token is ours; nothing otherwise. `query`: behind the `?`,
/// still percent-encoded.
[[nodiscard]] std::optional<std::string> answer_whatsapp_verification(
    std::string_view query, const http::SharedSecret& verify_token);

struct WhatsAppWebhookOptions {
  std::vector<http::SharedSecret> app_secrets;  ///< one; two while it is changed
  /// What is about another number is dropped. One is served by its own call.
  std::string phone_number_id;
  std::string display_phone_number;  ///< digits; empty: account updates of any number are ours
  AccountId account_id;
};

/// `headers`: of the request, names in any case; `body`: its raw bytes.
///
/// Messages become `InboundMessage`: text, the title of a tapped button; everything else (media,
/// reactions, places, edits) is no text. A message from our own number is an echo; one that a
/// colleague wrote in the Business app is a colleague's. Statuses become `InboundDelivery`, with
/// the attempt's id. `user_preferences` with "stop" opts out. Quality, restrictions, bans and error
/// codes become signals; whatever else there is becomes `InboundOther`, and is only stored.
[[nodiscard]] WebhookReading read_whatsapp_webhook(const WhatsAppWebhookOptions& options,
                                                   std::span<const http::Header> headers,
                                                   std::string_view body, Instant received_at);

}  // namespace reactivation
