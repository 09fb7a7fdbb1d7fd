#include <algorithm>
#include <optional>
#include <utility>

#include "members.hpp"
#include "reactivation/adapters/evolution.hpp"
#include "reactivation/core/event_name.hpp"
#include "reactivation/core/messenger_codes.hpp"
#include "reactivation/core/phone.hpp"

namespace reactivation {
namespace {

using evolution::code_of;
using evolution::is_true;
using evolution::Json;
using evolution::member;
using evolution::text_of;

constexpr std::size_t kept_max = 4096;  ///< of what nobody acts upon

/// The one `Authorization: Bearer …` of the request; empty when there is none, or several.
std::string_view bearer_in(std::span<const http::Header> headers) {
  constexpr std::string_view wanted = "authorization";
  constexpr std::string_view prefix = "Bearer ";
  std::string_view out;
  int count = 0;
  for (const http::Header& header : headers) {
    const bool is_it = std::equal(
        header.name.begin(), header.name.end(), wanted.begin(), wanted.end(),
        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
    if (!is_it) continue;
    ++count;
    out = header.value;
  }
  if (count != 1 || !out.starts_with(prefix)) return {};
  return out.substr(prefix.size());
}

/// What a JID names: a phone, a linked id, or nobody (groups, broadcasts, statuses).
std::optional<Identity> identity_of(const std::string& jid) {
  const std::size_t at = jid.find('@');
  if (at == std::string::npos) return std::nullopt;
  const std::string kind = jid.substr(at + 1);
  const std::string user = jid.substr(0, std::min(at, jid.find(':')));  // without its device
  if (kind == "lid" && is_event_name(user)) return Identity{IdentityKind::lid, user};
  const bool is_phone = kind == "s.whatsapp.net" || kind == "c.us";
  if (is_phone && parse_e164("+" + user)) return Identity{IdentityKind::phone, "+" + user};
  return std::nullopt;
}

/// The other person of a chat, by every address that the key names.
std::vector<Identity> person_of(const Json& key) {
  std::vector<Identity> out;
  for (const char* const name : {"remoteJid", "remoteJidAlt", "senderPn", "senderLid"}) {
    const auto identity = identity_of(text_of(key, name));
    if (identity && std::find(out.begin(), out.end(), *identity) == out.end()) {
      out.push_back(*identity);
    }
  }
  return out;
}

struct Reader {
  const EvolutionWebhookOptions& options;
  Instant received_at;
  WebhookReading& reading;

  void read_message(const Json& data);
  void read_update(const Json& data);
  void read_connection(const Json& data);
  void add_other(const std::string& type, const Json& data);

  InboundEvent event(std::string id, Instant at) const {
    InboundEvent out;
    out.provider = evolution_provider;
    out.event_id = std::move(id);
    out.account_id = options.account_id;
    out.at = at;
    out.received_at = received_at;
    return out;
  }
  Instant time_of(const Json& data) const {
    const Json& told = member(data, "messageTimestamp");
    if (!told.is_number_unsigned() || told.get<std::uint64_t>() > 10'000'000'000U) {
      return received_at;
    }
    return Instant{Seconds{told.get<std::int64_t>()}};
  }
};

InboundMessage content_of(const Json& message) {
  InboundMessage out;
  const Json& extended = member(message, "extendedTextMessage");
  out.text = text_of(message, "conversation");
  if (out.text.empty()) out.text = text_of(extended, "text");
  if (out.text.size() > event_text_bytes_max) out.text.clear();
  out.is_text = !out.text.empty();
  const std::string about = text_of(member(extended, "contextInfo"), "stanzaId");
  if (is_event_name(about)) out.answers_provider_id = about;
  return out;
}

void Reader::read_message(const Json& data) {
  const Json& key = member(data, "key");
  InboundEvent made = event(text_of(key, "id"), time_of(data));
  made.from = person_of(key);
  const std::string chat = text_of(key, "remoteJid");
  if (made.from.empty() && chat.find('@') != std::string::npos) {
    ++reading.foreign;
    return;
  }
  if (made.from.empty() || !is_event_name(made.event_id)) {
    ++reading.unreadable;
    return;
  }
  InboundMessage what = content_of(member(data, "message"));
  if (is_true(key, "fromMe")) {
    const std::string source = text_of(data, "source");
    const bool is_phone = source == "android" || source == "ios";
    what.author = is_phone ? MessageAuthor::colleague : MessageAuthor::ourselves;
  }
  made.what = std::move(what);
  reading.events.push_back(std::move(made));
}

std::optional<Delivery> delivery_of(const std::string& status) {
  if (status == "SERVER_ACK") return Delivery::sent;
  if (status == "DELIVERY_ACK") return Delivery::delivered;
  if (status == "READ" || status == "PLAYED") return Delivery::read;
  if (status == "ERROR") return Delivery::failed;
  return std::nullopt;
}

void Reader::read_update(const Json& data) {
  std::string id = text_of(data, "keyId");
  if (id.empty()) id = text_of(member(data, "key"), "id");
  const std::string status = text_of(data, "status");
  const bool is_ours = is_true(data, "fromMe") || is_true(member(data, "key"), "fromMe");
  if (!is_ours || status == "PENDING") {
    ++reading.foreign;
    return;
  }
  const auto delivery = delivery_of(status);
  if (!delivery || !is_event_name(id)) {
    ++reading.unreadable;
    return;
  }
  InboundDelivery what;
  what.provider_id = id;
  what.report.delivery = *delivery;
  what.report.at = received_at;
  InboundEvent made = event(status + " " + fingerprint_of(id), received_at);
  made.what = std::move(what);
  reading.events.push_back(std::move(made));
}

void Reader::read_connection(const Json& data) {
  const int reason = code_of(data, "statusReason");
  if (text_of(data, "state") != "close") return;
  if (const auto kind = signal_of_gateway_disconnect(reason)) {
    reading.signals.push_back({*kind, received_at, {}});
  }
}

void Reader::add_other(const std::string& type, const Json& data) {
  std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  InboundEvent made = event(type + " " + fingerprint_of(text), received_at);
  if (text.size() > kept_max) text = fingerprint_of(text);
  made.what = InboundOther{type, std::move(text)};
  reading.events.push_back(std::move(made));
}

}  // namespace

WebhookReading read_evolution_webhook(const EvolutionWebhookOptions& options,
                                      std::span<const http::Header> headers, std::string_view body,
                                      Instant received_at) {
  WebhookReading out;
  const std::string_view told = bearer_in(headers);
  bool is_known = false;
  for (const http::SharedSecret& secret : options.secrets) is_known |= is_secret(told, secret);
  if (!is_known || body.size() > webhook_bytes_max) {
    out.verdict = is_known ? WebhookVerdict::too_large : WebhookVerdict::forged;
    return out;
  }
  Json document;
  if (nests_little(body)) document = Json::parse(body, nullptr, false);
  const std::string type = text_of(document, "event");
  if (!is_event_name(type) || type.size() > 100) {
    out.verdict = WebhookVerdict::malformed;
    return out;
  }
  if (text_of(document, "instance") != options.instance) {
    ++out.foreign;
    return out;
  }
  Reader reader{options, received_at, out};
  const Json& data = member(document, "data");
  const bool is_list = data.is_array();
  for (const Json& each : is_list ? data : Json::array({data})) {
    if (type == "messages.upsert") {
      reader.read_message(each);
    } else if (type == "messages.update") {
      reader.read_update(each);
    } else if (type == "connection.update") {
      reader.read_connection(each);
    } else {
      reader.add_other(type, each);
    }
  }
  return out;
}

}  // namespace reactivation
