// Adapter: Evolution API v2, a gateway of one's own to WhatsApp Web, as a messenger; and its
// webhooks. It is not official: numbers are banned for it. docs/messengers.md
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/http_probe.hpp"
#include "reactivation/adapters/messengers.hpp"
#include "reactivation/adapters/messengers_webhook.hpp"

namespace reactivation {

struct EvolutionOptions {
  MessengerServiceOptions service;  ///< its token is the instance's `apikey`
  std::string base_url;             ///< of the gateway; plain http to this machine alone
  std::string instance;             ///< letters, digits, `-`, `_`, `.`
};

/// The gateway makes the message's id itself, so accepted means that it will try. What it says of a
/// failed send is no proof that nothing left: only a number it does not know, a refused key, an
/// unknown instance and 429 are; all else is `uncertain`. `errc::invalid_argument` for a base URL
/// or an instance that cannot be one.
[[nodiscard]] result<std::unique_ptr<ServiceMessenger>> make_evolution_messenger(
    EvolutionOptions options);

struct EvolutionProbe : Probe {
  /// `open` (linked to WhatsApp), `connecting` or `close`; empty: not said.
  std::string state;
};
/// Asks how the instance is connected (`GET /instance/connectionState/{instance}`): nothing is sent
/// and nothing changes.
[[nodiscard]] EvolutionProbe probe_evolution(const EvolutionOptions& options);

inline constexpr std::string_view evolution_provider = "evolution";

struct EvolutionWebhookOptions {
  /// The gateway signs nothing. So give its webhook a header of its own in its settings
  /// (`"headers": {"Authorization": "Bearer …"}`): one secret, two while it is changed.
  std::vector<http::SharedSecret> secrets;
  std::string instance;  ///< what is about another one is dropped
  AccountId account_id;
};

/// `messages.upsert` becomes messages, `messages.update` deliveries, `connection.update` with a
/// reason a signal; other events are only stored. Groups, broadcasts and statuses are dropped. A
/// linked id (`@lid`) is never taken for a phone (B17). A message from the account itself is a
/// colleague's when it was written on a phone, else an echo.
[[nodiscard]] WebhookReading read_evolution_webhook(const EvolutionWebhookOptions& options,
                                                    std::span<const http::Header> headers,
                                                    std::string_view body, Instant received_at);

}  // namespace reactivation
