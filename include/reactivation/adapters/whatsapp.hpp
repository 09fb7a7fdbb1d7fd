// Adapter: the official WhatsApp Business Cloud API as a messenger.
//
//   the person wrote within 24 hours ─► the text as it is
//   else                             ─► the approved template that says exactly this text
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/http_probe.hpp"
#include "reactivation/adapters/messengers.hpp"

namespace reactivation {

/// A template as WhatsApp has approved it. Only its body may have parameters.
struct WhatsAppTemplate {
  std::string name;      ///< lower-case letters, digits and underscores, up to 512
  std::string language;  ///< `ru`, `en_US`
  std::string body;      ///< with `{{1}}`, or `{{client_name}}` where parameters have names
};

struct WhatsAppParameter {
  std::string name;  ///< as between the braces
  std::string text;  ///< without line ends, tabs and runs of more than four blanks

  friend bool operator==(const WhatsAppParameter&, const WhatsAppParameter&) = default;
};
/// The parameters with which the template's body is this very text, each taken as short as
/// possible; nothing when there are none. What was checked and stored is what the person reads.
[[nodiscard]] std::optional<std::vector<WhatsAppParameter>> parameters_for(
    const WhatsAppTemplate& form, std::string_view text);

/// How long after a person's message any text may be sent to them.
inline constexpr Seconds whatsapp_window{86'400};

struct WhatsAppOptions {
  MessengerServiceOptions service;  ///< its token is a system user's
  /// With the version of the API.
  std::string base_url = "https://graph.facebook.com/v25.0";
  std::string phone_number_id;  ///< of the business; digits
  /// Tried in their order. Without one that fits, a message outside the window is refused unsent.
  std::vector<WhatsAppTemplate> templates;
  /// When the person of that message last wrote to this number. Left out, or without an answer:
  /// never, so that only templates are sent.
  std::function<std::optional<Instant>(const OutgoingMessage&)> last_wrote_at;
};

/// Each message carries its attempt's id (`biz_opaque_callback_data`), and every status brings it
/// back: so an uncertain hand-over is settled by `read_whatsapp_webhook` (whatsapp_webhook.hpp).
/// docs/messengers.md says what each code becomes. `errc::invalid_argument` for an id, a base URL
/// or a template that cannot be one.
[[nodiscard]] result<std::unique_ptr<ServiceMessenger>> make_whatsapp_messenger(
    WhatsAppOptions options);

struct WhatsAppProbe : Probe {
  std::string quality;  ///< `GREEN`, `YELLOW`, `RED`, `UNKNOWN`; empty: not said
  std::string state;    ///< `CONNECTED`, `FLAGGED`, `RESTRICTED` …; empty: not said
};
/// Asks for the number itself (`GET /{phone_number_id}`): nothing is sent and nothing changes.
[[nodiscard]] WhatsAppProbe probe_whatsapp(const WhatsAppOptions& options);

}  // namespace reactivation
