#include "reactivation/adapters/whatsapp.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/core/event_name.hpp"
#include "reactivation/core/messenger_codes.hpp"
#include "template.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t text_bytes_max = 4096;

/// A member, or null.
const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found != object.end() ? *found : none;
}
std::string text_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}
std::optional<int> code_of(const Json& error) {
  const Json& value = member(error, "code");
  if (!value.is_number_integer()) return std::nullopt;
  const auto code = value.get<std::int64_t>();
  if (code < 0 || code > 10'000'000) return std::nullopt;
  return static_cast<int>(code);
}

// --- What an answer means ------------------------------------------------------------------------

std::string_view word_of(SendFault fault) {
  switch (fault) {
    case SendFault::retry_never_today:
      return "whatsapp_person_cap";
    case SendFault::opt_out:
      return "whatsapp_opted_out";
    case SendFault::wait_for_person:
      return "whatsapp_pair_rate";
    case SendFault::not_on_messenger:
      return "whatsapp_undeliverable";
    case SendFault::blocked_by_business:
      return "whatsapp_blocked_by_business";
    case SendFault::window_closed:
      return "whatsapp_window_closed";
    case SendFault::experiment_holdout:
      return "whatsapp_experiment";
    case SendFault::transient:
      return "whatsapp_unavailable";
    case SendFault::request_fault:
      return "whatsapp_request_refused";
    case SendFault::template_fault:
      return "whatsapp_template_refused";
    case SendFault::account:
      return "whatsapp_account";
    default:
      return "whatsapp_refused";
  }
}

/// The codes with which the service says that it has not taken the message up at all.
bool is_turned_away(int code) noexcept {
  constexpr int codes[] = {2, 4, 80007, 130429, 131016, 131056, 133004};
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

/// "Something went wrong", at whatever step.
bool tells_nothing(int code) noexcept { return code == 1 || code == 131000; }

SendReceipt receipt_of_code(int code, Instant at) {
  const SendFault fault = fault_of_whatsapp_cloud_code(code);
  SendReceipt out = refused(word_of(fault));
  if (is_turned_away(code)) out.outcome = SendOutcome::not_started;
  if (tells_nothing(code)) out.outcome = SendOutcome::uncertain;
  out.person_fault = person_fault_of(fault);
  out.is_number_unknown = fault == SendFault::not_on_messenger;
  if (const auto kind = signal_of_whatsapp_cloud_code(code))
    out.signal = AccountSignal{*kind, at, {}};
  return out;
}

SendReceipt receipt_of(const Json& body, const http::Response& response, Instant at) {
  if (const Json& error = member(body, "error"); error.is_object()) {
    const auto code = code_of(error);
    return code ? receipt_of_code(*code, at) : SendReceipt{SendOutcome::uncertain};
  }
  // No code, so not the service's own word: a page of a proxy may stand before or behind it.
  if (!response.is_success()) return SendReceipt{SendOutcome::uncertain};
  const Json& messages = member(body, "messages");
  SendReceipt out{SendOutcome::accepted};
  if (messages.is_array() && !messages.empty()) out.provider_id = text_of(messages.front(), "id");
  if (!is_event_name(out.provider_id)) return SendReceipt{SendOutcome::uncertain};
  return out;
}

// --- The dialect ---------------------------------------------------------------------------------

Json template_of(const WhatsAppTemplate& form, const std::vector<WhatsAppParameter>& values) {
  const auto body = whatsapp::read_body(form.body);
  const bool has_names = body && !whatsapp::is_numbered(*body);
  Json out = {{"name", form.name}, {"language", {{"code", form.language}}}};
  if (values.empty()) return out;
  Json parameters = Json::array();
  for (const WhatsAppParameter& value : values) {
    Json one = {{"type", "text"}, {"text", value.text}};
    if (has_names) one["parameter_name"] = value.name;
    parameters.push_back(std::move(one));
  }
  out["components"] = Json::array({Json{{"type", "body"}, {"parameters", std::move(parameters)}}});
  return out;
}

class WhatsApp final : public MessengerDialect {
public:
  explicit WhatsApp(WhatsAppOptions options) : options_(std::move(options)) {}

  [[nodiscard]] std::variant<http::Request, SendReceipt> request_of(
      const OutgoingMessage& message, const http::SharedSecret& token) const override;
  [[nodiscard]] SendReceipt read(const http::Response& response, Instant at) const override {
    Json body;
    if (nests_little(response.body)) body = Json::parse(response.body, nullptr, false);
    return receipt_of(body, response, at);
  }

private:
  [[nodiscard]] bool is_window_open(const OutgoingMessage& message) const {
    const auto wrote = options_.last_wrote_at ? options_.last_wrote_at(message) : std::nullopt;
    // A message that lies ahead of the clock opens nothing.
    return wrote && *wrote <= message.sent_at && message.sent_at - *wrote < whatsapp_window;
  }
  /// What is said, as the service writes it; nothing when there is no form for it.
  [[nodiscard]] bool add_content(const OutgoingMessage& message, Json& body) const;

  WhatsAppOptions options_;
};

bool WhatsApp::add_content(const OutgoingMessage& message, Json& body) const {
  if (is_window_open(message)) {
    body["type"] = "text";
    body["text"] = {{"body", message.text}, {"preview_url", false}};
    return true;
  }
  for (const WhatsAppTemplate& form : options_.templates) {
    const auto values = parameters_for(form, message.text);
    if (!values) continue;
    body["type"] = "template";
    body["template"] = template_of(form, *values);
    return true;
  }
  return false;
}

std::variant<http::Request, SendReceipt> WhatsApp::request_of(
    const OutgoingMessage& message, const http::SharedSecret& token) const {
  if (!message.phone.is_set()) return refused("whatsapp_no_phone");
  if (message.text.empty() || message.text.size() > text_bytes_max) {
    return refused("whatsapp_text_length");
  }
  Json body = {{"messaging_product", "whatsapp"},
               {"recipient_type", "individual"},
               {"to", to_e164(message.phone)}};
  if (!add_content(message, body)) return refused("whatsapp_no_template");
  body["biz_opaque_callback_data"] = to_string(message.attempt_id);
  http::Request out;
  out.method = http::Method::post;
  out.url = options_.base_url + "/" + options_.phone_number_id + "/messages";
  out.secret_headers = {{"Authorization", "Bearer ", token}};
  out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return out;
}

}  // namespace

result<std::unique_ptr<ServiceMessenger>> make_whatsapp_messenger(WhatsAppOptions options) {
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  const bool is_fine =
      is_service_url(options.base_url) && whatsapp::is_number_id(options.phone_number_id) &&
      std::all_of(options.templates.begin(), options.templates.end(), whatsapp::is_template);
  if (!is_fine) return make_error_code(errc::invalid_argument);
  MessengerServiceOptions service = std::move(options.service);
  return make_service_messenger(std::make_unique<WhatsApp>(std::move(options)), std::move(service));
}

}  // namespace reactivation
