// Members of a webhook's JSON: whatever is missing or of another kind is empty.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/adapters/whatsapp_webhook.hpp"

namespace reactivation::whatsapp {

using Json = nlohmann::ordered_json;

[[nodiscard]] const Json& member(const Json& object, const char* name);
/// The elements, or none.
[[nodiscard]] const Json& elements(const Json& object, const char* name);
[[nodiscard]] std::string text_of(const Json& object, const char* name);
/// A number, also one written as a text.
[[nodiscard]] std::optional<std::int64_t> number_of(const Json& object, const char* name);
/// Unix seconds within what can be read; `otherwise` for anything else.
[[nodiscard]] Instant instant_of(const Json& object, const char* name, Instant otherwise);

/// What the parts of one request have in common.
struct Frame {
  const WhatsAppWebhookOptions& options;
  Instant received_at;
  WebhookReading& reading;

  [[nodiscard]] InboundEvent event(std::string event_id, Instant at) const;
  /// Stored, and that is all. Its id is made of what it says.
  void add_other(const std::string& type, const Json& value, Instant at);
  void add_signal(AccountSignalKind kind, Instant at, std::optional<Instant> until = {});
  /// What the codes among `errors` say about the account.
  void add_signals_of(const Json& errors, Instant at);
};

/// Changes of fields that are about the number or the account. False: no such field.
[[nodiscard]] bool read_account_change(Frame& frame, const std::string& field, const Json& value,
                                       Instant at);

}  // namespace reactivation::whatsapp
