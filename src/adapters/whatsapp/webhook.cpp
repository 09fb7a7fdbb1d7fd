// Messages, statuses and preferences of a webhook.
#include <algorithm>
#include <limits>
#include <utility>

#include "reactivation/adapters/messengers.hpp"
#include "reactivation/core/event_name.hpp"
#include "reactivation/core/messenger_codes.hpp"
#include "reactivation/core/phone.hpp"
#include "reactivation/json/parts_json.hpp"
#include "values.hpp"

namespace reactivation {
namespace whatsapp {
namespace {

constexpr std::size_t changes_max = 4000;  ///< of one request; the service sends up to 1000

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_header(std::string_view name, std::string_view wanted) {
  return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return lower(a) == b; });
}

// --- People --------------------------------------------------------------------------------------

/// The same line under both of its numbers: Brazil's ninth digit, Mexico's 1 and Argentina's 9 are
/// written or left out as the network likes (B19).
std::vector<std::string> numbers_of(const std::string& digits) {
  std::vector<std::string> out{digits};
  const auto has = [&](std::string_view begin, std::size_t size) {
    return digits.starts_with(begin) && digits.size() == size;
  };
  if (has("55", 12)) out.push_back(digits.substr(0, 4) + "9" + digits.substr(4));
  if (has("55", 13) && digits[4] == '9') out.push_back(digits.substr(0, 4) + digits.substr(5));
  if (has("52", 12)) out.push_back("521" + digits.substr(2));
  if (has("521", 13)) out.push_back("52" + digits.substr(3));
  if (has("54", 12)) out.push_back("549" + digits.substr(2));
  if (has("549", 13)) out.push_back("54" + digits.substr(3));
  return out;
}

void add_person(std::vector<Identity>& from, IdentityKind kind, const std::string& value) {
  const Identity identity{kind, value};
  const bool is_known = std::find(from.begin(), from.end(), identity) != from.end();
  if (is_event_name(value) && !is_known && from.size() < event_parts_max) from.push_back(identity);
}

/// `wa_id`: digits of a phone; anything else is none (B16, B17).
void add_phone(std::vector<Identity>& from, const std::string& wa_id) {
  const std::string told = wa_id.starts_with('+') ? wa_id.substr(1) : wa_id;
  if (!parse_e164("+" + told)) return;
  for (const std::string& digits : numbers_of(told)) {
    add_person(from, IdentityKind::phone, "+" + digits);
  }
}

/// A person by their phone and their user ids, each of which may be absent.
std::vector<Identity> person_of(const Json& value, const char* phone, const char* user_id) {
  std::vector<Identity> out;
  add_phone(out, text_of(value, phone));
  add_person(out, IdentityKind::user_id, text_of(value, user_id));
  return out;
}

std::string digits_in(const std::string& text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

// --- Messages ------------------------------------------------------------------------------------

std::string title_of(const Json& interactive) {
  for (const char* const kind : {"button_reply", "list_reply"}) {
    if (std::string title = text_of(member(interactive, kind), "title"); !title.empty()) {
      return title;
    }
  }
  return {};
}

/// A text's words, a button's title. Everything else is for a person to look at; the words below a
/// picture are kept for them.
InboundMessage content_of(const Json& message) {
  const std::string type = text_of(message, "type");
  const Json& content = member(message, type.c_str());
  InboundMessage out;
  if (type == "text") out.text = text_of(content, "body");
  if (type == "button") {
    out.text = text_of(content, "text");
    if (out.text.empty()) out.text = text_of(content, "payload");
  }
  if (type == "interactive") out.text = title_of(content);
  out.is_text = !out.text.empty();
  if (!out.is_text) out.text = text_of(content, "caption");
  if (out.text.size() > event_text_bytes_max) {  // nothing of it is understood in part
    out.text.clear();
    out.is_text = false;
  }
  const std::string about = text_of(member(message, "context"), "id");
  if (is_event_name(about)) out.answers_provider_id = about;
  return out;
}

/// A message that names neither itself nor anybody is dropped; one that names somebody blocks sends
/// to them also when nothing else of it can be read (I4).
void read_message(Frame& frame, const Json& message, const std::string& own_number,
                  MessageAuthor author) {
  const bool is_incoming = author == MessageAuthor::client;
  std::vector<Identity> from = is_incoming ? person_of(message, "from", "from_user_id")
                                           : person_of(message, "to", "to_user_id");
  if (is_incoming && !own_number.empty() && digits_in(text_of(message, "from")) == own_number) {
    author = MessageAuthor::ourselves;
    from = person_of(message, "to", "to_user_id");
  }
  std::string id = text_of(message, "id");
  if (!is_event_name(id)) id.clear();
  if (id.empty() && from.empty()) {
    ++frame.reading.unreadable;
    return;
  }
  const Instant at = instant_of(message, "timestamp", frame.received_at);
  if (text_of(message, "type") == "system") {  // a number was changed: nobody has written
    frame.add_other("system", message, at);
    return;
  }
  if (id.empty()) {
    id = "message " + fingerprint_of(message.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  InboundEvent event = frame.event(std::move(id), at);
  event.from = std::move(from);
  InboundMessage what = content_of(message);
  what.author = author;
  event.what = std::move(what);
  frame.reading.events.push_back(std::move(event));
}

// --- Statuses ------------------------------------------------------------------------------------

std::optional<Delivery> delivery_of(const std::string& status) {
  if (status == "sent") return Delivery::sent;
  if (status == "delivered") return Delivery::delivered;
  if (status == "read" || status == "played") return Delivery::read;
  if (status == "failed") return Delivery::failed;
  return std::nullopt;
}

/// What the codes of a failed message say about the person and the number.
void read_codes(const Json& errors, DeliveryReport& report) {
  if (!errors.is_array()) return;
  for (const Json& error : errors) {
    const auto code = number_of(error, "code");
    if (!code || *code > std::numeric_limits<int>::max()) continue;
    const SendFault fault = fault_of_whatsapp_cloud_code(static_cast<int>(*code));
    report.person_fault = std::max(report.person_fault, person_fault_of(fault));
    report.is_number_unknown |= fault == SendFault::not_on_messenger;
  }
}

void read_status(Frame& frame, const Json& status) {
  const std::string word = text_of(status, "status");
  const auto delivery = delivery_of(word);
  InboundDelivery what;
  what.provider_id = text_of(status, "id");
  what.attempt_id = parse_attempt_id(text_of(status, "biz_opaque_callback_data"));
  if (!is_event_name(what.provider_id)) what.provider_id.clear();
  const Instant at = instant_of(status, "timestamp", frame.received_at);
  frame.add_signals_of(member(status, "errors"), at);
  if (!delivery || (what.provider_id.empty() && !what.attempt_id)) {
    if (what.provider_id.empty()) {
      ++frame.reading.unreadable;
    } else {
      frame.add_other("status", status, at);
    }
    return;
  }
  what.report.delivery = *delivery;
  what.report.at = at;
  read_codes(member(status, "errors"), what.report);
  const std::string name =
      what.provider_id.empty() ? to_string(*what.attempt_id) : what.provider_id;
  // A message has each status once; its time tells apart what is repeated with other words.
  InboundEvent event =
      frame.event(word + " " + text_of(status, "timestamp").substr(0, 20) + " " + name, at);
  if (!is_event_name(event.event_id)) event.event_id = word + " " + fingerprint_of(name);
  event.from = person_of(status, "recipient_id", "recipient_user_id");
  event.what = std::move(what);
  frame.reading.events.push_back(std::move(event));
}

// --- Preferences ---------------------------------------------------------------------------------

void read_preference(Frame& frame, const Json& preference) {
  std::vector<Identity> from = person_of(preference, "wa_id", "user_id");
  if (from.empty()) {
    ++frame.reading.unreadable;
    return;
  }
  const std::string text = preference.dump(-1, ' ', false, Json::error_handler_t::replace);
  InboundEvent event = frame.event("user_preferences " + fingerprint_of(text),
                                   instant_of(preference, "timestamp", frame.received_at));
  event.from = std::move(from);
  // The value alone: a text beside it ("… can stop …") is no wish of theirs.
  std::string value = text_of(preference, "value");
  if (value != "stop" && value != "resume") value = "other";
  event.what = InboundOther{"user_preferences", std::move(value)};
  frame.reading.events.push_back(std::move(event));
}

// --- The whole -----------------------------------------------------------------------------------

void read_messages(Frame& frame, const Json& value, Instant at) {
  const Json& metadata = member(value, "metadata");
  const std::string own = digits_in(text_of(metadata, "display_phone_number"));
  for (const Json& each : elements(value, "messages")) {
    read_message(frame, each, own, MessageAuthor::client);
  }
  for (const Json& each : elements(value, "message_echoes")) {
    read_message(frame, each, own, MessageAuthor::colleague);
  }
  for (const Json& each : elements(value, "statuses")) read_status(frame, each);
  for (const Json& each : elements(value, "user_preferences")) read_preference(frame, each);
  frame.add_signals_of(member(value, "errors"), at);
}

void read_change(Frame& frame, const Json& change, Instant at) {
  const std::string field = text_of(change, "field");
  const Json& value = member(change, "value");
  if (!is_event_name(field) || !value.is_object()) {
    ++frame.reading.unreadable;
    return;
  }
  if (read_account_change(frame, field, value, at)) return;
  const std::string id = text_of(member(value, "metadata"), "phone_number_id");
  if (id != frame.options.phone_number_id) {
    ++frame.reading.foreign;
    return;
  }
  read_messages(frame, value, at);
}

/// The one signature of the request; empty when there is none, or when there are several.
std::string_view signature_in(std::span<const http::Header> headers) {
  std::string_view out;
  int count = 0;
  for (const http::Header& header : headers) {
    if (!is_header(header.name, "x-hub-signature-256")) continue;
    out = header.value;
    ++count;
  }
  return count == 1 ? out : std::string_view{};
}

}  // namespace
}  // namespace whatsapp

WebhookReading read_whatsapp_webhook(const WhatsAppWebhookOptions& options,
                                     std::span<const http::Header> headers, std::string_view body,
                                     Instant received_at) {
  using namespace whatsapp;
  WebhookReading out;
  if (body.size() > webhook_bytes_max) {
    out.verdict = WebhookVerdict::too_large;
    return out;
  }
  if (!is_signed_by(body, signature_in(headers), options.app_secrets)) {
    out.verdict = WebhookVerdict::forged;
    return out;
  }
  Json document;
  if (nests_little(body)) document = Json::parse(body, nullptr, false);
  if (text_of(document, "object") != "whatsapp_business_account") {
    out.verdict = WebhookVerdict::malformed;
    return out;
  }
  Frame frame{options, received_at, out};
  std::size_t changes = 0;
  for (const Json& entry : elements(document, "entry")) {
    const Instant at = instant_of(entry, "time", received_at);
    for (const Json& change : elements(entry, "changes")) {
      if (++changes <= changes_max) read_change(frame, change, at);
    }
  }
  return out;
}

}  // namespace reactivation
